package policy

import (
	"slices"
	"strings"

	"candour/internal/notice"
)

// CompileFor is Compile for one person whose yes to some lines of consent is
// on record and stands. A purpose that rests on consent opens as far as the
// lines given to it reach: all of them that the service needs must be given
// (UK GDPR Art 7), and each special category its own explicit line (Art
// 9(2)(a)). Until then a purpose that the service cannot do without opens for one
// thing: to keep how the person can be reached, so that they can be asked.
func CompileFor(p *notice.Pack, given []string) *Table {
	return compile(p, func(u *notice.Use) []int {
		items := append(lawful(p, u), agreed(p, u, given)...)
		return distinct(items)
	})
}

// agreed gives the items of a use that lines of consent open.
func agreed(p *notice.Pack, u *notice.Use, given []string) []int {
	x, ok := p.Purpose(u.Purpose)
	base, based := p.Basis(x.Basis)
	if !ok || !based || x.Other.Assessment != "" {
		return nil
	}
	rests := base.Article6 == consent
	if rests && !agreedTo(p, u.Purpose, given) {
		if !indispensable(p, u.Purpose) {
			return nil
		}
		return reachable(p, u)
	}
	conditions := p.SpecialOf(x.Code)
	other := slices.ContainsFunc(conditions, func(c notice.Basis) bool { return c.Article10 == "" && c.Article9 != consent })
	explicit := slices.ContainsFunc(conditions, func(c notice.Basis) bool { return c.Article9 == consent })
	criminal := slices.ContainsFunc(conditions, func(c notice.Basis) bool { return c.Article10 != "" })
	return slices.DeleteFunc(ItemsOf(p, u.Sets), func(item int) bool {
		it := &p.Items[item]
		switch {
		case it.Offences:
			return !rests || !criminal
		case it.Special != "":
			return !(explicit && agreedExplicitly(p, u.Purpose, it.Special, given)) && !(rests && other)
		}
		return !rests
	})
}

// agreedTo reports whether the lines given are enough for a purpose: one of
// them is for it, and none that the service needs is missing.
func agreedTo(p *notice.Pack, purpose string, given []string) bool {
	some := false
	for i := range p.Consents {
		c := &p.Consents[i]
		if !slices.Contains(c.For, purpose) {
			continue
		}
		yes := slices.Contains(given, c.Code)
		if c.Needed && !yes {
			return false
		}
		some = some || yes
	}
	return some
}

// indispensable reports whether the service cannot go on without a yes to a purpose:
// somebody who asked for it may then be reached to be asked. What is an extra,
// marketing or pictures, keeps nothing at all before the yes.
func indispensable(p *notice.Pack, purpose string) bool {
	return slices.ContainsFunc(p.Consents, func(c notice.Consent) bool { return c.Needed && slices.Contains(c.For, purpose) })
}

func agreedExplicitly(p *notice.Pack, purpose, category string, given []string) bool {
	return slices.ContainsFunc(p.Consents, func(c notice.Consent) bool {
		return slices.Contains(given, c.Code) && slices.Contains(c.For, purpose) && slices.Contains(c.Explicit, category)
	})
}

// reachable gives the items by which a person can be reached, of a use that
// keeps them and lets nothing out.
func reachable(p *notice.Pack, u *notice.Use) []int {
	if slices.ContainsFunc(u.May, func(act string) bool { return !slices.Contains([]string{See, Record, Correct, Allocate, Index}, act) }) {
		return nil
	}
	return slices.DeleteFunc(ItemsOf(p, u.Sets), func(item int) bool { return !Reaches(&p.Items[item]) })
}

// Reaches reports whether an item is a way to reach a person, or is needed to
// do so safely: what may be kept while they are asked whether they agree.
func Reaches(it *notice.Item) bool {
	if it.Special != "" || it.Offences {
		return false
	}
	switch it.Shape.Kind {
	case notice.Address, notice.Phone, notice.Email, notice.Language:
		return true
	}
	_, name, _ := strings.Cut(it.Code, ".")
	return slices.Contains([]string{"name", "safe-to-contact", "interpreter"}, name)
}
