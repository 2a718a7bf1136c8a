package seal

import (
	"context"
	"time"

	"candour/internal/care"
)

// database is what seal needs of the key database. *store.KeyDB is one behind
// its adapter; tests put one in front of it that dies between statements.
type database interface {
	update(context.Context, func(rows) error) error
	view(context.Context, func(rows) error) error
}

// rows are the statements of one transaction of the key database.
type rows interface {
	identity(ctx context.Context, controller string) (string, error) // "" when none
	putIdentity(ctx context.Context, controller, id string) error

	insertKeys(ctx context.Context, controller string, keys []wrappedKey) error
	keys(ctx context.Context, controller string, ids []care.ID) ([]wrappedKey, error)
	deleteKey(ctx context.Context, controller string, id care.ID) (version int64, err error) // 0 when none
	keysUnder(ctx context.Context, controller string, version int64, after care.ID, limit int) ([]wrappedKey, error)
	rewrapKeys(ctx context.Context, controller string, keys []wrappedKey) error // those that are gone stay gone
	oldKeys(ctx context.Context, controller string, before time.Time, after care.ID, limit int) ([]care.ID, error)

	keks(ctx context.Context, controller string) ([]kekRow, error) // in order of version
	insertKEK(ctx context.Context, controller string, row kekRow) error
	setKEK(ctx context.Context, controller string, version int64, state string, destroyedAt time.Time) error

	backups(ctx context.Context, controller string) ([]backupRow, error)
	insertBackup(ctx context.Context, controller string, row backupRow) error
	markBackup(ctx context.Context, controller, id string, readBackAt, deletedAt time.Time) error // zero leaves as is
}

// A wrappedKey is a data key as it rests.
type wrappedKey struct {
	id        care.ID
	version   int64 // of the key-encryption key
	wrapped   []byte
	createdAt time.Time
}

// The states of a key-encryption key, in the order they follow each other.
const (
	kekCurrent   = "current"   // wraps new keys; exactly one
	kekRetiring  = "retiring"  // still wraps some keys
	kekDestroyed = "destroyed" // wraps none; gone once destroyedAt is set
)

// A kekRow is what the key database knows of a key-encryption key.
type kekRow struct {
	version     int64
	state       string
	proof       []byte // a known text sealed under it
	publishedAt time.Time
	destroyedAt time.Time // zero until its custodian has destroyed it
}

// A backupRow is what the key database knows of an escrow copy.
type backupRow struct {
	id         string
	madeAt     time.Time
	readBackAt time.Time // zero until it was read back and found the same
	deletedAt  time.Time // zero while it lives
}
