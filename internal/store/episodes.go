package store

import (
	"context"
	"fmt"

	"candour/internal/care"
)

const episodeColumns = `e.controller, e.service, e.id, e.subject, e.stage, e.origin, e.team, e.worker,
	e.received_on, e.allocated_on, e.reached_on, e.left_on, e.last_contact_on, e.next_on, e.next_what,
	e.restricted_at, e.version`

func episodeFields(e *care.Episode) []any {
	return []any{
		&e.Controller, &e.Service, &e.ID, &e.Subject, &e.Stage, &e.Origin, &e.Team, &e.Worker,
		&e.ReceivedOn, &e.AllocatedOn, &e.ReachedOn, &e.LeftOn, &e.LastContactOn, &e.NextOn, &e.NextWhat,
		instant{&e.RestrictedAt}, &e.Version,
	}
}

func scanEpisode(r row) (e care.Episode, err error) {
	err = r.Scan(episodeFields(&e)...)
	return e, err
}

// InsertEpisode keeps a new episode at version 1. An episode of another
// controller is ErrInvalid; an id already there is ErrConflict.
func (tx *Tx) InsertEpisode(ctx context.Context, controller string, e *care.Episode) error {
	if e.Controller != controller {
		return fmt.Errorf("inserting episode %s: of another controller: %w", e.ID, care.ErrInvalid)
	}
	_, err := tx.exec(ctx, `
		INSERT INTO episode (controller, service, id, subject, stage, origin, team, worker,
			received_on, allocated_on, reached_on, left_on, last_contact_on, next_on, next_what, restricted_at, version)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, 1)`,
		controller, e.Service, e.ID, e.Subject, e.Stage, e.Origin, e.Team, e.Worker,
		e.ReceivedOn, e.AllocatedOn, e.ReachedOn, e.LeftOn, e.LastContactOn, e.NextOn, e.NextWhat, e.RestrictedAt)
	if err != nil {
		return fmt.Errorf("inserting episode %s: %w", e.ID, err)
	}
	e.Version = 1
	return nil
}

// Episode gives one episode, or ErrNotFound.
func (tx *Tx) Episode(ctx context.Context, controller string, id care.ID) (*care.Episode, error) {
	e, err := scanEpisode(tx.one(ctx, `
		SELECT `+episodeColumns+` FROM episode e WHERE e.controller = $1 AND e.id = $2`, controller, id))
	if err != nil {
		return nil, fmt.Errorf("reading episode %s: %w", id, err)
	}
	return &e, nil
}

// EpisodesOf gives every episode of a subject record, oldest first.
func (tx *Tx) EpisodesOf(ctx context.Context, controller string, subject care.ID) ([]care.Episode, error) {
	all, err := list(ctx, tx.handle, scanEpisode, `
		SELECT `+episodeColumns+` FROM episode e WHERE e.controller = $1 AND e.subject = $2
		ORDER BY e.received_on, e.id`, controller, subject)
	if err != nil {
		return nil, fmt.Errorf("listing the episodes of subject %s: %w", subject, err)
	}
	return all, nil
}

// UpdateEpisode keeps what changed and moves e's version on. It returns
// ErrConflict if the episode changed since e was read. Service, subject,
// origin and the day received never change.
func (tx *Tx) UpdateEpisode(ctx context.Context, controller string, e *care.Episode) error {
	n, err := tx.exec(ctx, `
		UPDATE episode SET stage = $1, team = $2, worker = $3, allocated_on = $4, reached_on = $5, left_on = $6,
			last_contact_on = $7, next_on = $8, next_what = $9, restricted_at = $10, version = version + 1
		WHERE controller = $11 AND id = $12 AND version = $13`,
		e.Stage, e.Team, e.Worker, e.AllocatedOn, e.ReachedOn, e.LeftOn,
		e.LastContactOn, e.NextOn, e.NextWhat, e.RestrictedAt, controller, e.ID, e.Version)
	if err := expect(n, err, care.ErrConflict); err != nil {
		return fmt.Errorf("updating episode %s: %w", e.ID, err)
	}
	e.Version++
	return nil
}
