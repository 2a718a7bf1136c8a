package policy_test

import (
	"fmt"
	"slices"

	"candour/internal/notice"
	"candour/internal/policy"

	"pgregory.net/rapid"
)

var (
	actors   = []string{"connector", "team manager", "auditor", "public form"}
	acts     = []string{policy.See, policy.Record, policy.Correct, policy.Index, policy.Share}
	purposes = []string{"join", "plan", "audit"}
	stages   = []string{"application", "engaged", "left"}
	events   = []string{"contact failed", "reached", "left"}
	whos     = []string{"", policy.AllocatedOrCovering, policy.InTeam, "whoever"}
	hows     = []string{"", policy.OnPremises, "by candlelight"}
	tiers    = []string{"referrer", "sensitive", "record"}
	states   = []policy.TierState{policy.Living, policy.Suspended, policy.Destroyed, policy.Absent}
)

// some draws a subset of the words, in their order, of at least least.
func some(t *rapid.T, words []string, least int, label string) []string {
	return rapid.SliceOfNDistinct(rapid.SampledFrom(words), least, len(words), rapid.ID[string]).Draw(t, label)
}

// drawPack makes a pack of a few items and uses, some of which hold words
// that mean nothing, as a broken pack might.
func drawPack(t *rapid.T) *notice.Pack {
	p := &notice.Pack{Title: "Synthetic", Rights: notice.Rights{Clause: notice.Clause{Ref: "rights"}}}
	p.Bases = []notice.Basis{{Code: "task", Article6: "e"}, {Code: "care", Article9: "h"}}
	for i, code := range purposes {
		p.Purposes = append(p.Purposes, notice.Purpose{
			Code: code, Basis: rapid.SampledFrom([]string{"task", "task", "task", "whim"}).Draw(t, "basis"),
			Special: [][]string{{"care"}, {"whim"}, nil}[i],
		})
	}
	for i, code := range tiers {
		p.Tiers = append(p.Tiers, notice.Tier{Index: i, Code: code, Clause: notice.Clause{Ref: "keep." + code}})
	}
	for i := range rapid.IntRange(1, 8).Draw(t, "items") {
		code := fmt.Sprintf("client.item-%d", i)
		p.Items = append(p.Items, notice.Item{
			Index: i, Code: code, Tier: rapid.SampledFrom(append([]string{"nowhere"}, tiers...)).Draw(t, "tier"),
			Special: rapid.SampledFrom([]string{"", "", "health"}).Draw(t, "special"),
			Clause:  notice.Clause{Ref: "collect." + code},
		})
	}
	for i := range rapid.IntRange(1, 4).Draw(t, "sets") {
		p.Sets = append(p.Sets, notice.Set{
			Code:  fmt.Sprintf("set-%d", i),
			Items: rapid.SliceOfN(rapid.IntRange(0, len(p.Items)-1), 0, 6).Draw(t, "set"),
		})
	}
	for range rapid.IntRange(0, 10).Draw(t, "uses") {
		addUse(p, drawUse(t, p))
	}
	for _, name := range rapid.SliceOfDistinct(rapid.SampledFrom([]string{"item-1", "client.item-2", "date-of-birth"}), rapid.ID[string]).Draw(t, "never") {
		p.Never = append(p.Never, notice.NeverCollect{Item: name, Clause: notice.Clause{Ref: "never." + name}})
	}
	for range rapid.IntRange(0, 3).Draw(t, "shares") {
		p.Shares = append(p.Shares, notice.Share{
			To: rapid.SampledFrom([]string{"choir", "police"}).Draw(t, "to"), Purpose: rapid.SampledFrom(purposes).Draw(t, "shared for"),
			Items: rapid.SliceOf(rapid.IntRange(0, len(p.Items)-1)).Draw(t, "shared"), Output: rapid.SampledFrom([]string{"", "anonymous"}).Draw(t, "output"),
		})
	}
	if rapid.Bool().Draw(t, "closed") {
		p.NeverShare = []notice.NeverShare{{Set: "set-0", Except: []string{"police"}, Clause: notice.Clause{Ref: "never share"}}}
	}
	return p
}

func addUse(p *notice.Pack, u notice.Use) {
	u.Clause.Ref = fmt.Sprintf("uses[%d]", len(p.Uses))
	p.Uses = append(p.Uses, u)
}

func drawUse(t *rapid.T, p *notice.Pack) notice.Use {
	var sets []string
	for _, s := range p.Sets {
		sets = append(sets, s.Code)
	}
	return notice.Use{
		By: some(t, actors, 1, "by"), May: some(t, acts, 1, "may"),
		Purpose: rapid.SampledFrom(append([]string{"undeclared"}, purposes...)).Draw(t, "for"),
		Sets:    some(t, append(sets, "undeclared"), 1, "of"),
		At:      rapid.SampledFrom([][]string{nil, nil, {"engaged"}, {"application", "engaged"}, {"nowhere"}}).Draw(t, "at"),
		After:   rapid.SampledFrom([][]string{nil, nil, nil, {"left"}, {"contact failed", "reached"}, {"never"}}).Draw(t, "after"),
		Who:     rapid.SampledFrom(whos).Draw(t, "who"), How: rapid.SampledFrom(hows).Draw(t, "how"),
	}
}

func drawFacts(t *rapid.T) policy.Facts {
	f := policy.Facts{
		Stage:      rapid.SampledFrom(stages).Draw(t, "stage"),
		Happened:   map[string]bool{},
		Allocated:  rapid.Bool().Draw(t, "allocated"),
		Covering:   rapid.Bool().Draw(t, "covering"),
		InTeam:     rapid.Bool().Draw(t, "in team"),
		Supervised: rapid.Bool().Draw(t, "supervised"),
		Restricted: rapid.IntRange(0, 3).Draw(t, "restricted") == 0,
		Tiers:      rapid.SliceOfN(rapid.SampledFrom(states), 0, len(tiers)).Draw(t, "tiers"),
	}
	if f.Restricted {
		f.Ground = rapid.SampledFrom([]string{"", policy.GroundClaims}).Draw(t, "ground")
	}
	for _, e := range some(t, events, 0, "happened") {
		f.Happened[e] = true
	}
	return f
}

func drawRequest(t *rapid.T) policy.Request {
	return policy.Request{
		By:       rapid.SampledFrom(actors).Draw(t, "asker"),
		Act:      rapid.SampledFrom(acts).Draw(t, "act"),
		Purposes: some(t, purposes, 0, "purposes"),
		Facts:    drawFacts(t),
	}
}

// itemsOf finds the items a use can give by a road of its own: each that is
// in one of its sets and whose purpose has a basis for it.
func itemsOf(p *notice.Pack, u notice.Use) map[int]bool {
	items := map[int]bool{}
	for _, purpose := range p.Purposes {
		if purpose.Code != u.Purpose || purpose.Basis != "task" {
			continue
		}
		for _, s := range p.Sets {
			for _, i := range s.Items {
				if slices.Contains(u.Sets, s.Code) && (p.Items[i].Special == "" || slices.Contains(purpose.Special, "care")) {
					items[i] = true
				}
			}
		}
	}
	return items
}

func allowed(p *notice.Pack, r policy.Request) []bool {
	d := policy.Compile(p).Decide(r)
	list := make([]bool, len(d.Answers))
	for i, a := range d.Answers {
		list[i] = a.Allowed
	}
	return list
}
