package gate

import (
	"context"
	"fmt"
	"slices"
	"time"

	"candour/internal/care"
	"candour/internal/policy"
)

// A Tally is a statistic's cells: what the living contribute, sealed with
// them, and what remains of the dead. Living and frozen together never change
// when somebody is destroyed.
type Tally map[string]map[string]Cell // count code, cell

// A Cell is one number of a statistic.
type Cell struct{ Living, Frozen int64 }

// Sum is the number that a dashboard shows.
func (c Cell) Sum() int64 { return c.Living + c.Frozen }

// A heldTally is a tally as it was worked out, rebuilt when it is old or when
// anything was revoked since.
type heldTally struct {
	tally      Tally
	at         time.Time
	revocation int64
}

// tallyKept is how old a tally may be.
const tallyKept = 30 * time.Second

// Tally gives a service's statistics. It opens contributions, shows nobody,
// and is one entry with a count and a commitment.
func (g *Gate) Tally(ctx context.Context, who Reader, service string) (Tally, error) {
	h, err := g.house(who.Controller)
	if err != nil {
		return nil, err
	}
	svc, err := g.Service(who.Controller, service)
	if err != nil {
		return nil, err
	}
	var out Tally
	err = g.View(ctx, who, Ask{Screen: "numbers", Act: policy.Derive}, func(tx *Tx) error {
		if err := tx.settle(ctx); err != nil {
			return err
		}
		if t, ok := h.tallies.Load(service); ok {
			if held := t.(*heldTally); held.revocation == tx.seen && g.now().Sub(held.at) < tallyKept {
				out = held.tally
				return nil
			}
		}
		t, err := tx.tally(ctx, svc)
		if err != nil {
			return err
		}
		h.tallies.Store(service, &heldTally{t, g.now(), tx.seen})
		out = t
		return nil
	})
	return out, err
}

// tally works the statistics out from the frozen cells and the contributions
// of every tier that still lives.
func (tx *Tx) tally(ctx context.Context, svc *Service) (Tally, error) {
	out := Tally{}
	frozen, err := tx.store.Frozen(ctx, tx.who.Controller, svc.Pack.Service)
	if err != nil {
		return nil, fmt.Errorf("reading frozen statistics: %w", err)
	}
	for _, c := range frozen {
		out.add(c.Count, c.Cell, Cell{Frozen: c.N})
	}
	var opened []string
	for _, t := range svc.Pack.Tiers {
		n, err := tx.tallyTier(ctx, svc, t.Code, out)
		if err != nil {
			return nil, err
		}
		opened = append(opened, n...)
	}
	tx.shown.service = svc.Pack.Service
	tx.Counted(len(opened), commit(opened))
	return out, nil
}

func (t Tally) add(count, cell string, c Cell) {
	if t[count] == nil {
		t[count] = map[string]Cell{}
	}
	have := t[count][cell]
	t[count][cell] = Cell{have.Living + c.Living, have.Frozen + c.Frozen}
}

// tallyStep is how many contributions are opened together.
const tallyStep = 1000

func (tx *Tx) tallyTier(ctx context.Context, svc *Service, tier string, into Tally) (opened []string, err error) {
	var all []care.Section
	err = tx.store.EachSection(ctx, tx.who.Controller, svc.Pack.Service, tier, kindCount, func(s care.Section) error {
		all = append(all, s)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("reading contributions: %w", err)
	}
	for some := range slices.Chunk(all, tallyStep) {
		ids := make([]care.ID, len(some))
		for i := range some {
			ids[i] = some[i].Key
			opened = append(opened, string(some[i].Subject))
		}
		if err := tx.open(ctx, ids...); err != nil {
			return nil, err
		}
		for i := range some {
			held, err := tx.contributions(svc.Pack.Service, &some[i])
			if err != nil {
				return nil, err
			}
			for _, c := range held {
				into.add(c.Count, c.Cell, Cell{Living: 1})
			}
		}
		tx.wipe()
	}
	return opened, nil
}
