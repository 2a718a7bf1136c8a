package notice

import (
	"cmp"
	"slices"
)

// knownRights are the rights a notice can tell of, in our words. The article
// is of the UK GDPR.
var knownRights = []Right{
	{Code: "withdraw consent", Article: "Art 7(3)", Says: "Where we rely on your consent, you may take it back at any time."},
	{Code: "know", Article: "Arts 13 and 14", Says: "You may know what we do with your information and why."},
	{Code: "access", Article: "Art 15", Says: "You may see what we hold about you and have a copy of it."},
	{Code: "correct", Article: "Art 16", Says: "You may have mistakes put right."},
	{Code: "refuse marketing", Article: "Art 21(2)", Says: "You may refuse direct marketing, and that is final."},
	{Code: "complain", Article: "Art 77", Says: "You may complain to the regulator."},
	{Code: "erase", Article: "Art 17", Says: "You may ask us to delete information. For a public task or a legal duty we decide case by case and give reasons."},
	{Code: "move", Article: "Art 20", Says: "You may ask to have information sent to you or to another organisation in electronic form. It is a right only where we rely on consent or a contract."},
	{Code: "question decisions", Article: "Arts 22A to 22D", Says: "You may object to a decision that affects you significantly, and another person looks at it again."},
	{Code: "object", Article: "Art 21(1)", Says: "You may object to what we do for a public task."},
	{Code: "restrict", Article: "Art 18", Says: "You may ask us to stop certain uses of your information."},
}

func (b *build) rights(o object) {
	if !o.given("rights") {
		return
	}
	v := o.get("rights").lost("by!", "ask!", "free!", "warn", "grants")
	b.p.Rights = Rights{
		By: b.one(v, "by", "basis"), Ask: b.ref(v, "ask", anOffice), Free: v.yes("free"), Warn: v.text("warn"),
		Clause: b.clause(v, "rights"),
	}
	if v.given("free") && !b.p.Rights.Free {
		v.get("free").fault("fee", "write free: true", "rights are exercised free of charge (UK GDPR Art 12(5))")
	}
	if !v.given("grants") {
		return
	}
	list, _ := v.get("grants").entries()
	for _, e := range list {
		r, ok := knownRight(e.key)
		if !ok {
			b.faults.add(e.at, "unknown word", "use one of: "+rightCodes(), "there is no right called %q", e.key)
			continue
		}
		r.Clause = b.clause(object{e.value, map[string]entry{"cites": {"cites", e.at, e.value}}}, "rights."+e.key)
		r.Clause.Pos = e.at
		b.p.Rights.Grants = append(b.p.Rights.Grants, r)
	}
}

// grant adds the rights that follow from the bases, granted or not (UK GDPR
// Arts 13 to 22): those every notice has, to object where a purpose is a
// public task, to withdraw and to move where one rests on consent.
func (b *build) grant() {
	if b.p.Rights.Clause.Ref == "" {
		return
	}
	for _, r := range knownRights {
		if _, ok := find(b.p.Rights.Grants, func(g Right) bool { return g.Code == r.Code }); ok || !b.follows(r.Code) {
			continue
		}
		r.Clause = Clause{Ref: "rights." + r.Code, Pos: b.p.Rights.Clause.Pos}
		b.p.Rights.Grants = append(b.p.Rights.Grants, r)
	}
	slices.SortStableFunc(b.p.Rights.Grants, func(x, y Right) int { return cmp.Compare(orderOf(x.Code), orderOf(y.Code)) })
}

func orderOf(right string) int {
	return slices.IndexFunc(knownRights, func(r Right) bool { return r.Code == right })
}

func (b *build) follows(right string) bool {
	rests := func(articles ...string) bool {
		return slices.ContainsFunc(b.p.Purposes, func(x Purpose) bool {
			base, ok := b.p.Basis(x.Basis)
			return ok && slices.Contains(articles, base.Article6)
		})
	}
	switch right {
	case "withdraw consent":
		return rests("a")
	case "move":
		return rests("a", "b")
	case "object":
		return rests("e", "f")
	}
	return true
}

func knownRight(code string) (Right, bool) {
	for _, r := range knownRights {
		if r.Code == code {
			return r, true
		}
	}
	return Right{}, false
}

func rightCodes() string {
	s := ""
	for i, r := range knownRights {
		if i > 0 {
			s += ", "
		}
		s += r.Code
	}
	return s
}

func (b *build) contacts(o object) {
	if !o.given("contacts") {
		return
	}
	for i, one := range o.get("contacts").list() {
		v := one.said("office!", "for!")
		b.p.Contacts = append(b.p.Contacts, Contact{
			Office: b.ref(v, "office", anOffice), For: v.text("for"), Clause: b.clause(v, index("contacts", i)),
		})
	}
}
