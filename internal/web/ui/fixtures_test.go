package ui

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/a-h/templ"
	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

const modules = "../../../node_modules"

// A fixture is one example GOV.UK Frontend publishes: options and the HTML
// its own macro makes of them.
type fixture struct {
	Name    string
	Options json.RawMessage
	HTML    string
}

func fixturesOf(t *testing.T, component string) []fixture {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(modules, "govuk-frontend/dist/govuk/components", component, "fixtures.json"))
	if err != nil {
		t.Fatalf("the packages' fixtures are not here: run `npm ci` at the root of the repository: %v", err)
	}
	var all struct{ Fixtures []fixture }
	if err := json.Unmarshal(raw, &all); err != nil {
		t.Fatalf("reading the fixtures of %s: %v", component, err)
	}
	if len(all.Fixtures) == 0 {
		t.Fatalf("%s has no fixtures", component)
	}
	return all.Fixtures
}

// TestComponentsMatchTheirFixtures renders every fixture of every component
// we use with our own component and compares the two as documents. Fixtures
// that ask for what we leave out on purpose stand in leftOut with the reason;
// one that we could match after all fails, so that the list stays true.
func TestComponentsMatchTheirFixtures(t *testing.T) {
	for component, make := range components {
		t.Run(component, func(t *testing.T) {
			names := map[string]bool{}
			for _, f := range fixturesOf(t, component) {
				names[f.Name] = true
				t.Run(f.Name, func(t *testing.T) { compareFixture(t, component, f, make) })
			}
			for name := range leftOut[component] {
				if !names[name] {
					t.Errorf("%q is left out, but there is no such fixture any more", name)
				}
			}
		})
	}
}

func compareFixture(t *testing.T, component string, f fixture, make func([]byte) (templ.Component, error)) {
	why, left := leftOut[component][f.Name]
	part, err := make(f.Options)
	diff := ""
	if component == "date-input" {
		f.HTML = namedAfterQuestion(f)
	}
	if err == nil {
		diff = cmp.Diff(outline(t, f.HTML), outline(t, rendered(t, part)))
	}
	switch {
	case left && why == "":
		t.Error("left out without a reason")
	case left && err == nil && diff == "":
		t.Error("left out, yet it matches: take it off the list")
	case !left && err != nil:
		t.Errorf("our component cannot say this: %v", err)
	case !left && diff != "":
		t.Errorf("(-theirs +ours)\n%s", diff)
	}
}

// script are hooks of the packages' JavaScript, of which we serve none, and
// what it alone hides.
var script = []string{"data-module", "data-aria-controls", "data-behaviour", "data-prevent-double-click", "data-disable-auto-focus"}

// outline writes HTML as one line for each element and run of words, with
// attributes and classes in order, so that only differences a browser would
// make something of are seen.
func outline(t *testing.T, s string) []string {
	t.Helper()
	nodes, err := html.ParseFragment(strings.NewReader(s), &html.Node{Type: html.ElementNode, Data: "body", DataAtom: atom.Body})
	if err != nil {
		t.Fatalf("parsing HTML: %v", err)
	}
	var lines []string
	var walk func(n *html.Node, depth int)
	walk = func(n *html.Node, depth int) {
		indent := strings.Repeat("  ", depth)
		switch n.Type {
		case html.TextNode:
			if words := strings.Join(strings.Fields(n.Data), " "); words != "" {
				lines = append(lines, indent+words)
			}
			return
		case html.ElementNode:
			lines = append(lines, indent+"<"+n.Data+attributes(n.Attr)+">")
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c, depth+1)
		}
	}
	for _, n := range nodes {
		walk(n, 0)
	}
	return lines
}

func attributes(attrs []html.Attribute) string {
	var all []string
	for _, a := range attrs {
		if slices.Contains(script, a.Key) {
			continue
		}
		if a.Key == "class" {
			words := slices.DeleteFunc(strings.Fields(a.Val), func(w string) bool { return strings.HasSuffix(w, "__conditional--hidden") })
			slices.Sort(words)
			a.Val = strings.Join(words, " ")
		}
		all = append(all, fmt.Sprintf(" %s=%q", a.Key, a.Val))
	}
	slices.Sort(all)
	return strings.Join(all, "")
}

// read decodes options strictly: an option our test does not know is one our
// component does not have.
func read[O any](raw []byte) (O, error) {
	var o O
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	err := d.Decode(&o)
	return o, err
}

// scalar is text, a number or a truth value, as the options' authors please.
type scalar string

func (s *scalar) UnmarshalJSON(raw []byte) error {
	var v any
	if err := json.Unmarshal(raw, &v); err != nil {
		return err
	}
	switch v := v.(type) {
	case string:
		*s = scalar(v)
	case float64, bool:
		*s = scalar(fmt.Sprint(v))
	case nil:
		return errors.New("null where a value belongs")
	default:
		return fmt.Errorf("%T where a value belongs", v)
	}
	return nil
}

// words are what the packages call text, with what goes with it.
type words struct {
	Text               scalar
	HTML               string
	Classes            string
	IsPageHeading      bool
	ID                 string
	For                string
	VisuallyHiddenText *string
}

// plain gives the words if they are nothing but words.
func (w *words) plain(what string) (string, error) {
	switch {
	case w == nil:
		return "", nil
	case w.HTML != "":
		return "", fmt.Errorf("%s is HTML", what)
	case w.Classes != "":
		return "", fmt.Errorf("%s has classes", what)
	case w.VisuallyHiddenText != nil:
		return "", fmt.Errorf("%s changes the word Error", what)
	}
	return string(w.Text), nil
}

// sizeOf reads the size from the class of a label or legend.
func (w *words) sizeOf(block string) (string, error) {
	if w == nil || w.Classes == "" {
		return "", nil
	}
	size, ok := strings.CutPrefix(w.Classes, block+"--")
	if !ok || !slices.Contains([]string{"s", "m", "l", "xl"}, size) {
		return "", fmt.Errorf("%s has classes", block)
	}
	return size, nil
}

func (w *words) component() templ.Component {
	if w.HTML != "" {
		return templ.Raw(w.HTML)
	}
	return Text(w.Text)
}
