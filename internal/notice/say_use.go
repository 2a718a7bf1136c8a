package notice

import (
	"slices"
	"strings"
)

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
