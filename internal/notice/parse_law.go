package notice

func (b *build) bases(o object) {
	b.declarations(o, "bases", aBasis, func(e entry) {
		v := e.value.said("article 6", "article 9", "article 10", "schedule 1", "says!", "acts", "secrecy", "policy document")
		ref := "bases." + e.key
		bs := Basis{
			Code: e.key, Says: v.text("says"), Acts: plainTexts(v.texts("acts")), Secrecy: b.ref(v, "secrecy", aRole),
			Article6:  b.one(v, "article 6", "a", "b", "c", "d", "e", "f", "ea"),
			Article9:  b.one(v, "article 9", "a", "b", "c", "d", "e", "f", "g", "h", "i", "j"),
			Article10: b.one(v, "article 10", "schedule 1", "official authority"),
			PolicyDoc: b.one(v, "policy document", "required"), Clause: b.clause(v, ref),
		}
		bs.Gap = bs.Clause.Gap
		b.acts(v)
		if v.given("schedule 1") {
			for _, n := range v.get("schedule 1").list() {
				bs.Schedule1 = append(bs.Schedule1, n.number())
			}
		}
		b.at[ref] = e.at
		b.p.Bases = append(b.p.Bases, bs)
	})
}

func (b *build) purposes(o object) {
	b.declarations(o, "purposes", aPurpose, func(e entry) {
		v := e.value.lost("says!", "basis!", "special", "output", "compatible")
		b.p.Purposes = append(b.p.Purposes, Purpose{
			Code: e.key, Says: v.text("says"), Basis: b.ref(v, "basis", aBasis), Special: b.referAll(aBasis, v.texts("special")),
			Output: b.one(v, "output", "counts", "anonymous", "pseudonymous"), Other: b.other(v), Clause: b.clause(v, "purposes."+e.key),
		})
		b.at["purposes."+e.key] = e.at
		if v.given("compatible") { // no use may name it
			b.mark(aPurpose, e.key)
		}
	})
}

// other reads what a purpose says of further compatible uses.
func (b *build) other(o object) Other {
	if !o.given("compatible") {
		return Other{}
	}
	v := o.get("compatible").object("assessment!", "says!")
	return Other{Assessment: b.one(v, "assessment", "needed"), Says: v.text("says")}
}

// acts are what a use may allow; policy has the same words.
var acts = []string{"see", "record", "correct", "allocate", "index", "share", "derive", "export"}

func (b *build) uses(o object) {
	if !o.given("uses") {
		return
	}
	for i, one := range o.get("uses").list() {
		v := one.said("by!", "may!", "for!", "sets!", "at", "after", "who", "how")
		b.p.Uses = append(b.p.Uses, Use{
			By: b.referAll(aRole, v.texts("by")), May: b.each(v, "may", acts...), Purpose: b.ref(v, "for", aPurpose),
			Sets: b.referAll(aSet, v.texts("sets")), At: b.referAll(aStage, v.texts("at")), After: b.referAll(anEvent, v.texts("after")),
			Who:    b.one(v, "who", "allocated or covering", "in team"),
			How:    b.one(v, "how", "supervised on council premises without export"),
			Clause: b.clause(v, index("uses", i)),
		})
	}
}
