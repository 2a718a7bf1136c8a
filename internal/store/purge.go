package store

import (
	"context"
	"fmt"
	"slices"

	"candour/internal/care"
)

// What follows destroys many tiers at once, in the same steps as one.

// ofTiers is the condition that picks rows by subject and tier code, kept in
// the named column. It names the subjects once more by themselves, which both
// databases look up in the index whatever they guess of the table.
func ofTiers(p *parameters, code string, some []care.Tier) string {
	rows, subjects := make([][]any, len(some)), make([]care.ID, len(some))
	for i, t := range some {
		rows[i], subjects[i] = []any{t.Subject, t.Code}, t.Subject
	}
	return `controller = $1 AND ` + oneOf(p, "subject", subjects) + ` AND (subject, ` + code + `) IN ` + p.table(rows, "TEXT", "TEXT")
}

// eachTier runs a change of tiers for each block of them, and fails with
// ErrConflict unless it changed every one. The text takes the condition that
// picks them.
func (tx *Tx) eachTier(ctx context.Context, controller string, all []care.Tier, text func(these string) string) error {
	for len(all) > 0 {
		some := all[:block(len(all), tx.rows)]
		p := parameters{controller}
		n, err := tx.exec(ctx, text(ofTiers(&p, "code", some)), p...)
		if err == nil && n != int64(len(some)) {
			err = care.ErrConflict
		}
		if err != nil {
			return err
		}
		all = all[len(some):]
	}
	return nil
}

// IntendTiers moves tiers past return: the transaction writes their intents
// too. One that is neither living nor suspended is ErrConflict.
func (tx *Tx) IntendTiers(ctx context.Context, controller string, all []care.Tier) error {
	err := tx.eachTier(ctx, controller, all, func(these string) string {
		return `UPDATE tier SET state = 'intended' WHERE ` + these + ` AND state IN ('living', 'suspended')`
	})
	if err != nil {
		return fmt.Errorf("intending to destroy %d tiers: %w", len(all), err)
	}
	return nil
}

// InsertIntents writes destruction intents: from their commit no reader opens
// what the keys seal. A key has one intent; a second is ErrConflict.
func (tx *Tx) InsertIntents(ctx context.Context, controller string, all []care.Intent) error {
	rows := make([][]any, len(all))
	for i, n := range all {
		rows[i] = []any{controller, n.ID, n.Subject, n.Episode, n.Tier, n.Key, n.Reason, n.Clause, n.OnDay, n.CreatedAt, n.EntryID}
	}
	err := tx.insert(ctx, `
		INSERT INTO intent (controller, id, subject, episode, tier, key_id, reason, clause, on_day, created_at, entry)`, rows)
	if err != nil {
		return fmt.Errorf("inserting %d intents: %w", len(all), err)
	}
	return nil
}

// IntentsByID gives the intents that exist among ids.
func (tx *Tx) IntentsByID(ctx context.Context, controller string, ids []care.ID) (map[care.ID]care.Intent, error) {
	found := make(map[care.ID]care.Intent, len(ids))
	for some := range portions(ids) {
		p := parameters{controller}
		all, err := list(ctx, tx.handle, scanIntent, `
			SELECT `+intentColumns+` FROM intent WHERE controller = $1 AND `+oneOf(&p, "id", some), p...)
		if err != nil {
			return nil, fmt.Errorf("reading %d intents: %w", len(ids), err)
		}
		for _, n := range all {
			found[n.ID] = n
		}
	}
	return found, nil
}

// ServicesOf gives the service that each of some episodes belongs to.
func (tx *Tx) ServicesOf(ctx context.Context, controller string, episodes []care.ID) (map[care.ID]string, error) {
	of := make(map[care.ID]string, len(episodes))
	for some := range portions(episodes) {
		p := parameters{controller}
		err := tx.each(ctx, func(r row) error {
			var id care.ID
			var service string
			err := r.Scan(&id, &service)
			of[id] = service
			return err
		}, `SELECT id, service FROM episode WHERE controller = $1 AND `+oneOf(&p, "id", some), p...)
		if err != nil {
			return nil, fmt.Errorf("reading the services of %d episodes: %w", len(episodes), err)
		}
	}
	return of, nil
}

// PurgeTiers deletes the sections of intended tiers and records that the tiers
// are destroyed. One that is not intended is ErrConflict.
func (tx *Tx) PurgeTiers(ctx context.Context, controller string, all []care.Tier) error {
	for some := range slices.Chunk(all, tx.rows) {
		p := parameters{controller}
		if _, err := tx.exec(ctx, `DELETE FROM section WHERE `+ofTiers(&p, "tier", some), p...); err != nil {
			return fmt.Errorf("purging the sections of %d tiers: %w", len(some), err)
		}
	}
	err := tx.eachTier(ctx, controller, all, func(these string) string {
		return `UPDATE tier SET state = 'destroyed', suspended_by = '', suspended_until = '' WHERE ` + these + ` AND state = 'intended'`
	})
	if err != nil {
		return fmt.Errorf("purging %d tiers: %w", len(all), err)
	}
	return nil
}

// PurgeSubjects removes what is left of those subjects whose last tier is
// destroyed: episodes, what happened in them, tasks, sends, tiers, and the
// index of entries that named them. The intents stay: they are their
// certificates and hold a random id and nothing else. Of a subject with a tier
// that still stands nothing is removed.
func (tx *Tx) PurgeSubjects(ctx context.Context, controller string, subjects []care.ID) error {
	tiers, err := tx.TiersOf(ctx, controller, subjects...)
	if err != nil {
		return err
	}
	gone := slices.DeleteFunc(slices.Clone(subjects), func(id care.ID) bool {
		return slices.ContainsFunc(tiers[id], func(t care.Tier) bool { return t.State != care.TierDestroyed })
	})
	for some := range portions(gone) {
		p := parameters{controller}
		these := oneOf(&p, "subject", some)
		mine := `(SELECT id FROM episode WHERE controller = $1 AND ` + these + `)`
		for _, q := range []string{
			`DELETE FROM send WHERE controller = $1 AND episode IN ` + mine,
			`DELETE FROM task WHERE controller = $1 AND episode IN ` + mine,
			`DELETE FROM happening WHERE controller = $1 AND episode IN ` + mine,
			`DELETE FROM submission WHERE controller = $1 AND episode IN ` + mine,
			`DELETE FROM section WHERE controller = $1 AND ` + these,
			`DELETE FROM tier WHERE controller = $1 AND ` + these,
			`DELETE FROM episode WHERE controller = $1 AND ` + these,
			`DELETE FROM entry_subject WHERE controller = $1 AND ` + these,
		} {
			if _, err := tx.exec(ctx, q, slices.Clone(p)...); err != nil {
				return fmt.Errorf("purging what is left of %d subjects: %w", len(gone), err)
			}
		}
	}
	return nil
}

// EndIntents records that keys are gone, with the version of the
// key-encryption key each was last wrapped under, that the rows are purged,
// and the entries that say so. A deleted key that was recorded before stays as
// recorded. An intent that is finished is ErrConflict.
func (tx *Tx) EndIntents(ctx context.Context, controller string, all []care.Intent) error {
	for len(all) > 0 {
		some := all[:block(len(all), tx.bulk)]
		p := parameters{controller}
		n, err := tx.exec(ctx, ending(&p, some), p...)
		if err == nil && n != int64(len(some)) {
			err = care.ErrConflict
		}
		if err != nil {
			return fmt.Errorf("ending %d destructions: %w", len(some), err)
		}
		all = all[len(some):]
	}
	return nil
}

func ending(p *parameters, some []care.Intent) string {
	const set = `UPDATE intent SET
		kek_version = CASE WHEN key_deleted_at = '' THEN %[1]s ELSE kek_version END,
		key_deleted_at = CASE WHEN key_deleted_at = '' THEN %[2]s ELSE key_deleted_at END,
		finished_at = %[3]s, entry = %[4]s`
	const which = ` intent.controller = $1 AND intent.finished_at = '' AND intent.id = `
	if len(some) == 1 {
		n := some[0]
		return fmt.Sprintf(set, p.add(n.KEKVersion), p.add(n.KeyDeletedAt), p.add(n.FinishedAt), p.add(n.EntryID)) + ` WHERE` + which + p.add(n.ID)
	}
	rows := make([][]any, len(some))
	for i, n := range some {
		rows[i] = []any{n.ID, n.KEKVersion, n.KeyDeletedAt, n.FinishedAt, n.EntryID}
	}
	return fmt.Sprintf(set, "v.version", "v.deleted", "v.finished", "v.entry") +
		` FROM ` + p.table(rows, "TEXT", "BIGINT", "TEXT", "TEXT", "TEXT") + ` AS v (id, version, deleted, finished, entry) WHERE` + which + `v.id`
}
