package gate

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"runtime"
	"sync"

	"candour/internal/calendar"
	"candour/internal/care"
	"candour/internal/seal"
)

// ErrNoLoading says that this installation takes no bulk loads: only one
// opened for it does, before it serves anybody.
var ErrNoLoading = errors.New("this installation takes no bulk loads")

// A Loaded is one person's history brought in from elsewhere: made-up people
// for the demonstration, a former system's records. What it holds is sealed
// like everything else; every item must be the pack's, in a tier that is made.
type Loaded struct {
	NewEpisode
	Worker    care.ID
	Allocated calendar.Day
	Contacted calendar.Day // last contact
	NextOn    calendar.Day
	NextWhat  string
	Events    []LoadedEvent
	Answers   []Answer
	Records   []LoadedRecord
	Tasks     []care.Task
	Counts    []LoadedCount
	Sends     []LoadedSend
}

// A LoadedEvent is one event of the pack and its day.
type LoadedEvent struct {
	Event string
	On    calendar.Day
}

// A LoadedRecord is one sealed record. Parent is the index of another record
// of the same person, plus one; 0 for none.
type LoadedRecord struct {
	NewRecord
	ParentAt int
}

// A LoadedCount is one contribution to a statistic.
type LoadedCount struct{ Tier, Count, Cell string }

// A LoadedSend is the state of an onward referral; Record is its index.
type LoadedSend struct {
	Record int
	State  string
	id     care.ID
}

// A loading is one person on the way in.
type loading struct {
	Loaded
	svc      *Service
	episode  care.Episode
	tiers    []care.Tier
	happened []care.Happening
	sections []*care.Section
}

// Load brings people in: keys durable first, then everything of the batch in
// one transaction with one entry for each person.
func (g *Gate) Load(ctx context.Context, who Reader, people []Loaded) error {
	if !g.loads {
		return ErrNoLoading
	}
	batch := make([]*loading, len(people))
	n := 0
	for i, p := range people {
		svc, err := g.Service(who.Controller, p.Service)
		if err != nil {
			return err
		}
		batch[i] = &loading{Loaded: p, svc: svc}
		n += len(p.Tiers)
	}
	ids, err := g.keys.Create(ctx, who.Controller, n)
	if err != nil {
		return fmt.Errorf("making keys: %w", err)
	}
	keys, err := g.keys.Open(ctx, who.Controller, ids...)
	if err != nil {
		return fmt.Errorf("opening keys: %w", err)
	}
	defer seal.WipeAll(keys)
	for _, l := range batch {
		if err := l.lay(g, who, ids[:len(l.Tiers)]); err != nil {
			return err
		}
		ids = ids[len(l.Tiers):]
	}
	if err := sealAll(batch, keys); err != nil {
		return err
	}
	return g.Update(ctx, who, Ask{Screen: "load", Act: "load"}, func(tx *Tx) error {
		return tx.bring(ctx, batch)
	})
}

// lay gives a person ids, tiers with their last days, and what happened.
func (l *loading) lay(g *Gate, who Reader, keys []care.ID) error {
	e := &l.episode
	*e = care.Episode{
		Controller: who.Controller, Service: l.Service, ID: NewID(), Subject: NewID(), Stage: l.svc.Pack.Stages[0].Code,
		Origin: l.Origin, Team: l.Team, Worker: l.Worker, ReceivedOn: l.ReceivedOn, AllocatedOn: l.Allocated,
		LastContactOn: l.Contacted, NextOn: l.NextOn, NextWhat: l.NextWhat, Version: 1,
	}
	f := &File{Service: l.svc, Episode: *e}
	days := map[string]calendar.Day{}
	for _, ev := range l.Events {
		if _, ok := l.svc.Pack.Event(ev.Event); !ok {
			return fmt.Errorf("loading event %s: %w", ev.Event, care.ErrInvalid)
		}
		days[ev.Event] = ev.On
		f.stage(ev.Event, ev.On)
		l.happened = append(l.happened, care.Happening{
			ID: NewOrderedID(), Episode: e.ID, Event: ev.Event, On: ev.On, At: g.now(), By: l.Worker,
		})
	}
	*e = f.Episode
	for i, code := range l.Tiers {
		end := l.svc.Pack.End(code, days)
		if end.Immediate {
			return fmt.Errorf("loading tier %s, which has already ended: %w", code, care.ErrInvalid)
		}
		l.tiers = append(l.tiers, care.Tier{
			Subject: e.Subject, Episode: e.ID, Code: code, Key: keys[i], State: care.TierLiving, LastDay: end.Last, Clause: end.Clause.Ref,
		})
	}
	return nil
}

// sealAll seals a batch on every core.
func sealAll(batch []*loading, keys map[care.ID]*seal.Key) error {
	work := make(chan *loading)
	errs := make(chan error, len(batch))
	var wg sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for l := range work {
				if err := l.seal(keys); err != nil {
					errs <- err
				}
			}
		})
	}
	for _, l := range batch {
		work <- l
	}
	close(work)
	wg.Wait()
	close(errs)
	return <-errs
}

func (l *loading) seal(keys map[care.ID]*seal.Key) error {
	byTier := map[string]map[string][]care.Value{}
	for _, a := range l.Answers {
		it := l.svc.Item(a.Item)
		if it == nil {
			return fmt.Errorf("loading item %s: %w", a.Item, care.ErrInvalid)
		}
		if byTier[it.Tier] == nil {
			byTier[it.Tier] = map[string][]care.Value{}
		}
		byTier[it.Tier][a.Item] = append(byTier[it.Tier][a.Item], a.Value)
	}
	for _, t := range l.tiers {
		if items := byTier[t.Code]; items != nil {
			if err := l.add(keys, care.Section{ID: NewID(), Tier: t.Code, Kind: kindItems}, items); err != nil {
				return err
			}
			delete(byTier, t.Code)
		}
	}
	if len(byTier) > 0 {
		return fmt.Errorf("loading answers of a tier that is not made: %w", care.ErrInvalid)
	}
	return l.sealRecords(keys)
}

func (l *loading) sealRecords(keys map[care.ID]*seal.Key) error {
	ids := make([]care.ID, len(l.Records))
	for i := range l.Records {
		ids[i] = NewOrderedID()
	}
	for i, r := range l.Records {
		it := l.svc.Item(r.Item)
		if it == nil {
			return fmt.Errorf("loading a record of %s: %w", r.Item, care.ErrInvalid)
		}
		s := care.Section{ID: ids[i], Tier: it.Tier, Kind: r.Kind, Item: r.Item, On: r.On}
		if r.ParentAt > 0 {
			s.Parent = ids[r.ParentAt-1]
		}
		if err := l.add(keys, s, r.Payload); err != nil {
			return err
		}
	}
	for i := range l.Sends {
		l.Sends[i].id = ids[l.Sends[i].Record]
	}
	for _, c := range l.Counts {
		err := l.add(keys, care.Section{ID: NewID(), Tier: c.Tier, Kind: kindCount}, contribution{Count: c.Count, Cell: c.Cell})
		if err != nil {
			return err
		}
	}
	return nil
}

func (l *loading) add(keys map[care.ID]*seal.Key, s care.Section, payload any) error {
	plain, err := json.Marshal(payload)
	if err != nil {
		return fmt.Errorf("encoding a section: %w", err)
	}
	for _, t := range l.tiers {
		if t.Code != s.Tier {
			continue
		}
		s.Subject, s.Episode, s.Key = t.Subject, t.Episode, t.Key
		p := place(l.episode.Controller, l.Service, &s)
		p.Version++
		s.Sealed = keys[t.Key].Seal(plain, p.AD())
		l.sections = append(l.sections, &s)
		return nil
	}
	return fmt.Errorf("loading into tier %s, which is not made: %w", s.Tier, care.ErrInvalid)
}

// bring writes a sealed batch, with one entry for each person.
func (tx *Tx) bring(ctx context.Context, batch []*loading) error {
	if err := tx.change(); err != nil {
		return err
	}
	var sections []*care.Section
	for _, l := range batch {
		if err := tx.bringOne(ctx, l); err != nil {
			return fmt.Errorf("loading an episode: %w", err)
		}
		sections = append(sections, l.sections...)
		e := tx.blank()
		e.Act, e.Outcome, e.Service, e.Subjects, e.Reason = "load", "released", l.Service, []string{string(l.episode.Subject)}, "load"
		tx.extra = append(tx.extra, e)
	}
	if err := tx.store.InsertSections(ctx, tx.who.Controller, sections); err != nil {
		return fmt.Errorf("loading sections: %w", err)
	}
	return nil
}

func (tx *Tx) bringOne(ctx context.Context, l *loading) error {
	controller := tx.who.Controller
	if err := tx.store.InsertEpisode(ctx, controller, &l.episode); err != nil {
		return err
	}
	for _, t := range l.tiers {
		if err := tx.store.InsertTier(ctx, controller, t); err != nil {
			return err
		}
	}
	for _, h := range l.happened {
		if err := tx.store.AddHappening(ctx, controller, h); err != nil {
			return err
		}
	}
	for _, t := range l.Tasks {
		t.ID, t.Episode = NewOrderedID(), l.episode.ID
		if err := tx.store.InsertTask(ctx, controller, t); err != nil {
			return err
		}
	}
	for _, s := range l.Sends {
		if err := tx.store.InsertSend(ctx, controller, NewID(), l.episode.ID, s.id, s.State); err != nil {
			return err
		}
	}
	return nil
}
