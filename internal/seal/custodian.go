package seal

import (
	"context"
	"fmt"
	"strings"

	"candour/internal/care"
)

// A KEK names one key-encryption key. It is never the key itself.
type KEK struct {
	Controller string
	Database   care.ID // identity of the key database whose keys it wraps
	Version    int64   // 1, 2, 3 …; a version is never used twice
}

// A Custodian holds key-encryption keys. It is the seam for a key service
// (PKCS #11, a cloud's key management): more than one node needs one, because
// files are not shared between machines. Such a Custodian may hold an
// unwrapped key-encryption key in memory between Publish or first use and
// Destroy, so that unwrapping costs microseconds, but must ask the service
// again after a restart.
//
// Implementations are safe for concurrent use. They return ErrNoKeyFile when
// the key is not there and ErrForeignKeyFile when it belongs to another
// database, and then leave everything as it was.
type Custodian interface {
	// Publish makes a new random key-encryption key, durable when it returns.
	// A key that is already there is kept: it is a publication that a crash
	// cut short, or one this database does not know of.
	Publish(ctx context.Context, kek KEK) error
	// Wrap seals a secret under the key-encryption key, bound to ad.
	Wrap(ctx context.Context, kek KEK, secret, ad []byte) ([]byte, error)
	// Unwrap opens what Wrap sealed. It returns ErrTampered when wrapped or
	// ad were changed. The caller owns the bytes returned, and wipes them.
	Unwrap(ctx context.Context, kek KEK, wrapped, ad []byte) ([]byte, error)
	// Destroy makes the key-encryption key unrecoverable, for good when it
	// returns. A key that is already gone is no error.
	Destroy(ctx context.Context, kek KEK) error
	// Forget drops whatever is remembered of a key-encryption key that
	// another node destroyed.
	Forget(kek KEK)
	// Versions lists the versions held for a controller, in ascending order.
	Versions(ctx context.Context, controller string) ([]int64, error)
}

// checkController refuses a controller code that could not be part of a file
// name: codes are lower-case letters, digits and hyphens, at most 64.
func checkController(controller string) error {
	const allowed = "abcdefghijklmnopqrstuvwxyz0123456789-"
	if controller == "" || len(controller) > 64 || strings.Trim(controller, allowed) != "" {
		return fmt.Errorf("controller code %q is not made of a–z, 0–9 and hyphens", controller)
	}
	return nil
}
