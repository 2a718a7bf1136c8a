package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"time"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
)

// A schema is one set of forward-only numbered migrations and the table that
// remembers which have run. The two schemas may share a database in a small
// installation, so each has a table of its own.
type schema struct {
	files fs.FS
	dir   string
	table string
	lock  int64 // PostgreSQL advisory lock that one migrating node holds
}

var (
	dataSchema = schema{dataMigrations, "migrations", "schema_version", 0x63616e64}
	keySchema  = schema{keyMigrations, "keymigrations", "key_schema_version", 0x63616e6b}
)

// migrate brings the database forward. Nodes that start together take turns:
// by a lock on PostgreSQL, by looking again on SQLite.
func (s schema) migrate(ctx context.Context, p *pools) error {
	g, err := s.provider(p)
	if err != nil {
		return fmt.Errorf("reading the migrations: %w", err)
	}
	for try := 0; ; try++ {
		_, err = g.Up(ctx)
		if err == nil {
			return nil
		}
		if p.postgres || try == 3 || !errors.Is(ctx.Err(), nil) {
			return fmt.Errorf("migrating: %w", err)
		}
		time.Sleep(50 * time.Millisecond)
	}
}

func (s schema) provider(p *pools) (*goose.Provider, error) {
	files, err := fs.Sub(s.files, s.dir)
	if err != nil {
		return nil, err
	}
	opts := []goose.ProviderOption{
		goose.WithTableName(s.table),
		goose.WithDisableGlobalRegistry(true),
	}
	name := goose.DialectSQLite3
	if p.postgres {
		name = goose.DialectPostgres
		locker, err := lock.NewPostgresSessionLocker(lock.WithLockID(s.lock), lock.WithLockTimeout(1, 120), lock.WithUnlockTimeout(1, 30))
		if err != nil {
			return nil, err
		}
		opts = append(opts, goose.WithSessionLocker(locker))
	}
	return goose.NewProvider(name, p.write, files, opts...)
}
