package notice

// A Consent is one line that can be given, refused and taken back by itself
// (UK GDPR Arts 4(11) and 7).
type Consent struct {
	Code     string
	Says     string   // what is agreed to: "Tell my district council what support I need"
	Basis    string   // a basis under Article 6(1)(a)
	For      []string // purposes
	Explicit []string // special categories it covers (UK GDPR Art 9(2)(a))
	Withdraw string   // office that takes it back, or "" for the one that answers on rights
	Needed   bool     // without it there is no service
	Clause   Clause
}

func (b *build) consents(o object) {
	b.declarations(o, "consents", aConsent, func(e entry) {
		v := e.value.said("says!", "basis!", "for!", "explicit for", "withdraw", "needed!")
		b.p.Consents = append(b.p.Consents, Consent{
			Code: e.key, Says: v.text("says"), Basis: b.ref(v, "basis", aBasis), For: b.mentionAll(aPurpose, v.texts("for")),
			Explicit: b.each(v, "explicit for", specials...), Withdraw: b.ref(v, "withdraw", anOffice), Needed: v.yes("needed"),
			Clause: b.clause(v, "consents."+e.key),
		})
		b.at["consents."+e.key] = e.at
	})
}
