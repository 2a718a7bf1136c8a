package store

import (
	"context"
	"fmt"

	"candour/internal/calendar"
	"candour/internal/care"
)

// An Ending counts the tiers of one kind that share a state and a last day:
// dates without names.
type Ending struct {
	Tier    string
	State   care.TierState
	LastDay calendar.Day // zero while no limit can be known
	Clause  string
	N       int
}

// Endings counts a service's tiers by kind, state and last day, the next to
// go first.
func (tx *Tx) Endings(ctx context.Context, controller, service string) ([]Ending, error) {
	all, err := list(ctx, tx.handle, func(r row) (e Ending, err error) {
		var n int64
		err = r.Scan(&e.Tier, &e.State, &e.LastDay, &e.Clause, &n)
		e.N = int(n)
		return e, err
	}, `SELECT t.code, t.state, t.last_day, t.clause, COUNT(*) FROM tier t
		JOIN episode e ON e.controller = t.controller AND e.id = t.episode
		WHERE t.controller = $1 AND e.service = $2
		GROUP BY t.code, t.state, t.last_day, t.clause ORDER BY t.last_day, t.code, t.state`, controller, service)
	if err != nil {
		return nil, fmt.Errorf("counting the tiers of %s: %w", service, err)
	}
	return all, nil
}

// A Destroyed counts finished destructions by kind and by the day they were
// promised for.
type Destroyed struct {
	Tier  string
	OnDay calendar.Day
	N     int
	Final int // of these, how many are final
}

// DestroyedCounts counts finished destructions, the latest day first.
func (tx *Tx) DestroyedCounts(ctx context.Context, controller string) ([]Destroyed, error) {
	all, err := list(ctx, tx.handle, func(r row) (d Destroyed, err error) {
		var n, final int64
		err = r.Scan(&d.Tier, &d.OnDay, &n, &final)
		d.N, d.Final = int(n), int(final)
		return d, err
	}, `SELECT tier, on_day, COUNT(*), COUNT(*) FILTER (WHERE final_at <> '') FROM intent
		WHERE controller = $1 AND finished_at <> '' AND subject <> ''
		GROUP BY tier, on_day ORDER BY on_day DESC, tier`, controller)
	if err != nil {
		return nil, fmt.Errorf("counting what was destroyed: %w", err)
	}
	return all, nil
}
