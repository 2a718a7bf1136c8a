package notice

// A Source is where information comes from besides the people the notice
// speaks about and the worker (UK GDPR Art 14(2)(f)).
type Source struct {
	Code   string
	Says   string // "our own social care records"
	Kind   string // "own records", "public body", "organisation", "public"
	Clause Clause
}

func (b *build) sources(o object) {
	b.declarations(o, "sources", aSource, func(e entry) {
		v := e.value.lost("says!", "kind!")
		b.p.Sources = append(b.p.Sources, Source{
			Code: e.key, Says: v.text("says"), Kind: b.one(v, "kind", "own records", "public body", "organisation", "public"),
			Clause: b.clause(v, "sources."+e.key),
		})
	})
}
