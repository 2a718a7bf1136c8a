package notice

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// A Fault is one thing wrong with a pack: where, which rule of the language
// it breaks, what is there, and how to mend it.
type Fault struct {
	Pos     Pos
	Rule    string // stable: "unknown key", "item without use"
	Says    string
	Mend    string
	Warning bool // worth knowing; does not stop the pack
}

// Error prints the fault as file:line:col: rule: what. Mend: how.
func (f Fault) Error() string {
	rule := f.Rule
	if f.Warning {
		rule = "warning: " + rule
	}
	return fmt.Sprintf("%s: %s: %s. Mend: %s.", f.Pos, rule, f.Says, f.Mend)
}

// String writes the place as file:line:col.
func (p Pos) String() string { return fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Col) }

func (p Pos) compare(q Pos) int {
	return cmp.Or(cmp.Compare(p.File, q.File), cmp.Compare(p.Line, q.Line), cmp.Compare(p.Col, q.Col))
}

// Faults is everything wrong with the packs that were read, in the order of
// their files and lines.
type Faults struct{ List []Fault }

// Error prints one fault a line.
func (f *Faults) Error() string {
	lines := make([]string, len(f.List))
	for i, one := range f.List {
		lines[i] = one.Error()
	}
	return strings.Join(lines, "\n")
}

// Stops reports whether any fault is more than a warning.
func (f *Faults) Stops() bool {
	return slices.ContainsFunc(f.List, func(one Fault) bool { return !one.Warning })
}

func (f *Faults) add(at Pos, rule, mend, says string, args ...any) {
	f.List = append(f.List, Fault{Pos: at, Rule: rule, Says: fmt.Sprintf(says, args...), Mend: mend})
}

func (f *Faults) warn(at Pos, rule, mend, says string, args ...any) {
	f.List = append(f.List, Fault{Pos: at, Rule: rule, Says: fmt.Sprintf(says, args...), Mend: mend, Warning: true})
}

func (f *Faults) sort() {
	slices.SortStableFunc(f.List, func(a, b Fault) int { return a.Pos.compare(b.Pos) })
}
