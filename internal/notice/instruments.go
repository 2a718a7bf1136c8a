package notice

import (
	"fmt"
	"io/fs"
	"strings"

	"candour/internal/calendar"
)

// InstrumentsFile holds the facts of law and of bodies that all packs share.
const InstrumentsFile = "instruments.yaml"

// A Known is an Act, another instrument or a body: when it stood, and what
// came after it.
type Known struct {
	Name, PrintedAs string
	Kind            string       // of an instrument: "act", "regulations", "code"
	From, Until     calendar.Day // zero where a gap says so, or it still stands
	Now             string       // what replaced it, or ""
}

// gone reports whether something else stands in its place.
func (k Known) gone() bool { return k.Now != "" || !k.Until.IsZero() }

// facts are the instruments and bodies by the names they go by.
type facts struct{ instruments, bodies map[string]Known }

// A Successor is a printed name that has given way to another.
type Successor struct {
	Printed, Now string
	Until        calendar.Day // zero where the day is not known
}

func (s Successor) String() string { return fmt.Sprint(s.Printed, " ", s.Until, " ", s.Now) }

// readFacts reads instruments.yaml. Where there is none, no Act is known.
func readFacts(fsys fs.FS, faults *Faults) facts {
	f := facts{map[string]Known{}, map[string]Known{}}
	if _, err := fs.Stat(fsys, InstrumentsFile); err != nil {
		return f
	}
	root, _, ok := open(fsys, InstrumentsFile, faults)
	if !ok {
		return f
	}
	b := newBuild(faults)
	o := root.object("instruments!", "bodies")
	b.known(o, "instruments", f.instruments)
	b.known(o, "bodies", f.bodies)
	return f
}

func (b *build) known(o object, key string, into map[string]Known) {
	if !o.given(key) {
		return
	}
	list, _ := o.get(key).entries()
	for _, e := range list {
		v := e.value.object("kind", "printed as", "from", "until", "now", "gap")
		k := Known{Name: e.key, PrintedAs: v.text("printed as"), Kind: b.one(v, "kind", "act", "regulations", "code", "regulation"), Now: v.text("now")}
		if v.given("from") {
			k.From = v.get("from").day()
		}
		if v.given("until") {
			k.Until = v.get("until").day()
		}
		b.gap(v, key+"."+e.key)
		if !k.From.IsZero() && !k.Until.IsZero() && !k.From.Before(k.Until) {
			v.fault("bad date", "let until come after from", "%q ends on %s, before it began", e.key, k.Until)
		}
		if !v.given("from") && !v.given("until") && !v.given("gap") {
			v.fault("missing date", "give from or until, or say with gap what is not known", "nothing says when %q stood", e.key)
		}
		into[k.Name] = k
		if k.PrintedAs != "" {
			into[k.PrintedAs] = k
		}
	}
}

// acts holds the Acts of a basis to the instruments that are known.
func (b *build) acts(v object) {
	for _, w := range v.texts("acts") {
		k, ok := b.facts.instruments[w.text]
		switch {
		case strings.Contains(w.text, "*"):
			b.faults.add(w.at, "no wildcards", "name each Act", "%q is a wildcard", w.text)
		case !ok:
			b.faults.add(w.at, "undeclared", "add it to "+InstrumentsFile+" with the day it began, or a gap", "Act %q is not declared", w.text)
		case k.gone():
			b.succeeds(w.text, k)
			b.faults.warn(w.at, "repealed Act", "name what stands now: "+k.Now, "the %s no longer stands", w.text)
		}
	}
}

// checkBody warns of a recipient whose printed name has given way to another.
func (b *build) checkBody(r Recipient) {
	if k, ok := b.facts.bodies[r.Body]; ok && k.gone() {
		b.succeeds(r.Body, k)
		b.faults.warn(b.at["recipients."+r.Code], "superseded body", "name "+k.Now+" when the notice is next published", "recipient %q is the %s, which has given way to another", r.Code, r.Body)
	}
}

func (b *build) succeeds(printed string, k Known) {
	for _, s := range b.p.Law {
		if s.Printed == printed {
			return
		}
	}
	b.p.Law = append(b.p.Law, Successor{printed, k.Now, k.Until})
}
