package browser

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
)

// Widths worth looking at, in CSS pixels.
const (
	Narrow = 320 // what WCAG 1.4.10 asks a page to fit
	Phone  = 390
	Desk   = 1280
)

// A Browser is one person's browser: a page with its own cookies. Its methods
// fail the test when the page does not do what they say.
type Browser struct {
	t      testing.TB
	driver *driver
	page   string
	within []string
	log    *history
}

// A history is what one browser has visited.
type history struct{ visits []Visit }

// A Visit is one page that was opened, with whether Axe looked at it.
type Visit struct {
	Method string // "GET"; "POST" where a form was answered on the spot
	Path   string // with query and fragment
	Status int    // of the document
	Axed   bool
}

// An Option changes how a Browser starts.
type Option func(*command)

// NoScript starts a browser with JavaScript off.
func NoScript() Option { return func(c *command) { c.Script = false } }

// Width starts a browser with a viewport of that many CSS pixels; otherwise
// it is Desk wide.
func Width(pixels int) Option { return func(c *command) { c.Width = pixels } }

var pages atomic.Int64

// Start opens a browser on the server at base, such as
// "http://127.0.0.1:8080", and closes it when the test ends.
func Start(t testing.TB, base string, options ...Option) *Browser {
	t.Helper()
	d, err := shared()
	if err != nil {
		t.Fatalf("starting the browser: %v", err)
	}
	open := command{Do: "open", Base: base, Width: Desk, Height: 900, Script: true}
	for _, change := range options {
		change(&open)
	}
	b := &Browser{t: t, driver: d, page: fmt.Sprintf("p%d", pages.Add(1)), log: &history{}}
	open.Page = b.page
	if err := d.ask(open, nil); err != nil {
		t.Fatalf("opening a page: %v", err)
	}
	t.Cleanup(b.close)
	return b
}

func (b *Browser) close() {
	var troubles []string
	if err := b.driver.ask(command{Page: b.page, Do: "troubles"}, &troubles); err != nil {
		b.t.Errorf("asking what went wrong unasked: %v", err)
	}
	for _, trouble := range troubles {
		b.t.Errorf("browser: %s", trouble)
	}
	if err := b.driver.ask(command{Page: b.page, Do: "close"}, nil); err != nil {
		b.t.Errorf("closing a page: %v", err)
	}
}

// Within narrows what follows to the innermost row, list item, fieldset,
// section or form that holds the words.
func (b *Browser) Within(words string) *Browser {
	part := *b
	part.within = append(slices.Clone(b.within), words)
	return &part
}

// do sends a command; a failure ends the test with a picture of the page.
func (b *Browser) do(c command, value any) {
	b.t.Helper()
	if err := b.try(c, value); err != nil {
		b.t.Fatalf("browser: %s: %v\nat %s, picture in %s", c.says(), err, b.Path(), b.picture("failed"))
	}
}

func (b *Browser) try(c command, value any) error {
	c.Page, c.Within = b.page, b.within
	return b.driver.ask(c, value)
}

// says is the command as a person would put it.
func (c command) says() string {
	parts := []string{c.Do}
	for _, part := range []string{c.Path, c.Group, c.Label, c.Name, c.Value} {
		if part != "" {
			parts = append(parts, fmt.Sprintf("%q", part))
		}
	}
	return strings.Join(parts, " ")
}

// visited notes where the page now is.
func (b *Browser) visited(at Visit) int {
	if last := len(b.log.visits) - 1; last < 0 || !b.log.visits[last].same(at) {
		b.log.visits = append(b.log.visits, at)
	}
	return at.Status
}

func (v Visit) same(w Visit) bool {
	return v.Method == w.Method && v.Path == w.Path && v.Status == w.Status
}

// Visits gives every page this browser has stood on, in order.
func (b *Browser) Visits() []Visit { return slices.Clone(b.log.visits) }

// Status gives the HTTP status of the page that is open.
func (b *Browser) Status() int {
	b.t.Helper()
	var at Visit
	b.do(command{Do: "where"}, &at)
	return at.Status
}

// Path gives the path of the page that is open, with query and fragment.
func (b *Browser) Path() string {
	var at Visit
	if err := b.try(command{Do: "where"}, &at); err != nil {
		return "an unknown page"
	}
	return at.Path
}

var unfit = regexp.MustCompile(`[^A-Za-z0-9.-]+`)

// picture saves what the page looks like and gives the file's path from the
// repository's root.
func (b *Browser) picture(name string) string {
	return b.save(name+".png", func(file string) error {
		return b.try(command{Do: "screenshot", File: file, Full: true}, nil)
	})
}

func (b *Browser) save(name string, write func(file string) error) string {
	short := filepath.Join(".cache", "shots", unfit.ReplaceAllString(b.t.Name(), "-"), unfit.ReplaceAllString(name, "-"))
	file := filepath.Join(b.driver.root, short)
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return fmt.Sprintf("nowhere (%v)", err)
	}
	if err := write(file); err != nil {
		return fmt.Sprintf("nowhere (%v)", err)
	}
	return short
}
