package store

import (
	"context"
	"fmt"
	"time"

	"candour/internal/care"
)

// PutTreeHashes stores hashes of the Merkle tree at from, from+1, …, in the
// order of golang.org/x/mod/sumdb/tlog. One that is there already is
// ErrConflict: the tree's size fences off a second integrator.
func (tx *Tx) PutTreeHashes(ctx context.Context, controller string, from int64, hashes [][]byte) error {
	rows := make([][]any, len(hashes))
	for i, h := range hashes {
		rows[i] = []any{controller, from + int64(i), h}
	}
	if err := tx.insert(ctx, `INSERT INTO tree_hash (controller, idx, hash)`, rows); err != nil {
		return fmt.Errorf("storing tree hashes from %d: %w", from, err)
	}
	return nil
}

// TreeHashes gives the stored hashes at some indexes, in their order. One that
// is missing is ErrNotFound.
func (tx *Tx) TreeHashes(ctx context.Context, controller string, idxs []int64) ([][]byte, error) {
	stored := make(map[int64][]byte, len(idxs))
	for some := range portions(idxs) {
		p := parameters{controller}
		err := tx.each(ctx, func(r row) error {
			var idx int64
			var hash []byte
			err := r.Scan(&idx, &hash)
			stored[idx] = hash
			return err
		}, `SELECT idx, hash FROM tree_hash WHERE controller = $1 AND `+oneOf(&p, "idx", some), p...)
		if err != nil {
			return nil, fmt.Errorf("reading %d tree hashes: %w", len(idxs), err)
		}
	}
	hashes := make([][]byte, len(idxs))
	for i, idx := range idxs {
		if hashes[i] = stored[idx]; hashes[i] == nil {
			return nil, fmt.Errorf("reading tree hash %d: %w", idx, care.ErrNotFound)
		}
	}
	return hashes, nil
}

// A Checkpoint is a signed note on the tree at one size.
type Checkpoint struct {
	Size       int64
	At         time.Time
	Note       string // C2SP signed note
	ArchivedAt time.Time
}

const checkpointColumns = `size, at, note, archived_at`

func scanCheckpoint(r row) (c Checkpoint, err error) {
	err = r.Scan(&c.Size, instant{&c.At}, &c.Note, instant{&c.ArchivedAt})
	return c, err
}

// PutCheckpoint keeps a signed checkpoint. A second of the same size is
// ErrConflict.
func (tx *Tx) PutCheckpoint(ctx context.Context, controller string, c Checkpoint) error {
	_, err := tx.exec(ctx, `
		INSERT INTO checkpoint (controller, size, at, note) VALUES ($1, $2, $3, $4)`, controller, c.Size, c.At, c.Note)
	if err != nil {
		return fmt.Errorf("putting checkpoint %d: %w", c.Size, err)
	}
	return nil
}

// LatestCheckpoint gives the largest checkpoint, or ErrNotFound.
func (tx *Tx) LatestCheckpoint(ctx context.Context, controller string) (Checkpoint, error) {
	c, err := scanCheckpoint(tx.one(ctx, `
		SELECT `+checkpointColumns+` FROM checkpoint WHERE controller = $1 ORDER BY size DESC LIMIT 1`, controller))
	if err != nil {
		return Checkpoint{}, fmt.Errorf("reading the latest checkpoint: %w", err)
	}
	return c, nil
}

// CheckpointAt gives the checkpoint of one size, or ErrNotFound.
func (tx *Tx) CheckpointAt(ctx context.Context, controller string, size int64) (Checkpoint, error) {
	c, err := scanCheckpoint(tx.one(ctx, `
		SELECT `+checkpointColumns+` FROM checkpoint WHERE controller = $1 AND size = $2`, controller, size))
	if err != nil {
		return Checkpoint{}, fmt.Errorf("reading checkpoint %d: %w", size, err)
	}
	return c, nil
}

// Checkpoints gives a page of checkpoints larger than after, smallest first.
func (tx *Tx) Checkpoints(ctx context.Context, controller string, after int64, limit int) ([]Checkpoint, error) {
	all, err := list(ctx, tx.handle, scanCheckpoint, `
		SELECT `+checkpointColumns+` FROM checkpoint WHERE controller = $1 AND size > $2 ORDER BY size LIMIT CAST($3 AS BIGINT)`,
		controller, after, limit)
	if err != nil {
		return nil, fmt.Errorf("listing checkpoints: %w", err)
	}
	return all, nil
}

// UnarchivedCheckpoints gives the checkpoints that the archive does not hold
// yet, smallest first.
func (tx *Tx) UnarchivedCheckpoints(ctx context.Context, controller string, limit int) ([]Checkpoint, error) {
	all, err := list(ctx, tx.handle, scanCheckpoint, `
		SELECT `+checkpointColumns+` FROM checkpoint WHERE controller = $1 AND archived_at = '' ORDER BY size LIMIT CAST($2 AS BIGINT)`,
		controller, limit)
	if err != nil {
		return nil, fmt.Errorf("reading unarchived checkpoints: %w", err)
	}
	return all, nil
}

// MarkArchived records that the archive holds a checkpoint and every entry
// before it.
func (tx *Tx) MarkArchived(ctx context.Context, controller string, size int64, at time.Time) error {
	n, err := tx.exec(ctx, `UPDATE checkpoint SET archived_at = $1 WHERE controller = $2 AND size = $3`, at, controller, size)
	if err := expect(n, err, care.ErrNotFound); err != nil {
		return fmt.Errorf("marking checkpoint %d archived: %w", size, err)
	}
	return nil
}
