package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"candour/internal/promise"
	"candour/internal/webtest"
)

// spoke says that the Connector spoke to the person themselves.
func (c *caseWork) spoke(more url.Values) {
	c.t.Helper()
	fill := url.Values{"channel": {"phone"}, "notice": {"read out"}}
	for name, values := range more {
		fill[name] = values
	}
	if r := c.send("/contacts/spoke", fill); r.Status != http.StatusSeeOther {
		c.t.Fatalf("reaching the person gave %d: %s", r.Status, r.Body)
	}
}

// state is the state of a tier of the case.
func (c *caseWork) state(tier string) string {
	c.t.Helper()
	rows := c.Rows("SELECT state FROM tier WHERE episode = $1 AND code = $2", c.id, tier)
	if len(rows) != 1 {
		return ""
	}
	return rows[0][0]
}

// sweep runs what the timetable runs.
func (c *caseWork) sweep() int {
	c.t.Helper()
	swept, err := c.Ends.Sweep(c.t.Context(), "kent")
	if err != nil {
		c.t.Fatal(err)
	}
	return swept.Destroyed
}

func TestTheQuestionNamesWhatDiesAndForHowLongItCanBeTakenBack(t *testing.T) {
	webtest.Each(t, func(t *testing.T, s *webtest.Site) {
		c := newCase(t, s, nil)
		page := c.priya.Get(c.path("/contacts/spoke"))
		want := []string{
			"the referrer’s name", "the referrer’s phone number", "the referrer’s email", "For 10 minutes", "Yes, I spoke to Arthur Penfold",
			"No: voicemail", "What to read out", "notice, section",
		}
		if got := held(page, want...); len(got) != len(want) {
			t.Errorf("the page holds only %q", got)
		}
		for name, fill := range map[string]url.Values{
			"nothing": {}, "no notice": {"channel": {"phone"}}, "by post": {"channel": {"post"}, "notice": {"sent"}},
			"an unknown way to give the notice": {"channel": {"phone"}, "notice": {"sung"}},
			"a visit that has gone":             {"channel": {"phone"}, "notice": {"sent"}, "visit-day": {"1"}, "visit-month": {"11"}, "visit-year": {"2026"}},
		} {
			before := s.Stored()
			if r := c.send("/contacts/spoke", fill); r.Status != http.StatusUnprocessableEntity {
				t.Errorf("%s gave %d, want 422", name, r.Status)
			}
			same(t, name, before, s.Stored())
		}
	})
}

func TestReachingThePersonDestroysTheReferrer(t *testing.T) {
	webtest.Each(t, func(t *testing.T, s *webtest.Site) {
		promise.Kept(t, "PW-28")
		c := newCase(t, s, nil)
		c.tried("wrong details")
		if got := held(c.referrer(c.priya), theirs...); len(got) != 3 {
			t.Fatalf("before reaching the person the panel shows %q", got)
		}
		key := c.key("referrer")
		c.spoke(nil)

		// Unreadable at once, for everyone.
		for _, login := range []string{"priya", "tom", "denise", "howard", "sofie"} {
			as := s.SignIn(login)
			for _, r := range []webtest.Reply{
				c.referrer(as), as.Get(c.path("")), as.Get(c.path("/contacts")), as.Get("/people?q=Mavis"), as.Get(c.path("/chronology")),
			} {
				if shown := held(r, theirs...); len(shown) > 0 {
					t.Errorf("%s still reads %q", login, shown)
				}
			}
			if r := c.referrer(as); r.Status == http.StatusOK {
				t.Errorf("%s may still open the panel", login)
			}
		}
		if n := c.sweep(); n != 0 || c.state("referrer") != "suspended" {
			t.Fatalf("within the ten minutes %d were destroyed, and the tier is %s", n, c.state("referrer"))
		}

		// After ten minutes the key is gone, and nothing of it can be recovered.
		s.Clock.Pass(10 * time.Minute)
		if n := c.sweep(); n != 1 {
			t.Fatalf("after ten minutes %d were destroyed, want 1", n)
		}
		if keys, err := s.Node.Keys.Open(t.Context(), "kent", key); err != nil || len(keys) != 0 {
			t.Errorf("the key is still there: %v", err)
		}
		if rows := s.Rows("SELECT id FROM section WHERE tier = 'referrer'"); len(rows) != 0 {
			t.Errorf("%d sealed rows are left", len(rows))
		}
		c.nowhere(theirs...)

		// The certificate: pending, then final once the wrapped key's leftovers die.
		page := c.priya.Get(c.path("/contacts"))
		at := strings.Index(page.Body, "/certificates/")
		if at < 0 {
			t.Fatal("the page of contacts links no certificate")
		}
		link, _, _ := strings.Cut(page.Body[at:], `"`)
		if rows := s.Rows("SELECT final_at FROM intent"); len(rows) != 1 || rows[0][0] != "" {
			t.Errorf("before the keys were changed the destruction is final: %q", rows)
		}
		if r := c.priya.Get(link); r.Status != http.StatusOK || !strings.Contains(r.Body, "Certificate of destruction") {
			t.Errorf("the certificate gave %d", r.Status)
		}
		if err := s.Node.ChangeKeys(t.Context(), "kent"); err != nil {
			t.Fatal(err)
		}
		if rows := s.Rows("SELECT final_at FROM intent"); len(rows) != 1 || rows[0][0] == "" {
			t.Errorf("after the keys were changed the destruction is not final: %q", rows)
		}
	})
}

// nowhere looks for words in every cell of every table that holds text or
// bytes, and in the log.
func (c *caseWork) nowhere(words ...string) {
	c.t.Helper()
	for _, table := range []string{
		"episode", "happening", "tier", "section", "intent", "task", "submission", "stat", "send", "entry", "entry_subject", "setting", "session",
	} {
		for _, row := range c.Rows("SELECT * FROM " + table) {
			for _, cell := range row {
				for _, w := range words {
					if strings.Contains(cell, w) {
						c.t.Errorf("table %s still holds %q", table, w)
					}
				}
			}
		}
	}
	for _, w := range words {
		if strings.Contains(c.Logged(), w) {
			c.t.Errorf("the log holds %q", w)
		}
	}
}

func TestTheWorkerWhoKeyedItWronglyMaySayWithinTenMinutes(t *testing.T) {
	webtest.Each(t, func(t *testing.T, s *webtest.Site) {
		c := newCase(t, s, nil)
		c.tried("wrong details")
		c.spoke(url.Values{"visit-day": {"3"}, "visit-month": {"12"}, "visit-year": {"2026"}})
		s.Clock.Pass(9 * time.Minute)
		page := c.priya.Get(c.path("/contacts"))
		if got := held(page, "I keyed that wrongly", "Destroyed at 09:10"); len(got) != 2 {
			t.Fatalf("the page offers only %q", got)
		}
		undo := page.Form()
		if r := s.SignIn("denise").Post(c.path("/contacts/undo"), undo); r.Status == http.StatusSeeOther {
			t.Error("the manager took back what the Connector said")
		}
		for range 2 { // a reload sends it twice
			if r := c.priya.Post(c.path("/contacts/undo"), undo); r.Status != http.StatusSeeOther {
				t.Fatalf("taking it back gave %d: %s", r.Status, r.Body)
			}
		}
		if got := held(c.priya.Get(c.path("/contacts")), "Keyed wrongly"); len(got) != 1 {
			t.Error("the log does not say that it was keyed wrongly")
		}
		s.Clock.Pass(time.Hour)
		if n := c.sweep(); n != 0 {
			t.Errorf("the sweep destroyed %d after it was taken back", n)
		}
		if got := held(c.referrer(s.SignIn("priya")), theirs...); len(got) != 3 {
			t.Errorf("the referrer is not back: %q", got)
		}
		if rows := s.Rows("SELECT kind FROM task WHERE done_on = '' AND kind <> 'notice'"); len(rows) != 0 {
			t.Errorf("the agreed visit is still on the list: %q", rows)
		}
		if rows := s.Rows("SELECT kind FROM task WHERE done_on = '' AND kind = 'notice'"); len(rows) != 1 {
			t.Errorf("%d duties to give the notice are open, want 1", len(rows))
		}
	})
}

func TestAfterTenMinutesItCannotBeTakenBack(t *testing.T) {
	webtest.Each(t, func(t *testing.T, s *webtest.Site) {
		c := newCase(t, s, nil)
		c.spoke(nil)
		undo := c.priya.Get(c.path("/contacts")).Form()
		s.Clock.Pass(10 * time.Minute)
		r := c.priya.Post(c.path("/contacts/undo"), undo)
		if r.Status != http.StatusForbidden || !strings.Contains(r.Body, "The time for a correction has passed") {
			t.Errorf("after ten minutes taking it back gave %d", r.Status)
		}
		if len(held(r, "Section 6", "section 6")) == 0 {
			t.Error("the refusal quotes no clause")
		}
		if got := held(c.priya.Get(c.path("/contacts")), "I keyed that wrongly"); len(got) != 0 {
			t.Error("the page still offers to take it back")
		}
		if c.state("referrer") != "suspended" {
			t.Errorf("the tier is %s", c.state("referrer"))
		}
	})
}

func TestWhatThePersonSaidStandsAgainstTakingItBack(t *testing.T) {
	webtest.Each(t, func(t *testing.T, s *webtest.Site) {
		c := newCase(t, s, nil)
		c.spoke(nil)
		if r := c.send("/first-visit", url.Values{"channel": {"visit"}, "client.gender": {"man"}}); r.Status != http.StatusSeeOther {
			t.Fatalf("the first visit gave %d: %s", r.Status, r.Body)
		}
		if r := c.priya.Post(c.path("/contacts/undo"), c.priya.Get(c.path("/contacts")).Form()); r.Status != http.StatusForbidden {
			t.Errorf("taking it back gave %d, want a refusal", r.Status)
		}
	})
}

func TestGivingTheNoticeClosesTheDuty(t *testing.T) {
	webtest.Each(t, func(t *testing.T, s *webtest.Site) {
		for notice, open := range map[string]int{"not yet": 1, "read out": 0} {
			c := newCase(t, s, nil)
			c.spoke(url.Values{"notice": {notice}})
			if rows := s.Rows("SELECT id FROM task WHERE episode = $1 AND kind = 'notice' AND done_on = ''", c.id); len(rows) != open {
				t.Errorf("with the notice %s, %d duties are open, want %d", notice, len(rows), open)
			}
			if rows := s.Rows("SELECT stage, next_what FROM episode WHERE id = $1", c.id); rows[0][0] != "engaged" || rows[0][1] != "first visit" {
				t.Errorf("the episode stands at %q", rows)
			}
		}
	})
}

func TestAnInterpreterIsBookedBeforeTheFirstVisit(t *testing.T) {
	webtest.Each(t, func(t *testing.T, s *webtest.Site) {
		promise.Kept(t, "PW-10")
		c := newCase(t, s, url.Values{"client.interpreter": {"polish"}})
		c.spoke(url.Values{"visit-day": {"7"}, "visit-month": {"12"}, "visit-year": {"2026"}})
		due := map[string]string{}
		for _, row := range s.Rows("SELECT kind, due_on FROM task WHERE episode = $1 AND done_on = ''", c.id) {
			due[row[0]] = row[1]
		}
		if due["visit"] != "2026-12-07" || due["interpreter"] != "2026-12-04" {
			t.Errorf("the visit and the interpreter are due on %q", due)
		}
		if got := held(c.priya.Get(c.path("")), "Polish"); len(got) != 1 {
			t.Error("the header does not say which interpreter")
		}
	})
}
