package gate

import (
	"context"
	"errors"
	"fmt"

	"candour/internal/calendar"
	"candour/internal/care"
	"candour/internal/store"
)

// A NewEpisode is a person new to a service. Tiers are the tiers to be made;
// a tier never made cannot hold anything.
type NewEpisode struct {
	Service    string
	Origin     string
	Team       string
	Tiers      []string
	ReceivedOn calendar.Day // zero: today
	Stage      string       // in which it begins; "": the pack's first
	To         care.ID      // worker it is given to at once, or ""
}

// Create makes the keys of new people durable first, then runs fn with their
// empty files in one transaction. Keys of a transaction that never commits
// are swept after an hour, by an intent like any other; a creator that stalled
// for as long and lost its keys so begins again with new ones.
func (g *Gate) Create(ctx context.Context, who Reader, ask Ask, news []NewEpisode, fn func(*Tx, []*File) error) error {
	for n := 1; ; n++ {
		err := g.create(ctx, who, ask, news, fn)
		if n == attemptsMost || !errors.Is(err, errSwept) {
			return err
		}
	}
}

// errSwept says that a key was swept as unused before its creator used it.
var errSwept = errors.New("the key was swept before it was used")

func (g *Gate) create(ctx context.Context, who Reader, ask Ask, news []NewEpisode, fn func(*Tx, []*File) error) error {
	n := 0
	for _, e := range news {
		n += len(e.Tiers)
	}
	keys, err := g.keys.Create(ctx, who.Controller, n)
	if err != nil {
		return fmt.Errorf("making keys: %w", err)
	}
	return g.Update(ctx, who, ask, func(tx *Tx) error {
		left := keys
		files := make([]*File, 0, len(news))
		for _, e := range news {
			f, err := tx.create(ctx, e, left[:len(e.Tiers)])
			if err != nil {
				return err
			}
			left = left[len(e.Tiers):]
			files = append(files, f)
		}
		return fn(tx, files)
	})
}

func (tx *Tx) create(ctx context.Context, n NewEpisode, keys []care.ID) (*File, error) {
	if err := tx.change(); err != nil {
		return nil, err
	}
	svc, err := tx.gate.Service(tx.who.Controller, n.Service)
	if err != nil {
		return nil, err
	}
	on := n.ReceivedOn
	if on.IsZero() {
		on = tx.today
	}
	begins := svc.Pack.Stages[0]
	if s, ok := svc.Pack.Stage(n.Stage); ok {
		begins = s
	}
	e := care.Episode{
		Controller: tx.who.Controller, Service: n.Service, ID: NewID(), Subject: NewID(),
		Stage: begins.Code, Origin: n.Origin, Team: n.Team, ReceivedOn: on, Version: 1,
	}
	if n.To != "" {
		e.Worker, e.AllocatedOn = n.To, on
	}
	if err := tx.store.InsertEpisode(ctx, tx.who.Controller, &e); err != nil {
		return nil, fmt.Errorf("opening an episode: %w", err)
	}
	tiers, err := tx.makeTiers(ctx, &e, n.Tiers, keys)
	if err != nil {
		return nil, err
	}
	first := care.Happening{ID: NewID(), Episode: e.ID, Event: begins.From, On: on, At: tx.gate.now(), By: tx.who.Worker}
	if err := tx.store.AddHappening(ctx, tx.who.Controller, first); err != nil {
		return nil, fmt.Errorf("opening an episode: %w", err)
	}
	f, err := tx.decide(store.Sight{Episode: e, Tiers: tiers, Happenings: []care.Happening{first}})
	if err != nil {
		return nil, err
	}
	if no := tx.refused(f); no != nil {
		return nil, no
	}
	tx.shown.subject(n.Service, e.Subject)
	return f, tx.limitTiers(ctx, f, false)
}

// makeTiers ties keys to tiers. A key that has an intent is never used: it was
// swept as unused while its creator stalled.
func (tx *Tx) makeTiers(ctx context.Context, e *care.Episode, codes []string, keys []care.ID) ([]care.Tier, error) {
	tiers := make([]care.Tier, 0, len(codes))
	for i, code := range codes {
		_, err := tx.store.IntentByKey(ctx, tx.who.Controller, keys[i])
		if err == nil {
			return nil, fmt.Errorf("using key %s: %w", keys[i], errors.Join(errSwept, care.ErrConflict))
		}
		if !errors.Is(err, care.ErrNotFound) {
			return nil, fmt.Errorf("looking for an intent on key %s: %w", keys[i], err)
		}
		t := care.Tier{Subject: e.Subject, Episode: e.ID, Code: code, Key: keys[i], State: care.TierLiving}
		if err := tx.store.InsertTier(ctx, tx.who.Controller, t); err != nil {
			return nil, fmt.Errorf("making tier %s: %w", code, err)
		}
		tiers = append(tiers, t)
	}
	return tiers, nil
}

// Each gives every file of a bulk load an entry of its own.
func (tx *Tx) Each(files []*File, act, reason string) {
	for _, f := range files {
		one := &Tx{gate: tx.gate, house: tx.house, who: tx.who, ask: tx.ask, today: tx.today, act: act}
		one.shown.subject(f.Service.Pack.Service, f.Episode.Subject)
		one.shown.reason = reason
		one.shown.items, one.shown.purposes, one.shown.bases = tx.shown.items, tx.shown.purposes, tx.shown.bases
		tx.extra = append(tx.extra, one.entry())
	}
}
