package simulation_test

import (
	"errors"
	"testing"
	"time"

	"candour/internal/simulation"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
)

// passing reports whether a transaction may simply be run again.
func passing(err error) bool {
	if pg, ok := errors.AsType[*pgconn.PgError](err); ok {
		return pg.Code == "40001" || pg.Code == "40P01"
	}
	lite, ok := errors.AsType[*sqlite.Error](err)
	return ok && lite.Code()&0xff == 5
}

func TestRightTellerSurvivesEveryCrash(t *testing.T) {
	b := bank{fresh: onSQLite(t), transfer: rightly, nodes: 2, each: 2}
	tally := simulation.Crashes(t, simulation.Config{Seed: 3}, nil, b.story())
	for _, f := range tally.Faults {
		t.Error(f.Fault())
	}
	if tally.Enumerated == 0 || tally.Visited != tally.Enumerated {
		t.Errorf("visited %d of %d crash points", tally.Visited, tally.Enumerated)
	}
}

func TestRightTellerSurvivesManySeeds(t *testing.T) {
	b := bank{fresh: onSQLite(t), transfer: rightly, nodes: 3, each: 3}
	start := time.Now()
	const seeds = 200
	simulation.Seeds(t, simulation.Config{Seed: 1, Stall: 10 * time.Second}, seeds, b.story())
	t.Logf("%.0f runs a second", seeds/time.Since(start).Seconds())
}

func TestCrashFindsTransferWithoutTransaction(t *testing.T) {
	b := bank{fresh: onSQLite(t), transfer: withoutTransaction, nodes: 1, each: 1}
	tally := simulation.Crashes(t, simulation.Config{Seed: 1}, nil, b.story())
	if len(tally.Faults) == 0 {
		t.Error("money lost between two statements went unseen")
	}
}

func TestCrashFindsReceiptBeforeCommit(t *testing.T) {
	b := bank{fresh: onSQLite(t), transfer: receiptFirst, nodes: 1, each: 1}
	tally := simulation.Crashes(t, simulation.Config{Seed: 1}, nil, b.story())
	if len(tally.Faults) == 0 {
		t.Error("a receipt for a transfer that never happened went unseen")
	}
}

func TestSeedsFindLostUpdate(t *testing.T) {
	b := bank{fresh: onSQLite(t), transfer: readThenWrite, nodes: 2, each: 1}
	found := simulation.Search(t, simulation.Config{Seed: 1}, 100, b.story())
	if found == nil {
		t.Fatal("a lost update went unseen in 100 seeds")
	}
	again := simulation.Run(t, simulation.Config{Seed: found.Seed}, b.story())
	if again.Err == nil || again.Hash() != found.Hash() {
		t.Errorf("seed %d did not replay: %v, trace %s, was %v, %s", found.Seed, again.Err, again.Hash(), found.Err, found.Hash())
	}
	t.Log(found.Fault())
}

func TestSeedsReplay(t *testing.T) {
	b := bank{fresh: onSQLite(t), transfer: rightly, nodes: 3, each: 2}
	hashes := map[string]bool{}
	for seed := range uint64(20) {
		c := simulation.Config{Seed: seed, Stall: time.Minute, Kill: simulation.Kill{Step: int(seed) + 5, After: seed%2 == 0}}
		one, two := simulation.Run(t, c, b.story()), simulation.Run(t, c, b.story())
		if one.Err != nil || one.Hash() != two.Hash() {
			t.Errorf("seed %d: %v; traces %s and %s", seed, one.Err, one.Hash(), two.Hash())
		}
		hashes[one.Hash()] = true
	}
	if len(hashes) < 15 {
		t.Errorf("20 seeds gave %d different runs", len(hashes))
	}
}
