package store_test

import (
	"errors"
	"testing"
	"time"

	"candour/internal/care"
	"candour/internal/store"
	"candour/internal/storetest"
)

func eachKeyDB(t *testing.T, f func(t *testing.T, db *store.KeyDB)) {
	t.Helper()
	storetest.EachDB(t, func(t *testing.T, _, keys store.Config) { f(t, storetest.OpenKeys(t, keys)) })
}

func updateKeys(tb testing.TB, db *store.KeyDB, f func(*store.KeyTx) error) {
	tb.Helper()
	if err := db.Update(tb.Context(), f); err != nil {
		tb.Fatal(err)
	}
}

func readKeys[T any](tb testing.TB, db *store.KeyDB, f func(*store.KeyTx) (T, error)) T {
	tb.Helper()
	var v T
	err := db.View(tb.Context(), func(tx *store.KeyTx) (err error) {
		v, err = f(tx)
		return err
	})
	if err != nil {
		tb.Fatal(err)
	}
	return v
}

// someKeys gives n keys a minute apart under version 1.
func someKeys(n int) []store.KeyRow {
	keys := make([]store.KeyRow, n)
	for i := range keys {
		keys[i] = store.KeyRow{ID: ordered(i), KEKVersion: 1, Wrapped: []byte{byte(i), 0, 0xff}, CreatedAt: noon.Add(time.Duration(i) * time.Minute)}
	}
	return keys
}

func TestDeletedKeyIsGoneForGood(t *testing.T) {
	eachKeyDB(t, func(t *testing.T, db *store.KeyDB) {
		keys := someKeys(3)
		updateKeys(t, db, func(tx *store.KeyTx) error { return tx.InsertKeys(t.Context(), kent, keys) })
		get := func(controller string) []store.KeyRow {
			return readKeys(t, db, func(tx *store.KeyTx) ([]store.KeyRow, error) {
				return tx.Keys(t.Context(), controller, ordered(2), ordered(0), "missing", ordered(1))
			})
		}
		same(t, "keys", get(kent), keys)
		same(t, "across the wall", get(norfolk), []store.KeyRow(nil))
		if err := db.Update(t.Context(), func(tx *store.KeyTx) error { return tx.InsertKeys(t.Context(), kent, keys[:1]) }); !errors.Is(err, care.ErrConflict) {
			t.Errorf("inserting a key twice: got %v, want %v", err, care.ErrConflict)
		}
		for _, want := range []int64{1, 0} { // deleting twice is no error
			updateKeys(t, db, func(tx *store.KeyTx) error {
				version, err := tx.DeleteKey(t.Context(), kent, ordered(1))
				same(t, "version", version, want)
				return err
			})
		}
		same(t, "after", get(kent), []store.KeyRow{keys[0], keys[2]})
		// A re-wrap that read the key before it was deleted brings nothing back.
		updateKeys(t, db, func(tx *store.KeyTx) error {
			keys[0].KEKVersion, keys[1].KEKVersion = 2, 2
			n, err := tx.RewrapKeys(t.Context(), kent, 1, keys[:2])
			same(t, "re-wrapped", n, int64(1))
			return err
		})
		same(t, "after the re-wrap", get(kent), []store.KeyRow{keys[0], keys[2]})
	})
}

func TestRewrapGoesThroughEveryKeyInOrder(t *testing.T) {
	eachKeyDB(t, func(t *testing.T, db *store.KeyDB) {
		keys := someKeys(150)
		updateKeys(t, db, func(tx *store.KeyTx) error { return tx.InsertKeys(t.Context(), kent, keys) })
		var after care.ID
		seen := 0
		for {
			batch := readKeys(t, db, func(tx *store.KeyTx) ([]store.KeyRow, error) {
				return tx.KeysUnder(t.Context(), kent, 1, after, 40)
			})
			if len(batch) == 0 {
				break
			}
			for i := range batch {
				same(t, "key", batch[i], keys[seen])
				seen++
				batch[i].KEKVersion, batch[i].Wrapped = 2, []byte{9}
			}
			updateKeys(t, db, func(tx *store.KeyTx) error {
				_, err := tx.RewrapKeys(t.Context(), kent, 1, batch)
				return err
			})
			after = batch[len(batch)-1].ID
		}
		same(t, "seen", seen, 150)
		for version, want := range map[int64]int64{1: 0, 2: 150} {
			got := readKeys(t, db, func(tx *store.KeyTx) (int64, error) { return tx.CountKeys(t.Context(), kent, version) })
			same(t, "counted", got, want)
		}
		page := readKeys(t, db, func(tx *store.KeyTx) ([]store.KeyRow, error) { return tx.KeysAfter(t.Context(), kent, ordered(147), 9) })
		same(t, "the last page", len(page), 2)
	})
}

func TestOldKeysAreThoseMadeBefore(t *testing.T) {
	eachKeyDB(t, func(t *testing.T, db *store.KeyDB) {
		updateKeys(t, db, func(tx *store.KeyTx) error { return tx.InsertKeys(t.Context(), kent, someKeys(5)) })
		old := func(after care.ID) []care.ID {
			return readKeys(t, db, func(tx *store.KeyTx) ([]care.ID, error) {
				return tx.OldKeys(t.Context(), kent, noon.Add(3*time.Minute), after, 2)
			})
		}
		same(t, "first page", old(""), []care.ID{ordered(0), ordered(1)})
		same(t, "second page", old(ordered(1)), []care.ID{ordered(2)})
	})
}

func TestKeyEncryptionKeysMoveOneWay(t *testing.T) {
	eachKeyDB(t, func(t *testing.T, db *store.KeyDB) {
		k := store.KEK{Version: 1, State: store.KEKCurrent, Proof: []byte{1, 0}, PublishedAt: noon}
		updateKeys(t, db, func(tx *store.KeyTx) error { return tx.InsertKEK(t.Context(), kent, k) })
		retire := func(tx *store.KeyTx) error {
			return tx.SetKEKState(t.Context(), kent, 1, store.KEKCurrent, store.KEKRetiring, noon)
		}
		updateKeys(t, db, retire)
		if err := db.Update(t.Context(), retire); !errors.Is(err, care.ErrConflict) {
			t.Errorf("retiring twice: got %v, want %v", err, care.ErrConflict)
		}
		updateKeys(t, db, func(tx *store.KeyTx) error {
			return tx.SetKEKState(t.Context(), kent, 1, store.KEKRetiring, store.KEKDestroyed, noon.Add(time.Hour))
		})
		k.State, k.DestroyedAt = store.KEKDestroyed, noon.Add(time.Hour)
		same(t, "versions", readKeys(t, db, func(tx *store.KeyTx) ([]store.KEK, error) { return tx.KEKs(t.Context(), kent) }), []store.KEK{k})
		if err := db.Update(t.Context(), func(tx *store.KeyTx) error { return tx.InsertKEK(t.Context(), kent, k) }); !errors.Is(err, care.ErrConflict) {
			t.Errorf("publishing twice: got %v, want %v", err, care.ErrConflict)
		}
	})
}

func TestKeyBackupsAreRememberedPastTheirDeletion(t *testing.T) {
	eachKeyDB(t, func(t *testing.T, db *store.KeyDB) {
		b := store.KeyBackup{ID: id(), MadeAt: noon}
		updateKeys(t, db, func(tx *store.KeyTx) error { return tx.InsertKeyBackup(t.Context(), kent, b) })
		updateKeys(t, db, func(tx *store.KeyTx) error {
			return tx.MarkKeyBackupRead(t.Context(), kent, b.ID, noon.Add(time.Second))
		})
		gone := func(tx *store.KeyTx) error {
			return tx.MarkKeyBackupDeleted(t.Context(), kent, b.ID, noon.Add(time.Hour))
		}
		updateKeys(t, db, gone)
		if err := db.Update(t.Context(), gone); !errors.Is(err, care.ErrConflict) {
			t.Errorf("deleting twice: got %v, want %v", err, care.ErrConflict)
		}
		b.ReadBackAt, b.DeletedAt = noon.Add(time.Second), noon.Add(time.Hour)
		got := readKeys(t, db, func(tx *store.KeyTx) ([]store.KeyBackup, error) { return tx.KeyBackups(t.Context(), kent) })
		same(t, "backups", got, []store.KeyBackup{b})
	})
}

func TestKeyDatabaseKnowsWhichItIs(t *testing.T) {
	eachKeyDB(t, func(t *testing.T, db *store.KeyDB) {
		if err := db.View(t.Context(), func(tx *store.KeyTx) error {
			_, err := tx.ReadIdentity(t.Context(), kent)
			return err
		}); !errors.Is(err, care.ErrNotFound) {
			t.Errorf("before it is known: got %v, want %v", err, care.ErrNotFound)
		}
		for _, fresh := range []care.ID{"first", "second"} {
			updateKeys(t, db, func(tx *store.KeyTx) error {
				got, err := tx.Identity(t.Context(), kent, fresh)
				same(t, "identity", got, care.ID("first"))
				return err
			})
		}
	})
}
