package store

import (
	"context"
	"fmt"
	"time"

	"candour/internal/calendar"
	"candour/internal/care"
)

const tierColumns = `subject, code, episode, key_id, state, last_day, clause, suspended_by, suspended_until`

func scanTier(r row) (t care.Tier, err error) {
	err = r.Scan(&t.Subject, &t.Code, &t.Episode, &t.Key, &t.State, &t.LastDay, &t.Clause, &t.SuspendedBy, instant{&t.SuspendedUntil})
	return t, err
}

// InsertTier keeps a new living tier under a key. A key that a destruction
// intent names is refused with ErrConflict: a creator that stalled must not
// write under a key the sweep took for unused.
func (tx *Tx) InsertTier(ctx context.Context, controller string, t care.Tier) error {
	n, err := tx.exec(ctx, `
		INSERT INTO tier (controller, subject, code, episode, key_id, last_day, clause)
		SELECT $1, $2, $3, $4, $5, $6, $7
		WHERE NOT EXISTS (SELECT 1 FROM intent i WHERE i.controller = $1 AND i.key_id = $5)`,
		controller, t.Subject, t.Code, t.Episode, t.Key, t.LastDay, t.Clause)
	if err := expect(n, err, care.ErrConflict); err != nil {
		return fmt.Errorf("inserting tier %s of subject %s: %w", t.Code, t.Subject, err)
	}
	return nil
}

// Tiers gives the tiers of a subject record, by code, in every state.
func (tx *Tx) Tiers(ctx context.Context, controller string, subject care.ID) ([]care.Tier, error) {
	all, err := list(ctx, tx.handle, scanTier, `
		SELECT `+tierColumns+` FROM tier WHERE controller = $1 AND subject = $2 ORDER BY code`, controller, subject)
	if err != nil {
		return nil, fmt.Errorf("reading the tiers of subject %s: %w", subject, err)
	}
	return all, nil
}

// TiersOf gives the tiers of many subject records.
func (tx *Tx) TiersOf(ctx context.Context, controller string, subjects ...care.ID) (map[care.ID][]care.Tier, error) {
	of := make(map[care.ID][]care.Tier, len(subjects))
	for some := range portions(subjects) {
		p := parameters{controller}
		all, err := list(ctx, tx.handle, scanTier, `
			SELECT `+tierColumns+` FROM tier WHERE controller = $1 AND `+oneOf(&p, "subject", some)+`
			ORDER BY subject, code`, p...)
		if err != nil {
			return nil, fmt.Errorf("reading the tiers of %d subjects: %w", len(subjects), err)
		}
		for _, t := range all {
			of[t.Subject] = append(of[t.Subject], t)
		}
	}
	return of, nil
}

// SetTierLimit sets the last day a tier is kept and the clause that says so.
// A zero day means that no limit can be known yet. A tier on its way out is
// ErrConflict.
func (tx *Tx) SetTierLimit(ctx context.Context, controller string, subject care.ID, code string, last calendar.Day, clause string) error {
	n, err := tx.exec(ctx, `
		UPDATE tier SET last_day = $1, clause = $2
		WHERE controller = $3 AND subject = $4 AND code = $5 AND state IN ('living', 'suspended')`,
		last, clause, controller, subject, code)
	return tierError("setting the limit of", subject, code, n, err)
}

func tierError(doing string, subject care.ID, code string, n int64, err error) error {
	if err := expect(n, err, care.ErrConflict); err != nil {
		return fmt.Errorf("%s tier %s of subject %s: %w", doing, code, subject, err)
	}
	return nil
}

// DueTiers gives living tiers whose last day lies before day, longest overdue
// first.
func (tx *Tx) DueTiers(ctx context.Context, controller string, day calendar.Day, limit int) ([]care.Tier, error) {
	all, err := list(ctx, tx.handle, scanTier, `
		SELECT `+tierColumns+` FROM tier
		WHERE controller = $1 AND state = 'living' AND last_day <> '' AND last_day < $2
		ORDER BY last_day, subject, code LIMIT CAST($3 AS BIGINT)`, controller, day, limit)
	if err != nil {
		return nil, fmt.Errorf("reading the tiers due before %s: %w", day, err)
	}
	return all, nil
}

// SuspendTier begins the correction period: the tier cannot be read, and only
// the same worker may lift it until then.
func (tx *Tx) SuspendTier(ctx context.Context, controller string, subject care.ID, code string, by care.ID, until time.Time) error {
	n, err := tx.exec(ctx, `
		UPDATE tier SET state = 'suspended', suspended_by = $1, suspended_until = $2
		WHERE controller = $3 AND subject = $4 AND code = $5 AND state = 'living'`,
		by, until, controller, subject, code)
	return tierError("suspending", subject, code, n, err)
}

// LiftTier ends a suspension within its period, for the worker who made it.
// For anyone else, or later, it is ErrConflict.
func (tx *Tx) LiftTier(ctx context.Context, controller string, subject care.ID, code string, by care.ID, now time.Time) error {
	n, err := tx.exec(ctx, `
		UPDATE tier SET state = 'living', suspended_by = '', suspended_until = ''
		WHERE controller = $1 AND subject = $2 AND code = $3 AND state = 'suspended'
			AND suspended_by = $4 AND suspended_until > $5`,
		controller, subject, code, by, now)
	return tierError("lifting", subject, code, n, err)
}

// ExpiredSuspensions gives suspended tiers whose correction period is over.
func (tx *Tx) ExpiredSuspensions(ctx context.Context, controller string, now time.Time, limit int) ([]care.Tier, error) {
	all, err := list(ctx, tx.handle, scanTier, `
		SELECT `+tierColumns+` FROM tier
		WHERE controller = $1 AND state = 'suspended' AND suspended_until <= $2
		ORDER BY suspended_until, subject, code LIMIT CAST($3 AS BIGINT)`, controller, now, limit)
	if err != nil {
		return nil, fmt.Errorf("reading ended suspensions: %w", err)
	}
	return all, nil
}

// IntendTier moves a tier past return: the transaction writes its intent too.
func (tx *Tx) IntendTier(ctx context.Context, controller string, subject care.ID, code string) error {
	n, err := tx.exec(ctx, `
		UPDATE tier SET state = 'intended'
		WHERE controller = $1 AND subject = $2 AND code = $3 AND state IN ('living', 'suspended')`,
		controller, subject, code)
	return tierError("intending to destroy", subject, code, n, err)
}
