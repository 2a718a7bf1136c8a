package seal

import (
	"context"
	"errors"
	"fmt"
	"time"

	"candour/internal/care"
	"candour/internal/store"
)

// A Backup is an escrow copy that was read back and found the same.
type Backup struct {
	ID     care.ID
	MadeAt time.Time
	Keys   int
	SHA256 string // of the encrypted file, in hex: belongs in the ledger
}

// BackUp writes every key of a controller, as one snapshot shows them, to an
// escrow copy, makes it durable and reads it back. The key database tells of
// the copy before it exists, so that none is ever forgotten.
func (e *Embedded) BackUp(ctx context.Context, controller string) (Backup, error) {
	if e.escrow == nil {
		return Backup{}, fmt.Errorf("backing up keys: %w", ErrNoEscrow)
	}
	b, err := e.announce(ctx, controller)
	if err != nil {
		return Backup{}, fmt.Errorf("backing up keys: %w", err)
	}
	var d *draft
	defer func() { d.discard() }()
	err = e.db.View(ctx, func(tx *store.KeyTx) (err error) {
		d.discard() // of an attempt that the database had run again
		if d, err = e.escrow.draft(); err != nil {
			return err
		}
		b.Keys, err = e.writeCopy(ctx, tx, controller, b.MadeAt, d)
		return err
	})
	if err != nil {
		return Backup{}, fmt.Errorf("backing up keys: %w", err)
	}
	if b.SHA256, err = d.finish(e.escrow.path(b.ID)); err != nil {
		return Backup{}, fmt.Errorf("backing up keys: %w", err)
	}
	back, err := e.escrow.digest(b.ID)
	if err != nil {
		return Backup{}, fmt.Errorf("backing up keys: %w", err)
	}
	if back != b.SHA256 {
		return Backup{}, fmt.Errorf("backing up keys: copy %s reads back differently from what was written", b.ID)
	}
	err = e.db.Update(ctx, func(tx *store.KeyTx) error {
		return tx.MarkKeyBackupRead(ctx, controller, b.ID, e.now())
	})
	if err != nil {
		return Backup{}, fmt.Errorf("backing up keys: %w", err)
	}
	return b, nil
}

// announce tells the key database of a copy about to be written. Its label is
// the lowest version any key has now; versions only rise, so no key in the
// copy has a lower one.
func (e *Embedded) announce(ctx context.Context, controller string) (Backup, error) {
	var b Backup
	err := e.db.Update(ctx, func(tx *store.KeyTx) error {
		name := copyName{controller: controller, madeAt: e.now().UTC().Truncate(time.Second)}
		known, err := tx.KEKs(ctx, controller)
		if err != nil {
			return err
		}
		for _, row := range known {
			some, err := tx.KeysUnder(ctx, controller, row.Version, "", 1)
			if err != nil {
				return err
			}
			if len(some) > 0 || row.State == store.KEKCurrent {
				name.label = row.Version
				break
			}
		}
		b = Backup{ID: name.newID(), MadeAt: name.madeAt}
		return tx.InsertKeyBackup(ctx, controller, store.KeyBackup{ID: b.ID, MadeAt: b.MadeAt})
	})
	return b, err
}

// writeCopy streams every key to a draft: each is unwrapped, written and wiped.
func (e *Embedded) writeCopy(ctx context.Context, tx *store.KeyTx, controller string, madeAt time.Time, d *draft) (int, error) {
	current, err := e.current(ctx, tx, controller)
	if err != nil {
		return 0, err
	}
	w, err := newCopyWriter(d.sealed, CopyHead{
		Controller: controller, Database: current.Database, Version: current.Version, MadeAt: madeAt,
	})
	if err != nil {
		return 0, err
	}
	page, err := tx.KeysAfter(ctx, controller, "", batch)
	for len(page) > 0 && err == nil {
		if err = e.writePage(ctx, tx, controller, page, w); err != nil {
			return 0, err
		}
		page, err = tx.KeysAfter(ctx, controller, page[len(page)-1].ID, batch)
	}
	if err != nil {
		return 0, err
	}
	return int(w.count), w.end()
}

func (e *Embedded) writePage(ctx context.Context, tx *store.KeyTx, controller string, page []store.KeyRow, w *copyWriter) error {
	for _, row := range page {
		kek, err := e.prove(ctx, tx, controller, row.KEKVersion)
		if err != nil {
			return err
		}
		key, err := e.unwrap(ctx, kek, row)
		if err != nil {
			return err
		}
		err = w.add(row.ID, row.CreatedAt, key)
		key.Wipe()
		if err != nil {
			return err
		}
	}
	return nil
}

// unread is how long a copy may stay unread before it counts as one that a
// crash left behind.
const unread = time.Hour

// Prune deletes a controller's escrow copies that are past EscrowLife, and
// those a crash left unread. Copies in the directory that the key database
// does not know, after a restore, it takes note of. It returns how many it
// deleted.
func (e *Embedded) Prune(ctx context.Context, controller string) (int, error) {
	if e.escrow == nil {
		return 0, nil
	}
	known, err := e.adopt(ctx, controller)
	if err != nil {
		return 0, fmt.Errorf("pruning escrow copies: %w", err)
	}
	deleted := 0
	for _, row := range known {
		age := e.now().Sub(row.MadeAt)
		if !row.DeletedAt.IsZero() || age <= EscrowLife && (age <= unread || !row.ReadBackAt.IsZero()) {
			continue
		}
		if err := e.escrow.remove(row.ID); err != nil {
			return deleted, fmt.Errorf("pruning escrow copies: %w", err)
		}
		err := e.db.Update(ctx, func(tx *store.KeyTx) error {
			return tx.MarkKeyBackupDeleted(ctx, controller, row.ID, e.now())
		})
		if err != nil {
			return deleted, fmt.Errorf("pruning escrow copies: %w", err)
		}
		deleted++
	}
	return deleted, nil
}

// adopt notes the copies in the directory that the key database does not know,
// and returns all it knows then.
func (e *Embedded) adopt(ctx context.Context, controller string) ([]store.KeyBackup, error) {
	held, err := e.escrow.copies(controller)
	if err != nil {
		return nil, err
	}
	var known []store.KeyBackup
	err = e.db.Update(ctx, func(tx *store.KeyTx) (err error) {
		if known, err = tx.KeyBackups(ctx, controller); err != nil {
			return err
		}
		noted := make(map[care.ID]bool, len(known))
		for _, row := range known {
			noted[row.ID] = true
		}
		for _, id := range held {
			if noted[id] {
				continue
			}
			name, err := parseCopy(id)
			if err != nil {
				return err
			}
			// Read back by the database it was made for, or it would be unfinished.
			row := store.KeyBackup{ID: id, MadeAt: name.madeAt, ReadBackAt: name.madeAt}
			if err := tx.InsertKeyBackup(ctx, controller, row); err != nil {
				return err
			}
			if err := tx.MarkKeyBackupRead(ctx, controller, id, row.ReadBackAt); err != nil {
				return err
			}
			known = append(known, row)
		}
		return nil
	})
	return known, err
}

// Final returns the version below which no copy of any wrapped key remains
// anywhere, and since when: a key whose Delete returned a lower version is
// gone for good. A certificate is final when its version is lower.
func (e *Embedded) Final(ctx context.Context, controller string) (below int64, at time.Time, err error) {
	var held []care.ID
	if e.escrow != nil {
		if held, err = e.escrow.copies(controller); err != nil {
			return 0, time.Time{}, fmt.Errorf("finding what is final: %w", err)
		}
	}
	err = e.db.View(ctx, func(tx *store.KeyTx) error {
		keks, err1 := tx.KEKs(ctx, controller)
		copies, err2 := tx.KeyBackups(ctx, controller)
		if err := errors.Join(err1, err2); err != nil {
			return err
		}
		below, at, err = final(keks, copies, held)
		return err
	})
	if err != nil {
		return 0, time.Time{}, fmt.Errorf("finding what is final: %w", err)
	}
	return below, at, nil
}

// final is the lowest version that a key-encryption key not yet destroyed, or
// an escrow copy not yet deleted, may still hold. A key in a copy was wrapped
// under the copy's label or a later version, so it was deleted under one too.
func final(keks []store.KEK, copies []store.KeyBackup, held []care.ID) (below int64, at time.Time, err error) {
	for _, row := range copies {
		if row.DeletedAt.IsZero() {
			held = append(held, row.ID)
		}
	}
	for _, row := range keks {
		if row.DestroyedAt.IsZero() && (below == 0 || row.Version < below) {
			below = row.Version
		}
	}
	for _, id := range held {
		name, err := parseCopy(id)
		if err != nil {
			return 0, time.Time{}, err
		}
		below = min(below, name.label)
	}
	for _, row := range keks {
		if row.Version < below && row.DestroyedAt.After(at) {
			at = row.DestroyedAt
		}
	}
	for _, row := range copies {
		name, err := parseCopy(row.ID)
		if err != nil {
			return 0, time.Time{}, err
		}
		if name.label < below && row.DeletedAt.After(at) {
			at = row.DeletedAt
		}
	}
	return below, at, nil
}
