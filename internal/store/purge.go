package store

import (
	"context"
	"fmt"

	"candour/internal/care"
)

// PurgeSubject removes what is left of a subject once its last tier is
// destroyed: episodes, what happened in them, tasks, sends, tiers, and the
// index of entries that named it. The intents stay: they are its certificates
// and hold a random id and nothing else. It reports false, having done
// nothing, while a tier still stands.
func (tx *Tx) PurgeSubject(ctx context.Context, controller string, subject care.ID) (bool, error) {
	tiers, err := tx.Tiers(ctx, controller, subject)
	if err != nil {
		return false, err
	}
	for _, t := range tiers {
		if t.State != care.TierDestroyed {
			return false, nil
		}
	}
	const mine = `(SELECT id FROM episode WHERE controller = $1 AND subject = $2)`
	for _, q := range []string{
		`DELETE FROM send WHERE controller = $1 AND episode IN ` + mine,
		`DELETE FROM task WHERE controller = $1 AND episode IN ` + mine,
		`DELETE FROM happening WHERE controller = $1 AND episode IN ` + mine,
		`DELETE FROM submission WHERE controller = $1 AND episode IN ` + mine,
		`DELETE FROM section WHERE controller = $1 AND subject = $2`,
		`DELETE FROM tier WHERE controller = $1 AND subject = $2`,
		`DELETE FROM episode WHERE controller = $1 AND subject = $2`,
		`DELETE FROM entry_subject WHERE controller = $1 AND subject = $2`,
	} {
		if _, err := tx.exec(ctx, q, controller, subject); err != nil {
			return false, fmt.Errorf("purging what is left of a subject: %w", err)
		}
	}
	return true, nil
}
