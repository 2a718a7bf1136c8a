package care_test

import (
	"errors"
	"strings"
	"testing"

	"candour/internal/calendar"
	"candour/internal/care"

	"pgregory.net/rapid"
)

func TestPayloadsSayWhatToMend(t *testing.T) {
	tomorrow := today.AddDays(1)
	long := strings.Repeat("a", care.MaxNote+1)
	contact := care.Contact{On: today, Clock: "16:05", Channel: care.ByPhone, Outcome: "voicemail"}
	visit := care.Visit{On: today, Place: care.AtHome, Outcome: care.VisitMet}
	step := care.Step{Text: "Ask Jean for a lift", Who: care.ByPerson, Set: today}
	for _, c := range []struct {
		name     string
		problems care.Problems
		fields   string
	}{
		{"a contact", contact.Validate(today, "voicemail"), ""},
		{"a contact that has not happened", with(contact, func(c *care.Contact) { c.On = tomorrow }).Validate(today, "voicemail"), "on"},
		{"a contact of an unknown outcome, at no hour", with(contact, func(c *care.Contact) { c.Outcome, c.Clock = "chat", "24:00" }).Validate(today, "voicemail"), "clock outcome"},
		{"a contact by pigeon", with(contact, func(c *care.Contact) { c.Channel, c.NoticeGiven = "pigeon", "sung" }).Validate(today, "voicemail"), "channel notice"},
		{"a contact with no day", with(contact, func(c *care.Contact) { c.On = calendar.Day{} }).Validate(today, "voicemail"), "on"},
		{"a note", care.Note{On: today, Text: "She would like to sing"}.Validate(today), ""},
		{"an empty note", care.Note{On: today, Text: " \n"}.Validate(today), "text"},
		{"a long note", care.Note{On: today, Text: long}.Validate(today), "text"},
		{"a visit", visit.Validate(today), ""},
		{"a visit that was made tomorrow", with(visit, func(v *care.Visit) { v.On = tomorrow }).Validate(today), "on"},
		{"a visit ahead", with(visit, func(v *care.Visit) { v.On, v.Outcome = tomorrow, care.VisitAhead }).Validate(today), ""},
		{"a visit for ever", with(visit, func(v *care.Visit) { v.Minutes, v.Place, v.BackBy = 601, "moon", "noon" }).Validate(today), "backBy place minutes"},
		{"a goal", care.Goal{Text: "Sing again", Set: today, Review: tomorrow}.Validate(), ""},
		{"a goal reviewed before it was set", care.Goal{Text: "Sing again", Set: today, Review: today.AddDays(-1)}.Validate(), "review"},
		{"a goal without words", care.Goal{Set: today}.Validate(), "text"},
		{"a step", step.Validate(), ""},
		{"a step by nobody, due before it was set", with(step, func(s *care.Step) { s.Who, s.Due = "", today.AddDays(-1) }).Validate(), "who due"},
		{"a signpost", care.Signpost{On: today, Activity: "arts"}.Validate(today, []string{"arts"}, nil), ""},
		{"a signpost to nowhere", care.Signpost{On: today, Activity: "war", Provider: "x"}.Validate(today, []string{"arts"}, []string{"choir"}), "activity provider"},
		{"an onward referral", care.Onward{Provider: "choir", Items: []string{"client.name"}}.Validate([]string{"choir"}, []string{"client.name"}), ""},
		{"an onward referral with the referrer", care.Onward{Provider: "choir", Items: []string{"referrer.name", "referrer.email"}}.Validate([]string{"choir"}, []string{"client.name"}), "items"},
		{"an onward referral of nothing", care.Onward{Provider: "choir"}.Validate([]string{"choir"}, nil), "items"},
		{"a permission", care.Permission{Yes: true, Items: []string{"client.name"}, On: today, Channel: care.ByVisit}.Validate(today), ""},
		{"a yes to nothing", care.Permission{Yes: true, On: today, Channel: "web"}.Validate(today), "channel items"},
		{"a long reason", care.Value{Relevance: long, ChannelWhy: long, Text: long}.Validate(), "channelWhy relevance text"},
	} {
		var fields []string
		for _, p := range c.problems {
			fields = append(fields, p.Field)
			if c.problems.Of(p.Field) == "" {
				t.Errorf("%s: nothing is said beside %s", c.name, p.Field)
			}
			for _, banned := range []string{"invalid", "please", "must"} {
				if strings.Contains(strings.ToLower(p.Says), banned) {
					t.Errorf("%s: it says %q", c.name, p.Says)
				}
			}
		}
		if got := strings.Join(fields, " "); got != c.fields {
			t.Errorf("%s: to mend %q, want %q", c.name, got, c.fields)
		}
		if err := c.problems.Err(); (err != nil) != (c.fields != "") || err != nil && !errors.Is(err, care.ErrInvalid) {
			t.Errorf("%s: the error is %v", c.name, err)
		}
	}
}

func with[T any](v T, change func(*T)) T {
	change(&v)
	return v
}

func TestProblemsNameFieldsAndNeverWhatWasTyped(t *testing.T) {
	p := care.Note{On: today, Text: strings.Repeat("Penfold ", 2000)}.Validate(today)
	if err := p.Err(); err == nil || strings.Contains(err.Error(), "Penfold") {
		t.Errorf("the error is %v", err)
	}
}

func TestAgeIsSaidWithTheMonthItWasAsked(t *testing.T) {
	asked := calendar.Date(2026, 2, 19)
	v := care.Value{Number: 84, AsAt: asked}
	if got := care.AgeAsked(v); got != "84 (asked Feb 2026)" {
		t.Errorf("got %q", got)
	}
	if got := care.AgeAsked(care.Value{Empty: care.Declined, AsAt: asked}) + care.AgeAsked(care.Value{}); got != "" {
		t.Errorf("no age is written %q", got)
	}
	for _, c := range []struct {
		on          calendar.Day
		least, most int
	}{
		{asked.AddDays(-1), 84, 84},
		{asked, 84, 84},
		{asked.AddDays(1), 84, 85},
		{calendar.Date(2027, 2, 18), 84, 85},
		{calendar.Date(2027, 2, 19), 85, 85},
		{calendar.Date(2027, 2, 20), 85, 86},
	} {
		if least, most := care.AgeNow(v, c.on); least != c.least || most != c.most {
			t.Errorf("on %s: %d to %d, want %d to %d", c.on, least, most, c.least, c.most)
		}
	}
}

// Whenever somebody was born, the age they have lies in what AgeNow gives.
func TestAgeNowHoldsTheTrueAge(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		born := calendar.Date(1930, 1, 1).AddDays(rapid.IntRange(0, 9000).Draw(t, "born"))
		asked := calendar.Date(2022, 1, 1).AddDays(rapid.IntRange(0, 1800).Draw(t, "asked"))
		on := asked.AddDays(rapid.IntRange(0, 1800).Draw(t, "later"))
		least, most := care.AgeNow(care.Value{Number: born.MonthsUntil(asked) / 12, AsAt: asked}, on)
		if age := born.MonthsUntil(on) / 12; age < least || age > most {
			t.Fatalf("born %v, asked %v: on %v they are %d, not %d to %d", born, asked, on, age, least, most)
		}
	})
}

func TestStandingIsTheLastAnswerAndNotAskedIsNoAnswer(t *testing.T) {
	if _, asked := care.Standing(nil); asked {
		t.Error("an item never asked has an answer")
	}
	v, asked := care.Standing([]care.Value{{Text: "old"}, {Empty: care.Declined}})
	if !asked || v.Empty != care.Declined || !v.Given() || (care.Value{From: "client"}).Given() {
		t.Error("what was said last does not stand")
	}
}

func TestChronologyIsInOrderWhateverOrderItCameIn(t *testing.T) {
	lines := []care.Line{
		{On: today, Clock: "", Of: "a"},
		{On: today, Clock: "09:15", Of: "b"},
		{On: today, Clock: "16:05", Recorded: today.Start(), Of: "c"},
		{On: today, Clock: "16:05", Recorded: today.AddDays(1).Start(), Of: "a"},
		{On: today.AddDays(1), Clock: "08:00", Of: "d"},
	}
	rapid.Check(t, func(t *rapid.T) {
		got := rapid.Permutation(lines).Draw(t, "order")
		care.SortLines(got)
		for i := range lines {
			if got[i] != lines[i] {
				t.Fatalf("line %d is %+v, want %+v", i, got[i], lines[i])
			}
		}
	})
}
