package notice

func (c *composer) whoWeAre() {
	p := c.p
	c.line("", "We are "+p.Controller.Name)
	c.corporate("who we are")
	c.statements("who")
	c.line("", p.About)
	if g := p.Programme; g.Name != "" {
		c.line("", p.sayProgramme(g), g.Clause)
	}
	for _, g := range p.Programmes {
		c.line("", p.sayProgramme(g), g.Clause)
	}
	if len(p.Activities) > 0 {
		var kinds []string
		for _, a := range p.Activities {
			kinds = append(kinds, lower(a.Label))
		}
		c.line("", "The activities are "+and(kinds))
	}
}

func (p *Pack) sayProgramme(g Programme) string {
	s := p.Title + " is part of " + g.Name
	if g.Kind != "" {
		s += ", a " + g.Kind
	}
	if len(g.Teams) > 0 {
		s += " run by our " + and(g.Teams) + " teams"
	}
	if g.Cohort != "" {
		s += " for " + g.Cohort
	}
	if g.Funder != "" {
		s += ". " + upper(g.Funder) + " pays for it"
	}
	if g.Says != "" {
		s += ". " + upper(g.Says)
	}
	return s
}

// corporate says a part that the notice inherits from the council's own.
func (c *composer) corporate(part string) {
	n := c.p.Controller.Notice
	x, ok := find(n.Parts, func(x CorporatePart) bool { return x.Code == part })
	if !ok {
		return
	}
	says := x.Says
	if says == "" {
		says = x.Clause.Gap
	}
	c.line("", sentence(says)+" More is in our “"+n.Title+"”"+c.where(n), x.Clause)
}

func (c *composer) where(n CorporateNotice) string {
	if n.At == "" {
		return ", whose address is lost from the printed notice"
	}
	return ": " + n.At
}
