package notice

import "slices"

// checkConsent: a purpose that rests on consent has a line to give it by, and
// what was given for one purpose is not used for another without a route of
// its own.
func (b *build) checkConsent(x Purpose, at Pos) {
	if !slices.ContainsFunc(b.p.Consents, func(c Consent) bool { return slices.Contains(c.For, x.Code) }) {
		b.faults.add(at, "consent", "add a line to consents that is for "+x.Code, "purpose %q rests on consent and no line asks for it (UK GDPR Art 7)", x.Code)
	}
	for _, other := range b.p.Purposes {
		if other.Code == x.Code || b.together(x.Code, other.Code) {
			continue
		}
		for _, it := range b.p.Items {
			of := b.p.PurposesOf(it.Index)
			if b.byConsent(it) && slices.Contains(of, x.Code) && slices.Contains(of, other.Code) {
				b.faults.warn(at, "consent reused", "ask fresh consent for "+other.Code+", or take "+it.Code+" and its like out of one of them",
					"%q is held by consent for %q and used for %q too", it.Code, x.Code, other.Code)
				break
			}
		}
	}
}

// byConsent reports whether an item is recorded for purposes on consent alone.
func (b *build) byConsent(it Item) bool {
	return !slices.ContainsFunc(b.p.Uses, func(u Use) bool {
		base, _ := b.p.BasisOf(u.Purpose)
		return slices.Contains(u.May, "record") && base.Article6 != "a" && slices.Contains(b.p.ItemsOf(u), it.Index)
	})
}

// together reports whether one consent is for both purposes.
func (b *build) together(x, y string) bool {
	return slices.ContainsFunc(b.p.Consents, func(c Consent) bool { return slices.Contains(c.For, x) && slices.Contains(c.For, y) })
}

// checkConsents: each line rests on consent, for purposes that do, and is
// explicit where it covers special category information.
func (b *build) checkConsents() {
	for _, c := range b.p.Consents {
		at := b.at["consents."+c.Code]
		if base, ok := b.p.Basis(c.Basis); ok && base.Article6 != "a" {
			b.faults.add(at, "consent", "name a basis with article 6: a", "consent %q rests on %q, which is not consent", c.Code, c.Basis)
		}
		for _, code := range c.For {
			x, ok := b.p.Purpose(code)
			if ok && x.Basis != c.Basis {
				b.faults.add(at, "consent", "let purpose "+code+" rest on "+c.Basis+", or take it out of the line", "consent %q is for %q, which rests on %q", c.Code, code, x.Basis)
			}
			explicit := slices.ContainsFunc(b.p.SpecialOf(code), func(s Basis) bool { return s.Article9 == "a" })
			if ok && len(c.Explicit) > 0 && !explicit {
				b.faults.add(at, "consent", "give purpose "+code+" a condition with article 9: a", "consent %q is explicit and purpose %q has no condition of explicit consent", c.Code, code)
			}
		}
	}
}

// explicit: where explicit consent is a purpose's only condition, a line asks
// for it by category (UK GDPR Art 9(2)(a)).
func (b *build) explicit(it Item, purpose string, at Pos) {
	only := !slices.ContainsFunc(b.p.SpecialOf(purpose), func(s Basis) bool { return s.Article9 != "" && s.Article9 != "a" })
	asked := slices.ContainsFunc(b.p.Consents, func(c Consent) bool {
		return slices.Contains(c.For, purpose) && slices.Contains(c.Explicit, it.Special)
	})
	if it.Special != "" && only && !asked {
		b.faults.add(at, "consent", "add "+it.Special+" to explicit for of a consent for "+purpose, "%q needs explicit consent for %q and no line asks for it", it.Code, purpose)
	}
}
