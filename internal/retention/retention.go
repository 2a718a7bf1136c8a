// Package retention destroys what the notice says is destroyed, on the day it
// says, and shows anybody who may ask what goes when. It imports gate and the
// meaning rooms.
package retention

import (
	"context"
	"fmt"

	"candour/internal/calendar"
	"candour/internal/gate"
)

// A Desk sweeps and tells of sweeping.
type Desk struct{ gate *gate.Gate }

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

// Sweep finishes every destruction under way and destroys everything due.
func (d *Desk) Sweep(ctx context.Context, controller string) (Swept, error) {
	var s Swept
	var err error
	if s.Resumed, err = d.gate.Resume(ctx, controller); err != nil {
		return s, fmt.Errorf("resuming destructions: %w", err)
	}
	for {
		dooms, err := d.gate.Due(ctx, controller, batchMost)
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
