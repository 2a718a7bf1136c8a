package store

import (
	"context"
	"fmt"
	"time"

	"candour/internal/care"
)

const intentColumns = `controller, id, subject, episode, tier, key_id, reason, clause, on_day,
	created_at, key_deleted_at, finished_at, final_at, kek_version, entry`

func scanIntent(r row) (i care.Intent, err error) {
	err = r.Scan(&i.Controller, &i.ID, &i.Subject, &i.Episode, &i.Tier, &i.Key, &i.Reason, &i.Clause, &i.OnDay,
		instant{&i.CreatedAt}, instant{&i.KeyDeletedAt}, instant{&i.FinishedAt}, instant{&i.FinalAt}, &i.KEKVersion, &i.EntryID)
	return i, err
}

// InsertIntent writes a destruction intent: from its commit no reader opens
// what the key seals. A key has one intent; a second is ErrConflict.
func (tx *Tx) InsertIntent(ctx context.Context, controller string, i care.Intent) error {
	_, err := tx.exec(ctx, `
		INSERT INTO intent (controller, id, subject, episode, tier, key_id, reason, clause, on_day, created_at, entry)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		controller, i.ID, i.Subject, i.Episode, i.Tier, i.Key, i.Reason, i.Clause, i.OnDay, i.CreatedAt, i.EntryID)
	if err != nil {
		return fmt.Errorf("inserting intent %s: %w", i.ID, err)
	}
	return nil
}

// Intent gives one intent, or ErrNotFound.
func (tx *Tx) Intent(ctx context.Context, controller string, id care.ID) (care.Intent, error) {
	i, err := scanIntent(tx.one(ctx, `
		SELECT `+intentColumns+` FROM intent WHERE controller = $1 AND id = $2`, controller, id))
	if err != nil {
		return care.Intent{}, fmt.Errorf("reading intent %s: %w", id, err)
	}
	return i, nil
}

// IntentByKey gives the intent that names a key, or ErrNotFound: then a
// missing key is an alarm, not a destruction.
func (tx *Tx) IntentByKey(ctx context.Context, controller string, key care.ID) (care.Intent, error) {
	i, err := scanIntent(tx.one(ctx, `
		SELECT `+intentColumns+` FROM intent WHERE controller = $1 AND key_id = $2`, controller, key))
	if err != nil {
		return care.Intent{}, fmt.Errorf("reading the intent for key %s: %w", key, err)
	}
	return i, nil
}

// OpenIntents gives the intents that are not finished, oldest first, for any
// node to resume.
func (tx *Tx) OpenIntents(ctx context.Context, controller string, limit int) ([]care.Intent, error) {
	all, err := list(ctx, tx.handle, scanIntent, `
		SELECT `+intentColumns+` FROM intent WHERE controller = $1 AND finished_at = ''
		ORDER BY created_at, id LIMIT CAST($2 AS BIGINT)`, controller, limit)
	if err != nil {
		return nil, fmt.Errorf("reading open intents: %w", err)
	}
	return all, nil
}

// Intents gives every intent about a subject record, oldest first.
func (tx *Tx) Intents(ctx context.Context, controller string, subject care.ID) ([]care.Intent, error) {
	all, err := list(ctx, tx.handle, scanIntent, `
		SELECT `+intentColumns+` FROM intent WHERE controller = $1 AND subject = $2
		ORDER BY created_at, id`, controller, subject)
	if err != nil {
		return nil, fmt.Errorf("reading the intents about subject %s: %w", subject, err)
	}
	return all, nil
}

// IntentsAfter gives a page of every intent of a controller, by id: a restore
// deletes every key they name.
func (tx *Tx) IntentsAfter(ctx context.Context, controller string, after care.ID, limit int) ([]care.Intent, error) {
	all, err := list(ctx, tx.handle, scanIntent, `
		SELECT `+intentColumns+` FROM intent WHERE controller = $1 AND id > $2 ORDER BY id LIMIT CAST($3 AS BIGINT)`,
		controller, after, limit)
	if err != nil {
		return nil, fmt.Errorf("listing intents: %w", err)
	}
	return all, nil
}

// FinaliseIntents marks as final the finished intents of which no copy of the
// wrapped key can be opened any more, and gives them: the key-encryption key
// it was last wrapped under is destroyed (kekVersion is the newest destroyed),
// and the key was deleted before the oldest escrow backup that still exists
// was made (the zero time when none exists).
func (tx *Tx) FinaliseIntents(ctx context.Context, controller string, kekVersion int64, oldestBackup, at time.Time) ([]care.Intent, error) {
	all, err := list(ctx, tx.handle, scanIntent, `
		UPDATE intent SET final_at = $1
		WHERE controller = $2 AND final_at = '' AND finished_at <> ''
			AND kek_version > 0 AND kek_version <= $3
			AND ($4 = '' OR key_deleted_at < $4)
		RETURNING `+intentColumns, at, controller, kekVersion, oldestBackup)
	if err != nil {
		return nil, fmt.Errorf("making intents final: %w", err)
	}
	return all, nil
}

// KeyUsed says which of the keys a tier or an intent names. The others were
// made and never used.
func (tx *Tx) KeyUsed(ctx context.Context, controller string, keys []care.ID) (map[care.ID]bool, error) {
	used := make(map[care.ID]bool, len(keys))
	for some := range portions(keys) {
		p := parameters{controller}
		ids := oneOf(&p, "key_id", some)
		all, err := list(ctx, tx.handle, scanID, `
			SELECT key_id FROM tier WHERE controller = $1 AND `+ids+`
			UNION ALL SELECT key_id FROM intent WHERE controller = $1 AND `+ids, p...)
		if err != nil {
			return nil, fmt.Errorf("looking for the use of %d keys: %w", len(keys), err)
		}
		for _, id := range all {
			used[id] = true
		}
	}
	return used, nil
}
