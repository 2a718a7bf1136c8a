package notice

import "slices"

// find gives the first of list for which is holds.
func find[T any](list []T, is func(T) bool) (T, bool) {
	if i := slices.IndexFunc(list, is); i >= 0 {
		return list[i], true
	}
	var none T
	return none, false
}

// ItemByCode finds an item: "client.name".
func (p *Pack) ItemByCode(code string) (Item, bool) {
	return find(p.Items, func(it Item) bool { return it.Code == code })
}

// Tier finds a retention tier: "sensitive".
func (p *Pack) Tier(code string) (Tier, bool) {
	return find(p.Tiers, func(t Tier) bool { return t.Code == code })
}

// Purpose finds a purpose: "join".
func (p *Pack) Purpose(code string) (Purpose, bool) {
	return find(p.Purposes, func(x Purpose) bool { return x.Code == code })
}

// Basis finds a basis or condition: "task".
func (p *Pack) Basis(code string) (Basis, bool) {
	return find(p.Bases, func(x Basis) bool { return x.Code == code })
}

// BasisOf finds the Article 6 basis of a purpose.
func (p *Pack) BasisOf(purpose string) (Basis, bool) {
	x, ok := p.Purpose(purpose)
	if !ok {
		return Basis{}, false
	}
	return p.Basis(x.Basis)
}

// SpecialOf finds the Article 9 conditions of a purpose.
func (p *Pack) SpecialOf(purpose string) []Basis {
	x, _ := p.Purpose(purpose)
	var out []Basis
	for _, code := range x.Special {
		if b, ok := p.Basis(code); ok {
			out = append(out, b)
		}
	}
	return out
}

// Set finds a set of items: "referral".
func (p *Pack) Set(code string) (Set, bool) {
	return find(p.Sets, func(s Set) bool { return s.Code == code })
}

// ItemsOf gives the indexes of every item a use covers, in order, each once.
func (p *Pack) ItemsOf(u Use) []int {
	var out []int
	for _, code := range u.Sets {
		s, _ := p.Set(code)
		out = append(out, s.Items...)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// covers reports whether a use covers the item at index i.
func (p *Pack) covers(u *Use, i int) bool {
	for _, code := range u.Sets {
		for s := range p.Sets {
			if p.Sets[s].Code == code && slices.Contains(p.Sets[s].Items, i) {
				return true
			}
		}
	}
	return false
}

// PurposesOf gives the codes of the purposes for which any use or share covers
// the item at index i, in the order of the pack.
func (p *Pack) PurposesOf(i int) []string {
	served := map[string]bool{}
	for u := range p.Uses {
		if x := &p.Uses[u]; !served[x.Purpose] && p.covers(x, i) {
			served[x.Purpose] = true
		}
	}
	for s := range p.Shares {
		if x := &p.Shares[s]; slices.Contains(x.Items, i) {
			served[x.Purpose] = true
		}
	}
	var out []string
	for x := range p.Purposes {
		if served[p.Purposes[x].Code] {
			out = append(out, p.Purposes[x].Code)
		}
	}
	return out
}

// Person finds a person the notice speaks about: "client".
func (p *Pack) Person(code string) (Person, bool) {
	return find(p.People, func(x Person) bool { return x.Code == code })
}

// Source finds where else information comes from: "social care records".
func (p *Pack) Source(code string) (Source, bool) {
	return find(p.Sources, func(x Source) bool { return x.Code == code })
}

// Consent finds a line that can be given and taken back: "support".
func (p *Pack) Consent(code string) (Consent, bool) {
	return find(p.Consents, func(x Consent) bool { return x.Code == code })
}

// Event finds an event: "reached".
func (p *Pack) Event(code string) (Event, bool) {
	return find(p.Events, func(e Event) bool { return e.Code == code })
}

// EventOf finds the event that a contact with this outcome makes, if any.
func (p *Pack) EventOf(outcome string) (Event, bool) {
	return find(p.Events, func(e Event) bool { return e.Kind == ContactMade && slices.Contains(e.Outcomes, outcome) })
}

// EventIs finds the event of a kind that is no contact: EpisodeClosed.
func (p *Pack) EventIs(kind EventKind) (Event, bool) {
	return find(p.Events, func(e Event) bool { return e.Kind == kind })
}

// Stage finds a stage: "application".
func (p *Pack) Stage(code string) (Stage, bool) {
	return find(p.Stages, func(s Stage) bool { return s.Code == code })
}

// StageAfter gives the stage that an event begins, or "" where none does.
func (p *Pack) StageAfter(event string) string {
	s, _ := find(p.Stages, func(s Stage) bool { return s.From == event })
	return s.Code
}

// Form finds a form: "refer-someone".
func (p *Pack) Form(code string) (Form, bool) {
	return find(p.Forms, func(f Form) bool { return f.Code == code })
}

// Items gives the indexes of the form's fields in the order they are asked.
func (f Form) Items() []int {
	var out []int
	for _, g := range f.Groups {
		out = append(out, g.Items...)
	}
	return out
}

// Measure finds a measure: "ucla-3".
func (p *Pack) Measure(code string) (Measure, bool) {
	return find(p.Measures, func(m Measure) bool { return m.Code == code })
}

// Role finds a place in the team: "connector".
func (p *Pack) Role(code string) (Role, bool) {
	return find(p.Roles, func(r Role) bool { return r.Code == code })
}

// Actor finds a role or a part of the software that a use may name.
func (p *Pack) Actor(code string) (Role, bool) {
	if r, ok := p.Role(code); ok {
		return r, true
	}
	return find(p.Actors, func(r Role) bool { return r.Code == code })
}

// Recipient finds a recipient: "activity provider".
func (p *Pack) Recipient(code string) (Recipient, bool) {
	return find(p.Recipients, func(r Recipient) bool { return r.Code == code })
}

// Provider finds an organisation of the fixed list: "castle-street-choir".
func (p *Pack) Provider(code string) (Provider, bool) {
	return find(p.Providers, func(x Provider) bool { return x.Code == code })
}

// ShareTo finds the share with a recipient for a purpose.
func (p *Pack) ShareTo(recipient, purpose string) (Share, bool) {
	return find(p.Shares, func(s Share) bool { return s.To == recipient && s.Purpose == purpose })
}

// Clock finds a dated duty: "allocate".
func (p *Pack) Clock(code string) (Clock, bool) {
	return find(p.Clocks, func(c Clock) bool { return c.Code == code })
}

// Letter finds a letter: "visit".
func (p *Pack) Letter(code string) (Letter, bool) {
	return find(p.Letters, func(l Letter) bool { return l.Code == code })
}

// Count finds a statistic: "referrals".
func (p *Pack) Count(code string) (Count, bool) {
	return find(p.Counts, func(c Count) bool { return c.Code == code })
}

// Reading finds a reading: "R3".
func (p *Pack) Reading(code string) (Reading, bool) {
	return find(p.Readings, func(r Reading) bool { return r.Code == code })
}

// Office finds an office of the controller, the regulator included.
func (c Controller) Office(code string) (Office, bool) {
	if code == c.Regulator.Code {
		return c.Regulator, true
	}
	return find(c.Offices, func(o Office) bool { return o.Code == code })
}

// InForce is the version in force: the last.
func (p *Pack) InForce() Version {
	if len(p.Versions) == 0 {
		return Version{}
	}
	return p.Versions[len(p.Versions)-1]
}

// LabelOf gives the words of an answer's code, or the code where the list
// does not hold it.
func (s Shape) LabelOf(code string) string {
	for _, o := range s.Choices {
		if o.Code == code {
			return o.Label
		}
	}
	return code
}

// Allows reports whether the list holds an answer's code.
func (s Shape) Allows(code string) bool {
	return slices.ContainsFunc(s.Choices, func(o Option) bool { return o.Code == code })
}

// Channel finds how an item may be collected by a channel.
func (it Item) Channel(code string) (Channel, bool) {
	return find(it.By, func(c Channel) bool { return c.Code == code })
}

// Service finds one pack.
func (ps Packs) Service(controller, service string) (*Pack, bool) {
	return find(ps.Services, func(p *Pack) bool { return p.Controller.Code == controller && p.Service == service })
}

// Controller finds one council, whether it runs a service or not.
func (ps Packs) Controller(code string) (Controller, bool) {
	return find(ps.Controllers, func(c Controller) bool { return c.Code == code })
}
