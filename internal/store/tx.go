package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"
)

// A Tx is one transaction on the data database. It has typed methods only: no
// SQL leaves this package. It is for one goroutine.
type Tx struct{ handle }

// A KeyTx is one transaction on the key database.
type KeyTx struct{ handle }

// View reads one snapshot: everything f reads was true at one moment.
func (db *DB) View(ctx context.Context, f func(*Tx) error) error {
	return db.run(ctx, snapshot, func(h handle) error { return f(&Tx{h}) })
}

// Glance reads by single statements, each a snapshot of its own: for what one
// statement tells, without the cost of beginning and ending a transaction.
func (db *DB) Glance(ctx context.Context, f func(*Tx) error) error {
	return db.glance(ctx, func(h handle) error { return f(&Tx{h}) })
}

// Update writes serialisably. It runs f again when the database could not
// order it among others, and returns ErrBusy when that goes on too long.
func (db *DB) Update(ctx context.Context, f func(*Tx) error) error {
	return db.run(ctx, serialisable, func(h handle) error { return f(&Tx{h}) })
}

// Commit writes at READ COMMITTED: for group commits, whose first call is
// WriteLane, and revocations, whose first call is Revoke. Each waits for the
// row the other wrote and then sees it, which a snapshot would not.
func (db *DB) Commit(ctx context.Context, f func(*Tx) error) error {
	return db.run(ctx, readCommitted, func(h handle) error { return f(&Tx{h}) })
}

// View reads one snapshot of the keys.
func (db *KeyDB) View(ctx context.Context, f func(*KeyTx) error) error {
	return db.run(ctx, snapshot, func(h handle) error { return f(&KeyTx{h}) })
}

// Glance reads keys by single statements, each a snapshot of its own.
func (db *KeyDB) Glance(ctx context.Context, f func(*KeyTx) error) error {
	return db.glance(ctx, func(h handle) error { return f(&KeyTx{h}) })
}

// Update writes keys serialisably.
func (db *KeyDB) Update(ctx context.Context, f func(*KeyTx) error) error {
	return db.run(ctx, serialisable, func(h handle) error { return f(&KeyTx{h}) })
}

// A mode is how isolated a transaction is.
type mode int

const (
	snapshot mode = iota
	serialisable
	readCommitted
)

// options are PostgreSQL's. SQLite has one writer, so each of its
// transactions is serialisable, and a deferred one is a snapshot.
func (p *pools) options(m mode) (*sql.DB, *sql.TxOptions) {
	switch {
	case m == snapshot && p.postgres:
		return p.read, &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true}
	case m == snapshot:
		return p.read, nil
	case m == serialisable && p.postgres:
		return p.write, &sql.TxOptions{Isolation: sql.LevelSerializable}
	case p.postgres:
		return p.write, &sql.TxOptions{Isolation: sql.LevelReadCommitted}
	}
	return p.write, nil
}

// takesTurns reports whether transactions of a mode go one at a time.
func (p *pools) takesTurns(m mode) bool {
	return m == serialisable || m == readCommitted && !p.postgres
}

// attempts bounds how often a closure runs before ErrBusy: some four seconds.
const attempts = 40

func (p *pools) run(ctx context.Context, m mode, f func(handle) error) error {
	switch {
	case p.takesTurns(m):
		select {
		case p.turn <- struct{}{}:
			defer func() { <-p.turn }()
		case <-ctx.Done():
			return fmt.Errorf("waiting to write: %w", ctx.Err())
		}
	case m == snapshot:
		if err := p.beginReading(ctx); err != nil {
			return err
		}
		defer p.doneReading()
	}
	return persist(ctx, func() error { return p.once(ctx, m, f) })
}

// beginReading waits for one of the places of readers, in the order in which they
// came; doneReading gives it back.
func (p *pools) beginReading(ctx context.Context) error {
	select {
	case p.readers <- struct{}{}:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("waiting to read: %w", ctx.Err())
	}
}

func (p *pools) doneReading() { <-p.readers }

func (p *pools) glance(ctx context.Context, f func(handle) error) error {
	if err := p.beginReading(ctx); err != nil {
		return err
	}
	defer p.doneReading()
	return persist(ctx, func() error { return f(handle{p.read, p.dialect}) })
}

// persist tries again what failed only because others were at work.
func persist(ctx context.Context, try func() error) error {
	for n := 1; ; n++ {
		err := try()
		if err == nil || !passing(err) {
			return err
		}
		if n == attempts {
			return fmt.Errorf("%w after %d attempts: %w", ErrBusy, n, err)
		}
		if err := pause(ctx, n); err != nil {
			return err
		}
	}
}

func (p *pools) once(ctx context.Context, m mode, f func(handle) error) error {
	db, opts := p.options(m)
	tx, err := db.BeginTx(ctx, opts)
	if err != nil {
		return fmt.Errorf("beginning a transaction: %w", err)
	}
	done := false
	defer func() {
		if !done { // f panicked
			_ = tx.Rollback()
		}
	}()
	err = f(handle{tx, p.dialect})
	done = true
	if err != nil {
		_ = tx.Rollback() // f's error says more
		return err
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("committing: %w", err)
	}
	return nil
}

// pause waits a little longer each time. It is the same on every run, so that
// a simulation replays.
func pause(ctx context.Context, n int) error {
	t := time.NewTimer(time.Millisecond << min(n-1, 7))
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("waiting to try again: %w", ctx.Err())
	}
}
