package casework_test

import (
	"net/http"
	"testing"

	"candour/internal/calendar"
	"candour/internal/care"
	"candour/internal/casework"
	"candour/internal/promise"
	"candour/internal/webtest"
)

// referred is a person that somebody referred, and not given to anybody.
func referred(t *testing.T, s *webtest.Site) care.ID {
	t.Helper()
	const page = "/services/kent/positive-wellbeing/refer-someone"
	v := s.Visitor()
	form := v.Get(page).Form()
	form.Set("referrer.name", "Mavis Cole")
	form.Set("client.name", "Arthur Penfold")
	form.Set("client.address", "14 Orchard Row, Tonbridge TN9 1QD")
	if r := v.Post(page, form); r.Status != http.StatusSeeOther {
		t.Fatalf("referring gave %d", r.Status)
	}
	q, err := s.Cases.Triage(t.Context(), s.Reader("denise"))
	if err != nil || len(q.Waiting) != 1 {
		t.Fatalf("%v waits: %v", q, err)
	}
	return q.Waiting[0].Episode.ID
}

// reached gives the person to Priya, who speaks to them.
func reached(t *testing.T, s *webtest.Site, id care.ID) {
	t.Helper()
	if err := s.Cases.Allocate(t.Context(), s.Reader("denise"), id, s.Staff["priya"], casework.NewToken(), version(s, id)); err != nil {
		t.Fatal(err)
	}
	err := s.Cases.Reach(t.Context(), s.Reader("priya"), casework.Spoken{
		Episode: id, Version: version(s, id), Token: casework.NewToken(), Channel: care.ByPhone, NoticeGiven: "read out",
	})
	if err != nil {
		t.Fatal(err)
	}
}

func version(s *webtest.Site, id care.ID) int64 {
	var n int64
	for _, d := range s.Rows("SELECT version FROM episode WHERE id = $1", string(id))[0][0] {
		n = n*10 + int64(d-'0')
	}
	return n
}

// tasks are the days that open tasks of a kind are due.
func tasks(s *webtest.Site, id care.ID, kind string) []string {
	var due []string
	for _, row := range s.Rows("SELECT due_on FROM task WHERE episode = $1 AND kind = $2 AND done_on = '' ORDER BY due_on", string(id), kind) {
		due = append(due, row[0])
	}
	return due
}

func moveTo(t *testing.T, s *webtest.Site, day calendar.Day) {
	t.Helper()
	if _, err := s.Ends.Move(t.Context(), s.Reader("denise"), day); err != nil {
		t.Fatal(err)
	}
}

// run runs the clocks and gives how many tasks they opened.
func run(t *testing.T, s *webtest.Site) int {
	t.Helper()
	n, err := s.Cases.Clocks(t.Context(), "kent")
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestSixMonthsWithoutContactAskWhetherThePersonIsStillEngaged(t *testing.T) {
	webtest.Each(t, func(t *testing.T, s *webtest.Site) {
		promise.Kept(t, "PW-30")
		id := referred(t, s)
		reached(t, s, id)
		due := webtest.FirstDay.AddMonths(6)
		moveTo(t, s, due.AddDays(-1))
		if n := run(t, s); n != 0 {
			t.Fatalf("the day before, the clocks opened %d tasks", n)
		}
		moveTo(t, s, due)
		if n := run(t, s); n != 1 {
			t.Fatalf("after six months the clocks opened %d tasks, want 1", n)
		}
		if got := tasks(s, id, casework.TaskEngaged); len(got) != 1 || got[0] != due.String() {
			t.Fatalf("whether they are still engaged is to be asked on %q", got)
		}
		w, err := s.Cases.MyWork(t.Context(), s.Reader("priya"))
		if err != nil || len(w.Tasks) == 0 {
			t.Errorf("it is not on the Connector's list: %v", err)
		}
		moveTo(t, s, due.AddDays(1))
		entries := len(s.Rows("SELECT id FROM entry"))
		if n := run(t, s); n != 0 {
			t.Errorf("run again, the clocks opened %d tasks", n)
		}
		if now := len(s.Rows("SELECT id FROM entry")); now != entries {
			t.Errorf("clocks that opened nothing left %d entries", now-entries)
		}
		err = s.Cases.RecordAttempt(t.Context(), s.Reader("priya"), casework.Attempt{
			Episode: id, Version: version(s, id), Token: casework.NewToken(),
			Contact: care.Contact{On: due, Channel: care.ByPhone, Outcome: "spoke to the person themselves"},
		})
		if err != nil {
			t.Fatal(err)
		}
		if got := tasks(s, id, casework.TaskEngaged); len(got) != 0 {
			t.Errorf("they were spoken to, and it is still to be asked on %q", got)
		}
		if living := s.Rows("SELECT code FROM tier WHERE episode = $1 AND state = 'living' ORDER BY code", string(id)); len(living) != 2 {
			t.Errorf("of somebody still engaged only %q is kept", living)
		}
	})
}

func TestAReferralNobodyWasGivenInTwoWorkingDaysIsAnAlert(t *testing.T) {
	webtest.Each(t, func(t *testing.T, s *webtest.Site) {
		promise.Kept(t, "PW-06")
		id := referred(t, s)               // on a Monday
		due := webtest.FirstDay.AddDays(2) // Wednesday
		for _, day := range []calendar.Day{due, due.AddDays(1)} {
			moveTo(t, s, day)
			run(t, s)
			run(t, s)
			q, err := s.Cases.Triage(t.Context(), s.Reader("denise"))
			if err != nil || len(q.Waiting) != 1 {
				t.Fatalf("%d wait: %v", len(q.Waiting), err)
			}
			if late := q.Waiting[0].Late; late != day.After(due) {
				t.Errorf("on %s the alert is %v", day, late)
			}
			if got := tasks(s, id, casework.TaskAllocate); len(got) != 1 || got[0] != due.String() {
				t.Errorf("on %s it is to be given by %q, want once by %s", day, got, due)
			}
		}
		reached(t, s, id)
		if got := tasks(s, id, casework.TaskAllocate); len(got) != 0 {
			t.Errorf("given to somebody, it still waits: %q", got)
		}
		if n := run(t, s); n != 0 {
			t.Errorf("given to somebody, the clocks opened %d tasks", n)
		}
	})
}
