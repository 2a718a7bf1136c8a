package retention

import (
	"context"
	"sync"

	"candour/internal/calendar"
	"candour/internal/care"
	"candour/internal/gate"
)

// Figures are what was done so far under one notice, counted from the ledger.
// They name nobody, and whoever shows them holds small ones back.
type Figures struct {
	Shares    int64 // times something left the service
	Refusals  int64 // times the software refused a look, a change or a share
	Destroyed int64 // parts of records destroyed
	OnTheDay  int64 // of these, by the day that the notice promises
	Counted   int64 // entries of the controller's ledger counted so far, from its first
	Placed    int64 // entries it holds
}

// A tally counts one controller's ledger on from where it stopped, so that no
// entry is read twice. One count runs at a time; whoever comes meanwhile has
// the figures as they last stood.
type tally struct {
	counting sync.Mutex

	mu       sync.Mutex // of what follows
	next     int64
	placed   int64
	services map[string]*Figures
	serves   map[care.ID]string // the service of each living subject
}

// What one visit counts: so many entries at a time, so often.
const (
	countBatch = 1000
	countVisit = 5
)

// Figures gives the figures of a service, counted on by a few thousand entries
// where there are new ones.
func (d *Desk) Figures(ctx context.Context, controller, service string) (Figures, error) {
	kept, _ := d.tallies.LoadOrStore(controller, &tally{services: map[string]*Figures{}, serves: map[care.ID]string{}})
	t := kept.(*tally)
	if t.counting.TryLock() {
		defer t.counting.Unlock()
		if err := t.count(ctx, d.gate, controller); err != nil {
			return Figures{}, err
		}
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	f := Figures{}
	if s := t.services[service]; s != nil {
		f = *s
	}
	f.Counted, f.Placed = t.next, t.placed
	return f, nil
}

func (t *tally) count(ctx context.Context, g *gate.Gate, controller string) error {
	for range countVisit {
		acts, placed, err := g.Acts(ctx, controller, t.next, countBatch)
		if err != nil {
			return err
		}
		t.add(acts, placed)
		if t.next >= placed {
			return nil
		}
	}
	return nil
}

func (t *tally) add(acts []gate.Act, placed int64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, a := range acts {
		t.one(a)
	}
	t.next, t.placed = t.next+int64(len(acts)), placed
}

// one counts an act. The ledger says of an ending whose record it was and not
// which service's: an earlier act on the same record said that.
func (t *tally) one(a gate.Act) {
	if a.Service == "" {
		a.Service = t.serves[a.Subject]
	} else if a.Subject != "" {
		t.serves[a.Subject] = a.Service
	}
	f := t.services[a.Service]
	if f == nil {
		f = &Figures{}
		t.services[a.Service] = f
	}
	switch {
	case a.Refused:
		f.Refusals++
	case a.Shared:
		f.Shares++
	case a.Destroyed:
		f.Destroyed++
		if onTheDay(a.Day, a.Promised) {
			f.OnTheDay++
		}
	}
}

// onTheDay reports whether something was destroyed as promised: what is kept to
// the end of a day goes at the first minute of the next.
func onTheDay(on, promised calendar.Day) bool {
	return !promised.IsZero() && !on.After(promised.AddDays(1))
}
