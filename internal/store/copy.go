package store

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// The tables of the data database by what a backup does with them.
var (
	// carried are copied into a data backup and back.
	carried = []string{
		"controller", "worker", "episode", "cover", "happening", "tier", "section",
		"intent", "task", "submission", "stat", "send", "setting", "publication", "publication_file", "register",
	}
	// proven come from the ledger's archive, never from a data backup.
	proven = []string{"entry", "entry_subject", "tree_hash", "checkpoint"}
	// momentary say who runs and who is signed in, which no backup brings back.
	momentary = []string{"node", "lease", "session"}
)

// CopyData copies one snapshot of everything but the ledger, the nodes, the
// leases and the sessions into an empty database of either kind. What it was
// copied into is worth nothing unless it returns nil.
func (db *DB) CopyData(ctx context.Context, to *DB) error {
	return db.copyTables(ctx, to.pools, carried)
}

// CopyLedger copies one snapshot of the ledger into a database without one.
func (db *DB) CopyLedger(ctx context.Context, to *DB) error {
	return db.copyTables(ctx, to.pools, proven)
}

// flags are the columns of truth values, which SQLite gives back as numbers.
var flags = []string{"happening.undone", "publication.live", "session.supervised"}

// copied is how many rows go in one transaction.
const copied = 2000

func (p *pools) copyTables(ctx context.Context, to *pools, tables []string) error {
	return p.run(ctx, snapshot, func(h handle) error {
		for _, table := range tables {
			if err := h.copyTable(ctx, to, table); err != nil {
				return fmt.Errorf("copying %s: %w", table, err)
			}
		}
		return nil
	})
}

func (h handle) copyTable(ctx context.Context, to *pools, table string) error {
	rows, err := h.tx.QueryContext(ctx, "SELECT * FROM "+table)
	if err != nil {
		return err
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return err
	}
	into := "INSERT INTO " + table + " (" + strings.Join(columns, ", ") + ")"
	var batch [][]any
	flush := func() error {
		defer func() { batch = nil }()
		return to.run(ctx, serialisable, func(h handle) error { return h.insert(ctx, into, batch) })
	}
	for rows.Next() {
		values, places := make([]any, len(columns)), make([]any, len(columns))
		for i := range values {
			places[i] = &values[i]
			if slices.Contains(flags, table+"."+columns[i]) {
				places[i] = truth{&values[i]}
			}
		}
		if err := rows.Scan(places...); err != nil {
			return err
		}
		if batch = append(batch, values); len(batch) == copied {
			if err := flush(); err != nil {
				return err
			}
		}
	}
	if err := rows.Err(); err != nil {
		return err
	}
	return flush()
}

// truth scans a truth value of either database as one.
type truth struct{ into *any }

// Scan implements sql.Scanner.
func (t truth) Scan(src any) error {
	n, number := src.(int64)
	*t.into = src == true || number && n != 0
	return nil
}

// Flush folds SQLite's journal into the file and empties it, so that what was
// deleted is in neither. It returns ErrBusy while readers hold the journal. A
// PostgreSQL server does so in its own time.
func (p *pools) Flush(ctx context.Context) error {
	if p.postgres {
		return nil
	}
	var busy, frames, done int64
	err := p.write.QueryRowContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)").Scan(&busy, &frames, &done)
	if err == nil && busy != 0 {
		err = ErrBusy
	}
	if err != nil {
		return fmt.Errorf("emptying the journal: %w", err)
	}
	return nil
}
