package gate

import (
	"context"
	"errors"
	"fmt"

	"candour/internal/care"
	"candour/internal/ledger"
	"candour/internal/store"
)

// The ledger as the staff of its council read it. Entries hold ids, codes and
// days and nothing personal, so every worker of the controller may read them;
// reading them is itself a look with an entry.

// An Entry is one entry of the ledger.
type Entry = ledger.Entry

// A Placed is an entry with its place in the tree; Position is below nought
// while the integrator has not placed it.
type Placed struct {
	Entry
	Position int64
}

// Pending reports whether the entry still waits for its place.
func (p Placed) Pending() bool { return p.Position < 0 }

// A LedgerPage is one page of the ledger, newest first.
type LedgerPage struct {
	Pending []Placed
	Placed  []Placed
	Older   int64 // the page before this one begins below here; 0 at the first entry
}

// Ledger gives a page of the asker's controller's ledger: what waits for its
// place, and the placed entries below a position (0: from the newest).
func (tx *Tx) Ledger(ctx context.Context, before int64, limit int) (LedgerPage, error) {
	var out LedgerPage
	if tx.who.Worker == "" {
		return out, unknown()
	}
	rows, err := tx.store.EntriesBefore(ctx, tx.who.Controller, before, limit)
	if err != nil {
		return out, err
	}
	if out.Placed, err = decodeEntries(rows); err != nil {
		return out, err
	}
	if n := len(out.Placed); n == limit {
		out.Older = out.Placed[n-1].Position
	}
	if before > 0 {
		return out, nil
	}
	if rows, err = tx.store.NewestPending(ctx, tx.who.Controller, limit); err != nil {
		return out, err
	}
	out.Pending, err = decodeEntries(rows)
	return out, err
}

// LedgerEntry gives one entry of the asker's controller's ledger.
func (tx *Tx) LedgerEntry(ctx context.Context, id care.ID) (Placed, error) {
	if tx.who.Worker == "" {
		return Placed{}, unknown()
	}
	row, err := tx.store.EntryByID(ctx, tx.who.Controller, string(id))
	if err != nil {
		return Placed{}, err
	}
	all, err := decodeEntries([]store.EntryRow{row})
	if err != nil {
		return Placed{}, err
	}
	tx.Of(id)
	return all[0], nil
}

// EntriesAbout gives the newest entries that name the subject of a file the
// asker has opened: who has looked, and what for.
func (tx *Tx) EntriesAbout(ctx context.Context, f *File, limit int) ([]Placed, error) {
	rows, err := tx.store.EntriesAbout(ctx, tx.who.Controller, string(f.Episode.Subject), limit)
	if err != nil {
		return nil, err
	}
	return decodeEntries(rows)
}

func decodeEntries(rows []store.EntryRow) ([]Placed, error) {
	out := make([]Placed, 0, len(rows))
	for _, r := range rows {
		e, err := ledger.Decode(r.Body)
		if err != nil {
			return nil, fmt.Errorf("reading entry %s: %w", r.ID, errors.Join(err, ErrAlarm))
		}
		out = append(out, Placed{Entry: e, Position: r.Position})
	}
	return out, nil
}

// A Checkpoint is the newest signed state of a controller's ledger, with the
// public key that checks it.
type Checkpoint struct {
	Size int64
	Note string // C2SP signed note; "" before the first integration
	Key  string
}

// Checkpoint gives the newest checkpoint of a controller's ledger. It is
// published, so reading it is no look.
func (g *Gate) Checkpoint(ctx context.Context, controller string) (Checkpoint, error) {
	l := g.logs[controller]
	if l == nil {
		return Checkpoint{}, fmt.Errorf("ledger: %w", care.ErrNotFound)
	}
	c, err := l.Latest(ctx)
	if errors.Is(err, care.ErrNotFound) {
		return Checkpoint{Key: l.VerifierKey()}, nil
	}
	if err != nil {
		return Checkpoint{}, fmt.Errorf("reading the newest checkpoint: %w", err)
	}
	return Checkpoint{Size: c.Size, Note: c.Note, Key: l.VerifierKey()}, nil
}

// ErrPending says that an entry has no place in the tree yet, so that nothing
// can be proved of it.
var ErrPending = ledger.ErrPending

// Prove gives the proof file of one entry, which anybody can check with the
// public key alone. Call it after LedgerEntry, which decides and records.
func (g *Gate) Prove(ctx context.Context, controller string, id care.ID) ([]byte, error) {
	l := g.logs[controller]
	if l == nil {
		return nil, fmt.Errorf("ledger: %w", care.ErrNotFound)
	}
	return l.Prove(ctx, id)
}
