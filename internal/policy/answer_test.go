package policy_test

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"candour/internal/calendar"
	"candour/internal/care"
	"candour/internal/notice"
	"candour/internal/policy"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func item(kind notice.ShapeKind, required bool) notice.Item {
	return notice.Item{Required: required, Shape: notice.Shape{
		Kind: kind, Label: "Address", Why: "So that the Connector can visit", Max: 40,
		Choices: []notice.Option{{Code: "large-print"}, {Code: "braille"}, {Code: "quiet-place"}},
	}}
}

func TestValidateAnswerReadsEachShape(t *testing.T) {
	asked := calendar.Date(2026, 2, 19)
	for _, c := range []struct {
		name string
		item notice.Item
		raw  policy.Raw
		want care.Value
		says string // a part of the problem
	}{
		{"a line is tidied", item(notice.Text, true), policy.Raw{Values: []string{"  Margaret \t Ashdown\x00 "}}, care.Value{Text: "Margaret Ashdown"}, ""},
		{"a text keeps its lines", item(notice.LongText, false), policy.Raw{Values: []string{"\r\nsteady on the flat,\r\nnot on stairs  \n"}}, care.Value{Text: "steady on the flat,\nnot on stairs"}, ""},
		{"too long", item(notice.Text, true), policy.Raw{Values: []string{strings.Repeat("é", 43)}}, care.Value{}, "Shorten this to 40 characters. It has 43"},
		{"missing and optional", item(notice.Text, false), policy.Raw{Values: []string{" \n"}}, care.Value{}, ""},
		{"missing and needed", item(notice.Text, true), policy.Raw{}, care.Value{}, "Address is needed, so that the Connector can visit"},
		{"no address has a way out", item(notice.Address, true), policy.Raw{}, care.Value{}, "write “no fixed address”"},
		{"no fixed address", item(notice.Address, true), policy.Raw{Values: []string{"No fixed address, by the bandstand"}}, care.Value{Text: "No fixed address, by the bandstand"}, ""},
		{"no postcode", item(notice.Address, true), policy.Raw{Values: []string{"14 Orchard Row"}}, care.Value{}, "Add the postcode"},
		{"a needed item declined", item(notice.Text, true), policy.Raw{Empty: care.Declined}, care.Value{}, "is needed"},
		{"a phone", item(notice.Phone, false), policy.Raw{Values: []string{"01632 960 833"}}, care.Value{Text: "+441632960833"}, ""},
		{"a phone one short", item(notice.Phone, false), policy.Raw{Values: []string{"01632 96083"}}, care.Value{}, "one digit short"},
		{"an email", item(notice.Email, false), policy.Raw{Values: []string{" joan@example.org "}}, care.Value{Text: "joan@example.org"}, ""},
		{"half an email", item(notice.Email, false), policy.Raw{Values: []string{"joan"}}, care.Value{}, "with its @"},
		{"an age", item(notice.Age, false), policy.Raw{Values: []string{" about 84 "}, Asked: asked}, care.Value{Number: 84, AsAt: asked}, ""},
		{"a year of birth", item(notice.Age, false), policy.Raw{Values: []string{"1942"}, Asked: asked}, care.Value{}, "never ask for a date of birth"},
		{"a birthday", item(notice.Age, false), policy.Raw{Values: []string{"3/12/42"}, Asked: asked}, care.Value{}, "never ask for a date of birth"},
		{"too old", item(notice.Age, false), policy.Raw{Values: []string{"121"}, Asked: asked}, care.Value{}, "from 0 to 120"},
		{"no number", item(notice.Age, false), policy.Raw{Values: []string{"old"}, Asked: asked}, care.Value{}, "Roughly is good enough"},
		{"a choice", item(notice.Choice, false), policy.Raw{Values: []string{"braille"}}, care.Value{Codes: []string{"braille"}}, ""},
		{"a choice declined", item(notice.Choice, false), policy.Raw{Values: []string{"declined"}}, care.Value{Empty: care.Declined}, ""},
		{"two of one", item(notice.Choice, false), policy.Raw{Values: []string{"braille", "large-print"}}, care.Value{}, "Give one answer"},
		{"an unknown code", item(notice.Choice, false), policy.Raw{Values: []string{"Braille"}}, care.Value{}, "Choose from the answers shown"},
		{"several, in the pack's order", item(notice.Multi, false), policy.Raw{Values: []string{"quiet-place", "large-print", "quiet-place"}}, care.Value{Codes: []string{"large-print", "quiet-place"}}, ""},
		{"several and an unknown one", item(notice.Multi, false), policy.Raw{Values: []string{"quiet-place", "drum"}}, care.Value{}, "Choose from the answers shown"},
		{"several and none", item(notice.Multi, false), policy.Raw{Values: []string{"quiet-place", "declined"}}, care.Value{}, "not both"},
		{"does not know", item(notice.Text, false), policy.Raw{Empty: care.Unknown}, care.Value{Empty: care.Unknown}, ""},
		{"another kind of nothing", item(notice.Text, false), policy.Raw{Empty: "nothing"}, care.Value{}, "Choose one"},
		{"what the software keeps", item(notice.Facts, false), policy.Raw{Values: []string{"x"}}, care.Value{}, "not typed in"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, says := policy.ValidateAnswer(c.item, c.raw)
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("another value (-want +got):\n%s", diff)
			}
			if (says == "") != (c.says == "") || !strings.Contains(says, c.says) {
				t.Errorf("it says %q, want %q", says, c.says)
			}
		})
	}
}

// Whatever is typed, what is kept is bounded, readable and from the list; and
// either a value or a problem comes back, never both.
func TestValidateAnswerKeepsNothingUnbounded(t *testing.T) {
	kinds := []notice.ShapeKind{
		notice.Text, notice.LongText, notice.Address, notice.Phone, notice.Email, notice.Age,
		notice.Choice, notice.Multi, notice.Facts, "unheard of",
	}
	rapid.Check(t, func(t *rapid.T) {
		it := item(rapid.SampledFrom(kinds).Draw(t, "kind"), rapid.Bool().Draw(t, "required"))
		raw := policy.Raw{
			Values: rapid.SliceOfN(rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{"braille", "declined", "84", "TN9 1QD", "\xff"})), 0, 3).Draw(t, "values"),
			Empty:  rapid.SampledFrom([]care.Empty{care.Answered, care.Answered, care.Declined, care.Unknown, "odd"}).Draw(t, "empty"),
			Asked:  calendar.Date(2026, 2, 19),
		}
		v, says := policy.ValidateAnswer(it, raw)
		if says != "" && v.Given() || it.Required && says == "" && (!v.Given() || v.Empty != care.Answered) {
			t.Fatalf("given %v with the problem %q, required %v", v.Given(), says, it.Required)
		}
		if utf8.RuneCountInString(v.Text) > it.Shape.Max || !utf8.ValidString(v.Text) || len(v.Codes) > len(it.Shape.Choices) {
			t.Fatal("more was kept than the shape allows")
		}
		if strings.ContainsFunc(v.Text, func(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\t' }) {
			t.Fatal("a control character was kept")
		}
		if v.Number < 0 || v.Number > care.MaxAge {
			t.Fatalf("an age of %d was kept", v.Number)
		}
	})
}

func TestScaleOfKeepsTheMeasuresWay(t *testing.T) {
	got := policy.ScaleOf(notice.Measure{Code: "ons-4", Questions: []notice.Question{
		{Code: "happy", Low: 0, High: 10, Better: "higher"}, {Code: "anxious", Low: 0, High: 10, Better: "lower"},
	}})
	want := care.Scale{Code: "ons-4", Questions: []care.ScaleQuestion{
		{Code: "happy", High: 10, HigherIsBetter: true}, {Code: "anxious", High: 10},
	}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("another scale (-want +got):\n%s", diff)
	}
}
