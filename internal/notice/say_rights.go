package notice

import (
	"slices"
	"strings"
)

func (c *composer) rights() {
	p := c.p
	for _, r := range p.Rights.Grants {
		c.line("", strings.TrimSuffix(r.Says, ".")+" (UK GDPR "+r.Article+")", r.Clause)
	}
	s := "All of this is free"
	if o, ok := p.Controller.Office(p.Rights.Ask); ok {
		s += ". Ask the " + o.Name + reachOffice(o)
	}
	s += ". We always try to do what you ask; where the law makes us keep or use something, we say so and why"
	if p.Rights.Warn != "" {
		s += ". " + p.Rights.Warn
	}
	c.line("", s, p.Rights.Clause)
	c.corporate("your rights")
	c.corporate("using your rights")
	c.statements("rights")
}

func reachOffice(o Office) string {
	var at []string
	for _, s := range []string{o.Email, o.Phone, o.Post, o.Web} {
		if s != "" {
			at = append(at, s)
		}
	}
	if len(at) == 0 {
		return ""
	}
	return ", " + strings.Join(at, ", ")
}

func (c *composer) safety() {
	c.statements("safety")
	for _, place := range c.p.Places {
		if len(place.Systems) > 0 {
			var names []string
			for _, s := range place.Systems {
				names = append(names, s.Name+systemSays[s.Kind])
			}
			c.line("", "What we hold is in "+and(names), place.Clause)
		}
	}
	for _, a := range c.p.Assess {
		c.line("", "A data protection impact assessment for "+a.For+": "+a.State, a.Clause)
	}
}

var systemSays = map[string]string{"electronic": " (electronic)", "paper": " (on paper)", "mailbox": " (email)"}

func (c *composer) contacts() {
	for _, x := range c.p.Contacts {
		if x.Office == corporate {
			at := c.p.Controller.Corporate
			if at == "" {
				at = "the address is lost from the printed notice"
			}
			c.line("", upper(x.For)+": "+at, x.Clause)
			continue
		}
		if x.Office == corporateNotice {
			n := c.p.Controller.Notice
			c.line("", upper(x.For)+": the “"+n.Title+"”"+c.where(n), x.Clause)
			continue
		}
		o, _ := c.p.Controller.Office(x.Office)
		c.line("", upper(x.For)+": "+o.Name+reachOffice(o), x.Clause)
	}
	for _, o := range c.p.Controller.Offices {
		if o.For != "" {
			c.line("", upper(o.For)+": "+o.Name+reachOffice(o))
		}
	}
	if r := c.p.Controller.Regulator; r.Then != "" {
		c.line("", "The "+r.Then+" takes the place of the "+r.Name+": "+r.When)
	}
	if x := c.p.Controller.Notice.Copy; x.Says != "" {
		o, _ := c.p.Controller.Office(x.Ask)
		c.line("", sentence(x.Says)+" Ask the "+o.Name+reachOffice(o), x.Clause)
	}
}

func (c *composer) open() {
	for _, r := range c.p.Readings {
		state := "accepted by the " + r.AcceptedBy
		if r.Accepted == "none" {
			state = "not accepted by the council"
		}
		c.line("", r.Code+": "+r.Says+" Our reading, "+state)
	}
	for _, g := range c.p.Gaps {
		c.line("", "Missing: "+g.Says)
	}
	for _, s := range c.p.Law {
		c.line("", "The printed notice names the "+s.Printed+". What stands in its place is the "+s.Now+since(s.Until.Long()))
	}
}

func since(day string) string {
	if day == "" {
		return ""
	}
	return ", since " + day
}

func (c *composer) changes() {
	for _, v := range c.p.Versions {
		if v.Date.IsZero() {
			c.line("", "", v.Clause)
			continue
		}
		c.line("", v.Dated()+": "+v.As, v.Clause)
	}
	c.statements("changes")
}

// first answers the five questions of the first screen.
func (p *Pack) first() []Answer {
	return []Answer{
		{Question: "What we do", Says: p.About},
		p.whoSees(),
		p.whenDestroyed(),
		p.mayRefuse(),
		p.whomToAsk(),
	}
}

func (p *Pack) whoSees() Answer {
	a := Answer{Question: "Who sees your details"}
	var now, later []string
	var after string
	for _, u := range p.Uses {
		if !slices.Contains(u.May, "see") || p.aboutOf(p.ItemsOf(u)) != p.subject() {
			continue
		}
		a.Clauses = append(a.Clauses, u.Clause.Ref)
		for _, by := range u.By {
			who := "the " + p.called(by)
			switch {
			case len(u.After) == 0 && !slices.Contains(now, who):
				now = append(now, who)
			case len(u.After) > 0 && !slices.Contains(later, who):
				later, after = append(later, who), p.happens(u.After[0], p.subject())
			}
		}
	}
	s := and(now)
	if len(later) > 0 {
		s += "; after " + after + ", " + and(later)
	}
	if s == "" {
		s = "Nobody yet"
	}
	s = sentence(s) + " Nobody else"
	for _, sh := range p.Shares {
		if len(sh.Items) > 0 {
			a.Clauses = append(a.Clauses, sh.Clause.Ref)
		}
	}
	if slices.ContainsFunc(p.Shares, func(s Share) bool { return s.Permission != "" || s.On != "" }) {
		s += " without your yes"
	}
	if slices.ContainsFunc(p.Shares, func(s Share) bool { return s.When == "law requires" }) {
		s += ", unless the law makes us"
	}
	if slices.ContainsFunc(p.Shares, func(s Share) bool { return s.When != "" && s.When != "law requires" }) {
		s += ", except whom we name under “Whom we share it with”"
	}
	a.Says = sentence(s)
	return a
}

func (p *Pack) whenDestroyed() Answer {
	a := Answer{Question: "When they are destroyed"}
	var s []string
	rows := slices.DeleteFunc(p.life(), func(r LifeRow) bool { return r.About != p.subject() })
	for i, r := range rows {
		a.Clauses = append(a.Clauses, r.Clause)
		same := func(x LifeRow) bool { return x.Ends == r.Ends }
		if slices.ContainsFunc(rows[:i], same) {
			continue // told with the first that ends alike
		}
		labels := []string{r.Label}
		for _, x := range rows[i+1:] {
			if same(x) {
				labels = append(labels, lower(x.Label))
			}
		}
		s = append(s, sentence(and(labels)+": "+r.Ends))
	}
	a.Says = strings.Join(s, " ")
	return a
}

func (p *Pack) mayRefuse() Answer {
	a := Answer{Question: "Can you say no?", Says: "Yes, to the service and to every question."}
	var need []int
	for _, it := range p.Items {
		if it.Required && it.About == p.subject() {
			need = append(need, it.Index)
			a.Clauses = append(a.Clauses, it.Clause.Ref)
		}
	}
	if n := p.NoAnswer; n.Says != "" {
		a.Says, a.Clauses = sentence(n.Says), append(a.Clauses, n.Clause.Ref)
	} else if len(need) > 0 {
		a.Says = "Yes, to the service and to nearly every question. We do need " + p.words(need) + "."
	}
	return a
}

func (p *Pack) whomToAsk() Answer {
	a := Answer{Question: "Whom to ask", Clauses: []string{p.Rights.Clause.Ref}}
	o, _ := p.Controller.Office(p.Rights.Ask)
	a.Says = sentence("The " + o.Name + reachOffice(o))
	if p.Controller.Phone != "" && p.Controller.Phone != o.Phone {
		a.Says += " Or ring " + p.Controller.Phone + "."
	}
	return a
}
