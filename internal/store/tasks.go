package store

import (
	"context"
	"fmt"

	"candour/internal/calendar"
	"candour/internal/care"
)

// InsertTask keeps a new task.
func (tx *Tx) InsertTask(ctx context.Context, controller string, t care.Task) error {
	_, err := tx.exec(ctx, `
		INSERT INTO task (controller, id, episode, worker, kind, due_on, done_on, of_section)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		controller, t.ID, t.Episode, t.Worker, t.Kind, t.DueOn, t.DoneOn, t.Of)
	if err != nil {
		return fmt.Errorf("inserting task %s: %w", t.ID, err)
	}
	return nil
}

// DoneTask records that a task was done. One already done is ErrConflict.
func (tx *Tx) DoneTask(ctx context.Context, controller string, id care.ID, on calendar.Day) error {
	n, err := tx.exec(ctx, `
		UPDATE task SET done_on = $1 WHERE controller = $2 AND id = $3 AND done_on = ''`, on, controller, id)
	if err := expect(n, err, care.ErrConflict); err != nil {
		return fmt.Errorf("finishing task %s: %w", id, err)
	}
	return nil
}

// MoveTasks gives the open tasks of an episode to a worker, or to the team
// with "".
func (tx *Tx) MoveTasks(ctx context.Context, controller string, episode, worker care.ID) error {
	_, err := tx.exec(ctx, `
		UPDATE task SET worker = $1 WHERE controller = $2 AND episode = $3 AND done_on = ''`, worker, controller, episode)
	if err != nil {
		return fmt.Errorf("moving the tasks of episode %s: %w", episode, err)
	}
	return nil
}

// A TaskFilter says which tasks are wanted: those of a worker, of an episode,
// or of nobody in episodes of some teams. At least one must be said.
type TaskFilter struct {
	Worker  care.ID
	Episode care.ID
	Teams   []string     // tasks without a worker, in episodes of these teams
	DueBy   calendar.Day // due on or before; zero for all
	Done    bool         // done ones too
	Limit   int          // 0 for 50
}

// Tasks gives tasks by the day they are due.
func (tx *Tx) Tasks(ctx context.Context, controller string, f TaskFilter) ([]care.Task, error) {
	p := parameters{controller}
	query := `SELECT k.id, k.episode, k.worker, k.kind, k.due_on, k.done_on, k.of_section FROM task k WHERE k.controller = $1`
	said := false
	if f.Worker != "" {
		query, said = query+` AND k.worker = `+p.add(f.Worker), true
	}
	if f.Episode != "" {
		query, said = query+` AND k.episode = `+p.add(f.Episode), true
	}
	if len(f.Teams) > 0 {
		query, said = query+` AND k.worker = '' AND EXISTS (SELECT 1 FROM episode e
			WHERE e.controller = k.controller AND e.id = k.episode AND `+inTeam(&p, f.Teams)+`)`, true
	}
	if !said {
		return nil, fmt.Errorf("listing tasks of nobody: %w", care.ErrInvalid)
	}
	if !f.DueBy.IsZero() {
		query += ` AND k.due_on <= ` + p.add(f.DueBy)
	}
	if !f.Done {
		query += ` AND k.done_on = ''`
	}
	limit := EpisodeFilter{Limit: f.Limit}.limit()
	all, err := list(ctx, tx.handle, scanTask, query+` ORDER BY k.due_on, k.id LIMIT `+p.most(limit), p...)
	if err != nil {
		return nil, fmt.Errorf("listing tasks: %w", err)
	}
	return all, nil
}

// TasksOfEpisode gives the open tasks of an episode.
func (tx *Tx) TasksOfEpisode(ctx context.Context, controller string, episode care.ID) ([]care.Task, error) {
	return tx.Tasks(ctx, controller, TaskFilter{Episode: episode, Limit: 1000})
}

// TasksOfWorker gives a worker's open tasks due by a day.
func (tx *Tx) TasksOfWorker(ctx context.Context, controller string, worker care.ID, until calendar.Day) ([]care.Task, error) {
	return tx.Tasks(ctx, controller, TaskFilter{Worker: worker, DueBy: until, Limit: 1000})
}
