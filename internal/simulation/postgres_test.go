package simulation_test

import (
	"context"
	"database/sql"
	"testing"
	"time"

	"candour/internal/simulation"
	"candour/internal/storetest"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
)

// onPostgres gives each run the same database, emptied.
func onPostgres(t *testing.T) (func(*simulation.World) opener, string) {
	t.Helper()
	data, _ := storetest.Postgres(t)
	admin, err := sql.Open("pgx", data.URL)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = admin.Close() })
	must := func(statements ...string) {
		for _, s := range statements {
			if _, err := admin.Exec(s); err != nil {
				t.Error(err)
			}
		}
	}
	must(schema[:2]...)
	conf, err := pgx.ParseConfig(data.URL)
	if err != nil {
		t.Fatal(err)
	}
	return func(w *simulation.World) opener {
		w.Outside(func() { must(`DELETE FROM account`, `DELETE FROM moved`, schema[2]) })
		return func(n *simulation.Node) (*sql.DB, error) {
			return sql.OpenDB(n.Wrap("bank")(stdlib.GetConnector(*conf))), nil
		}
	}, data.URL
}

func TestRightTellerOnPostgres(t *testing.T) {
	fresh, url := onPostgres(t)
	for _, level := range []sql.IsolationLevel{sql.LevelReadCommitted, sql.LevelSerializable} {
		b := bank{fresh: fresh, transfer: rightly, nodes: 3, each: 2, isolation: level}
		start := time.Now()
		const seeds = 15
		simulation.Seeds(t, simulation.Config{Seed: 1, Postgres: url}, seeds, b.story())
		t.Logf("%s: %.0f runs a second", level, seeds/time.Since(start).Seconds())
	}
}

func TestCrashesOnPostgres(t *testing.T) {
	fresh, url := onPostgres(t)
	b := bank{fresh: fresh, transfer: rightly, nodes: 2, each: 1, isolation: sql.LevelSerializable}
	tally := simulation.Crashes(t, simulation.Config{Seed: 4, Postgres: url}, nil, b.story())
	for _, f := range tally.Faults {
		t.Error(f.Fault())
	}
	if tally.Enumerated == 0 || tally.Visited != tally.Enumerated {
		t.Errorf("visited %d of %d crash points", tally.Visited, tally.Enumerated)
	}
	b.transfer, b.nodes = withoutTransaction, 1
	if tally := simulation.Crashes(t, simulation.Config{Seed: 4, Postgres: url}, nil, b.story()); len(tally.Faults) == 0 {
		t.Error("money lost between two statements went unseen")
	}
}

func TestSeedsOnPostgresFindLostUpdateAndReplay(t *testing.T) {
	fresh, url := onPostgres(t)
	b := bank{fresh: fresh, transfer: readThenWrite, nodes: 2, each: 1}
	found := simulation.Search(t, simulation.Config{Seed: 1, Postgres: url}, 50, b.story())
	if found == nil {
		t.Fatal("a lost update went unseen in 50 seeds")
	}
	again := simulation.Run(t, simulation.Config{Seed: found.Seed, Postgres: url}, b.story())
	if again.Err == nil || again.Hash() != found.Hash() {
		t.Errorf("seed %d did not replay:\n%s\n%s", found.Seed, found.Fault(), again.Fault())
	}
}

// TestLockWaitLetsAnotherNodeRun: two tellers meet on one row; the one that
// waits for the other's lock must not stop the world, and the same seeds must
// give the same runs.
func TestLockWaitLetsAnotherNodeRun(t *testing.T) {
	fresh, url := onPostgres(t)
	b := bank{fresh: fresh, transfer: rightly, nodes: 3, each: 1}
	waits := 0
	for seed := range uint64(12) {
		c := simulation.Config{Seed: seed, Postgres: url, Kill: simulation.Kill{Step: 6 + int(seed), After: seed%3 == 0}}
		one, two := simulation.Run(t, c, b.story()), simulation.Run(t, c, b.story())
		if one.Err != nil || one.Hash() != two.Hash() {
			t.Errorf("seed %d did not replay:\n%s\n%s", seed, one.Fault(), two.Fault())
		}
		for _, s := range one.Trace {
			if s.Outcome == "waits" {
				waits++
			}
		}
	}
	if waits == 0 {
		t.Error("nobody ever waited for a lock")
	}
}

// crossed moves money in an order that deadlocks when two do it at once.
func crossed(ctx context.Context, t teller, id, from, to string) error {
	if t.node.Name() == "n1" {
		from, to = to, from
	}
	return rightly(ctx, t, id, from, to)
}

func TestDeadlockIsBrokenAndTriedAgain(t *testing.T) {
	fresh, url := onPostgres(t)
	b := bank{fresh: fresh, transfer: crossed, nodes: 2, each: 2}
	simulation.Seeds(t, simulation.Config{Seed: 1, Postgres: url}, 10, b.story())
}
