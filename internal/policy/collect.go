package policy

import (
	"slices"

	"candour/internal/notice"
)

// A Collect is the question whether one answer may be kept.
type Collect struct {
	By       string // actor
	Act      string // Record or Correct
	Purposes []string
	Facts    Facts

	Item       string // code as it came in, known or not
	From       string // source: a person code, or "worker"
	Channel    string // "web", "phone", "visit"
	ChannelWhy string // why not face to face
	Relevance  string // why it is relevant
	Form       string // form it came in by, or "" when a worker writes it in place
}

// Face is the channel that never needs a reason why another was not used.
const Face = "visit"

// DecideCollect answers whether the notice lets this answer be kept: some use
// allows the act, the item is asked at this stage, of this source, by this
// channel and on this form, and what must be said about why is said. When
// not, nothing of it is stored.
func (t *Table) DecideCollect(c Collect) Answer {
	item, ok := t.items[c.Item]
	if !ok {
		return t.unknown(c.Item)
	}
	a := t.decideOne(item, Request{By: c.By, Act: c.Act, Purposes: c.Purposes, Facts: c.Facts})
	if c.Act != Record && c.Act != Correct { // collecting is no other act
		a.refuse(NoUse)
	}
	why := t.collectable(&t.pack.Items[item], &c)
	if why == Permitted {
		return a
	}
	a.Rules = append(a.Rules, &t.pack.Items[item].Clause)
	a.refuse(why)
	return a
}

// DecideRecord answers whether staff may add a record that an item governs, a
// contact or a goal: some use allows it, and the notice has the item collected
// at this stage.
func (t *Table) DecideRecord(item int, r Request) Answer {
	r.Act = Record
	a := t.decideOne(item, r)
	it := &t.pack.Items[item]
	if it.When == notice.Later || !slices.Contains(it.At, r.Facts.Stage) {
		a.Rules = append(a.Rules, &it.Clause)
		a.refuse(NotAtThisStage)
	}
	return a
}

// unknown answers for an item the notice does not declare.
func (t *Table) unknown(code string) Answer {
	if n := neverCollected(t.pack, code); n >= 0 {
		return Answer{Item: -1, Why: NeverCollected, Rules: []*notice.Clause{&t.pack.Never[n].Clause}}
	}
	return Answer{Item: -1, Why: NotInNotice}
}

// collectable gives the strongest of the item's own rules that c breaks.
func (t *Table) collectable(item *notice.Item, c *Collect) Reason {
	by := slices.IndexFunc(item.By, func(ch notice.Channel) bool { return ch.Code == c.Channel })
	switch {
	case item.When == notice.Later:
		return NotCollectedYet
	case !slices.Contains(item.At, c.Facts.Stage):
		return NotAtThisStage
	case !slices.Contains(item.From, c.From):
		return NotFromThem
	case by < 0:
		return NotByThisChannel
	case c.Form != "" && !t.onForm(item.Index, c):
		return NotOnThisForm
	case item.By[by].Reason && blank(c.ChannelWhy):
		return NeedsReason
	case item.Relevant && blank(c.Relevance):
		return NeedsRelevance
	}
	return Permitted
}

// onForm reports whether the form asks the item of this source, through this
// actor, by this channel and at this stage. An unknown form asks nothing.
func (t *Table) onForm(item int, c *Collect) bool {
	i := slices.IndexFunc(t.pack.Forms, func(f notice.Form) bool { return f.Code == c.Form })
	if i < 0 {
		return false
	}
	f := &t.pack.Forms[i]
	asks := slices.ContainsFunc(f.Groups, func(g notice.FormGroup) bool { return slices.Contains(g.Items, item) })
	return asks && f.By == c.By && f.Stage == c.Facts.Stage &&
		slices.Contains(f.Channel, c.Channel) &&
		(f.From == "" || f.From == c.From)
}

func blank(s string) bool {
	for _, r := range s {
		if r != ' ' && r != '\t' && r != '\n' && r != '\r' {
			return false
		}
	}
	return true
}

// Collectable lists the items the notice lets this actor collect from this
// source, at this stage and by this channel, reasons aside: what a form may
// show. purposes are those of the screen.
func (t *Table) Collectable(c Collect) []int {
	var items []int
	for i := range t.pack.Items {
		c.Item = t.pack.Items[i].Code
		switch t.DecideCollect(c).Why {
		case Permitted, NeedsReason, NeedsRelevance:
			items = append(items, i)
		}
	}
	return items
}
