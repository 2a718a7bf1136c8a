package web_test

import (
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"testing"
	"time"

	"candour/internal/access"
	"candour/internal/demo"
	"candour/internal/webtest"
)

// A session ends when it is signed out of, when another begins in the same
// browser, when nobody used it for half an hour and after ten hours.
func TestASessionEnds(t *testing.T) {
	webtest.Each(t, func(t *testing.T, s *webtest.Site) {
		jar, err := cookiejar.New(nil)
		if err != nil {
			t.Fatal(err)
		}
		browser := &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
		in := func() *http.Cookie {
			t.Helper()
			l := demo.Staff()[0]
			r, err := browser.PostForm(s.URL+"/sign-in", url.Values{"council": {l.Controller}, "user": {l.User}, "password": {l.Password}})
			if err != nil || r.StatusCode != http.StatusSeeOther || len(r.Cookies()) != 1 {
				t.Fatalf("signing in: %v", err)
			}
			return r.Cookies()[0]
		}
		opens := func(c *http.Cookie) bool {
			t.Helper()
			q, _ := http.NewRequestWithContext(t.Context(), http.MethodGet, s.URL+"/ledger", nil)
			q.AddCookie(&http.Cookie{Name: c.Name, Value: c.Value})
			r, err := http.DefaultTransport.RoundTrip(q)
			if err != nil {
				t.Fatal(err)
			}
			_ = r.Body.Close()
			return r.StatusCode == http.StatusOK
		}
		first := in()
		if !first.HttpOnly || first.SameSite != http.SameSiteLaxMode {
			t.Errorf("the cookie is %s", first)
		}
		if !opens(first) {
			t.Fatal("a new session opens nothing")
		}
		second := in()
		if second.Value == first.Value || opens(first) || !opens(second) {
			t.Error("signing in again left the first session open")
		}
		s.Clock.Pass(access.Idle + time.Minute)
		if opens(second) {
			t.Error("a session nobody used for half an hour is open")
		}
		third := in()
		for range 30 {
			s.Clock.Pass(access.Absolute / 25)
			opens(third)
		}
		if opens(third) {
			t.Error("a session in use is open after ten hours")
		}
		fourth := in()
		if _, err := browser.PostForm(s.URL+"/sign-out", nil); err != nil || opens(fourth) {
			t.Errorf("a session signed out of is open: %v", err)
		}
	})
}

// What changes something is taken from this site's own pages alone.
func TestAnotherSitesPageChangesNothing(t *testing.T) {
	webtest.Each(t, func(t *testing.T, s *webtest.Site) {
		for name, value := range map[string]string{"Sec-Fetch-Site": "cross-site", "Origin": "https://elsewhere.example"} {
			for _, route := range s.Server.Routes() {
				if route.Method != http.MethodPost {
					continue
				}
				path := strings.NewReplacer("{controller}", "kent", "{service}", "positive-wellbeing").Replace(route.Pattern)
				q, _ := http.NewRequestWithContext(t.Context(), http.MethodPost, s.URL+path, strings.NewReader("token=x"))
				q.Header.Set("Content-Type", "application/x-www-form-urlencoded")
				q.Header.Set(name, value)
				r, err := http.DefaultTransport.RoundTrip(q)
				if err != nil {
					t.Fatal(err)
				}
				_ = r.Body.Close()
				if r.StatusCode != http.StatusForbidden {
					t.Errorf("%s with %s got %d", route.Pattern, name, r.StatusCode)
				}
			}
		}
	})
}

// An address that is no id, however odd, is the page of what is not there,
// the same as for an id nobody has and for another council's.
func TestOddAddressesAreOnePage(t *testing.T) {
	webtest.Each(t, func(t *testing.T, s *webtest.Site) {
		c := s.SignIn("priya")
		const nobody = "00000000-0000-4000-8000-000000000000"
		want := c.Get("/episodes/" + nobody + "/contacts")
		if want.Status != http.StatusNotFound {
			t.Fatalf("an id nobody has got %d", want.Status)
		}
		for _, odd := range []string{"x", "%00", "%ff%fe", "..%2f..%2fetc", "' OR 1=1 --", strings.Repeat("9", 4000), nobody + "%00"} {
			for _, path := range []string{"/episodes/" + url.PathEscape(odd), "/episodes/" + odd + "/contacts", "/certificates/" + odd, "/ledger/" + odd, "/ledger/" + odd + "/proof"} {
				path = strings.ReplaceAll(path, " ", "%20")
				if got := c.Get(path); got.Status != want.Status || body(got.Body) != body(want.Body) {
					t.Errorf("%.60s got %d and another page", path, got.Status)
				}
			}
		}
	})
}

// body is the page without its frame, which says where the reader is.
func body(page string) string {
	_, after, _ := strings.Cut(page, "<main")
	main, _, _ := strings.Cut(after, "</main>")
	return main
}
