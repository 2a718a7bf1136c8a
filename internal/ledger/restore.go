package ledger

import (
	"context"
	"errors"
	"fmt"
	"time"

	"candour/internal/care"
	"candour/internal/store"

	"golang.org/x/mod/sumdb/tlog"
)

// Restored says what a restore brought back. The caller deletes the keys that
// the archive's intents name, logs the range and proves consistency before
// serving.
type Restored struct {
	From, To int64 // entries From to To-1 were in the archive and not in the database
	Intents  []care.Intent
}

// Restore takes the ledger from the archive after the database came back from
// a backup: never from the backup itself. lastKnown is the last signed
// checkpoint anybody outside holds, or "" when there is none: an archive that
// does not reach it is ErrArchiveBehind, and one that contradicts it, or the
// entries in the backup, is ErrTampered. Nothing is changed then. It may be
// run again after a crash. now is machine time.
func (l *Log) Restore(ctx context.Context, now time.Time, lastKnown string) (Restored, error) {
	r := restore{Log: l, now: now}
	if err := r.run(ctx, lastKnown); err != nil {
		return r.Restored, fmt.Errorf("restoring the ledger of %s: %w", l.controller, err)
	}
	return r.Restored, nil
}

// A restore is one restore under way.
type restore struct {
	*Log
	Restored
	now   time.Time
	fence int64
}

func (r *restore) run(ctx context.Context, lastKnown string) error {
	var known []Checkpoint
	if lastKnown != "" {
		c, err := ParseCheckpoint(lastKnown, r.signer.Verifier())
		if err != nil {
			return err
		}
		known = append(known, c)
	}
	have, err := r.Latest(ctx)
	if err != nil && !errors.Is(err, care.ErrNotFound) {
		return err
	}
	if have.Size > 0 {
		known = append(known, have)
	}
	if err := r.archive.reaches(ctx, known); err != nil {
		return err
	}
	fence, led, err := r.lead(ctx, r.now)
	if err != nil {
		return err
	}
	if !led {
		return fmt.Errorf("another node integrates the ledger: %w", care.ErrConflict)
	}
	r.fence, r.From, r.To = fence, have.Size, have.Size
	if err := r.archive.Batches(ctx, func(b Batch) error { return r.batch(ctx, b) }); err != nil {
		return err
	}
	r.Intents, err = r.archive.Intents(ctx)
	return err
}

// reaches checks that the archive holds what known checkpoints signed.
func (a *Archive) reaches(ctx context.Context, known []Checkpoint) error {
	var tree Frontier
	err := a.Batches(ctx, func(b Batch) error {
		for _, body := range b.Entries {
			tree.Append(tlog.RecordHash(body))
			for _, c := range known {
				if c.Size == tree.Size() && c.Root != tree.Root() {
					return fmt.Errorf("comparing the archive's first %d entries with a known checkpoint: %w", c.Size, ErrTampered)
				}
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, c := range known {
		if c.Size > tree.Size() {
			return fmt.Errorf("finding %d entries in the archive and %d under a known checkpoint: %w", tree.Size(), c.Size, ErrArchiveBehind)
		}
	}
	return nil
}

// batch brings back what the database lacks of one batch.
func (r *restore) batch(ctx context.Context, b Batch) error {
	if b.Checkpoint.Size <= r.To {
		return nil
	}
	bodies := b.Entries[r.To-b.From:]
	err := r.db.Update(ctx, func(tx *store.Tx) error {
		if err := tx.CheckLease(ctx, r.controller, leaseName, r.node, r.fence); err != nil {
			return err
		}
		last, err := r.begin(ctx, tx, r.now, 0)
		if err != nil {
			return err
		}
		rows := make([]store.EntryRow, len(bodies))
		for i, body := range bodies {
			if rows[i], err = r.bring(ctx, tx, body); err != nil {
				return err
			}
		}
		ids, hashes, c, err := r.grow(ctx, tx, last, rows)
		if err != nil {
			return err
		}
		if c.Root != b.Checkpoint.Root {
			return fmt.Errorf("comparing the restored root of %d entries with the archive's: %w", c.Size, ErrTampered)
		}
		if err := r.put(ctx, tx, r.now, last.Size, ids, hashes, b.Checkpoint); err != nil {
			return err
		}
		return tx.MarkArchived(ctx, r.controller, b.Checkpoint.Size, r.now)
	})
	if err == nil {
		r.To = b.Checkpoint.Size
	}
	return err
}

// bring puts one archived entry into the database, unless the backup holds it
// without a place.
func (r *restore) bring(ctx context.Context, tx *store.Tx, body []byte) (store.EntryRow, error) {
	e, err := Decode(body)
	if err != nil {
		return store.EntryRow{}, fmt.Errorf("%w: %w", err, ErrTampered)
	}
	row, err := tx.EntryByID(ctx, r.controller, e.ID)
	switch {
	case errors.Is(err, care.ErrNotFound):
		row, err = e.Row()
		if err != nil {
			return store.EntryRow{}, err
		}
		return row, tx.InsertEntries(ctx, r.controller, []store.EntryRow{row})
	case err != nil:
		return store.EntryRow{}, err
	case string(row.Body) != string(body) || row.Position != store.Unplaced:
		return store.EntryRow{}, fmt.Errorf("comparing entry %s in the backup with the archive: %w", e.ID, ErrTampered)
	}
	return row, nil
}
