package notice

import (
	"strconv"
	"strings"
)

func (c *composer) why() {
	p := c.p
	for _, x := range p.Purposes {
		c.line(p.speaks(p.personOf(x.Code)), p.sayPurpose(x), x.Clause)
	}
	for _, s := range p.Services {
		c.line("", upper(s.Says)+": used "+p.purposesSay(s.For), s.Clause)
	}
	c.statements("use")
	for _, b := range p.Bases {
		c.line("", sayBasis(b), b.Clause)
	}
	for _, x := range p.Consents {
		c.line("", p.sayConsent(x), x.Clause)
	}
	for _, d := range p.Controller.Policies {
		c.line("", sayPolicy(d), d.Clause)
	}
	c.clocks()
	if a := p.Automated; a.Says != "" {
		s := "Decisions made by a machine alone: " + lower(a.Says)
		if a.Gap != "" {
			s += ". " + a.Gap
		}
		c.line("", s, a.Clause)
	}
	c.statements("automated")
}

func (c *composer) clocks() {
	p := c.p
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
	} else if x.Clause.Gap != "" {
		s = append(s, sentence(x.Clause.Gap))
	}
	var special, criminal []string
	for _, b := range p.SpecialOf(x.Code) {
		if b.Article10 != "" {
			criminal = append(criminal, b.Says+" ("+article(b)+")")
		} else {
			special = append(special, b.Says+" ("+article(b)+")")
		}
	}
	if len(special) > 0 {
		s = append(s, sentence("for special category information: "+and(special)))
	}
	if len(criminal) > 0 {
		s = append(s, sentence("for information on convictions and offences: "+and(criminal)))
	}
	switch x.Output {
	case "counts":
		s = append(s, "Only as counts that name nobody.")
	case "anonymous":
		s = append(s, "Only with everything taken out that could tell who you are.")
	case "pseudonymous":
		s = append(s, "Only with your name taken out and kept apart.")
	}
	if x.Other.Assessment != "" {
		s = append(s, sentence(x.Other.Says), "Nothing is used in this way until an assessment names it.")
	}
	return strings.Join(s, " ")
}

func article(b Basis) string {
	switch {
	case b.Article6 != "":
		return "UK GDPR Article 6(1)(" + b.Article6 + ")"
	case b.Article10 != "":
		return "UK GDPR Article 10"
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

func (p *Pack) sayConsent(x Consent) string {
	s := []string{sentence("We ask for your consent: “" + x.Says + "”"), sentence("it is " + p.purposesSay(x.For))}
	if len(x.Explicit) > 0 {
		var kinds []string
		for _, code := range x.Explicit {
			kinds = append(kinds, specialSays(code))
		}
		s = append(s, sentence("it is explicit consent for special category information: "+and(kinds)))
	}
	if x.Needed {
		s = append(s, "Without it we cannot give you this service.")
	} else {
		s = append(s, "You can refuse it and still have the service.")
	}
	office := x.Withdraw
	if office == "" {
		office = p.Rights.Ask
	}
	back := "You can take it back at any time, by itself"
	if o, ok := p.Controller.Office(office); ok {
		back += ": ask the " + o.Name + reachOffice(o)
	}
	return strings.Join(append(s, sentence(back)), " ")
}

func sayPolicy(d PolicyDocument) string {
	var of []string
	for _, code := range d.Covers {
		of = append(of, map[string]string{"special": "special category information", offences: "information on criminal convictions and offences"}[code])
	}
	s := "The document “" + d.Name + "” sets out how we protect " + and(of) + ", and how long we keep it"
	if d.At != "" {
		return s + ": " + d.At
	}
	return s + ". " + upper(d.Clause.Gap)
}
