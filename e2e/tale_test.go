package e2e

import (
	"net/http"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"candour/e2e/browser"
	"candour/internal/demo"
	"candour/internal/store"
	"candour/internal/webtest"
)

// A tale is one story being told: a site, the browser of everybody in it, and
// what was seen and said along the way.
type tale struct {
	t    *testing.T
	site *webtest.Site
	data store.Config // the data database, whose bytes are looked through
	keys store.Config

	mux     *http.ServeMux      // of the site's routes, to tell which page a path is
	desks   map[string]*desk    // by login; "" is somebody who never signs in
	states  map[string][]string // by route: the states in which it was held to everything
	entries map[string]bool     // entries that pages said their opening made, and whether the page was about the person
	secrets []string            // what nobody may find where it does not belong
	staff   []string            // names and passwords of staff, which stand in their own pages alone
	about   string              // address of the episode that it is about, once there is one
	subject string              // the random number that stands for the person
	checked bool                // pages are held to axe, widths and keyboard
}

// A desk is one person's browser in a tale.
type desk struct {
	*browser.Browser
	tale *tale
}

// begin opens a site for a tale.
func begin(t *testing.T, data, keys store.Config) *tale {
	t.Helper()
	return beginAt(t, webtest.Start(t, data, keys), data, keys)
}

// beginAt opens a tale on a site.
func beginAt(t *testing.T, site *webtest.Site, data, keys store.Config) *tale {
	t.Helper()
	tl := &tale{
		t: t, site: site, data: data, keys: keys,
		mux: http.NewServeMux(), desks: map[string]*desk{}, states: map[string][]string{}, entries: map[string]bool{},
	}
	for _, r := range tl.site.Server.Routes() {
		tl.mux.HandleFunc(r.Method+" "+r.Pattern, http.NotFound)
	}
	for _, l := range demo.Staff() {
		tl.staff = append(tl.staff, l.Name, l.Password)
	}
	return tl
}

// desk gives the browser of somebody, signing them in the first time.
func (tl *tale) desk(login string) *desk {
	tl.t.Helper()
	if d := tl.desks[login]; d != nil {
		return d
	}
	d := &desk{browser.Start(tl.t, tl.site.URL, browser.NoScript()), tl}
	tl.desks[login] = d
	if login != "" {
		d.signIn(login)
	}
	return d
}

func (d *desk) signIn(login string) {
	d.tale.t.Helper()
	i := slices.IndexFunc(demo.Staff(), func(l demo.Login) bool { return l.User == login })
	if i < 0 {
		d.tale.t.Fatalf("nobody signs in as %s", login)
	}
	who := demo.Staff()[i]
	council := map[string]string{"kent": "Kent County Council", "norfolk": "Norfolk County Council"}[who.Controller]
	d.Goto("/sign-in")
	d.Choose("Your council", council)
	d.Fill("User name", who.User)
	d.Fill("Password", who.Password)
	d.Click("Sign in")
	if strings.HasPrefix(d.Path(), "/sign-in") {
		d.tale.t.Fatalf("%s could not sign in", login)
	}
}

// The states in which a page is looked at.
const (
	empty  = "empty"  // nothing there yet, nothing typed
	filled = "filled" // as it is in use
	wrong  = "wrong"  // sent back with what needs another look
)

// stands holds the open page, the first time it is in a state, to everything a
// page must stand. With CANDOUR_PICTURES set it also saves what it looks like,
// on a phone and at a desk.
func (d *desk) stands(state string) {
	d.tale.t.Helper()
	d.private()
	route := d.route()
	if slices.Contains(d.tale.states[route], state) {
		return
	}
	d.tale.states[route] = append(d.tale.states[route], state)
	if d.tale.checked {
		d.Axe()
		d.Fits(browser.Narrow)
		d.leadsSomewhere()
		if state != wrong || route == "GET /episodes/{id}" { // what is sent back has the controls that were sent
			d.Fits(browser.Phone)
			d.Fits(browser.Desk)
			d.Keyboard()
		}
	}
	if os.Getenv("CANDOUR_PICTURES") != "" {
		d.Shots(strings.Trim(strings.NewReplacer("GET ", "", "POST ", "", "{", "", "}", "", "/", "_").Replace(route), "_") + "-" + state)
	}
}

// route is the pattern that the open page came from.
func (d *desk) route() string {
	d.tale.t.Helper()
	visits := d.Visits()
	last := visits[len(visits)-1]
	at, err := url.Parse(last.Path)
	if err != nil {
		d.tale.t.Fatalf("reading the address of a page: %v", err)
	}
	_, pattern := d.tale.mux.Handler(&http.Request{Method: last.Method, URL: at})
	return pattern
}

var entryLink = regexp.MustCompile(`href="/ledger/([0-9a-f-]{36})"`)

// private sees that neither the title nor the address of the open page says
// anything about anybody, and remembers the entry that the page says it made.
func (d *desk) private() {
	d.tale.t.Helper()
	title, at := d.Title(), d.Path()
	d.tale.without("the title of "+d.route(), title)
	d.tale.without("the address of "+d.route(), at)
	made := entryLink.FindStringSubmatch(footOf(d.HTML()))
	status, about := d.Status(), strings.Contains(d.route(), "/episodes/")
	switch {
	case made != nil:
		d.tale.entries[made[1]] = about
	case about && status < 400:
		d.tale.t.Errorf("%s shows somebody and says of no entry that it recorded it", d.route())
	}
	if s := status; s >= 400 && s != http.StatusUnprocessableEntity {
		d.tale.without("the error page "+d.route(), d.Text())
	}
}

// footOf is the foot of a page, which says what its opening was recorded as.
func footOf(page string) string { return page[max(0, strings.LastIndex(page, "<footer")):] }

// without fails the test if a text holds what should be nowhere in it.
func (tl *tale) without(where, text string) {
	tl.t.Helper()
	for _, secret := range tl.secrets {
		for _, written := range ways(secret) {
			if strings.Contains(strings.ToLower(text), written) {
				tl.t.Errorf("%s holds something about a person: %q", where, written)
			}
		}
	}
}

// ways are the ways a value may be written: as typed, as it stands in an
// address, and a number without its spaces or its leading nought.
func ways(value string) []string {
	value = strings.ToLower(value)
	out := []string{value, url.QueryEscape(value), url.PathEscape(value)}
	if digits := strings.ReplaceAll(value, " ", ""); strings.Trim(digits, "0123456789") == "" {
		out = append(out, digits, strings.TrimPrefix(digits, "0"))
	}
	slices.Sort(out)
	return slices.Compact(out)
}

var (
	inPage    = regexp.MustCompile(`href="#([^"]+)"`)
	localLink = regexp.MustCompile(`<a [^>]*href="(/[^"#]*)`)
)

// leadsSomewhere sees that every link of the open page leads to a page there
// is, and every link within it to a place there is.
func (d *desk) leadsSomewhere() {
	d.tale.t.Helper()
	page := d.HTML()
	for _, m := range inPage.FindAllStringSubmatch(page, -1) {
		if !strings.Contains(page, `id="`+m[1]+`"`) {
			d.tale.t.Errorf("%s links to #%s, which is not on it", d.route(), m[1])
		}
	}
	for _, m := range localLink.FindAllStringSubmatch(page, -1) {
		at, err := url.Parse(strings.ReplaceAll(m[1], "&amp;", "&"))
		if err != nil {
			d.tale.t.Errorf("%s links to %q", d.route(), m[1])
			continue
		}
		if _, pattern := d.tale.mux.Handler(&http.Request{Method: http.MethodGet, URL: at}); pattern == "" {
			d.tale.t.Errorf("%s links to %s, where there is no page", d.route(), at.Path)
		}
	}
}

// visits is everything that anybody in the tale visited.
func (tl *tale) visits() []browser.Visit {
	var all []browser.Visit
	for _, d := range tl.desks {
		all = append(all, d.Visits()...)
	}
	return all
}

// sweep lets machine time pass and destroys what fell due.
func (tl *tale) sweep() {
	tl.t.Helper()
	if _, err := tl.site.Ends.Sweep(tl.t.Context(), "kent"); err != nil {
		tl.t.Fatal(err)
	}
}
