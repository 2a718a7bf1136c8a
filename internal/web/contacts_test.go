package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"candour/internal/care"
	"candour/internal/promise"
	"candour/internal/webtest"
)

// A caseWork is one person referred by somebody else and given to a Connector.
type caseWork struct {
	*webtest.Site
	t     *testing.T
	id    string
	priya *webtest.Client
}

// newCase refers Arthur Penfold through the public form and gives him to
// Priya. more is what the form says beside.
func newCase(t *testing.T, s *webtest.Site, more url.Values) *caseWork {
	t.Helper()
	v := s.Visitor()
	form := referral(v.Get(referSomeone).Form())
	form.Set("client.telephone", "01632 960 833")
	form.Set("referrer.email", "mavis@example.org")
	for name, values := range more {
		form[name] = values
	}
	if r := v.Post(referSomeone, form); r.Status != http.StatusSeeOther {
		t.Fatalf("referring gave %d: %s", r.Status, r.Body)
	}
	c := &caseWork{Site: s, t: t, priya: s.SignIn("priya")}
	for _, row := range s.Rows("SELECT id FROM episode WHERE worker = ''") {
		c.id = row[0]
	}
	manager := s.SignIn("denise")
	give := manager.Get("/triage").Form()
	give.Set("worker", string(s.Staff["priya"]))
	if r := manager.Post("/triage/"+c.id+"/allocate", give); r.Status != http.StatusSeeOther {
		t.Fatalf("allocating gave %d: %s", r.Status, r.Body)
	}
	return c
}

func (c *caseWork) path(under string) string { return "/episodes/" + c.id + under }

// send posts a form of the case as a page shows it, filled in.
func (c *caseWork) send(under string, fill url.Values) webtest.Reply {
	c.t.Helper()
	page := c.priya.Get(c.path(under))
	if page.Status != http.StatusOK {
		c.t.Fatalf("%s gave %d: %s", under, page.Status, page.Body)
	}
	form := page.Form()
	for name, values := range fill {
		form[name] = values
	}
	return c.priya.Post(c.path(under), form)
}

// tried records an attempt.
func (c *caseWork) tried(outcome string) {
	c.t.Helper()
	channel := care.ByPhone
	if outcome == "letter" {
		channel = care.ByPost
	}
	r := c.send("/contacts", attempt(channel, outcome))
	if r.Status != http.StatusSeeOther {
		c.t.Fatalf("an attempt that ended as %q gave %d: %s", outcome, r.Status, r.Body)
	}
}

func attempt(channel, outcome string) url.Values {
	return url.Values{
		"on-day": {"23"}, "on-month": {"11"}, "on-year": {"2026"}, "channel": {channel}, "outcome": {outcome}, "tried": {"01632 960 833"},
	}
}

// referrer opens the referrer's panel as somebody.
func (c *caseWork) referrer(as *webtest.Client) webtest.Reply {
	c.t.Helper()
	return as.Post(c.path("/contacts/referrer"), nil)
}

// held lists what a page shows of the words that are looked for.
func held(r webtest.Reply, words ...string) []string {
	var out []string
	for _, w := range words {
		if strings.Contains(r.Body, w) {
			out = append(out, w)
		}
	}
	return out
}

// theirs is what the referrer gave of themselves.
var theirs = []string{"Mavis Cole", "01632 960 118", "mavis@example.org"}

func TestOnlyAFailedAttemptOpensTheReferrersPanel(t *testing.T) {
	webtest.Each(t, func(t *testing.T, s *webtest.Site) {
		promise.Kept(t, "PW-18")
		c := newCase(t, s, nil)
		for _, outcome := range []string{"voicemail", "spoke to someone else", "letter", "no answer"} {
			c.tried(outcome)
			page := c.priya.Get(c.path("/contacts"))
			if !strings.Contains(page.Body, "Hidden from you.") || !strings.Contains(page.Body, "notice, section") {
				t.Fatalf("after %q the panel is not hidden with its clause", outcome)
			}
			if r := c.referrer(c.priya); r.Status != http.StatusForbidden || len(held(r, theirs...)) > 0 {
				t.Fatalf("after %q opening the panel gave %d and showed %q", outcome, r.Status, held(r, theirs...))
			}
		}
		c.tried("wrong details")
		if shown := held(c.priya.Get(c.path("/contacts")), theirs...); len(shown) > 0 {
			t.Errorf("the page of contacts shows %q without being asked", shown)
		}
		before := len(looksAt(s, "referrer panel", "released"))
		r := c.referrer(c.priya)
		if got := held(r, theirs...); r.Status != http.StatusOK || len(got) != 3 {
			t.Errorf("after wrong details the panel gave %d and showed %q", r.Status, got)
		}
		if n := len(looksAt(s, "referrer panel", "released")); n != before+1 {
			t.Errorf("opening the panel made %d entries, want one", n-before)
		}
		if r := c.referrer(s.SignIn("tom")); r.Status == http.StatusOK || len(held(r, theirs...)) > 0 {
			t.Errorf("a Connector who does not hold the case got %d and %q", r.Status, held(r, theirs...))
		}
	})
}

// looksAt lists the ledger entries of a screen with an outcome.
func looksAt(s *webtest.Site, screen, outcome string) []string {
	var out []string
	for _, row := range s.Rows("SELECT body FROM entry WHERE controller = 'kent'") {
		if strings.Contains(row[0], `"screen":"`+screen+`"`) && strings.Contains(row[0], `"outcome":"`+outcome+`"`) {
			out = append(out, row[0])
		}
	}
	return out
}

func TestVoicemailDestroysNothing(t *testing.T) {
	webtest.Each(t, func(t *testing.T, s *webtest.Site) {
		promise.Kept(t, "PW-27")
		c := newCase(t, s, nil)
		c.tried("voicemail")
		swept, err := s.Ends.Sweep(t.Context(), "kent")
		if err != nil || swept.Destroyed != 0 {
			t.Fatalf("after voicemail only, the sweep destroyed %d: %v", swept.Destroyed, err)
		}
		if held, err := s.Node.Keys.Open(t.Context(), "kent", c.key("referrer")); err != nil || len(held) != 1 {
			t.Fatalf("the referrer's key is gone: %v", err)
		}
		c.tried("unreachable")
		if got := held(c.referrer(c.priya), theirs...); len(got) != 3 {
			t.Errorf("the referrer's details are not there: %q", got)
		}
		c.spoke(nil) // what they were held until
		s.Clock.Pass(10 * time.Minute)
		if n := c.sweep(); n != 1 || c.state("referrer") != "destroyed" {
			t.Errorf("after the person was reached the sweep destroyed %d, and the tier is %s", n, c.state("referrer"))
		}
	})
}

// key is the key that a tier of the case is sealed under.
func (c *caseWork) key(tier string) care.ID {
	c.t.Helper()
	rows := c.Rows("SELECT key_id FROM tier WHERE episode = $1 AND code = $2", c.id, tier)
	if len(rows) != 1 {
		c.t.Fatalf("there are %d tiers %s", len(rows), tier)
	}
	return care.ID(rows[0][0])
}

func TestAContactThatDoesNotFitIsSentBackWithWhatWasTyped(t *testing.T) {
	webtest.Each(t, func(t *testing.T, s *webtest.Site) {
		c := newCase(t, s, nil)
		for name, change := range map[string]url.Values{
			"a day to come":           {"on-year": {"2027"}},
			"no such day":             {"on-day": {"31"}},
			"no time of day":          {"clock": {"25:99"}},
			"an unknown channel":      {"channel": {"telepathy"}},
			"an unknown outcome":      {"outcome": {"abducted"}},
			"speaking to the person":  {"outcome": {"spoke to the person themselves"}},
			"a note under a letter":   {"channel": {care.ByPost}, "outcome": {"letter"}},
			"a number that is a book": {"tried": {strings.Repeat("0", 201)}},
			"an endless note":         {"note": {strings.Repeat("word ", 2000)}},
		} {
			fill := attempt(care.ByPhone, "no answer")
			fill.Set("note", "The curtains were drawn")
			for field, values := range change {
				fill[field] = values
			}
			before := s.Stored()
			r := c.send("/contacts", fill)
			if r.Status != http.StatusUnprocessableEntity || !strings.Contains(r.Body, "another look") {
				t.Errorf("%s gave %d", name, r.Status)
			}
			if change.Get("note") == "" && !strings.Contains(r.Body, "The curtains were drawn") {
				t.Errorf("%s: what was typed is gone", name)
			}
			same(t, name, before, s.Stored())
		}
	})
}

func same(t *testing.T, what string, before, after map[string]string) {
	t.Helper()
	for table := range before {
		if before[table] != after[table] {
			t.Errorf("%s changed %s from %s to %s", what, table, before[table], after[table])
		}
	}
}

func TestAContactSentTwiceIsKeptOnceAndAStaleOneIsNotKept(t *testing.T) {
	webtest.Each(t, func(t *testing.T, s *webtest.Site) {
		c := newCase(t, s, nil)
		form := c.priya.Get(c.path("/contacts")).Form()
		stale := c.priya.Get(c.path("/contacts")).Form()
		for name, values := range attempt(care.ByPhone, "voicemail") {
			form[name], stale[name] = values, values
		}
		for range 2 {
			if r := c.priya.Post(c.path("/contacts"), form); r.Status != http.StatusSeeOther || r.To != c.path("/contacts") {
				t.Fatalf("sending gave %d to %q", r.Status, r.To)
			}
		}
		stale.Set("note", "Heard a radio")
		r := c.priya.Post(c.path("/contacts"), stale)
		if r.Status != http.StatusUnprocessableEntity || len(held(r, "Somebody changed this record", "Heard a radio")) != 2 {
			t.Errorf("a stale form gave %d", r.Status)
		}
		if rows := s.Rows("SELECT id FROM section WHERE kind = 'contact'"); len(rows) != 1 {
			t.Errorf("%d contacts are kept, want 1", len(rows))
		}
		form.Set("colour", "blue")
		if r := c.priya.Post(c.path("/contacts"), form); r.Status != http.StatusUnprocessableEntity {
			t.Errorf("a field of another form gave %d", r.Status)
		}
	})
}
