package seal

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"candour/internal/care"
	"candour/internal/store"
)

// An attacker with yesterday's key database and today's key files opens
// nothing of the destroyed, and no one else either; whoever holds today's key
// database opens the living.
func TestYesterdaysDatabaseAndTodaysKeysOpenNothingDestroyed(t *testing.T) {
	eachDB(t, func(t *testing.T, db *store.KeyDB) {
		v := newVault(t, db)
		ids := v.create(4)
		yesterday := wrappedRows(t, db, ids)
		yesterdaysFiles := copyDir(t, v.path("kek"))
		v.delete(ids[0], ids[1])
		if n := unwrapped(t, v.path("kek"), v.keys, yesterday); n != 4 {
			t.Errorf("before the change the attacker unwraps %d keys, want 4: the attack does not work", n)
		}
		v.rotate()
		if n := unwrapped(t, v.path("kek"), v.keys, yesterday); n != 0 {
			t.Errorf("after the change the attacker unwraps %d keys of yesterday, want 0", n)
		}
		today := wrappedRows(t, db, ids)
		if len(today) != 2 {
			t.Errorf("%d keys are in today's key database, want the 2 that live", len(today))
		}
		if n := unwrapped(t, v.path("kek"), v.keys, today); n != 2 {
			t.Errorf("today's keys: unwraps %d, want 2", n)
		}
		if n := unwrapped(t, yesterdaysFiles, v.keys, today); n != 0 {
			t.Errorf("yesterday's key files open %d of today's keys, want 0", n)
		}
		v.everythingOpens(ids[0], ids[1])
	})
}

func wrappedRows(t *testing.T, db *store.KeyDB, ids []care.ID) (rows []store.KeyRow) {
	t.Helper()
	read := func(tx *store.KeyTx) (err error) {
		rows, err = tx.Keys(t.Context(), "kent", ids...)
		return err
	}
	if err := db.View(t.Context(), read); err != nil {
		t.Fatal(err)
	}
	return rows
}

func copyDir(t *testing.T, dir string) string {
	t.Helper()
	to := filepath.Join(t.TempDir(), "copy")
	if err := os.CopyFS(to, os.DirFS(dir)); err != nil {
		t.Fatal(err)
	}
	return to
}

// unwrapped tries every key file of a directory on every row, as an attacker
// would who knows how everything works, and counts the keys that give way.
func unwrapped(t *testing.T, dir string, e *Embedded, rows []store.KeyRow) int {
	t.Helper()
	database := must(e.Identity(t.Context(), "kent"))
	n := 0
	for _, row := range rows {
		for version := int64(1); version < 9; version++ {
			kek := KEK{"kent", database, version}
			text, err := os.ReadFile(filepath.Join(dir, fmt.Sprintf("kek-kent-%d.key", version)))
			if err != nil {
				continue
			}
			secret, err := decodeKeyFile(kek, text)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := newAEAD(secret).Open(nil, nil, row.Wrapped, keyAD("kent", row.ID)); err == nil {
				n++
			}
		}
	}
	return n
}
