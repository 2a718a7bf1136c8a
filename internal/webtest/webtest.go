// Package webtest is test support: a whole node with its pages on a loopback
// port, machine time that the test moves, and clients that sign in.
package webtest

import (
	"database/sql"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"candour/internal/access"
	"candour/internal/calendar"
	"candour/internal/care"
	"candour/internal/casework"
	"candour/internal/demo"
	"candour/internal/gate"
	"candour/internal/installation"
	"candour/internal/notice"
	"candour/internal/promise"
	"candour/internal/retention"
	"candour/internal/seal"
	"candour/internal/store"
	"candour/internal/storetest"
	"candour/internal/web"
	"candour/packs"
)

// A Site is a running installation.
type Site struct {
	URL    string
	Node   *installation.Node
	Clock  *Clock
	Cases  *casework.Desk
	Ends   *retention.Desk
	Server *web.Server
	Staff  map[string]care.ID // by login

	data store.Config
	dirs []string
	raw  *sql.DB
	log  *record
	more []demo.Login // enrolled beside the demo's staff
	desk *access.Desk
	t    testing.TB
}

// A Clock is machine time that a test moves by hand.
type Clock struct{ at atomic.Int64 }

// Now gives the time and lets a millisecond pass.
func (c *Clock) Now() time.Time {
	return time.UnixMicro(c.at.Add(int64(time.Millisecond / time.Microsecond))).UTC()
}

// Pass lets time pass.
func (c *Clock) Pass(d time.Duration) { c.at.Add(int64(d / time.Microsecond)) }

// FirstDay is the day a site's calendar starts at.
var FirstDay = calendar.Date(2026, time.November, 23)

// Each runs f on a site over SQLite and on one over PostgreSQL.
func Each(t *testing.T, f func(t *testing.T, s *Site)) {
	t.Helper()
	storetest.EachDB(t, func(t *testing.T, data, keys store.Config) { f(t, Start(t, data, keys)) })
}

// Start puts a site together on two databases.
func Start(t testing.TB, data, keys store.Config) *Site {
	t.Helper()
	return StartWith(t, data, keys, promise.Packs(t))
}

// StartWith is Start for other packs than the house's own.
func StartWith(t testing.TB, data, keys store.Config, all notice.Packs) *Site {
	t.Helper()
	s := &Site{t: t, Clock: &Clock{}, data: data, log: &record{}}
	s.Clock.at.Store(time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC).UnixMicro())
	quiet := slog.New(slog.NewTextHandler(io.MultiWriter(s.log, logged{t}), nil))
	room := storetest.Dir(t)
	s.dirs = []string{room}
	for _, c := range []store.Config{data, keys} {
		if path, ok := strings.CutPrefix(c.URL, "sqlite:"); ok {
			s.dirs = append(s.dirs, filepath.Dir(path))
		}
	}
	dir := filepath.Join(room, "data")
	if err := seal.CreateEscrow(dir+".escrow", dir+".escrow-identity.txt", dir); err != nil { // so that keys can be changed
		t.Fatal(err)
	}
	var err error
	s.Node, err = installation.Open(t.Context(), installation.Config{
		Dir: dir, Data: data.URL, Keys: keys.URL, Sources: packs.FS, Packs: all, Now: s.Clock.Now, Log: quiet,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Node.Close() })
	s.serve(all, quiet)
	return s
}

func (s *Site) serve(all notice.Packs, log *slog.Logger) {
	s.t.Helper()
	desk, err := access.New(s.Node.Gate, s.Clock.Now, true)
	if err != nil {
		s.t.Fatal(err)
	}
	s.desk = desk
	if s.Staff, err = demo.Enrol(s.t.Context(), s.Node.Gate, desk); err != nil {
		s.t.Fatal(err)
	}
	for _, c := range all.Controllers {
		if err := s.Node.Gate.HoldCalendar(s.t.Context(), c.Code, FirstDay); err != nil {
			s.t.Fatal(err)
		}
	}
	s.Cases, s.Ends = casework.New(s.Node.Gate), retention.New(s.Node.Gate)
	s.Ends.Exempt, s.Node.Governance.Samples = true, true
	s.Server, err = web.New(web.Config{
		Access: desk, Cases: s.Cases, Retention: s.Ends, Governance: s.Node.Governance, Demo: &web.Demo{}, Log: log,
	})
	if err != nil {
		s.t.Fatal(err)
	}
	ts := httptest.NewServer(s.Server)
	s.t.Cleanup(ts.Close)
	s.URL = ts.URL
}

// logged sends the log into the test's own output.
type logged struct{ t testing.TB }

func (l logged) Write(b []byte) (int, error) {
	l.t.Log(strings.TrimSpace(string(b)))
	return len(b), nil
}

// Reader is who a member of the demo's staff asks as.
func (s *Site) Reader(login string) gate.Reader {
	for _, l := range s.logins() {
		if l.User == login {
			return gate.Reader{
				Controller: l.Controller, Worker: s.Staff[login], Role: l.Role, Teams: l.Teams,
				Supervised: l.Role == access.Auditor,
			}
		}
	}
	s.t.Fatalf("nobody signs in as %s", login)
	return gate.Reader{}
}

// A Client is a browser without script: it keeps cookies and follows nothing.
type Client struct {
	t    testing.TB
	base string
	http *http.Client
}

// Visitor is a client that nobody signed in.
func (s *Site) Visitor() *Client {
	jar, err := cookiejar.New(nil)
	if err != nil {
		s.t.Fatal(err)
	}
	return &Client{t: s.t, base: s.URL, http: &http.Client{
		Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// SignIn is a client signed in as a member of the demo's staff.
func (s *Site) SignIn(login string) *Client {
	s.t.Helper()
	c := s.Visitor()
	for _, l := range s.logins() {
		if l.User != login {
			continue
		}
		r := c.Post("/sign-in", url.Values{"council": {l.Controller}, "user": {l.User}, "password": {l.Password}})
		if r.Status != http.StatusSeeOther {
			s.t.Fatalf("signing in as %s: status %d", login, r.Status)
		}
		return c
	}
	s.t.Fatalf("nobody signs in as %s", login)
	return nil
}

// A Reply is what the site answered.
type Reply struct {
	Status int
	Body   string
	To     string // where it sends the browser
	Header http.Header
}

// Get asks for a page.
func (c *Client) Get(path string) Reply {
	c.t.Helper()
	r, err := c.http.Get(c.base + path)
	return c.read(r, err)
}

// Post sends a form.
func (c *Client) Post(path string, form url.Values) Reply {
	c.t.Helper()
	r, err := c.http.PostForm(c.base+path, form)
	return c.read(r, err)
}

func (c *Client) read(r *http.Response, err error) Reply {
	c.t.Helper()
	if err != nil {
		c.t.Fatal(err)
	}
	defer r.Body.Close()
	body, err := io.ReadAll(r.Body)
	if err != nil {
		c.t.Fatal(err)
	}
	return Reply{Status: r.StatusCode, Body: string(body), To: r.Header.Get("Location"), Header: r.Header}
}

var hidden = regexp.MustCompile(`<input type="hidden" name="([^"]+)" value="([^"]*)"`)

// Form gives the hidden fields of a page's first form that has any, to which
// a test adds what a person would type.
func (r Reply) Form() url.Values {
	v := url.Values{}
	for _, m := range hidden.FindAllStringSubmatch(r.Body, -1) {
		if !v.Has(m[1]) {
			v.Set(m[1], m[2])
		}
	}
	return v
}
