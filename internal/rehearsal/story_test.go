package rehearsal

import (
	"context"
	"errors"
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

// A production is a story and how it is put on.
type production struct {
	fresh   stage
	playing func(play) // told of each run as it begins; nil for nobody
	curtain bool       // everybody stops when somebody has died, and the inspection is brief
}

// story is the whole work on two nodes: two people are referred; one is
// allocated, tried in vain, looked at, reached, and leaves; meanwhile the
// other node lists, sweeps, places the ledger's entries, moves the calendar,
// and destroys what that ends. Whoever survives goes on; then everything is
// inspected on a fresh node.
func (s production) story() simulation.Story {
	return func(w *simulation.World) error {
		p, err := s.fresh(w)
		if err != nil {
			return err
		}
		h := newTold(w.Trace)
		h.brief = s.curtain
		h.over = func() bool { return s.curtain && w.Killed() != nil }
		a, err := openDesk(w, p, h, "a")
		if err != nil {
			return err
		}
		if p.manager.Worker == "" {
			if err := p.furnish(context.Background(), a.Gate); err != nil {
				return errors.Join(err, a.Close())
			}
		}
		b, err := openDesk(w, p, h, "b")
		if err != nil {
			return errors.Join(err, a.Close())
		}
		if s.playing != nil {
			s.playing(play{p, h})
		}
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
	if err := d.Close(); err != nil && (d.sim == nil || !d.sim.Dead()) {
		return err
	}
	return nil
}

// casework is a Connector's and a manager's work on one person.
func (d *desk) casework(ctx context.Context) error {
	var id care.ID
	who := &d.place.connector
	return d.each(
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

// reception turns one referral away, whose keys then lie unused, takes another,
// and looks at whoever there is.
func (d *desk) reception(ctx context.Context) error {
	var id, other care.ID
	return d.each(
		func() error { return d.referBadly(ctx) },
		func() (err error) { id, err = d.refer(ctx, "Edith Larkin"); return err },
		func() error { return d.look(ctx, d.place.manager, id) },
		func() error {
			d.until(ctx, time.Hour, func() bool { other = d.told.someoneElse(id); return other != "" })
			return nil
		},
		func() error {
			if other == "" {
				return nil
			}
			return d.look(ctx, d.place.manager, other)
		},
	)
}

// sensitiveEnds is a day after the sensitive tier of somebody who left on the
// first day has ended, and the record tier has not.
var sensitiveEnds = calendar.Date(2027, time.July, 1)

// timetable sweeps and places entries while the others work, then moves the
// calendar on.
func (d *desk) timetable(ctx context.Context) error {
	pause := func() error { time.Sleep(7*time.Minute + 5*time.Second); return nil }
	sweep, integrate := func() error { return d.sweep(ctx) }, func() error { return d.integrate(ctx) }
	return d.each(
		pause, sweep, integrate, pause, sweep, integrate,
		func() error { d.until(ctx, 30*time.Minute, d.told.somebodyLeft); return nil },
		func() error { return d.moveTo(ctx, sensitiveEnds) },
		sweep,
		func() error { time.Sleep(time.Hour + 3*time.Second); return nil },
		func() error { return d.sweepKeys(ctx) },
		integrate,
	)
}
