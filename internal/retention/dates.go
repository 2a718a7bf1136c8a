package retention

import (
	"context"
	"fmt"
	"slices"

	"candour/internal/calendar"
	"candour/internal/care"
	"candour/internal/gate"
	"candour/internal/notice"
	"candour/internal/policy"
)

// Who is whoever asks.
type Who = gate.Reader

// officer is the office that the page of dates is open to; manager answers for
// the service.
const (
	officer = "data protection officer"
	manager = "team manager"
)

// Dates are how many parts of records end when, and how many ended: numbers
// and days, no names.
type Dates struct {
	Pack  *notice.Pack
	Today calendar.Day
	Ahead []gate.Ending
	Gone  []gate.Destroyed
	Entry care.ID
}

// Dates lists what goes when, for the data protection officer, who sees dates
// only.
func (d *Desk) Dates(ctx context.Context, who Who) (*Dates, error) {
	return d.dates(ctx, who, "dates", who.Role == officer)
}

// TimeMachine lists the same for whoever moves the demo's calendar.
func (d *Desk) TimeMachine(ctx context.Context, who Who) (*Dates, error) {
	return d.dates(ctx, who, "time machine", true)
}

func (d *Desk) dates(ctx context.Context, who Who, screen string, may bool) (*Dates, error) {
	services := d.gate.Services(who.Controller)
	out := &Dates{}
	ask := gate.Ask{Screen: screen, Act: policy.Derive}
	err := d.gate.View(ctx, who, ask, func(tx *gate.Tx) error {
		*out = Dates{Today: tx.Today(), Entry: tx.Entry()}
		if !may {
			return tx.Refuse()
		}
		for _, s := range services {
			ahead, gone, err := tx.Endings(ctx, s.Pack.Service)
			if err != nil {
				return err
			}
			out.Pack, out.Gone = s.Pack, gone
			out.Ahead = append(out.Ahead, ahead...)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(out.Ahead, func(a, b gate.Ending) int { return a.LastDay.Compare(b.LastDay) })
	return out, nil
}

// Readable counts, of each tier, what can still be read after a sweep on a
// day.
func (d *Dates) Readable(on calendar.Day) map[string]int {
	out := map[string]int{}
	for _, e := range d.Ahead {
		if e.State == care.TierLiving && (e.LastDay.IsZero() || !e.LastDay.Before(on)) {
			out[e.Tier] += e.N
		}
	}
	return out
}

// Move takes the demo's calendar forward and sweeps what that makes due. The
// real calendar cannot be moved.
func (d *Desk) Move(ctx context.Context, who Who, to calendar.Day) (Swept, error) {
	if !d.Exempt {
		return Swept{}, fmt.Errorf("moving a real calendar: %w", care.ErrRefused)
	}
	ask := gate.Ask{Screen: "time machine", Act: "move calendar"}
	err := d.gate.Revoke(ctx, who, ask, func(tx *gate.Tx) error {
		tx.Did("move calendar", "demo")
		return tx.MoveCalendar(ctx, to)
	})
	if err != nil {
		return Swept{}, err
	}
	return d.Sweep(ctx, who.Controller)
}

// A Certificate is one destruction with the promise it kept. It holds nothing
// personal, so anybody of the council may read it.
type Certificate struct {
	care.Intent
	Pack   *notice.Pack
	Clause notice.Clause
	Tier   notice.Tier
	Beside []care.Intent // other destructions of the same subject
	Entry  care.ID
}

// Certificate gives the certificate of a destruction.
func (d *Desk) Certificate(ctx context.Context, who Who, id care.ID) (*Certificate, error) {
	c := &Certificate{}
	ask := gate.Ask{Screen: "certificate", Act: policy.See}
	err := d.gate.View(ctx, who, ask, func(tx *gate.Tx) error {
		in, err := tx.Certificate(ctx, id)
		if err != nil {
			return err
		}
		*c = Certificate{Intent: in, Entry: tx.Entry()}
		if in.Subject == "" { // a key that nobody used: it stands beside nothing
			return nil
		}
		c.Beside, err = tx.IntentsOfSubject(ctx, in.Subject)
		return err
	})
	if err != nil {
		return nil, err
	}
	for _, s := range d.gate.Services(who.Controller) {
		if t, ok := s.Pack.Tier(c.Intent.Tier); ok {
			c.Pack, c.Tier = s.Pack, t
			c.Clause, _ = s.Pack.Clause(c.Intent.Clause)
		}
	}
	return c, nil
}
