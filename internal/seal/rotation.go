package seal

import (
	"context"
	"fmt"
	"time"

	"candour/internal/care"
	"candour/internal/store"
)

// A Rotation changes a controller's key-encryption key, every night: publish a
// new one, wrap every key under it, back the keys up, wait until every live
// node reports the new version, destroy the old one. Each step may be repeated
// and each finds out from the key database what is left to do, so that any
// node resumes what a dead one began. One node at a time should run it; two do
// no harm.
type Rotation struct {
	keys       *Embedded
	controller string
	everyNode  func(ctx context.Context, version int64) (bool, error)

	under int64   // where the last RewrapBatch stopped
	after care.ID // so that the next does not walk over what that one moved

	made Backup
}

// Rotation returns the change of a controller's key-encryption key. everyNode
// reports whether every live node has shown that it can use a version.
func (e *Embedded) Rotation(controller string, everyNode func(ctx context.Context, version int64) (bool, error)) *Rotation {
	return &Rotation{keys: e, controller: controller, everyNode: everyNode}
}

// LastChange returns when the current key-encryption key was published, and
// whether every older one is destroyed. An unfinished change is resumed by Run.
func (e *Embedded) LastChange(ctx context.Context, controller string) (at time.Time, finished bool, err error) {
	known, err := e.keks(ctx, controller)
	if err != nil {
		return time.Time{}, false, fmt.Errorf("reading the last change of the key-encryption key: %w", err)
	}
	finished = true
	for _, row := range known {
		if row.State == store.KEKCurrent {
			at = row.PublishedAt
		} else if row.DestroyedAt.IsZero() {
			finished = false
		}
	}
	return at, finished, nil
}

// Run takes every step that is left. It returns ErrTooEarly when a live node
// has not yet reported the new version: run it again later.
func (r *Rotation) Run(ctx context.Context) (version int64, err error) {
	if version, err = r.Publish(ctx); err != nil {
		return 0, err
	}
	for n := batch; n > 0; {
		if n, err = r.RewrapBatch(ctx, batch); err != nil {
			return 0, err
		}
	}
	if err := r.BackUp(ctx); err != nil {
		return 0, err
	}
	if _, err := r.keys.Prune(ctx, r.controller); err != nil {
		return 0, err
	}
	return version, r.DestroyOld(ctx)
}

// Publish makes a new key-encryption key the current one, unless an earlier
// change is unfinished. It returns the current version.
func (r *Rotation) Publish(ctx context.Context) (int64, error) {
	if r.keys.escrow == nil {
		return 0, fmt.Errorf("publishing a key-encryption key: %w", ErrNoEscrow)
	}
	_, finished, err := r.keys.LastChange(ctx, r.controller)
	if err != nil {
		return 0, err
	}
	current, err := r.keys.Version(ctx, r.controller)
	if err != nil || !finished {
		return current, err
	}
	version, err := r.keys.publish(ctx, r.controller, current+1)
	if err != nil {
		return 0, fmt.Errorf("publishing a key-encryption key: %w", err)
	}
	return version, nil
}

// RewrapBatch wraps up to n keys, in order of id, under the current
// key-encryption key, in one transaction. It returns how many; 0 means none is
// left. A key deleted meanwhile stays deleted.
func (r *Rotation) RewrapBatch(ctx context.Context, n int) (int, error) {
	var moved []store.KeyRow
	var under int64
	err := r.keys.db.Update(ctx, func(tx *store.KeyTx) (err error) {
		if moved, under, err = r.left(ctx, tx, n); err != nil || len(moved) == 0 {
			return err
		}
		anew, err := r.keys.rewrap(ctx, tx, r.controller, moved)
		if err != nil {
			return err
		}
		_, err = tx.RewrapKeys(ctx, r.controller, under, anew)
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("wrapping keys anew: %w", err)
	}
	if len(moved) > 0 {
		r.under, r.after = under, moved[len(moved)-1].ID
	}
	return len(moved), nil
}

// left returns keys still wrapped under an old key-encryption key: those after
// the last batch, or from the start again when there are none.
func (r *Rotation) left(ctx context.Context, tx *store.KeyTx, n int) ([]store.KeyRow, int64, error) {
	known, err := tx.KEKs(ctx, r.controller)
	if err != nil {
		return nil, 0, err
	}
	for _, row := range known {
		if row.State != store.KEKRetiring {
			continue
		}
		if row.Version == r.under {
			keys, err := tx.KeysUnder(ctx, r.controller, row.Version, r.after, n)
			if err != nil || len(keys) > 0 {
				return keys, row.Version, err
			}
		}
		keys, err := tx.KeysUnder(ctx, r.controller, row.Version, "", n)
		if err != nil || len(keys) > 0 {
			return keys, row.Version, err
		}
	}
	return nil, 0, nil
}

// rewrap returns keys wrapped under the current key-encryption key.
func (e *Embedded) rewrap(ctx context.Context, tx *store.KeyTx, controller string, old []store.KeyRow) ([]store.KeyRow, error) {
	to, err := e.current(ctx, tx, controller)
	if err != nil {
		return nil, err
	}
	anew := make([]store.KeyRow, len(old))
	for i, row := range old {
		from, err := e.prove(ctx, tx, controller, row.KEKVersion)
		if err != nil {
			return nil, err
		}
		key, err := e.unwrap(ctx, from, row)
		if err != nil {
			return nil, err
		}
		anew[i], err = e.wrap(ctx, to, row.ID, key, row.CreatedAt)
		key.Wipe()
		if err != nil {
			return nil, err
		}
	}
	return anew, nil
}

// BackUp makes this change's escrow copy, unless one was already read back. It
// returns ErrTooEarly while keys are wrapped under an old key-encryption key.
func (r *Rotation) BackUp(ctx context.Context) error {
	done := false
	err := r.keys.db.View(ctx, func(tx *store.KeyTx) error {
		left, under, err := r.left(ctx, tx, 1)
		if err != nil {
			return err
		}
		if len(left) > 0 {
			return fmt.Errorf("%w: some are wrapped under version %d", ErrTooEarly, under)
		}
		known, err := tx.KEKs(ctx, r.controller)
		if err != nil {
			return err
		}
		done, err = r.hasCopy(ctx, tx, known)
		return err
	})
	if err != nil {
		return fmt.Errorf("backing up keys: %w", err)
	}
	if done {
		return nil
	}
	r.made, err = r.keys.BackUp(ctx, r.controller)
	return err
}

// Made returns the escrow copy that this Rotation made, none when one that an
// earlier process made stood already. Its SHA-256 belongs in the ledger.
func (r *Rotation) Made() (copy Backup, ok bool) { return r.made, r.made.ID != "" }

// hasCopy reports whether a living copy was read back that was made after all
// keys had been wrapped under the current key-encryption key.
func (r *Rotation) hasCopy(ctx context.Context, tx *store.KeyTx, known []store.KEK) (bool, error) {
	copies, err := tx.KeyBackups(ctx, r.controller)
	if err != nil {
		return false, err
	}
	for _, row := range copies {
		name, err := parseCopy(row.ID)
		if err != nil {
			return false, err
		}
		newest := known[len(known)-1].Version
		if name.label == newest && !row.ReadBackAt.IsZero() && row.DeletedAt.IsZero() {
			return true, nil
		}
	}
	return false, nil
}

// DestroyOld destroys every key-encryption key but the current one. It returns
// ErrTooEarly, and destroys nothing, while a key is wrapped under an old one,
// no copy made since was read back, or a live node lags. A version is marked
// first, so that nobody uses it, and dated when its custodian has destroyed it.
func (r *Rotation) DestroyOld(ctx context.Context) error {
	_, finished, err := r.keys.LastChange(ctx, r.controller)
	if err != nil || finished {
		return err
	}
	current, err := r.keys.Version(ctx, r.controller)
	if err != nil {
		return err
	}
	ready, err := r.everyNode(ctx, current)
	if err == nil && !ready {
		err = fmt.Errorf("%w: a live node has not reported version %d", ErrTooEarly, current)
	}
	if err != nil {
		return fmt.Errorf("destroying old key-encryption keys: %w", err)
	}
	err = r.keys.db.Update(ctx, func(tx *store.KeyTx) error { return r.markOld(ctx, tx, current) })
	if err != nil {
		return fmt.Errorf("destroying old key-encryption keys: %w", err)
	}
	known, err := r.keys.keks(ctx, r.controller)
	if err != nil {
		return fmt.Errorf("destroying old key-encryption keys: %w", err)
	}
	for _, row := range known {
		if row.State != store.KEKDestroyed || !row.DestroyedAt.IsZero() {
			continue
		}
		if err := r.keys.destroy(ctx, r.controller, row.Version); err != nil {
			return fmt.Errorf("destroying key-encryption key %d: %w", row.Version, err)
		}
	}
	return nil
}

// markOld marks the retiring versions as destroyed, or refuses.
func (r *Rotation) markOld(ctx context.Context, tx *store.KeyTx, current int64) error {
	known, err := tx.KEKs(ctx, r.controller)
	if err != nil {
		return err
	}
	if newest := known[len(known)-1].Version; newest != current {
		return fmt.Errorf("%w: version %d was published meanwhile", ErrTooEarly, newest)
	}
	copied, err := r.hasCopy(ctx, tx, known)
	if err != nil {
		return err
	}
	for _, row := range known {
		if row.State != store.KEKRetiring {
			continue
		}
		if !copied {
			return fmt.Errorf("%w: no escrow copy was read back since", ErrTooEarly)
		}
		some, err := tx.KeysUnder(ctx, r.controller, row.Version, "", 1)
		if err != nil {
			return err
		}
		if len(some) > 0 {
			return fmt.Errorf("%w: keys are still wrapped under version %d", ErrTooEarly, row.Version)
		}
		if err := tx.SetKEKState(ctx, r.controller, row.Version, store.KEKRetiring, store.KEKDestroyed, time.Time{}); err != nil {
			return err
		}
	}
	return nil
}

// destroy has the custodian destroy a version that is marked, and dates it.
func (e *Embedded) destroy(ctx context.Context, controller string, version int64) error {
	database, err := e.Identity(ctx, controller)
	if err != nil {
		return err
	}
	if err := e.custodian.Destroy(ctx, KEK{controller, database, version}); err != nil {
		return err
	}
	e.forget(controller, version)
	return e.db.Update(ctx, func(tx *store.KeyTx) error {
		return tx.SetKEKState(ctx, controller, version, store.KEKDestroyed, store.KEKDestroyed, e.now())
	})
}

func (e *Embedded) keks(ctx context.Context, controller string) (known []store.KEK, err error) {
	err = e.db.View(ctx, func(tx *store.KeyTx) error {
		known, err = tx.KEKs(ctx, controller)
		return err
	})
	return known, err
}
