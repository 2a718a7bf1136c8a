package gate

import (
	"context"
	"fmt"

	"candour/internal/care"
	"candour/internal/policy"
	"candour/internal/store"
)

// List gives the episodes of a service that the asker may do the screen's act
// on, each opened for the named items only. The Scope that filters it comes
// from the same table as every decision; each row is decided again, item by
// item, before anything is opened. One screen is one entry naming every
// subject listed.
func (tx *Tx) List(ctx context.Context, service string, filter ListFilter, items ...string) ([]*File, error) {
	svc, err := tx.gate.Service(tx.who.Controller, service)
	if err != nil {
		return nil, err
	}
	wanted := make([]int, 0, len(items))
	for _, code := range items {
		it := svc.Item(code)
		if it == nil {
			return nil, fmt.Errorf("listing item %s: %w", code, care.ErrInvalid)
		}
		wanted = append(wanted, it.Index)
	}
	scope := svc.widest().Table.Scope(tx.who.Role, tx.ask.Act, tx.ask.Purposes, tx.who.Supervised, wanted)
	episodes, err := tx.store.Episodes(ctx, tx.who.Controller, service, scope, tx.who.asker(), tx.today, filter)
	if err != nil {
		return nil, fmt.Errorf("listing episodes: %w", err)
	}
	if tx.shown.service == "" {
		tx.shown.service = service
	}
	return tx.files(ctx, svc, episodes, wanted)
}

// files decides and opens many episodes in a few statements.
func (tx *Tx) files(ctx context.Context, svc *Service, episodes []care.Episode, wanted []int) ([]*File, error) {
	if len(episodes) == 0 {
		return nil, nil
	}
	ids, subjects := make([]care.ID, len(episodes)), make([]care.ID, len(episodes))
	for i := range episodes {
		ids[i], subjects[i] = episodes[i].ID, episodes[i].Subject
	}
	tiers, err := tx.store.TiersOf(ctx, tx.who.Controller, subjects...)
	if err != nil {
		return nil, fmt.Errorf("listing tiers: %w", err)
	}
	happened, err := tx.store.HappeningsOf(ctx, tx.who.Controller, ids)
	if err != nil {
		return nil, fmt.Errorf("listing happenings: %w", err)
	}
	covered, err := tx.covered(ctx)
	if err != nil {
		return nil, err
	}
	sections, err := tx.store.SectionsOf(ctx, tx.who.Controller, subjects, kindItems)
	if err != nil {
		return nil, fmt.Errorf("listing sections: %w", err)
	}
	out := make([]*File, 0, len(episodes))
	for _, e := range episodes {
		f, err := tx.decide(store.Sight{
			Episode: e, Tiers: tiers[e.Subject], Happenings: happened[e.ID], Covering: covered[e.Worker],
		})
		if err != nil {
			return nil, err
		}
		if !f.keepOnly(wanted) {
			continue
		}
		if err := tx.openListed(ctx, f, sections[e.Subject]); err != nil {
			return nil, err
		}
		tx.shown.subject(svc.Pack.Service, e.Subject)
		tx.shown.decided(svc, f.See, wanted)
		out = append(out, f)
	}
	return out, nil
}

// covered says for whom the asker stands in today.
func (tx *Tx) covered(ctx context.Context) (map[care.ID]bool, error) {
	if tx.who.Worker == "" {
		return nil, nil
	}
	ids, err := tx.store.Covers(ctx, tx.who.Controller, tx.who.Worker, tx.today)
	if err != nil {
		return nil, fmt.Errorf("reading cover: %w", err)
	}
	out := make(map[care.ID]bool, len(ids))
	for _, id := range ids {
		out[id] = true
	}
	return out, nil
}

// keepOnly closes every item but the wanted ones, and reports whether the
// screen's act is allowed on any of those.
func (f *File) keepOnly(wanted []int) bool {
	keep := make([]bool, len(f.See.Answers))
	allowed := false
	for _, i := range wanted {
		keep[i] = true
		allowed = allowed || f.Act.Answers[i].Allowed
	}
	see := make([]policy.Answer, len(f.See.Answers))
	for i, a := range f.See.Answers {
		if keep[i] {
			see[i] = a
		}
	}
	f.See.Answers = see
	return allowed
}

func (tx *Tx) openListed(ctx context.Context, f *File, sections []care.Section) error {
	open := map[string]bool{}
	for i := range f.Service.Pack.Items {
		if f.See.Answers[i].Allowed {
			open[f.Service.Pack.Items[i].Tier] = true
		}
	}
	var mine []care.Section
	for _, s := range sections {
		if open[s.Tier] {
			mine = append(mine, s)
		}
	}
	return tx.openSections(ctx, f, mine)
}

// Count counts the episodes in scope by stage, opening nothing.
func (tx *Tx) Count(ctx context.Context, service string, filter ListFilter, items ...string) (map[string]int, error) {
	svc, err := tx.gate.Service(tx.who.Controller, service)
	if err != nil {
		return nil, err
	}
	var wanted []int
	for _, code := range items {
		if it := svc.Item(code); it != nil {
			wanted = append(wanted, it.Index)
		}
	}
	scope := svc.widest().Table.Scope(tx.who.Role, tx.ask.Act, tx.ask.Purposes, tx.who.Supervised, wanted)
	n, err := tx.store.CountEpisodes(ctx, tx.who.Controller, service, scope, tx.who.asker(), tx.today, filter)
	if err != nil {
		return nil, fmt.Errorf("counting episodes: %w", err)
	}
	return n, nil
}
