package store

import (
	"context"
	"fmt"

	"candour/internal/care"
)

// RunningEpisodes gives the episodes of a service that have not closed, in
// the order of their ids from one on: what the pack's clocks run for. They
// are ids, codes and dates; nothing sealed is near.
func (tx *Tx) RunningEpisodes(ctx context.Context, controller, service string, after care.ID, limit int) ([]care.Episode, error) {
	all, err := list(ctx, tx.handle, scanEpisode, `
		SELECT `+episodeColumns+` FROM episode e
		WHERE e.controller = $1 AND e.service = $2 AND e.left_on = '' AND e.id > $3
		ORDER BY e.id LIMIT CAST($4 AS BIGINT)`, controller, service, after, limit)
	if err != nil {
		return nil, fmt.Errorf("listing the running episodes of %s: %w", service, err)
	}
	return all, nil
}

// TasksOfKinds gives the tasks of some kinds in some episodes, done ones too.
func (tx *Tx) TasksOfKinds(ctx context.Context, controller string, episodes []care.ID, kinds []string) ([]care.Task, error) {
	p := parameters{controller}
	query := `SELECT k.id, k.episode, k.worker, k.kind, k.due_on, k.done_on, k.of_section FROM task k
		WHERE k.controller = $1 AND ` + oneOf(&p, "k.episode", episodes) + ` AND ` + oneOf(&p, "k.kind", kinds)
	all, err := list(ctx, tx.handle, scanTask, query+` ORDER BY k.episode, k.due_on, k.id`, p...)
	if err != nil {
		return nil, fmt.Errorf("listing tasks by kind: %w", err)
	}
	return all, nil
}

func scanTask(r row) (t care.Task, err error) {
	err = r.Scan(&t.ID, &t.Episode, &t.Worker, &t.Kind, &t.DueOn, &t.DoneOn, &t.Of)
	return t, err
}
