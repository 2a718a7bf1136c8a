package promise

import (
	_ "embed"
	"encoding/csv"
	"slices"
	"strings"
	"sync"
)

//go:embed promises.csv
var promises string

// A Promise is one statement of a published notice about what the council or
// its software does, may do, or never does.
type Promise struct {
	ID    string // "PW-27": seed and number
	Lines string // lines of the notice it stands on: "L41"
	Says  string // the statement, paraphrased
	Must  string // what the software must do
	Test  string // "G … / W … / T …": given, when, then
	Kind  string // "collect", "share", "retain", …
}

// All gives the 307 promises of the five notices, in the order of the notices.
func All() []Promise { return slices.Clone(list()) }

// Known says whether a promise has that id.
func Known(id string) bool {
	return slices.ContainsFunc(list(), func(p Promise) bool { return p.ID == id })
}

// list reads the embedded table; it panics if the table is not as committed,
// which the package's own test would find first.
var list = sync.OnceValue(func() []Promise {
	rows, err := csv.NewReader(strings.NewReader(promises)).ReadAll()
	if err != nil {
		panic("reading the promises: " + err.Error())
	}
	all := make([]Promise, 0, len(rows))
	for _, row := range rows[1:] {
		all = append(all, Promise{ID: row[0], Lines: row[1], Says: row[2], Must: row[3], Test: row[4], Kind: row[5]})
	}
	return all
})
