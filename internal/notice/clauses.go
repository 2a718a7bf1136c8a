package notice

// each calls visit with every clause of the pack in the order of the notice.
// The pointers are into p.
func (p *Pack) each(visit func(*Clause)) {
	if p.Programme.Name != "" {
		visit(&p.Programme.Clause)
	}
	for i := range p.Versions {
		visit(&p.Versions[i].Clause)
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
	for i := range p.Bases {
		visit(&p.Bases[i].Clause)
	}
	for i := range p.Purposes {
		visit(&p.Purposes[i].Clause)
	}
	for i := range p.Uses {
		visit(&p.Uses[i].Clause)
	}
	p.eachOfSharing(visit)
	for i := range p.Tiers {
		visit(&p.Tiers[i].Clause)
		for j := range p.Tiers[i].Limits {
			visit(&p.Tiers[i].Limits[j].Clause)
		}
	}
	p.eachOfAnswering(visit)
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
