package gate

import (
	"context"
	"fmt"

	"candour/internal/calendar"
	"candour/internal/care"
	"candour/internal/ledger"
	"candour/internal/policy"
	"candour/internal/store"
)

// An Act is one entry of the ledger as figures that name nobody need it.
type Act struct {
	Service   string // "" where the entry names none
	Subject   care.ID
	Shared    bool
	Refused   bool
	Destroyed bool         // a part of somebody's record came to its end
	Day       calendar.Day // of the entry
	Promised  calendar.Day // of what was destroyed: the last day it was to be kept, or the day of the event
}

// Acts gives the placed entries of a ledger from a position on, at most limit
// of them, and how many entries are placed. Nothing in them names anybody, so
// nobody in particular asks and no entry is made.
func (g *Gate) Acts(ctx context.Context, controller string, from int64, limit int) (acts []Act, placed int64, err error) {
	err = g.db.View(ctx, func(s *store.Tx) error {
		if placed, err = s.NextPosition(ctx, controller); err != nil || from >= placed {
			return err
		}
		rows, err := s.EntriesBetween(ctx, controller, from, from+int64(limit))
		if err != nil {
			return err
		}
		acts, err = g.actsOf(ctx, s, controller, rows)
		return err
	})
	if err != nil {
		return nil, 0, fmt.Errorf("reading the acts of %s from %d: %w", controller, from, err)
	}
	return acts, placed, nil
}

func (g *Gate) actsOf(ctx context.Context, s *store.Tx, controller string, rows []store.EntryRow) ([]Act, error) {
	acts := make([]Act, len(rows))
	var intents []care.ID
	ended := map[int]care.ID{}
	for i, row := range rows {
		e, err := ledger.Decode(row.Body)
		if err != nil {
			return nil, fmt.Errorf("entry %d: %w", row.Position, err)
		}
		a := Act{Service: e.Service, Day: e.Day, Shared: e.Act == policy.Share && e.Outcome == ledger.Released, Refused: e.Outcome == ledger.Refused}
		if len(e.Subjects) == 1 {
			a.Subject = care.ID(e.Subjects[0])
		}
		if e.Act == actDestroy && a.Subject != "" { // a key that nobody used is nobody's record
			a.Destroyed = true
			ended[i] = care.ID(e.Of)
			intents = append(intents, care.ID(e.Of))
		}
		acts[i] = a
	}
	found, err := s.IntentsByID(ctx, controller, intents)
	if err != nil {
		return nil, err
	}
	for i, id := range ended {
		acts[i].Promised = found[id].OnDay
	}
	return acts, nil
}
