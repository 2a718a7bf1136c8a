package store_test

import (
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"candour/internal/care"
	"candour/internal/store"
	"candour/internal/storetest"
)

func join(tb testing.TB, db *store.DB, node string) {
	tb.Helper()
	update(tb, db, func(tx *store.Tx) error { return tx.JoinNode(tb.Context(), kent, node, noon) })
}

func TestRevokeReachesEveryLaneOfOneController(t *testing.T) {
	eachDB(t, func(t *testing.T, db *store.DB) {
		join(t, db, "n1")
		update(t, db, func(tx *store.Tx) error { return tx.JoinNode(t.Context(), norfolk, "n1", noon) })
		commit(t, db, func(tx *store.Tx) error {
			now, err := tx.Revoke(t.Context(), kent)
			same(t, "the new value", now, int64(1))
			return err
		})
		join(t, db, "n2") // starts where the controller stands
		update(t, db, func(tx *store.Tx) error { return tx.SetNodeKEK(t.Context(), kent, "n2", 3) })
		nodes := func(controller string) []store.Node {
			return read(t, db, func(tx *store.Tx) ([]store.Node, error) { return tx.Nodes(t.Context(), controller) })
		}
		same(t, "kent", nodes(kent), []store.Node{
			{ID: "n1", Lane: store.Views, Revocation: 1, SeenAt: noon}, {ID: "n1", Lane: store.Writes, Revocation: 1, SeenAt: noon},
			{ID: "n2", Lane: store.Views, Revocation: 1, SeenAt: noon, KEKVersion: 3}, {ID: "n2", Lane: store.Writes, Revocation: 1, SeenAt: noon, KEKVersion: 3},
		})
		same(t, "norfolk", nodes(norfolk), []store.Node{
			{ID: "n1", Lane: store.Views, SeenAt: noon}, {ID: "n1", Lane: store.Writes, SeenAt: noon},
		})
	})
}

func TestANodeThatWasTakenOutCommitsNothing(t *testing.T) {
	eachDB(t, func(t *testing.T, db *store.DB) {
		join(t, db, "n1")
		write := func(tx *store.Tx) error {
			_, err := tx.WriteLane(t.Context(), kent, "n1", store.Views, noon.Add(time.Second))
			return err
		}
		commit(t, db, write)
		update(t, db, func(tx *store.Tx) error { return tx.LeaveNode(t.Context(), kent, "n1") })
		if err := db.Commit(t.Context(), write); !errors.Is(err, store.ErrNoNode) || !errors.Is(err, care.ErrNotFound) {
			t.Errorf("got %v, want %v", err, store.ErrNoNode)
		}
		refuse(t, db, store.ErrNoNode, func(tx *store.Tx) error {
			_, err := tx.ReadLane(t.Context(), kent, "n1", store.Writes)
			return err
		})
		refuse(t, db, care.ErrNotFound, func(tx *store.Tx) error { return tx.JoinNode(t.Context(), "nowhere", "n1", noon) })
	})
}

// No entry commits after a revocation has. Each view is decided at a value of
// the counter and commits only if the counter has not moved. What a revocation
// counts inside its own transaction, once it holds the rows, must be all that
// ever commits under an older value.
func TestNoEntryCommitsAfterARevocation(t *testing.T) {
	storetest.EachDB(t, func(t *testing.T, data, _ store.Config) {
		const nodes, revocations = 3, 15
		first := storetest.OpenData(t, data)
		found(t, first)
		stop := make(chan struct{})
		var wg sync.WaitGroup
		var committed atomic.Int64
		for n := range nodes {
			db, node := storetest.OpenData(t, data), fmt.Sprintf("n%d", n)
			join(t, db, node)
			for _, lane := range []string{store.Views, store.Writes} {
				wg.Go(func() { views(t, db, node, lane, stop, &committed) })
			}
		}
		counted := make([]int, revocations+1)
		for r := 1; r <= revocations; r++ {
			for before := committed.Load(); committed.Load() < before+6 && !t.Failed(); { // let some through
				time.Sleep(time.Millisecond)
			}
			commit(t, first, func(tx *store.Tx) error {
				now, err := tx.Revoke(t.Context(), kent)
				if err != nil {
					return err
				}
				counted[now], err = olderThan(tx, now)
				return err
			})
		}
		close(stop)
		wg.Wait()
		for r := 1; r <= revocations; r++ {
			ever := read(t, first, func(tx *store.Tx) (int, error) { return olderThan(tx, int64(r)) })
			if ever != counted[r] {
				t.Errorf("%d entries of before revocation %d stand, and %d did when it committed", ever, r, counted[r])
			}
		}
	})
}

// views decides and commits until it is told to stop: half the rounds in
// group commits, half as single writes.
func views(t *testing.T, db *store.DB, node, lane string, stop chan struct{}, committed *atomic.Int64) {
	write := db.Commit
	if lane == store.Writes {
		write = db.Update
	}
	for {
		select {
		case <-stop:
			return
		default:
		}
		var decided int64
		err := db.View(background, func(tx *store.Tx) (err error) {
			decided, err = tx.ReadLane(background, kent, node, lane)
			return err
		})
		if err == nil {
			err = write(background, func(tx *store.Tx) error {
				now, err := tx.WriteLane(background, kent, node, lane, noon)
				if err != nil {
					return err
				}
				if now != decided {
					return errMoved
				}
				return tx.InsertEntries(background, kent, []store.EntryRow{entryUnder(decided)})
			})
		}
		if err == nil {
			committed.Add(1)
		} else if !errors.Is(err, errMoved) {
			t.Error(err)
			return
		}
	}
}

var errMoved = errors.New("the counter moved")

// entryUnder is an entry whose body says under which value it was decided.
func entryUnder(revocation int64) store.EntryRow {
	return store.EntryRow{ID: string(id()), At: noon, Body: []byte(fmt.Sprint(revocation))}
}

func olderThan(tx *store.Tx, revocation int64) (int, error) {
	entries, err := tx.PendingEntries(background, kent, 1_000_000)
	n := 0
	for _, e := range entries {
		var under int64
		if _, err := fmt.Sscan(string(e.Body), &under); err != nil {
			return 0, err
		}
		if under < revocation {
			n++
		}
	}
	return n, err
}

// Reading the counter is not enough on PostgreSQL: this is what WriteLane is
// for, and what the law above would catch.
func TestReadingTheCounterLetsAnEntryThrough(t *testing.T) {
	data, _ := storetest.Postgres(t)
	db, other := storetest.OpenData(t, data), storetest.OpenData(t, data)
	found(t, db)
	join(t, db, "n1")
	through := func(lane func(*store.Tx) (int64, error)) (entries, standing int) {
		revoked := make(chan error, 1)
		commit(t, db, func(tx *store.Tx) error {
			decided, err := lane(tx)
			if err != nil {
				return err
			}
			go func() {
				revoked <- other.Commit(background, func(tx *store.Tx) error {
					now, err := tx.Revoke(background, kent)
					if err == nil {
						standing, err = olderThan(tx, now)
					}
					return err
				})
			}()
			select { // a revocation that need not wait is done by then
			case err = <-revoked:
				revoked <- err
			case <-time.After(300 * time.Millisecond):
			}
			return tx.InsertEntries(background, kent, []store.EntryRow{entryUnder(decided)})
		})
		if err := <-revoked; err != nil {
			t.Fatal(err)
		}
		now := read(t, db, func(tx *store.Tx) (int64, error) { return tx.ReadLane(background, kent, "n1", store.Views) })
		entries = read(t, db, func(tx *store.Tx) (int, error) { return olderThan(tx, now) })
		return entries, standing
	}
	entries, standing := through(func(tx *store.Tx) (int64, error) { return tx.WriteLane(background, kent, "n1", store.Views, noon) })
	if entries != 1 || standing != 1 {
		t.Errorf("with the row written: %d entries stand, %d did when it was revoked; want 1 and 1", entries, standing)
	}
	entries, standing = through(func(tx *store.Tx) (int64, error) { return tx.ReadLane(background, kent, "n1", store.Views) })
	if entries != 2 || standing != 1 {
		t.Errorf("with the row read only: %d entries stand, %d did when it was revoked; want 2 and 1", entries, standing)
	}
}

// A node that joins while a revocation is under way starts at its value.
func TestANodeThatJoinsDuringARevocationStartsAfterIt(t *testing.T) {
	storetest.EachDB(t, func(t *testing.T, data, _ store.Config) {
		db, other := storetest.OpenData(t, data), storetest.OpenData(t, data)
		found(t, db)
		joined := make(chan error, 1)
		commit(t, db, func(tx *store.Tx) error {
			if _, err := tx.Revoke(t.Context(), kent); err != nil {
				return err
			}
			go func() {
				joined <- other.Update(background, func(tx *store.Tx) error { return tx.JoinNode(background, kent, "n9", noon) })
			}()
			time.Sleep(50 * time.Millisecond) // it waits for the controller's row
			return nil
		})
		if err := <-joined; err != nil {
			t.Fatal(err)
		}
		got := read(t, db, func(tx *store.Tx) (int64, error) { return tx.ReadLane(t.Context(), kent, "n9", store.Views) })
		same(t, "where it starts", got, int64(1))
	})
}
