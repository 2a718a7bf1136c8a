package notice

import "slices"

// check holds the declarations against each other, once everything is read.
func (b *build) check() {
	b.resolve()
	b.grant()
	b.parts()
	b.unused(aPerson, anEvent, aStage, aSet, aBasis, aPurpose, aRecipient, aTier, aReading, aRole, aCodeList, aSource)
	for _, it := range b.p.Items {
		if !b.forbidden(it) {
			b.checkItem(it)
		}
	}
	b.checkBases()
	b.checkPurposes()
	b.checkConsents()
	for _, u := range b.p.Uses {
		b.checkUse(u)
	}
	for _, s := range b.p.Shares {
		b.checkShare(s)
	}
	b.checkRecipients()
	b.checkTiers()
	for _, f := range b.p.Forms {
		b.checkForm(f)
	}
	for _, l := range b.p.Letters {
		b.checkLetter(l)
	}
	b.checkPeople()
	b.checkEvents()
	b.checkMeasures()
	b.checkProviders()
}

// parts refuses a notice that lacks one of its four parts: what is held, how
// it is collected, how it is used, with whom it is shared.
func (b *build) parts() {
	missing := func(mend, says string) {
		b.faults.add(b.at["notice"], "missing part", mend, "the notice does not say %s", says)
	}
	if len(b.p.Items) == 0 {
		missing("name the items under collect", "what is held")
	}
	if !slices.ContainsFunc(b.p.Items, func(it Item) bool { return len(it.From) > 0 && len(it.By) > 0 }) {
		missing("give each block of collect its from and by", "how information is collected")
	}
	if len(b.p.Uses) == 0 {
		missing("say under uses who may do what for which purpose", "how information is used")
	}
	if len(b.p.Shares) == 0 && len(b.p.NeverShare) == 0 {
		missing("say under shares or never share who receives what", "with whom information is shared")
	}
}

func (b *build) checkItem(it Item) {
	at := it.Clause.Pos
	if len(it.From) == 0 || len(it.By) == 0 || len(it.At) == 0 {
		b.faults.add(at, "item without source", "give its block from, by and at", "nothing says from whom, how or when %q is collected", it.Code)
	}
	var used, recorded, read bool
	for _, u := range b.p.Uses {
		if !slices.Contains(b.p.ItemsOf(u), it.Index) {
			continue
		}
		used = true
		recorded = recorded || slices.Contains(u.May, "record") && overlap(u.At, it.At)
		read = read || slices.ContainsFunc(u.May, func(act string) bool { return act != "record" })
	}
	counted := slices.ContainsFunc(b.p.Counts, func(c Count) bool { return slices.Contains(c.From, it.Index) })
	switch {
	case len(b.p.PurposesOf(it.Index)) == 0:
		b.faults.add(at, "item without purpose", "put it into a set that a use names, or do not collect it", "nothing says what %q is for", it.Code)
	case !used:
		b.faults.add(at, "item without use", "put it into a set that a use names", "%q may be shared and used by nobody", it.Code)
	case !recorded:
		b.faults.add(at, "nobody may record", "add a use that may record it at "+or(it.At), "no use lets anybody record %q when it is collected", it.Code)
	case !read && !counted:
		b.faults.add(at, "collected for nothing", "let a use see it or a count count it, or do not collect it", "%q is recorded and nobody ever sees or counts it", it.Code)
	}
	if it.Shape.Kind == "" {
		b.faults.add(at, "item not asked", "say under asked in "+serviceFile+" how it is asked", "nothing says how %q is asked", it.Code)
	}
}

// overlap reports whether a use at these stages meets an item at those; a use
// with no stage holds at every one.
func overlap(use, item []string) bool {
	return len(use) == 0 || slices.ContainsFunc(use, func(s string) bool { return slices.Contains(item, s) })
}

func (b *build) forbidden(it Item) bool {
	never := slices.ContainsFunc(b.p.Never, func(n NeverCollect) bool {
		return n.Item == it.Code || n.Category != "" && n.Category == it.Special || n.Category == offences && it.Offences
	})
	if never {
		b.faults.add(it.Clause.Pos, "forbidden item", "take it out of collect, or out of never collect", "%q is collected and the notice says it never is", it.Code)
	}
	return never
}

func (b *build) checkMeasures() {
	for _, m := range b.p.Measures {
		at := b.declared[aMeasure][m.Code]
		if len(m.Questions) == 0 {
			b.faults.add(at, "measure", "ask at least one question", "measure %q asks nothing", m.Code)
		}
		if m.Item >= 0 && b.p.Items[m.Item].Shape.Kind == Facts {
			b.faults.add(at, "measure", "let an item that is asked hold the answers", "measure %q is held in %q, which nobody is asked", m.Code, b.p.Items[m.Item].Code)
		}
	}
}

func (b *build) checkProviders() {
	for _, x := range b.p.Providers {
		open := slices.ContainsFunc(b.p.Shares, func(s Share) bool { return s.To == x.Recipient && s.Output == "" })
		if _, known := b.p.Recipient(x.Recipient); known && !open {
			b.faults.add(b.declared[aProvider][x.Code], "provider", "add a share to its recipient", "nothing may be shared with %q", x.Code)
		}
	}
}
