package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"candour/internal/care"
)

// TakeLease takes or renews a lease until now plus span, by machine time. ok
// is false while another holds it. The fence rises with each new holding and
// stays while one is renewed in time.
func (tx *Tx) TakeLease(ctx context.Context, controller, name, holder string, now time.Time, span time.Duration) (fence int64, ok bool, err error) {
	err = tx.one(ctx, `
		INSERT INTO lease (controller, name, holder, until, fence) VALUES ($1, $2, $3, $4, 1)
		ON CONFLICT (controller, name) DO UPDATE SET
			fence = CASE WHEN lease.holder = excluded.holder AND lease.until > $5 THEN lease.fence ELSE lease.fence + 1 END,
			holder = excluded.holder, until = excluded.until
		WHERE lease.holder = excluded.holder OR lease.until <= $5
		RETURNING fence`, controller, name, holder, now.Add(span), now).Scan(&fence)
	if errors.Is(err, care.ErrNotFound) {
		return 0, false, nil
	}
	if err != nil {
		return 0, false, fmt.Errorf("taking lease %s: %w", name, err)
	}
	return fence, true, nil
}

// CheckLease returns ErrConflict unless the holder still has the lease under
// this fence. It writes the row, so that whoever takes the lease next waits
// for this transaction and sees what it did.
func (tx *Tx) CheckLease(ctx context.Context, controller, name, holder string, fence int64) error {
	n, err := tx.exec(ctx, `
		UPDATE lease SET fence = fence WHERE controller = $1 AND name = $2 AND holder = $3 AND fence = $4`,
		controller, name, holder, fence)
	if err := expect(n, err, care.ErrConflict); err != nil {
		return fmt.Errorf("holding lease %s: %w", name, err)
	}
	return nil
}

// ReleaseLease gives a lease back early. One that was lost is left alone.
func (tx *Tx) ReleaseLease(ctx context.Context, controller, name, holder string, fence int64) error {
	_, err := tx.exec(ctx, `
		UPDATE lease SET until = '' WHERE controller = $1 AND name = $2 AND holder = $3 AND fence = $4`,
		controller, name, holder, fence)
	if err != nil {
		return fmt.Errorf("releasing lease %s: %w", name, err)
	}
	return nil
}
