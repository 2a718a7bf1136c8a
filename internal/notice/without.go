package notice

import (
	"slices"
	"strings"
)

// Without gives a copy of the pack with one clause taken out, so that a
// promise can be proved by breaking the clause that carries it. What a clause
// opened is then closed (a use, a share, a contact, a clock), and what it
// closed is then open (an item that is never collected is collected, a set
// that is never shared is shared, a tier is kept for ever). ok is false when
// the pack has no clause of this ref, or taking it out changes nothing.
func (p *Pack) Without(ref string) (broken *Pack, ok bool) {
	q := p.copy()
	kind, rest, _ := strings.Cut(ref, ".")
	switch {
	case strings.HasPrefix(ref, "never collect."):
		ok = q.collectAfterAll(ref)
	case kind == "people":
		ok = change(q.People, ref, func(x *Person) { x.Told, x.Clause = Told{}, Clause{} })
	case kind == "collect":
		ok = change(q.Items, ref, func(it *Item) { it.From, it.At, it.By = nil, nil, nil })
	case kind == "keep":
		ok = q.keepForEver(ref, rest)
	case kind == "events":
		ok = change(q.Events, ref, func(e *Event) { e.Outcomes = nil; e.Kind = "" })
	case kind == "letters":
		ok = change(q.Letters, ref, func(l *Letter) { l.Large = Large{} })
	case kind == "rights" && rest == "", slices.Contains(alone, ref):
		ok = q.blank(ref)
	case strings.HasPrefix(ref, "never share["):
		ok = q.shareAfterAll(ref)
	default:
		ok = q.drop(ref)
	}
	if !ok {
		return nil, false
	}
	q.word()
	return q, true
}

// Loosened gives a copy of the pack with the conditions of one clause dropped
// and its permission kept: a use holds at every stage, for everybody of the
// role, before any event; an item may be collected at every stage by every
// channel and is neither required nor special; every outcome of a contact
// makes the event; a share takes nobody's word.
func (p *Pack) Loosened(ref string) (broken *Pack, ok bool) {
	q := p.copy()
	kind, _, _ := strings.Cut(ref, ".")
	switch {
	case strings.HasPrefix(ref, "uses["):
		ok = change(q.Uses, ref, func(u *Use) { u.At, u.After, u.Who, u.How = nil, nil, "", "" })
	case strings.HasPrefix(ref, "shares["):
		ok = change(q.Shares, ref, func(s *Share) {
			*s = Share{To: s.To, Purpose: s.Purpose, Output: s.Output, Sets: s.Sets, Items: s.Items, Clause: s.Clause}
		})
	case kind == "collect":
		ok = change(q.Items, ref, func(it *Item) {
			it.At, it.By, it.Special, it.Relevant, it.Required = q.everyStage(), everyChannel(), "", false, false
			it.Offences, it.When = false, ""
			it.Shape.Choices = nil
		})
	case kind == "events":
		ok = change(q.Events, ref, func(e *Event) {
			if e.Kind == ContactMade {
				e.Outcomes = q.everyOutcome()
			}
		})
	}
	if !ok {
		return nil, false
	}
	q.word()
	return q, true
}

// copy is deep enough that no change of the copy reaches p.
func (p *Pack) copy() *Pack {
	q := *p
	q.Versions, q.Events, q.Items, q.Sets = slices.Clone(p.Versions), slices.Clone(p.Events), slices.Clone(p.Items), slices.Clone(p.Sets)
	q.Bases, q.Purposes, q.Uses = slices.Clone(p.Bases), slices.Clone(p.Purposes), slices.Clone(p.Uses)
	q.Recipients, q.Shares, q.NeverShare, q.Never = slices.Clone(p.Recipients), slices.Clone(p.Shares), slices.Clone(p.NeverShare), slices.Clone(p.Never)
	q.Places, q.Tiers = slices.Clone(p.Places), slices.Clone(p.Tiers)
	for i := range q.Tiers {
		q.Tiers[i].Limits = slices.Clone(q.Tiers[i].Limits)
	}
	q.Controller = p.Controller.clone()
	q.Programmes, q.People, q.Sources = slices.Clone(p.Programmes), slices.Clone(p.People), slices.Clone(p.Sources)
	q.Consents, q.Services, q.Assess = slices.Clone(p.Consents), slices.Clone(p.Services), slices.Clone(p.Assess)
	q.Rights.Grants, q.Contacts, q.Statements = slices.Clone(p.Rights.Grants), slices.Clone(p.Contacts), slices.Clone(p.Statements)
	q.Clocks, q.Letters = slices.Clone(p.Clocks), slices.Clone(p.Letters)
	return &q
}

func (p *Pack) drop(ref string) bool {
	inherited := cut(&p.Controller.Notice.Parts, ref) || cut(&p.Controller.Policies, ref)
	return inherited || cut(&p.Programmes, ref) || p.dropSource(ref) || p.dropConsent(ref) || cut(&p.Services, ref) || cut(&p.Assess, ref) ||
		cut(&p.Uses, ref) || cut(&p.Shares, ref) || p.dropBase(ref) || cut(&p.Versions, ref) || cut(&p.Rights.Grants, ref) || cut(&p.Contacts, ref) || cut(&p.Statements, ref) || cut(&p.Clocks, ref)
}

// dropSource takes out a source, and its name from what comes from it.
func (p *Pack) dropSource(ref string) bool {
	if !cut(&p.Sources, ref) {
		return false
	}
	for i, it := range p.Items {
		p.Items[i].From = slices.DeleteFunc(slices.Clone(it.From), func(code string) bool { return "sources."+code == ref })
	}
	return true
}

// dropConsent takes out a line of consent, and the shares that it opens.
func (p *Pack) dropConsent(ref string) bool {
	if !cut(&p.Consents, ref) {
		return false
	}
	p.Shares = slices.DeleteFunc(p.Shares, func(s Share) bool { return "consents."+s.On == ref })
	return true
}

// dropBase takes out what others rest on, and then whatever rested on it: the
// purposes of a basis, the uses and shares of a purpose or recipient, the uses
// of special category information that have lost their condition.
func (p *Pack) dropBase(ref string) bool {
	if !cut(&p.Purposes, ref) && !cut(&p.Bases, ref) && !cut(&p.Recipients, ref) {
		return false
	}
	missing := func(code string) bool { _, ok := p.Basis(code); return !ok }
	for i, x := range p.Purposes {
		p.Purposes[i].Special = slices.DeleteFunc(slices.Clone(x.Special), missing)
	}
	p.Purposes = slices.DeleteFunc(p.Purposes, func(x Purpose) bool { return missing(x.Basis) })
	p.Uses = slices.DeleteFunc(p.Uses, func(u Use) bool { return p.unfounded(u.Purpose, p.ItemsOf(u)) })
	p.Shares = slices.DeleteFunc(p.Shares, func(s Share) bool {
		_, known := p.Recipient(s.To)
		return !known || p.unfounded(s.Purpose, s.Items)
	})
	return true
}

func (p *Pack) unfounded(purpose string, items []int) bool {
	x, ok := p.Purpose(purpose)
	special := slices.ContainsFunc(items, func(i int) bool { return p.Items[i].Special != "" })
	return !ok || special && len(x.Special) == 0
}

// alone are the clauses that stand by themselves, under a key of their own.
var alone = []string{"programme", "places", "decides automatically", "research", "if you do not answer", "controller.corporate notice.copy"}

func (p *Pack) blank(kind string) bool {
	switch kind {
	case "rights":
		p.Rights = Rights{Grants: p.Rights.Grants}
	case "programme":
		p.Programme = Programme{}
	case "places":
		p.Places = nil
	case "decides automatically":
		p.Automated = Automated{}
	case "research":
		p.Research = Research{}
	case "if you do not answer":
		p.NoAnswer = NoAnswer{}
	case "controller.corporate notice.copy":
		p.Controller.Notice.Copy = CorporateCopy{}
	}
	return true
}

// keepForEver takes a whole keep line, or one end of it.
func (p *Pack) keepForEver(ref, rest string) bool {
	tier, _, part := strings.Cut(rest, ".")
	return change(p.Tiers, "keep."+tier, func(t *Tier) {
		if !part {
			t.Limits, t.Correct, t.Review, t.Copies = nil, Duration{}, Review{}, nil
			return
		}
		t.Limits = slices.DeleteFunc(t.Limits, func(l Limit) bool { return l.Clause.Ref == ref })
	})
}

// collectAfterAll declares a forbidden item, or one of a forbidden category,
// like the first item about the same person, and puts it into every set that
// holds that one.
func (p *Pack) collectAfterAll(ref string) bool {
	n := slices.IndexFunc(p.Never, func(x NeverCollect) bool { return x.Clause.Ref == ref })
	if n < 0 {
		return false
	}
	code, category := p.Never[n].Item, p.Never[n].Category
	if category != "" {
		code = p.subject() + "." + strings.ReplaceAll(category, " ", "-")
	}
	person, _, _ := strings.Cut(code, ".")
	like := slices.IndexFunc(p.Items, func(it Item) bool { return it.About == person })
	if like < 0 {
		return false
	}
	it := p.Items[like]
	if it.Offences = category == offences; !it.Offences {
		it.Special = category
	}
	it.Index, it.Code, it.Required, it.Words = len(p.Items), code, false, p.Never[n].Says
	it.Shape = Shape{Kind: Text, Label: upper(p.Never[n].Says), Max: shapes[Text]}
	it.Clause = Clause{Ref: "collect." + code, Pos: p.Never[n].Clause.Pos}
	p.Items = append(p.Items, it)
	for i, s := range p.Sets {
		if slices.Contains(s.Items, like) {
			p.Sets[i].Items = append(slices.Clone(s.Items), it.Index)
		}
	}
	p.Never = slices.Delete(p.Never, n, n+1)
	return true
}

// shareAfterAll lets every share that sends personal information send the set
// that is never shared, and lets whoever may share do so.
func (p *Pack) shareAfterAll(ref string) bool {
	n := slices.IndexFunc(p.NeverShare, func(x NeverShare) bool { return x.Clause.Ref == ref })
	if n < 0 {
		return false
	}
	set, _ := p.Set(p.NeverShare[n].Set)
	for i, s := range p.Shares {
		if s.Output == "" {
			p.Shares[i].Sets = append(slices.Clone(s.Sets), set.Code)
			p.Shares[i].Items = append(slices.Clone(s.Items), set.Items...)
		}
	}
	for i, u := range p.Uses {
		if slices.Contains(u.May, "share") {
			p.Uses[i].Sets = append(slices.Clone(u.Sets), set.Code)
		}
	}
	p.NeverShare = slices.Delete(p.NeverShare, n, n+1)
	return true
}

func (p *Pack) everyStage() []string {
	var out []string
	for _, s := range p.Stages {
		out = append(out, s.Code)
	}
	return out
}

func (p *Pack) everyOutcome() []string {
	var out []string
	for _, o := range p.Outcomes {
		out = append(out, o.Code)
	}
	return out
}

func everyChannel() []Channel {
	var out []Channel
	for _, code := range channels {
		out = append(out, Channel{Code: code})
	}
	return out
}
