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

const (
	leaseName = "ledger"
	leaseSpan = 30 * time.Second
	batchSize = 256 // entries placed in one transaction, which writers wait for

	// LateAfter is how long an entry may wait for its place before that is an
	// alarm.
	LateAfter = 5 * time.Second
)

// Integrated says what one round of integration did.
type Integrated struct {
	Led      bool          // this node held the lease and placed entries
	Placed   int           // entries
	Size     int64         // of the tree now
	Archived int64         // how far the archive reaches now
	Late     int           // entries that waited longer than LateAfter: an alarm when not 0
	Oldest   time.Duration // the longest wait
}

func (in *Integrated) wait(d time.Duration) {
	in.Oldest = max(in.Oldest, d)
	if d > LateAfter {
		in.Late++
	}
}

// Integrate gives every entry without a position its place in the tree, signs
// a checkpoint for each batch and copies everything signed to the archive. It
// may be called by any node at any time: only the holder of the controller's
// lease places entries, and one that lost the lease meanwhile fails with
// care.ErrConflict and changes nothing. now is machine time.
//
// It refuses to go on (ErrTampered, ErrForeignKey, ErrDatabaseBehind,
// ErrArchiveBehind) when the stored tree is not the one last signed, or the
// archive does not fit it.
func (l *Log) Integrate(ctx context.Context, now time.Time) (Integrated, error) {
	in, err := l.integrate(ctx, now)
	if err != nil {
		return in, fmt.Errorf("integrating the ledger of %s: %w", l.controller, err)
	}
	return in, nil
}

func (l *Log) integrate(ctx context.Context, now time.Time) (Integrated, error) {
	var in Integrated
	fence, led, err := l.lead(ctx, now)
	if err != nil {
		return in, err
	}
	if !led {
		return in, l.watch(ctx, now, &in)
	}
	in.Led = true
	for {
		n, err := l.placeBatch(ctx, now, fence, &in)
		if err != nil {
			return in, err
		}
		if n < batchSize {
			break
		}
	}
	in.Archived, err = l.copyOut(ctx, now, false)
	return in, err
}

func (l *Log) lead(ctx context.Context, now time.Time) (fence int64, led bool, err error) {
	err = l.db.Update(ctx, func(tx *store.Tx) (err error) {
		fence, led, err = tx.TakeLease(ctx, l.controller, leaseName, l.node, now, leaseSpan)
		return err
	})
	return fence, led, err
}

// watch is what the others do: see that whoever leads keeps up.
func (l *Log) watch(ctx context.Context, now time.Time, in *Integrated) error {
	return l.db.View(ctx, func(tx *store.Tx) error {
		rows, err := tx.PendingEntries(ctx, l.controller, batchSize)
		if err != nil {
			return err
		}
		*in = Integrated{}
		for _, row := range rows {
			in.wait(now.Sub(row.At))
		}
		c, err := l.latest(ctx, tx)
		if err != nil && !errors.Is(err, care.ErrNotFound) {
			return err
		}
		in.Size = c.Size
		return nil
	})
}

// placeBatch places the oldest pending entries, in the order of their machine
// time and then their id, in one transaction with their hashes and the
// checkpoint.
func (l *Log) placeBatch(ctx context.Context, now time.Time, fence int64, in *Integrated) (int, error) {
	var rows []store.EntryRow
	var size int64
	err := l.db.Update(ctx, func(tx *store.Tx) (err error) {
		if err := tx.CheckLease(ctx, l.controller, leaseName, l.node, fence); err != nil {
			return err
		}
		kept, _ := l.archive.Latest()
		last, err := l.begin(ctx, tx, now, kept.Size)
		if err != nil {
			return err
		}
		rows, err = tx.PendingEntries(ctx, l.controller, batchSize)
		if err != nil {
			return err
		}
		size = last.Size + int64(len(rows))
		if len(rows) == 0 {
			return nil
		}
		ids, hashes, c, err := l.grow(ctx, tx, last, rows)
		if err != nil {
			return err
		}
		return l.put(ctx, tx, now, last.Size, ids, hashes, c)
	})
	if err != nil {
		return 0, err
	}
	for _, row := range rows {
		in.wait(now.Sub(row.At))
	}
	in.Placed += len(rows)
	in.Size = size
	return len(rows), nil
}

// begin gives the checkpoint to build on, signing that of the empty tree when
// there is none. It fails when entries have positions beyond it, or when it
// is behind what the archive keeps.
func (l *Log) begin(ctx context.Context, tx *store.Tx, now time.Time, kept int64) (Checkpoint, error) {
	last, err := l.latest(ctx, tx)
	first := errors.Is(err, care.ErrNotFound)
	if first {
		var empty Frontier
		last, err = l.signer.Sign(0, empty.Root())
	}
	if err != nil {
		return Checkpoint{}, err
	}
	next, err := tx.NextPosition(ctx, l.controller)
	if err != nil {
		return Checkpoint{}, err
	}
	if next != last.Size {
		return Checkpoint{}, fmt.Errorf("finding %d placed entries under a checkpoint of %d: %w", next, last.Size, ErrTampered)
	}
	if kept > last.Size {
		return Checkpoint{}, fmt.Errorf("finding %d entries in the archive and %d in the database: %w", kept, last.Size, ErrDatabaseBehind)
	}
	if first {
		err = tx.PutCheckpoint(ctx, l.controller, store.Checkpoint{Size: 0, At: now, Note: last.Note})
	}
	return last, err
}

// grow adds rows to the tree that last signed and signs the new one. A row
// that does not hold an entry of its own id and controller is ErrTampered.
func (l *Log) grow(ctx context.Context, tx *store.Tx, last Checkpoint, rows []store.EntryRow) (ids []string, hashes []tlog.Hash, c Checkpoint, err error) {
	f, err := l.frontier(ctx, tx, last)
	if err != nil {
		return nil, nil, Checkpoint{}, err
	}
	for _, row := range rows {
		if _, err := l.decode(row); err != nil {
			return nil, nil, Checkpoint{}, err
		}
		ids = append(ids, row.ID)
		hashes = append(hashes, f.Append(tlog.RecordHash(row.Body))...)
	}
	c, err = l.signer.Sign(f.Size(), f.Root())
	return ids, hashes, c, err
}

// decode reads the entry in a row and holds it against the row.
func (l *Log) decode(row store.EntryRow) (Entry, error) {
	e, err := Decode(row.Body)
	if err != nil {
		return Entry{}, fmt.Errorf("reading entry %s (%v): %w", row.ID, err, ErrTampered)
	}
	if e.ID != row.ID || e.Controller != l.controller {
		return Entry{}, fmt.Errorf("reading entry %s, which is another's: %w", row.ID, ErrTampered)
	}
	return e, nil
}

// put stores the places, the hashes and the checkpoint of one batch.
func (l *Log) put(ctx context.Context, tx *store.Tx, now time.Time, from int64, ids []string, hashes []tlog.Hash, c Checkpoint) error {
	if err := tx.PlaceEntries(ctx, l.controller, from, ids); err != nil {
		return err
	}
	raw := make([][]byte, len(hashes))
	for i, h := range hashes {
		raw[i] = h[:]
	}
	if err := tx.PutTreeHashes(ctx, l.controller, tlog.StoredHashIndex(0, from), raw); err != nil {
		return err
	}
	return tx.PutCheckpoint(ctx, l.controller, store.Checkpoint{Size: c.Size, At: now, Note: c.Note})
}
