package notice

import "strings"

func (b *build) people(o object) {
	b.declarations(o, "people", aPerson, func(e entry) {
		v := e.value.said("says!", "to others!", "told")
		x := Person{Code: e.key, Says: v.text("says"), ToOthers: v.text("to others")}
		ref := "people." + e.key
		if v.given("told") || v.given("cites") || v.given("reading") || v.given("gap") {
			x.Clause = b.clause(v, ref)
		}
		if v.given("told") {
			x.Told = b.told(v.get("told"), &x.Clause)
		}
		b.at[ref] = e.at
		b.p.People = append(b.p.People, x)
	})
}

// told reads when somebody is told that others gave their information, or why
// not; a reading of the exemption is a reading of the clause.
func (b *build) told(v value, c *Clause) Told {
	if _, ok := scalar(v.node); !ok {
		o := v.said("exempt!")
		why := b.clause(o, c.Ref)
		c.Cites = append(c.Cites, why.Cites...)
		if why.Read != "" {
			c.Read = why.Read
		}
		return Told{Exempt: o.text("exempt")}
	}
	n, unit := b.span(v.after("within "), "month", "working day")
	if unit == "month" {
		return Told{Months: n}
	}
	return Told{Days: n}
}

// declarations reads an open mapping whose keys are names of a kind.
func (b *build) declarations(o object, key, kind string, read func(e entry)) {
	if !o.given(key) {
		return
	}
	list, _ := o.get(key).entries()
	for _, e := range list {
		b.declare(kind, e.key, e.at)
		read(e)
	}
}

func (b *build) stages(o object) {
	b.declarations(o, "stages", aStage, func(e entry) {
		v := e.value.object("runs!", "says!", "to others")
		st := Stage{Code: e.key, Says: v.text("says"), ToOthers: v.text("to others")}
		if st.ToOthers == "" {
			st.ToOthers = st.Says
		}
		runs := v.get("runs")
		from, until, ok := strings.Cut(v.text("runs"), " to ")
		if v.given("runs") && !ok {
			runs.fault("stage", "write it as one event to another, like referred to reached or left", "stage %q has no end", e.key)
			return
		}
		if !ok {
			return
		}
		st.From, st.Until = from, strings.Split(until, " or ")
		for _, event := range append([]string{from}, st.Until...) {
			b.refer(anEvent, word{event, runs.at})
		}
		b.p.Stages = append(b.p.Stages, st)
	})
}
