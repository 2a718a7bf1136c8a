package notice

import (
	"slices"
	"strconv"
	"strings"
)

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
	c.corporate("how long")
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
	if r := p.Research; r.Clause.Ref != "" {
		c.line("", sayResearch(r), r.Clause)
	}
	c.statements("keeping")
}

func sayResearch(r Research) string {
	s := []string{sentence(r.Says)}
	switch r.Output {
	case "anonymous":
		s = append(s, "Nobody can tell from it who you are: it is anonymous.")
	case "pseudonymous":
		s = append(s, "It is anonymous, or pseudonymous: your name is taken out and kept apart.")
	}
	if r.Published != "" {
		s = append(s, sentence("it is published "+r.Published))
	}
	if r.Archive {
		s = append(s, "What is anonymous may stay in a public archive for as long as it is of historic interest.")
	}
	return strings.Join(s, " ")
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
	if len(t.Limits) > 0 {
		s += ": kept until " + p.sayLimits(t, person, "", "the end of ") + ", then destroyed"
	} else {
		s += ": kept until a person decides that it is no longer needed, then destroyed"
	}
	if t.Correct.Minutes > 0 {
		s += ". Nobody can read it from that moment; for " + count(t.Correct.Minutes, "minute") + " the same worker may say that it was recorded wrongly"
	}
	return s + p.sayReview(t, person)
}

// sayReview says what a keep line holds beyond its ends.
func (p *Pack) sayReview(t Tier, person string) string {
	s := ""
	if t.Review.Months > 0 {
		s += ". We review it every " + months(t.Review.Months)
		if t.Review.After != "" {
			s += " after " + p.happens(t.Review.After, person)
		}
	}
	if t.Clause.Gap != "" {
		s += ". " + upper(t.Clause.Gap)
	}
	for _, code := range t.Copies {
		r, _ := p.Recipient(code)
		s += ". We ask " + r.Says + " to confirm that its copy is gone"
	}
	if t.Floor.For != "" {
		s += ". The " + t.Floor.For + " have it kept for at least " + months(t.Floor.Months)
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
	if n%12 == 0 && n > 12 {
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
	case PartnerSays:
		return p.sayPartner(e)
	case Birthday:
		it, _ := p.ItemByCode(e.Of)
		return "“" + upper(e.Says) + "” means the birthday on which the age is " + strconv.Itoa(e.Age) + ", worked out from " + it.Words
	case Recorded:
		return "“" + upper(e.Says) + "” means the day on which a worker records it"
	case ConsentWithdrawn:
		x, _ := p.Consent(e.Consent)
		return "“" + upper(e.Says) + "” means the day on which you tell us that you take back: “" + x.Says + "”"
	}
	return "“" + upper(e.Says) + "” means the day on which it reaches us"
}

// sayPartner says whose word makes the event, and when we stop waiting for it.
func (p *Pack) sayPartner(e Event) string {
	r, _ := p.Recipient(e.By)
	s := "“" + upper(e.Says) + "” means the day that " + r.Says + " gives us"
	if e.Chase > 0 {
		s += ". We ask every " + months(e.Chase)
	}
	if e.Stop.Months > 0 {
		after := "the last thing that we did for you"
		if e.Stop.After != lastActivity {
			after = p.happens(e.Stop.After, p.subject())
		}
		s += ". If we hear nothing, it counts as said " + months(e.Stop.Months) + " after " + after
	}
	return s
}

// life gives a row for each tier.
func (p *Pack) life() []LifeRow {
	var out []LifeRow
	for _, t := range p.Tiers {
		about := p.aboutOf(p.itemsIn(t.Code))
		row := LifeRow{Tier: t.Code, Label: t.Called, About: about, Holds: p.holds(t.Code), Clause: t.Clause.Ref,
			Ends: p.sayLimits(t, about, "once ", "after ")}
		if len(t.Limits) == 0 && t.Review.Months > 0 {
			row.Ends = "when a person decides so, at a review every " + months(t.Review.Months)
		}
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
