package notice

// each calls visit with every clause of the pack in the order of the notice.
// The pointers are into p.
func (p *Pack) each(with func(*Clause)) {
	visit := func(c *Clause) {
		if c.Ref != "" {
			with(c)
		}
	}
	p.eachOfController(visit)
	visit(&p.Programme.Clause)
	for i := range p.Programmes {
		visit(&p.Programmes[i].Clause)
	}
	p.eachOfPeople(visit)
	p.eachOfUse(visit)
	p.eachOfSharing(visit)
	for i := range p.Tiers {
		visit(&p.Tiers[i].Clause)
		for j := range p.Tiers[i].Limits {
			visit(&p.Tiers[i].Limits[j].Clause)
		}
	}
	visit(&p.Research.Clause)
	for i := range p.Assess {
		visit(&p.Assess[i].Clause)
	}
	p.eachOfAnswering(visit)
}

// eachOfController visits what the notice inherits from the council.
func (p *Pack) eachOfController(visit func(*Clause)) {
	n := &p.Controller.Notice
	for i := range n.Parts {
		visit(&n.Parts[i].Clause)
	}
	visit(&n.Copy.Clause)
	for i := range p.Controller.Policies {
		visit(&p.Controller.Policies[i].Clause)
	}
}

// eachOfPeople visits versions, people, events and what is collected.
func (p *Pack) eachOfPeople(visit func(*Clause)) {
	for i := range p.Versions {
		visit(&p.Versions[i].Clause)
	}
	for i := range p.People {
		visit(&p.People[i].Clause)
	}
	for i := range p.Sources {
		visit(&p.Sources[i].Clause)
	}
	for i := range p.Events {
		visit(&p.Events[i].Clause)
	}
	for i := range p.Items {
		visit(&p.Items[i].Clause)
	}
	for i := range p.Never {
		visit(&p.Never[i].Clause)
	}
	visit(&p.NoAnswer.Clause)
}

// eachOfUse visits the law, what it is for and who may use it.
func (p *Pack) eachOfUse(visit func(*Clause)) {
	for i := range p.Bases {
		visit(&p.Bases[i].Clause)
	}
	for i := range p.Purposes {
		visit(&p.Purposes[i].Clause)
	}
	for i := range p.Consents {
		visit(&p.Consents[i].Clause)
	}
	for i := range p.Services {
		visit(&p.Services[i].Clause)
	}
	for i := range p.Uses {
		visit(&p.Uses[i].Clause)
	}
}

func (p *Pack) eachOfSharing(visit func(*Clause)) {
	for i := range p.Recipients {
		visit(&p.Recipients[i].Clause)
	}
	for i := range p.Shares {
		visit(&p.Shares[i].Clause)
	}
	for i := range p.NeverShare {
		visit(&p.NeverShare[i].Clause)
	}
	for i := range p.Places {
		visit(&p.Places[i].Clause)
	}
	visit(&p.Automated.Clause)
}

// eachOfAnswering visits rights, contacts, statements and the service's own.
func (p *Pack) eachOfAnswering(visit func(*Clause)) {
	visit(&p.Rights.Clause)
	for i := range p.Rights.Grants {
		visit(&p.Rights.Grants[i].Clause)
	}
	for i := range p.Contacts {
		visit(&p.Contacts[i].Clause)
	}
	for i := range p.Statements {
		visit(&p.Statements[i].Clause)
	}
	for i := range p.Clocks {
		visit(&p.Clocks[i].Clause)
	}
	for i := range p.Letters {
		visit(&p.Letters[i].Clause)
	}
}

// Clauses gives every clause in the order of the notice.
func (p *Pack) Clauses() []Clause {
	var out []Clause
	p.each(func(c *Clause) { out = append(out, *c) })
	return out
}

// Clause finds the clause of a ref: "keep.sensitive".
func (p *Pack) Clause(ref string) (Clause, bool) {
	return find(p.Clauses(), func(c Clause) bool { return c.Ref == ref })
}

// Citing gives the clauses that carry a promise: "PW-31".
func (p *Pack) Citing(promise string) []Clause {
	var out []Clause
	p.each(func(c *Clause) {
		for _, id := range c.Cites {
			if id == promise {
				out = append(out, *c)
			}
		}
	})
	return out
}
