package web_test

import (
	"net/http"
	"regexp"
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

// move takes the calendar forward and sweeps.
func move(t *testing.T, s *webtest.Site, to calendar.Day) {
	t.Helper()
	if _, err := s.Ends.Move(t.Context(), s.Reader("denise"), to); err != nil {
		t.Fatal(err)
	}
}

// goneBy is somebody whose referral came, who was reached and told us their
// gender and health, and who left, all on days long past.
func goneBy(t *testing.T, s *webtest.Site, left calendar.Day) (episode string) {
	t.Helper()
	ctx := t.Context()
	public := gate.Reader{Controller: "kent", Role: "public form"}
	ask := gate.Ask{Screen: "refer someone", Act: policy.Record, Purposes: []string{"join", "reach"}}
	news := []gate.NewEpisode{{
		Service: "positive-wellbeing", Origin: "themselves", Team: "community-connectors",
		Tiers: []string{"record", "sensitive"}, ReceivedOn: left.AddDays(-200),
	}}
	var id care.ID
	err := s.Node.Gate.Create(ctx, public, ask, news, func(tx *gate.Tx, fs []*gate.File) error {
		id = fs[0].Episode.ID
		tx.Did(policy.Record, "referral")
		return tx.Answers(ctx, fs[0], "", []gate.Answer{
			{Item: "client.name", Value: care.Value{Text: "Winifred Oakley", From: "client", Channel: "web"}},
			{Item: "client.address", Value: care.Value{Text: "9 Quay Steps, Deal CT14 6RQ", From: "client", Channel: "web"}},
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	give := func(tx *gate.Tx, f *gate.File) error {
		tx.Did(policy.Allocate, "allocation")
		return tx.Allocate(ctx, f, s.Staff["priya"])
	}
	changeBy(t, s, "denise", policy.Allocate, id, give)
	reached := func(event string, on calendar.Day) func(*gate.Tx, *gate.File) error {
		return func(tx *gate.Tx, f *gate.File) error {
			tx.Did(policy.Record, "contact")
			if err := tx.Happen(ctx, f, event, on); err != nil {
				return err
			}
			return tx.SaveEpisode(ctx, f)
		}
	}
	changeBy(t, s, "priya", policy.Record, id, reached("reached", left.AddDays(-190)))
	changeBy(t, s, "priya", policy.Record, id, func(tx *gate.Tx, f *gate.File) error {
		tx.Did(policy.Record, "first visit")
		return tx.Answers(ctx, f, "", []gate.Answer{
			{Item: "client.gender", Value: care.Value{Codes: []string{"woman"}, From: "client", Channel: "visit"}},
			{Item: "client.medical", Value: care.Value{Text: "Brittle bones", From: "client", Channel: "visit", Relevance: "walking"}},
		})
	})
	changeBy(t, s, "priya", policy.Record, id, reached("left", left))
	return string(id)
}

// changeBy changes an episode through the gate, as a revocation.
func changeBy(t *testing.T, s *webtest.Site, login, act string, id care.ID, change func(*gate.Tx, *gate.File) error) {
	t.Helper()
	ask := gate.Ask{Screen: "test", Act: act, Purposes: []string{"join", "access", "plan"}}
	err := s.Node.Gate.Revoke(t.Context(), s.Reader(login), ask, func(tx *gate.Tx) error {
		f, err := tx.File(t.Context(), id)
		if err != nil {
			return err
		}
		return change(tx, f)
	})
	if err != nil {
		t.Fatal(err)
	}
}

// parts gives the state of each part of a record and how many sections each
// still has.
func parts(s *webtest.Site, episode string) (states map[string]string, sections map[string]int) {
	states, sections = map[string]string{}, map[string]int{}
	for _, row := range s.Rows("SELECT code, state FROM tier WHERE episode = $1", episode) {
		states[row[0]] = row[1]
	}
	for _, row := range s.Rows("SELECT tier FROM section WHERE episode = $1", episode) {
		sections[row[0]]++
	}
	return states, sections
}

func keyOf(t *testing.T, s *webtest.Site, episode, tier string) care.ID {
	t.Helper()
	rows := s.Rows("SELECT key_id FROM tier WHERE episode = $1 AND code = $2", episode, tier)
	if len(rows) != 1 {
		t.Fatalf("the record has %d parts called %s", len(rows), tier)
	}
	return care.ID(rows[0][0])
}

func hasKey(t *testing.T, s *webtest.Site, id care.ID) bool {
	t.Helper()
	held, err := s.Node.Keys.Open(t.Context(), "kent", id)
	if err != nil {
		t.Fatal(err)
	}
	return held[id] != nil
}

var certificate = regexp.MustCompile(`/certificates/[0-9a-f-]{36}`)

func TestSensitiveDetailsDieSixMonthsAfterLeaving(t *testing.T) {
	webtest.Each(t, func(t *testing.T, s *webtest.Site) {
		promise.Kept(t, "PW-31")
		id := goneBy(t, s, calendar.Date(2026, time.August, 31))
		key := keyOf(t, s, id, "sensitive")
		move(t, s, calendar.Date(2027, time.February, 28))
		if states, sections := parts(s, id); states["sensitive"] != "living" || sections["sensitive"] == 0 || !hasKey(t, s, key) {
			t.Fatalf("on the last day the sensitive part is %q with %d sections", states["sensitive"], sections["sensitive"])
		}
		move(t, s, calendar.Date(2027, time.March, 1))
		if states, sections := parts(s, id); states["sensitive"] == "living" || sections["sensitive"] > 0 || hasKey(t, s, key) {
			t.Errorf("on 1 March the sensitive part is %q with %d sections, its key there: %v", states["sensitive"], sections["sensitive"], hasKey(t, s, key))
		}
		sofie := s.SignIn("sofie")
		page := sofie.Get("/episodes/" + id)
		if got := held(page, "Winifred Oakley", "9 Quay Steps", "Destroyed 1 March 2027"); len(got) != 3 {
			t.Errorf("the auditor's page shows only %q", got)
		}
		if got := held(page, "Brittle bones", "Woman"); len(got) > 0 {
			t.Errorf("the auditor's page shows %q", got)
		}
		shown := sofie.Get(certificate.FindString(page.Body))
		if got := held(shown, "28 February 2027", "6 months after you leave", "Destroyed, pending"); len(got) != 3 {
			t.Errorf("the certificate says only %q", got)
		}
	})
}

func TestTheRestIsThereOnTheLastDayOf2027(t *testing.T) {
	webtest.Each(t, func(t *testing.T, s *webtest.Site) {
		promise.Kept(t, "PW-32")
		id := goneBy(t, s, calendar.Date(2024, time.May, 10))
		move(t, s, calendar.Date(2027, time.December, 31))
		states, sections := parts(s, id)
		if states["record"] != "living" || sections["record"] == 0 {
			t.Errorf("on 31 December 2027 the rest is %q with %d sections", states["record"], sections["record"])
		}
		if rows := s.Rows("SELECT last_day FROM tier WHERE episode = $1 AND code = 'record'", id); len(rows) != 1 || rows[0][0] != "2027-12-31" {
			t.Errorf("the last day of the rest is %q", rows)
		}
		if got := held(s.SignIn("sofie").Get("/episodes/"+id), "Winifred Oakley", "9 Quay Steps"); len(got) != 2 {
			t.Errorf("on 31 December 2027 the auditor reads only %q", got)
		}
	})
}

// personal are the tables that hold rows of a person's record, each with the
// column that says so: staff have rows in some of them, of no episode.
var personal = map[string]string{
	"episode": "id", "happening": "episode", "tier": "episode", "section": "episode", "task": "episode", "send": "episode",
}

func TestNothingPersonalIsLeftIn2028(t *testing.T) {
	webtest.Each(t, func(t *testing.T, s *webtest.Site) {
		promise.Begun(t, "PW-25")
		promise.Begun(t, "PW-26")
		promise.Kept(t, "PW-33")
		goneBy(t, s, calendar.Date(2026, time.August, 31))
		still := engaged(t, s, nil)
		s.Clock.Pass(11 * time.Minute) // the time in which the worker could still take it back
		record := keyOf(t, s, still.id, "record")
		told := counts(t, s, "referrals")
		move(t, s, calendar.Date(2027, time.December, 31))
		if got := s.Rows("SELECT id FROM episode WHERE service = 'positive-wellbeing'"); len(got) != 2 {
			t.Fatalf("on the last day %d records are there", len(got))
		}
		for table, column := range personal {
			if rows := s.Rows("SELECT * FROM " + table + " WHERE " + column + " <> ''"); len(rows) == 0 && table != "send" {
				t.Fatalf("on the last day %s has no row, so that none the day after shows nothing", table)
			}
		}
		move(t, s, calendar.Date(2028, time.January, 1))
		for table := range personal {
			if rows := s.Rows("SELECT * FROM " + table + " WHERE " + personal[table] + " <> ''"); len(rows) > 0 {
				t.Errorf("%s still has %d rows of somebody's record", table, len(rows))
			}
		}
		if hasKey(t, s, record) {
			t.Error("the key of a record is still there")
		}
		if got := held(s.SignIn("sofie").Get("/people"), "Winifred", "Arthur"); len(got) > 0 {
			t.Errorf("the auditor's list shows %q", got)
		}
		for _, who := range []string{"sofie", "priya", "denise"} {
			if r := s.SignIn(who).Get("/episodes/" + still.id); r.Status != http.StatusNotFound {
				t.Errorf("%s gets %d for a record that is gone", who, r.Status)
			}
		}
		after := counts(t, s, "referrals")
		for cell, n := range told {
			if after[cell] != n {
				t.Errorf("the count of %s was %d and is %d", cell, n, after[cell])
			}
		}
	})
}

func TestWhoMayOpenARecordAfterLeaving(t *testing.T) {
	webtest.Each(t, func(t *testing.T, s *webtest.Site) {
		id := goneBy(t, s, calendar.Date(2026, time.August, 31))
		for _, who := range []string{"priya", "denise"} {
			for _, under := range []string{"", "/held", "/ends", "/chronology"} {
				r := s.SignIn(who).Get("/episodes/" + id + under)
				if r.Status != http.StatusForbidden || len(held(r, "Winifred")) > 0 || !strings.Contains(r.Body, "Only until you leave") {
					t.Errorf("%s at %q gets %d, the line quoted: %v", who, under, r.Status, strings.Contains(r.Body, "Only until you leave"))
				}
			}
		}
		howard := s.SignIn("howard")
		if r := howard.Get("/episodes/" + id); r.Status != http.StatusNotFound || len(held(r, "Winifred")) > 0 {
			t.Errorf("the data protection officer gets %d for a record", r.Status)
		}
		if got := held(howard.Get("/dates"), "28 February 2027", "Sensitive details"); len(got) != 2 {
			t.Errorf("the page of dates says only %q", got)
		}
		sofie := s.SignIn("sofie")
		if got := held(sofie.Get("/people"), "Winifred Oakley", "Left 31 August 2026"); len(got) != 2 {
			t.Errorf("the auditor's list shows only %q", got)
		}
		for _, under := range []string{"", "/held", "/ends", "/chronology"} {
			r := sofie.Get("/episodes/" + id + under)
			if r.Status != http.StatusOK || len(held(r, "Brittle bones")) > 0 {
				t.Errorf("the auditor at %q gets %d, or sensitive words", under, r.Status)
			}
		}
	})
}
