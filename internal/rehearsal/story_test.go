package rehearsal

import (
	"context"
	"errors"
	"maps"
	"slices"
	"time"

	"candour/internal/calendar"
	"candour/internal/care"
	"candour/internal/simulation"
)

// A play is the run of a story that is under way.
type play struct {
	place *place
	told  *told
}

// story is the whole work on two nodes: two people are referred; one is
// allocated, tried in vain, looked at, reached, and leaves; meanwhile the
// other node lists, sweeps, places the ledger's entries, moves the calendar,
// and destroys what that ends. Whoever survives goes on; then everything is
// inspected on a fresh node. playing is told of each run as it begins.
func story(fresh stage, playing func(play)) simulation.Story {
	return func(w *simulation.World) error {
		p, err := fresh(w)
		if err != nil {
			return err
		}
		h := newTold(w)
		a, err := openDesk(w, p, h, "a")
		if err != nil {
			return err
		}
		b, err := openDesk(w, p, h, "b")
		if err != nil {
			return errors.Join(err, a.Close())
		}
		playing(play{p, h})
		a.sim.Go("casework", a.casework)
		b.sim.Go("reception", b.reception)
		b.sim.Go("timetable", b.timetable)
		err = w.Wait()
		if err := errors.Join(err, a.close(), b.close()); err != nil {
			return err
		}
		w.Outside(func() { err = inspect(p, h.copy()) })
		return err
	}
}

// close closes a node; what a dead one says of it is of no interest.
func (d *desk) close() error {
	if err := d.Close(); err != nil && !d.sim.Dead() {
		return err
	}
	return nil
}

// casework is a Connector's and a manager's work on one person.
func (d *desk) casework(ctx context.Context) error {
	var id care.ID
	who := &d.place.connector
	return each(
		func() (err error) { id, err = d.refer(ctx, "Arthur Penfold"); return err },
		func() error { return d.allocate(ctx, id) },
		func() error { return d.tried(ctx, id) },
		func() error { return d.look(ctx, *who, id) },
		func() error { return d.reach(ctx, id) },
		func() error { return d.look(ctx, *who, id) },
		func() error { time.Sleep(11*time.Minute + 13*time.Second); return nil },
		func() error { return d.look(ctx, *who, id) },
		func() error { return d.leave(ctx, id) },
	)
}

// reception takes a second referral and looks at whoever there is.
func (d *desk) reception(ctx context.Context) error {
	id, err := d.refer(ctx, "Edith Larkin")
	if err != nil {
		return err
	}
	if err := d.look(ctx, d.place.manager, id); err != nil {
		return err
	}
	var other care.ID
	until(ctx, time.Hour, func() bool { other = d.told.someoneElse(id); return other != "" })
	if other == "" {
		return nil
	}
	return d.look(ctx, d.place.manager, other)
}

// someoneElse gives somebody referred besides one.
func (h *told) someoneElse(than care.ID) care.ID {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, id := range slices.Sorted(maps.Keys(h.names)) {
		if id != than {
			return id
		}
	}
	return ""
}

// sensitiveEnds is a day after the sensitive tier of somebody who left on the
// first day has ended, and the record tier has not.
var sensitiveEnds = calendar.Date(2027, time.July, 1)

// timetable sweeps and places entries while the others work, then moves the
// calendar on.
func (d *desk) timetable(ctx context.Context) error {
	for range 2 {
		time.Sleep(7*time.Minute + 5*time.Second)
		if err := each(func() error { return d.sweep(ctx) }, func() error { return d.integrate(ctx) }); err != nil {
			return err
		}
	}
	until(ctx, 30*time.Minute, func() bool { d.told.mu.Lock(); defer d.told.mu.Unlock(); return len(d.told.left) > 0 })
	return each(
		func() error { return d.moveTo(ctx, sensitiveEnds) },
		func() error { return d.sweep(ctx) },
		func() error { time.Sleep(time.Hour + 3*time.Second); return nil },
		func() error { return d.sweepKeys(ctx) },
		func() error { return d.integrate(ctx) },
	)
}
