// Command prove breaks the clause behind each kept promise in turn and
// requires a test naming that promise to fail: a test that would still pass
// with the promise broken proves nothing.
//
//	go run ./internal/promise/prove            every clause, as make prove does
//	go run ./internal/promise/prove -sample    a fixed few, as make test does
//	go run ./internal/promise/prove PW-27      the clauses that cite one promise
//
// It reads which tests name which promise from the record of the last run of
// all tests, and leaves what it saw for `candour promises`.
package main

import (
	"flag"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"
	"time"

	"candour/internal/notice"
	"candour/internal/promise"
	"candour/packs"
)

// sample is broken on every change: one promise each of collecting, of
// showing, of sharing and of keeping.
var sample = []string{"PW-08", "PW-18", "PW-24", "PW-31"}

func main() {
	brief := flag.Bool("sample", false, "break a fixed few clauses only")
	flag.Parse()
	only := flag.Args()
	if *brief {
		only = sample
	}
	unnoticed, err := prove(only, *brief, os.Stdout)
	if err != nil {
		fmt.Fprintln(os.Stderr, "prove:", err)
		os.Exit(2)
	}
	if unnoticed > 0 {
		os.Exit(1)
	}
}

// prove breaks what is behind the promises asked for, or behind all that are
// kept, and gives how many breaks no test noticed. A lenient run passes over
// what nobody keeps: the tally says that already.
func prove(only []string, lenient bool, out io.Writer) (int, error) {
	var record promise.Record
	if err := promise.Load(promise.RecordFile, &record); err != nil {
		return 0, fmt.Errorf("%w: run make test first", err)
	}
	tree, err := promise.TreeAt(".")
	if err != nil {
		return 0, err
	}
	if tree != record.Tree {
		fmt.Fprintf(out, "The tests last ran on %s; the source is now %s.\n", record.Tree.Says(), tree.Says())
	}
	plan, missing, err := planFor(record, only)
	if err != nil {
		return 0, err
	}
	if len(missing) > 0 && !lenient {
		return 0, fmt.Errorf("%s not kept by a passing test, or cited by no clause: there is nothing to break", strings.Join(missing, " "))
	}
	bench, err := newBench()
	if err != nil {
		return 0, err
	}
	defer bench.close()
	proofs, err := bench.breakAll(plan, out)
	if err != nil {
		return 0, err
	}
	unnoticed := summarise(proofs, out)
	if len(only) > 0 {
		return unnoticed, nil
	}
	result := promise.Proofs{Tree: tree, At: time.Now().UTC().Format(time.RFC3339), Proofs: proofs}
	return unnoticed, promise.Save(promise.ProofsFile, result)
}

// A trial is one clause to break, with the ways to break it, the kept promises
// that rest on it and the tests that name each.
type trial struct {
	clause string // "kent/positive-wellbeing keep.referrer"
	breaks []promise.Break
	ids    []string
	tests  map[string][]promise.Claim // by id
}

// planFor gives a trial for each clause that cites a kept promise, and the
// promises asked for that are not kept or that no clause cites.
func planFor(record promise.Record, only []string) (plan []trial, missing []string, err error) {
	all, err := notice.LoadAll(packs.FS)
	if err != nil {
		return nil, nil, fmt.Errorf("loading the packs: %w", err)
	}
	tests := keptBy(record)
	reached := map[string]bool{}
	for _, pack := range all.Services {
		for ref, cited := range citedBy(pack) {
			ids := slices.DeleteFunc(cited, func(id string) bool {
				return len(tests[id]) == 0 || (len(only) > 0 && !slices.Contains(only, id))
			})
			if len(ids) == 0 {
				continue
			}
			for _, id := range ids {
				reached[id] = true
			}
			plan = append(plan, trial{pack.Controller.Code + "/" + pack.Service + " " + ref, promise.Breaks(pack, ref), ids, tests})
		}
	}
	for _, id := range only {
		if !reached[id] {
			missing = append(missing, id)
		}
	}
	slices.SortFunc(plan, func(a, b trial) int { return strings.Compare(a.clause, b.clause) })
	return plan, missing, nil
}

// citedBy gives the promises that each clause of a pack carries, by its ref.
func citedBy(pack *notice.Pack) map[string][]string {
	cited := map[string][]string{}
	for _, clause := range pack.Clauses() {
		for _, id := range clause.Cites {
			if !slices.Contains(cited[clause.Ref], id) {
				cited[clause.Ref] = append(cited[clause.Ref], id)
			}
		}
	}
	return cited
}

// keptBy gives the tests that keep each promise.
func keptBy(record promise.Record) map[string][]promise.Claim {
	tally := promise.NewTally(record.Claims, nil)
	tests := map[string][]promise.Claim{}
	for _, c := range record.Claims {
		if !c.Begun && slices.Contains(tally.Kept, c.ID) {
			tests[c.ID] = append(tests[c.ID], c)
		}
	}
	return tests
}

// summarise says how many promises are proved, and names each clause whose
// breaking nobody noticed.
func summarise(proofs []promise.Proof, out io.Writer) (unnoticed int) {
	ids := map[string]bool{}
	for _, p := range proofs {
		ids[p.ID] = true
	}
	proved := 0
	for _, id := range slices.Sorted(maps.Keys(ids)) {
		missed := promise.Unnoticed(proofs, id)
		if len(missed) == 0 {
			proved++
		}
		for _, clause := range missed {
			fmt.Fprintf(out, "UNNOTICED: no test naming %s failed with %s broken\n", id, clause)
		}
		unnoticed += len(missed)
	}
	fmt.Fprintf(out, "%d of %d promises proved by breaking; %d clauses broken unnoticed\n", proved, len(ids), unnoticed)
	return unnoticed
}
