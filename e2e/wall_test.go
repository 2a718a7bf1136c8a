package e2e

import (
	"net/http"
	"net/url"
	"strings"

	"candour/internal/gate"
)

// theWall asks, as a manager of the other council, for everything that Kent
// holds of the person: by name, by every address that there is. Each answer is
// byte for byte that of what is not there.
func (tl *tale) theWall() {
	tl.t.Helper()
	d := tl.desk("martin")
	for _, page := range []string{"/work", "/people", "/ledger"} {
		d.Goto(page)
		d.SeesNot(person, neighbour, "Positive Wellbeing", "positive-wellbeing")
		d.private()
	}
	c, asked := tl.site.SignIn("martin"), 0
	search := func(name string) string {
		got := c.Post("/people", url.Values{"name": {name}})
		return strings.ReplaceAll(got.Body, name, "")
	}
	for _, name := range []string{person, "Otter", neighbour} {
		if search(name) != search("Nobody of that name") {
			tl.t.Errorf("Norfolk's search for %q answers differently from one for nobody", name)
		}
	}
	theirs := tl.idsOf()
	var unknown []string
	for _, name := range []string{"{id}", "{goal}", "{step}", "{visit}", "{onward}", "{entry}"} {
		unknown = append(unknown, name, string(gate.NewID()))
	}
	unknown = append(unknown, "{service}", "no-such-service")
	nobodys := strings.NewReplacer(unknown...)
	for _, r := range tl.site.Server.Routes() {
		if !strings.Contains(r.Pattern, "{") || strings.HasPrefix(r.Pattern, "/services/") || strings.HasPrefix(r.Pattern, "/notices/") || r.Pattern == "/{$}" {
			continue
		}
		ask := func(path string) (int, string) {
			if r.Method == http.MethodGet {
				got := c.Get(path)
				return got.Status, got.Body
			}
			got := c.Post(path, url.Values{"token": {string(gate.NewID())}, "version": {"1"}})
			return got.Status, got.Body
		}
		known := theirs("{id}")
		if strings.HasPrefix(r.Pattern, "/certificates/") {
			known = theirs("certificate")
		}
		status, body := ask(known.Replace(r.Pattern))
		wantStatus, wantBody := ask(nobodys.Replace(r.Pattern))
		if status != wantStatus || body != wantBody || status < 400 {
			tl.t.Errorf("%s %s of Kent's gave Norfolk %d, and of nobody's %d, or not the same bytes", r.Method, r.Pattern, status, wantStatus)
		}
		asked++
	}
	if asked < 30 {
		tl.t.Errorf("only %d addresses were asked for", asked)
	}
}

// idsOf gives what puts Kent's own ids into a pattern; of says what "{id}" is.
func (tl *tale) idsOf() func(of string) *strings.Replacer {
	tl.t.Helper()
	one := func(query string) string {
		rows := tl.site.Rows(query)
		if len(rows) == 0 {
			tl.t.Fatalf("Kent holds nothing to ask for: %s", query)
		}
		return rows[0][0]
	}
	section := func(kind string) string { return one("SELECT id FROM section WHERE kind = '" + kind + "'") }
	ids := []string{
		"{service}", "positive-wellbeing",
		"{goal}", section("goal"), "{step}", section("step"), "{visit}", section("visit"), "{onward}", section("onward"),
		"{entry}", one("SELECT id FROM entry WHERE controller = 'kent' AND position IS NOT NULL ORDER BY position DESC"),
	}
	episode, certificate := strings.TrimPrefix(tl.episode(), "/episodes/"), one("SELECT id FROM intent WHERE controller = 'kent'")
	return func(of string) *strings.Replacer {
		if of == "certificate" {
			return strings.NewReplacer("{id}", certificate)
		}
		return strings.NewReplacer(append(ids, "{id}", episode)...)
	}
}
