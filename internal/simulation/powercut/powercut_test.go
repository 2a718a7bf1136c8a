package powercut_test

import (
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"candour/internal/simulation/powercut"

	_ "modernc.org/sqlite"
)

const commits = 40

func folder(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("/dev/shm", "candour-powercut-")
	if err != nil {
		return t.TempDir()
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	return dir
}

func openLedger(dir, synchronous, more string) (*sql.DB, error) {
	db, err := sql.Open("sqlite", "file:"+filepath.Join(dir, "ledger.db")+"?_pragma=journal_mode(wal)&_pragma=synchronous("+synchronous+")&_pragma=secure_delete(1)"+more)
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	return db, nil
}

// record writes pairs of rows, one pair a transaction, each told once
// committed, with checkpoints between.
func record(t *testing.T, synchronous string) *powercut.Recording {
	t.Helper()
	dir := folder(t)
	db, err := openLedger(dir, "full", "")
	must(t, err)
	_, err = db.Exec(`CREATE TABLE paid (id INTEGER PRIMARY KEY, pad TEXT NOT NULL)`)
	must(t, errors.Join(err, db.Close()))
	r, err := powercut.Record(dir)
	must(t, err)
	db, err = openLedger(dir, synchronous, "&_pragma=wal_autocheckpoint(20)&vfs="+powercut.VFS)
	must(t, err)
	for i := range commits {
		tx, err := db.Begin()
		must(t, err)
		for _, id := range []int{2 * i, 2*i + 1} {
			_, err = tx.Exec(`INSERT INTO paid (id, pad) VALUES ($1, $2)`, id, fmt.Sprintf("%0900d", id))
			must(t, err)
		}
		must(t, tx.Commit())
		r.Acknowledge(fmt.Sprint(2 * i))
	}
	r.End()
	must(t, db.Close())
	return r
}

var errLost = errors.New("an acknowledged commit is gone")

// examine opens what is left as a restart would.
func examine(c powercut.Cut) error {
	db, err := openLedger(c.Dir, "full", "")
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	var sound string
	if err := db.QueryRow(`PRAGMA integrity_check`).Scan(&sound); err != nil || sound != "ok" {
		return fmt.Errorf("the file is broken: %s: %w", sound, err)
	}
	var even, odd int
	if err := db.QueryRow(`SELECT count(*) FILTER (WHERE id % 2 = 0), count(*) FILTER (WHERE id % 2 = 1) FROM paid`).Scan(&even, &odd); err != nil {
		return err
	}
	if even != odd {
		return fmt.Errorf("half a transaction survived: %d and %d", even, odd)
	}
	if even < len(c.Acknowledged) {
		return fmt.Errorf("%w: %d of %d are there", errLost, even, len(c.Acknowledged))
	}
	return nil
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestFullLosesNothing(t *testing.T) {
	r := record(t, "full")
	tally, err := r.Replay(1, folder(t), examine)
	if err != nil {
		t.Fatal(err)
	}
	if tally.Cuts < 3*commits || tally.Replayed < tally.Cuts/2 {
		t.Errorf("only %d disks were looked at for %d cuts", tally.Replayed, tally.Cuts)
	}
	t.Logf("%+v", tally)
}

func TestNormalIsCaughtLosing(t *testing.T) {
	_, err := record(t, "normal").Replay(1, folder(t), examine)
	if !errors.Is(err, errLost) {
		t.Errorf("got %v, want a lost commit", err)
	}
}

func TestReplayCatchesBrokenFiles(t *testing.T) {
	_, err := record(t, "off").Replay(1, folder(t), examine)
	if err == nil {
		t.Error("without any sync nothing was lost or broken")
	}
}
