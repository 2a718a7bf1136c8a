package notice

import "strings"

func (b *build) bases(o object) {
	b.declarations(o, "bases", aBasis, func(e entry) {
		v := e.value.object("article 6", "article 9", "schedule 1", "says!", "acts", "secrecy", "policy document", "gap", "cites", "reading")
		ref := "bases." + e.key
		bs := Basis{
			Code: e.key, Says: v.text("says"), Acts: plainTexts(v.texts("acts")), Secrecy: b.ref(v, "secrecy", aRole),
			Article6:  b.one(v, "article 6", "a", "b", "c", "d", "e", "f", "ea"),
			Article9:  b.one(v, "article 9", "a", "b", "c", "d", "e", "f", "g", "h", "i", "j"),
			PolicyDoc: b.one(v, "policy document", "required"), Gap: b.gap(v, ref), Clause: b.clause(v, ref),
		}
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
		v := e.value.object("says!", "basis!", "special", "output", "cites", "reading")
		b.p.Purposes = append(b.p.Purposes, Purpose{
			Code: e.key, Says: v.text("says"), Basis: b.ref(v, "basis", aBasis), Special: b.referAll(aBasis, v.texts("special")),
			Output: b.one(v, "output", "counts", "anonymous"), Clause: b.clause(v, "purposes."+e.key),
		})
		b.at["purposes."+e.key] = e.at
	})
}

// acts are what a use may allow; policy has the same words.
var acts = []string{"see", "record", "correct", "allocate", "index", "share", "derive", "export"}

func (b *build) uses(o object) {
	if !o.given("uses") {
		return
	}
	for i, one := range o.get("uses").list() {
		v := one.object("by!", "may!", "for!", "sets!", "at", "after", "who", "how", "cites", "reading")
		b.p.Uses = append(b.p.Uses, Use{
			By: b.referAll(aRole, v.texts("by")), May: b.each(v, "may", acts...), Purpose: b.ref(v, "for", aPurpose),
			Sets: b.referAll(aSet, v.texts("sets")), At: b.referAll(aStage, v.texts("at")), After: b.referAll(anEvent, v.texts("after")),
			Who:    b.one(v, "who", "allocated or covering", "in team"),
			How:    b.one(v, "how", "supervised on council premises without export"),
			Clause: b.clause(v, index("uses", i)),
		})
	}
}

func (b *build) recipients(o object) {
	b.declarations(o, "recipients", aRecipient, func(e entry) {
		v := e.value.object("says!", "kind!", "where!", "gets", "agreement", "notice", "transfer", "gap", "cites", "reading")
		ref := "recipients." + e.key
		lost := b.gap(v, ref)
		b.p.Recipients = append(b.p.Recipients, Recipient{
			Code: e.key, Says: v.text("says"), Kind: b.one(v, "kind", "independent", "processor", "joint controller", "authority", "funder"),
			Where: v.text("where"), Gets: b.one(v, "gets", noPersonalData), Clause: b.clause(v, ref),
			Agreement: v.text("agreement"), Notice: v.text("notice"), Transfer: v.text("transfer"),
		})
		if v.given("kind") && !v.given("gets") && !v.given("agreement") && !v.given("notice") && lost == "" {
			b.faults.warn(e.at, "recipient without agreement", "give agreement or notice, or say with gap that there is none", "recipient %q has neither an agreement nor a notice of its own", e.key)
		}
	})
}

const noPersonalData = "no personal data"

func (b *build) shares(o object) {
	if !o.given("shares") {
		return
	}
	for i, one := range o.get("shares").list() {
		v := one.object("to!", "for!", "permission", "when", "output", "sets", "needs", "cites", "reading")
		sh := Share{
			To: b.ref(v, "to", aRecipient), Purpose: b.ref(v, "for", aPurpose),
			Permission: b.one(v, "permission", "ask each time"), When: b.one(v, "when", "law requires"),
			Output: b.one(v, "output", "anonymous"), Sets: b.referAll(aSet, v.texts("sets")),
			Needs: b.each(v, "needs", "order or power", "approver"), Clause: b.clause(v, index("shares", i)),
		}
		for _, code := range sh.Sets {
			if set, ok := b.p.Set(code); ok {
				sh.Items = append(sh.Items, set.Items...)
			}
		}
		b.p.Shares = append(b.p.Shares, sh)
	}
}

func (b *build) neverShare(o object) {
	if !o.given("never share") {
		return
	}
	for i, one := range o.get("never share").list() {
		v := one.object("set!", "except", "cites", "reading")
		b.p.NeverShare = append(b.p.NeverShare, NeverShare{
			Set: b.ref(v, "set", aSet), Except: plainTexts(v.texts("except")), Clause: b.clause(v, index("never share", i)),
		})
	}
}

func (b *build) places(o object) {
	if !o.given("places") {
		return
	}
	v := o.get("places").object("stored!", "system", "cites", "reading")
	b.p.Places = []Place{{Where: plainTexts(v.texts("stored")), System: v.text("system"), Clause: b.clause(v, "places")}}
}

func (b *build) automated(o object) {
	if !o.given("decides automatically") {
		return
	}
	v := o.get("decides automatically").object("says!", "gap", "cites", "reading")
	says := v.text("says")
	if says != "" && !strings.HasPrefix(says, "We make no") {
		v.get("says").fault("automatic outcome", "say that no such decision is made", "the software makes no automated decision, and the notice says %q", says)
	}
	b.p.Automated = Automated{Says: says, Gap: b.gap(v, "decides automatically"), Clause: b.clause(v, "decides automatically")}
}
