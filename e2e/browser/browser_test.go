package browser_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"runtime"
	"slices"
	"strings"
	"testing"

	"candour/e2e/browser"
)

const policy = "default-src 'none'; style-src 'self'; script-src 'self'; form-action 'self'"

// site is a small site with one sound page and one with every fault.
func site(t *testing.T) string {
	t.Helper()
	mux := http.NewServeMux()
	page := func(pattern, body string) {
		mux.HandleFunc("GET "+pattern, func(w http.ResponseWriter, r *http.Request) { show(w, 200, body) })
	}
	page("/sound", sound)
	page("/faulty", faulty)
	page("/elsewhere", `<h1>Elsewhere</h1><img src="http://127.0.0.1:1/seen.png" alt="">`)
	page("/scripted", `<h1>Scripted</h1><p id="said">No script ran</p><script src="/say.js"></script>`)
	page("/inline", `<h1>Inline</h1><script>document.title = "broken"</script>`)
	mux.HandleFunc("POST /answer", func(w http.ResponseWriter, r *http.Request) {
		if r.FormValue("name") == "" {
			show(w, http.StatusUnprocessableEntity, `<h1>There is a problem</h1><p><a href="/sound#name">Enter your name</a></p>`)
			return
		}
		show(w, 200, fmt.Sprintf(`<h1>Thank you</h1><p>%s knows: %s, area %s, told %q</p>`,
			r.FormValue("name"), r.FormValue("knows"), r.FormValue("area"), r.FormValue("told")))
	})
	mux.HandleFunc("GET /style.css", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/css")
		fmt.Fprint(w, `a, button, input, select { min-height: 24px; display: inline-block } .blind:focus { outline: none } .wide { width: 700px }`)
	})
	mux.HandleFunc("GET /say.js", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/javascript")
		fmt.Fprint(w, `document.getElementById("said").textContent = "A script ran"`)
	})
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return server.URL
}

func show(w http.ResponseWriter, status int, body string) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Security-Policy", policy)
	w.WriteHeader(status)
	fmt.Fprintf(w, `<!doctype html><html lang="en"><head><meta name="viewport" content="width=device-width"><title>A site</title>`+
		`<link rel="stylesheet" href="/style.css"></head><body><main>%s</main></body></html>`, body)
}

const sound = `<h1>Tell us</h1>
<p><a href="/faulty">Another page</a></p>
<form method="post" action="/answer">
<p><label for="name">Your name</label> <input id="name" name="name" autocomplete="name"></p>
<fieldset><legend>Do they know?</legend>
<p><input type="radio" name="knows" id="yes" value="yes"><label for="yes">Yes</label></p>
<p><input type="radio" name="knows" id="no" value="no"><label for="no">No</label></p></fieldset>
<fieldset><legend>May we ring?</legend>
<p><input type="radio" name="ring" id="ryes" value="yes"><label for="ryes">Yes</label></p></fieldset>
<p><label for="area">Area</label> <select id="area" name="area"><option value="d">Dover</option><option value="t">Thanet</option></select></p>
<p><input type="checkbox" name="told" id="told" value="1"><label for="told">They were told</label></p>
<p><button>Send</button></p></form>`

const faulty = `<h1>Faults</h1>
<p><input name="nameless"></p>
<p class="wide">Wide</p>
<p><a class="blind" href="/sound">Blind link</a></p>`

func TestAPersonFillsAFormByItsLabels(t *testing.T) {
	for _, mode := range []struct {
		name    string
		options []browser.Option
	}{{"with scripts", nil}, {"without scripts", []browser.Option{browser.NoScript()}}} {
		t.Run(mode.name, func(t *testing.T) {
			b := browser.Start(t, site(t), mode.options...)
			if got := b.Goto("/sound"); got != 200 {
				t.Errorf("status %d, want 200", got)
			}
			b.Stands()
			if got := b.Click("Send"); got != http.StatusUnprocessableEntity {
				t.Errorf("an empty form gave %d, want 422", got)
			}
			b.Axe()
			b.Click("Enter your name")
			b.Fill("Your name", "Pat Example")
			b.Choose("Do they know?", "Yes")
			b.Select("Area", "Thanet")
			b.Tick("They were told")
			b.Within("Your name").Click("Send")
			b.Sees("pat  example knows: yes, area t", `told "1"`)
			b.SeesNot("There is a problem")
			if printed := b.Print("thanks"); !strings.Contains(printed, "Thank you") {
				t.Errorf("printed %q", printed)
			}
			if got := b.Get("/style.css"); got.Status != 200 || !strings.HasPrefix(got.Headers["content-type"], "text/css") {
				t.Errorf("got %d %q", got.Status, got.Headers["content-type"])
			}
			paths := visits(b)
			if want := []string{"200 GET /sound axed", "422 POST /answer axed", "200 GET /sound#name", "200 POST /answer"}; !slices.Equal(paths, want) {
				t.Errorf("visited %q, want %q", paths, want)
			}
		})
	}
}

func visits(b *browser.Browser) []string {
	var list []string
	for _, v := range b.Visits() {
		line := fmt.Sprintf("%d %s %s", v.Status, v.Method, v.Path)
		if v.Axed {
			line += " axed"
		}
		list = append(list, line)
	}
	return list
}

func TestChecksFindThePlantedFaults(t *testing.T) {
	for _, options := range [][]browser.Option{nil, {browser.NoScript()}} {
		b := browser.Start(t, site(t), options...)
		b.Goto("/faulty")
		var rules []string
		for _, v := range b.Violations() {
			rules = append(rules, v.Rule)
		}
		if !slices.Contains(rules, "label") {
			t.Errorf("axe found %q, want the field without a label among them", rules)
		}
		if len(b.Overflow(browser.Narrow)) == 0 {
			t.Errorf("a page of 700 pixels was said to fit %d", browser.Narrow)
		}
		if got := b.Overflow(browser.Desk); len(got) > 0 {
			t.Errorf("at %d: %q", browser.Desk, got)
		}
		walk := b.Walk()
		if want := []string{`no visible focus on "Blind link"`}; !slices.Equal(walk.Wrong, want) {
			t.Errorf("the walk found %q, want %q", walk.Wrong, want)
		}
	}
}

func TestRoutesThatNoScanReachedAreListed(t *testing.T) {
	routes := []string{"GET /refer", "POST /refer", "GET /episodes/{id}", "GET /episodes/{id}/plan", "GET /{$}"}
	visits := []browser.Visit{
		{Method: "GET", Path: "/refer?as=neighbour", Status: 200, Axed: true},
		{Method: "POST", Path: "/refer", Status: 422},
		{Method: "GET", Path: "/episodes/7#top", Status: 200, Axed: true},
		{Method: "GET", Path: "/nowhere", Status: 404, Axed: true},
	}
	got := browser.Unscanned(routes, visits)
	if want := []string{"POST /refer", "GET /episodes/{id}/plan", "GET /{$}"}; !slices.Equal(got, want) {
		t.Errorf("unscanned %q, want %q", got, want)
	}
}

func TestScriptsRunOnlyWhereAskedFor(t *testing.T) {
	url := site(t)
	b := browser.Start(t, url)
	b.Goto("/scripted")
	b.Sees("A script ran")
	b = browser.Start(t, url, browser.NoScript())
	b.Goto("/scripted")
	b.Sees("No script ran")
}

func TestTroublesFailTheTest(t *testing.T) {
	url := site(t)
	for path, want := range map[string]string{
		"/elsewhere": "request to another origin",
		"/inline":    "console:",
	} {
		t.Run(path, func(t *testing.T) {
			r := &recorder{TB: t}
			b := browser.Start(r, url)
			b.Goto(path)
			r.finish()
			if !slices.ContainsFunc(r.failures, func(said string) bool { return strings.Contains(said, want) }) {
				t.Errorf("got %q, want one with %q", r.failures, want)
			}
		})
	}
}

func TestAMissingButtonIsNamed(t *testing.T) {
	r := &recorder{TB: t}
	b := browser.Start(r, site(t))
	done := make(chan bool)
	go func() {
		defer close(done)
		b.Goto("/faulty")
		b.Fill("No such field", "x")
	}()
	<-done
	r.finish()
	if len(r.failures) != 1 || !strings.Contains(r.failures[0], `"No such field"`) {
		t.Errorf("got %q, want one failure naming the field", r.failures)
	}
}

// A recorder is a test that keeps its failures to itself.
type recorder struct {
	testing.TB
	failures []string
	cleanups []func()
}

func (r *recorder) Errorf(format string, args ...any) {
	r.failures = append(r.failures, fmt.Sprintf(format, args...))
}

func (r *recorder) Fatalf(format string, args ...any) {
	r.Errorf(format, args...)
	runtime.Goexit()
}

func (r *recorder) Cleanup(f func()) { r.cleanups = append(r.cleanups, f) }

func (r *recorder) finish() {
	for _, f := range r.cleanups {
		f()
	}
}
