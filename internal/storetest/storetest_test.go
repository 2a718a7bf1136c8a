package storetest

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"candour/internal/store"
)

func TestEachDBGivesTwoSeparateDatabases(t *testing.T) {
	EachDB(t, func(t *testing.T, data, keys store.Config) {
		first, _ := Open(t, data, keys)
		put := func(tx *store.Tx) error {
			return tx.PutController(t.Context(), store.Controller{Code: "kent"})
		}
		if err := first.Update(t.Context(), put); err != nil {
			t.Fatal(err)
		}
		other, _ := SQLite(t)
		if first.Postgres() {
			other, _ = Postgres(t)
		}
		err := OpenData(t, other).View(t.Context(), func(tx *store.Tx) error {
			all, err := tx.Controllers(t.Context())
			if len(all) != 0 {
				t.Errorf("a new database already holds %d controllers", len(all))
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

func TestAKilledServerKeepsWhatItAcknowledged(t *testing.T) {
	s := Start(t)
	url := s.Create(t, "killed")
	db := OpenData(t, store.Config{URL: url})
	err := db.Update(t.Context(), func(tx *store.Tx) error {
		return tx.PutController(t.Context(), store.Controller{Code: "kent"})
	})
	if err != nil {
		t.Fatal(err)
	}
	s.Kill()
	if dir, err := os.Stat(filepath.Join(s.dir, "data", "pg_wal")); err != nil || !dir.IsDir() {
		t.Fatalf("the killed server's journal: %v", err)
	}
	s.Restart(t)
	again := OpenData(t, store.Config{URL: url})
	err = again.View(t.Context(), func(tx *store.Tx) error {
		_, err := tx.Controller(t.Context(), "kent")
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

func TestAServerThatWouldLoseCommitsIsRefused(t *testing.T) {
	for _, setting := range []string{"fsync=off", "full_page_writes=off"} {
		s := Start(t, setting)
		ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
		defer cancel()
		_, err := store.Open(ctx, store.Config{URL: s.URL("postgres")})
		if !errors.Is(err, store.ErrUnsafe) {
			t.Errorf("with %s: got %v, want %v", setting, err, store.ErrUnsafe)
		}
	}
}
