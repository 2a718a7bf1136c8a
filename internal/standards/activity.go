package standards

import (
	"fmt"
	"slices"
	"strconv"

	"candour/internal/notice"
)

// A builder makes the activities of a pack.
type builder struct {
	pack *notice.Pack
	ends map[string]string // by tier
}

// purpose gives the activities of a purpose: one for each category of people
// whose items a use or a share names, or one without people.
func (b builder) purpose(x *notice.Purpose) []Activity {
	covered := make([]bool, len(b.pack.Items))
	for i := range covered {
		covered[i] = slices.Contains(b.pack.PurposesOf(i), x.Code)
	}
	var list []Activity
	for _, person := range b.pack.People {
		a := b.about(person, covered)
		if len(a.Items) > 0 {
			list = append(list, b.filled(a, x))
		}
	}
	if len(list) == 0 {
		list = append(list, b.filled(Activity{}, x))
	}
	return list
}

// about gives the items of one category of people among those covered.
func (b builder) about(person notice.Person, covered []bool) Activity {
	a := Activity{Person: person.Code, People: person.Says}
	for i, it := range b.pack.Items {
		if covered[i] && it.About == person.Code {
			a.Items = append(a.Items, item(it))
		}
	}
	a.Keep, a.Sources = b.keep(a.Items), b.sources(a.Items)
	return a
}

func item(it notice.Item) Item {
	return Item{Code: it.Code, Words: it.Words, Special: it.Special, Offences: it.Offences, Required: it.Required, From: it.From, Tier: it.Tier}
}

func (b builder) filled(a Activity, x *notice.Purpose) Activity {
	a.Purpose, a.Says, a.Output, a.Assessment = x.Code, x.Says, x.Output, x.Other.Assessment
	a.Bases = b.bases(x, a.Items)
	for _, u := range b.pack.Uses {
		if u.Purpose == x.Code && b.touches(b.pack.ItemsOf(u), a.Person) {
			a.By, a.Acts = append(a.By, u.By...), append(a.Acts, u.May...)
		}
	}
	for _, s := range b.pack.Shares {
		if s.Purpose == x.Code && (len(s.Items) == 0 || b.touches(s.Items, a.Person)) {
			a.Recipients = b.receive(a.Recipients, s.To)
			a.Acts = append(a.Acts, "share")
		}
	}
	a.By, a.Acts = once(a.By), once(a.Acts)
	for _, code := range a.By {
		actor, _ := b.pack.Actor(code)
		a.Users = append(a.Users, or(actor.Title, code))
	}
	return a
}

// sources says in words where items come from.
func (b builder) sources(items []Item) []string {
	var words []string
	for _, it := range items {
		for _, code := range it.From {
			person, isPerson := b.pack.Person(code)
			i := slices.IndexFunc(b.pack.Sources, func(s notice.Source) bool { return s.Code == code })
			switch {
			case isPerson:
				words = append(words, person.Says)
			case i >= 0:
				words = append(words, b.pack.Sources[i].Says)
			default:
				words = append(words, "our "+code)
			}
		}
	}
	return once(words)
}

// touches says that some of the items are about the person.
func (b builder) touches(items []int, person string) bool {
	return slices.ContainsFunc(items, func(i int) bool { return b.pack.Items[i].About == person })
}

func once(words []string) []string {
	var kept []string
	for _, w := range words {
		if !slices.Contains(kept, w) {
			kept = append(kept, w)
		}
	}
	return kept
}

// bases gives the lawful basis of a purpose and, where special category data
// is used, its conditions.
func (b builder) bases(x *notice.Purpose, items []Item) []Ground {
	var list []Ground
	if basis, ok := b.pack.Basis(x.Basis); ok {
		list = append(list, ground(basis))
	}
	if slices.ContainsFunc(items, func(it Item) bool { return it.Special != "" }) || len(items) == 0 {
		for _, condition := range b.pack.SpecialOf(x.Code) {
			list = append(list, ground(condition))
		}
	}
	return list
}

func ground(b notice.Basis) Ground {
	g := Ground{Code: b.Code, Says: b.Says, Acts: b.Acts, Gap: b.Gap}
	if b.Article6 != "" {
		g.Law = append(g.Law, fmt.Sprintf("UK GDPR Art 6(1)(%s)", b.Article6))
	}
	if b.Article9 != "" {
		g.Law = append(g.Law, fmt.Sprintf("UK GDPR Art 9(2)(%s)", b.Article9))
	}
	if b.Article10 != "" {
		g.Law = append(g.Law, "UK GDPR Art 10")
	}
	for _, n := range b.Schedule1 {
		g.Law = append(g.Law, "Data Protection Act 2018 Sch 1 para "+strconv.Itoa(n))
	}
	return g
}

// receive adds a recipient that is not there yet.
func (b builder) receive(list []Recipient, code string) []Recipient {
	to, ok := b.pack.Recipient(code)
	if !ok || slices.ContainsFunc(list, func(r Recipient) bool { return r.Code == code }) {
		return list
	}
	return append(list, b.recipient(to))
}

func (b builder) recipient(to notice.Recipient) Recipient {
	r := Recipient{Code: to.Code, Says: to.Says, Kind: to.Kind, Where: to.Where, Gets: to.Gets, Transfer: to.Transfer.Mechanism}
	for _, m := range to.Members {
		r.Members = append(r.Members, m.Name)
	}
	for _, g := range b.pack.Gaps {
		if g.Ref == "recipients."+to.Code {
			r.Gap = g.Says
		}
	}
	return r
}

// keep gives the tiers of some items, in the pack's order.
func (b builder) keep(items []Item) []Keep {
	var list []Keep
	for _, t := range b.pack.Tiers {
		if slices.ContainsFunc(items, func(it Item) bool { return it.Tier == t.Code }) {
			list = append(list, b.tier(t))
		}
	}
	return list
}

func (b builder) tier(t notice.Tier) Keep {
	return Keep{Tier: t.Code, Called: t.Called, Until: b.ends[t.Code]}
}

// unplaced gives what the pack declares and none of the activities names.
func (b builder) unplaced(placed []Activity) []Activity {
	items, _, recipients, tiers := Record{Activities: placed}.Named()
	left := make([]bool, len(b.pack.Items))
	for i, it := range b.pack.Items {
		left[i] = !slices.Contains(items, it.Code)
	}
	var list []Activity
	for _, person := range b.pack.People {
		if a := b.about(person, left); len(a.Items) > 0 {
			for _, k := range a.Keep {
				tiers = append(tiers, k.Tier)
			}
			list = append(list, a)
		}
	}
	var rest Activity
	for _, to := range b.pack.Recipients {
		if !slices.Contains(recipients, to.Code) {
			rest.Recipients = append(rest.Recipients, b.recipient(to))
		}
	}
	for _, t := range b.pack.Tiers {
		if !slices.Contains(tiers, t.Code) {
			rest.Keep = append(rest.Keep, b.tier(t))
		}
	}
	if len(rest.Recipients)+len(rest.Keep) > 0 {
		list = append(list, rest)
	}
	return list
}
