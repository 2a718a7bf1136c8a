package gate

import (
	"context"
	"fmt"
	"strings"

	"candour/internal/calendar"
	"candour/internal/care"
	"candour/internal/store"
)

// An Ending counts tiers that share a state and a last day, without names.
type Ending = store.Ending

// A Destroyed counts finished destructions by the day they were promised for.
type Destroyed = store.Destroyed

// Endings counts a service's tiers by kind, state and last day. It opens
// nothing and names nobody.
func (tx *Tx) Endings(ctx context.Context, service string) ([]Ending, []Destroyed, error) {
	ends, err := tx.store.Endings(ctx, tx.who.Controller, service)
	if err != nil {
		return nil, nil, fmt.Errorf("counting what ends: %w", err)
	}
	gone, err := tx.store.DestroyedCounts(ctx, tx.who.Controller)
	if err != nil {
		return nil, nil, fmt.Errorf("counting what ended: %w", err)
	}
	tx.shown.service = service
	return ends, gone, nil
}

// Refuse ends a look with the refusal of whoever has no place in it, which is
// recorded in one shape.
func (tx *Tx) Refuse() error { return unknown() }

// SweptDay is the day of the last completed sweep, or none.
func (g *Gate) SweptDay(ctx context.Context, controller string) (calendar.Day, error) {
	var day calendar.Day
	err := g.db.View(ctx, func(s *store.Tx) (err error) {
		day, err = s.SweptDay(ctx, controller)
		return err
	})
	return day, err
}

// Swept records that a sweep completed on the calendar's day.
func (g *Gate) Swept(ctx context.Context, controller string, day calendar.Day) error {
	return g.Update(ctx, sweeper(controller), Ask{Screen: screenSweep, Act: "sweep"}, func(tx *Tx) error {
		tx.Did("sweep", "")
		if err := tx.change(); err != nil {
			return err
		}
		return tx.store.SetSweptDay(ctx, controller, day)
	})
}

// IntentsOfSubject gives the destructions of a subject of an episode, for
// certificates: it names nobody.
func (tx *Tx) IntentsOfSubject(ctx context.Context, subject care.ID) ([]care.Intent, error) {
	return tx.store.Intents(ctx, tx.who.Controller, subject)
}

// confirmSweep is the setting that holds who confirmed a jumped calendar.
const confirmSweep = "sweep confirmed"

// ConfirmSweep records that a worker confirms the calendar's day, after it
// jumped. Two different people must.
func (g *Gate) ConfirmSweep(ctx context.Context, who Reader, day calendar.Day) error {
	return g.Update(ctx, who, Ask{Screen: screenSweep, Act: "confirm sweep"}, func(tx *Tx) error {
		if err := tx.change(); err != nil {
			return err
		}
		tx.Did("confirm sweep", "")
		confirmed, err := tx.confirmations(ctx, day)
		if err != nil {
			return err
		}
		if contains(confirmed, string(who.Worker)) || who.Worker == "" {
			return tx.no("Somebody else must confirm it too.")
		}
		value := day.String() + " " + strings.Join(append(confirmed, string(who.Worker)), " ")
		return tx.store.PutSetting(ctx, who.Controller, confirmSweep, value)
	})
}

// SweepConfirmed reports whether two people confirmed the calendar's day.
func (g *Gate) SweepConfirmed(ctx context.Context, controller string, day calendar.Day) (bool, error) {
	n := 0
	err := g.db.View(ctx, func(s *store.Tx) error {
		tx := &Tx{store: s, who: Reader{Controller: controller}}
		confirmed, err := tx.confirmations(ctx, day)
		n = len(confirmed)
		return err
	})
	return n >= 2, err
}

func (tx *Tx) confirmations(ctx context.Context, day calendar.Day) ([]string, error) {
	value, err := tx.store.Setting(ctx, tx.who.Controller, confirmSweep)
	if err != nil {
		return nil, fmt.Errorf("reading who confirmed the calendar: %w", err)
	}
	parts := strings.Fields(value)
	if len(parts) == 0 || parts[0] != day.String() {
		return nil, nil
	}
	return parts[1:], nil
}

func (tx *Tx) no(says string) *Refusal { return &Refusal{Says: says, Unknown: false} }
