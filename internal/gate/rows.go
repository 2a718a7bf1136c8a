package gate

import (
	"context"
	"errors"
	"fmt"
	"time"

	"candour/internal/calendar"
	"candour/internal/care"
	"candour/internal/store"
)

// What follows are the changes and looks that touch no sealed bytes: ids,
// neutral codes and dates. A change here still needs an entry to commit.

// Allocate gives an open episode to a worker, who must not have left. It
// returns care.ErrConflict if the episode changed since it was read.
func (tx *Tx) Allocate(ctx context.Context, f *File, worker care.ID) error {
	w, err := tx.store.Worker(ctx, tx.who.Controller, worker)
	if errors.Is(err, care.ErrNotFound) || err == nil && !w.LeftOn.IsZero() {
		return fmt.Errorf("allocating to somebody who is not there: %w", care.ErrInvalid)
	}
	if err != nil {
		return fmt.Errorf("looking whether a worker is there: %w", err)
	}
	f.Episode.Worker, f.Episode.AllocatedOn = worker, tx.today
	return tx.SaveEpisode(ctx, f)
}

// SaveEpisode stores the episode's codes and dates, if nobody else did since
// it was read.
func (tx *Tx) SaveEpisode(ctx context.Context, f *File) error {
	if err := tx.change(); err != nil {
		return err
	}
	if err := tx.store.UpdateEpisode(ctx, tx.who.Controller, &f.Episode); err != nil {
		return fmt.Errorf("saving episode %s: %w", f.Episode.ID, err)
	}
	tx.shown.subject(f.Service.Pack.Service, f.Episode.Subject)
	return nil
}

// AddTask gives a worker, or the team, a dated deed.
func (tx *Tx) AddTask(ctx context.Context, f *File, t care.Task) error {
	if err := tx.change(); err != nil {
		return err
	}
	t.ID, t.Episode = NewOrderedID(), f.Episode.ID
	if err := tx.store.InsertTask(ctx, tx.who.Controller, t); err != nil {
		return fmt.Errorf("adding a task: %w", err)
	}
	return nil
}

// DoneTask marks a task of the episode done today.
func (tx *Tx) DoneTask(ctx context.Context, id care.ID) error {
	if err := tx.change(); err != nil {
		return err
	}
	if err := tx.store.DoneTask(ctx, tx.who.Controller, id, tx.today); err != nil {
		return fmt.Errorf("finishing a task: %w", err)
	}
	return nil
}

// MoveTasks gives the open tasks of an episode to a worker.
func (tx *Tx) MoveTasks(ctx context.Context, f *File, worker care.ID) error {
	if err := tx.change(); err != nil {
		return err
	}
	if err := tx.store.MoveTasks(ctx, tx.who.Controller, f.Episode.ID, worker); err != nil {
		return fmt.Errorf("moving tasks: %w", err)
	}
	return nil
}

// Tasks lists the open tasks of an episode the asker has a file of.
func (tx *Tx) Tasks(ctx context.Context, f *File) ([]care.Task, error) {
	ts, err := tx.store.Tasks(ctx, tx.who.Controller, store.TaskFilter{Episode: f.Episode.ID})
	if err != nil {
		return nil, fmt.Errorf("reading tasks: %w", err)
	}
	return ts, nil
}

// tasksMost is the longest list of tasks.
const tasksMost = 200

// MyTasks lists the asker's own open tasks due up to a day.
func (tx *Tx) MyTasks(ctx context.Context, until calendar.Day) ([]care.Task, error) {
	ts, err := tx.store.Tasks(ctx, tx.who.Controller, store.TaskFilter{Worker: tx.who.Worker, DueBy: until, Limit: tasksMost})
	if err != nil {
		return nil, fmt.Errorf("reading tasks: %w", err)
	}
	return ts, nil
}

// Submit claims a form's one-use token. A replay gives care.ErrConflict and
// the episode the first submission made or changed.
func (tx *Tx) Submit(ctx context.Context, token, episode care.ID) (earlier care.ID, err error) {
	if err := tx.change(); err != nil {
		return "", err
	}
	earlier, err = tx.store.ClaimSubmission(ctx, tx.who.Controller, token, tx.gate.now(), episode)
	if errors.Is(err, care.ErrConflict) {
		return earlier, err
	}
	if err != nil {
		return "", fmt.Errorf("claiming a submission: %w", err)
	}
	return "", nil
}

// Restrict sets or ends a restriction (UK GDPR Art 18) on an episode. Call it
// in a Revoke.
func (tx *Tx) Restrict(ctx context.Context, f *File, on bool) error {
	f.Episode.RestrictedAt = time.Time{}
	if on {
		f.Episode.RestrictedAt = tx.gate.now()
	}
	return tx.SaveEpisode(ctx, f)
}

// AddSend opens the state machine of one onward referral; AdvanceSend moves it
// by one conditional UPDATE: two who claim the same send cannot both win.
func (tx *Tx) AddSend(ctx context.Context, f *File, section care.ID, state string) (care.ID, error) {
	if err := tx.change(); err != nil {
		return "", err
	}
	id := NewID()
	if err := tx.store.InsertSend(ctx, tx.who.Controller, id, f.Episode.ID, section, state); err != nil {
		return "", fmt.Errorf("opening an onward referral: %w", err)
	}
	return id, nil
}

// AdvanceSend moves an onward referral from one state to the next, or gives
// care.ErrConflict when it is no longer where the asker thinks. Only Share
// claims one: nothing leaves without a decision.
func (tx *Tx) AdvanceSend(ctx context.Context, id care.ID, from, to string) error {
	if to == SendClaimed {
		return fmt.Errorf("claiming a send past the decision: %w", care.ErrInvalid)
	}
	return tx.advance(ctx, id, from, to)
}

func (tx *Tx) advance(ctx context.Context, id care.ID, from, to string) error {
	if err := tx.change(); err != nil {
		return err
	}
	if err := tx.store.AdvanceSend(ctx, tx.who.Controller, id, from, to, tx.gate.now()); err != nil {
		return fmt.Errorf("moving an onward referral: %w", err)
	}
	return nil
}

// MoveCalendar holds the controller's calendar at a day. Only the demo and
// tests hold one. Call it in a Revoke: what may be read depends on the day.
func (tx *Tx) MoveCalendar(ctx context.Context, day calendar.Day) error {
	if err := tx.change(); err != nil {
		return err
	}
	if !day.After(tx.today) {
		return fmt.Errorf("moving the calendar back: %w", care.ErrInvalid)
	}
	if err := tx.store.SetCalendarDay(ctx, tx.who.Controller, day); err != nil {
		return fmt.Errorf("moving the calendar: %w", err)
	}
	tx.today = day
	return nil
}

// Intents are the destructions of a subject, ended and under way: what its
// certificates say.
func (tx *Tx) Intents(ctx context.Context, f *File) ([]care.Intent, error) {
	if f.intents != nil && !tx.writable {
		return f.intents, nil
	}
	in, err := tx.store.Intents(ctx, tx.who.Controller, f.Episode.Subject)
	if err != nil {
		return nil, fmt.Errorf("reading destructions: %w", err)
	}
	if in == nil {
		in = []care.Intent{}
	}
	f.intents = in
	return in, nil
}

// Certificate gives one destruction by its id. It holds nothing personal.
func (tx *Tx) Certificate(ctx context.Context, id care.ID) (care.Intent, error) {
	in, err := tx.store.Intent(ctx, tx.who.Controller, id)
	if err != nil {
		return care.Intent{}, fmt.Errorf("reading a destruction: %w", err)
	}
	tx.Of(id)
	return in, nil
}

// Held reports whether the controller's calendar is held at a day, as only a
// demonstration's is.
func (g *Gate) Held(ctx context.Context, controller string) (bool, error) {
	var held calendar.Day
	err := g.db.View(ctx, func(s *store.Tx) (err error) {
		held, err = s.CalendarDay(ctx, controller)
		return err
	})
	if err != nil {
		return false, fmt.Errorf("reading the calendar of %s: %w", controller, err)
	}
	return !held.IsZero(), nil
}

// HoldCalendar makes a controller's calendar stand at a day, once, before
// anything is served. Only a demonstration and tests hold one.
func (g *Gate) HoldCalendar(ctx context.Context, controller string, day calendar.Day) error {
	return g.Revoke(ctx, sweeper(controller), Ask{Screen: "time machine", Act: "hold calendar"}, func(tx *Tx) error {
		if err := tx.change(); err != nil {
			return err
		}
		tx.Did("hold calendar", "")
		return tx.store.SetCalendarDay(ctx, controller, day)
	})
}
