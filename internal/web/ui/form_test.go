package ui

import (
	"net/url"
	"strings"
	"testing"

	"candour/internal/calendar"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestFormKeepsWhatWasTypedAndSaysEachFaultTwice(t *testing.T) {
	form := ReadForm(url.Values{"name": {"  Arthur <b>Penfold</b> "}, "safe": {"made up"}, "seen-day": {"31"}, "seen-month": {"June"}, "seen-year": {"2026"}})
	name := form.Text("name").Need("Tell us their name")
	safe := form.Choice("safe", "yes", "no").Need("Choose one")
	seen := form.Day("seen")
	seen.Read("the day you saw them")

	if form.OK() {
		t.Fatal("a form with two faults is OK")
	}
	want := []SummaryItem{{Text: "Choose one", Href: "#safe"}, {Text: "June 2026 has no day 31", Href: "#seen-day"}}
	if diff := cmp.Diff(want, form.Faults()); diff != "" {
		t.Errorf("faults (-want +got)\n%s", diff)
	}
	page := rendered(t, under(Box{}, form.Summary(), TextInput{Field: name, Label: "Name"},
		Radios{Field: safe, Legend: "Safe?", Choices: []Choice{{Value: "yes", Text: "Yes"}}}, DateInput{Field: seen, Legend: "Seen"}))
	for _, f := range want {
		if n := strings.Count(page, f.Text); n != 2 {
			t.Errorf("%q is said %d times, want beside the field and in the summary", f.Text, n)
		}
		if !strings.Contains(page, `id="`+f.Href[1:]+`"`) {
			t.Errorf("the summary links to %s, which is not there", f.Href)
		}
	}
	for _, typed := range []string{`value="Arthur &lt;b&gt;Penfold&lt;/b&gt;"`, `value="31"`, `value="June"`, `value="2026"`} {
		if !strings.Contains(page, typed) {
			t.Errorf("the page lost %s", typed)
		}
	}
	if got := form.Summary().Title; got != "Two things need another look" {
		t.Errorf("title is %q", got)
	}
}

func TestFormWithoutFaultsHasNoSummary(t *testing.T) {
	form := ReadForm(url.Values{"age": {"84"}})
	age, ok := form.Text("age").Number(18, 120, "Write an age from 18 to 120")
	if age != 84 || !ok || !form.OK() {
		t.Errorf("got %d, %v, OK %v", age, ok, form.OK())
	}
	if got := rendered(t, form.Summary()); got != "" {
		t.Errorf("an empty summary renders %q", got)
	}
}

func TestFormWrongBelongsToNoField(t *testing.T) {
	form := ReadForm(nil)
	form.Wrong("Somebody else saved first")
	want := []SummaryItem{{Text: "Somebody else saved first"}}
	if diff := cmp.Diff(want, form.Faults()); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestFieldBounds(t *testing.T) {
	for name, c := range map[string]struct {
		typed string
		check func(*FieldState)
		want  string
	}{
		"needed and missing":     {"", func(f *FieldState) { f.Need("Tell us") }, "Tell us"},
		"spaces are nothing":     {" \t ", func(f *FieldState) { f.Need("Tell us") }, "Tell us"},
		"the first fault stands": {"", func(f *FieldState) { f.Need("First").Check(false, "Second") }, "First"},
		"one too long":           {"abcd", func(f *FieldState) { f.AtMost(3) }, "Shorten this by 1 character; there is room for 3"},
		"letters not bytes":      {"éèê", func(f *FieldState) { f.AtMost(3) }, ""},
		"number too high":        {"121", func(f *FieldState) { f.Number(18, 120, "Up to 120") }, "Up to 120"},
		"number in words":        {"eighty", func(f *FieldState) { f.Number(18, 120, "In figures") }, "In figures"},
		"number left empty":      {"", func(f *FieldState) { f.Number(18, 120, "In figures") }, ""},
	} {
		t.Run(name, func(t *testing.T) {
			f := ReadForm(url.Values{"x": {c.typed}}).Text("x")
			c.check(f)
			if f.Error != c.want {
				t.Errorf("got %q, want %q", f.Error, c.want)
			}
		})
	}
}

func TestChoicesKeepOnlyWhatWasOffered(t *testing.T) {
	form := ReadForm(url.Values{"needs": {"large", "forged", "braille"}})
	got := form.Choices("needs", "braille", "large", "loop")
	if diff := cmp.Diff([]string{"braille", "large"}, got.Values); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if got.Has("forged") || got.Has("loop") || !got.Has("large") {
		t.Errorf("Has disagrees with %v", got.Values)
	}
}

func TestDayReadsAsPeopleWriteIt(t *testing.T) {
	for _, c := range []struct {
		day, month, year string
		want             calendar.Day
		err              string
		link             string
	}{
		{"16", "6", "2026", calendar.Date(2026, 6, 16), "", "#d-day"},
		{"16", "jun", "2026", calendar.Date(2026, 6, 16), "", "#d-day"},
		{"29", "2", "2028", calendar.Date(2028, 2, 29), "", "#d-day"},
		{"29", "2", "2027", calendar.Day{}, "February 2027 has no day 29", "#d-day"},
		{"16", "", "2026", calendar.Day{}, "Write the day as day, month and year, such as 16 6 2026", "#d-month"},
		{"16", "6", "26", calendar.Day{}, "Write the day as day, month and year, such as 16 6 2026", "#d-year"},
		{"16", "13", "2026", calendar.Day{}, "Write the day as day, month and year, such as 16 6 2026", "#d-month"},
		{"", "", "", calendar.Day{}, "", "#d-day"},
	} {
		d := ReadForm(url.Values{"d-day": {c.day}, "d-month": {c.month}, "d-year": {c.year}}).Day("d")
		got := d.Read("the day")
		if got != c.want || d.Error != c.err || "#"+d.FirstID() != c.link {
			t.Errorf("%s %s %s: got %v, %q, %s; want %v, %q, %s", c.day, c.month, c.year, got, d.Error, d.FirstID(), c.want, c.err, c.link)
		}
	}
}

func TestDayShowsWhatItReads(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := calendar.Date(1900, 1, 1).AddDays(rapid.IntRange(0, 109_000).Draw(t, "days"))
		d := (&DayState{Name: "d"}).Set(want)
		if got := d.Read("the day"); got != want || d.Error != "" {
			t.Fatalf("got %v, %q; want %v", got, d.Error, want)
		}
	})
}

func FuzzFormNeverKeepsControlCharacters(f *testing.F) {
	f.Add("plain", "31", "June", "2026")
	f.Add("line\r\nline\x00\x1b[31m\xff", "99999999999999999999", "-1", "１６")
	f.Fuzz(func(t *testing.T, text, day, month, year string) {
		form := ReadForm(url.Values{"t": {text}, "d-day": {day}, "d-month": {month}, "d-year": {year}})
		got := form.Text("t")
		if strings.ContainsAny(got.Value, "\x00\r\x1b\x7f") || got.Value != strings.TrimSpace(got.Value) {
			t.Errorf("kept %q", got.Value)
		}
		d := form.Day("d")
		if on := d.Read("the day"); !on.IsZero() && d.Error != "" {
			t.Errorf("both a day %v and a fault %q", on, d.Error)
		}
		_ = rendered(t, DateInput{Field: d, Legend: "Day"})
	})
}
