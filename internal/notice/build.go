package notice

import (
	"cmp"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// The kinds of name a pack declares and refers to.
const (
	aPerson    = "person"
	anEvent    = "event"
	aStage     = "stage"
	anItem     = "item"
	aSet       = "set"
	aBasis     = "basis"
	aPurpose   = "purpose"
	aRecipient = "recipient"
	aTier      = "tier"
	aReading   = "reading"
	aRole      = "role"
	anOffice   = "office"
	anOutcome  = "outcome"
	aCodeList  = "code list"
	anActivity = "activity"
	aForm      = "form"
	aMeasure   = "measure"
	aClock     = "clock"
	aLetter    = "letter"
	aProvider  = "provider"
	aConsent   = "consent"
	aSource    = "source"
	aService   = "service"
)

// A build is a pack under construction: what has been declared, and every
// reference to hold against the declarations once all files are read.
type build struct {
	p        *Pack
	faults   *Faults
	declared map[string]map[string]Pos // kind, name
	refs     []reference
	used     map[string]map[string]bool
	codes    map[string][]Option // code lists by name
	at       map[string]Pos      // places that checking needs beside those of clauses
	facts    facts
}

type reference struct {
	kind, name string
	at         Pos
}

func newBuild(f *Faults) *build {
	return &build{
		p: &Pack{}, faults: f,
		declared: map[string]map[string]Pos{}, used: map[string]map[string]bool{},
		codes: map[string][]Option{}, at: map[string]Pos{},
	}
}

var (
	codeForm    = regexp.MustCompile(`^[a-z][a-z0-9'-]*( [a-z0-9'-]+)*$`)
	readingForm = regexp.MustCompile(`^R[0-9]{1,3}$`)
	promiseForm = regexp.MustCompile(`^[A-Z]{2}-[0-9]{2,3}$`)
)

// declare notes that a name exists; a name is declared once.
func (b *build) declare(kind, name string, at Pos) {
	form := codeForm
	switch kind {
	case aReading:
		form = readingForm
	case anItem:
		form = itemForm
	}
	if name != "" && !form.MatchString(name) {
		b.faults.add(at, "odd name", "use lower-case words of letters, digits and hyphens", "%s %q is not a name", kind, name)
	}
	names := b.declared[kind]
	if names == nil {
		names = map[string]Pos{}
		b.declared[kind] = names
	}
	if first, ok := names[name]; ok {
		b.faults.add(at, "duplicate", "keep one, or give one of them another name", "%s %q was declared at line %d already", kind, name, first.Line)
		return
	}
	names[name] = at
}

// refer notes that w names something of a kind.
func (b *build) refer(kind string, w word) {
	if strings.Contains(w.text, "*") {
		b.faults.add(w.at, "no wildcards", "name each "+kind, "%q is a wildcard", w.text)
		return
	}
	b.refs = append(b.refs, reference{kind, w.text, w.at})
	b.mark(kind, w.text)
}

// mention is refer where being named is not yet being used.
func (b *build) mention(kind string, w word) {
	used := b.used[kind][w.text]
	b.refer(kind, w)
	if b.used[kind] != nil && !used {
		delete(b.used[kind], w.text)
	}
}

// mark notes that a name is used though nothing names it.
func (b *build) mark(kind, name string) {
	if b.used[kind] == nil {
		b.used[kind] = map[string]bool{}
	}
	b.used[kind][name] = true
}

// mentionAll mentions each word of a list.
func (b *build) mentionAll(kind string, ws []word) []string {
	for _, w := range ws {
		b.mention(kind, w)
	}
	return plainTexts(ws)
}

// referAll notes each word of a list, which may not repeat itself.
func (b *build) referAll(kind string, ws []word) []string {
	var out []string
	for _, w := range ws {
		if slices.Contains(out, w.text) {
			b.faults.add(w.at, "duplicate", "keep one of them", "%s %q is listed twice", kind, w.text)
			continue
		}
		b.refer(kind, w)
		out = append(out, w.text)
	}
	return out
}

// ref reads the text of key as the name of something of a kind.
func (b *build) ref(o object, key, kind string) string {
	if !o.given(key) {
		return ""
	}
	s := o.text(key)
	if s != "" {
		b.refer(kind, word{s, o.get(key).at})
	}
	return s
}

// one reads the text of key as one of a few words the language knows.
func (b *build) one(o object, key string, of ...string) string {
	if !o.given(key) {
		return ""
	}
	s := o.text(key)
	if s != "" && !slices.Contains(of, s) {
		o.get(key).fault("unknown word", "write one of: "+strings.Join(of, ", "), "%s says %q", o.get(key).name, s)
		return ""
	}
	return s
}

// each reads the texts of key as words the language knows.
func (b *build) each(o object, key string, of ...string) []string {
	var out []string
	for _, w := range o.texts(key) {
		switch {
		case strings.Contains(w.text, "*"):
			b.faults.add(w.at, "no wildcards", "write one or more of: "+strings.Join(of, ", "), "%q is a wildcard", w.text)
		case !slices.Contains(of, w.text):
			b.faults.add(w.at, "unknown word", "write one or more of: "+strings.Join(of, ", "), "%s says %q", o.get(key).name, w.text)
		case slices.Contains(out, w.text):
			b.faults.add(w.at, "duplicate", "keep one of them", "%q is listed twice", w.text)
		default:
			out = append(out, w.text)
		}
	}
	return out
}

// clause reads what every clause carries: the promises it cites and the
// reading it rests on.
func (b *build) clause(o object, ref string) Clause {
	c := Clause{Ref: ref, Pos: o.at}
	for _, w := range o.texts("cites") {
		if !promiseForm.MatchString(w.text) {
			b.faults.add(w.at, "odd promise", "cite promises by id, like PW-31", "%q is not a promise id", w.text)
			continue
		}
		c.Cites = append(c.Cites, w.text)
	}
	c.Read = b.ref(o, "reading", aReading)
	c.Gap = b.gap(o, ref)
	return c
}

// gap notes what the print lost or never said.
func (b *build) gap(o object, ref string) string {
	if !o.given("gap") {
		return ""
	}
	says, at := o.text("gap"), o.get("gap").at
	if slices.ContainsFunc(b.p.Gaps, func(g Gap) bool { return g.Pos == at }) {
		return says // of another item of the same block
	}
	b.p.Gaps = append(b.p.Gaps, Gap{Ref: ref, Says: says, Pos: at})
	return says
}

func index(name string, i int) string { return fmt.Sprintf("%s[%d]", name, i) }

// resolve holds every reference against the declarations.
func (b *build) resolve() {
	for _, r := range b.refs {
		if _, ok := b.declared[r.kind][r.name]; ok {
			continue
		}
		if r.kind == aTier {
			b.faults.add(r.at, "tier without keep", "add a keep line for "+r.name+", or use "+b.nearest(aTier, r.name), "tier %q has no keep line: nothing says when it is destroyed", r.name)
			continue
		}
		b.faults.add(r.at, "undeclared", "declare it, or use "+b.nearest(r.kind, r.name), "%s %q is not declared", r.kind, r.name)
	}
}

// unused finds declarations that nothing refers to.
func (b *build) unused(kinds ...string) {
	for _, kind := range kinds {
		for name, at := range b.declared[kind] {
			if !b.used[kind][name] {
				b.faults.add(at, "never used", "use it, or take it out", "%s %q is declared and nothing uses it", kind, name)
			}
		}
	}
}

// nearest gives the few declared names that are most like one that is not.
func (b *build) nearest(kind, name string) string {
	names := slices.Sorted(maps.Keys(b.declared[kind]))
	slices.SortStableFunc(names, func(x, y string) int { return cmp.Compare(distance(x, name), distance(y, name)) })
	if len(names) == 0 {
		return "none: no " + kind + " is declared"
	}
	return or(names[:min(3, len(names))])
}

// distance counts the letters to change, add or take out between two names.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		before := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := before
			if a[i] != b[j] {
				cost++
			}
			before = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
