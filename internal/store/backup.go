package store

import (
	"context"
	"errors"
	"fmt"
)

// ErrServerBackup says that a server database is backed up with the server's
// own tools.
var ErrServerBackup = errors.New("a PostgreSQL database is backed up with pg_dump or the server's own backups")

// BackUp writes a consistent copy of the data database into a new file. It
// holds sealed bytes and no key, and nothing of rows deleted before. Only
// SQLite's: ErrServerBackup for PostgreSQL.
func (db *DB) BackUp(ctx context.Context, file string) error {
	if db.postgres {
		return ErrServerBackup
	}
	if _, err := db.write.ExecContext(ctx, `VACUUM INTO $1`, file); err != nil {
		return fmt.Errorf("copying the data database: %w", err)
	}
	return nil
}
