package store

import (
	"context"
	"fmt"

	"candour/internal/care"
)

// What follows keeps many rows at once: for bringing people in.

// InsertEpisodes keeps many new episodes at version 1.
func (tx *Tx) InsertEpisodes(ctx context.Context, controller string, all []*care.Episode) error {
	rows := make([][]any, len(all))
	for i, e := range all {
		if e.Controller != controller {
			return fmt.Errorf("inserting episode %s: of another controller: %w", e.ID, care.ErrInvalid)
		}
		e.Version = 1
		rows[i] = []any{
			controller, e.Service, e.ID, e.Subject, e.Stage, e.Origin, e.Team, e.Worker, e.ReceivedOn, e.AllocatedOn,
			e.ReachedOn, e.LeftOn, e.LastContactOn, e.NextOn, e.NextWhat, e.RestrictedAt, e.Version,
		}
	}
	err := tx.insert(ctx, `
		INSERT INTO episode (controller, service, id, subject, stage, origin, team, worker,
			received_on, allocated_on, reached_on, left_on, last_contact_on, next_on, next_what, restricted_at, version)`, rows)
	if err != nil {
		return fmt.Errorf("inserting %d episodes: %w", len(all), err)
	}
	return nil
}

// InsertTiers keeps many new living tiers. As with one, a key that a
// destruction intent names is refused with ErrConflict, and then none is kept
// once the transaction is given up.
func (tx *Tx) InsertTiers(ctx context.Context, controller string, all []care.Tier) error {
	for len(all) > 0 {
		some := all[:block(len(all), tx.rows)]
		rows := make([][]any, len(some))
		for i, t := range some {
			rows[i] = []any{t.Subject, t.Code, t.Episode, t.Key, t.LastDay, t.Clause}
		}
		p := parameters{controller}
		n, err := tx.exec(ctx, `
			INSERT INTO tier (controller, subject, code, episode, key_id, last_day, clause)
			SELECT CAST($1 AS TEXT), v.column1, v.column2, v.column3, v.column4, v.column5, v.column6
			FROM `+p.table(rows, "TEXT", "TEXT", "TEXT", "TEXT", "TEXT", "TEXT")+` AS v
			WHERE NOT EXISTS (SELECT 1 FROM intent i WHERE i.controller = $1 AND i.key_id = v.column4)`, p...)
		if err == nil && n != int64(len(some)) {
			err = care.ErrConflict
		}
		if err != nil {
			return fmt.Errorf("inserting %d tiers: %w", len(some), err)
		}
		all = all[len(some):]
	}
	return nil
}

// AddHappenings records many events of the pack.
func (tx *Tx) AddHappenings(ctx context.Context, controller string, all []care.Happening) error {
	rows := make([][]any, len(all))
	for i, h := range all {
		rows[i] = []any{controller, h.ID, h.Episode, h.Event, h.On, h.At, h.By, h.Undone}
	}
	if err := tx.insert(ctx, `INSERT INTO happening (controller, id, episode, event, on_day, at, worker, undone)`, rows); err != nil {
		return fmt.Errorf("adding %d happenings: %w", len(all), err)
	}
	return nil
}

// InsertTasks keeps many new tasks.
func (tx *Tx) InsertTasks(ctx context.Context, controller string, all []care.Task) error {
	rows := make([][]any, len(all))
	for i, t := range all {
		rows[i] = []any{controller, t.ID, t.Episode, t.Worker, t.Kind, t.DueOn, t.DoneOn, t.Of}
	}
	if err := tx.insert(ctx, `INSERT INTO task (controller, id, episode, worker, kind, due_on, done_on, of_section)`, rows); err != nil {
		return fmt.Errorf("inserting %d tasks: %w", len(all), err)
	}
	return nil
}

// InsertSends keeps many new sends in their first state.
func (tx *Tx) InsertSends(ctx context.Context, controller string, all []Send) error {
	rows := make([][]any, len(all))
	for i, s := range all {
		rows[i] = []any{controller, s.ID, s.Episode, s.Section, s.State}
	}
	if err := tx.insert(ctx, `INSERT INTO send (controller, id, episode, section, state)`, rows); err != nil {
		return fmt.Errorf("inserting %d sends: %w", len(all), err)
	}
	return nil
}
