package seal

import (
	"context"
	"fmt"
	"io"
	"time"

	"candour/internal/care"
	"candour/internal/store"

	"filippo.io/age"
)

// Restored says what RestoreBackup did.
type Restored struct {
	Head    CopyHead // what the copy says it is
	Keys    int      // restored
	Present int      // there already, left as they were
	Dead    int      // skipped: they died after the copy was made
}

// RestoreBackup reads an escrow copy, opened with an age identity, into the key
// database. Keys for which died reports true are never written; keys that are
// there stay as they are, so it may be run again after a crash. A copy of
// another controller is refused whole, and a damaged one from the damage on.
//
// Keys are wrapped under a version above every one the copy knew, so that
// certificates of keys deleted before and after cannot be confused. Compare
// the copy's SHA-256 with the ledger first: age hides a copy's content, but
// anyone with the public key can make one.
func (e *Embedded) RestoreBackup(ctx context.Context, controller string, file, identity io.Reader, died func(care.ID) bool) (Restored, error) {
	identities, err := age.ParseIdentities(identity)
	if err != nil {
		return Restored{}, fmt.Errorf("reading the escrow identity: %w", err)
	}
	plaintext, err := age.Decrypt(file, identities...)
	if err != nil {
		return Restored{}, fmt.Errorf("opening the escrow copy: %w", err)
	}
	r, head, err := newCopyReader(plaintext)
	if err != nil {
		return Restored{}, fmt.Errorf("reading the escrow copy: %w", err)
	}
	done := Restored{Head: head}
	if head.Controller != controller {
		return done, fmt.Errorf("restoring keys: the copy belongs to controller %s: %w", head.Controller, ErrTampered)
	}
	if head.Version < 1 || head.Version > 1<<40 { // a thousand million years of nights
		return done, fmt.Errorf("restoring keys: version %d: %w", head.Version, errBadCopy)
	}
	if err := e.above(ctx, controller, head.Version); err != nil {
		return done, fmt.Errorf("restoring keys: %w", err)
	}
	for err == nil {
		var some []copiedKey
		some, err = readSome(r, died, &done)
		n, err2 := e.insertMissing(ctx, controller, some)
		if err2 != nil {
			return done, fmt.Errorf("restoring keys: %w", err2)
		}
		done.Keys += n
		done.Present += len(some) - n
	}
	if err != io.EOF {
		return done, fmt.Errorf("reading the escrow copy: %w", err)
	}
	if _, err := e.Prune(ctx, controller); err != nil { // takes note of the copies that live
		return done, err
	}
	return done, nil
}

// above sees to it that the current version is above another.
func (e *Embedded) above(ctx context.Context, controller string, version int64) error {
	current, err := e.Version(ctx, controller)
	if err != nil || current > version {
		return err
	}
	_, err = e.publish(ctx, controller, version+1)
	return err
}

// A copiedKey is a key of an escrow copy, in the clear.
type copiedKey struct {
	id        care.ID
	createdAt time.Time
	key       *Key
}

// readSome reads up to one batch of keys, leaving out the dead. It returns
// io.EOF with the last.
func readSome(r *copyReader, died func(care.ID) bool, done *Restored) ([]copiedKey, error) {
	var some []copiedKey
	for len(some) < batch {
		id, createdAt, key, err := r.next()
		if err != nil {
			return some, err
		}
		if died(id) {
			key.Wipe()
			done.Dead++
			continue
		}
		some = append(some, copiedKey{id, createdAt, key})
	}
	return some, nil
}

// insertMissing wraps and inserts the keys that are not there, and wipes all.
func (e *Embedded) insertMissing(ctx context.Context, controller string, some []copiedKey) (int, error) {
	ids := make([]care.ID, len(some))
	for i, k := range some {
		ids[i] = k.id
		defer k.key.Wipe()
	}
	inserted := 0
	err := e.db.Update(ctx, func(tx *store.KeyTx) error {
		there, err := tx.Keys(ctx, controller, ids...)
		if err != nil {
			return err
		}
		present := make(map[care.ID]bool, len(there))
		for _, row := range there {
			present[row.ID] = true
		}
		kek, err := e.current(ctx, tx, controller)
		if err != nil {
			return err
		}
		var missing []store.KeyRow
		for _, k := range some {
			if present[k.id] {
				continue
			}
			row, err := e.wrap(ctx, kek, k.id, k.key, k.createdAt)
			if err != nil {
				return err
			}
			missing = append(missing, row)
		}
		inserted = len(missing)
		return tx.InsertKeys(ctx, controller, missing)
	})
	return inserted, err
}

// CheckBackup opens an escrow copy with an age identity and reads it to its
// end, restoring nothing: the drill that shows a restore would work. It
// returns what the copy says it is and how many keys it holds.
func CheckBackup(file, identity io.Reader) (CopyHead, int, error) {
	identities, err := age.ParseIdentities(identity)
	if err != nil {
		return CopyHead{}, 0, fmt.Errorf("reading the escrow identity: %w", err)
	}
	plaintext, err := age.Decrypt(file, identities...)
	if err != nil {
		return CopyHead{}, 0, fmt.Errorf("opening the escrow copy: %w", err)
	}
	r, head, err := newCopyReader(plaintext)
	if err != nil {
		return CopyHead{}, 0, fmt.Errorf("reading the escrow copy: %w", err)
	}
	for {
		_, _, key, err := r.next()
		if err == io.EOF {
			return head, int(r.count), nil
		}
		if err != nil {
			return head, int(r.count), fmt.Errorf("reading the escrow copy: %w", err)
		}
		key.Wipe()
	}
}
