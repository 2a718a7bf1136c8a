package policy_test

import (
	"testing"

	"candour/internal/calendar"
	"candour/internal/notice"
	"candour/internal/policy"
)

func TestDatesNumbersAndLanguagesAreHeldToTheirShape(t *testing.T) {
	today := calendar.Date(2026, 11, 23)
	whole, part := notice.Shape{Kind: notice.Date}, notice.Shape{Kind: notice.Date, Partial: true}
	number, language := notice.Shape{Kind: notice.Number, Of: "nhs number"}, notice.Shape{Kind: notice.Language}
	for _, c := range []struct {
		shape notice.Shape
		typed string
		kept  string // "" where it is refused
	}{
		{whole, "2019-02-28", "2019-02-28"}, {whole, "2019-02-30", ""}, {whole, "2019", ""}, {whole, "2019-03", ""},
		{whole, "2026-11-23", "2026-11-23"}, {whole, "2026-11-24", ""}, {whole, "1642-01-01", ""}, {whole, "yesterday", ""},
		{part, "2019", "2019"}, {part, "2019-03", "2019-03"}, {part, "2019-13", ""}, {part, "2027", ""}, {part, "2026-12", ""},
		{number, "943 476 5919", "9434765919"}, {number, "9434765918", ""}, {number, "943476591", ""}, {number, "94347659190", ""},
		{notice.Shape{Kind: notice.Number, Of: "shoe size"}, "9434765919", ""},
		{language, "pa-Arab", "pa-Arab"}, {language, "bfi", "bfi"}, {language, "tlh", ""}, {language, "PL", ""},
	} {
		v, problem := policy.ValidateAnswer(notice.Item{Shape: c.shape}, policy.Raw{Values: []string{c.typed}, Asked: today})
		got := v.Text
		if len(v.Codes) == 1 {
			got = v.Codes[0]
		}
		if got != c.kept || (problem == "") != (c.kept != "") {
			t.Errorf("%s %q gives %q with the problem %q, want %q", c.shape.Kind, c.typed, got, problem, c.kept)
		}
	}
	for _, o := range policy.Languages {
		if !notice.LanguageAnswer(o.Code) {
			t.Errorf("%s is no tag of BCP 47", o.Code)
		}
	}
}

func TestWordsOfOffencesAreFoundWhereverTheyStand(t *testing.T) {
	p := &notice.Pack{Never: []notice.NeverCollect{{Category: "offences", FreeText: true, Says: "offences"}}}
	for _, text := range []string{
		"Convicted of theft in 2019", "he was in PRISON", "on\nbail", "a Police caution", "drink-driving", "two burglaries", "she was found guilty",
	} {
		if _, found := policy.HoldsNever(p, text); !found {
			t.Errorf("%q passes", text)
		}
	}
	for _, text := range []string{"", "Ring with caution: she is deaf", "The garden has foxes", "He likes Thelonious Monk", "Rapeseed allergy", "Assemble the bed"} {
		if held, found := policy.HoldsNever(p, text); found {
			t.Errorf("%q is held back for %q", text, held.Words)
		}
	}
	p.Never[0].FreeText = false
	if _, found := policy.HoldsNever(p, "prison"); found {
		t.Error("free words are searched though the notice does not say so")
	}
}
