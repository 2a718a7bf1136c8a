package store

import (
	"context"
	"fmt"
)

// A Cell is one frozen number: what remains of the dead.
type Cell struct {
	Count string // count code of the pack: "referrals"
	Cell  string // its dimensions: "2026-06|gp|thanet"
	N     int64
}

// AddFrozen adds n, a dying tier's contribution, to a cell, once, in the
// transaction that writes its intent.
func (tx *Tx) AddFrozen(ctx context.Context, controller, service, count, cell string, n int64) error {
	_, err := tx.exec(ctx, `
		INSERT INTO stat (controller, service, count_code, cell, frozen) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (controller, service, count_code, cell) DO UPDATE SET frozen = stat.frozen + excluded.frozen`,
		controller, service, count, cell, n)
	if err != nil {
		return fmt.Errorf("freezing count %s: %w", count, err)
	}
	return nil
}

// Frozen gives every frozen number of a service, by count and cell.
func (tx *Tx) Frozen(ctx context.Context, controller, service string) ([]Cell, error) {
	all, err := list(ctx, tx.handle, func(r row) (c Cell, err error) {
		err = r.Scan(&c.Count, &c.Cell, &c.N)
		return c, err
	}, `SELECT count_code, cell, frozen FROM stat WHERE controller = $1 AND service = $2 ORDER BY count_code, cell`,
		controller, service)
	if err != nil {
		return nil, fmt.Errorf("reading the frozen counts of %s: %w", service, err)
	}
	return all, nil
}
