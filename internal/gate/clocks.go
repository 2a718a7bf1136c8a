package gate

import (
	"context"
	"fmt"

	"candour/internal/calendar"
	"candour/internal/care"
	"candour/internal/store"
)

// clocksStep is how many episodes one transaction looks at.
const clocksStep = 400

// A clockRun is one run of a service's clocks.
type clockRun struct {
	gate    *Gate
	who     Reader
	service string
	kinds   []string
	due     func(care.Episode, calendar.Day) []care.Task
}

// RunClocks opens the tasks that are due in every running episode of a
// service. due says, from ids, codes and dates alone, which tasks an episode
// should have had by a day; one that it has or had, of the same kind and due
// on the same day, is not opened again. A restricted episode is left alone
// (UK GDPR Art 18). It gives how many were opened; a run that opens none
// leaves no entry.
func (g *Gate) RunClocks(ctx context.Context, controller, service string, kinds []string, due func(care.Episode, calendar.Day) []care.Task) (int, error) {
	r := clockRun{g, Reader{Controller: controller, Role: "timetable"}, service, kinds, due}
	opened := 0
	for after := care.ID(""); ; {
		last, missing, err := r.look(ctx, after)
		if err != nil {
			return opened, fmt.Errorf("running the clocks of %s: %w", service, err)
		}
		if missing > 0 {
			n, err := r.open(ctx, after)
			opened += n
			if err != nil {
				return opened, fmt.Errorf("running the clocks of %s: %w", service, err)
			}
		}
		if last == "" {
			return opened, nil
		}
		after = last
	}
}

// look counts what is due in one step of episodes. last is the id to go on
// from, "" at the end.
func (r *clockRun) look(ctx context.Context, after care.ID) (last care.ID, missing int, err error) {
	today, err := r.gate.Today(ctx, r.who.Controller)
	if err != nil {
		return "", 0, err
	}
	err = r.gate.db.View(ctx, func(s *store.Tx) error {
		episodes, tasks, err := r.missing(ctx, s, after, today)
		last, missing = "", len(tasks)
		if len(episodes) == clocksStep {
			last = episodes[len(episodes)-1].ID
		}
		return err
	})
	return last, missing, err
}

// open opens what is due in one step of episodes. The entry names whoever got
// a task.
func (r *clockRun) open(ctx context.Context, after care.ID) (n int, err error) {
	err = r.gate.Update(ctx, r.who, Ask{Screen: "clocks", Act: "open tasks"}, func(tx *Tx) error {
		episodes, tasks, err := r.missing(ctx, tx.store, after, tx.today)
		if err != nil {
			return err
		}
		subjects := make(map[care.ID]care.ID, len(episodes))
		for i := range episodes {
			subjects[episodes[i].ID] = episodes[i].Subject
		}
		for _, t := range tasks {
			if err := tx.AddTask(ctx, &File{Episode: care.Episode{ID: t.Episode}}, t); err != nil {
				return err
			}
			tx.shown.subject(r.service, subjects[t.Episode])
		}
		n = len(tasks)
		tx.Did("open tasks", "clock")
		tx.Counted(n, "")
		return nil
	})
	return n, err
}

// missing are the tasks that a step of episodes should have had by a day and
// never had.
func (r *clockRun) missing(ctx context.Context, s *store.Tx, after care.ID, today calendar.Day) ([]care.Episode, []care.Task, error) {
	episodes, err := s.RunningEpisodes(ctx, r.who.Controller, r.service, after, clocksStep)
	if err != nil || len(episodes) == 0 {
		return nil, nil, err
	}
	have, err := r.had(ctx, s, episodes)
	if err != nil {
		return nil, nil, err
	}
	var out []care.Task
	for i := range episodes {
		e := &episodes[i]
		if !e.RestrictedAt.IsZero() {
			continue
		}
		for _, t := range r.due(*e, today) {
			if t.Episode = e.ID; !have[madeOnce{e.ID, t.Kind, t.DueOn}] {
				out = append(out, t)
			}
		}
	}
	return episodes, out, nil
}

// A madeOnce is what tells one task of a clock from another.
type madeOnce struct {
	episode care.ID
	kind    string
	due     calendar.Day
}

func (r *clockRun) had(ctx context.Context, s *store.Tx, episodes []care.Episode) (map[madeOnce]bool, error) {
	ids := make([]care.ID, len(episodes))
	for i := range episodes {
		ids[i] = episodes[i].ID
	}
	tasks, err := s.TasksOfKinds(ctx, r.who.Controller, ids, r.kinds)
	if err != nil {
		return nil, err
	}
	have := make(map[madeOnce]bool, len(tasks))
	for _, t := range tasks {
		have[madeOnce{t.Episode, t.Kind, t.DueOn}] = true
	}
	return have, nil
}
