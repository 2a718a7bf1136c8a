package promise

import (
	"cmp"
	"slices"
	"strings"
)

// An Event is one line of `go test -json`.
type Event struct {
	Action     string
	Package    string
	ImportPath string // of a build event
	Test       string
	Elapsed    float64
	Output     string
	Key, Value string // of an attribute
}

// A Run gathers what the events of one test run say about the promises. The
// zero Run is ready to use.
type Run struct {
	ended  map[testName]string // final action: "pass", "fail", "skip"
	claims map[claimed]bool
}

type testName struct{ Package, Test string }

type claimed struct {
	testName
	id    string
	begun bool
}

// Add takes the next event.
func (r *Run) Add(e Event) {
	if r.ended == nil {
		r.ended, r.claims = map[testName]string{}, map[claimed]bool{}
	}
	name := testName{e.Package, e.Test}
	switch e.Action {
	case "pass", "fail", "skip":
		r.ended[name] = e.Action
	case "attr":
		if e.Key == keptAttribute || e.Key == begunAttribute {
			r.claims[claimed{name, e.Value, e.Key == begunAttribute}] = true
		}
	}
}

// Claims gives each naming of a promise with how its test ended. A test that
// never ended, or was skipped, did not pass.
func (r *Run) Claims() []Claim {
	var list []Claim
	for c := range r.claims {
		list = append(list, Claim{
			ID: c.id, Begun: c.begun, Package: c.Package, Test: c.Test,
			Passed:    r.ended[c.testName] == "pass",
			Databases: r.databases(c.testName),
		})
	}
	slices.SortFunc(list, func(a, b Claim) int {
		return cmp.Or(cmp.Compare(a.ID, b.ID), cmp.Compare(a.Package, b.Package), cmp.Compare(a.Test, b.Test))
	})
	return list
}

// databases gives the databases a test ran on: by its own name, or by the
// names of its subtests that passed.
func (r *Run) databases(name testName) []string {
	found := databasesIn(name.Test)
	for other, how := range r.ended {
		if other.Package == name.Package && strings.HasPrefix(other.Test, name.Test+"/") && how == "pass" {
			found = append(found, databasesIn(other.Test)...)
		}
	}
	slices.Sort(found)
	return slices.Compact(found)
}

// The names that a test run once per database gives its subtests.
var databaseNames = []string{"postgres", "sqlite"}

func databasesIn(test string) []string {
	var found []string
	for part := range strings.SplitSeq(test, "/") {
		if slices.Contains(databaseNames, part) {
			found = append(found, part)
		}
	}
	return found
}
