package policy

import (
	"slices"

	"candour/internal/notice"
)

// Scope gives the condition under which Decide would allow the actor the act
// on at least one of the items, for one of the purposes, in an episode that
// is not restricted. Rules that differ only in their tiers are joined.
func (t *Table) Scope(actor, act string, purposes []string, supervised bool, items []int) Scope {
	var s Scope
	c := t.cells[cellKey{actor, act}]
	if c == nil {
		return s
	}
	for _, i := range c.uses {
		u := &t.pack.Uses[i]
		if !slices.Contains(purposes, u.Purpose) || !placed(u.How, supervised) || !knownRelation(u.Who) {
			continue
		}
		if tiers := t.tiersOf(act, t.given[i], items); len(tiers) > 0 {
			s.join(ScopeRule{Stages: u.At, After: u.After, Who: u.Who, Tiers: tiers})
		}
	}
	return s
}

func knownRelation(who string) bool {
	return who == "" || who == AllocatedOrCovering || who == InTeam
}

// tiersOf gives the tiers of the items that are both in a use and wanted.
func (t *Table) tiersOf(act string, inUse, wanted []int) []string {
	var tiers []string
	for _, item := range inUse {
		forbidden := t.never[item] >= 0 || t.tiers[item] < 0 || act == Share && !t.leave[item]
		if !forbidden && slices.Contains(wanted, item) {
			tiers = append(tiers, t.pack.Items[item].Tier)
		}
	}
	return distinct(tiers)
}

// join adds a rule, into one that differs only in tiers when there is one.
func (s *Scope) join(r ScopeRule) {
	for i := range s.Any {
		have := &s.Any[i]
		if have.Who == r.Who && slices.Equal(have.Stages, r.Stages) && slices.Equal(have.After, r.After) {
			have.Tiers = distinct(append(have.Tiers, r.Tiers...))
			return
		}
	}
	r.Stages, r.After = slices.Clone(r.Stages), slices.Clone(r.After)
	if len(r.Stages) == 0 {
		r.Stages = nil
	}
	s.Any = append(s.Any, r)
}

// Holds reports whether an episode is in scope: what the condition that store
// makes of s answers, worked out on values. tiers gives the state of the
// subject's tiers by code; one that is missing is Absent. A restricted
// episode is never in scope, whatever ground is recorded: it is opened by
// itself, not found in a list.
func (s Scope) Holds(f Facts, tiers map[string]TierState) bool {
	if f.Restricted {
		return false
	}
	return slices.ContainsFunc(s.Any, func(r ScopeRule) bool { return r.holds(&f, tiers) })
}

func (r *ScopeRule) holds(f *Facts, tiers map[string]TierState) bool {
	living := func(code string) bool {
		state, made := tiers[code]
		return made && state == Living
	}
	return (len(r.Stages) == 0 || slices.Contains(r.Stages, f.Stage)) &&
		happened(r.After, f.Happened) &&
		related(r.Who, f) &&
		slices.ContainsFunc(r.Tiers, living)
}

// StatesByCode gives the states of a pack's tiers by their codes.
func StatesByCode(p *notice.Pack, states []TierState) map[string]TierState {
	byCode := make(map[string]TierState, len(p.Tiers))
	for i, tier := range p.Tiers {
		if i < len(states) {
			byCode[tier.Code] = states[i]
		}
	}
	return byCode
}
