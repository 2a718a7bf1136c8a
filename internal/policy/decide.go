package policy

import (
	"slices"

	"candour/internal/notice"
)

// The conditions a use may set on who asks and from where. Any other word in
// a use is a condition that never holds.
const (
	AllocatedOrCovering = "allocated or covering"
	InTeam              = "in team"
	OnPremises          = "supervised on council premises without export"
)

// Decide answers for every item of the pack. It refuses unless a use allows;
// a destroyed tier, a restriction and a never-collected item refuse whatever
// the uses say. On sharing it says only what could go to anybody at all;
// DecideShare decides whether it goes to this one.
func (t *Table) Decide(r Request) Decision {
	d := Decision{Answers: make([]Answer, len(t.pack.Items)), Pack: t.pack}
	c := t.cells[cellKey{r.By, r.Act}]
	if c == nil {
		for i := range d.Answers {
			d.Answers[i] = t.answer(i, nil, nil, nil, &r)
		}
		return d
	}
	var room [32]Reason
	verdicts := t.judgeAll(c, &r, room[:0])
	quoted := make([]int, len(c.named))
	for i := range d.Answers {
		group := c.group(i)
		d.Answers[i] = t.answer(i, c, verdicts, quoted[:0:len(group)], &r)
		quoted = quoted[len(group):]
	}
	return d
}

// decideOne is Decide for a single item.
func (t *Table) decideOne(item int, r Request) Answer {
	c := t.cells[cellKey{r.By, r.Act}]
	if c == nil {
		return t.answer(item, nil, nil, nil, &r)
	}
	return t.answer(item, c, t.judgeAll(c, &r, nil), nil, &r)
}

// judgeAll appends to room, for each use of c, why it fails or Permitted.
func (t *Table) judgeAll(c *cell, r *Request, room []Reason) []Reason {
	for _, i := range c.uses {
		room = append(room, judge(&t.pack.Uses[i], r))
	}
	return room
}

// judge gives the strongest condition of u that does not hold, or Permitted.
func judge(u *notice.Use, r *Request) Reason {
	switch {
	case !slices.Contains(r.Purposes, u.Purpose):
		return NoUse
	case !happened(u.After, r.Facts.Happened):
		return NotYet
	case len(u.At) > 0 && !slices.Contains(u.At, r.Facts.Stage):
		return WrongStage
	case !related(u.Who, &r.Facts):
		return NotYours
	case !placed(u.How, r.Facts.Supervised):
		return NotHere
	}
	return Permitted
}

func happened(after []string, stand map[string]bool) bool {
	for _, event := range after {
		if !stand[event] {
			return false
		}
	}
	return true
}

func related(who string, f *Facts) bool {
	switch who {
	case "":
		return true
	case AllocatedOrCovering:
		return f.Allocated || f.Covering
	case InTeam:
		return f.InTeam
	}
	return false
}

func placed(how string, supervised bool) bool {
	return how == "" || how == OnPremises && supervised
}

// answer weighs the verdicts on one item. quoted is where the uses for and
// against are written, for first.
func (t *Table) answer(item int, c *cell, verdicts []Reason, quoted []int, r *Request) Answer {
	a := Answer{Item: item, Why: NoUse}
	if c != nil {
		weigh(&a, t.pack, c, verdicts, quoted)
	}
	if why, rules := t.forbidden(item, &r.Facts); why != Permitted {
		a.Rules = rules
		a.refuse(why)
	}
	if r.Act == Share && !t.leave[item] {
		a.refuse(NoShare)
	}
	return a
}

func weigh(a *Answer, p *notice.Pack, c *cell, verdicts []Reason, quoted []int) {
	group := c.group(a.Item)
	why := reasons
	for _, pos := range group {
		if verdicts[pos] == Permitted {
			quoted = append(quoted, int(c.uses[pos]))
		} else if verdicts[pos] != NoUse { // a use for another purpose explains nothing
			why = min(why, verdicts[pos])
		}
	}
	permitting := len(quoted)
	for _, pos := range group {
		if verdicts[pos] != Permitted {
			quoted = append(quoted, int(c.uses[pos]))
		}
	}
	a.For, a.Against = quoted[:permitting:permitting], quoted[permitting:]
	switch {
	case permitting > 0:
		a.Allowed, a.Why = true, Permitted
		a.Purpose = p.Uses[a.For[0]].Purpose
	case why != reasons:
		a.Why = why
	}
}

// forbidden gives what refuses an item whatever the uses say, strongest
// first, with every clause behind it.
func (t *Table) forbidden(item int, f *Facts) (why Reason, rules []*notice.Clause) {
	forbid := func(because Reason, clause *notice.Clause) {
		if why == Permitted {
			why = because
		}
		rules = append(rules, clause)
	}
	if n := t.never[item]; n >= 0 {
		forbid(NeverCollected, &t.pack.Never[n].Clause)
	}
	if tier := t.tiers[item]; tier < 0 {
		forbid(TierGone, &t.pack.Items[item].Clause)
	} else if stateOf(tier, f) != Living {
		forbid(TierGone, &t.pack.Tiers[tier].Clause)
	}
	if f.Restricted && f.Ground == "" {
		forbid(Restricted, t.restriction)
	}
	return why, rules
}

func stateOf(tier int, f *Facts) TierState {
	if tier >= len(f.Tiers) {
		return Absent
	}
	return f.Tiers[tier]
}

// Allowed lists the items a decision allows, in Item.Index order.
func (d Decision) Allowed() []int {
	var items []int
	for i, a := range d.Answers {
		if a.Allowed {
			items = append(items, i)
		}
	}
	return items
}
