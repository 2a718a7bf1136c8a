package web_test

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"candour/internal/gate"
	"candour/internal/webtest"
)

// A sentForm is one POST route with a page that shows its form and what a
// person could rightly send. Every wrong that any form can be sent is made of
// it by [wrongs].
type sentForm struct {
	route  string               // "POST /episodes/{id}/contacts"
	as     string               // login, or "" for anybody
	from   func() (path string) // page that shows the form
	to     func() (path string)
	good   func() url.Values // beside the hidden fields
	codes  []string          // closed lists
	days   []string          // dates of three boxes
	texts  map[string]int    // free words, with the most characters
	shapes map[string]string // fields of another shape, with what is none of it
	more   []wrong           // what only this form can get wrong
	repeat string            // "" when a replay leads where the first led; else why it does not
	always bool              // is done whatever is sent with it
	bare   bool              // has neither token nor version, since it stores nothing or is bound otherwise
	open   bool              // has a token and no version: it changes no record that is there
}

// A wrong is one way in which a form is sent that it must not be.
type wrong struct {
	name   string
	change func(url.Values)
	field  string // the field that the page must point to; "" for a form that is not this one
	keeps  string // words that the page must still hold
	status int    // 422 when none is given
}

const typed = "Quagga in the orangery" // unlike anything else, to be looked for in the log

func set(name, value string) func(url.Values) {
	return func(v url.Values) { v[name] = []string{value} }
}

// wrongs makes every wrong of a form.
func (f *sentForm) wrongs() []wrong {
	if f.always {
		return nil
	}
	out := []wrong{
		{name: "a field of another form", change: set("colour", typed)},
		{name: "more than a form can hold", change: set("colour", strings.Repeat(typed, 300<<10/len(typed)))},
	}
	for name := range f.good() {
		if !strings.HasPrefix(name, "items") && name != "client.access-needs" {
			out = append(out, wrong{name: name + " sent twice", change: func(v url.Values) { v[name] = append(v[name], "Quagga") }})
			break
		}
	}
	if !f.bare {
		out = append(out, wrong{name: "no token", change: func(v url.Values) { v.Del("token") }},
			wrong{name: "a token that is none", change: set("token", typed)})
	}
	if !f.bare && !f.open {
		out = append(out, wrong{name: "no version", change: func(v url.Values) { v.Del("version") }},
			wrong{name: "a version that is none", change: set("version", typed)},
			wrong{name: "a version from before", change: set("version", "1"), status: stale})
	}
	for _, name := range f.codes {
		out = append(out, wrong{name: "an unknown code of " + name, change: set(name, typed), field: name})
	}
	for _, name := range f.days {
		out = append(out, wrong{name: "no day of the calendar for " + name, change: set(name+"-day", "Quagga"), field: name, keeps: "Quagga"})
	}
	for name, most := range f.texts {
		long := strings.Repeat("Quagga", most/6+1)[:most+1]
		out = append(out, wrong{name: "too long a " + name, change: set(name, long), field: name, keeps: long})
	}
	for name, none := range f.shapes {
		out = append(out, wrong{name: "a " + name + " of another shape", change: set(name, none), field: name, keeps: none})
	}
	return append(out, f.more...)
}

// stale is the status of a form made from a record that changed since: 409,
// or 422 with everything typed kept.
const stale = -1

// refuses sends a form wrongly in every way, and sees that each time a clear
// page says so, nothing is stored, nothing typed is lost where a field is to
// be mended, and the log holds none of it.
func (f *sentForm) refuses(t *testing.T, s *webtest.Site, c *webtest.Client) {
	t.Helper()
	hidden, before := c.Get(f.from()).Form(), s.Stored()
	for _, w := range f.wrongs() {
		sent := maps.Clone(hidden)
		maps.Copy(sent, f.good())
		for name, values := range sent {
			sent[name] = slices.Clone(values)
		}
		w.change(sent)
		r := c.Post(f.to(), sent)
		f.says(t, w, r)
		same(t, f.route+" with "+w.name, before, s.Stored())
	}
	if strings.Contains(s.Logged(), "Quagga") {
		t.Errorf("%s: the log holds what was typed", f.route)
	}
}

// says holds the answer to a wrong to what a person needs of it.
func (f *sentForm) says(t *testing.T, w wrong, r webtest.Reply) {
	t.Helper()
	want := w.status
	if want == 0 {
		want = http.StatusUnprocessableEntity
	}
	if r.Status != want && !(want == stale && (r.Status == http.StatusConflict || r.Status == http.StatusUnprocessableEntity)) {
		t.Errorf("%s with %s gave %d, want %d: %.300s", f.route, w.name, r.Status, want, faults(r))
		return
	}
	switch {
	case w.field != "":
		if !strings.Contains(r.Body, "govuk-error-summary") || !strings.Contains(r.Body, `href="#`+w.field) || !strings.Contains(r.Body, "govuk-error-message") {
			t.Errorf("%s with %s: the page points to no field %q: %q", f.route, w.name, w.field, faults(r))
		}
	case !strings.Contains(r.Body, "<h1"):
		t.Errorf("%s with %s: the page has no heading", f.route, w.name)
	}
	if w.keeps != "" && !strings.Contains(r.Body, w.keeps) {
		t.Errorf("%s with %s: what was typed is gone", f.route, w.name)
	}
	if title, _, _ := strings.Cut(r.Body, "</title>"); strings.Contains(title, "Quagga") {
		t.Errorf("%s with %s: the title holds what was typed", f.route, w.name)
	}
}

// belongsToNobodyElse posts the form to ids that are none, that nobody has, and
// as another council: each is the page of what is not there.
func (f *sentForm) belongsToNobodyElse(t *testing.T, s *webtest.Site, c, other *webtest.Client) {
	t.Helper()
	if !strings.Contains(f.route, "{") || f.as == "" {
		return
	}
	sent := c.Get(f.from()).Form()
	maps.Copy(sent, f.good())
	before := s.Stored()
	parts := strings.Split(f.to(), "/")
	for name, id := range map[string]string{"an id that is none": "quagga", "an id nobody has": string(gate.NewID())} {
		for i, part := range parts {
			if len(part) != 36 {
				continue
			}
			path := strings.Join(append(append(slices.Clone(parts[:i]), id), parts[i+1:]...), "/")
			if r := c.Post(path, sent); r.Status != http.StatusNotFound {
				t.Errorf("%s to %s in place %d gave %d, want 404", f.route, name, i, r.Status)
			}
		}
	}
	if r := other.Post(f.to(), sent); r.Status != http.StatusNotFound {
		t.Errorf("%s from another council gave %d, want 404", f.route, r.Status)
	}
	same(t, f.route+" to what is not there", before, s.Stored())
}

// isDoneOnce sends the form rightly twice: the second changes nothing and leads
// where the first led.
func (f *sentForm) isDoneOnce(t *testing.T, s *webtest.Site, c *webtest.Client) {
	t.Helper()
	sent := c.Get(f.from()).Form()
	maps.Copy(sent, f.good())
	to := f.to()
	first := c.Post(to, sent)
	if first.Status >= 400 {
		t.Fatalf("%s sent rightly gave %d: %q", f.route, first.Status, faults(first))
	}
	after := s.Stored()
	second := c.Post(to, sent)
	if f.repeat == "" && (second.Status != first.Status || second.To != first.To) || second.Status >= 500 {
		t.Errorf("%s sent twice gave %d to %q, then %d to %q", f.route, first.Status, first.To, second.Status, second.To)
	}
	same(t, f.route+" sent twice", after, s.Stored())
}
