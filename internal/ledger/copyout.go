package ledger

import (
	"context"
	"fmt"
	"time"

	"candour/internal/store"
)

// page is how many rows are read at a time where there may be many.
const page = 256

// RefillArchive copies the whole ledger to an archive that lost some or all
// of it, which Integrate refuses to do by itself. Destruction intents that
// the archive lost do not come back with it. The caller has had two people
// confirm it, and logs it.
func (l *Log) RefillArchive(ctx context.Context, now time.Time) (int64, error) {
	size, err := l.copyOut(ctx, now, true)
	if err != nil {
		return size, fmt.Errorf("refilling the ledger archive of %s: %w", l.controller, err)
	}
	return size, nil
}

// copyOut brings the archive up to the newest checkpoint and then marks what
// it holds. A checkpoint that was marked before and is not there is
// ErrArchiveBehind, unless the archive is being refilled.
func (l *Log) copyOut(ctx context.Context, now time.Time, refill bool) (int64, error) {
	for {
		have, _ := l.archive.Latest()
		var rows []store.Checkpoint
		err := l.db.View(ctx, func(tx *store.Tx) (err error) {
			rows, err = tx.Checkpoints(ctx, l.controller, have.Size, page)
			return err
		})
		if err != nil {
			return have.Size, err
		}
		if len(rows) == 0 {
			return have.Size, l.mark(ctx, now, have.Size)
		}
		for _, row := range rows {
			if err := l.copyBatch(ctx, row, refill); err != nil {
				return have.Size, err
			}
		}
	}
}

func (l *Log) copyBatch(ctx context.Context, row store.Checkpoint, refill bool) error {
	have, err := l.archive.Reach(ctx) // read after the row: marks follow the archive
	if err != nil || have.Size >= row.Size {
		return err
	}
	if !row.ArchivedAt.IsZero() && !refill {
		return fmt.Errorf("finding %d entries in the archive, which held %d: %w", have.Size, row.Size, ErrArchiveBehind)
	}
	c, err := l.open(row)
	if err != nil {
		return err
	}
	var bodies [][]byte
	err = l.db.View(ctx, func(tx *store.Tx) (err error) {
		bodies, err = l.bodies(ctx, tx, have.Size, c.Size)
		return err
	})
	if err != nil {
		return err
	}
	return l.archive.Append(ctx, have.Size, bodies, c)
}

// mark records what the archive holds, once it does.
func (l *Log) mark(ctx context.Context, now time.Time, size int64) error {
	for {
		var rows []store.Checkpoint
		err := l.db.View(ctx, func(tx *store.Tx) (err error) {
			rows, err = tx.UnarchivedCheckpoints(ctx, l.controller, page)
			return err
		})
		if err != nil || len(rows) == 0 || rows[0].Size > size {
			return err
		}
		err = l.db.Update(ctx, func(tx *store.Tx) error {
			for _, row := range rows {
				if row.Size > size {
					return nil
				}
				if err := tx.MarkArchived(ctx, l.controller, row.Size, now); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
}
