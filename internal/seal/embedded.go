package seal

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"candour/internal/care"
	"candour/internal/store"

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

// Options say how keys are kept. The zero value keeps key-encryption keys in
// files and makes no escrow copies, so that they are never changed.
type Options struct {
	Controllers []string  // whose keys to open
	DataDir     string    // where no key may lie; "" when data is in no directory
	Escrow      *Escrow   // where escrow copies go
	Custodian   Custodian // in place of files in kekDir

	Now func() time.Time // machine time; nil for time.Now
}

// OpenEmbedded returns the keys of a key database, having shown for each
// controller that every key-encryption key in use is in kekDir and belongs to
// this database. A controller seen for the first time gets its first one. It
// returns ErrNoKeyFile, ErrForeignKeyFile, ErrExposed or ErrInsideData, having
// destroyed nothing.
func OpenEmbedded(ctx context.Context, db *store.KeyDB, kekDir string, o Options) (*Embedded, error) {
	if o.Custodian == nil {
		files, err := OpenFiles(kekDir, o.DataDir)
		if err != nil {
			return nil, err
		}
		o.Custodian = files
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	return openAt(ctx, db, o)
}

// openAt is OpenEmbedded on any database, with every option filled in.
func openAt(ctx context.Context, db database, o Options) (*Embedded, error) {
	e := &Embedded{db: db, custodian: o.Custodian, escrow: o.Escrow, now: o.Now, proven: map[wrapping]KEK{}}
	for _, controller := range o.Controllers {
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
	err := e.db.Update(ctx, func(tx *store.KeyTx) error {
		kek, err := e.current(ctx, tx, controller)
		if err != nil {
			return err
		}
		ids = make([]care.ID, n)
		made := make([]store.KeyRow, n)
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
		return tx.InsertKeys(ctx, controller, made)
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
	err := e.db.Glance(ctx, func(tx *store.KeyTx) error {
		WipeAll(keys)
		clear(keys)
		found, err := tx.Keys(ctx, controller, ids...)
		if err != nil {
			return err
		}
		return e.unwrapInto(ctx, tx, controller, found, keys)
	})
	return keys, err
}

func (e *Embedded) unwrapInto(ctx context.Context, tx *store.KeyTx, controller string, found []store.KeyRow, keys map[care.ID]*Key) error {
	for _, row := range found {
		kek, err := e.prove(ctx, tx, controller, row.KEKVersion)
		if err != nil {
			return err
		}
		if keys[row.ID], err = e.unwrap(ctx, kek, row); err != nil {
			delete(keys, row.ID)
			return err
		}
	}
	return nil
}

// Delete implements [Keys].
func (e *Embedded) Delete(ctx context.Context, controller string, id care.ID) (int64, error) {
	var version int64
	err := e.db.Update(ctx, func(tx *store.KeyTx) (err error) {
		version, err = tx.DeleteKey(ctx, controller, id)
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("deleting key %s: %w", id, err)
	}
	return version, nil
}

// DeleteMany implements [Keys].
func (e *Embedded) DeleteMany(ctx context.Context, controller string, ids ...care.ID) (map[care.ID]int64, error) {
	gone := make(map[care.ID]int64, len(ids))
	for some := range slices.Chunk(ids, batch) {
		var now map[care.ID]int64
		err := e.db.Update(ctx, func(tx *store.KeyTx) (err error) {
			now, err = tx.DeleteKeys(ctx, controller, some)
			return err
		})
		if err != nil {
			return gone, fmt.Errorf("deleting %d keys: %w", len(some), err)
		}
		maps.Copy(gone, now)
	}
	return gone, nil
}

// DeleteAll deletes the keys of a list that are there, for a restore: those
// the ledger's archive says died. It returns how many there were.
func (e *Embedded) DeleteAll(ctx context.Context, controller string, ids []care.ID) (int, error) {
	gone, err := e.DeleteMany(ctx, controller, ids...)
	if err != nil {
		return len(gone), fmt.Errorf("deleting the keys of the dead: %w", err)
	}
	return len(gone), nil
}

// Old implements [Keys].
func (e *Embedded) Old(ctx context.Context, controller string, before time.Time, after care.ID, limit int) ([]care.ID, error) {
	var ids []care.ID
	err := e.db.View(ctx, func(tx *store.KeyTx) (err error) {
		ids, err = tx.OldKeys(ctx, controller, before, after, limit)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("listing old keys: %w", err)
	}
	return ids, nil
}

// Identity returns the random id of the key database, which the data database
// holds too: a foreign key database is told by it.
func (e *Embedded) Identity(ctx context.Context, controller string) (care.ID, error) {
	var id care.ID
	err := e.db.View(ctx, func(tx *store.KeyTx) (err error) {
		id, err = tx.ReadIdentity(ctx, controller)
		return err
	})
	if err != nil {
		return "", fmt.Errorf("reading the identity of the key database: %w", err)
	}
	return id, nil
}

// wrap seals a data key under a key-encryption key. The wrapped key opens under
// its controller and id alone.
func (e *Embedded) wrap(ctx context.Context, kek KEK, id care.ID, key *Key, createdAt time.Time) (store.KeyRow, error) {
	wrapped, err := e.custodian.Wrap(ctx, kek, key.bytes()[:], keyAD(kek.Controller, id))
	if err != nil {
		return store.KeyRow{}, fmt.Errorf("wrapping key %s: %w", id, err)
	}
	return store.KeyRow{ID: id, KEKVersion: kek.Version, Wrapped: wrapped, CreatedAt: createdAt}, nil
}

func (e *Embedded) unwrap(ctx context.Context, kek KEK, row store.KeyRow) (*Key, error) {
	secret, err := e.custodian.Unwrap(ctx, kek, row.Wrapped, keyAD(kek.Controller, row.ID))
	if err != nil {
		return nil, fmt.Errorf("unwrapping key %s: %w", row.ID, err)
	}
	if len(secret) != KeySize {
		clear(secret)
		return nil, fmt.Errorf("unwrapping key %s: %w", row.ID, ErrTampered)
	}
	return keyOf((*[KeySize]byte)(secret)), nil
}

func keyAD(controller string, id care.ID) []byte {
	return bound("candour data key 1", controller, string(id))
}
