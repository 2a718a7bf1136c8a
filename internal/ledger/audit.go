package ledger

import (
	"context"
	"errors"
	"fmt"

	"candour/internal/care"
	"candour/internal/store"

	"golang.org/x/mod/sumdb/tlog"
)

// Audited says what an audit went through.
type Audited struct {
	Size        int64 // placed entries, all recomputed
	Checkpoints int   // whose roots were recomputed
	Archived    int64 // entries in the archive, all compared
	Intents     int   // destructions begun, all found in the archive
}

// Check compares the ledger in the database with its archive without reading
// every entry: what serve does before it serves. The archive was read and
// checked as a whole when it was opened.
//
// It returns ErrTampered when the two do not agree or a signature does not
// hold, ErrForeignKey when another key signed, ErrDatabaseBehind when the
// database lost entries, and ErrArchiveBehind when the archive lost entries
// that were marked, or the intent of a key that was deleted. What is signed
// and not yet archived is no fault: the next integration archives it.
func (l *Log) Check(ctx context.Context) error {
	for kept := (Checkpoint{}); ; {
		now, err := l.archive.Reach(ctx)
		if err == nil {
			err = l.compare(ctx, now)
		}
		if errors.Is(err, ErrArchiveBehind) && now.Size > kept.Size {
			kept = now // another node may have archived and marked meanwhile
			continue
		}
		if err == nil {
			_, err = l.checkIntents(ctx)
		}
		return l.checking(err)
	}
}

// compare holds one snapshot of the database against what the archive keeps.
func (l *Log) compare(ctx context.Context, kept Checkpoint) error {
	return l.db.View(ctx, func(tx *store.Tx) error {
		last, err := l.latest(ctx, tx)
		if err != nil && !errors.Is(err, care.ErrNotFound) {
			return err
		}
		next, err := tx.NextPosition(ctx, l.controller)
		if err != nil {
			return err
		}
		if err := l.agree(ctx, tx, last, kept); err != nil {
			return err
		}
		if next != last.Size {
			return fmt.Errorf("finding %d placed entries under a checkpoint of %d: %w", next, last.Size, ErrTampered)
		}
		if last.Note != "" {
			if _, err := l.frontier(ctx, tx, last); err != nil {
				return err
			}
		}
		return l.marked(ctx, tx, kept)
	})
}

func (l *Log) checking(err error) error {
	if err != nil {
		return fmt.Errorf("checking the ledger of %s: %w", l.controller, err)
	}
	return nil
}

// agree holds the tree in the database, which last signed, against the
// archive's checkpoint.
func (l *Log) agree(ctx context.Context, tx *store.Tx, last, kept Checkpoint) error {
	if kept.Size > last.Size {
		return fmt.Errorf("finding %d entries in the archive and %d in the database: %w", kept.Size, last.Size, ErrDatabaseBehind)
	}
	if kept.Size == 0 {
		return nil
	}
	root, err := tlog.TreeHash(kept.Size, txHashes{ctx, tx, l.controller})
	if err != nil {
		return err
	}
	if root != kept.Root {
		return fmt.Errorf("comparing the first %d entries with the archive: %w", kept.Size, ErrTampered)
	}
	return nil
}

// marked looks for checkpoints that the archive once held and holds no more.
func (l *Log) marked(ctx context.Context, tx *store.Tx, kept Checkpoint) error {
	for after := kept.Size; ; {
		rows, err := tx.Checkpoints(ctx, l.controller, after, page)
		if err != nil || len(rows) == 0 {
			return err
		}
		for _, row := range rows {
			if !row.ArchivedAt.IsZero() {
				return fmt.Errorf("finding %d entries in the archive, which held %d: %w", kept.Size, row.Size, ErrArchiveBehind)
			}
			after = row.Size
		}
	}
}

// checkIntents requires that the archive holds every intent whose key was
// deleted, and counts them.
func (l *Log) checkIntents(ctx context.Context) (int, error) {
	deleted := map[care.ID]bool{}
	err := l.db.View(ctx, func(tx *store.Tx) error {
		clear(deleted)
		for after := care.ID(""); ; {
			intents, err := tx.IntentsAfter(ctx, l.controller, after, page)
			if err != nil || len(intents) == 0 {
				return err
			}
			for _, in := range intents {
				if !in.KeyDeletedAt.IsZero() {
					deleted[in.ID] = true
				}
				after = in.ID
			}
		}
	})
	if err != nil {
		return 0, err
	}
	return len(deleted), l.holdsIntents(ctx, deleted)
}

func (l *Log) holdsIntents(ctx context.Context, ids map[care.ID]bool) error {
	kept, err := l.archive.Intents(ctx)
	if err != nil {
		return err
	}
	missing := len(ids)
	for _, in := range kept {
		if ids[in.ID] {
			missing--
		}
	}
	if missing > 0 {
		return fmt.Errorf("finding %d of %d destruction intents missing from the archive: %w", missing, len(ids), ErrArchiveBehind)
	}
	return nil
}

// Audit recomputes the whole ledger from the bodies of its entries: every
// stored hash, the root of every checkpoint, every signature; and compares it
// with the archive, which it reads again in full. An entry, hash or
// checkpoint that was changed, removed, put in or moved, in the database or
// in the archive, is ErrTampered and the error says where. Otherwise it fails
// as Check does.
func (l *Log) Audit(ctx context.Context) (Audited, error) {
	a := auditor{Log: l, roots: map[int64]tlog.Hash{}, ended: map[care.ID]bool{}}
	err := a.run(ctx)
	return a.Audited, l.checking(err)
}

// An auditor is one audit under way.
type auditor struct {
	*Log
	Audited
	roots map[int64]tlog.Hash // of the archive's checkpoints, by size
	tree  Frontier
	ended map[care.ID]bool // intents that entries say were carried out
}

func (a *auditor) run(ctx context.Context) error {
	err := a.archive.Batches(ctx, func(b Batch) error {
		a.roots[b.Checkpoint.Size] = b.Checkpoint.Root
		a.Archived = b.Checkpoint.Size
		return nil
	})
	if err != nil {
		return err
	}
	if err := a.Check(ctx); err != nil { // after the archive was read, so that it cannot have got ahead
		return err
	}
	last, err := a.Latest(ctx)
	if errors.Is(err, care.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	if err := a.checkpoints(ctx, last); err != nil {
		return err
	}
	if len(a.roots) > 0 {
		return fmt.Errorf("looking for %d archived checkpoints in the database: %w", len(a.roots), ErrTampered)
	}
	if a.Intents, err = a.checkIntents(ctx); err != nil {
		return err
	}
	return a.holdsIntents(ctx, a.ended)
}

// checkpoints walks from checkpoint to checkpoint.
func (a *auditor) checkpoints(ctx context.Context, last Checkpoint) error {
	for after := int64(-1); after < last.Size; {
		var rows []store.Checkpoint
		err := a.db.View(ctx, func(tx *store.Tx) (err error) {
			rows, err = tx.Checkpoints(ctx, a.controller, after, page)
			return err
		})
		if err != nil {
			return err
		}
		if len(rows) == 0 {
			return fmt.Errorf("looking for checkpoints after %d: %w", after, ErrTampered)
		}
		for _, row := range rows {
			if row.Size > last.Size {
				return nil
			}
			if err := a.upTo(ctx, row); err != nil {
				return err
			}
			after = row.Size
		}
	}
	return nil
}

// upTo recomputes the entries up to a checkpoint and holds it against them.
func (a *auditor) upTo(ctx context.Context, row store.Checkpoint) error {
	c, err := a.open(row)
	if err != nil {
		return err
	}
	for a.tree.Size() < c.Size {
		err := a.db.View(ctx, func(tx *store.Tx) error { return a.entries(ctx, tx, min(c.Size, a.tree.Size()+page)) })
		if err != nil {
			return err
		}
	}
	root := a.tree.Root()
	if kept, ok := a.roots[c.Size]; root != c.Root || ok && root != kept {
		return fmt.Errorf("comparing the root of %d entries with what was signed and archived: %w", c.Size, ErrTampered)
	}
	delete(a.roots, c.Size)
	a.Size, a.Checkpoints = c.Size, a.Checkpoints+1
	return nil
}

// entries recomputes one page of entries and holds the stored hashes against
// them. A closure may run again, so the tree moves on only at its end.
func (a *auditor) entries(ctx context.Context, tx *store.Tx, to int64) error {
	next := a.tree
	from := next.Size()
	rows, err := tx.EntriesBetween(ctx, a.controller, from, to)
	if err != nil {
		return err
	}
	var leaf, all []tlog.Hash
	for i, row := range rows {
		e, err := a.decode(row)
		if err != nil {
			return err
		}
		if e.Act == ActDestroyEnded && isID(e.Of) {
			a.ended[care.ID(e.Of)] = true
		}
		leaf = append(leaf, tlog.RecordHash(row.Body))
		all = append(all, next.Append(leaf[i])...)
	}
	if int64(len(leaf)) != to-from {
		return fmt.Errorf("looking for entry %d: %w", from+int64(len(leaf)), ErrTampered)
	}
	if err := a.stored(ctx, tx, from, all); err != nil {
		return err
	}
	a.tree = next
	return nil
}

// stored compares recomputed hashes with those that proofs are made from.
func (a *auditor) stored(ctx context.Context, tx *store.Tx, from int64, want []tlog.Hash) error {
	first := tlog.StoredHashIndex(0, from)
	indexes := make([]int64, len(want))
	for i := range indexes {
		indexes[i] = first + int64(i)
	}
	got, err := txHashes{ctx, tx, a.controller}.ReadHashes(indexes)
	if err != nil {
		return err
	}
	for i, h := range want {
		if got[i] != h {
			level, n := tlog.SplitStoredHashIndex(indexes[i])
			return fmt.Errorf("comparing entries %d to %d with their stored hash: %w", n<<level, (n+1)<<level-1, ErrTampered)
		}
	}
	return nil
}
