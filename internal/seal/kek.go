package seal

import (
	"context"
	"errors"
	"fmt"
	"time"

	"candour/internal/care"
	"candour/internal/store"

	"github.com/google/uuid"
)

// proofText is what every key-encryption key seals when it is published. A key
// of another database does not open it.
const proofText = "this key-encryption key belongs to this key database"

// Version implements [Keys]. It also shows that every key-encryption key in
// use is there and belongs to this database, and forgets those destroyed; a
// node reports what it returns.
func (e *Embedded) Version(ctx context.Context, controller string) (int64, error) {
	var version int64
	err := e.db.View(ctx, func(tx *store.KeyTx) error {
		known, err := tx.KEKs(ctx, controller)
		if err != nil {
			return err
		}
		for _, row := range known {
			if row.State == store.KEKDestroyed {
				e.forget(controller, row.Version)
				continue
			}
			if _, err := e.prove(ctx, tx, controller, row.Version); err != nil {
				return err
			}
		}
		kek, err := e.current(ctx, tx, controller)
		version = kek.Version
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("reading the version of the key-encryption key: %w", err)
	}
	return version, nil
}

// enrol gives a controller without any its identity and first key-encryption
// key. It refuses when a key of another database lies where its own would.
func (e *Embedded) enrol(ctx context.Context, controller string) error {
	var known []store.KEK
	err := e.db.Update(ctx, func(tx *store.KeyTx) (err error) {
		if _, err := tx.Identity(ctx, controller, care.ID(uuid.NewString())); err != nil {
			return err
		}
		known, err = tx.KEKs(ctx, controller)
		return err
	})
	if err != nil || len(known) > 0 {
		return err
	}
	held, err := e.custodian.Versions(ctx, controller)
	if err != nil {
		return err
	}
	if len(held) > 0 && held[len(held)-1] != 1 {
		return fmt.Errorf("the key database knows no key-encryption key, but there is one of version %d: %w",
			held[len(held)-1], ErrForeignKeyFile)
	}
	_, err = e.publish(ctx, controller, 1)
	return err
}

// publish makes a key-encryption key of a version above all known and makes it
// the current one: first the key, then the row that tells of it. When another
// node did so meanwhile, that one stands.
func (e *Embedded) publish(ctx context.Context, controller string, version int64) (int64, error) {
	database, err := e.Identity(ctx, controller)
	if err != nil {
		return 0, err
	}
	kek := KEK{controller, database, version}
	if err := e.custodian.Publish(ctx, kek); err != nil {
		return 0, err
	}
	proof, err := e.custodian.Wrap(ctx, kek, []byte(proofText), kek.ad())
	if err != nil {
		return 0, err
	}
	var standing int64
	err = e.db.Update(ctx, func(tx *store.KeyTx) error {
		known, err := tx.KEKs(ctx, controller)
		if err != nil {
			return err
		}
		if n := len(known); n > 0 && known[n-1].Version >= version {
			standing = known[n-1].Version
			return nil
		}
		for _, row := range known {
			if row.State != store.KEKCurrent {
				continue
			}
			if err := tx.SetKEKState(ctx, controller, row.Version, store.KEKCurrent, store.KEKRetiring, time.Time{}); err != nil {
				return err
			}
		}
		standing = version
		return tx.InsertKEK(ctx, controller,
			store.KEK{Version: version, State: store.KEKCurrent, Proof: proof, PublishedAt: e.now()})
	})
	return standing, err
}

// current returns the key-encryption key that wraps new keys.
func (e *Embedded) current(ctx context.Context, tx *store.KeyTx, controller string) (KEK, error) {
	known, err := tx.KEKs(ctx, controller)
	if err != nil {
		return KEK{}, err
	}
	for _, row := range known {
		if row.State == store.KEKCurrent {
			return e.prove(ctx, tx, controller, row.Version)
		}
	}
	return KEK{}, fmt.Errorf("%w: the key database knows none of %s", ErrNoKeyFile, controller)
}

// prove returns a key-encryption key that is shown to be this database's own,
// by the proof sealed when it was published. It looks once and remembers.
func (e *Embedded) prove(ctx context.Context, tx *store.KeyTx, controller string, version int64) (KEK, error) {
	e.mu.RLock()
	kek, proven := e.proven[wrapping{controller, version}]
	e.mu.RUnlock()
	if proven {
		return kek, nil
	}
	database, err := tx.ReadIdentity(ctx, controller)
	if err != nil {
		return KEK{}, err
	}
	known, err := tx.KEKs(ctx, controller)
	if err != nil {
		return KEK{}, err
	}
	for _, row := range known {
		if row.Version == version && row.State != store.KEKDestroyed {
			kek := KEK{controller, database, version}
			return kek, e.checkProof(ctx, kek, row.Proof)
		}
	}
	return KEK{}, fmt.Errorf("%w: version %d of %s is not in use", ErrNoKeyFile, version, controller)
}

func (e *Embedded) checkProof(ctx context.Context, kek KEK, proof []byte) error {
	text, err := e.custodian.Unwrap(ctx, kek, proof, kek.ad())
	if errors.Is(err, ErrTampered) || (err == nil && string(text) != proofText) {
		err = ErrForeignKeyFile
	}
	if err != nil {
		return fmt.Errorf("checking key-encryption key %d of %s: %w", kek.Version, kek.Controller, err)
	}
	e.mu.Lock()
	e.proven[wrapping{kek.Controller, kek.Version}] = kek
	e.mu.Unlock()
	return nil
}

// forget drops a destroyed key-encryption key from this node's memory.
func (e *Embedded) forget(controller string, version int64) {
	e.mu.Lock()
	kek, known := e.proven[wrapping{controller, version}]
	delete(e.proven, wrapping{controller, version})
	e.mu.Unlock()
	if known {
		e.custodian.Forget(kek)
	}
}

// ad binds a key-encryption key's proof to its controller, database and version.
func (k KEK) ad() []byte {
	return bound("candour key-encryption key 1", k.Controller, string(k.Database), fmt.Sprint(k.Version))
}
