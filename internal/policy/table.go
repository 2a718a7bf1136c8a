package policy

import (
	"slices"
	"strings"

	"candour/internal/notice"
)

// A Table is the decision table of one pack. It is immutable and safe for
// concurrent use. A decision visits only the uses of its own actor and act,
// so rules for others cost it nothing.
type Table struct {
	pack  *notice.Pack
	cells map[cellKey]*cell
	given [][]int        // by use: the items it can give at all
	items map[string]int // item code to Item.Index
	tiers []int          // by item: Tier.Index, or -1
	never []int          // by item: index into Pack.Never, or -1
	leave []bool         // by item: some share could let it out

	restriction *notice.Clause // the right to restrict use
}

type cellKey struct{ actor, act string }

// A cell holds the uses of one actor and act.
type cell struct {
	uses  []int32 // indexes into Pack.Uses, in pack order
	named []int32 // positions in uses, grouped by item
	ends  []int32 // by item: end of its group in named
}

// group gives the positions in c.uses of the uses that name the item.
func (c *cell) group(item int) []int32 {
	start := int32(0)
	if item > 0 {
		start = c.ends[item-1]
	}
	return c.named[start:c.ends[item]]
}

// Compile indexes the uses of a pack. What the pack leaves undeclared gives
// nothing: a use for a purpose without a lawful basis (UK GDPR Art 6), a
// special item without a condition (Arts 9 and 10), a
// purpose on consent while no consent is on record, further compatible uses
// that no assessment has named, a set or tier that is not there.
func Compile(p *notice.Pack) *Table {
	return compile(p, func(u *notice.Use) []int { return lawful(p, u) })
}

// compile indexes the uses, each with the items that opens gives it.
func compile(p *notice.Pack, opens func(*notice.Use) []int) *Table {
	t := &Table{
		pack:  p,
		cells: map[cellKey]*cell{},
		items: make(map[string]int, len(p.Items)),
		tiers: make([]int, len(p.Items)),
		never: make([]int, len(p.Items)),
	}
	for i, item := range p.Items {
		t.items[item.Code] = i
		t.tiers[i] = slices.IndexFunc(p.Tiers, func(tier notice.Tier) bool { return tier.Code == item.Tier })
		t.never[i] = neverCollected(p, item.Code)
		if t.never[i] < 0 {
			t.never[i] = neverOfItsKind(p, &item)
		}
	}
	for i := range p.Uses {
		t.given = append(t.given, opens(&p.Uses[i]))
	}
	for key, uses := range usesByCell(p) {
		t.cells[key] = t.compileCell(uses)
	}
	t.leave = t.shareable()
	t.restriction = &p.Rights.Clause
	for i, right := range p.Rights.Grants {
		if right.Code == "restrict" {
			t.restriction = &p.Rights.Grants[i].Clause
		}
	}
	return t
}

// Pack gives the pack the table was compiled from.
func (t *Table) Pack() *notice.Pack { return t.pack }

// Item gives the index of the item with this code, and whether there is one.
func (t *Table) Item(code string) (int, bool) {
	i, ok := t.items[code]
	return i, ok
}

// PurposesOf lists the purposes for which some use gives the actor the act,
// in pack order.
func (t *Table) PurposesOf(actor, act string) []string {
	c := t.cells[cellKey{actor, act}]
	if c == nil {
		return nil
	}
	var purposes []string
	for _, i := range c.uses {
		purposes = append(purposes, t.pack.Uses[i].Purpose)
	}
	return unique(purposes)
}

func usesByCell(p *notice.Pack) map[cellKey][]int32 {
	byCell := map[cellKey][]int32{}
	for i, u := range p.Uses {
		for _, actor := range distinct(u.By) {
			for _, act := range distinct(u.May) {
				k := cellKey{actor, act}
				byCell[k] = append(byCell[k], int32(i))
			}
		}
	}
	return byCell
}

func (t *Table) compileCell(uses []int32) *cell {
	c := &cell{uses: uses, ends: make([]int32, len(t.pack.Items))}
	named := make([][]int32, len(t.pack.Items))
	for pos, i := range uses {
		for _, item := range t.given[i] {
			named[item] = append(named[item], int32(pos))
		}
	}
	for item, group := range named {
		c.named = append(c.named, group...)
		c.ends[item] = int32(len(c.named))
	}
	return c
}

// lawful gives the items of a use that its purpose has a basis for.
func lawful(p *notice.Pack, u *notice.Use) []int {
	x, ok := p.Purpose(u.Purpose)
	base, based := p.Basis(x.Basis)
	if !ok || !based || base.Article6 == consent || x.Other.Assessment != "" {
		return nil
	}
	conditions := p.SpecialOf(x.Code)
	special := slices.ContainsFunc(conditions, func(c notice.Basis) bool { return c.Article10 == "" && c.Article9 != consent })
	criminal := slices.ContainsFunc(conditions, func(c notice.Basis) bool { return c.Article10 != "" })
	return slices.DeleteFunc(ItemsOf(p, u.Sets), func(item int) bool {
		return p.Items[item].Special != "" && !special || p.Items[item].Offences && !criminal
	})
}

// consent is the letter of Articles 6(1) and 9(2) under which nothing happens
// until the person's own yes is on record, and no record of it is kept yet.
const consent = "a"

// ItemsOf gives the items of some of a pack's sets, each once, in Item.Index
// order.
func ItemsOf(p *notice.Pack, sets []string) []int {
	var items []int
	for _, set := range p.Sets {
		if slices.Contains(sets, set.Code) {
			items = append(items, set.Items...)
		}
	}
	return distinct(items)
}

func distinct[T int | string](list []T) []T {
	list = slices.Clone(list)
	slices.Sort(list)
	return slices.Compact(list)
}

// neverCollected finds the line that forbids an item: by its whole code, or
// by its bare name on either side.
func neverCollected(p *notice.Pack, code string) int {
	return slices.IndexFunc(p.Never, func(n notice.NeverCollect) bool {
		return code == n.Item || strings.HasSuffix(code, "."+n.Item) || strings.HasSuffix(n.Item, "."+code)
	})
}

// neverOfItsKind finds the line that forbids the category an item belongs to.
func neverOfItsKind(p *notice.Pack, item *notice.Item) int {
	return slices.IndexFunc(p.Never, func(n notice.NeverCollect) bool {
		return n.Category != "" && (n.Category == item.Special || n.Category == "offences" && item.Offences)
	})
}
