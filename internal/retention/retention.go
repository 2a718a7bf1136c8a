// Package retention destroys what the notice says is destroyed, on the day it
// says, and shows anybody who may ask what goes when. It imports gate and the
// meaning rooms.
package retention

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"candour/internal/calendar"
	"candour/internal/care"
	"candour/internal/gate"
)

// A Desk sweeps and tells of sweeping.
type Desk struct {
	gate *gate.Gate

	// Exempt lets a sweep follow a calendar that jumped: the demo's is moved
	// by hand.
	Exempt bool

	tallies sync.Map // by controller: *tally
}

// New makes a desk on a gate.
func New(g *gate.Gate) *Desk { return &Desk{gate: g} }

// batchMost is how many tiers are destroyed together: one transaction of
// intents, one copy to the archive, one of endings.
const batchMost = 200

// Swept is what one sweep did.
type Swept struct {
	Resumed   int // destructions that an earlier node began and this one ended
	Destroyed int // tiers
}

// A jump is how many days the calendar may stand past the last completed
// sweep before a sweep destroys nothing until it is confirmed.
const jump = 2

// ErrJumped says that the calendar stands too far past the last completed
// sweep: a wrong clock would destroy what is still promised to be kept.
var ErrJumped = errors.New("the calendar stands more than 48 hours past the last completed sweep: two people must confirm it, each with candour sweep confirm, before anything is destroyed")

// trusted holds the calendar against the last completed sweep.
func (d *Desk) trusted(ctx context.Context, controller string, today calendar.Day) (last calendar.Day, err error) {
	last, err = d.gate.SweptDay(ctx, controller)
	if err != nil || d.Exempt || last.IsZero() || last.DaysUntil(today) <= jump {
		return last, err
	}
	confirmed, err := d.gate.SweepConfirmed(ctx, controller, today)
	if err != nil || confirmed {
		return last, err
	}
	return last, fmt.Errorf("sweeping %s on %s, last swept on %s: %w", controller, today, last, ErrJumped)
}

// Confirm records that somebody who answers for the service confirms the
// calendar's day after it jumped. Two different people must, on that day.
func (d *Desk) Confirm(ctx context.Context, who Who) (calendar.Day, error) {
	today, err := d.gate.Today(ctx, who.Controller)
	if err != nil {
		return today, err
	}
	if who.Role != officer && who.Role != manager {
		return today, fmt.Errorf("confirming the calendar as %s: %w", who.Role, care.ErrRefused)
	}
	return today, d.gate.ConfirmSweep(ctx, who, today)
}

// Sweep finishes every destruction under way and destroys everything due.
func (d *Desk) Sweep(ctx context.Context, controller string) (Swept, error) {
	today, err := d.gate.Today(ctx, controller)
	if err != nil {
		return Swept{}, err
	}
	last, jumped := d.trusted(ctx, controller, today)
	if jumped != nil && !errors.Is(jumped, ErrJumped) {
		return Swept{}, jumped
	}
	if jumped != nil { // what the calendar makes due waits; what machine time and open intents do, does not
		today = calendar.Day{}
	}
	s, err := d.sweep(ctx, controller, today)
	if err != nil || jumped != nil || last == today {
		return s, errors.Join(jumped, err)
	}
	return s, d.gate.Swept(ctx, controller, today)
}

func (d *Desk) sweep(ctx context.Context, controller string, today calendar.Day) (Swept, error) {
	var s Swept
	var err error
	if s.Resumed, err = d.gate.Resume(ctx, controller); err != nil {
		return s, fmt.Errorf("resuming destructions: %w", err)
	}
	for {
		dooms, err := d.gate.DueOn(ctx, controller, today, batchMost)
		if err != nil {
			return s, err
		}
		if len(dooms) == 0 {
			return s, nil
		}
		done, err := d.gate.Destroy(ctx, controller, dooms)
		if err != nil {
			return s, fmt.Errorf("destroying what is due: %w", err)
		}
		if len(done) == 0 {
			return s, nil
		}
		s.Destroyed += len(done)
	}
}

// Today is the controller's calendar day.
func (d *Desk) Today(ctx context.Context, controller string) (calendar.Day, error) {
	return d.gate.Today(ctx, controller)
}
