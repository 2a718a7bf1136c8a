package gate

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	"candour/internal/care"
	"candour/internal/ledger"
	"candour/internal/policy"
	"candour/internal/store"
)

// attemptsMost bounds how often a view decides again when revocations keep
// moving the counter under it.
const attemptsMost = 20

// View runs fn on one snapshot and returns only when the entry that names
// everything fn was shown is durable. fn may run again, so it must fill only
// its own results and start them afresh. A *Refusal from fn is recorded and
// returned; so is the refusal of an id the asker may not know of.
func (g *Gate) View(ctx context.Context, who Reader, ask Ask, fn func(*Tx) error) error {
	h, err := g.house(who.Controller)
	if err != nil {
		return err
	}
	h.looking.Add(1)
	defer h.looking.Add(-1)
	for range attemptsMost {
		tx := &Tx{gate: g, house: h, who: who, ask: ask}
		err := g.look(ctx, tx, fn)
		if errors.Is(err, errMoved) {
			continue
		}
		if errors.Is(err, errLookAgain) {
			if err = g.lookAgain(ctx, h, tx.missing); err != nil {
				return err
			}
			continue
		}
		err = g.release(ctx, h, tx, err)
		if errors.Is(err, errMoved) {
			continue
		}
		return err
	}
	return fmt.Errorf("viewing %s: %w", ask.Screen, care.ErrConflict)
}

// look runs fn on one snapshot and forgets its keys, even if fn panics.
func (g *Gate) look(ctx context.Context, tx *Tx, fn func(*Tx) error) error {
	defer tx.wipe()
	return g.db.View(ctx, func(s *store.Tx) error { return tx.onSnapshot(ctx, s, fn) })
}

// onSnapshot reads the counter in the snapshot that fn decides and opens in. A
// refusal too is only believed if the counter is as it was guessed.
func (tx *Tx) onSnapshot(ctx context.Context, s *store.Tx, fn func(*Tx) error) error {
	tx.store = s
	if held := tx.house.day.Load(); held != nil { // most often still right: the sight of an episode checks it
		tx.today, tx.seen, tx.guessed = held.or(tx.gate.now()), held.revocation, true
	} else if err := tx.settle(ctx); err != nil {
		return err
	}
	err := tx.standing(ctx)
	if err == nil {
		err = fn(tx)
	}
	if tx.guessed && (err == nil || errors.Is(err, care.ErrRefused) || errors.Is(err, care.ErrNotFound)) {
		if moved := tx.confirm(ctx); moved != nil {
			return moved
		}
	}
	return err
}

// settle reads the counter and the calendar in this snapshot.
func (tx *Tx) settle(ctx context.Context) error {
	seen, err := tx.store.ReadLane(ctx, tx.who.Controller, tx.gate.node, laneViews)
	if err != nil {
		return fmt.Errorf("reading the revocation counter: %w", err)
	}
	tx.seen, tx.guessed = seen, false
	tx.today, err = tx.gate.today(ctx, tx.house, tx.store, seen, true)
	return err
}

// confirm holds the guessed counter against this snapshot's, for a look in
// which no sight of an episode did.
func (tx *Tx) confirm(ctx context.Context) error {
	guess := tx.seen
	if err := tx.settle(ctx); err != nil {
		return err
	}
	if guess != tx.seen {
		return errMoved
	}
	return nil
}

// sight reads an episode as this snapshot has it. If the counter moved since
// the calendar day was held, the day is read and the sight taken again.
func (tx *Tx) sight(ctx context.Context, id care.ID) (store.Sight, error) {
	lane := laneViews
	if tx.writable {
		lane = laneWrites
	}
	s, err := tx.store.EpisodeSight(ctx, tx.who.Controller, tx.gate.node, lane, id, tx.who.Worker, tx.today)
	if !tx.guessed {
		return s, err
	}
	if (err == nil || errors.Is(err, care.ErrNotFound)) && s.Revocation == tx.seen {
		tx.guessed = false
		return s, err
	}
	if len(tx.shown.subjects) > 0 { // shown by the day as it was: begin again
		return s, cmp.Or(tx.settle(ctx), errMoved)
	}
	if err := tx.settle(ctx); err != nil {
		return s, err
	}
	if err := tx.standing(ctx); err != nil {
		return s, err
	}
	return tx.store.EpisodeSight(ctx, tx.who.Controller, tx.gate.node, lane, id, tx.who.Worker, tx.today)
}

// lookAgain is the second look for keys that were missing without an intent:
// in a new snapshot an intent explains them, or it is an alarm.
func (g *Gate) lookAgain(ctx context.Context, h *house, keys []care.ID) error {
	return g.db.View(ctx, func(s *store.Tx) error {
		for _, id := range keys {
			_, err := s.IntentByKey(ctx, h.controller, id)
			if errors.Is(err, care.ErrNotFound) {
				g.log.Error("a key is missing and no intent explains it", "controller", h.controller, "key", id)
				return fmt.Errorf("key %s is missing without a destruction intent: %w", id, ErrAlarm)
			}
			if err != nil {
				return fmt.Errorf("looking again for key %s: %w", id, err)
			}
		}
		return nil
	})
}

// entry is the one entry of a screen, naming every subject shown.
func (tx *Tx) entry() ledger.Entry {
	e := tx.blank()
	e.ID, e.Act, e.Outcome = string(tx.Entry()), tx.ask.Act, ledger.Released
	tx.shown.fill(&e)
	if tx.act != "" {
		e.Act = tx.act
	}
	return e
}

// refusal is the entry of a decision against. Of an unknown id it has one
// shape, with neither subject nor clause.
func (tx *Tx) refusal(no *Refusal) ledger.Entry {
	e := tx.blank()
	e.Act, e.Outcome = tx.ask.Act, ledger.Refused
	if no.Unknown {
		e.Purposes = nil
		return e
	}
	e.Service = no.Service
	if no.Subject != "" {
		e.Subjects = []string{string(no.Subject)}
	}
	e.Clauses = no.Clauses
	e.Refused = no.Items
	return e
}

func (tx *Tx) blank() ledger.Entry {
	return ledger.Entry{
		ID: string(NewOrderedID()), At: tx.gate.now().UTC(), Day: tx.today, Controller: tx.who.Controller,
		Screen: tx.ask.Screen, Actor: tx.who.actor(), Role: tx.who.Role, Purposes: tx.ask.Purposes,
	}
}

// shown collects what a transaction showed or wrote, for its one entry.
type shown struct {
	service    string
	subjects   []string
	items      itemSet
	refused    []ledger.RefusedItem
	purposes   []string
	bases      []string
	clauses    []string
	of         string
	reason     string
	count      int
	commitment string
}

func (s *shown) fill(e *ledger.Entry) {
	e.Service, e.Subjects, e.Items, e.Refused = s.service, s.subjects, s.items.codes(), s.refused
	if len(s.purposes) > 0 {
		e.Purposes = s.purposes
	}
	e.Bases, e.Clauses, e.Of, e.Reason = s.bases, s.clauses, s.of, s.reason
	e.Count, e.Commitment = s.count, s.commitment
}

func (s *shown) subject(service string, id care.ID) {
	s.service = service
	for _, have := range s.subjects {
		if have == string(id) {
			return
		}
	}
	s.subjects = append(s.subjects, string(id))
}

// decided adds the items a decision allowed and the purposes and bases they
// were allowed for.
func (s *shown) decided(svc *Service, d policy.Decision, items []int) {
	for _, i := range items {
		a := d.Answers[i]
		if !a.Allowed {
			continue
		}
		s.items.add(i, svc.Pack)
		s.purpose(svc, a.Purpose)
	}
}

func (s *shown) purpose(svc *Service, code string) {
	if code == "" || contains(s.purposes, code) {
		return
	}
	s.purposes = append(s.purposes, code)
	if p, ok := svc.Pack.Purpose(code); ok && !contains(s.bases, "bases."+p.Basis) {
		s.bases = append(s.bases, "bases."+p.Basis)
	}
}

func contains(in []string, s string) bool {
	for _, have := range in {
		if have == s {
			return true
		}
	}
	return false
}
