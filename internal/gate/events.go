package gate

import (
	"context"
	"errors"
	"fmt"
	"time"

	"candour/internal/calendar"
	"candour/internal/care"
	"candour/internal/notice"
	"candour/internal/store"
)

// ErrNotRevoking says that a change takes something from somebody and was not
// made in a Revoke. It is a fault of the code that made it.
var ErrNotRevoking = errors.New("this change takes something away, so it must be a revocation")

// Happen records that an event of the pack happened on a day, moves the
// episode to the stage that follows, and sets for every tier the last day
// that the notice gives. A tier that the event ends at once becomes
// unreadable in the same transaction, for the correction period the notice
// allows, after which it is destroyed. Such an event must be recorded in a
// Revoke.
func (tx *Tx) Happen(ctx context.Context, f *File, event string, on calendar.Day) error {
	if err := tx.happen(ctx, f, event, on); err != nil {
		return err
	}
	return tx.limitTiers(ctx, f, true)
}

// Replay is Happen for a load of history: nothing that the event ended is
// there any more, so no tier may be that it would end now.
func (tx *Tx) Replay(ctx context.Context, f *File, event string, on calendar.Day) error {
	if err := tx.happen(ctx, f, event, on); err != nil {
		return err
	}
	return tx.limitTiers(ctx, f, false)
}

func (tx *Tx) happen(ctx context.Context, f *File, event string, on calendar.Day) error {
	if err := tx.change(); err != nil {
		return err
	}
	if _, ok := f.Service.Pack.Event(event); !ok {
		return fmt.Errorf("recording that %s happened: %w", event, care.ErrInvalid)
	}
	h := care.Happening{ID: NewOrderedID(), Episode: f.Episode.ID, Event: event, On: on, At: tx.gate.now(), By: tx.who.Worker}
	if err := tx.store.AddHappening(ctx, tx.who.Controller, h); err != nil {
		return fmt.Errorf("recording that %s happened: %w", event, err)
	}
	f.Happened = append(f.Happened, h)
	f.Facts.Happened[event] = true
	f.stage(event, on)
	tx.shown.subject(f.Service.Pack.Service, f.Episode.Subject)
	return nil
}

// stage moves the episode to the stage that an event begins. The caller saves
// the episode.
func (f *File) stage(event string, on calendar.Day) {
	e := &f.Episode
	switch next := f.Service.Pack.StageAfter(event); {
	case event == leftEvent(f):
		e.Stage, e.LeftOn, e.NextOn, e.NextWhat = Left, on, calendar.Day{}, ""
	case next != "" && next != e.Stage && next != f.Service.Pack.Stages[0].Code:
		e.Stage, e.ReachedOn = next, on
	}
	f.Facts.Stage = e.Stage
}

// Left is the stage of an episode once it has closed.
const Left = "left"

// Unhappen marks the latest standing happening of an event as keyed wrongly
// and gives back every tier it suspended: only to the worker who recorded it,
// and only within the correction period. Otherwise it returns a *Refusal.
func (tx *Tx) Unhappen(ctx context.Context, f *File, event string) error {
	if err := tx.change(); err != nil {
		return err
	}
	for i := len(f.Happened) - 1; i >= 0; i-- {
		h := &f.Happened[i]
		if h.Event != event || h.Undone {
			continue
		}
		if err := tx.store.UndoHappening(ctx, tx.who.Controller, h.ID); err != nil {
			return fmt.Errorf("undoing that %s happened: %w", event, err)
		}
		h.Undone = true
		delete(f.Facts.Happened, event)
		f.Episode.Stage, f.Episode.ReachedOn = f.Service.Pack.Stages[0].Code, calendar.Day{}
		f.Facts.Stage = f.Episode.Stage
		return tx.lift(ctx, f, h.By)
	}
	return fmt.Errorf("undoing that %s happened: %w", event, care.ErrNotFound)
}

// lift gives back the tiers suspended by the worker who recorded the event.
func (tx *Tx) lift(ctx context.Context, f *File, by care.ID) error {
	now, lifted := tx.gate.now(), false
	for i := range f.Tiers {
		t := &f.Tiers[i]
		if t.State != care.TierSuspended {
			continue
		}
		switch {
		case by != tx.who.Worker || t.SuspendedBy != tx.who.Worker:
			return f.no("Only the person who recorded the contact can say that it was keyed wrongly.", t.Clause)
		case !now.Before(t.SuspendedUntil):
			return f.no("The time for a correction has passed: the details are being destroyed.", t.Clause)
		}
		if err := tx.store.LiftTier(ctx, tx.who.Controller, t.Subject, t.Code, tx.who.Worker, now); err != nil {
			return fmt.Errorf("lifting tier %s: %w", t.Code, err)
		}
		t.State, lifted = care.TierLiving, true
	}
	if !lifted {
		return f.no("There is nothing left to give back: the details are destroyed.", "")
	}
	return tx.limitTiers(ctx, f, true)
}

func (f *File) no(says, clause string) *Refusal {
	r := &Refusal{Says: says, Service: f.Service.Pack.Service, Subject: f.Episode.Subject, Episode: f.Episode.ID}
	if clause != "" {
		r.Clauses = []string{clause}
	}
	return r
}

// limitTiers sets every living tier's last day from what has happened.
func (tx *Tx) limitTiers(ctx context.Context, f *File, end bool) error {
	days := make(map[string]calendar.Day, len(f.Happened))
	for _, h := range f.Happened {
		if !h.Undone {
			days[h.Event] = h.On
		}
	}
	for i := range f.Tiers {
		t := &f.Tiers[i]
		if t.Key == "" || t.State != care.TierLiving {
			continue
		}
		e := f.Service.Pack.End(t.Code, days)
		if t.LastDay != e.Last || t.Clause != e.Clause.Ref {
			if err := tx.store.SetTierLimit(ctx, tx.who.Controller, t.Subject, t.Code, e.Last, e.Clause.Ref); err != nil {
				return fmt.Errorf("limiting tier %s: %w", t.Code, err)
			}
			t.LastDay, t.Clause = e.Last, e.Clause.Ref
		}
		if !e.Immediate {
			continue
		}
		if !end || !tx.revoking {
			return fmt.Errorf("ending tier %s: %w", t.Code, ErrNotRevoking)
		}
		period := time.Duration(f.Service.Pack.Tiers[i].Correct.Minutes) * time.Minute
		if e.Limit.Event == leftEvent(f) {
			period = 0 // leaving is no slip of the keyboard
		}
		if err := tx.suspend(ctx, t, period); err != nil {
			return err
		}
	}
	return nil
}

func leftEvent(f *File) string {
	for i := range f.Service.Pack.Events {
		if e := &f.Service.Pack.Events[i]; e.Kind == notice.EpisodeClosed {
			return e.Code
		}
	}
	return ""
}

// suspend makes a tier unreadable to everybody at once, for a period in
// machine time. It is no intent and freezes nothing; when the period ends the
// sweep destroys the tier.
func (tx *Tx) suspend(ctx context.Context, t *care.Tier, period time.Duration) error {
	until := tx.gate.now().Add(period)
	if err := tx.store.SuspendTier(ctx, tx.who.Controller, t.Subject, t.Code, tx.who.Worker, until); err != nil {
		return fmt.Errorf("suspending tier %s: %w", t.Code, err)
	}
	t.State, t.SuspendedBy, t.SuspendedUntil = care.TierSuspended, tx.who.Worker, until
	tx.after = append(tx.after, func() { tx.house.names.drop(t.Subject, t.Code) })
	return nil
}

// Due lists the tiers whose last day is past, and those whose suspension has
// ended: what a sweep destroys.
func (g *Gate) Due(ctx context.Context, controller string, limit int) ([]Doom, error) {
	today, err := g.Today(ctx, controller)
	if err != nil {
		return nil, err
	}
	return g.DueOn(ctx, controller, today, limit)
}

// DueOn is Due on a day that the caller has already trusted. On no day only
// suspensions that have ended are due: those go by machine time.
func (g *Gate) DueOn(ctx context.Context, controller string, today calendar.Day, limit int) ([]Doom, error) {
	var dooms []Doom
	err := g.db.View(ctx, func(s *store.Tx) error {
		dooms = dooms[:0]
		if !today.IsZero() {
			past, err := s.DueTiers(ctx, controller, today, limit)
			if err != nil {
				return err
			}
			for _, t := range past {
				dooms = append(dooms, Doom{Tier: t, Reason: "last day past", Clause: t.Clause, OnDay: t.LastDay})
			}
		}
		ended, err := s.ExpiredSuspensions(ctx, controller, g.now(), limit)
		if err != nil {
			return err
		}
		for _, t := range ended {
			dooms = append(dooms, Doom{Tier: t, Reason: "event", Clause: t.Clause, OnDay: t.LastDay})
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("reading what is due: %w", err)
	}
	return dooms, nil
}
