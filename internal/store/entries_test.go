package store_test

import (
	"testing"
	"time"

	"candour/internal/care"
	"candour/internal/store"
)

// entries gives n entries a second apart, each about one subject of its own
// and one they share.
func entries(n int, shared string) []store.EntryRow {
	all := make([]store.EntryRow, n)
	for i := range all {
		all[i] = store.EntryRow{
			ID: string(ordered(i)), At: noon.Add(time.Duration(i) * time.Second), Body: []byte{byte(i), 0, 0xff},
			Subjects: []string{shared, string(id())}, Position: store.Unplaced,
		}
	}
	return all
}

func asRead(all []store.EntryRow, from int64) []store.EntryRow {
	out := make([]store.EntryRow, len(all))
	for i, e := range all {
		e.Subjects = nil
		if from >= 0 {
			e.Position = from + int64(i)
		}
		out[i] = e
	}
	return out
}

func ids(all []store.EntryRow) []string {
	out := make([]string, len(all))
	for i, e := range all {
		out[i] = e.ID
	}
	return out
}

func TestEntriesArePlacedOnceAndInOrder(t *testing.T) {
	eachDB(t, func(t *testing.T, db *store.DB) {
		all := entries(150, "s") // more than one block of rows
		update(t, db, func(tx *store.Tx) error { return tx.InsertEntries(t.Context(), kent, all) })
		pending := func(limit int) []store.EntryRow {
			return read(t, db, func(tx *store.Tx) ([]store.EntryRow, error) { return tx.PendingEntries(t.Context(), kent, limit) })
		}
		next := func() int64 {
			return read(t, db, func(tx *store.Tx) (int64, error) { return tx.NextPosition(t.Context(), kent) })
		}
		same(t, "pending", pending(1000), asRead(all, -1))
		same(t, "a few pending", len(pending(7)), 7)
		same(t, "next of none placed", next(), int64(0))

		update(t, db, func(tx *store.Tx) error { return tx.PlaceEntries(t.Context(), kent, 0, ids(all[:149])) })
		same(t, "still pending", pending(1000), asRead(all[149:], -1))
		same(t, "next", next(), int64(149))
		refuse(t, db, care.ErrConflict, func(tx *store.Tx) error { return tx.PlaceEntries(t.Context(), kent, 149, ids(all[148:])) })
		refuse(t, db, care.ErrConflict, func(tx *store.Tx) error { return tx.PlaceEntries(t.Context(), kent, 148, ids(all[149:])) })
		refuse(t, db, care.ErrConflict, func(tx *store.Tx) error { return tx.InsertEntries(t.Context(), kent, all[:1]) })
		update(t, db, func(tx *store.Tx) error { return tx.PlaceEntries(t.Context(), kent, 149, ids(all[149:])) })

		between := read(t, db, func(tx *store.Tx) ([]store.EntryRow, error) { return tx.EntriesBetween(t.Context(), kent, 3, 70) })
		same(t, "between", between, asRead(all, 0)[3:70])
		one := read(t, db, func(tx *store.Tx) (store.EntryRow, error) { return tx.EntryByID(t.Context(), kent, all[99].ID) })
		same(t, "by id", one, asRead(all, 0)[99])
		refuse(t, db, care.ErrNotFound, func(tx *store.Tx) error {
			_, err := tx.EntryByID(t.Context(), norfolk, all[99].ID)
			return err
		})
	})
}

func TestEntriesAboutSomeoneComeNewestFirstInPages(t *testing.T) {
	eachDB(t, func(t *testing.T, db *store.DB) {
		all := entries(9, "s")
		all[4].At = all[5].At // two at one instant still page
		all[8].Subjects = []string{"another"}
		commit(t, db, func(tx *store.Tx) error { return tx.InsertEntries(t.Context(), kent, all) })
		var got []string
		var last store.EntryRow
		for {
			page := read(t, db, func(tx *store.Tx) ([]store.EntryRow, error) {
				return tx.EntriesAboutBefore(t.Context(), kent, "s", last, 3)
			})
			got = append(got, ids(page)...)
			if len(page) < 3 {
				break
			}
			last = page[len(page)-1]
		}
		var want []string
		for i := 7; i >= 0; i-- {
			want = append(want, all[i].ID)
		}
		same(t, "in pages", got, want)
		first := read(t, db, func(tx *store.Tx) ([]store.EntryRow, error) { return tx.EntriesAbout(t.Context(), kent, "another", 3) })
		same(t, "about another", ids(first), []string{all[8].ID})
	})
}

func TestTreeIsFencedByItsSize(t *testing.T) {
	eachDB(t, func(t *testing.T, db *store.DB) {
		hashes := make([][]byte, 100)
		for i := range hashes {
			hashes[i] = []byte{byte(i), 0}
		}
		update(t, db, func(tx *store.Tx) error { return tx.PutTreeHashes(t.Context(), kent, 0, hashes) })
		refuse(t, db, care.ErrConflict, func(tx *store.Tx) error { return tx.PutTreeHashes(t.Context(), kent, 99, hashes[:3]) })
		got := read(t, db, func(tx *store.Tx) ([][]byte, error) { return tx.TreeHashes(t.Context(), kent, []int64{99, 0, 7, 7}) })
		same(t, "hashes", got, [][]byte{hashes[99], hashes[0], hashes[7], hashes[7]})
		refuse(t, db, care.ErrNotFound, func(tx *store.Tx) error {
			_, err := tx.TreeHashes(t.Context(), kent, []int64{0, 100})
			return err
		})
	})
}

func TestCheckpointsAreKeptAndArchived(t *testing.T) {
	eachDB(t, func(t *testing.T, db *store.DB) {
		latest := func(tx *store.Tx) (store.Checkpoint, error) { return tx.LatestCheckpoint(t.Context(), kent) }
		refuse(t, db, care.ErrNotFound, func(tx *store.Tx) error { _, err := latest(tx); return err })
		one := store.Checkpoint{Size: 9, At: noon, Note: "candour.example/kent\n9\nAAAA\n"}
		two := store.Checkpoint{Size: 10, At: noon.Add(time.Second), Note: "candour.example/kent\n10\nBBBB\n"}
		update(t, db, func(tx *store.Tx) error {
			if err := tx.PutCheckpoint(t.Context(), kent, two); err != nil {
				return err
			}
			return tx.PutCheckpoint(t.Context(), kent, one)
		})
		refuse(t, db, care.ErrConflict, func(tx *store.Tx) error { return tx.PutCheckpoint(t.Context(), kent, two) })
		same(t, "latest", read(t, db, latest), two)
		update(t, db, func(tx *store.Tx) error { return tx.MarkArchived(t.Context(), kent, 9, noon) })
		one.ArchivedAt = noon
		same(t, "at 9", read(t, db, func(tx *store.Tx) (store.Checkpoint, error) { return tx.CheckpointAt(t.Context(), kent, 9) }), one)
		list := func(f func(*store.Tx) ([]store.Checkpoint, error)) []store.Checkpoint { return read(t, db, f) }
		same(t, "unarchived", list(func(tx *store.Tx) ([]store.Checkpoint, error) {
			return tx.UnarchivedCheckpoints(t.Context(), kent, 5)
		}), []store.Checkpoint{two})
		same(t, "all", list(func(tx *store.Tx) ([]store.Checkpoint, error) {
			return tx.Checkpoints(t.Context(), kent, 0, 5)
		}), []store.Checkpoint{one, two})
		refuse(t, db, care.ErrNotFound, func(tx *store.Tx) error { return tx.MarkArchived(t.Context(), kent, 11, noon) })
	})
}

func TestLeaseHasOneHolderAndARisingFence(t *testing.T) {
	eachDB(t, func(t *testing.T, db *store.DB) {
		take := func(holder string, at time.Time) (fence int64, ok bool) {
			update(t, db, func(tx *store.Tx) (err error) {
				fence, ok, err = tx.TakeLease(t.Context(), kent, "integrator", holder, at, time.Minute)
				return err
			})
			return fence, ok
		}
		expect := func(what string, gotFence int64, gotOK bool, fence int64, ok bool) {
			t.Helper()
			if gotFence != fence || gotOK != ok {
				t.Errorf("%s: got fence %d, %v; want %d, %v", what, gotFence, gotOK, fence, ok)
			}
		}
		f, ok := take("n1", noon)
		expect("first", f, ok, 1, true)
		f, ok = take("n2", noon.Add(59*time.Second))
		expect("while held", f, ok, 0, false)
		f, ok = take("n1", noon.Add(30*time.Second))
		expect("renewed", f, ok, 1, true)
		f, ok = take("n2", noon.Add(90*time.Second))
		expect("run out", f, ok, 2, true)
		check := func(holder string, fence int64) func(*store.Tx) error {
			return func(tx *store.Tx) error { return tx.CheckLease(t.Context(), kent, "integrator", holder, fence) }
		}
		update(t, db, check("n2", 2))
		refuse(t, db, care.ErrConflict, check("n1", 1))
		release := func(holder string, fence int64) {
			update(t, db, func(tx *store.Tx) error { return tx.ReleaseLease(t.Context(), kent, "integrator", holder, fence) })
		}
		release("n1", 1) // lost: changes nothing
		f, ok = take("n1", noon.Add(100*time.Second))
		expect("another's release", f, ok, 0, false)
		release("n2", 2)
		f, ok = take("n2", noon.Add(100*time.Second))
		expect("taken again by the same", f, ok, 3, true)
		refuse(t, db, care.ErrConflict, check("n2", 2))
	})
}
