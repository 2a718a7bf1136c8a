package notice

import "strings"

// recipientKinds are the kinds of body a notice names.
var recipientKinds = []string{"independent", "processor", "joint controller", "authority", "funder", "council", "department", "health",
	"education", "police", "court", "probation", "charity", "company", "government", "family", "public", "analytics"}

func (b *build) recipients(o object) {
	b.declarations(o, "recipients", aRecipient, func(e entry) {
		v := e.value.lost("says!", "kind!", "where!", "gets", "agreement", "notice", "transfer", "chosen by", "members", "body")
		ref := "recipients." + e.key
		r := Recipient{
			Code: e.key, Says: v.text("says"), Clause: b.clause(v, ref), Kind: b.one(v, "kind", recipientKinds...),
			Where: v.text("where"), Gets: b.one(v, "gets", noPersonalData), Body: v.text("body"),
			Agreement: v.text("agreement"), Notice: v.text("notice"), ChosenBy: b.ref(v, "chosen by", anItem),
		}
		if v.given("transfer") {
			r.Transfer = b.transfer(v.get("transfer"), ref)
		}
		if v.given("members") {
			r.Members = b.members(v.get("members"), ref)
		}
		if v.given("chosen by") != v.given("members") {
			v.fault("chosen by", "give both chosen by and members, or neither", "recipient %q does not say which of its bodies receives", e.key)
		}
		b.at[ref] = e.at
		b.p.Recipients = append(b.p.Recipients, r)
	})
}

const noPersonalData = "no personal data"

// transfer reads what lets data go abroad: its mechanism alone, or with where
// it is shown to be in force.
func (b *build) transfer(v value, ref string) Transfer {
	if _, ok := scalar(v.node); ok {
		return Transfer{Mechanism: v.text()}
	}
	o := v.said("mechanism!", "evidence", "check every")
	c := b.clause(o, ref+".transfer")
	t := Transfer{Mechanism: o.text("mechanism"), Evidence: o.text("evidence")}
	if t.Evidence == "gap" {
		t.Evidence = ""
	}
	if t.Evidence == "" && c.Gap == "" {
		at := o.get("evidence").at
		b.p.Gaps = append(b.p.Gaps, Gap{Ref: c.Ref, Says: "We hold no evidence yet that this mechanism is in force: " + t.Mechanism, Pos: at})
	}
	if o.given("check every") {
		t.Check = b.months(o.get("check every"))
	}
	return t
}

func (b *build) members(v value, ref string) []Member {
	var out []Member
	list, _ := v.entries()
	for _, e := range list {
		o := e.value.object("name!", "agreement", "notice", "gap")
		if !codeForm.MatchString(e.key) {
			b.faults.add(e.at, "odd name", "use lower-case words of letters, digits and hyphens", "%q is not a name", e.key)
		}
		b.gap(o, ref+"."+e.key)
		out = append(out, Member{Code: e.key, Name: o.text("name"), Agreement: o.text("agreement"), Notice: o.text("notice")})
	}
	return out
}

// occasions are the circumstances that a share may wait for.
var occasions = []string{"law requires", "without telling", "vital interests", "need to know"}

func (b *build) shares(o object) {
	if !o.given("shares") {
		return
	}
	for i, one := range o.get("shares").list() {
		v := one.said("to!", "for!", "permission", "on", "when", "exactly", "until", "withhold", "opt out", "output", "sets", "needs")
		sh := Share{
			To: b.ref(v, "to", aRecipient), Purpose: b.ref(v, "for", aPurpose),
			Permission: b.one(v, "permission", "ask each time"), On: b.onConsent(v), When: b.one(v, "when", occasions...),
			Exactly: v.yes("exactly"), Until: b.ref(v, "until", anEvent), Withhold: v.text("withhold"), OptOut: b.optOut(v),
			Output: b.one(v, "output", "anonymous"), Sets: b.referAll(aSet, v.texts("sets")),
			Needs: b.each(v, "needs", "order or power", "approver", "reason", "review"), Clause: b.clause(v, index("shares", i)),
		}
		for _, code := range sh.Sets {
			if set, ok := b.p.Set(code); ok {
				sh.Items = append(sh.Items, set.Items...)
			}
		}
		b.p.Shares = append(b.p.Shares, sh)
	}
}

// onConsent reads on: consent NAME.
func (b *build) onConsent(o object) string {
	if !o.given("on") {
		return ""
	}
	s := o.text("on")
	code, ok := strings.CutPrefix(s, "consent ")
	switch {
	case !ok && s != "":
		o.get("on").fault("unknown word", "write consent and the name of a consent", "%s says %q", o.get("on").name, s)
		return ""
	case ok:
		b.refer(aConsent, word{code, o.get("on").at})
	}
	return code
}

func (b *build) optOut(o object) OptOut {
	if !o.given("opt out") {
		return OptOut{}
	}
	v := o.get("opt out").object("says!", "honoured unless")
	return OptOut{Says: v.text("says"), Unless: v.text("honoured unless")}
}

func (b *build) neverShare(o object) {
	if !o.given("never share") {
		return
	}
	for i, one := range o.get("never share").list() {
		v := one.said("set!", "except")
		b.p.NeverShare = append(b.p.NeverShare, NeverShare{
			Set: b.ref(v, "set", aSet), Except: plainTexts(v.texts("except")), Clause: b.clause(v, index("never share", i)),
		})
	}
}

func (b *build) places(o object) {
	if !o.given("places") {
		return
	}
	v := o.get("places").lost("stored!", "system", "systems")
	x := Place{Where: plainTexts(v.texts("stored")), System: v.text("system"), Clause: b.clause(v, "places")}
	if v.given("systems") {
		for _, one := range v.get("systems").list() {
			s := one.object("name!", "kind!")
			x.Systems = append(x.Systems, System{Name: s.text("name"), Kind: b.one(s, "kind", "electronic", "paper", "mailbox")})
		}
	}
	b.p.Places = []Place{x}
}

func (b *build) automated(o object) {
	if !o.given("decides automatically") {
		return
	}
	v := o.get("decides automatically").said("says!")
	says := v.text("says")
	if says != "" && !strings.HasPrefix(says, "We make no") {
		v.get("says").fault("automatic outcome", "say that no such decision is made", "the software makes no automated decision, and the notice says %q", says)
	}
	c := b.clause(v, "decides automatically")
	b.p.Automated = Automated{Says: says, Gap: c.Gap, Clause: c}
}
