package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"candour/internal/care"
)

// Unplaced is the position of an entry the integrator has not placed yet.
const Unplaced int64 = -1

// An EntryRow is one entry of the ledger as it is kept.
type EntryRow struct {
	ID       string
	At       time.Time
	Body     []byte   // the leaf: exactly the bytes that are hashed
	Subjects []string // subject records it names; written, not read back
	Position int64    // index in the tree, or Unplaced; read, not written
}

const entryColumns = `n.id, n.at, n.body, n.position`

func scanEntry(r row) (e EntryRow, err error) {
	var at sql.NullInt64
	err = r.Scan(&e.ID, instant{&e.At}, &e.Body, &at)
	e.Position = Unplaced
	if at.Valid {
		e.Position = at.Int64
	}
	return e, err
}

// InsertEntries appends entries without a position, and who they are about.
func (tx *Tx) InsertEntries(ctx context.Context, controller string, entries []EntryRow) error {
	rows := make([][]any, len(entries))
	var about [][]any
	for i, e := range entries {
		rows[i] = []any{controller, e.ID, e.At, e.Body}
		for _, s := range e.Subjects {
			about = append(about, []any{controller, s, e.ID, e.At})
		}
	}
	if err := tx.insert(ctx, `INSERT INTO entry (controller, id, at, body)`, rows); err != nil {
		return fmt.Errorf("appending %d entries: %w", len(entries), err)
	}
	if err := tx.insert(ctx, `INSERT INTO entry_subject (controller, subject, entry, at)`, about); err != nil {
		return fmt.Errorf("recording whom %d entries are about: %w", len(entries), err)
	}
	return nil
}

// PendingEntries gives entries without a position, oldest first.
func (tx *Tx) PendingEntries(ctx context.Context, controller string, limit int) ([]EntryRow, error) {
	all, err := list(ctx, tx.handle, scanEntry, `
		SELECT `+entryColumns+` FROM entry n WHERE n.controller = $1 AND n.position IS NULL
		ORDER BY n.at, n.id LIMIT CAST($2 AS BIGINT)`, controller, limit)
	if err != nil {
		return nil, fmt.Errorf("reading pending entries: %w", err)
	}
	return all, nil
}

// PlaceEntries gives pending entries the positions from, from+1, …, in order.
// An entry that already has one, or a position that is taken, is ErrConflict:
// another integrator was here.
func (tx *Tx) PlaceEntries(ctx context.Context, controller string, from int64, ids []string) error {
	for len(ids) > 0 {
		some := ids[:block(len(ids), tx.bulk)]
		p := parameters{controller}
		n, err := tx.exec(ctx, placing(&p, from, some), p...)
		if err == nil && n != int64(len(some)) {
			err = care.ErrConflict
		}
		if err != nil {
			return fmt.Errorf("placing entries from %d: %w", from, err)
		}
		from += n
		ids = ids[n:]
	}
	return nil
}

func placing(p *parameters, from int64, ids []string) string {
	if len(ids) == 1 {
		return `UPDATE entry SET position = ` + p.add(from) + `
			WHERE controller = $1 AND id = ` + p.add(ids[0]) + ` AND position IS NULL`
	}
	rows := make([][]any, len(ids))
	for i, id := range ids {
		rows[i] = []any{id, from + int64(i)}
	}
	return `UPDATE entry SET position = v.position FROM ` + p.table(rows, "TEXT", "BIGINT") + ` AS v (id, position)
		WHERE entry.controller = $1 AND entry.id = v.id AND entry.position IS NULL`
}

// NextPosition gives the number of placed entries.
func (tx *Tx) NextPosition(ctx context.Context, controller string) (int64, error) {
	var n int64
	err := tx.one(ctx, `SELECT COALESCE(MAX(position) + 1, 0) FROM entry WHERE controller = $1 AND position IS NOT NULL`, controller).Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("counting placed entries: %w", err)
	}
	return n, nil
}

// EntryByID gives one entry with its position, or ErrNotFound.
func (tx *Tx) EntryByID(ctx context.Context, controller, id string) (EntryRow, error) {
	e, err := scanEntry(tx.one(ctx, `
		SELECT `+entryColumns+` FROM entry n WHERE n.controller = $1 AND n.id = $2`, controller, id))
	if err != nil {
		return EntryRow{}, fmt.Errorf("reading entry %s: %w", id, err)
	}
	return e, nil
}

// EntriesBetween gives the placed entries from ≤ position < to, in order.
func (tx *Tx) EntriesBetween(ctx context.Context, controller string, from, to int64) ([]EntryRow, error) {
	all, err := list(ctx, tx.handle, scanEntry, `
		SELECT `+entryColumns+` FROM entry n
		WHERE n.controller = $1 AND n.position >= $2 AND n.position < $3 ORDER BY n.position`, controller, from, to)
	if err != nil {
		return nil, fmt.Errorf("reading entries %d to %d: %w", from, to, err)
	}
	return all, nil
}

// EntriesAbout gives the newest entries that name a subject record: who has
// looked.
func (tx *Tx) EntriesAbout(ctx context.Context, controller, subject string, limit int) ([]EntryRow, error) {
	return tx.EntriesAboutBefore(ctx, controller, subject, EntryRow{}, limit)
}

// EntriesAboutBefore gives the next page of EntriesAbout, after the last entry
// of the page before.
func (tx *Tx) EntriesAboutBefore(ctx context.Context, controller, subject string, last EntryRow, limit int) ([]EntryRow, error) {
	p := parameters{controller, subject}
	before := ""
	if last.ID != "" {
		before = ` AND (a.at, a.entry) < (` + p.add(last.At) + `, ` + p.add(last.ID) + `)`
	}
	all, err := list(ctx, tx.handle, scanEntry, `
		SELECT `+entryColumns+` FROM entry_subject a JOIN entry n ON n.controller = a.controller AND n.id = a.entry
		WHERE a.controller = $1 AND a.subject = $2`+before+`
		ORDER BY a.at DESC, a.entry DESC LIMIT `+p.most(limit), p...)
	if err != nil {
		return nil, fmt.Errorf("reading the entries about subject %s: %w", subject, err)
	}
	return all, nil
}
