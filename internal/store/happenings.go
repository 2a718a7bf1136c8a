package store

import (
	"context"
	"fmt"

	"candour/internal/care"
)

// AddHappening records that an event of the pack happened.
func (tx *Tx) AddHappening(ctx context.Context, controller string, h care.Happening) error {
	_, err := tx.exec(ctx, `
		INSERT INTO happening (controller, id, episode, event, on_day, at, worker, undone)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		controller, h.ID, h.Episode, h.Event, h.On, h.At, h.By, h.Undone)
	if err != nil {
		return fmt.Errorf("adding a happening to episode %s: %w", h.Episode, err)
	}
	return nil
}

// UndoHappening takes an event back: it was keyed wrongly. Undoing one that
// does not stand is ErrConflict.
func (tx *Tx) UndoHappening(ctx context.Context, controller string, id care.ID) error {
	n, err := tx.exec(ctx, `
		UPDATE happening SET undone = TRUE WHERE controller = $1 AND id = $2 AND undone = FALSE`, controller, id)
	if err := expect(n, err, care.ErrConflict); err != nil {
		return fmt.Errorf("undoing happening %s: %w", id, err)
	}
	return nil
}

// Happenings gives the events of an episode, undone ones too, in the order
// they were recorded.
func (tx *Tx) Happenings(ctx context.Context, controller string, episode care.ID) ([]care.Happening, error) {
	all, err := list(ctx, tx.handle, func(r row) (care.Happening, error) {
		h := care.Happening{Episode: episode}
		err := r.Scan(&h.ID, &h.Event, &h.On, instant{&h.At}, &h.By, &h.Undone)
		return h, err
	}, `SELECT id, event, on_day, at, worker, undone FROM happening
		WHERE controller = $1 AND episode = $2 ORDER BY at, id`, controller, episode)
	if err != nil {
		return nil, fmt.Errorf("reading the happenings of episode %s: %w", episode, err)
	}
	return all, nil
}
