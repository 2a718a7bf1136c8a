package web_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"candour/internal/calendar"
	"candour/internal/care"
	"candour/internal/gate"
	"candour/internal/policy"
	"candour/internal/promise"
	"candour/internal/webtest"
)

// supported is a request whose person agreed to the council being told and to
// health, in the hands of Una, with something of their health on record.
func supported(t *testing.T, s *webtest.Site) (id care.ID, change func(func(*gate.Tx, *gate.File) error)) {
	t.Helper()
	worker := s.Enrol("norfolk", "una", "caseworker", communities)
	s.Enrol("norfolk", "hilde", "data protection officer", communities)
	una := gate.Reader{Controller: "norfolk", Worker: worker, Role: "caseworker", Teams: []string{communities}}
	sent(t, s, askForSupport, asks())
	id = care.ID(strings.TrimPrefix(only(t, s, "norfolk", communities), "/received/"))
	change = func(then func(*gate.Tx, *gate.File) error) {
		t.Helper()
		ask := gate.Ask{Screen: "talk-it-through", Act: policy.Record, Purposes: []string{"notify"}}
		err := s.Node.Gate.Update(t.Context(), una, ask, func(tx *gate.Tx) error {
			f, err := tx.File(t.Context(), id)
			if err != nil {
				return err
			}
			tx.Did(policy.Record, "talk")
			return then(tx, f)
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	change(func(tx *gate.Tx, f *gate.File) error {
		if err := tx.Agree(t.Context(), f, "health", true, tx.Today()); err != nil {
			return err
		}
		if err := tx.Happen(t.Context(), f, "agreed", tx.Today()); err != nil {
			return err
		}
		return tx.Allocate(t.Context(), f, worker)
	})
	change(func(tx *gate.Tx, f *gate.File) error {
		v := care.Value{Text: "A weak heart", Relevance: "Stairs to the flat", From: "client", Channel: "visit", By: worker, On: tx.Today()}
		return tx.Answers(t.Context(), f, "talk-it-through", []gate.Answer{{Item: "client.health", Value: v}})
	})
	return id, change
}

func TestARequestGoesTwoYearsAfterTheDistrictsSupportEnds(t *testing.T) {
	p := promise.PackOf(t, "norfolk", communities)
	ended, last := calendar.Date(2027, time.March, 10), calendar.Date(2029, time.March, 10)
	for _, tier := range []string{"record", "sensitive", "relations"} {
		if day, _ := p.Due(tier, map[string]calendar.Day{"support ended": ended}); day != last {
			t.Errorf("%s goes after %v, want after %v", tier, day, last)
		}
	}
	if e, ok := p.Event("support ended"); !ok || e.Kind != "partner says" || e.By != "district council" {
		t.Error("that support ended is not the district's to say")
	}
	said := ""
	for _, c := range p.Citing("CC-31") {
		said += c.Says
	}
	if !strings.Contains(said, "Nobody can read or bring back") {
		t.Error("the notice does not say that nobody can bring back what is destroyed")
	}
	webtest.Each(t, func(t *testing.T, s *webtest.Site) {
		promise.Kept(t, "CC-31")
		s.Ends.Exempt = true
		id, change := supported(t, s)
		at := "/received/" + string(id)
		upTo := func(day calendar.Day) int { // and the sweep of that day
			t.Helper()
			hilde := gate.Reader{Controller: "norfolk", Worker: s.Staff["hilde"], Role: "data protection officer"}
			swept, err := s.Ends.Move(t.Context(), hilde, day)
			if err != nil {
				t.Fatal(err)
			}
			return swept.Destroyed
		}
		upTo(ended)
		change(func(tx *gate.Tx, f *gate.File) error { return tx.Happen(t.Context(), f, "support ended", tx.Today()) })
		if n := upTo(last); n != 0 {
			t.Errorf("on the last day %d parts were destroyed", n)
		}
		if got := held(s.SignIn("una").Get(at), "Ottilie Potter", "A weak heart"); len(got) != 2 {
			t.Errorf("on the last day only %q can be read", got)
		}
		if n := upTo(last.AddDays(1)); n != 4 {
			t.Errorf("on the day after %d parts were destroyed, want all four", n)
		}
		for _, who := range []string{"una", "hilde"} {
			c := s.SignIn(who)
			for _, path := range []string{at, "/triage"} {
				if got := held(c.Get(path), "Ottilie", "Potter", "Heron Way", "weak heart"); len(got) > 0 {
					t.Errorf("%s still reads %q at %s", who, got, path)
				}
			}
		}
		certificates := s.Rows("SELECT id FROM intent WHERE finished_at <> ''")
		if len(certificates) != 4 {
			t.Errorf("there are %d certificates, want one for each part", len(certificates))
		}
		hilde := s.SignIn("hilde")
		for _, row := range certificates {
			if r := hilde.Get("/certificates/" + row[0]); r.Status != http.StatusOK || len(held(r, "Certificate of destruction")) != 1 || len(held(r, "Ottilie")) != 0 {
				t.Errorf("the certificate gave %d", r.Status)
			}
		}
	})
}
