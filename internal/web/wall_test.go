package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"candour/internal/care"
	"candour/internal/gate"
	"candour/internal/web"
	"candour/internal/webtest"
)

// hers is what the form says of the person referred.
var hers = []string{"Arthur Penfold", "Penfold", "01632 960 833", "Orchard"}

const nobody = "00000000-0000-4000-8000-000000000000"

// about lists the routes that are about one record.
func about(s *webtest.Site) []web.Route {
	var out []web.Route
	for _, r := range s.Server.Routes() {
		if r.Kind == web.Staff && strings.Contains(r.Pattern, "{id}") && !strings.HasPrefix(r.Pattern, "/certificates") {
			out = append(out, r)
		}
	}
	return out
}

// ask goes to a route of one record as a form of the site would.
func ask(c *webtest.Client, r web.Route, id, version string) webtest.Reply {
	path := strings.NewReplacer("{id}", id, "{onward}", nobody, "{goal}", nobody, "{step}", nobody, "{visit}", nobody).Replace(r.Pattern)
	if r.Method == http.MethodGet {
		return c.Get(path)
	}
	form := url.Values{"token": {string(gate.NewID())}, "version": {version}}
	switch {
	case strings.Contains(r.Pattern, "{step}"):
		form.Set("to", care.Done)
	case strings.HasSuffix(r.Pattern, "protective-look"):
		form = url.Values{"ground": {"another"}}
	case strings.HasSuffix(r.Pattern, "/referrer"):
		form = nil
	case strings.HasSuffix(r.Pattern, "/restrict"):
		form.Set("why", "accuracy")
	case strings.HasSuffix(r.Pattern, "/lift"):
		form.Set("why", "asked")
	case strings.HasSuffix(r.Pattern, "/allocate"):
		form.Set("worker", nobody)
	}
	return c.Post(path, form)
}

// Whoever has no part in a record reads nothing of it and changes nothing, by
// whichever route and method they come, and is told nothing of the referrer.
func TestWhoeverHasNoPartInARecordGetsNothingByAnyRoute(t *testing.T) {
	webtest.Each(t, func(t *testing.T, s *webtest.Site) {
		c := newCase(t, s, nil)
		c.tried("wrong details") // from now on its Connector may open the referrer
		version := c.priya.Get(c.path("/contacts")).Form().Get("version")
		before := s.Stored()
		for _, login := range []string{"tom", "howard", "sofie", "martin"} {
			as := s.SignIn(login)
			for _, route := range about(s) {
				r := ask(as, route, c.id, version)
				if r.Status < 300 || r.Status == http.StatusInternalServerError {
					t.Errorf("%s %s as %s gave %d", route.Method, route.Pattern, login, r.Status)
				}
				if words := held(r, append(theirs, hers...)...); len(words) > 0 {
					t.Errorf("%s %s shows %s %q", route.Method, route.Pattern, login, words)
				}
			}
		}
		same(t, "what strangers sent", before, s.Stored())
	})
}

// Another council's record and one that nobody has are the same answer.
func TestAnotherCouncilsRecordIsNotThere(t *testing.T) {
	webtest.Each(t, func(t *testing.T, s *webtest.Site) {
		c := newCase(t, s, nil)
		martin := s.SignIn("martin")
		for _, route := range about(s) {
			got, want := ask(martin, route, c.id, "2"), ask(martin, route, nobody, "2")
			if got.Status != want.Status || strings.ReplaceAll(got.Body, c.id, nobody) != want.Body {
				t.Errorf("%s %s tells another council's record (%d) from none (%d)", route.Method, route.Pattern, got.Status, want.Status)
			}
		}
	})
}

// The referrer is on no page but the one opened for it, not even their
// Connector's, and the manager is told nothing of them at all.
func TestTheReferrerIsOnNoPageButTheirOwn(t *testing.T) {
	webtest.Each(t, func(t *testing.T, s *webtest.Site) {
		c := newCase(t, s, nil)
		c.tried("wrong details")
		for login, as := range map[string]*webtest.Client{"priya": c.priya, "denise": s.SignIn("denise")} {
			for _, route := range s.Server.Routes() {
				if route.Method != http.MethodGet || route.Kind == web.Public {
					continue
				}
				if words := held(ask(as, route, c.id, ""), theirs...); len(words) > 0 {
					t.Errorf("%s shows %s %q of the referrer", route.Pattern, login, words)
				}
			}
		}
		if words := held(c.referrer(c.priya), theirs...); len(words) != len(theirs) {
			t.Errorf("the panel shows their Connector %q", words)
		}
		if r := c.referrer(s.SignIn("denise")); r.Status != http.StatusForbidden || len(held(r, theirs...)) > 0 {
			t.Errorf("the manager opening the panel got %d", r.Status)
		}
	})
}
