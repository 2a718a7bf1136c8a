package gate

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"candour/internal/calendar"
	"candour/internal/care"
	"candour/internal/ledger"
	"candour/internal/store"
)

// The acts of a destruction, as the ledger has them.
const (
	actSuspend  = "suspend"
	actLift     = "lift"
	actIntend   = ledger.ActDestroyIntended
	actDestroy  = ledger.ActDestroyEnded
	actorSweep  = "timetable"
	screenSweep = "retention"
)

// A Doom is one tier to be destroyed and the promise that says so.
type Doom struct {
	Tier   care.Tier
	Reason string // neutral code: "reached", "due"
	Clause string // pack clause ref
	OnDay  calendar.Day
	AtOnce bool // an event ends it now, not the end of a day
}

// Destroy destroys tiers: intents and frozen statistics in one transaction
// from which on every read refuses; the intents copied outside the data
// directory; the keys deleted, the point of no return; then the rows purged
// and the end recorded. Any node may finish what another began: see Resume.
func (g *Gate) Destroy(ctx context.Context, controller string, dooms []Doom) ([]care.Intent, error) {
	intents, err := g.intend(ctx, controller, dooms)
	if err != nil || len(intents) == 0 {
		return nil, err
	}
	return g.finish(ctx, controller, intents)
}

// Resume finishes every destruction whose intent stands and whose end does
// not. It gives the number finished.
func (g *Gate) Resume(ctx context.Context, controller string) (int, error) {
	n := 0
	for {
		var open []care.Intent
		err := g.db.View(ctx, func(s *store.Tx) (err error) {
			open, err = s.OpenIntents(ctx, controller, batchMost)
			return err
		})
		if err != nil {
			return n, fmt.Errorf("reading open intents: %w", err)
		}
		if len(open) == 0 {
			return n, nil
		}
		if _, err := g.finish(ctx, controller, open); err != nil {
			return n, err
		}
		n += len(open)
	}
}

func sweeper(controller string) Reader { return Reader{Controller: controller, Role: actorSweep} }

// intend is step one: intents, statistics frozen, tiers refused.
func (g *Gate) intend(ctx context.Context, controller string, dooms []Doom) ([]care.Intent, error) {
	var out []care.Intent
	err := g.Revoke(ctx, sweeper(controller), Ask{Screen: screenSweep, Act: actIntend}, func(tx *Tx) error {
		out = out[:0]
		due, err := tx.stillDue(ctx, dooms)
		if err != nil {
			return err
		}
		if len(due) == 0 {
			return errNothing
		}
		tiers := make([]care.Tier, len(due))
		for i, d := range due {
			in := care.Intent{
				Controller: controller, ID: NewID(), Subject: d.Tier.Subject, Episode: d.Tier.Episode, Tier: d.Tier.Code,
				Key: d.Tier.Key, Reason: d.Reason, Clause: d.Clause, OnDay: d.OnDay, CreatedAt: tx.gate.now(),
			}
			tiers[i] = d.Tier
			tx.extra = append(tx.extra, tx.destruction(in, actIntend))
			tx.after = append(tx.after, func() { tx.house.names.drop(in.Subject, in.Tier) })
			out = append(out, in)
		}
		tx.dirty = true
		if err := tx.store.IntendTiers(ctx, controller, tiers); err != nil {
			return fmt.Errorf("intending the destruction of tiers: %w", err)
		}
		if err := tx.freeze(ctx, tiers); err != nil {
			return err
		}
		if err := tx.store.InsertIntents(ctx, controller, out); err != nil {
			return fmt.Errorf("writing intents: %w", err)
		}
		return nil
	})
	if errors.Is(err, errNothing) {
		return nil, nil
	}
	return out, err
}

// stillDue gives those of the dooms whose tier, once the counter is written,
// is as it was when it was chosen: a suspension may have been lifted since, a
// last day moved, or another node's intent may stand.
func (tx *Tx) stillDue(ctx context.Context, dooms []Doom) ([]Doom, error) {
	subjects := make([]care.ID, len(dooms))
	for i, d := range dooms {
		subjects[i] = d.Tier.Subject
	}
	stand, err := tx.store.TiersOf(ctx, tx.who.Controller, subjects...)
	if err != nil {
		return nil, fmt.Errorf("looking again at tiers: %w", err)
	}
	var due []Doom
	for _, d := range dooms {
		i := slices.IndexFunc(stand[d.Tier.Subject], func(t care.Tier) bool { return t.Code == d.Tier.Code && t.Key == d.Tier.Key })
		if i >= 0 && tx.due(stand[d.Tier.Subject][i], d.AtOnce) {
			due = append(due, d)
		}
	}
	return due, nil
}

// due reports whether a tier is to be destroyed as things stand.
func (tx *Tx) due(t care.Tier, atOnce bool) bool {
	ended := t.State == care.TierSuspended && !tx.gate.now().Before(t.SuspendedUntil)
	past := !t.LastDay.IsZero() && t.LastDay.Before(tx.today)
	return ended || t.State == care.TierLiving && (past || atOnce)
}

var errNothing = errors.New("nothing to destroy")

func (tx *Tx) destruction(in care.Intent, act string) ledger.Entry {
	e := tx.blank()
	e.Act, e.Outcome, e.Of, e.Reason = act, ledger.Released, string(in.ID), in.Reason
	if in.Subject != "" {
		e.Subjects = []string{string(in.Subject)}
	}
	if in.Clause != "" {
		e.Clauses = []string{in.Clause}
	}
	return e
}

// finish is steps two and three: copy the intents out, delete the keys, purge.
func (g *Gate) finish(ctx context.Context, controller string, intents []care.Intent) ([]care.Intent, error) {
	if a := g.archives[controller]; a != nil {
		if err := a.PutIntent(ctx, intents...); err != nil {
			return nil, fmt.Errorf("archiving intents: %w", err)
		}
	}
	if err := g.deleteKeys(ctx, controller, intents); err != nil {
		return nil, err
	}
	ask := Ask{Screen: screenSweep, Act: actDestroy}
	err := g.Update(ctx, sweeper(controller), ask, func(tx *Tx) error { return tx.purge(ctx, intents) })
	if err != nil && !errors.Is(err, errNothing) {
		return nil, fmt.Errorf("ending a destruction: %w", err)
	}
	return intents, nil
}

// deleteKeys is the point of no return. It notes in each intent under which
// key-encryption key its key was wrapped last.
func (g *Gate) deleteKeys(ctx context.Context, controller string, intents []care.Intent) error {
	keys := make([]care.ID, len(intents))
	for i := range intents {
		keys[i] = intents[i].Key
	}
	wrapped, err := g.keys.DeleteMany(ctx, controller, keys...)
	if err != nil {
		return fmt.Errorf("deleting keys: %w", err)
	}
	var current int64
	for i := range intents {
		if intents[i].KEKVersion != 0 {
			continue
		}
		version := wrapped[intents[i].Key]
		if version == 0 { // deleted before a crash: no newer version can have wrapped it
			if current == 0 {
				if current, err = g.keys.Version(ctx, controller); err != nil {
					return fmt.Errorf("reading the key-encryption key's version: %w", err)
				}
			}
			version = current
		}
		intents[i].KEKVersion, intents[i].KeyDeletedAt = version, g.now()
	}
	return nil
}

// purge removes the rows of tiers whose keys are gone and records the ends.
// When the last tier of a subject goes, everything else about the subject goes
// too. What another node has ended meanwhile stays as that node left it.
func (tx *Tx) purge(ctx context.Context, intents []care.Intent) error {
	controller := tx.who.Controller
	ids := make([]care.ID, len(intents))
	for i := range intents {
		ids[i] = intents[i].ID
	}
	stands, err := tx.store.IntentsByID(ctx, controller, ids)
	if err != nil {
		return fmt.Errorf("looking again at intents: %w", err)
	}
	var ended []care.Intent
	for i := range intents {
		in := &intents[i]
		switch have, ok := stands[in.ID]; {
		case !ok:
			return fmt.Errorf("looking again at intent %s: %w", in.ID, care.ErrNotFound)
		case !have.FinishedAt.IsZero():
			*in = have
			continue
		}
		e := tx.destruction(*in, actDestroy)
		in.FinishedAt, in.EntryID = tx.gate.now(), care.ID(e.ID)
		tx.extra = append(tx.extra, e)
		ended = append(ended, *in)
	}
	if len(ended) == 0 { // another node ended them all
		return errNothing
	}
	if err := tx.change(); err != nil {
		return err
	}
	if err := tx.purgeRows(ctx, ended); err != nil {
		return err
	}
	return tx.store.EndIntents(ctx, controller, ended)
}

// purgeRows removes what dead keys sealed. A database that came back from a
// backup may be older than the whole person.
func (tx *Tx) purgeRows(ctx context.Context, ended []care.Intent) error {
	var subjects []care.ID
	for i := range ended {
		if ended[i].Subject != "" {
			subjects = append(subjects, ended[i].Subject)
		}
	}
	slices.Sort(subjects)
	subjects = slices.Compact(subjects)
	stand, err := tx.store.TiersOf(ctx, tx.who.Controller, subjects...)
	if err != nil {
		return fmt.Errorf("reading what to purge: %w", err)
	}
	var tiers []care.Tier
	for i := range ended {
		for _, t := range stand[ended[i].Subject] {
			if t.Code == ended[i].Tier && t.State != care.TierDestroyed {
				tiers = append(tiers, t)
			}
		}
	}
	if err := tx.store.PurgeTiers(ctx, tx.who.Controller, tiers); err != nil {
		return err
	}
	return tx.store.PurgeSubjects(ctx, tx.who.Controller, subjects)
}

// SweepUnusedKeys destroys keys made before a moment that no tier uses, each
// by an intent like any other. The intent and a creator's use of the key
// cannot both commit: both transactions are serialisable and each reads what
// the other writes.
func (g *Gate) SweepUnusedKeys(ctx context.Context, controller string, before time.Time) (int, error) {
	held, err := g.keysHeld(ctx, controller)
	if err != nil || held {
		return 0, err
	}
	n, after := 0, care.ID("")
	for {
		old, err := g.keys.Old(ctx, controller, before, after, batchMost)
		if err != nil {
			return n, fmt.Errorf("listing old keys: %w", err)
		}
		if len(old) == 0 {
			return n, nil
		}
		after = old[len(old)-1]
		intents, err := g.intendUnused(ctx, controller, old)
		if err != nil {
			return n, err
		}
		if len(intents) == 0 {
			continue
		}
		if _, err := g.finish(ctx, controller, intents); err != nil {
			return n, err
		}
		n += len(intents)
	}
}

func (g *Gate) intendUnused(ctx context.Context, controller string, keys []care.ID) ([]care.Intent, error) {
	var out []care.Intent
	err := g.Update(ctx, sweeper(controller), Ask{Screen: screenSweep, Act: actIntend}, func(tx *Tx) error {
		out = out[:0]
		used, err := tx.store.KeyUsed(ctx, controller, keys)
		if err != nil {
			return fmt.Errorf("looking which keys are used: %w", err)
		}
		for _, id := range keys {
			if used[id] {
				continue
			}
			in := care.Intent{Controller: controller, ID: NewID(), Key: id, Reason: "unused key", OnDay: tx.today, CreatedAt: tx.gate.now()}
			tx.extra = append(tx.extra, tx.destruction(in, actIntend))
			out = append(out, in)
		}
		if len(out) == 0 {
			return errNothing
		}
		tx.dirty = true
		if err := tx.store.InsertIntents(ctx, controller, out); err != nil {
			return fmt.Errorf("writing intents: %w", err)
		}
		return nil
	})
	if errors.Is(err, errNothing) {
		return nil, nil
	}
	return out, err
}

// Finalise marks final every destruction of which no copy of the wrapped key
// can be opened any more: it was last wrapped under a version below the given
// one, and neither a key-encryption key nor an escrow copy of any lower
// version remains.
func (g *Gate) Finalise(ctx context.Context, controller string, below int64) (int, error) {
	n := 0
	err := g.Update(ctx, sweeper(controller), Ask{Screen: screenSweep, Act: "finalise"}, func(tx *Tx) error {
		final, err := tx.store.FinaliseIntents(ctx, controller, below-1, time.Time{}, tx.gate.now())
		if err != nil {
			return fmt.Errorf("finalising certificates: %w", err)
		}
		if n = len(final); n == 0 {
			return errNothing
		}
		tx.dirty = true
		tx.Counted(n, "")
		tx.Did("finalise", "key change")
		return nil
	})
	if errors.Is(err, errNothing) {
		return 0, nil
	}
	return n, err
}
