package store

import (
	"context"
	"fmt"
	"time"

	"candour/internal/care"
)

// The states of a key-encryption key.
const (
	KEKCurrent   = "current"
	KEKRetiring  = "retiring"
	KEKDestroyed = "destroyed"
)

// A KEK is one version of the key-encryption key, never the key itself.
type KEK struct {
	Version     int64
	State       string
	Proof       []byte // a known text sealed under it
	PublishedAt time.Time
	DestroyedAt time.Time
}

// InsertKEK publishes a version. One already there is ErrConflict.
func (tx *KeyTx) InsertKEK(ctx context.Context, controller string, k KEK) error {
	_, err := tx.exec(ctx, `
		INSERT INTO kek (controller, version, state, proof, published_at) VALUES ($1, $2, $3, $4, $5)`,
		controller, k.Version, k.State, k.Proof, k.PublishedAt)
	if err != nil {
		return fmt.Errorf("publishing key-encryption key %d: %w", k.Version, err)
	}
	return nil
}

// KEKs gives every version, oldest first.
func (tx *KeyTx) KEKs(ctx context.Context, controller string) ([]KEK, error) {
	all, err := list(ctx, tx.handle, func(r row) (k KEK, err error) {
		err = r.Scan(&k.Version, &k.State, &k.Proof, instant{&k.PublishedAt}, instant{&k.DestroyedAt})
		return k, err
	}, `SELECT version, state, proof, published_at, destroyed_at FROM kek WHERE controller = $1 ORDER BY version`, controller)
	if err != nil {
		return nil, fmt.Errorf("reading key-encryption keys: %w", err)
	}
	return all, nil
}

// SetKEKState moves a version from one state to another; from any other state
// it is ErrConflict.
func (tx *KeyTx) SetKEKState(ctx context.Context, controller string, version int64, from, to string, at time.Time) error {
	n, err := tx.exec(ctx, `
		UPDATE kek SET state = $1, destroyed_at = CASE WHEN $1 = 'destroyed' THEN $2 ELSE destroyed_at END
		WHERE controller = $3 AND version = $4 AND state = $5`, to, at, controller, version, from)
	if err := expect(n, err, care.ErrConflict); err != nil {
		return fmt.Errorf("moving key-encryption key %d to %s: %w", version, to, err)
	}
	return nil
}

// A KeyBackup is one escrow copy of the keys, held elsewhere.
type KeyBackup struct {
	ID         care.ID
	MadeAt     time.Time
	ReadBackAt time.Time
	DeletedAt  time.Time
}

// InsertKeyBackup records that a copy was made.
func (tx *KeyTx) InsertKeyBackup(ctx context.Context, controller string, b KeyBackup) error {
	_, err := tx.exec(ctx, `
		INSERT INTO key_backup (controller, id, made_at) VALUES ($1, $2, $3)`, controller, b.ID, b.MadeAt)
	if err != nil {
		return fmt.Errorf("recording key backup %s: %w", b.ID, err)
	}
	return nil
}

// KeyBackups gives every copy, deleted ones too, oldest first.
func (tx *KeyTx) KeyBackups(ctx context.Context, controller string) ([]KeyBackup, error) {
	all, err := list(ctx, tx.handle, func(r row) (b KeyBackup, err error) {
		err = r.Scan(&b.ID, instant{&b.MadeAt}, instant{&b.ReadBackAt}, instant{&b.DeletedAt})
		return b, err
	}, `SELECT id, made_at, read_back_at, deleted_at FROM key_backup WHERE controller = $1 ORDER BY made_at, id`, controller)
	if err != nil {
		return nil, fmt.Errorf("listing key backups: %w", err)
	}
	return all, nil
}

// MarkKeyBackupRead records that a copy was read back and is whole.
func (tx *KeyTx) MarkKeyBackupRead(ctx context.Context, controller string, id care.ID, at time.Time) error {
	n, err := tx.exec(ctx, `
		UPDATE key_backup SET read_back_at = $1 WHERE controller = $2 AND id = $3 AND deleted_at = ''`, at, controller, id)
	if err := expect(n, err, care.ErrConflict); err != nil {
		return fmt.Errorf("recording that key backup %s was read back: %w", id, err)
	}
	return nil
}

// MarkKeyBackupDeleted records that a copy past its life was deleted.
func (tx *KeyTx) MarkKeyBackupDeleted(ctx context.Context, controller string, id care.ID, at time.Time) error {
	n, err := tx.exec(ctx, `
		UPDATE key_backup SET deleted_at = $1 WHERE controller = $2 AND id = $3 AND deleted_at = ''`, at, controller, id)
	if err := expect(n, err, care.ErrConflict); err != nil {
		return fmt.Errorf("recording that key backup %s was deleted: %w", id, err)
	}
	return nil
}

// Identity gives the random id of the key database for a controller, making
// it fresh when there is none. The data database remembers the same id, which
// tells a foreign key database.
func (tx *KeyTx) Identity(ctx context.Context, controller string, fresh care.ID) (care.ID, error) {
	_, err := tx.exec(ctx, `
		INSERT INTO identity (controller, id) VALUES ($1, $2) ON CONFLICT (controller) DO NOTHING`, controller, fresh)
	if err != nil {
		return "", fmt.Errorf("identifying the key database: %w", err)
	}
	return tx.ReadIdentity(ctx, controller)
}

// ReadIdentity gives the id of the key database, or ErrNotFound.
func (tx *KeyTx) ReadIdentity(ctx context.Context, controller string) (id care.ID, err error) {
	err = tx.one(ctx, `SELECT id FROM identity WHERE controller = $1`, controller).Scan(&id)
	if err != nil {
		return "", fmt.Errorf("reading which key database this is: %w", err)
	}
	return id, nil
}
