package casework

import (
	"slices"
	"strings"

	"candour/internal/gate"
	"candour/internal/notice"
	"candour/internal/policy"
)

// Subject is the person a service's records are about: the first its notice
// speaks of.
func Subject(p *notice.Pack) string {
	if len(p.People) == 0 {
		return ""
	}
	return p.People[0].Code
}

// Worked reports whether a service has case pages. One that has none yet still
// takes what the public sends, and shows its own staff what came in.
func Worked(p *notice.Pack) bool {
	first, visits := p.Form(FirstVisitForm)
	_, plans := p.ItemByCode("client.plan-text")
	return visits && plans && first.From == "client"
}

// TeamOf is the team that what is sent to a service comes to.
func TeamOf(p *notice.Pack) string {
	if Worked(p) {
		return Team
	}
	return p.Service
}

// Public reports whether anybody may fill in a form: whoever it records as is
// no role but a part of the software that serves the public.
func Public(p *notice.Pack, form notice.Form) bool {
	_, role := p.Role(form.By)
	_, actor := p.Actor(form.By)
	return actor && !role && strings.HasPrefix(form.By, "public")
}

// Opens reports whether a form begins an episode: it is asked at the stage in
// which one begins, or at one that follows no other.
func Opens(p *notice.Pack, form notice.Form) bool {
	s, ok := p.Stage(form.Stage)
	follows := slices.ContainsFunc(p.Stages, func(x notice.Stage) bool { return slices.Contains(x.Until, s.From) })
	return ok && !follows
}

// CountedOnly reports whether a form's answer to an item is kept to be counted
// and for nothing else.
func CountedOnly(p *notice.Pack, form notice.Form, item int) bool {
	some := false
	for _, u := range p.Uses {
		if !slices.Contains(u.By, form.By) || !slices.Contains(u.May, policy.Record) || !slices.Contains(p.ItemsOf(u), item) {
			continue
		}
		if x, ok := p.Purpose(u.Purpose); !ok || x.Output == "" {
			return false
		}
		some = true
	}
	return some
}

// ConsentsOf are the lines a form asks agreement to, in the order of the pack:
// those for a purpose it records its items for and, of lines for a special
// category alone, those whose category it asks about.
func ConsentsOf(p *notice.Pack, form notice.Form) []notice.Consent {
	items := form.Items()
	serving := map[string]bool{}
	for _, u := range p.Uses {
		if slices.Contains(u.By, form.By) && slices.Contains(u.May, policy.Record) &&
			slices.ContainsFunc(p.ItemsOf(u), func(i int) bool { return slices.Contains(items, i) }) {
			serving[u.Purpose] = true
		}
	}
	asks := func(category string) bool {
		return slices.ContainsFunc(items, func(i int) bool { return p.Items[i].Special == category })
	}
	var out []notice.Consent
	for _, c := range p.Consents {
		serves := slices.ContainsFunc(c.For, func(purpose string) bool { return serving[purpose] })
		if serves && (c.Needed || len(c.Explicit) == 0 || slices.ContainsFunc(c.Explicit, asks)) {
			out = append(out, c)
		}
	}
	return out
}

// givenToTaker reports whether what a worker takes in is given to them at
// once: their role has a use of what the form asks only where it is theirs.
func givenToTaker(p *notice.Pack, form notice.Form) bool {
	return slices.ContainsFunc(p.Uses, func(u notice.Use) bool {
		return u.Who == policy.AllocatedOrCovering && slices.Contains(u.By, form.By) &&
			slices.ContainsFunc(p.ItemsOf(u), func(i int) bool { return slices.Contains(form.Items(), i) })
	})
}

// originOf says who a referral came from, as the episode keeps it in clear.
func originOf(p *notice.Pack, form notice.Form) string {
	if form.From == Subject(p) {
		return FromThemselves
	}
	return FromSomeoneElse
}

// tiersFor are the tiers a new subject needs. One that holds only what other
// people say of themselves is made when the form is theirs.
func tiersFor(p *notice.Pack, form notice.Form) []string {
	var out []string
	for _, t := range p.Tiers {
		needed := slices.ContainsFunc(p.Items, func(it notice.Item) bool {
			theirs := it.About != Subject(p) && len(it.From) == 1 && it.From[0] == it.About
			return it.Tier == t.Code && (!theirs || it.About == form.From)
		})
		if needed {
			out = append(out, t.Code)
		}
	}
	return out
}

// Home gives the service in which somebody works: where their role has a place
// and, of several, the one whose team they are in.
func (d *Desk) Home(who Who) (*gate.Service, error) {
	var home *gate.Service
	for _, s := range d.gate.Services(who.Controller) {
		if _, ok := s.Pack.Role(who.Role); !ok {
			continue
		}
		if slices.Contains(who.Teams, TeamOf(s.Pack)) {
			return s, nil
		}
		if home == nil {
			home = s
		}
	}
	if home == nil {
		return nil, noHome(who)
	}
	return home, nil
}
