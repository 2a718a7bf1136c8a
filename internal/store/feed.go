package store

import (
	"context"
	"fmt"
	"time"

	"candour/internal/care"
)

// SubjectsNamedSince gives the subjects that entries after an instant name,
// the earliest named first, with the instant of the last: what another node
// may have changed meanwhile.
func (tx *Tx) SubjectsNamedSince(ctx context.Context, controller string, after time.Time, limit int) (subjects []care.ID, last time.Time, err error) {
	last = after
	err = tx.each(ctx, func(r row) error {
		var id care.ID
		var at time.Time
		if err := r.Scan(&id, instant{&at}); err != nil {
			return err
		}
		if at.After(last) {
			last = at
		}
		subjects = append(subjects, id)
		return nil
	}, `SELECT subject, MAX(at) FROM entry_subject WHERE controller = $1 AND at > $2
		GROUP BY subject ORDER BY 2, 1 LIMIT CAST($3 AS BIGINT)`, controller, after, limit)
	if err != nil {
		return nil, after, fmt.Errorf("reading who was named since: %w", err)
	}
	return subjects, last, nil
}
