package seal

import (
	"context"

	"candour/internal/store"
)

// database is what seal asks of the key database. *store.KeyDB is one; tests
// put another in front of it that dies before or after a transaction.
type database interface {
	Update(context.Context, func(*store.KeyTx) error) error
	View(context.Context, func(*store.KeyTx) error) error
	Glance(context.Context, func(*store.KeyTx) error) error
}

var _ database = (*store.KeyDB)(nil)
