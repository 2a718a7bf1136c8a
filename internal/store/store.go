// Package store holds all SQL, one text for both databases: SQLite for the
// embedded default, PostgreSQL 15 or later in production.
//
// [Open] gives the data database and [OpenKeys] the key database, which is a
// second file or a second server with backups of its own. Work happens in
// closures: [DB.View] reads one snapshot, [DB.Update] is serialisable, and
// [DB.Commit] is the READ COMMITTED write that group commits and revocations
// share, because there each first statement writes a row and must see what
// the last one left. A closure may run more than once, so it touches nothing
// outside its Tx.
//
// Every method takes the controller first: that is the wall between councils,
// and the first column of every key. Cleartext columns hold only ids, neutral
// codes, dates that the engine sorts by, and sealed bytes.
//
// The package imports care, calendar and policy and nothing else of the house.
package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"embed"
	"errors"
	"fmt"
	"strings"
	"time"
)

// A Config says which database to open and how.
type Config struct {
	URL string // "sqlite:/path/candour.db" or "postgres://…"

	// Wrap, when not nil, is given every connector before it is used: the
	// seam at which the simulator parks, kills and replays.
	Wrap func(driver.Connector) driver.Connector

	// Synchronous is SQLite's setting of that name, "" for FULL. Only tests
	// that plant a defect ask for less.
	Synchronous string

	// BusyTimeout is how long SQLite waits for another process's lock: 0 for
	// 5 seconds, negative for not at all.
	BusyTimeout time.Duration

	// Connections bounds the pool of PostgreSQL, or of SQLite's readers; 0
	// for a bound that suits the machine.
	Connections int
}

// ErrUnsafe says that a database would not keep what it acknowledges, or
// would keep what was deleted. Such a database is never used.
var ErrUnsafe = errors.New("the database is not set to be durable")

// ErrUnknownURL says that a Config names neither database.
var ErrUnknownURL = errors.New(`a database is "sqlite:/path/file.db" or "postgres://…"`)

//go:embed migrations/*.sql
var dataMigrations embed.FS

//go:embed keymigrations/*.sql
var keyMigrations embed.FS

// A DB is the data database: everything but the keys.
type DB struct{ *pools }

// Open connects to the data database and migrates it forward. It returns
// ErrUnsafe when the database's settings would lose acknowledged writes.
func Open(ctx context.Context, c Config) (*DB, error) {
	p, err := open(ctx, c, dataSchema)
	if err != nil {
		return nil, fmt.Errorf("opening the data database: %w", err)
	}
	return &DB{p}, nil
}

// A KeyDB is the key database: wrapped data keys and nothing else.
type KeyDB struct{ *pools }

// OpenKeys connects to the key database and migrates it forward.
func OpenKeys(ctx context.Context, c Config) (*KeyDB, error) {
	p, err := open(ctx, c, keySchema)
	if err != nil {
		return nil, fmt.Errorf("opening the key database: %w", err)
	}
	return &KeyDB{p}, nil
}

// A dialect is what differs between the two databases.
type dialect struct {
	postgres bool
	rows     int // in one INSERT
	bulk     int // in one UPDATE
}

// pools are the connections to one database. On SQLite the writer is one
// connection and readers may not write; on PostgreSQL both are one pool.
type pools struct {
	dialect
	write, read *sql.DB

	// turn lets the writers of this process go one at a time, in the order in
	// which they came: every one on SQLite, whose one connection database/sql
	// would give to a random waiter; an Update on PostgreSQL, where nearly all
	// write this node's row first, and a serialisable transaction that waits
	// for a row only fails when the row is free.
	turn chan struct{}

	// readers lets as many read at once as there are connections to read by:
	// database/sql would give one that is free to a random waiter, and have
	// some wait very long. On PostgreSQL a few connections are left for those
	// who write.
	readers chan struct{}
}

func open(ctx context.Context, c Config, s schema) (*pools, error) {
	p, err := connect(c)
	if err != nil {
		return nil, err
	}
	if err := p.write.PingContext(ctx); err != nil {
		return nil, errors.Join(err, p.Close())
	}
	if err := s.migrate(ctx, p); err != nil {
		return nil, errors.Join(err, p.Close())
	}
	if err := p.read.PingContext(ctx); err != nil {
		return nil, errors.Join(err, p.Close())
	}
	return p, nil
}

func connect(c Config) (*pools, error) {
	switch {
	case strings.HasPrefix(c.URL, "sqlite:"):
		return connectSQLite(c)
	case strings.HasPrefix(c.URL, "postgres://"), strings.HasPrefix(c.URL, "postgresql://"):
		return connectPostgres(c)
	}
	return nil, ErrUnknownURL
}

// Close closes every connection. Transactions under way fail.
func (p *pools) Close() error {
	if p.read == p.write {
		return p.write.Close()
	}
	return errors.Join(p.read.Close(), p.write.Close())
}

// Postgres reports whether the database is PostgreSQL.
func (p *pools) Postgres() bool { return p.postgres }
