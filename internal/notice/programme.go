package notice

// A Programme is the funded project a service belongs to.
type Programme struct {
	Name, Kind, Funder string
	Teams              []string // owner teams
	Cohort             string
	Says               string
	Clause             Clause
}

// A NamedService is a named activity inside the service.
type NamedService struct {
	Code   string
	Says   string
	For    []string // purposes it serves
	Clause Clause
}

func (b *build) programmes(o object) {
	if o.given("programme") {
		b.p.Programme = b.programme(o.get("programme"), "programme")
	}
	if !o.given("programmes") {
		return
	}
	for i, one := range o.get("programmes").list() {
		b.p.Programmes = append(b.p.Programmes, b.programme(one, index("programmes", i)))
	}
}

func (b *build) programme(v value, ref string) Programme {
	o := v.said("name!", "kind", "funder", "teams", "cohort", "says")
	return Programme{
		Name: o.text("name"), Kind: o.text("kind"), Funder: o.text("funder"), Teams: plainTexts(o.texts("teams")),
		Cohort: o.text("cohort"), Says: o.text("says"), Clause: b.clause(o, ref),
	}
}

func (b *build) services(o object) {
	b.declarations(o, "services", aService, func(e entry) {
		v := e.value.said("says!", "for!")
		b.p.Services = append(b.p.Services, NamedService{
			Code: e.key, Says: v.text("says"), For: b.mentionAll(aPurpose, v.texts("for")), Clause: b.clause(v, "services."+e.key),
		})
	})
}
