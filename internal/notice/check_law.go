package notice

import "slices"

func (b *build) checkBases() {
	for _, x := range b.p.Bases {
		at := b.at["bases."+x.Code]
		if given(x.Article6, x.Article9, x.Article10) != 1 {
			b.faults.add(at, "basis", "give one of article 6, article 9 and article 10", "basis %q gives not just one of article 6, article 9 and article 10", x.Code)
		}
		if x.Article6 == "f" || x.Article6 == "ea" {
			b.faults.add(at, "basis not open", "rest on a public task (e), a legal obligation (c) or consent (a)",
				"legitimate interests (%s) are not open to a public body's tasks (UK GDPR Art 6(1))", x.Article6)
		}
		b.checkCondition(x, at)
	}
}

// checkCondition holds an Article 9 condition to what the Data Protection Act
// 2018 asks of it.
func (b *build) checkCondition(x Basis, at Pos) {
	switch {
	case x.Article9 == "g" && len(x.Schedule1) == 0:
		b.faults.add(at, "condition", "name its paragraphs with schedule 1", "substantial public interest needs a paragraph of Schedule 1 (DPA 2018 s.10(3))")
	case x.Article9 == "g" && slices.ContainsFunc(x.Schedule1, func(n int) bool { return n < 6 || n > 28 }):
		b.faults.add(at, "condition", "name paragraphs 6 to 28", "a paragraph of basis %q is not in Part 2 of Schedule 1", x.Code)
	case x.Article9 == "g" && x.PolicyDoc == "":
		b.faults.add(at, "policy document", "add policy document: required", "basis %q needs an appropriate policy document (DPA 2018 Sch 1 para 5)", x.Code)
	case x.Article10 == "schedule 1" && len(x.Schedule1) == 0:
		b.faults.add(at, "condition", "name its paragraphs with schedule 1", "convictions and offences need a condition of Schedule 1 (DPA 2018 s.10(5))")
	case x.Article10 != "" && slices.ContainsFunc(x.Schedule1, func(n int) bool { return n < 1 || n > 37 }):
		b.faults.add(at, "condition", "name paragraphs 1 to 37", "a paragraph of basis %q is not in Schedule 1", x.Code)
	case x.Article10 != "" && x.PolicyDoc == "" && slices.ContainsFunc(x.Schedule1, needsPolicy):
		b.faults.add(at, "policy document", "add policy document: required", "basis %q needs an appropriate policy document (DPA 2018 Sch 1 para 5)", x.Code)
	case x.PolicyDoc != "" && !b.covered(x):
		b.faults.add(at, "policy document", "add one to policy documents in "+controllerFile+", or let one cover it", "no policy document of the council covers basis %q", x.Code)
	case x.Article9 == "h" && x.Secrecy == "":
		b.faults.add(at, "condition", "name the role that is bound to secrecy", "health or social care needs a duty of secrecy (UK GDPR Art 9(3))")
	case x.Article9 == "h" && !slices.Contains(x.Schedule1, 2), x.Article9 == "j" && !slices.Contains(x.Schedule1, 4):
		b.faults.add(at, "condition", "add schedule 1: [2] for care, [4] for statistics", "basis %q names no paragraph of Schedule 1, Part 1", x.Code)
	}
}

// needsPolicy reports whether a paragraph of Schedule 1 asks for an appropriate
// policy document: employment (1) and the substantial public interest (6 to 28).
func needsPolicy(para int) bool { return para == 1 || para >= 6 && para <= 28 }

// covered reports whether a policy document of the council covers a condition.
// A council that lists none has its notices say only that one is required.
func (b *build) covered(x Basis) bool {
	kind := "special"
	if x.Article10 != "" {
		kind = offences
	}
	return len(b.p.Controller.Policies) == 0 || slices.ContainsFunc(b.p.Controller.Policies, func(d PolicyDocument) bool {
		return slices.Contains(d.Covers, kind)
	})
}

func (b *build) checkPurposes() {
	for _, x := range b.p.Purposes {
		at := b.at["purposes."+x.Code]
		base, ok := b.p.Basis(x.Basis)
		if ok && base.Article6 == "" {
			b.faults.add(at, "basis", "name a basis with article 6; conditions go under special", "purpose %q rests on %q, which is no Article 6 basis", x.Code, x.Basis)
		}
		for _, s := range b.p.SpecialOf(x.Code) {
			if s.Article9 == "" && s.Article10 == "" {
				b.faults.add(at, "basis", "name a basis with article 9 or article 10", "purpose %q has %q among its conditions, which is no condition of Article 9 or 10", x.Code, s.Code)
			}
		}
		if base.Article6 == "a" {
			b.checkConsent(x, at)
		}
	}
}

func (b *build) checkUse(u Use) {
	at := u.Clause.Pos
	x, ok := b.p.Purpose(u.Purpose)
	b.checkSpecial(b.p.ItemsOf(u), u.Purpose, at)
	b.checkOther(x, at)
	reads := slices.ContainsFunc(u.May, func(act string) bool { return act == "see" || act == "share" || act == "export" })
	if ok && x.Output != "" && reads {
		b.faults.add(at, "only "+x.Output, "take see, share and export out, or name another purpose", "purpose %q gives %s only, and this use shows single people", x.Code, x.Output)
	}
	for _, by := range u.By {
		machine := slices.ContainsFunc(b.p.Actors, func(r Role) bool { return r.Code == by })
		if machine && slices.ContainsFunc(u.May, func(act string) bool { return act != "record" && act != "index" }) {
			b.faults.add(at, "actor", "let a role do it: actors record or index, nothing else", "%q is part of the software and may %s here", by, and(u.May))
		}
		if r, ok := b.p.Role(by); ok && r.Sees != "" {
			b.faults.add(at, "dates only", "take sees: dates only from the role, or the role from this use", "role %q sees dates only", by)
		}
	}
	if len(u.By) == 0 || len(u.May) == 0 || len(u.Sets) == 0 {
		b.faults.add(at, "empty use", "say by whom, what they may do and with which sets", "%s allows nothing", u.Clause.Ref)
	}
}

// checkSpecial: special category items need an Article 9 condition under the
// purpose; convictions and offences need one of Schedule 1 (UK GDPR Art 10).
func (b *build) checkSpecial(items []int, purpose string, at Pos) {
	if _, ok := b.p.Purpose(purpose); !ok {
		return
	}
	conditions := b.p.SpecialOf(purpose)
	special := slices.ContainsFunc(conditions, func(c Basis) bool { return c.Article9 != "" })
	criminal := slices.ContainsFunc(conditions, func(c Basis) bool { return c.Article10 != "" })
	for _, i := range items {
		it := b.p.Items[i]
		switch {
		case it.Special != "" && !special:
			b.faults.add(at, "special without condition", "give the purpose a condition under special, or take "+it.Code+" out",
				"%q (%s) is special category information and purpose %q has no Article 9 condition", it.Code, it.Special, purpose)
			return
		case it.Offences && !criminal:
			b.faults.add(at, "special without condition", "give the purpose a condition with article 10 under special, or take "+it.Code+" out",
				"%q is about criminal offences and purpose %q has no Article 10 condition", it.Code, purpose)
			return
		case special:
			b.explicit(it, purpose, at)
		}
	}
}

// checkOther: further compatible uses allow nothing until an assessment names
// them (UK GDPR Art 6(4)).
func (b *build) checkOther(x Purpose, at Pos) {
	if x.Other.Assessment != "" {
		b.faults.add(at, "compatible use", "declare a purpose for it once an assessment names it", "purpose %q stands for uses that no assessment has named, and this allows one", x.Code)
	}
}

// given counts the words that are there.
func given(words ...string) int {
	return len(slices.DeleteFunc(words, func(s string) bool { return s == "" }))
}
