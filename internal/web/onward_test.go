package web_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"candour/internal/care"
	"candour/internal/promise"
	"candour/internal/webtest"
)

// considered is an engaged case with an organisation that was chosen and not
// yet talked about.
func considered(t *testing.T, s *webtest.Site) (c *caseWork, at string) {
	t.Helper()
	c = engaged(t, s, nil)
	c.does("/onward", url.Values{"provider": {"castle-street-choir"}, "items": {"client.name", "client.telephone"}})
	return c, "/onward/" + c.kept(care.KindOnward)[0]
}

var (
	talkedToday = dated("on", webtest.FirstDay)
	saidYes     = filled(dated("on", webtest.FirstDay), url.Values{"said": {"yes"}, "channel": {care.ByVisit}, "items": {"client.name", "client.telephone"}})
)

// state is the state of the case's one send, or "".
func (c *caseWork) sendState() string {
	rows := c.Rows("SELECT state FROM send WHERE episode = $1", c.id)
	if len(rows) == 0 {
		return ""
	}
	return rows[0][0]
}

func TestNothingIsSentThatWasNotTalkedThroughAndPermitted(t *testing.T) {
	webtest.Each(t, func(t *testing.T, s *webtest.Site) {
		promise.Begun(t, "PW-07")
		promise.Kept(t, "PW-24")
		c, at := considered(t, s)
		refused := func(when string) {
			t.Helper()
			before := s.Stored()
			r := c.press(at, at+"/send", nil)
			if r.Status != http.StatusForbidden || !strings.Contains(r.Body, "Not sent") || !strings.Contains(r.Body, "yes") {
				t.Errorf("sending %s gave %d: %s", when, r.Status, faults(r))
			}
			same(t, "sending "+when, before, s.Stored())
		}
		refused("before it was talked through")
		if entries := looksAt(s, "onward referral", "refused"); len(entries) != 1 || !strings.Contains(entries[0], `"act":"share"`) || !strings.Contains(entries[0], "shares[0]") {
			t.Errorf("the refusal is recorded as %q", entries)
		}
		if r := c.press(at, at+"/answer", saidYes); r.Status != http.StatusForbidden {
			t.Errorf("a yes before it was talked through gave %d", r.Status)
		}
		if r := c.press(at, at+"/talked", talkedToday); r.Status != http.StatusSeeOther {
			t.Fatalf("talking it through gave %d: %s", r.Status, faults(r))
		}
		refused("before they said yes")
		if r := c.press(at, at+"/sent", nil); r.Status != http.StatusForbidden {
			t.Errorf("handing over before the decision gave %d", r.Status)
		}
		if r := c.press(at, at+"/answer", saidYes); r.Status != http.StatusSeeOther {
			t.Fatalf("a yes gave %d: %s", r.Status, faults(r))
		}
		if r := c.press(at, at+"/send", nil); r.Status != http.StatusSeeOther || r.To != c.path(at+"/message") {
			t.Fatalf("sending after the yes gave %d to %q: %s", r.Status, r.To, faults(r))
		}
		if got := c.sendState(); got != "claimed" {
			t.Errorf("the send is %q", got)
		}
	})
}

// went lists the entries of what left.
func went(s *webtest.Site) []string {
	return slices.DeleteFunc(acts(s, "share"), func(e string) bool { return !strings.Contains(e, `"outcome":"released"`) })
}

func TestExactlyWhatWasSaidYesToGoes(t *testing.T) {
	webtest.Each(t, func(t *testing.T, s *webtest.Site) {
		c, at := considered(t, s)
		c.press(at, at+"/talked", talkedToday)
		c.press(at, at+"/answer", filled(saidYes, url.Values{"items": {"client.name"}}))
		c.press(at, at+"/send", nil)
		message := c.priya.Get(c.path(at + "/message"))
		article := message.Body[strings.Index(message.Body, "<article"):strings.Index(message.Body, "</article>")]
		if !strings.Contains(article, "Arthur Penfold") || strings.Contains(article, "960 833") || strings.Contains(article, "Orchard") {
			t.Errorf("what goes is %s", article)
		}
		shares := went(s)
		if len(shares) != 1 {
			t.Fatalf("%d shares are recorded: %q", len(shares), shares)
		}
		for _, want := range []string{`"items":["client.name"]`, `"purposes":["plan"]`, `"outcome":"released"`, `"reason":"activity provider"`} {
			if !strings.Contains(shares[0], want) {
				t.Errorf("the entry %s does not hold %s", shares[0], want)
			}
		}
		if strings.Contains(shares[0], "choir") {
			t.Error("the entry names the organisation, which tells of a life")
		}
		var kept care.Onward
		c.opened(c.kept(care.KindOnward)[0], &kept)
		if l := kept.Left; l == nil || l.Provider != "castle-street-choir" || l.Country != "UK" || l.Purpose != "plan" || len(l.Items) != 1 || !strings.Contains(shares[0], string(l.Send)) {
			t.Errorf("the record of what left is %+v", kept.Left)
		}
		if r := c.press("/plan/goal", at+"/send", nil); r.Status != http.StatusConflict {
			t.Errorf("sending twice gave %d", r.Status)
		}
		if r := c.press(at+"/message", at+"/sent", nil); r.Status != http.StatusSeeOther || c.sendState() != "sent" {
			t.Errorf("handing over gave %d and %q", r.Status, c.sendState())
		}
		if n := len(went(s)); n != 1 {
			t.Errorf("%d shares are recorded", n)
		}
	})
}

func TestAYesTakenBackStopsTheSend(t *testing.T) {
	webtest.Each(t, func(t *testing.T, s *webtest.Site) {
		for _, when := range []struct {
			first []string
			state string
		}{{nil, "withdrawn"}, {[]string{"/send"}, "aborted"}, {[]string{"/send", "/sent"}, "sent"}} {
			c, at := considered(t, s)
			c.press(at, at+"/talked", talkedToday)
			c.press(at, at+"/answer", saidYes)
			for _, step := range when.first {
				c.press(at, at+step, nil)
			}
			shares := len(went(s))
			if r := c.press(at, at+"/withdraw", nil); r.Status != http.StatusSeeOther {
				t.Fatalf("taking it back gave %d: %s", r.Status, faults(r))
			}
			if got := c.sendState(); got != when.state {
				t.Errorf("taken back after %q the send is %q, want %q", when.first, got, when.state)
			}
			var p care.Permission
			c.opened(c.kept(care.KindPermission)[0], &p)
			if p.Stands() {
				t.Error("the yes still stands")
			}
			if r := c.press("/plan/goal", at+"/send", nil); r.Status != http.StatusForbidden && r.Status != http.StatusConflict {
				t.Error("it could be sent after the yes was taken back")
			}
			if len(went(s)) != shares {
				t.Error("something was shared after the yes was taken back")
			}
			if got := held(c.priya.Get(c.path("/plan")), "Taken back 23 Nov"); len(got) != 1 {
				t.Error("the plan does not say that the yes was taken back")
			}
		}
	})
}

func TestNothingOfTheReferrersCanBeChosenToGo(t *testing.T) {
	webtest.Each(t, func(t *testing.T, s *webtest.Site) {
		promise.Kept(t, "PW-42")
		c := engaged(t, s, nil)
		if page := c.priya.Get(c.path("/onward")); strings.Contains(page.Body, "referrer.") {
			t.Error("the page offers something of the referrer's")
		}
		for _, item := range []string{"referrer.name", "referrer.telephone", "referrer.email", "client.address", "client.ethnicity", "client.date-of-birth"} {
			before := s.Stored()
			r := c.send("/onward", url.Values{"provider": {"castle-street-choir"}, "items": {"client.name", item}})
			if r.Status != http.StatusUnprocessableEntity || !strings.Contains(r.Body, "nothing else may leave") {
				t.Errorf("choosing %s gave %d", item, r.Status)
			}
			same(t, item, before, s.Stored())
		}
	})
}

func TestANoIsKeptAndEndsIt(t *testing.T) {
	webtest.Each(t, func(t *testing.T, s *webtest.Site) {
		c, at := considered(t, s)
		c.press(at, at+"/talked", talkedToday)
		if r := c.press(at, at+"/answer", filled(saidYes, url.Values{"said": {"no"}})); r.Status != http.StatusSeeOther {
			t.Fatalf("a no gave %d: %s", r.Status, faults(r))
		}
		if r := c.press("/plan/goal", at+"/send", nil); r.Status != http.StatusForbidden || c.sendState() != "aborted" {
			t.Errorf("after a no, sending gave %d and the send is %q", r.Status, c.sendState())
		}
		if got := held(c.priya.Get(c.path("/plan")), "They said no", "Never sent"); len(got) != 2 {
			t.Errorf("the plan shows only %q", got)
		}
	})
}

func TestTheOnwardFormRefusesWhatDoesNotBelong(t *testing.T) {
	webtest.Each(t, func(t *testing.T, s *webtest.Site) {
		c, at := considered(t, s)
		for name, fill := range map[string]url.Values{
			"nobody chosen":           {"items": {"client.name"}},
			"somebody not listed":     {"provider": {"somebody"}, "items": {"client.name"}},
			"nothing chosen":          {"provider": {"good-plate"}},
			"an item with no answer":  {"provider": {"good-plate"}, "items": {"client.email"}},
			"a field of another form": {"provider": {"good-plate"}, "items": {"client.name"}, "message": {"hello"}},
			"talked about tomorrow":   filled(dated("talked", webtest.FirstDay.AddDays(1)), url.Values{"provider": {"good-plate"}, "items": {"client.name"}}),
		} {
			before := s.Stored()
			if r := c.send("/onward", fill); r.Status != http.StatusUnprocessableEntity {
				t.Errorf("%s gave %d, want 422", name, r.Status)
			}
			same(t, name, before, s.Stored())
		}
		c.press(at, at+"/talked", talkedToday)
		for name, fill := range map[string]url.Values{
			"neither yes nor no":            {"said": {"maybe"}},
			"a yes to nothing":              {"items": {}},
			"a yes to what was not offered": {"items": {"client.name", "client.address"}},
			"a yes before they talked":      dated("on", webtest.FirstDay.AddDays(-1)),
			"a yes by an unknown way":       {"channel": {"pigeon"}},
		} {
			before := s.Stored()
			if r := c.press(at, at+"/answer", filled(saidYes, fill)); r.Status != http.StatusUnprocessableEntity {
				t.Errorf("%s gave %d, want 422", name, r.Status)
			}
			same(t, name, before, s.Stored())
		}
	})
}
