package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"
	"runtime"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
)

// oldestPostgres is the first release that the SQL is tested on, as
// server_version_num writes it.
const oldestPostgres = 150000

func connectPostgres(c Config) (*pools, error) {
	conf, err := pgx.ParseConfig(c.URL)
	if err != nil {
		// pgx blanks the password but quotes the rest of the address.
		return nil, fmt.Errorf("reading a PostgreSQL address: %w", err)
	}
	conf.RuntimeParams["synchronous_commit"] = "on"
	conf.RuntimeParams["timezone"] = "UTC"
	if conf.RuntimeParams["application_name"] == "" {
		conf.RuntimeParams["application_name"] = "candour"
	}
	var conn driver.Connector = stdlib.GetConnector(*conf, stdlib.OptionAfterConnect(durablePostgres))
	if c.Wrap != nil {
		conn = c.Wrap(conn)
	}
	db := sql.OpenDB(conn)
	const writers = 3 // one that updates, a group commit, a revocation
	n := c.Connections
	if n == 0 {
		n = max(16, 4*runtime.GOMAXPROCS(0))
	}
	db.SetMaxOpenConns(n)
	db.SetMaxIdleConns(n)
	return &pools{dialect: dialect{postgres: true, bulk: 256, rows: 256}, write: db, read: db, turn: make(chan struct{}, 1), readers: make(chan struct{}, max(1, n-writers))}, nil
}

// durablePostgres refuses a server that would lose an acknowledged commit.
func durablePostgres(ctx context.Context, conn *pgx.Conn) error {
	var commit, sync, pages, encoding string
	var version int64
	err := conn.QueryRow(ctx, `
		SELECT current_setting('synchronous_commit'), current_setting('fsync'),
			current_setting('full_page_writes'), current_setting('server_encoding'),
			CAST(current_setting('server_version_num') AS BIGINT)`).
		Scan(&commit, &sync, &pages, &encoding, &version)
	if err != nil {
		return fmt.Errorf("asking PostgreSQL how durable it is: %w", err)
	}
	for _, s := range []struct{ name, got, want string }{
		{"synchronous_commit", commit, "on"},
		{"fsync", sync, "on"},
		{"full_page_writes", pages, "on"},
		{"server_encoding", encoding, "UTF8"},
	} {
		if s.got != s.want {
			return fmt.Errorf("%w: PostgreSQL says %s is %s, not %s", ErrUnsafe, s.name, s.got, s.want)
		}
	}
	if version < oldestPostgres {
		return fmt.Errorf("%w: PostgreSQL is release %d and must be %d or later", ErrUnsafe, version, oldestPostgres)
	}
	return nil
}
