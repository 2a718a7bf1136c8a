package gate

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"runtime"
	"slices"
	"sync"

	"candour/internal/calendar"
	"candour/internal/care"
	"candour/internal/seal"
	"candour/internal/store"
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

// Load brings people in, batch after batch: keys durable first, then everything
// of a batch in one transaction with one entry for each person. While one batch
// is written the next is made up and sealed.
func (g *Gate) Load(ctx context.Context, who Reader, batches iter.Seq[[]Loaded]) error {
	if !g.loads {
		return ErrNoLoading
	}
	ctx, stop := context.WithCancel(ctx)
	ready := make(chan []*loading, 1)
	var failed error
	go func() {
		defer close(ready)
		for people := range batches {
			batch, err := g.prepare(ctx, who, people)
			if err != nil {
				failed = err // read once ready is closed
				return
			}
			select {
			case ready <- batch:
			case <-ctx.Done():
				failed = ctx.Err()
				return
			}
		}
	}()
	var err error
	for batch := range ready {
		if err == nil {
			err = g.Update(ctx, who, Ask{Screen: "load", Act: "load"}, func(tx *Tx) error { return tx.bring(ctx, batch) })
		}
		if err != nil {
			stop() // and take what is ready, so that nobody waits
		}
	}
	stop()
	return cmp.Or(err, failed)
}

// prepare makes the keys of a batch and seals everything under them.
func (g *Gate) prepare(ctx context.Context, who Reader, people []Loaded) ([]*loading, error) {
	batch := make([]*loading, len(people))
	n := 0
	for i, p := range people {
		svc, err := g.Service(who.Controller, p.Service)
		if err != nil {
			return nil, err
		}
		batch[i] = &loading{Loaded: p, svc: svc}
		n += len(p.Tiers)
	}
	ids, err := g.keys.Create(ctx, who.Controller, n)
	if err != nil {
		return nil, fmt.Errorf("making keys: %w", err)
	}
	keys, err := g.keys.Open(ctx, who.Controller, ids...)
	if err != nil {
		return nil, fmt.Errorf("opening keys: %w", err)
	}
	defer seal.WipeAll(keys)
	for _, l := range batch {
		if err := l.lay(g, who, ids[:len(l.Tiers)]); err != nil {
			return nil, err
		}
		ids = ids[len(l.Tiers):]
	}
	return batch, sealAll(batch, keys)
}

// lay gives a person ids, tiers with their last days, and what happened. The ids
// tell when the person was brought in, which says nothing about them, and let
// every table grow at its end.
func (l *loading) lay(g *Gate, who Reader, keys []care.ID) error {
	e := &l.episode
	*e = care.Episode{
		Controller: who.Controller, Service: l.Service, ID: NewOrderedID(), Subject: NewOrderedID(), Stage: l.svc.Pack.Stages[0].Code,
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
			if err := l.add(keys, care.Section{ID: NewOrderedID(), Tier: t.Code, Kind: kindItems}, items); err != nil {
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
	return l.sealCounts(keys)
}

// sealCounts keeps what a person contributes to statistics together, in one
// section for each tier.
func (l *loading) sealCounts(keys map[care.ID]*seal.Key) error {
	byTier := map[string][]contribution{}
	for _, c := range l.Counts {
		byTier[c.Tier] = append(byTier[c.Tier], contribution{Count: c.Count, Cell: c.Cell})
	}
	for tier, all := range byTier {
		if err := l.add(keys, care.Section{ID: NewOrderedID(), Tier: tier, Kind: kindCount}, all); err != nil {
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
	slices.SortFunc(batch, func(a, b *loading) int { return cmp.Compare(a.episode.Subject, b.episode.Subject) }) // as the tables are
	var all brought
	for _, l := range batch {
		all.add(l)
		e := tx.blank()
		e.Act, e.Outcome, e.Service, e.Subjects, e.Reason = "load", "released", l.Service, []string{string(l.episode.Subject)}, "load"
		tx.extra = append(tx.extra, e)
	}
	if err := all.write(ctx, tx.store, tx.who.Controller); err != nil {
		return fmt.Errorf("loading %d people: %w", len(batch), err)
	}
	return nil
}

// A brought is the rows of a batch, by table.
type brought struct {
	episodes []*care.Episode
	tiers    []care.Tier
	happened []care.Happening
	tasks    []care.Task
	sends    []store.Send
	sections []*care.Section
}

func (b *brought) add(l *loading) {
	b.episodes = append(b.episodes, &l.episode)
	b.tiers = append(b.tiers, l.tiers...)
	b.happened = append(b.happened, l.happened...)
	for _, t := range l.Tasks {
		t.ID, t.Episode = NewOrderedID(), l.episode.ID
		b.tasks = append(b.tasks, t)
	}
	for _, s := range l.Sends {
		b.sends = append(b.sends, store.Send{ID: NewID(), Episode: l.episode.ID, Section: s.id, State: s.State})
	}
	b.sections = append(b.sections, l.sections...)
}

func (b *brought) write(ctx context.Context, s *store.Tx, controller string) error {
	for _, write := range []func() error{
		func() error { return s.InsertEpisodes(ctx, controller, b.episodes) },
		func() error { return s.InsertTiers(ctx, controller, b.tiers) },
		func() error { return s.AddHappenings(ctx, controller, b.happened) },
		func() error { return s.InsertTasks(ctx, controller, b.tasks) },
		func() error { return s.InsertSends(ctx, controller, b.sends) },
		func() error { return s.InsertSections(ctx, controller, b.sections) },
	} {
		if err := write(); err != nil {
			return err
		}
	}
	return nil
}
