package notice

import (
	"slices"
	"strconv"
	"strings"
)

func (c *composer) purposes() {
	p := c.p
	for _, x := range p.Purposes {
		c.line(p.speaks(p.personOf(x.Code)), p.sayPurpose(x), x.Clause)
	}
	for _, b := range p.Bases {
		c.line("", sayBasis(b), b.Clause)
	}
	for _, k := range p.Clocks {
		after := "our last contact"
		if k.After != lastContact {
			after = p.happens(k.After, p.subject())
		}
		span := count(k.Days, "working day")
		if k.Days == 0 {
			span = count(k.Months, "month")
		}
		c.line("", k.Says+": within "+span+" after "+after, k.Clause)
	}
	if a := p.Automated; a.Says != "" {
		s := "Decisions made by a machine alone: " + lower(a.Says)
		if a.Gap != "" {
			s += ". " + a.Gap
		}
		c.line("", s, a.Clause)
	}
}

// personOf gives whom a purpose concerns: the person of what it is used on.
func (p *Pack) personOf(purpose string) string {
	for _, u := range p.Uses {
		if items := p.ItemsOf(u); u.Purpose == purpose && len(items) > 0 {
			return p.aboutOf(items)
		}
	}
	return p.subject()
}

func (p *Pack) sayPurpose(x Purpose) string {
	s := []string{sentence(x.Says)}
	if b, ok := p.Basis(x.Basis); ok {
		s = append(s, sentence(b.Says+" ("+article(b)+")"))
	}
	var special []string
	for _, b := range p.SpecialOf(x.Code) {
		special = append(special, b.Says+" ("+article(b)+")")
	}
	if len(special) > 0 {
		s = append(s, sentence("for special category information: "+and(special)))
	}
	switch x.Output {
	case "counts":
		s = append(s, "Only as counts that name nobody.")
	case "anonymous":
		s = append(s, "Only with everything taken out that could tell who you are.")
	}
	return strings.Join(s, " ")
}

func article(b Basis) string {
	if b.Article6 != "" {
		return "UK GDPR Article 6(1)(" + b.Article6 + ")"
	}
	return "UK GDPR Article 9(2)(" + b.Article9 + ")"
}

func sayBasis(b Basis) string {
	s := []string{sentence(article(b) + ": " + b.Says)}
	if len(b.Acts) > 0 {
		s = append(s, sentence("under the "+and(b.Acts)))
	}
	if len(b.Schedule1) > 0 {
		var paras []string
		for _, n := range b.Schedule1 {
			paras = append(paras, strconv.Itoa(n))
		}
		what := "paragraph "
		if len(paras) > 1 {
			what = "paragraphs "
		}
		policy := ""
		if b.PolicyDoc != "" {
			policy = ", with a policy document"
		}
		s = append(s, sentence("Data Protection Act 2018, Schedule 1, "+what+and(paras)+policy))
	}
	if b.Gap != "" {
		s = append(s, sentence(b.Gap))
	}
	return strings.Join(s, " ")
}

func (c *composer) uses() {
	p := c.p
	for _, person := range p.People {
		for _, u := range p.Uses {
			if p.aboutOf(p.ItemsOf(u)) == person.Code {
				c.line(p.speaks(person.Code), p.sayUse(u, person.Code), u.Clause)
			}
		}
	}
	for _, r := range p.Roles {
		if r.Sees != "" {
			c.line("", "The "+r.Called+" sees the dates of destruction and nothing about you")
		}
	}
	for _, l := range p.Letters {
		s := "The letter “" + l.Title + "” comes from the " + p.called(l.By)
		if it, ok := p.ItemByCode(l.Large.Item); ok {
			s += ". It is in large print if you tell us that you need that (" + lower(it.Shape.LabelOf(l.Large.When)) + ")"
		}
		c.line("", s, l.Clause)
	}
	c.line("", "Nothing else is possible: what no line above allows, the software refuses")
}

func (p *Pack) called(actor string) string {
	r, _ := p.Actor(actor)
	return r.Called
}

var actSays = map[string]string{"see": "see", "record": "write down", "correct": "correct", "index": "look for people by",
	"share": "pass on", "derive": "work out results from", "export": "take a copy of"}

func (p *Pack) sayUse(u Use, person string) string {
	var who, may []string
	for _, by := range u.By {
		who = append(who, "the "+p.called(by))
	}
	for _, act := range u.May {
		if says, ok := actSays[act]; ok {
			may = append(may, says)
		}
	}
	x, _ := p.Purpose(u.Purpose)
	s := []string{sentence(and(who) + " may " + and(may) + " " + p.setsSay(u.Sets) + ", " + lower(x.Says))}
	if slices.Contains(u.May, "allocate") {
		s = append(s, "They may give the referral to one worker.")
	}
	return strings.Join(append(s, p.sayConditions(u, person)...), " ")
}

func (p *Pack) sayConditions(u Use, person string) []string {
	var s []string
	if len(u.At) > 0 {
		s = append(s, sentence("only "+p.during(u.At, person)))
	}
	for _, event := range u.After {
		s = append(s, sentence("only after "+p.happens(event, person)))
	}
	switch u.Who {
	case "allocated or covering":
		s = append(s, "Only the one who is named for this referral, or whoever stands in.")
	case "in team":
		s = append(s, "Only in the team that holds the referral.")
	}
	if u.How != "" {
		s = append(s, sentence("only "+u.How))
	}
	return s
}
