package promise

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
)

// A Tally sorts the promises by how far they are kept. Each list is in the
// order of the notices; a promise stands in one list only.
type Tally struct {
	Proved      []string // kept, and a test noticed when the clause was broken
	Kept        []string // kept; breaking it was not tried
	Unnoticed   []string // kept, but breaking the clause failed no test naming it
	OneDatabase []string // its tests passed on one of the two databases only
	Failing     []string // a test naming it failed
	Begun       []string // a part is held; the rest is later work
	Unclaimed   []string // no test names it
}

// NewTally sorts every promise by what a run and the prover showed.
func NewTally(claims []Claim, proofs []Proof) Tally {
	var t Tally
	for _, p := range All() {
		var kept, begun []Claim
		for _, c := range claims {
			if c.ID == p.ID && c.Begun {
				begun = append(begun, c)
			} else if c.ID == p.ID {
				kept = append(kept, c)
			}
		}
		to := t.place(p.ID, kept, begun, proofs)
		*to = append(*to, p.ID)
	}
	return t
}

func (t *Tally) place(id string, kept, begun []Claim, proofs []Proof) *[]string {
	failed := func(c Claim) bool { return !c.Passed }
	switch {
	case slices.ContainsFunc(kept, failed) || slices.ContainsFunc(begun, failed):
		return &t.Failing
	case len(kept) == 0 && len(begun) == 0:
		return &t.Unclaimed
	case len(kept) == 0:
		return &t.Begun
	case !onBothDatabases(kept):
		return &t.OneDatabase
	case !slices.ContainsFunc(proofs, func(p Proof) bool { return p.ID == id }):
		return &t.Kept
	case len(Unnoticed(proofs, id)) > 0:
		return &t.Unnoticed
	}
	return &t.Proved
}

// onBothDatabases says whether each test that ran per database ran on both.
// The two subtests of one test may each name the promise, or their parent may.
func onBothDatabases(claims []Claim) bool {
	ran := map[string]map[string]bool{}
	for _, c := range claims {
		name := c.Package + " " + withoutDatabase(c.Test)
		if ran[name] == nil {
			ran[name] = map[string]bool{}
		}
		for _, d := range c.Databases {
			ran[name][d] = true
		}
	}
	for databases := range maps.Values(ran) {
		if len(databases) == 1 {
			return false
		}
	}
	return true
}

func withoutDatabase(test string) string {
	parts := strings.Split(test, "/")
	for i, part := range parts {
		if slices.Contains(databaseNames, part) {
			parts[i] = "*"
		}
	}
	return strings.Join(parts, "/")
}

// CountKept gives how many promises passing tests keep.
func (t Tally) CountKept() int { return len(t.Proved) + len(t.Kept) + len(t.Unnoticed) }

// Print writes the tally for a person to read.
func (t Tally) Print(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%d of %d promises kept by passing tests\n", t.CountKept(), len(All()))
	fmt.Fprintf(&b, "%d of those proved by breaking the clause behind them\n", len(t.Proved))
	for _, part := range []struct {
		title string
		ids   []string
	}{
		{"Proved by breaking", t.Proved},
		{"Kept, not tried by breaking", t.Kept},
		{"Kept, but breaking the clause failed no test naming it", t.Unnoticed},
		{"Passed on one database only", t.OneDatabase},
		{"Named by a test that failed", t.Failing},
		{"Begun", t.Begun},
		{"Named by no test yet", t.Unclaimed},
	} {
		if len(part.ids) > 0 {
			fmt.Fprintf(&b, "\n%s (%d)\n%s", part.title, len(part.ids), bySeed(part.ids))
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// bySeed lays ids out one notice a paragraph: "  PW  01 02 03".
func bySeed(ids []string) string {
	const width = 30 // numbers a line
	var b strings.Builder
	for start := 0; start < len(ids); {
		seed, _, _ := strings.Cut(ids[start], "-")
		end := start
		for end < len(ids) && end-start < width && strings.HasPrefix(ids[end], seed+"-") {
			end++
		}
		fmt.Fprintf(&b, "  %s ", seed)
		for _, id := range ids[start:end] {
			fmt.Fprintf(&b, " %s", strings.TrimPrefix(id, seed+"-"))
		}
		b.WriteByte('\n')
		start = end
	}
	return b.String()
}
