package store

import (
	"database/sql"
	"errors"
	"fmt"

	"candour/internal/care"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
)

// ErrBusy says that a transaction could not be ordered among others, however
// often it was tried.
var ErrBusy = errors.New("the database is too busy")

// ErrNoNode says that this node's row is gone: it was taken for dead, or never
// joined. It must join again before it commits anything. It is ErrNotFound.
var ErrNoNode = fmt.Errorf("this node has not joined: %w", care.ErrNotFound)

// SQLite's result codes, https://www.sqlite.org/rescode.html; the low byte is
// the kind.
const (
	sqliteBusy       = 5
	sqliteLocked     = 6
	sqlitePrimaryKey = 1555
	sqliteUnique     = 2067
)

// passing reports whether err goes away by running the transaction again.
func passing(err error) bool {
	if pg, ok := errors.AsType[*pgconn.PgError](err); ok {
		return pg.Code == "40001" || pg.Code == "40P01"
	}
	if lite, ok := errors.AsType[*sqlite.Error](err); ok {
		kind := lite.Code() & 0xff
		return kind == sqliteBusy || kind == sqliteLocked
	}
	return false
}

// duplicate reports whether err is a broken unique key.
func duplicate(err error) bool {
	if pg, ok := errors.AsType[*pgconn.PgError](err); ok {
		return pg.Code == "23505"
	}
	if lite, ok := errors.AsType[*sqlite.Error](err); ok {
		return lite.Code() == sqlitePrimaryKey || lite.Code() == sqliteUnique
	}
	return false
}

// plainly turns the database's own words for "no such row" and "already
// there" into care's.
func plainly(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, sql.ErrNoRows):
		return care.ErrNotFound
	case duplicate(err):
		return fmt.Errorf("%w: %w", care.ErrConflict, err)
	}
	return err
}
