package notice

import (
	"slices"
	"strings"
)

// repealed names Acts that no notice may rest on any more, with what replaced
// them.
var repealed = map[string]string{
	"Data Protection Act 1984":           "Data Protection Act 2018",
	"Data Protection Act 1998":           "Data Protection Act 2018",
	"National Assistance Act 1948":       "Care Act 2014",
	"Disability Discrimination Act 1995": "Equality Act 2010",
	"Race Relations Act 1976":            "Equality Act 2010",
	"Sex Discrimination Act 1975":        "Equality Act 2010",
	"Audit Commission Act 1998":          "Local Audit and Accountability Act 2014",
}

func (b *build) checkBases() {
	for _, x := range b.p.Bases {
		at := b.at["bases."+x.Code]
		if (x.Article6 == "") == (x.Article9 == "") {
			b.faults.add(at, "basis", "give either article 6 or article 9", "basis %q gives not just one of article 6 and article 9", x.Code)
		}
		if x.Article6 == "f" || x.Article6 == "ea" {
			b.faults.add(at, "basis not open", "rest on a public task (e), a legal obligation (c) or consent (a)",
				"legitimate interests (%s) are not open to a public body's tasks (UK GDPR Art 6(1))", x.Article6)
		}
		b.checkCondition(x, at)
		for _, act := range x.Acts {
			if now, ok := repealed[act]; ok {
				b.faults.warn(at, "repealed Act", "name the "+now, "basis %q rests on the %s, which is repealed", x.Code, act)
			}
		}
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
	case x.Article9 == "h" && x.Secrecy == "":
		b.faults.add(at, "condition", "name the role that is bound to secrecy", "health or social care needs a duty of secrecy (UK GDPR Art 9(3))")
	case x.Article9 == "h" && !slices.Contains(x.Schedule1, 2), x.Article9 == "j" && !slices.Contains(x.Schedule1, 4):
		b.faults.add(at, "condition", "add schedule 1: [2] for care, [4] for statistics", "basis %q names no paragraph of Schedule 1, Part 1", x.Code)
	}
}

func (b *build) checkPurposes() {
	for _, x := range b.p.Purposes {
		at := b.at["purposes."+x.Code]
		base, ok := b.p.Basis(x.Basis)
		if ok && base.Article6 == "" {
			b.faults.add(at, "basis", "name a basis with article 6; conditions go under special", "purpose %q rests on %q, which is no Article 6 basis", x.Code, x.Basis)
		}
		for _, s := range b.p.SpecialOf(x.Code) {
			if s.Article9 == "" {
				b.faults.add(at, "basis", "name a basis with article 9", "purpose %q has %q among its conditions, which is no Article 9 condition", x.Code, s.Code)
			}
		}
		if base.Article6 == "a" {
			b.checkConsent(x, at)
		}
	}
}

// checkConsent: consent can be taken back, and what was given for one purpose
// is not used for another without a route of its own.
func (b *build) checkConsent(x Purpose, at Pos) {
	if !slices.ContainsFunc(b.p.Rights.Grants, func(r Right) bool { return r.Code == "withdraw consent" }) {
		b.faults.add(at, "consent", "add withdraw consent to the rights", "purpose %q rests on consent and nothing says that it can be taken back (UK GDPR Art 7(3))", x.Code)
	}
	for _, it := range b.p.Items {
		for _, other := range b.p.PurposesOf(it.Index) {
			if other != x.Code && slices.Contains(b.p.PurposesOf(it.Index), x.Code) {
				b.faults.warn(at, "consent reused", "ask fresh consent for "+other+", or take "+it.Code+" out of one of them",
					"%q is held by consent for %q and used for %q too", it.Code, x.Code, other)
			}
		}
	}
}

func (b *build) checkUse(u Use) {
	at := u.Clause.Pos
	x, ok := b.p.Purpose(u.Purpose)
	b.checkSpecial(b.p.ItemsOf(u), u.Purpose, at)
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
// purpose; convictions need a condition of Schedule 1 (UK GDPR Art 10).
func (b *build) checkSpecial(items []int, purpose string, at Pos) {
	conditions := b.p.SpecialOf(purpose)
	if _, ok := b.p.Purpose(purpose); !ok {
		return
	}
	for _, i := range items {
		it := b.p.Items[i]
		switch {
		case it.Special == "":
		case len(conditions) == 0:
			b.faults.add(at, "special without condition", "give the purpose a condition under special, or take "+it.Code+" out",
				"%q (%s) is special category information and purpose %q has no Article 9 condition", it.Code, it.Special, purpose)
			return
		case it.Special == "convictions" && !slices.ContainsFunc(conditions, func(c Basis) bool { return len(c.Schedule1) > 0 }):
			b.faults.add(at, "special without condition", "name a condition with a paragraph of Schedule 1", "%q is about convictions and purpose %q has no condition of Schedule 1", it.Code, purpose)
			return
		}
	}
}

func (b *build) checkShare(s Share) {
	at := s.Clause.Pos
	r, known := b.p.Recipient(s.To)
	b.checkSpecial(s.Items, s.Purpose, at)
	switch {
	case s.Output == "" && len(s.Items) == 0 && len(s.Sets) == 0:
		b.faults.add(at, "share of nothing", "name its sets, or write output: anonymous", "nothing says what %q receives", s.To)
	case s.Output != "" && len(s.Sets) > 0:
		b.faults.add(at, "share", "take the sets out, or the output", "an anonymous share names sets of personal information")
	case s.Output == "" && s.Permission == "" && s.When == "":
		b.faults.add(at, "share", "write permission: ask each time, or when: law requires", "nothing says on whose word %q receives", s.To)
	case s.When == "law requires" && !slices.Contains(s.Needs, "approver"):
		b.faults.add(at, "share", "add needs: [order or power, approver]", "what the law requires goes out with nobody's approval")
	}
	if known && r.Gets == noPersonalData && len(s.Items) > 0 {
		b.faults.add(at, "share", "take the sets out, or gets: no personal data from the recipient", "%q gets no personal data and receives %s here", s.To, and(s.Sets))
	}
	for _, n := range b.p.NeverShare {
		set, _ := b.p.Set(n.Set)
		for _, i := range s.Items {
			if slices.Contains(set.Items, i) {
				b.faults.add(at, "never shared", "take it out of the share", "%q is shared with %q and never shared", b.p.Items[i].Code, s.To)
			}
		}
	}
	if s.Permission != "" && known {
		b.checkSharer(s)
	}
}

// checkSharer: someone may make a share that takes permission, for all of it.
func (b *build) checkSharer(s Share) {
	var may []int
	for _, u := range b.p.Uses {
		if u.Purpose == s.Purpose && slices.Contains(u.May, "share") {
			may = append(may, b.p.ItemsOf(u)...)
		}
	}
	for _, i := range s.Items {
		if !slices.Contains(may, i) {
			b.faults.add(s.Clause.Pos, "nobody may share", "add a use that may share it for "+s.Purpose, "no use lets anybody share %q with %q", b.p.Items[i].Code, s.To)
			return
		}
	}
}

func (b *build) checkRecipients() {
	for _, r := range b.p.Recipients {
		if r.Where != "UK" && r.Where != "" && r.Gets != noPersonalData && strings.TrimSpace(r.Transfer) == "" {
			b.faults.add(b.declared[aRecipient][r.Code], "transfer without mechanism", "name the mechanism with transfer, or write gets: no personal data",
				"recipient %q is in the %s and nothing says how information may go there (UK GDPR Art 46)", r.Code, r.Where)
		}
	}
}
