package ledger

import (
	"context"
	"errors"
	"fmt"

	"candour/internal/care"
	"candour/internal/store"

	"golang.org/x/mod/sumdb/tlog"
)

// Newest, as the end of an export, is the newest checkpoint.
const Newest int64 = -1

// Export gives the bundle between the checkpoints of two sizes: what to hand
// to an outsider who holds the older one. A size at which nothing was signed
// is care.ErrNotFound.
func (l *Log) Export(ctx context.Context, from, to int64) ([]byte, error) {
	var b *Bundle
	err := l.db.View(ctx, func(tx *store.Tx) (err error) {
		b, err = l.bundle(ctx, tx, from, to)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("exporting the ledger of %s: %w", l.controller, err)
	}
	if err := b.check(); err != nil {
		return nil, fmt.Errorf("exporting the ledger of %s: %w", l.controller, err)
	}
	return b.Encode(), nil
}

func (l *Log) bundle(ctx context.Context, tx *store.Tx, from, to int64) (*Bundle, error) {
	newer, err := l.at(ctx, tx, to)
	if err != nil {
		return nil, err
	}
	older, err := l.at(ctx, tx, from)
	if err != nil {
		return nil, err
	}
	if older.Size > newer.Size {
		return nil, fmt.Errorf("from %d to %d is backwards: %w", older.Size, newer.Size, care.ErrInvalid)
	}
	b := &Bundle{Older: older, Newer: newer}
	if older.Size > 0 {
		b.Proof, err = tlog.ProveTree(newer.Size, older.Size, txHashes{ctx, tx, l.controller})
		if err != nil {
			return nil, err
		}
	}
	for n := older.Size; n < newer.Size; n += page {
		bodies, err := l.bodies(ctx, tx, n, min(n+page, newer.Size))
		if err != nil {
			return nil, err
		}
		b.Entries = append(b.Entries, bodies...)
	}
	return b, nil
}

// at gives the checkpoint of one size, or the newest.
func (l *Log) at(ctx context.Context, tx *store.Tx, size int64) (Checkpoint, error) {
	if size == Newest {
		return l.latest(ctx, tx)
	}
	row, err := tx.CheckpointAt(ctx, l.controller, size)
	if err != nil {
		return Checkpoint{}, err
	}
	return l.open(row)
}

// Prove gives the proof that an entry is in the tree of the newest
// checkpoint: see [Inclusion] for the file. It returns ErrPending for an
// entry without a place and care.ErrNotFound for one that is not there.
func (l *Log) Prove(ctx context.Context, entry care.ID) ([]byte, error) {
	p := &Inclusion{}
	err := l.db.View(ctx, func(tx *store.Tx) error {
		row, err := tx.EntryByID(ctx, l.controller, string(entry))
		if err != nil {
			return err
		}
		c, err := l.latest(ctx, tx)
		if row.Position == store.Unplaced || errors.Is(err, care.ErrNotFound) {
			return ErrPending
		}
		if err != nil {
			return err
		}
		path, err := tlog.ProveRecord(c.Size, row.Position, txHashes{ctx, tx, l.controller})
		*p = Inclusion{Position: row.Position, Body: row.Body, Path: path, Checkpoint: c}
		return err
	})
	if err == nil && tlog.CheckRecord(p.Path, p.Checkpoint.Size, p.Checkpoint.Root, p.Position, tlog.RecordHash(p.Body)) != nil {
		err = ErrTampered
	}
	if err != nil {
		return nil, fmt.Errorf("proving an entry: %w", err)
	}
	return p.Encode(), nil
}
