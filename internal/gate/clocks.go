package gate

import (
	"context"
	"fmt"

	"candour/internal/calendar"
	"candour/internal/care"
)

// clocksStep is how many episodes one transaction looks at.
const clocksStep = 400

// RunClocks opens the tasks that are due in every running episode of a
// service. due says, from ids, codes and dates alone, which tasks an episode
// should have had by a day; one that it has or had, of the same kind and due
// on the same day, is not opened again. A restricted episode is left alone
// (UK GDPR Art 18). It gives how many were opened.
func (g *Gate) RunClocks(ctx context.Context, controller, service string, kinds []string, due func(care.Episode, calendar.Day) []care.Task) (int, error) {
	opened, after := 0, care.ID("")
	who := Reader{Controller: controller, Role: "timetable"}
	for {
		var last care.ID
		n := 0
		err := g.Update(ctx, who, Ask{Screen: "clocks", Act: "open tasks"}, func(tx *Tx) (err error) {
			n, last, err = tx.openDue(ctx, service, after, kinds, due)
			return err
		})
		if err != nil {
			return opened, fmt.Errorf("running the clocks of %s: %w", service, err)
		}
		opened += n
		if last == "" {
			return opened, nil
		}
		after = last
	}
}

// openDue opens what is due in one step of episodes. last is the id to go on
// from, "" at the end. The entry names whoever got a task.
func (tx *Tx) openDue(ctx context.Context, service string, after care.ID, kinds []string, due func(care.Episode, calendar.Day) []care.Task) (n int, last care.ID, err error) {
	episodes, err := tx.store.RunningEpisodes(ctx, tx.who.Controller, service, after, clocksStep)
	if err != nil {
		return 0, "", fmt.Errorf("reading running episodes: %w", err)
	}
	tx.shown.service = service
	have, err := tx.had(ctx, episodes, kinds)
	if err != nil {
		return 0, "", err
	}
	for i := range episodes {
		e := &episodes[i]
		if !e.RestrictedAt.IsZero() {
			continue
		}
		for _, t := range due(*e, tx.today) {
			if have[madeOnce{e.ID, t.Kind, t.DueOn}] {
				continue
			}
			if err := tx.AddTask(ctx, &File{Episode: *e}, t); err != nil {
				return 0, "", err
			}
			tx.shown.subject(service, e.Subject)
			n++
		}
	}
	if n > 0 {
		tx.Did("open tasks", "clock")
		tx.Counted(n, "")
	}
	if len(episodes) == clocksStep {
		last = episodes[len(episodes)-1].ID
	}
	return n, last, nil
}

// A madeOnce is what tells one task of a clock from another.
type madeOnce struct {
	episode care.ID
	kind    string
	due     calendar.Day
}

func (tx *Tx) had(ctx context.Context, episodes []care.Episode, kinds []string) (map[madeOnce]bool, error) {
	ids := make([]care.ID, len(episodes))
	for i := range episodes {
		ids[i] = episodes[i].ID
	}
	tasks, err := tx.store.TasksOfKinds(ctx, tx.who.Controller, ids, kinds)
	if err != nil {
		return nil, fmt.Errorf("reading tasks: %w", err)
	}
	have := make(map[madeOnce]bool, len(tasks))
	for _, t := range tasks {
		have[madeOnce{t.Episode, t.Kind, t.DueOn}] = true
	}
	return have, nil
}
