package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"candour/internal/care"
	"candour/internal/policy"
	"candour/internal/promise"
	"candour/internal/webtest"
)

func TestClosingSaysWhatIsDestroyedWhenAndByWhichLine(t *testing.T) {
	webtest.Each(t, func(t *testing.T, s *webtest.Site) {
		c := newCase(t, s, nil)
		page := c.priya.Get(c.path("/close"))
		for _, want := range []string{
			"Whoever referred you", "Unreadable to everyone with the closing", "Sensitive details", "Kept to the end of 23 May 2027, open to nobody", "Everything else", "Kept to the end of 31 December 2027, open until then only to the Interreg auditor",
			"(notice, section", "Your access ends at once",
		} {
			if !strings.Contains(page.Body, want) {
				t.Errorf("the page does not say %q", want)
			}
		}
	})
}

func TestAConnectorCannotOpenTheFileOfWhoeverLeft(t *testing.T) {
	webtest.Each(t, func(t *testing.T, s *webtest.Site) {
		promise.Kept(t, "PW-44")
		c := planned(t, s)
		if r := c.priya.Get(c.path("")); r.Status != http.StatusOK {
			t.Fatalf("before, the Connector got %d", r.Status)
		}
		r := c.send("/close", filled(dated("on", webtest.FirstDay), url.Values{"reason": {care.ClosedFinished}}))
		if r.Status != http.StatusSeeOther || r.To != "/closed" {
			t.Fatalf("closing gave %d to %q: %s", r.Status, r.To, faults(r))
		}
		for _, under := range []string{"", "/plan", "/contacts", "/close", "/letter", "/onward", "/plan/goal", "/restrict"} {
			r := c.priya.Get(c.path(under))
			if r.Status != http.StatusForbidden || len(held(r, "Arthur Penfold", goalWords)) > 0 {
				t.Errorf("%q of whoever left gave the Connector %d and showed %q", under, r.Status, held(r, "Arthur Penfold", goalWords))
			}
		}
		if got := held(c.priya.Get("/closed"), "You can no longer open it", "Arthur"); len(got) != 1 {
			t.Errorf("the page after closing shows %q", got)
		}
		if got := held(s.SignIn("sofie").Get(c.path("")), "Arthur Penfold"); len(got) != 1 {
			t.Error("the funder’s auditor cannot open it")
		}
		if open := s.Rows("SELECT id FROM task WHERE episode = $1 AND done_on = ''", c.id); len(open) != 0 {
			t.Errorf("%d deeds stay open", len(open))
		}
		row := s.Rows("SELECT stage, left_on, next_on FROM episode WHERE id = $1", c.id)[0]
		if row[0] != "left" || row[1] != webtest.FirstDay.String() || row[2] != "" {
			t.Errorf("the episode stands at %q", row)
		}
		if rows := s.Rows("SELECT last_day FROM tier WHERE episode = $1 AND code = 'sensitive'", c.id); rows[0][0] != "2027-05-23" {
			t.Errorf("the sensitive part is kept to %s", rows[0][0])
		}
	})
}

func TestClosingRefusesWhatDoesNotFit(t *testing.T) {
	webtest.Each(t, func(t *testing.T, s *webtest.Site) {
		c := engaged(t, s, nil)
		for name, fill := range map[string]url.Values{
			"no reason":                dated("on", webtest.FirstDay),
			"an unknown reason":        filled(dated("on", webtest.FirstDay), url.Values{"reason": {"bored"}}),
			"a day to come":            filled(dated("on", webtest.FirstDay.AddDays(1)), url.Values{"reason": {care.ClosedAsked}}),
			"a day before the meeting": filled(dated("on", webtest.FirstDay.AddDays(-1)), url.Values{"reason": {care.ClosedAsked}}),
		} {
			before := s.Stored()
			if r := c.send("/close", fill); r.Status != http.StatusUnprocessableEntity {
				t.Errorf("%s gave %d, want 422", name, r.Status)
			}
			same(t, name, before, s.Stored())
		}
	})
}

func TestARestrictedRecordIsKeptAndNotUsed(t *testing.T) {
	webtest.Each(t, func(t *testing.T, s *webtest.Site) {
		promise.Kept(t, "PW-59")
		c, at := considered(t, s)
		c.press(at, at+"/talked", talkedToday)
		c.press(at, at+"/answer", saidYes)
		version := c.priya.Get(c.path("/plan/goal")).Form()
		if r := c.send("/restrict", url.Values{"why": {"accuracy"}}); r.Status != http.StatusSeeOther {
			t.Fatalf("restricting gave %d: %s", r.Status, faults(r))
		}
		before := s.Stored()
		if r := c.priya.Post(c.path("/plan/goal"), filled(version, url.Values{"text": {goalWords}})); r.Status != http.StatusForbidden || !strings.Contains(r.Body, "restricted") {
			t.Errorf("editing a restricted record gave %d: %s", r.Status, faults(r))
		}
		if r := c.priya.Post(c.path(at+"/send"), version); r.Status != http.StatusForbidden {
			t.Errorf("sending of a restricted record gave %d", r.Status)
		}
		for _, who := range []string{"priya", "denise"} {
			if r := s.SignIn(who).Get(c.path("")); r.Status != http.StatusForbidden || len(held(r, "Arthur Penfold")) > 0 || len(held(r, c.path("/restrict"))) != 1 {
				t.Errorf("%s opened it without a ground: %d", who, r.Status)
			}
		}
		w, err := s.Cases.MyWork(t.Context(), s.Reader("priya"))
		if err != nil || len(w.New)+len(w.Week)+len(w.Later)+len(w.Late)+len(w.Tasks) != 0 {
			t.Errorf("a list still uses it: %v", err)
		}
		if _, err := s.Ends.Move(t.Context(), s.Reader("denise"), webtest.FirstDay.AddMonths(8)); err != nil {
			t.Fatal(err)
		}
		if n, err := s.Cases.Clocks(t.Context(), "kent"); err != nil || n != 0 {
			t.Errorf("the clocks opened %d tasks for it: %v", n, err)
		}
		for table, was := range before {
			if now := s.Stored()[table]; table != "controller" && now != was {
				t.Errorf("%s went from %s to %s", table, was, now)
			}
		}
		for _, ground := range []url.Values{nil, {"ground": {"curiosity"}}} {
			if r := c.press("/restrict", "/protective-look", ground); r.Status != http.StatusUnprocessableEntity || len(held(r, "Arthur Penfold")) > 0 {
				t.Errorf("a look on ground %q gave %d", ground, r.Status)
			}
		}
		r := c.priya.Post(c.path("/protective-look"), url.Values{"ground": {policy.GroundAnother}})
		if r.Status != http.StatusOK || len(held(r, "Arthur Penfold")) != 1 {
			t.Errorf("a look to protect another gave %d", r.Status)
		}
		if looks := looksAt(s, "protective look", "released"); len(looks) != 1 || !strings.Contains(looks[0], `"reason":"`+policy.GroundAnother+`"`) {
			t.Errorf("the look is recorded as %q", looks)
		}
		lift := filled(c.priya.Get(c.path("/restrict")).Form(), url.Values{"why": {"settled"}})
		if r := c.priya.Post(c.path("/restrict/lift"), lift); r.Status != http.StatusSeeOther {
			t.Fatalf("lifting gave %d: %s", r.Status, faults(r))
		}
		if r := c.priya.Get(c.path("")); r.Status != http.StatusOK {
			t.Errorf("once lifted it gave %d", r.Status)
		}
	})
}

func TestOnlyTheWorkerAndTheManagerRestrict(t *testing.T) {
	webtest.Each(t, func(t *testing.T, s *webtest.Site) {
		c := engaged(t, s, nil)
		for who, want := range map[string]int{"tom": http.StatusForbidden, "howard": http.StatusNotFound, "martin": http.StatusNotFound, "denise": http.StatusOK} {
			if r := s.SignIn(who).Get(c.path("/restrict")); r.Status != want {
				t.Errorf("%s got %d, want %d", who, r.Status, want)
			}
		}
	})
}
