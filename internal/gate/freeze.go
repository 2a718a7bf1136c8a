package gate

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"candour/internal/care"
	"candour/internal/store"
)

// freeze adds the tiers' contributions to their cells for good. Living and
// frozen together never change when somebody is destroyed.
func (tx *Tx) freeze(ctx context.Context, tiers []care.Tier) error {
	parts, err := tx.counted(ctx, tiers)
	if err != nil || len(parts) == 0 {
		return err
	}
	var keys, episodes []care.ID
	for i := range parts {
		keys, episodes = append(keys, parts[i].Key), append(episodes, parts[i].Episode)
	}
	services, err := tx.store.ServicesOf(ctx, tx.who.Controller, episodes)
	if err != nil {
		return fmt.Errorf("reading the episodes to freeze: %w", err)
	}
	if err := tx.open(ctx, keys...); err != nil {
		return err
	}
	type cell struct {
		service string
		store.Cell
	}
	sums := map[cell]int64{}
	for i := range parts {
		service := services[parts[i].Episode]
		all, err := tx.contributions(service, &parts[i])
		if err != nil {
			return err
		}
		for _, c := range all {
			sums[cell{service, store.Cell{Count: c.Count, Cell: c.Cell}}]++
		}
	}
	cells := slices.SortedFunc(maps.Keys(sums), func(a, b cell) int { // in one order, as every node takes them
		return cmp.Or(cmp.Compare(a.service, b.service), cmp.Compare(a.Count, b.Count), cmp.Compare(a.Cell.Cell, b.Cell.Cell))
	})
	for _, c := range cells {
		if err := tx.store.AddFrozen(ctx, tx.who.Controller, c.service, c.Count, c.Cell.Cell, sums[c]); err != nil {
			return fmt.Errorf("freezing statistics: %w", err)
		}
	}
	return nil
}

// counted gives the sealed parts in statistics that rest in some tiers.
func (tx *Tx) counted(ctx context.Context, tiers []care.Tier) ([]care.Section, error) {
	subjects := make([]care.ID, len(tiers))
	for i, t := range tiers {
		subjects[i] = t.Subject
	}
	slices.Sort(subjects)
	sections, err := tx.store.SectionsOf(ctx, tx.who.Controller, slices.Compact(subjects), kindCount)
	if err != nil {
		return nil, fmt.Errorf("reading what to freeze: %w", err)
	}
	var parts []care.Section
	for _, t := range tiers {
		for _, s := range sections[t.Subject] {
			if s.Tier == t.Code {
				parts = append(parts, s)
			}
		}
	}
	return parts, nil
}

// contributions opens a person's sealed part in statistics.
func (tx *Tx) contributions(service string, s *care.Section) (all []contribution, err error) {
	plain, err := tx.unseal(service, s)
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(plain, &all); err != nil {
		return nil, fmt.Errorf("reading contributions: %w", ErrAlarm)
	}
	return all, nil
}
