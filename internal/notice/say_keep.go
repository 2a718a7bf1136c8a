package notice

import (
	"slices"
	"strings"
)

func (c *composer) shared() {
	p := c.p
	for _, n := range p.NeverShare {
		set, _ := p.Set(n.Set)
		except := ""
		if len(n.Except) > 0 {
			except = ", except for " + and(n.Except)
		}
		c.line(p.speaks(p.aboutOf(set.Items)), set.Says+" are never shared with anybody"+except, n.Clause)
	}
	for _, s := range p.Shares {
		c.line(p.speaks(p.aboutOf(s.Items)), p.sayShare(s), s.Clause)
	}
	for _, r := range p.Recipients {
		gets := ""
		if r.Gets != "" {
			gets = ", and receives " + r.Gets
		}
		c.line("", r.Says+": in the "+r.Where+", "+kindSays[r.Kind]+gets, r.Clause)
	}
	for _, place := range p.Places {
		on := ""
		if place.System != "" {
			on = ", on " + place.System
		}
		c.line("", "We store what we hold in the "+and(place.Where)+" only"+on, place.Clause)
	}
}

var kindSays = map[string]string{"independent": "answers for the information itself", "processor": "acts on our orders",
	"joint controller": "decides jointly with us", "authority": "a public authority", "funder": "pays for the project"}

var needSays = map[string]string{"order or power": "an order or a power that the authority shows us", "approver": "a second person's approval"}

func (p *Pack) sayShare(s Share) string {
	r, _ := p.Recipient(s.To)
	x, _ := p.Purpose(s.Purpose)
	if s.Output == "anonymous" {
		return "we give " + r.Says + " results with everything taken out that could tell who you are, " + lower(x.Says)
	}
	out := "we may pass " + p.setsSay(s.Sets) + " to " + r.Says + ", " + lower(x.Says)
	if s.Permission != "" {
		out += ". Each time we talk it over and ask for your permission first, and you can take it back"
	}
	if s.When != "" {
		out += ". Only when the " + s.When + " it"
	}
	if len(s.Needs) > 0 {
		var needs []string
		for _, n := range s.Needs {
			needs = append(needs, needSays[n])
		}
		out += ". It takes " + and(needs)
	}
	return out
}

func (c *composer) kept() {
	p := c.p
	for _, t := range p.Tiers {
		about := p.aboutOf(p.itemsIn(t.Code))
		clauses := []Clause{t.Clause}
		for _, l := range t.Limits {
			clauses = append(clauses, l.Clause)
		}
		c.line(p.speaks(about), p.sayTier(t, about), clauses...)
	}
	for _, e := range p.Events {
		c.line("", p.sayEvent(e), e.Clause)
	}
	c.line("", "Only a legal hold, or a request for a copy that is still open, may put a date off, and then it is shown")
	if len(p.Counts) > 0 {
		var by []string
		for _, n := range p.Counts {
			by = append(by, n.Code+" by "+and(n.By))
		}
		c.line("", "Totals that name nobody stay: "+strings.Join(by, "; "))
	}
}

func (p *Pack) itemsIn(tier string) []int {
	var out []int
	for _, it := range p.Items {
		if it.Tier == tier {
			out = append(out, it.Index)
		}
	}
	return out
}

func (p *Pack) sayTier(t Tier, person string) string {
	s := p.holds(t.Code)
	if person == p.subject() {
		s = t.Called + " (" + s + ")"
	}
	s += ": kept until " + p.sayLimits(t, person, "", "the end of ") + ", then destroyed"
	if t.Correct.Minutes > 0 {
		s += ". Nobody can read it from that moment; for " + count(t.Correct.Minutes, "minute") + " the same worker may say that it was recorded wrongly"
	}
	return s
}

// sayLimits joins the ends of a tier; once and day go before an event and a
// fixed day.
func (p *Pack) sayLimits(t Tier, person, once, day string) string {
	var ends []string
	for _, l := range t.Limits {
		switch {
		case l.Event == "":
			ends = append(ends, day+l.Day.Long())
		case l.Months == 0:
			ends = append(ends, once+p.happens(l.Event, person))
		default:
			ends = append(ends, months(l.Months)+" after "+p.happens(l.Event, person))
		}
	}
	if len(ends) < 2 {
		return and(ends)
	}
	which := ", whichever comes first"
	if t.Latest {
		which = ", whichever comes last"
	}
	return or(ends) + which
}

func months(n int) string {
	if n%12 == 0 {
		return count(n/12, "year")
	}
	return count(n, "month")
}

// holds says what is in a tier by the sets that lie wholly within it.
func (p *Pack) holds(tier string) string {
	in := p.itemsIn(tier)
	var covered []int
	var out []string
	for _, s := range p.Sets {
		outside := func(i int) bool { return !slices.Contains(in, i) }
		fresh := func(i int) bool { return !slices.Contains(covered, i) }
		if slices.ContainsFunc(s.Items, outside) || !slices.ContainsFunc(s.Items, fresh) {
			continue
		}
		covered = append(covered, s.Items...)
		out = append(out, s.Says)
	}
	for _, i := range in {
		if !slices.Contains(covered, i) {
			out = append(out, p.Items[i].Words)
		}
	}
	return and(out)
}

func (p *Pack) sayEvent(e Event) string {
	switch e.Kind {
	case ContactMade:
		var out, never []string
		for _, o := range p.Outcomes {
			if slices.Contains(e.Outcomes, o.Code) {
				out = append(out, "“"+o.Label+"”")
			} else {
				never = append(never, "“"+o.Label+"”")
			}
		}
		return "“" + upper(e.Says) + "” means a contact with the outcome " + or(out) + ". It never means " + or(never)
	case EpisodeClosed:
		return "“" + upper(e.Says) + "” means the day on which we close our work with you"
	}
	return "“" + upper(e.Says) + "” means the day on which it reaches us"
}

// life gives a row for each tier.
func (p *Pack) life() []LifeRow {
	var out []LifeRow
	for _, t := range p.Tiers {
		about := p.aboutOf(p.itemsIn(t.Code))
		row := LifeRow{Tier: t.Code, Label: t.Called, About: about, Holds: p.holds(t.Code), Clause: t.Clause.Ref,
			Ends: p.sayLimits(t, about, "once ", "after ")}
		if e, ok := p.EventIs(ReferralReceived); ok {
			row.From = e.Code
		}
		for _, l := range t.Limits {
			if l.Event == "" && (row.Last.IsZero() || l.Day.Before(row.Last) != t.Latest) {
				row.Last = l.Day
			}
		}
		out = append(out, row)
	}
	return out
}
