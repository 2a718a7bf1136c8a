package seal

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// A Backup is an escrow copy that was read back and found the same.
type Backup struct {
	ID     string
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
	err = e.db.view(ctx, func(tx rows) (err error) {
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
	err = e.db.update(ctx, func(tx rows) error {
		return tx.markBackup(ctx, controller, b.ID, e.now(), time.Time{})
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
	err := e.db.update(ctx, func(tx rows) error {
		name := copyName{controller: controller, madeAt: e.now().UTC().Truncate(time.Second)}
		known, err := tx.keks(ctx, controller)
		if err != nil {
			return err
		}
		for _, row := range known {
			some, err := tx.keysUnder(ctx, controller, row.version, "", 1)
			if err != nil {
				return err
			}
			if len(some) > 0 || row.state == kekCurrent {
				name.label = row.version
				break
			}
		}
		b = Backup{ID: name.newID(), MadeAt: name.madeAt}
		return tx.insertBackup(ctx, controller, backupRow{id: b.ID, madeAt: b.MadeAt})
	})
	return b, err
}

// writeCopy streams every key to a draft: each is unwrapped, written and wiped.
func (e *Embedded) writeCopy(ctx context.Context, tx rows, controller string, madeAt time.Time, d *draft) (int, error) {
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
	known, err := tx.keks(ctx, controller)
	if err != nil {
		return 0, err
	}
	for _, row := range known {
		if err := e.writeVersion(ctx, tx, controller, row.version, w); err != nil {
			return 0, err
		}
	}
	return int(w.count), w.end()
}

func (e *Embedded) writeVersion(ctx context.Context, tx rows, controller string, version int64, w *copyWriter) error {
	return eachUnder(ctx, tx, controller, version, func(page []wrappedKey) error {
		for _, row := range page {
			kek, err := e.prove(ctx, tx, controller, row.version)
			if err != nil {
				return err
			}
			key, err := e.unwrap(ctx, kek, row)
			if err != nil {
				return err
			}
			err = w.add(row.id, row.createdAt, key)
			key.Wipe()
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// eachUnder walks the keys wrapped under one version, in order of id, page by
// page.
func eachUnder(ctx context.Context, tx rows, controller string, version int64, f func([]wrappedKey) error) error {
	page, err := tx.keysUnder(ctx, controller, version, "", batch)
	for len(page) > 0 && err == nil {
		if err = f(page); err != nil {
			return err
		}
		page, err = tx.keysUnder(ctx, controller, version, page[len(page)-1].id, batch)
	}
	return err
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
		age := e.now().Sub(row.madeAt)
		if !row.deletedAt.IsZero() || age <= EscrowLife && (age <= unread || !row.readBackAt.IsZero()) {
			continue
		}
		if err := e.escrow.remove(row.id); err != nil {
			return deleted, fmt.Errorf("pruning escrow copies: %w", err)
		}
		err := e.db.update(ctx, func(tx rows) error {
			return tx.markBackup(ctx, controller, row.id, time.Time{}, e.now())
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
func (e *Embedded) adopt(ctx context.Context, controller string) ([]backupRow, error) {
	held, err := e.escrow.copies(controller)
	if err != nil {
		return nil, err
	}
	var known []backupRow
	err = e.db.update(ctx, func(tx rows) (err error) {
		if known, err = tx.backups(ctx, controller); err != nil {
			return err
		}
		noted := make(map[string]bool, len(known))
		for _, row := range known {
			noted[row.id] = true
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
			row := backupRow{id: id, madeAt: name.madeAt, readBackAt: name.madeAt}
			if err := tx.insertBackup(ctx, controller, row); err != nil {
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
	var held []string
	if e.escrow != nil {
		if held, err = e.escrow.copies(controller); err != nil {
			return 0, time.Time{}, fmt.Errorf("finding what is final: %w", err)
		}
	}
	err = e.db.view(ctx, func(tx rows) error {
		keks, err1 := tx.keks(ctx, controller)
		copies, err2 := tx.backups(ctx, controller)
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
func final(keks []kekRow, copies []backupRow, held []string) (below int64, at time.Time, err error) {
	for _, row := range copies {
		if row.deletedAt.IsZero() {
			held = append(held, row.id)
		}
	}
	for _, row := range keks {
		if row.destroyedAt.IsZero() && (below == 0 || row.version < below) {
			below = row.version
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
		if row.version < below && row.destroyedAt.After(at) {
			at = row.destroyedAt
		}
	}
	for _, row := range copies {
		name, err := parseCopy(row.id)
		if err != nil {
			return 0, time.Time{}, err
		}
		if name.label < below && row.deletedAt.After(at) {
			at = row.deletedAt
		}
	}
	return below, at, nil
}
