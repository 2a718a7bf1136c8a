package policy

import (
	"slices"

	"candour/internal/notice"
)

// A Permission is what a person has said yes to: these items, to this one
// organisation. It is not consent, which is a legal basis.
type Permission struct {
	To        string // recipient code
	Provider  string // provider code, or "" when the recipient is one body
	Items     []int
	Withdrawn bool
}

// A ShareRequest is the question whether items may leave the service.
type ShareRequest struct {
	By         string // actor who sends
	To         string // recipient code
	Provider   string // provider code, when the recipient is a kind of many
	Purpose    string
	When       string // the circumstance that is claimed: "law requires"
	Items      []int
	Facts      Facts
	Permission *Permission // nil when there is none
	OnRecord   []string    // of Share.Needs, what is on record: "order or power"
}

// A ShareDecision answers for every item asked about. One refused item
// refuses the whole: what leaves is exactly what was decided on.
type ShareDecision struct {
	Allowed      bool
	Why          Reason
	Answers      []Answer // in the order of the request; For and Against index Pack.Uses
	For, Against []notice.Clause
}

// DecideShare answers whether items may go to a recipient. A use must let the
// sender share them for the purpose, and a share of the notice must open the
// way to this recipient; a never-share line closes it whatever they say.
func (t *Table) DecideShare(r ShareRequest) ShareDecision {
	d := ShareDecision{Allowed: len(r.Items) > 0, Why: NoShare}
	why := reasons
	for _, item := range r.Items {
		a := t.decideShareOf(item, &r, &d)
		d.Answers = append(d.Answers, a)
		if !a.Allowed {
			d.Allowed = false
			why = min(why, a.Why)
		}
		t.quoteAnswer(&d, a)
	}
	if d.Allowed {
		d.Why = Permitted
	} else if why != reasons {
		d.Why = why
	}
	return d
}

func (t *Table) decideShareOf(item int, r *ShareRequest, d *ShareDecision) Answer {
	if item < 0 || item >= len(t.pack.Items) {
		return Answer{Item: -1, Why: NotInNotice}
	}
	a := t.decideOne(item, Request{By: r.By, Act: Share, Purposes: []string{r.Purpose}, Facts: r.Facts})
	if n := t.closedTo(item, r.To); n != nil {
		a.Rules = append(a.Rules, &n.Clause)
		a.refuse(NeverShared)
	}
	if why := t.wayOut(item, r, d); why != Permitted {
		a.refuse(why)
	}
	return a
}

// wayOut looks among the shares to this recipient for one that opens. When
// none does it gives the strongest thing that keeps them closed.
func (t *Table) wayOut(item int, r *ShareRequest, d *ShareDecision) Reason {
	open, why := false, reasons
	for i := range t.pack.Shares {
		s := &t.pack.Shares[i]
		if s.To != r.To || s.Purpose != r.Purpose || s.When != r.When {
			continue
		}
		closed := t.judgeShare(s, item, r)
		if closed == Permitted {
			open = true
			d.For = quote(d.For, &s.Clause)
			continue
		}
		d.Against = quote(d.Against, &s.Clause)
		why = min(why, closed)
	}
	switch {
	case open:
		return Permitted
	case why == reasons:
		return NoShare
	}
	return why
}

// judgeShare gives the strongest condition of s that does not hold.
func (t *Table) judgeShare(s *notice.Share, item int, r *ShareRequest) Reason {
	switch {
	case s.Output != "":
		return OnlyAnonymous
	case !t.receives(r):
		return NotToThem
	case !slices.Contains(s.Items, item):
		return NotAmongThese
	case !s.Plain() || !t.settled(s.To):
		return NotProven
	case !all(s.Needs, r.OnRecord):
		return NeedsOnRecord
	case s.Permission != "":
		return permitted(r, item)
	}
	return Permitted
}

func (t *Table) quoteAnswer(d *ShareDecision, a Answer) {
	permitting, against := t.Clauses(a)
	for i := range permitting {
		d.For = quote(d.For, &permitting[i])
	}
	for i := range against {
		d.Against = quote(d.Against, &against[i])
	}
}

// refuse turns an answer to no, or a no to a stronger one.
func (a *Answer) refuse(why Reason) {
	if a.Allowed || why < a.Why {
		a.Allowed, a.Purpose, a.Why = false, "", why
	}
}

// receives reports whether the organisation is one that the pack names.
func (t *Table) receives(r *ShareRequest) bool {
	many := false
	for _, p := range t.pack.Providers {
		if p.Recipient != r.To {
			continue
		}
		if p.Code == r.Provider {
			return true
		}
		many = true
	}
	named := slices.ContainsFunc(t.pack.Recipients, func(c notice.Recipient) bool { return c.Code == r.To })
	return named && !many && r.Provider == ""
}

// settled reports whether the recipient is one body, and at home or abroad
// under a mechanism that is shown to be in force (UK GDPR Art 46). Which of
// several bodies it is, nothing records yet.
func (t *Table) settled(to string) bool {
	i := slices.IndexFunc(t.pack.Recipients, func(c notice.Recipient) bool { return c.Code == to })
	if i < 0 {
		return false
	}
	c := &t.pack.Recipients[i]
	abroad := c.Where != "" && c.Where != "UK"
	return len(c.Members) == 0 && !(abroad && c.Transfer.Evidence == "")
}

func permitted(r *ShareRequest, item int) Reason {
	p := r.Permission
	switch {
	case p == nil:
		return NoPermission
	case p.To != r.To || p.Provider != r.Provider:
		return PermissionElsewhere
	case p.Withdrawn:
		return PermissionWithdrawn
	case !slices.Contains(p.Items, item):
		return NoPermission
	}
	return Permitted
}

// closedTo gives the line that closes an item to a recipient, or nil.
func (t *Table) closedTo(item int, to string) *notice.NeverShare {
	for i := range t.pack.NeverShare {
		n := &t.pack.NeverShare[i]
		if slices.Contains(ItemsOf(t.pack, []string{n.Set}), item) && !slices.Contains(n.Except, to) {
			return n
		}
	}
	return nil
}

// Shareable lists the items that may be offered for choosing when something
// is shared with a recipient for a purpose: no other can be selected.
func (t *Table) Shareable(to, purpose string) []int {
	var items []int
	for _, s := range t.pack.Shares {
		if s.To == to && s.Purpose == purpose && s.Output == "" {
			items = append(items, s.Items...)
		}
	}
	return slices.DeleteFunc(distinct(items), func(item int) bool {
		return item < 0 || item >= len(t.pack.Items) || t.never[item] >= 0 || t.closedTo(item, to) != nil
	})
}

// shareable marks the items that some share could let out to somebody.
func (t *Table) shareable() []bool {
	marks := make([]bool, len(t.pack.Items))
	for _, s := range t.pack.Shares {
		for _, item := range t.Shareable(s.To, s.Purpose) {
			marks[item] = true
		}
	}
	return marks
}

func all(needs, have []string) bool {
	for _, need := range needs {
		if !slices.Contains(have, need) {
			return false
		}
	}
	return true
}

// quote adds a clause once.
func quote(list []notice.Clause, c *notice.Clause) []notice.Clause {
	if slices.ContainsFunc(list, func(have notice.Clause) bool { return have.Ref == c.Ref }) {
		return list
	}
	return append(list, *c)
}
