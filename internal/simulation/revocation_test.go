package simulation_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"candour/internal/simulation"
	"candour/internal/store"
	"candour/internal/storetest"
)

// The promise of DESIGN: no entry commits after a revocation has. One node
// views and logs, another revokes, on the real store.

var errLate = errors.New("an entry was committed after a revocation, unaware of it")

// A lane gives the counter inside the transaction that writes the entry.
type lane func(tx *store.Tx, ctx context.Context, controller, node, lane string) (int64, error)

func written(tx *store.Tx, ctx context.Context, controller, node, l string) (int64, error) {
	return tx.WriteLane(ctx, controller, node, l, time.Now())
}

func onlyRead(tx *store.Tx, ctx context.Context, controller, node, l string) (int64, error) {
	return tx.ReadLane(ctx, controller, node, l)
}

// revocation is a story over one database that every run shares: each run is
// a controller of its own.
func revocation(data store.Config, counter lane) simulation.Story {
	runs := 0
	data.BusyTimeout = -1
	return func(w *simulation.World) error {
		runs++
		controller := fmt.Sprintf("c%d", runs)
		open := func(ctx context.Context, n *simulation.Node, f func(*store.DB) error) error {
			c := data
			c.Wrap = n.Wrap("data")
			db, err := store.Open(ctx, c)
			if err != nil {
				return err
			}
			return errors.Join(f(db), db.Close())
		}
		ctx := context.Background()
		err := open(ctx, w.Node("setup"), func(db *store.DB) error {
			return db.Update(ctx, func(tx *store.Tx) error {
				return errors.Join(tx.PutController(ctx, store.Controller{Code: controller}), tx.JoinNode(ctx, controller, "a", time.Now()))
			})
		})
		if err != nil {
			return err
		}
		unaware := false
		a, b := w.Node("a"), w.Node("b")
		a.Go("view", func(ctx context.Context) error {
			return open(ctx, a, func(db *store.DB) (err error) {
				unaware, err = view(ctx, db, controller, counter)
				return err
			})
		})
		b.Go("revoke", func(ctx context.Context) error {
			return open(ctx, b, func(db *store.DB) error {
				return db.Commit(ctx, func(tx *store.Tx) error { _, err := tx.Revoke(ctx, controller); return err })
			})
		})
		if err := w.Wait(); err != nil {
			return err
		}
		if seen, revoked := lastCommit(w, "view"), lastCommit(w, "revoke"); unaware && seen > revoked {
			return fmt.Errorf("%w: commits at steps %d and %d", errLate, seen, revoked)
		}
		return nil
	}
}

// view decides under one value of the counter and logs; it is unaware when it
// logged without seeing the counter move.
func view(ctx context.Context, db *store.DB, controller string, counter lane) (unaware bool, err error) {
	var decided int64
	err = db.View(ctx, func(tx *store.Tx) (err error) {
		decided, err = tx.ReadLane(ctx, controller, "a", store.Views)
		return err
	})
	if err != nil {
		return false, err
	}
	err = db.Commit(ctx, func(tx *store.Tx) error {
		now, err := counter(tx, ctx, controller, "a", store.Views)
		if err != nil {
			return err
		}
		unaware = now == 0 && decided == 0
		if !unaware {
			return nil // it would decide again
		}
		return tx.InsertEntries(ctx, controller, []store.EntryRow{{ID: "e1", At: time.Now(), Body: []byte("{}")}})
	})
	return unaware, err
}

func lastCommit(w *simulation.World, task string) int {
	last := 0
	for _, s := range w.Trace() {
		if s.Task == task && s.Op == "commit" && s.Outcome == "ok" {
			last = s.N
		}
	}
	return last
}

func TestNoEntryCommitsAfterARevocation(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) {
		data, _ := storetest.SQLite(t)
		simulation.Seeds(t, simulation.Config{Seed: 1}, 50, revocation(data, written))
	})
	t.Run("postgres", func(t *testing.T) {
		data, _ := storetest.Postgres(t)
		simulation.Seeds(t, simulation.Config{Seed: 1, Postgres: data.URL}, 40, revocation(data, written))
	})
}

func TestReadingTheCounterIsCaughtOnPostgres(t *testing.T) {
	data, _ := storetest.Postgres(t)
	found := simulation.Search(t, simulation.Config{Seed: 1, Postgres: data.URL}, 100, revocation(data, onlyRead))
	if found == nil || !errors.Is(found.Err, errLate) {
		t.Fatalf("a counter that was only read went unseen: %v", found)
	}
}
