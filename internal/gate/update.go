package gate

import (
	"context"
	"errors"
	"fmt"

	"candour/internal/care"
	"candour/internal/store"
)

// ErrUnlogged says that a change was about to commit with no entry naming it.
// It is a fault of the code that made the change; nothing was written.
var ErrUnlogged = errors.New("a change without a ledger entry")

// Update runs fn as one serialisable transaction with its entry in it. fn may
// run again. A *Refusal rolls the change back and is recorded on its own.
func (g *Gate) Update(ctx context.Context, who Reader, ask Ask, fn func(*Tx) error) error {
	h, err := g.house(who.Controller)
	if err != nil {
		return err
	}
	tx, err := g.change(ctx, h, who, ask, updating, func(s *store.Tx) (int64, error) {
		return s.WriteLane(ctx, who.Controller, g.node, laneWrites, g.now())
	}, fn)
	return g.changed(ctx, h, tx, err)
}

// Revoke is Update for a change that takes something from somebody: leaving,
// withdrawal, restriction, suspension, destruction, a leaver, a moved
// calendar. Its first statement writes every node's row of the counter, so no
// entry decided before it can commit after it.
func (g *Gate) Revoke(ctx context.Context, who Reader, ask Ask, fn func(*Tx) error) error {
	h, err := g.house(who.Controller)
	if err != nil {
		return err
	}
	tx, err := g.change(ctx, h, who, ask, revoking, func(s *store.Tx) (int64, error) {
		return s.Revoke(ctx, who.Controller)
	}, fn)
	return g.changed(ctx, h, tx, err)
}

// lane waits for this node's turn to change the controller's data.
func (h *house) lane(ctx context.Context) (release func(), err error) {
	select {
	case h.writing <- struct{}{}:
		return func() { <-h.writing }, nil
	case <-ctx.Done():
		return nil, fmt.Errorf("waiting to write: %w", ctx.Err())
	}
}

// A manner is how a change is made.
type manner bool

const (
	updating manner = false
	revoking manner = true
)

func (g *Gate) change(ctx context.Context, h *house, who Reader, ask Ask, how manner, first func(*store.Tx) (int64, error), fn func(*Tx) error) (*Tx, error) {
	release, err := h.lane(ctx)
	if err != nil {
		return nil, err
	}
	defer release() // a change that panics must not keep the lane
	run := g.db.Update
	if how == revoking {
		run = g.db.Commit
	}
	var last *Tx
	var tried bool
again:
	err = run(ctx, func(s *store.Tx) error {
		tx := &Tx{gate: g, house: h, who: who, ask: ask, store: s, writable: true, revoking: how == revoking}
		defer tx.wipe()
		last = tx
		var err error
		if tx.seen, err = first(s); err != nil {
			return fmt.Errorf("writing the revocation counter: %w", err)
		}
		if tx.today, err = g.today(ctx, h, s, tx.seen, false); err != nil {
			return err
		}
		if err := tx.standing(ctx); err != nil {
			return err
		}
		if err := fn(tx); err != nil {
			return err
		}
		return tx.log(ctx)
	})
	if errors.Is(err, errLookAgain) && !tried {
		tried = true
		if err = g.lookAgain(ctx, h, last.missing); err == nil {
			goto again
		}
	}
	return last, err
}

// changed records a refused change, and after a committed one does what the
// transaction asked to have done once it stood.
func (g *Gate) changed(ctx context.Context, h *house, tx *Tx, err error) error {
	var no *Refusal
	switch {
	case err == nil:
		for _, after := range tx.after {
			after()
		}
		return nil
	case errors.As(err, &no):
		if logged := g.append(ctx, h, tx.refusal(no), tx.seen, true); logged != nil {
			return logged
		}
		return no
	case errors.Is(err, care.ErrNotFound) && tx != nil:
		if logged := g.append(ctx, h, tx.refusal(unknown()), tx.seen, true); logged != nil {
			return logged
		}
		return unknown()
	}
	return err
}

// log writes the transaction's entries. A change that no entry names fails.
func (tx *Tx) log(ctx context.Context) error {
	if tx.dirty && tx.act == "" && len(tx.extra) == 0 {
		return ErrUnlogged
	}
	rows := make([]store.EntryRow, 0, len(tx.extra)+1)
	for _, e := range tx.extra {
		row, err := entryRow(e)
		if err != nil {
			return err
		}
		rows = append(rows, row)
	}
	if tx.act != "" || len(tx.extra) == 0 {
		row, err := entryRow(tx.entry())
		if err != nil {
			return err
		}
		rows = append(rows, row)
	}
	if err := tx.store.InsertEntries(ctx, tx.who.Controller, rows); err != nil {
		return fmt.Errorf("recording the change: %w", err)
	}
	return nil
}
