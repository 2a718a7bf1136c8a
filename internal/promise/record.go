package promise

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
)

// Where the report and the prover leave what they saw, from the repository's
// root.
const (
	RecordFile = ".cache/promises.json"
	ProofsFile = ".cache/proofs.json"
)

// A Record is what one run of all tests showed about the promises.
type Record struct {
	Tree   Tree    `json:"tree"`
	At     string  `json:"at"` // RFC 3339, UTC
	Claims []Claim `json:"claims"`
}

// A Claim is one test naming one promise.
type Claim struct {
	ID        string   `json:"id"`
	Begun     bool     `json:"begun,omitempty"`
	Package   string   `json:"package"`
	Test      string   `json:"test"` // "TestSweep/sqlite"
	Passed    bool     `json:"passed"`
	Databases []string `json:"databases,omitempty"` // on which it ran, where it ran per database
}

// Proofs is what one run of the prover showed.
type Proofs struct {
	Tree   Tree    `json:"tree"`
	At     string  `json:"at"`
	Proofs []Proof `json:"proofs"`
}

// A Proof is what happened to the tests naming a promise when a clause behind
// it was broken in one way.
type Proof struct {
	ID     string   `json:"id"`
	Clause string   `json:"clause"`           // "kent/positive-wellbeing keep.referrer"
	How    string   `json:"how"`              // "without" or "loosened"
	Caught []string `json:"caught,omitempty"` // tests that failed, as they should; empty means nobody noticed
}

// Unnoticed gives the clauses behind a promise that could be broken in every
// way tried with no test naming the promise failing.
func Unnoticed(proofs []Proof, id string) []string {
	noticed := map[string]bool{}
	for _, p := range proofs {
		if p.ID == id {
			noticed[p.Clause] = noticed[p.Clause] || len(p.Caught) > 0
		}
	}
	maps.DeleteFunc(noticed, func(_ string, yes bool) bool { return yes })
	return slices.Sorted(maps.Keys(noticed))
}

// Save writes a value as JSON to a file, whole or not at all.
func Save(file string, value any) error {
	data, err := json.MarshalIndent(value, "", " ")
	if err != nil {
		return fmt.Errorf("encoding %s: %w", file, err)
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return fmt.Errorf("making room for %s: %w", file, err)
	}
	if err := os.WriteFile(file+".new", append(data, '\n'), 0o644); err != nil {
		return fmt.Errorf("writing %s: %w", file, err)
	}
	if err := os.Rename(file+".new", file); err != nil {
		return fmt.Errorf("writing %s: %w", file, err)
	}
	return nil
}

// Load reads what Save wrote. The error matches fs.ErrNotExist when there is
// no such file.
func Load(file string, value any) error {
	data, err := os.ReadFile(file)
	if err != nil {
		return fmt.Errorf("reading what the last run showed: %w", err)
	}
	if err := json.Unmarshal(data, value); err != nil {
		return fmt.Errorf("reading %s: %w", file, err)
	}
	return nil
}
