package store_test

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"candour/internal/care"
	"candour/internal/store"
	"candour/internal/storetest"
)

func TestOpenRefusesAnUnknownAddress(t *testing.T) {
	for _, url := range []string{"", "mysql://x", "/var/lib/candour.db", "SQLITE:x"} {
		if _, err := store.Open(t.Context(), store.Config{URL: url}); !errors.Is(err, store.ErrUnknownURL) {
			t.Errorf("%q: got %v, want %v", url, err, store.ErrUnknownURL)
		}
	}
}

// The address may set anything SQLite knows; what makes it durable is asked
// back, connection by connection.
func TestOpenRefusesSQLiteThatWouldLoseCommits(t *testing.T) {
	for _, option := range []string{"_synchronous=OFF", "_synchronous=NORMAL", "_journal_mode=DELETE", "_foreign_keys=0"} {
		data, _ := storetest.SQLite(t)
		data.URL += "?" + option
		_, err := store.Open(t.Context(), data)
		if !errors.Is(err, store.ErrUnsafe) {
			t.Errorf("%s: got %v, want %v", option, err, store.ErrUnsafe)
		}
	}
}

func TestOpenAllowsAPlantedDefectByName(t *testing.T) {
	data, _ := storetest.SQLite(t)
	data.Synchronous = "NORMAL"
	tap := &tapped{}
	data.Wrap = tap.wrap
	storetest.OpenData(t, data)
	if got := tap.ask(t, "PRAGMA synchronous"); got != int64(1) {
		t.Errorf("synchronous is %v, want NORMAL (1)", got)
	}
}

func TestEveryConnectionIsDurable(t *testing.T) {
	storetest.EachDB(t, func(t *testing.T, data, keys store.Config) {
		var tap tapped
		data.Wrap, keys.Wrap = tap.wrap, tap.wrap
		db, _ := storetest.Open(t, data, keys)
		if db.Postgres() {
			same(t, "synchronous_commit", tap.ask(t, "SHOW synchronous_commit"), "on")
			same(t, "fsync", tap.ask(t, "SHOW fsync"), "on")
			same(t, "full_page_writes", tap.ask(t, "SHOW full_page_writes"), "on")
			return
		}
		same(t, "synchronous", tap.ask(t, "PRAGMA synchronous"), int64(2))
		same(t, "journal_mode", tap.ask(t, "PRAGMA journal_mode"), "wal")
		same(t, "secure_delete", tap.ask(t, "PRAGMA secure_delete"), int64(1))
	})
}

// A role whose default is asynchronous is overruled, not trusted.
func TestPostgresDefaultsAreOverruled(t *testing.T) {
	data, _ := storetest.Postgres(t)
	admin, err := sql.Open("pgx", data.URL)
	if err != nil {
		t.Fatal(err)
	}
	defer admin.Close()
	name := data.URL[strings.LastIndex(data.URL, "/candour_test")+1:]
	name, _, _ = strings.Cut(name, "?")
	if _, err := admin.Exec("ALTER DATABASE " + name + " SET synchronous_commit = off"); err != nil {
		t.Fatal(err)
	}
	var tap tapped
	data.Wrap = tap.wrap
	storetest.OpenData(t, data)
	same(t, "synchronous_commit", tap.ask(t, "SHOW synchronous_commit"), "on")
}

// tapped keeps every connector a database is opened with.
type tapped struct {
	mu         sync.Mutex
	connectors []driver.Connector
	connects   int
}

type tappedConnector struct {
	driver.Connector
	tap *tapped
}

func (c tappedConnector) Connect(ctx context.Context) (driver.Conn, error) {
	c.tap.mu.Lock()
	c.tap.connects++
	c.tap.mu.Unlock()
	return c.Connector.Connect(ctx)
}

func (w *tapped) wrap(c driver.Connector) driver.Connector {
	w.connectors = append(w.connectors, c)
	return tappedConnector{c, w}
}

// ask asks every kind of connection, and wants one answer.
func (w *tapped) ask(t *testing.T, query string) any {
	t.Helper()
	var answer any
	for i, c := range w.connectors {
		db := sql.OpenDB(c)
		var got any
		if err := db.QueryRow(query).Scan(&got); err != nil {
			t.Fatal(err)
		}
		db.Close()
		if i > 0 && got != answer {
			t.Fatalf("%s: one connection says %v, another %v", query, answer, got)
		}
		answer = got
	}
	return answer
}

func TestEveryConnectionPassesTheSeam(t *testing.T) {
	storetest.EachDB(t, func(t *testing.T, data, _ store.Config) {
		var tap tapped
		data.Wrap = tap.wrap
		db := storetest.OpenData(t, data)
		want := 2 // the writer and the readers
		if db.Postgres() {
			want = 1
		}
		if len(tap.connectors) != want || tap.connects < want {
			t.Errorf("%d connectors and %d connections passed, want %d and as many", len(tap.connectors), tap.connects, want)
		}
	})
}

func TestOpenAgainKeepsTheData(t *testing.T) {
	storetest.EachDB(t, func(t *testing.T, data, _ store.Config) {
		first := storetest.OpenData(t, data)
		found(t, first)
		e := anEpisode()
		insertEpisode(t, first, &e)
		if err := first.Close(); err != nil {
			t.Fatal(err)
		}
		again := storetest.OpenData(t, data)
		got := read(t, again, func(tx *store.Tx) (*care.Episode, error) { return tx.Episode(t.Context(), kent, e.ID) })
		same(t, "episode", got, &e)
	})
}

func TestNodesThatStartTogetherMigrateOnce(t *testing.T) {
	fresh := map[string]func(t *testing.T) string{
		"sqlite": func(t *testing.T) string { return "sqlite:" + filepath.Join(storetest.Dir(t), "new.db") },
		"postgres": func(t *testing.T) string {
			s, err := storetest.Shared()
			if err != nil {
				t.Fatal(err)
			}
			return s.Create(t, "candour_new_"+strings.ReplaceAll(string(id()), "-", ""))
		},
	}
	for name, at := range fresh {
		t.Run(name, func(t *testing.T) {
			url := at(t)
			var wg sync.WaitGroup
			for range 3 {
				wg.Go(func() {
					db, err := store.Open(t.Context(), store.Config{URL: url, Connections: 4})
					if err != nil {
						t.Error(err)
						return
					}
					found(t, db)
					_ = db.Close()
				})
			}
			wg.Wait()
		})
	}
}

func TestADatabaseOfALaterReleaseIsRefused(t *testing.T) {
	storetest.EachDB(t, func(t *testing.T, data, _ store.Config) {
		storetest.OpenData(t, data)
		if _, err := rawDB(t, data).Exec("UPDATE schema_version SET version_id = 99999 WHERE version_id > 0"); err != nil {
			t.Fatal(err)
		}
		if _, err := store.Open(t.Context(), data); !errors.Is(err, store.ErrNewer) {
			t.Errorf("got %v, want %v", err, store.ErrNewer)
		}
	})
}

func TestSQLiteFilesAreForThisUserAlone(t *testing.T) {
	data, _ := storetest.SQLite(t)
	db := storetest.OpenData(t, data)
	found(t, db)
	path := strings.TrimPrefix(data.URL, "sqlite:")
	for _, end := range []string{"", "-wal", "-shm"} {
		info, err := os.Stat(path + end)
		if err != nil {
			t.Fatal(err)
		}
		if got := info.Mode().Perm(); got != 0o600 {
			t.Errorf("candour.db%s has mode %o, want 600", end, got)
		}
	}
}

func TestAPathMayHoldAnyLetter(t *testing.T) {
	dir := filepath.Join(storetest.Dir(t), "a b%20c#d")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	storetest.OpenData(t, store.Config{URL: "sqlite:" + filepath.Join(dir, "é.db")})
	if _, err := os.Stat(filepath.Join(dir, "é.db")); err != nil {
		t.Error(err)
	}
}

// With no waiting, a lock that another process holds is found at once and the
// closure runs again when it is free.
func TestUpdateWaitsItsTurnBehindAnotherProcess(t *testing.T) {
	data, _ := storetest.SQLite(t)
	data.BusyTimeout = -1
	one, two := storetest.OpenData(t, data), storetest.OpenData(t, data)
	found(t, one)
	holding, release := make(chan struct{}), make(chan struct{})
	go func() {
		_ = one.Update(background, func(tx *store.Tx) error {
			close(holding)
			<-release
			return tx.PutSetting(background, kent, "a", "1")
		})
	}()
	<-holding
	time.AfterFunc(50*time.Millisecond, func() { close(release) })
	update(t, two, func(tx *store.Tx) error { return tx.PutSetting(t.Context(), kent, "b", "2") })
	got := read(t, two, func(tx *store.Tx) (string, error) { return tx.Setting(t.Context(), kent, "a") })
	same(t, "setting a", got, "1")
}
