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

const happeningColumns = `id, episode, event, on_day, at, worker, undone`

func scanHappening(r row) (h care.Happening, err error) {
	err = r.Scan(&h.ID, &h.Episode, &h.Event, &h.On, instant{&h.At}, &h.By, &h.Undone)
	return h, err
}

// Happenings gives the events of an episode, undone ones too, in the order
// they were recorded.
func (tx *Tx) Happenings(ctx context.Context, controller string, episode care.ID) ([]care.Happening, error) {
	all, err := list(ctx, tx.handle, scanHappening, `
		SELECT `+happeningColumns+` FROM happening
		WHERE controller = $1 AND episode = $2 ORDER BY at, event, id`, controller, episode)
	if err != nil {
		return nil, fmt.Errorf("reading the happenings of episode %s: %w", episode, err)
	}
	return all, nil
}

// HappeningsOf gives the events of many episodes.
func (tx *Tx) HappeningsOf(ctx context.Context, controller string, episodes []care.ID) (map[care.ID][]care.Happening, error) {
	of := make(map[care.ID][]care.Happening, len(episodes))
	for some := range portions(episodes) {
		p := parameters{controller}
		all, err := list(ctx, tx.handle, scanHappening, `
			SELECT `+happeningColumns+` FROM happening
			WHERE controller = $1 AND `+oneOf(&p, "episode", some)+` ORDER BY at, event, id`, p...)
		if err != nil {
			return nil, fmt.Errorf("reading the happenings of %d episodes: %w", len(episodes), err)
		}
		for _, h := range all {
			of[h.Episode] = append(of[h.Episode], h)
		}
	}
	return of, nil
}
