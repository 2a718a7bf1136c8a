package seal

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"candour/internal/care"

	"github.com/google/uuid"
)

// Embedded keeps data keys in the key database, each wrapped under its
// controller's key-encryption key. It is safe for concurrent use.
type Embedded struct {
	db        database
	custodian Custodian
	escrow    *Escrow          // nil when none is set up
	now       func() time.Time // machine time

	mu     sync.RWMutex
	proven map[wrapping]KEK // key-encryption keys shown to belong to this database
}

// wrapping is what a key row says of the key-encryption key over it.
type wrapping struct {
	controller string
	version    int64
}

var _ Keys = (*Embedded)(nil)

// batch is how many keys one statement or transaction takes at most.
const batch = 1000

// open returns the keys of a database, having shown for each controller that
// every key-encryption key in use is there and belongs to this database. A
// controller seen for the first time gets its first key-encryption key.
func open(ctx context.Context, db database, custodian Custodian, escrow *Escrow, controllers ...string) (*Embedded, error) {
	e := &Embedded{db: db, custodian: custodian, escrow: escrow, now: time.Now, proven: map[wrapping]KEK{}}
	for _, controller := range controllers {
		if err := checkController(controller); err != nil {
			return nil, fmt.Errorf("opening keys: %w", err)
		}
		if err := e.enrol(ctx, controller); err != nil {
			return nil, fmt.Errorf("opening the keys of %s: %w", controller, err)
		}
		if _, err := e.Version(ctx, controller); err != nil {
			return nil, fmt.Errorf("opening the keys of %s: %w", controller, err)
		}
	}
	return e, nil
}

// Create implements [Keys].
func (e *Embedded) Create(ctx context.Context, controller string, n int) ([]care.ID, error) {
	ids := make([]care.ID, 0, n)
	for len(ids) < n {
		some, err := e.create(ctx, controller, min(batch, n-len(ids)))
		if err != nil {
			return nil, fmt.Errorf("creating keys: %w", err)
		}
		ids = append(ids, some...)
	}
	return ids, nil
}

// create makes up to one batch of keys in one transaction. The current version
// is read in the same transaction, so that none is added under a version that
// is being destroyed.
func (e *Embedded) create(ctx context.Context, controller string, n int) ([]care.ID, error) {
	var ids []care.ID
	err := e.db.update(ctx, func(tx rows) error {
		kek, err := e.current(ctx, tx, controller)
		if err != nil {
			return err
		}
		ids = make([]care.ID, n)
		made := make([]wrappedKey, n)
		for i := range made {
			id, err := uuid.NewV7()
			if err != nil {
				return err
			}
			ids[i] = care.ID(id.String())
			key := NewKey()
			made[i], err = e.wrap(ctx, kek, ids[i], key, e.now())
			key.Wipe()
			if err != nil {
				return err
			}
		}
		return tx.insertKeys(ctx, controller, made)
	})
	return ids, err
}

// Open implements [Keys]. A wrapped key that was changed or moved is
// ErrTampered, and no key of the call is returned.
func (e *Embedded) Open(ctx context.Context, controller string, ids ...care.ID) (map[care.ID]*Key, error) {
	const attempts = 3
	for attempt := 1; ; attempt++ {
		keys, err := e.open(ctx, controller, ids)
		if err == nil {
			return keys, nil
		}
		WipeAll(keys)
		// A key may be wrapped anew, and its old key-encryption key destroyed,
		// after the snapshot was taken: the next snapshot shows it.
		if !errors.Is(err, ErrNoKeyFile) || attempt == attempts {
			return nil, fmt.Errorf("opening keys: %w", err)
		}
	}
}

func (e *Embedded) open(ctx context.Context, controller string, ids []care.ID) (map[care.ID]*Key, error) {
	keys := make(map[care.ID]*Key, len(ids))
	err := e.db.view(ctx, func(tx rows) error {
		WipeAll(keys)
		clear(keys)
		for start := 0; start < len(ids); start += batch {
			found, err := tx.keys(ctx, controller, ids[start:min(start+batch, len(ids))])
			if err != nil {
				return err
			}
			if err := e.unwrapInto(ctx, tx, controller, found, keys); err != nil {
				return err
			}
		}
		return nil
	})
	return keys, err
}

func (e *Embedded) unwrapInto(ctx context.Context, tx rows, controller string, found []wrappedKey, keys map[care.ID]*Key) error {
	for _, row := range found {
		kek, err := e.prove(ctx, tx, controller, row.version)
		if err != nil {
			return err
		}
		if keys[row.id], err = e.unwrap(ctx, kek, row); err != nil {
			delete(keys, row.id)
			return err
		}
	}
	return nil
}

// Delete implements [Keys].
func (e *Embedded) Delete(ctx context.Context, controller string, id care.ID) (int64, error) {
	var version int64
	err := e.db.update(ctx, func(tx rows) (err error) {
		version, err = tx.deleteKey(ctx, controller, id)
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("deleting key %s: %w", id, err)
	}
	return version, nil
}

// DeleteAll deletes the keys of a list that are there, for a restore: those
// the ledger's archive says died. It returns how many there were.
func (e *Embedded) DeleteAll(ctx context.Context, controller string, ids []care.ID) (int, error) {
	deleted := 0
	for start := 0; start < len(ids); start += batch {
		n := 0
		err := e.db.update(ctx, func(tx rows) error {
			n = 0
			for _, id := range ids[start:min(start+batch, len(ids))] {
				version, err := tx.deleteKey(ctx, controller, id)
				if err != nil {
					return err
				}
				if version != 0 {
					n++
				}
			}
			return nil
		})
		if err != nil {
			return deleted, fmt.Errorf("deleting the keys of the dead: %w", err)
		}
		deleted += n
	}
	return deleted, nil
}

// Old implements [Keys].
func (e *Embedded) Old(ctx context.Context, controller string, before time.Time, after care.ID, limit int) ([]care.ID, error) {
	var ids []care.ID
	err := e.db.view(ctx, func(tx rows) (err error) {
		ids, err = tx.oldKeys(ctx, controller, before, after, limit)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("listing old keys: %w", err)
	}
	return ids, nil
}

// Identity returns the random id of the key database, which the data database
// holds too: a foreign key database is told by it.
func (e *Embedded) Identity(ctx context.Context, controller string) (string, error) {
	var id string
	err := e.db.view(ctx, func(tx rows) (err error) {
		id, err = tx.identity(ctx, controller)
		return err
	})
	if err != nil {
		return "", fmt.Errorf("reading the identity of the key database: %w", err)
	}
	return id, nil
}

// wrap seals a data key under a key-encryption key. The wrapped key opens under
// its controller and id alone.
func (e *Embedded) wrap(ctx context.Context, kek KEK, id care.ID, key *Key, createdAt time.Time) (wrappedKey, error) {
	wrapped, err := e.custodian.Wrap(ctx, kek, key.bytes()[:], keyAD(kek.Controller, id))
	if err != nil {
		return wrappedKey{}, fmt.Errorf("wrapping key %s: %w", id, err)
	}
	return wrappedKey{id: id, version: kek.Version, wrapped: wrapped, createdAt: createdAt}, nil
}

func (e *Embedded) unwrap(ctx context.Context, kek KEK, row wrappedKey) (*Key, error) {
	secret, err := e.custodian.Unwrap(ctx, kek, row.wrapped, keyAD(kek.Controller, row.id))
	if err != nil {
		return nil, fmt.Errorf("unwrapping key %s: %w", row.id, err)
	}
	if len(secret) != KeySize {
		clear(secret)
		return nil, fmt.Errorf("unwrapping key %s: %w", row.id, ErrTampered)
	}
	return keyOf((*[KeySize]byte)(secret)), nil
}

func keyAD(controller string, id care.ID) []byte {
	return bound("candour data key 1", controller, string(id))
}
