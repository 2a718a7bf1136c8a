package casework

import (
	"context"

	"candour/internal/care"
	"candour/internal/gate"
	"candour/internal/policy"
)

// A Ledger is one page of a council's ledger, newest first, with the newest
// signed checkpoint.
type Ledger struct {
	gate.LedgerPage
	Checkpoint gate.Checkpoint
	Entry      care.ID
}

// ledgerPage is how many entries a page of the ledger shows.
const ledgerPage = 25

// ErrPending says that an entry has no place in the tree yet.
var ErrPending = gate.ErrPending

// Ledger opens a page of the asker's council's ledger below a position; 0
// begins at the newest entry.
func (d *Desk) Ledger(ctx context.Context, who Who, before int64) (*Ledger, error) {
	l := &Ledger{}
	ask := gate.Ask{Screen: "ledger", Act: policy.See}
	err := d.gate.View(ctx, who, ask, func(tx *gate.Tx) (err error) {
		l.Entry = tx.Entry()
		l.LedgerPage, err = tx.Ledger(ctx, before, ledgerPage)
		for _, page := range [][]Placed{l.Pending, l.Placed} {
			for i := range page {
				if tellsOfSearch(who, page[i]) {
					page[i].Entry.Count, page[i].Entry.Commitment = 0, ""
				}
			}
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	l.Checkpoint, err = d.gate.Checkpoint(ctx, who.Controller)
	return l, err
}

// A LedgerEntry is one entry with whether it can be proved yet.
type LedgerEntry struct {
	gate.Placed
	Size  int64 // of the newest checkpoint
	Entry care.ID
}

// LedgerEntry opens one entry of the asker's council's ledger.
func (d *Desk) LedgerEntry(ctx context.Context, who Who, id care.ID) (*LedgerEntry, error) {
	e := &LedgerEntry{}
	ask := gate.Ask{Screen: "ledger entry", Act: policy.See}
	err := d.gate.View(ctx, who, ask, func(tx *gate.Tx) (err error) {
		e.Entry = tx.Entry()
		e.Placed, err = tx.LedgerEntry(ctx, id)
		return err
	})
	if err != nil {
		return nil, err
	}
	if tellsOfSearch(who, e.Placed) {
		e.Placed.Entry.Count, e.Placed.Entry.Commitment = 0, ""
	}
	c, err := d.gate.Checkpoint(ctx, who.Controller)
	e.Size = c.Size
	return e, err
}

// Proof gives the file that proves one entry to anybody who holds the public
// key, or an error matching ErrPending while the entry has no place.
func (d *Desk) Proof(ctx context.Context, who Who, id care.ID) ([]byte, error) {
	ask := gate.Ask{Screen: "ledger proof", Act: policy.See}
	err := d.gate.View(ctx, who, ask, func(tx *gate.Tx) error {
		e, err := tx.LedgerEntry(ctx, id)
		if err == nil && tellsOfSearch(who, e) {
			return tx.Refuse()
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return d.gate.Prove(ctx, who.Controller, id)
}

// A Placed is an entry of the ledger with its place in the tree.
type Placed = gate.Placed

// officer is the office that may read how many a search found and did not
// show. Whoever searched would learn from it that a hidden name exists.
const officer = "data protection officer"

func tellsOfSearch(who Who, e Placed) bool {
	return e.Entry.Screen == screenFind && who.Role != officer
}

// screenFind is the screen of a search by name.
const screenFind = "find someone"
