package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"
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

// ErrNewer says that a later release made the database.
var ErrNewer = errors.New("the database was made by a later release")

// migrate brings the database forward. Nodes that start together take turns:
// by a lock on PostgreSQL, by looking again on SQLite.
func (s schema) migrate(ctx context.Context, p *pools) error {
	files, err := fs.Sub(s.files, s.dir)
	if err != nil {
		return err
	}
	latest, err := latestVersion(files)
	if err != nil {
		return fmt.Errorf("reading the migrations: %w", err)
	}
	for try := 0; ; try++ {
		switch have := s.version(ctx, p); {
		case have == latest:
			return nil
		case have > latest:
			return fmt.Errorf("%w: it stands at version %d, this one knows %d", ErrNewer, have, latest)
		case ctx.Err() != nil || try == 5:
			return fmt.Errorf("migrating: %w", errors.Join(ctx.Err(), err))
		}
		if err = s.up(ctx, p, files); err != nil { // another may have been first
			time.Sleep(50 * time.Millisecond)
		}
	}
}

// version gives the newest migration that has run, 0 when none has.
func (s schema) version(ctx context.Context, p *pools) int64 {
	var have int64
	err := p.write.QueryRowContext(ctx, "SELECT COALESCE(MAX(version_id), 0) FROM "+s.table).Scan(&have)
	if err != nil {
		return 0
	}
	return have
}

func latestVersion(files fs.FS) (int64, error) {
	all, err := fs.Glob(files, "*.sql")
	if err != nil || len(all) == 0 {
		return 0, errors.Join(err, fs.ErrNotExist)
	}
	return goose.NumericComponent(slices.Max(all))
}

func (s schema) up(ctx context.Context, p *pools, files fs.FS) error {
	g, err := s.provider(p, files)
	if err != nil {
		return err
	}
	_, err = g.Up(ctx)
	return err
}

func (s schema) provider(p *pools, files fs.FS) (*goose.Provider, error) {
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
