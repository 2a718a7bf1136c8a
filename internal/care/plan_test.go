package care_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"candour/internal/calendar"
	"candour/internal/care"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

var today = calendar.Date(2026, time.November, 23)

func TestProgressIsWorkedOutFromTheStepsAndHistoryIsKept(t *testing.T) {
	step := func(to ...string) care.Step {
		s := care.Step{Text: "Go together, first time", Who: care.ByPerson, Set: today}
		for i, state := range to {
			var err error
			if s, err = s.Move(state, today.AddDays(i), "w1"); err != nil {
				t.Fatal(err)
			}
		}
		return s
	}
	steps := []care.Step{step(), step(care.UnderWay, care.Done), step(care.Done, care.Planned), step(care.Dropped)}
	p := care.ProgressOf(steps)
	if p != (care.Progress{Done: 1, Of: 3}) || p.String() != "1 of 3 steps" || p.Finished() {
		t.Errorf("got %v, want 1 of 3 steps", p)
	}
	want := []care.Move{{To: care.UnderWay, On: today, By: "w1"}, {To: care.Done, On: today.AddDays(1), By: "w1"}}
	if diff := cmp.Diff(want, steps[1].History); diff != "" {
		t.Errorf("the history is not what happened (-want +got):\n%s", diff)
	}
	if got := care.ProgressOf(nil).String(); got != "no steps yet" {
		t.Errorf("got %q", got)
	}
	if p := care.ProgressOf(steps[1:2]); !p.Finished() || p.String() != "1 of 1 step" {
		t.Errorf("got %v, want one step of one", p)
	}
}

func TestAMoveIsRefusedWhenItGoesNowhereOrBack(t *testing.T) {
	s, err := care.Step{}.Move(care.Done, today, "w1")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		to   string
		on   calendar.Day
		want error
	}{
		{care.Done, today, care.ErrConflict},
		{"finished", today, care.ErrInvalid},
		{care.Dropped, today.AddDays(-1), care.ErrInvalid},
	} {
		after, err := s.Move(c.to, c.on, "w1")
		if !errors.Is(err, c.want) || len(after.History) != 1 {
			t.Errorf("moving to %q on %s: got %v, want %v", c.to, c.on, err, c.want)
		}
	}
}

// However a step is moved, each move is kept, and an earlier copy of the step
// is not changed under whoever holds it.
func TestLawsOfMoves(t *testing.T) {
	states := []string{care.Planned, care.UnderWay, care.Done, care.Dropped}
	rapid.Check(t, func(t *rapid.T) {
		var s care.Step
		on := today
		for range rapid.IntRange(1, 12).Draw(t, "moves") {
			on = on.AddDays(rapid.IntRange(0, 3).Draw(t, "days"))
			to := rapid.SampledFrom(states).Draw(t, "to")
			one, err := s.Move(to, on, "w1")
			if err != nil {
				if to != s.State() {
					t.Fatalf("%q to %q: %v", s.State(), to, err)
				}
				continue
			}
			other, err := s.Move(to, on, "w2")
			if err != nil || one.History[len(s.History)].By != "w1" || other.History[len(s.History)].By != "w2" {
				t.Fatal("two copies of a step share their history")
			}
			if one.State() != to || len(one.History) != len(s.History)+1 {
				t.Fatalf("moved to %q with %d moves", one.State(), len(one.History))
			}
			s = one
		}
	})
}

func TestAStepIsLateOnceItsDayIsOverAndItIsOpen(t *testing.T) {
	s := care.Step{Due: today}
	if s.Late(today) || !s.Late(today.AddDays(1)) || (care.Step{}).Late(today) {
		t.Error("a step is late on its day, or never, or without a day")
	}
	done, err := s.Move(care.Done, today, "w1")
	if err != nil || done.Late(today.AddDays(9)) || done.Open() {
		t.Errorf("a step that is done is late or open: %v", err)
	}
}

func TestOnwardReferralsSkipNothing(t *testing.T) {
	var o care.Onward
	if _, err := o.Advance(care.OnwardSent, today, "w1"); !errors.Is(err, care.ErrRefused) {
		t.Errorf("sending what was not discussed: got %v, want it refused", err)
	}
	for i, to := range []care.OnwardState{care.OnwardDiscussed, care.OnwardPermitted, care.OnwardSent} {
		var err error
		if o, err = o.Advance(to, today.AddDays(i), "w1"); err != nil {
			t.Fatal(err)
		}
	}
	if o.State() != care.OnwardSent || o.When(care.OnwardPermitted) != today.AddDays(1) || !o.When(care.OnwardRefused).IsZero() {
		t.Errorf("it is %q, permitted on %v", o.State(), o.When(care.OnwardPermitted))
	}
	if _, err := o.Advance(care.OnwardWithdrawn, today.AddDays(9), "w1"); !errors.Is(err, care.ErrRefused) {
		t.Errorf("what was sent is sent: got %v", err)
	}
}

// Whichever way an onward referral is pushed, nothing is sent unless it was
// discussed and then permitted, and nothing leaves an end.
func TestNothingIsSentThatWasNotDiscussedAndPermitted(t *testing.T) {
	all := []care.OnwardState{
		care.OnwardNone, care.OnwardDiscussed, care.OnwardPermitted, care.OnwardSent, care.OnwardRefused, care.OnwardWithdrawn,
	}
	rapid.Check(t, func(t *rapid.T) {
		var o care.Onward
		for i := range rapid.IntRange(1, 20).Draw(t, "pushes") {
			next, err := o.Advance(rapid.SampledFrom(all).Draw(t, "to"), today.AddDays(i), "w1")
			if err != nil && !errors.Is(err, care.ErrRefused) {
				t.Fatal(err)
			}
			o = next
		}
		sent := o.When(care.OnwardSent)
		if sent.IsZero() {
			return
		}
		said, yes := o.When(care.OnwardDiscussed), o.When(care.OnwardPermitted)
		if said.IsZero() || yes.IsZero() || !said.Before(yes) || !yes.Before(sent) || len(o.History) != 3 {
			t.Fatalf("sent on %v, discussed %v, permitted %v", sent, said, yes)
		}
	})
}

func TestAPermissionIsForOneBodyAndCanBeTakenBack(t *testing.T) {
	p := care.Permission{Recipient: "activity provider", Provider: "choir", Items: []string{"client.name", "client.telephone"}, Yes: true, On: today, Channel: care.ByVisit}
	for _, c := range []struct {
		provider string
		items    []string
		want     bool
	}{
		{"choir", []string{"client.name"}, true},
		{"choir", []string{"client.name", "client.telephone"}, true},
		{"choir", []string{"client.name", "client.email"}, false},
		{"garden", []string{"client.name"}, false},
	} {
		if got := p.Covers("activity provider", c.provider, c.items); got != c.want {
			t.Errorf("%s, %v: got %v, want %v", c.provider, c.items, got, c.want)
		}
	}
	back, err := p.Withdraw(today.AddDays(1))
	if err != nil || back.Stands() || back.Covers("activity provider", "choir", []string{"client.name"}) {
		t.Errorf("taken back, it still stands: %v", err)
	}
	if _, err := back.Withdraw(today.AddDays(2)); !errors.Is(err, care.ErrConflict) {
		t.Errorf("taken back twice: got %v", err)
	}
	if _, err := p.Withdraw(today.AddDays(-1)); !errors.Is(err, care.ErrInvalid) {
		t.Errorf("taken back before it was given: got %v", err)
	}
	p.Yes = false
	if p.Stands() {
		t.Error("a no stands as a yes")
	}
}

// Every payload comes back from JSON as it was sealed, and shows nothing of
// itself when printed.
func TestPayloadsSurviveJSONAndNeverShowThemselves(t *testing.T) {
	const secret = "Penfold"
	day := today
	moves := []care.Move{{To: care.Done, On: day, By: "w1"}}
	survives(t, secret, care.ItemsPayload{"client.name": {{Text: secret, From: "client", Channel: "visit", On: day}}})
	survives(t, secret, care.Value{Text: secret, Codes: []string{"a"}, Number: 84, AsAt: day, Empty: care.Declined, From: "client", Channel: "phone", ChannelWhy: "away", Relevance: "walking", Verified: true, By: "w1", On: day})
	survives(t, secret, care.Contact{On: day, Clock: "16:05", Channel: care.ByPhone, Outcome: "voicemail", Tried: secret, NoticeGiven: "sent", By: "w1"})
	survives(t, secret, care.Note{On: day, Text: secret, By: "w1"})
	survives(t, secret, care.Visit{On: day, Clock: "11:00", Minutes: 60, Place: secret, Outcome: care.VisitMet, BackBy: "13:00", BackAt: "12:40", By: "w1"})
	survives(t, secret, care.Signpost{On: day, Activity: "arts", Provider: secret, By: "w1"})
	survives(t, secret, care.Goal{Text: secret, Set: day, Review: day, By: "w1", History: moves})
	survives(t, secret, care.Step{Text: secret, Who: care.ByPerson, Due: day, Set: day, By: "w1", History: moves})
	survives(t, secret, care.Onward{Recipient: "activity provider", Provider: secret, Items: []string{"client.name"}, Permission: "p1", History: []care.OnwardMove{{To: care.OnwardDiscussed, On: day, By: "w1"}}})
	survives(t, secret, care.Permission{Recipient: "activity provider", Provider: secret, Items: []string{"client.name"}, Yes: true, On: day, Channel: care.ByVisit, By: "w1", Withdrawn: day})
	survives(t, secret, care.MeasureAnswers{Measure: secret, Moment: care.Baseline, On: day, Points: map[string]int{"happy": 7}, Empty: map[string]care.Empty{"anxious": care.Unknown}, By: "w1"})
}

func survives[T any](t *testing.T, secret string, want T) {
	t.Helper()
	text, err := json.Marshal(want)
	if err != nil {
		t.Fatal(err)
	}
	var got T
	if err := json.Unmarshal(text, &got); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%T came back changed (-want +got):\n%s", want, diff)
	}
	if !strings.Contains(string(text), secret) {
		t.Errorf("%T holds nothing to keep secret", want)
	}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s"} {
		if shown := fmt.Sprintf(verb, want) + fmt.Sprintf(verb, &want) + fmt.Sprintf(verb, []T{want}); strings.Contains(shown, secret) {
			t.Errorf("%T printed with %s shows itself", want, verb)
		}
	}
}
