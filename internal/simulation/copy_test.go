package simulation_test

import (
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"candour/internal/simulation"
)

// crashEverywhere runs a bank once and opens a copy of its files as they were
// before and after every step.
func crashEverywhere(t *testing.T, b bank) (visited int, fault error) {
	t.Helper()
	dir := shared(t)
	path := ""
	b.fresh = onSQLiteAt(t, func(p string) { path = p })
	out := simulation.Run(t, simulation.Config{Seed: 1, AtStep: func(p simulation.Point) error {
		into, err := os.MkdirTemp(dir, "crash-")
		if err != nil {
			return err
		}
		if err := simulation.CopySQLite(into, path); err != nil {
			return err
		}
		visited++
		db, err := sql.Open("sqlite", "file:"+filepath.Join(into, filepath.Base(path)))
		if err != nil {
			return err
		}
		defer func() { _ = db.Close() }()
		var total, kinds int
		if err := db.QueryRow(`SELECT CAST(sum(balance) AS BIGINT), count(*) FROM account`).Scan(&total, &kinds); err != nil {
			return err
		}
		if total != accounts*opening || kinds != accounts {
			fault = fmt.Errorf("after a crash at %v the accounts hold %d", p, total)
		}
		return nil
	}}, b.story())
	if out.Err != nil {
		t.Fatal(out.Fault())
	}
	if visited != 2*len(out.Trace) {
		t.Errorf("visited %d of %d crash points", visited, 2*len(out.Trace))
	}
	return visited, fault
}

func TestCopiesVisitEveryCrashInOneRun(t *testing.T) {
	if n, fault := crashEverywhere(t, bank{transfer: rightly, nodes: 2, each: 3}); fault != nil || n < 40 {
		t.Errorf("%d crash points: %v", n, fault)
	}
	if _, fault := crashEverywhere(t, bank{transfer: withoutTransaction, nodes: 1, each: 1}); fault == nil {
		t.Error("money lost between two statements went unseen in the copies")
	}
}
