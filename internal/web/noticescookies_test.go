package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"candour/internal/demo"
	"candour/internal/gate"
	"candour/internal/webtest"
)

// TestTheCookieStatementIsWhatTheSiteSets asks for every route, signed in and
// not, and holds every cookie that came back to the statement.
func TestTheCookieStatementIsWhatTheSiteSets(t *testing.T) {
	webtest.Each(t, func(t *testing.T, s *webtest.Site) {
		statement := s.Visitor().Get("/cookies")
		if got := held(statement, "we set no cookie at all", "Until you sign out or close the browser.", "no script on its pages"); len(got) != 3 {
			t.Errorf("the statement says only %q", got)
		}
		names := map[string]bool{}
		note := func(r webtest.Reply) (set bool) {
			for _, line := range r.Header.Values("Set-Cookie") {
				c, err := http.ParseSetCookie(line)
				if err != nil {
					t.Fatalf("a cookie that cannot be read: %v", err)
				}
				names[c.Name], set = true, true
				if c.MaxAge > 0 || !c.Expires.IsZero() || !c.HttpOnly {
					t.Errorf("%s lasts %d seconds or can be read by scripts: the statement says it does not", c.Name, c.MaxAge)
				}
			}
			return set
		}
		visitor, worker := s.Visitor(), s.SignIn("denise")
		fill := strings.NewReplacer("{controller}", "kent", "{service}", "positive-wellbeing", "{form}", "refer-someone", "{$}", "", "{entry}", string(gate.NewID()))
		for _, route := range s.Server.Routes() {
			path := fill.Replace(route.Pattern)
			for strings.Contains(path, "{") {
				from, to := strings.Index(path, "{"), strings.Index(path, "}")
				path = path[:from] + string(gate.NewID()) + path[to+1:]
			}
			if route.Method == http.MethodGet {
				if note(visitor.Get(path)) {
					t.Errorf("%s sets a cookie for somebody who only reads", route.Pattern)
				}
				note(worker.Get(path))
				continue
			}
			if route.Pattern != "/sign-in" && route.Pattern != "/sign-out" {
				note(visitor.Post(path, url.Values{}))
				note(worker.Post(path, url.Values{}))
			}
		}
		in := s.Visitor()
		note(in.Post("/sign-in", url.Values{"council": {"kent"}, "user": {"denise"}, "password": {passwordOf(t, "denise")}}))
		note(in.Post("/sign-out", url.Values{}))
		if len(names) == 0 {
			t.Fatal("nobody was given a cookie, so nothing is shown")
		}
		for name := range names {
			if !strings.Contains(statement.Body, ">"+name+"<") {
				t.Errorf("the site sets %s, and the statement does not name it", name)
			}
		}
		if n := strings.Count(statement.Body, "<dt>Name</dt>"); n != len(names) {
			t.Errorf("the statement names %d cookies; the site sets %d", n, len(names))
		}
	})
}

func passwordOf(t *testing.T, login string) string {
	t.Helper()
	for _, l := range demo.Staff() {
		if l.User == login {
			return l.Password
		}
	}
	t.Fatalf("nobody signs in as %s", login)
	return ""
}
