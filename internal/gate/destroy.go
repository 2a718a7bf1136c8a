package gate

import (
	"context"
	"encoding/json"
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
		for _, d := range dooms {
			in := care.Intent{
				Controller: controller, ID: NewID(), Subject: d.Tier.Subject, Episode: d.Tier.Episode, Tier: d.Tier.Code,
				Key: d.Tier.Key, Reason: d.Reason, Clause: d.Clause, OnDay: d.OnDay, CreatedAt: tx.gate.now(),
			}
			due, err := tx.stillDue(ctx, d)
			if err != nil {
				return err
			}
			if !due {
				continue
			}
			if err := tx.store.IntendTier(ctx, controller, d.Tier.Subject, d.Tier.Code); err != nil {
				return fmt.Errorf("intending the destruction of tier %s: %w", d.Tier.Code, err)
			}
			if err := tx.freeze(ctx, d.Tier); err != nil {
				return err
			}
			if err := tx.store.InsertIntent(ctx, controller, in); err != nil {
				return fmt.Errorf("writing an intent: %w", err)
			}
			tx.extra = append(tx.extra, tx.destruction(in, actIntend))
			tx.dirty = true
			tx.after = append(tx.after, func() { tx.house.names.drop(in.Subject, in.Tier) })
			out = append(out, in)
		}
		if len(out) == 0 {
			return errNothing
		}
		return nil
	})
	if errors.Is(err, errNothing) {
		return nil, nil
	}
	return out, err
}

// stillDue looks, once the counter is written, whether a tier is as it was
// when it was chosen: a suspension may have been lifted since, a last day
// moved, or another node's intent may stand.
func (tx *Tx) stillDue(ctx context.Context, d Doom) (bool, error) {
	chosen := d.Tier
	tiers, err := tx.store.Tiers(ctx, tx.who.Controller, chosen.Subject)
	if err != nil {
		return false, fmt.Errorf("looking again at a tier: %w", err)
	}
	for _, t := range tiers {
		if t.Code != chosen.Code || t.Key != chosen.Key {
			continue
		}
		ended := t.State == care.TierSuspended && !tx.gate.now().Before(t.SuspendedUntil)
		past := !t.LastDay.IsZero() && t.LastDay.Before(tx.today)
		return ended || t.State == care.TierLiving && (past || d.AtOnce), nil
	}
	return false, nil
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

// freeze adds the tier's contributions to their cells for good. Living and
// frozen together never change when somebody is destroyed.
func (tx *Tx) freeze(ctx context.Context, t care.Tier) error {
	sections, err := tx.store.Sections(ctx, tx.who.Controller, t.Subject, []string{t.Code})
	if err != nil {
		return fmt.Errorf("reading what to freeze: %w", err)
	}
	sections = slices.DeleteFunc(sections, func(s care.Section) bool { return s.Kind != kindCount })
	if len(sections) == 0 {
		return nil
	}
	e, err := tx.store.Episode(ctx, tx.who.Controller, t.Episode)
	if err != nil {
		return fmt.Errorf("reading the episode to freeze: %w", err)
	}
	if err := tx.open(ctx, t.Key); err != nil {
		return err
	}
	for i := range sections {
		c, err := tx.contribution(e.Service, &sections[i])
		if err != nil {
			return err
		}
		if err := tx.store.AddFrozen(ctx, tx.who.Controller, e.Service, c.Count, c.Cell, 1); err != nil {
			return fmt.Errorf("freezing statistics: %w", err)
		}
	}
	return nil
}

// contribution opens one sealed part in a statistic.
func (tx *Tx) contribution(service string, s *care.Section) (c contribution, err error) {
	plain, err := tx.unseal(service, s)
	if err != nil {
		return c, err
	}
	if err := json.Unmarshal(plain, &c); err != nil {
		return c, fmt.Errorf("reading a contribution: %w", ErrAlarm)
	}
	return c, nil
}

// finish is steps two and three: copy the intents out, delete the keys, purge.
func (g *Gate) finish(ctx context.Context, controller string, intents []care.Intent) ([]care.Intent, error) {
	if a := g.archives[controller]; a != nil {
		if err := a.PutIntent(ctx, intents...); err != nil {
			return nil, fmt.Errorf("archiving intents: %w", err)
		}
	}
	for i := range intents {
		version, err := g.keys.Delete(ctx, controller, intents[i].Key)
		if err != nil {
			return nil, fmt.Errorf("deleting a key: %w", err)
		}
		if version == 0 && intents[i].KEKVersion == 0 { // deleted before a crash: no newer version can have wrapped it
			if version, err = g.keys.Version(ctx, controller); err != nil {
				return nil, fmt.Errorf("reading the key-encryption key's version: %w", err)
			}
		}
		if intents[i].KEKVersion == 0 {
			intents[i].KEKVersion, intents[i].KeyDeletedAt = version, g.now()
		}
	}
	ask := Ask{Screen: screenSweep, Act: actDestroy}
	err := g.Update(ctx, sweeper(controller), ask, func(tx *Tx) error {
		for i := range intents {
			if err := tx.purge(ctx, &intents[i]); err != nil {
				return err
			}
		}
		if !tx.dirty { // another node ended them all
			return errNothing
		}
		return nil
	})
	if err != nil && !errors.Is(err, errNothing) {
		return nil, fmt.Errorf("ending a destruction: %w", err)
	}
	return intents, nil
}

// purge removes the rows of a tier whose key is gone and records the end. When
// the last tier of a subject goes, everything else about the subject goes too.
// What another node has ended meanwhile stays as that node left it.
func (tx *Tx) purge(ctx context.Context, in *care.Intent) error {
	stands, err := tx.store.Intent(ctx, in.Controller, in.ID)
	if err != nil {
		return fmt.Errorf("looking again at an intent: %w", err)
	}
	if !stands.FinishedAt.IsZero() {
		*in = stands
		return nil
	}
	if err := tx.change(); err != nil {
		return err
	}
	e := tx.destruction(*in, actDestroy)
	in.FinishedAt, in.EntryID = tx.gate.now(), care.ID(e.ID)
	if in.Subject != "" {
		if err := tx.purgeTier(ctx, in); err != nil {
			return fmt.Errorf("purging tier %s: %w", in.Tier, err)
		}
		if _, err := tx.store.PurgeSubject(ctx, in.Controller, in.Subject); err != nil {
			return err
		}
	}
	if err := tx.store.MarkKeyDeleted(ctx, in.Controller, in.ID, in.KEKVersion, in.KeyDeletedAt); err != nil {
		return fmt.Errorf("recording a deleted key: %w", err)
	}
	if err := tx.store.FinishIntent(ctx, in.Controller, in.ID, in.EntryID, in.FinishedAt); err != nil {
		return fmt.Errorf("finishing an intent: %w", err)
	}
	tx.extra = append(tx.extra, e)
	return nil
}

// purgeTier removes what a dead key sealed. A database that came back from a
// backup may be older than the whole person.
func (tx *Tx) purgeTier(ctx context.Context, in *care.Intent) error {
	tiers, err := tx.store.Tiers(ctx, in.Controller, in.Subject)
	if err != nil {
		return err
	}
	for _, t := range tiers {
		if t.Code == in.Tier && t.State != care.TierDestroyed {
			return tx.store.PurgeTier(ctx, in.Controller, in.Subject, in.Tier)
		}
	}
	return nil
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
			if err := tx.store.InsertIntent(ctx, controller, in); err != nil {
				return fmt.Errorf("writing an intent: %w", err)
			}
			tx.dirty = true
			tx.extra = append(tx.extra, tx.destruction(in, actIntend))
			out = append(out, in)
		}
		if len(out) == 0 {
			return errNothing
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
