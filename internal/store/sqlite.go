package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"time"

	"modernc.org/sqlite"
)

func init() {
	// Without it, closing any other descriptor of the file in this process
	// drops SQLite's locks. Where the kernel has no such locks POSIX ones do.
	_, _ = sqlite.OFDLocking(true)
}

func connectSQLite(c Config) (*pools, error) {
	path, query, _ := strings.Cut(strings.TrimPrefix(c.URL, "sqlite:"), "?")
	given, err := url.ParseQuery(query)
	if err != nil {
		return nil, fmt.Errorf("reading the options of a SQLite address: %w", err)
	}
	if path, err = filepath.Abs(path); err != nil {
		return nil, fmt.Errorf("finding the database file: %w", err)
	}
	if !given.Has("vfs") {
		if err := createPrivate(path); err != nil {
			return nil, err
		}
	}
	want := pragmas(c)
	writer, err := sqlitePool(c, want, sqliteDSN(path, given, want, c, true), "BEGIN IMMEDIATE")
	if err != nil {
		return nil, err
	}
	writer.SetMaxOpenConns(1)
	writer.SetMaxIdleConns(1)
	reader, err := sqlitePool(c, want, sqliteDSN(path, given, want, c, false), "BEGIN")
	if err != nil {
		return nil, errors.Join(err, writer.Close())
	}
	readers := c.Connections
	if readers == 0 {
		readers = max(4, 2*runtime.GOMAXPROCS(0))
	}
	reader.SetMaxOpenConns(readers)
	reader.SetMaxIdleConns(readers)
	return &pools{dialect: dialect{bulk: 1, rows: 16}, write: writer, read: reader, turn: make(chan struct{}, 1), readers: make(chan struct{}, readers)}, nil
}

// createPrivate makes the file readable by this user alone before SQLite
// would make it readable by all; SQLite gives its journals the same mode.
func createPrivate(path string) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return fmt.Errorf("creating the database file: %w", err)
	}
	return f.Close()
}

// A pragma is a setting that every connection must report back.
type pragma struct{ name, value string }

func pragmas(c Config) []pragma {
	levels := map[string]string{"": "2", "FULL": "2", "NORMAL": "1", "OFF": "0", "EXTRA": "3"}
	return []pragma{
		{"synchronous", levels[strings.ToUpper(c.Synchronous)]},
		{"journal_mode", "wal"},
		{"secure_delete", "1"},
		{"foreign_keys", "1"},
	}
}

// How much of the database a connection keeps in memory, in KiB. SQLite's own
// 2 MiB has a bulk load write its pages to the journal before it commits, and
// read them back.
const (
	writerCache = 64 << 10
	readerCache = 8 << 10
)

func sqliteDSN(path string, given url.Values, want []pragma, c Config, writer bool) string {
	q := url.Values{}
	for k, v := range given {
		q[k] = v
	}
	wait := c.BusyTimeout
	if wait == 0 {
		wait = 5 * time.Second
	}
	q.Set("_busy_timeout", strconv.FormatInt(max(0, wait.Milliseconds()), 10))
	for _, p := range want {
		q.Add("_pragma", p.name+"("+p.value+")")
	}
	cache := writerCache
	if !writer {
		cache = readerCache
		q.Set("_query_only", "1")
	}
	q.Add("_pragma", "cache_size("+strconv.Itoa(-cache)+")")
	file := url.URL{Scheme: "file", Path: path, RawQuery: q.Encode()}
	return file.String()
}

func sqlitePool(c Config, want []pragma, dsn, begin string) (*sql.DB, error) {
	base, err := sqlite.NewConnector(dsn)
	if err != nil {
		return nil, fmt.Errorf("reading a SQLite address: %w", err)
	}
	var conn driver.Connector = durableSQLite{base, want, begin}
	if c.Wrap != nil {
		conn = c.Wrap(conn)
	}
	return sql.OpenDB(conn), nil
}

// durableSQLite refuses a connection that does not report the settings asked
// for: SQLite ignores what it cannot do and says nothing.
type durableSQLite struct {
	driver.Connector
	want  []pragma
	begin string
}

// Connect implements driver.Connector.
func (d durableSQLite) Connect(ctx context.Context) (driver.Conn, error) {
	conn, err := d.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	for _, p := range d.want {
		got, err := onePragma(ctx, conn, p.name)
		if err == nil && got != p.value {
			err = fmt.Errorf("%w: SQLite says %s is %s, not %s", ErrUnsafe, p.name, got, p.value)
		}
		if err != nil {
			return nil, errors.Join(err, conn.Close())
		}
	}
	return newRemembering(conn, d.begin), nil
}

func onePragma(ctx context.Context, conn driver.Conn, name string) (string, error) {
	rows, err := conn.(driver.QueryerContext).QueryContext(ctx, "PRAGMA "+name, nil)
	if err != nil {
		return "", fmt.Errorf("asking SQLite for %s: %w", name, err)
	}
	dest := make([]driver.Value, 1)
	err = rows.Next(dest)
	if errors.Is(err, io.EOF) {
		err = fmt.Errorf("%w: SQLite does not know %s", ErrUnsafe, name)
	}
	if err = errors.Join(err, rows.Close()); err != nil {
		return "", err
	}
	return fmt.Sprint(dest[0]), nil
}
