package governance

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"candour/internal/notice"
)

// A grant is one act that one actor may do for one purpose, on conditions,
// with the items it covers.
type grant struct {
	by, act, purpose, conditions string
	items                        map[string]string // words by code
}

func (g grant) key() string {
	return g.by + "\x00" + g.act + "\x00" + g.purpose + "\x00" + g.conditions
}

// grantsOf spreads a pack's uses out to one line for each actor, act and
// purpose, so that two packs written differently compare by what they allow.
func grantsOf(p *notice.Pack) []grant {
	byKey := map[string]*grant{}
	var order []string
	for _, u := range p.Uses {
		for _, by := range u.By {
			for _, act := range u.May {
				g := grant{by: by, act: act, purpose: u.Purpose, conditions: conditions(p, u), items: map[string]string{}}
				if byKey[g.key()] == nil {
					byKey[g.key()] = &g
					order = append(order, g.key())
				}
				for _, i := range p.ItemsOf(u) {
					byKey[g.key()].items[p.Items[i].Code] = p.Items[i].Words
				}
			}
		}
	}
	out := make([]grant, len(order))
	for i, k := range order {
		out[i] = *byKey[k]
	}
	return out
}

// conditions says in words under which a use holds.
func conditions(p *notice.Pack, u notice.Use) string {
	var parts []string
	for _, code := range u.At {
		if s, ok := p.Stage(code); ok {
			parts = append(parts, s.Says)
		}
	}
	slices.Sort(parts)
	for _, code := range u.After {
		if e, ok := p.Event(code); ok {
			parts = append(parts, "after "+e.Says)
		}
	}
	return strings.Join(slices.DeleteFunc(append(parts, u.Who, u.How), func(s string) bool { return s == "" }), "; ")
}

func (c *comparison) uses() {
	paired(grantsOf(c.before), grantsOf(c.after), grant.key,
		func(g grant) { c.wider(aboutUses, "%s", g.says(c.after, "may now", sorted(g.items))) },
		func(g grant) { c.say(aboutUses, "%s", g.says(c.before, "may no longer", sorted(g.items))) },
		func(was, is grant) {
			more, fewer := without(is.items, was.items), without(was.items, is.items)
			if len(more) > 0 {
				c.wider(aboutUses, "%s", is.says(c.after, "may now", more))
			}
			if len(fewer) > 0 {
				c.say(aboutUses, "%s", is.says(c.after, "may no longer", fewer))
			}
		})
}

// without gives the words of what stands in one set of items and not the other.
func without(in, not map[string]string) []string {
	left := map[string]string{}
	for code, words := range in {
		if _, ok := not[code]; !ok {
			left[code] = words
		}
	}
	return sorted(left)
}

func sorted(items map[string]string) []string {
	var out []string
	for _, words := range items {
		out = append(out, words)
	}
	slices.Sort(out)
	return out
}

// says writes a grant out: "the Connector may now see your address to let you
// join (until we have spoken)".
func (g grant) says(p *notice.Pack, may string, items []string) string {
	who, _ := p.Actor(g.by)
	purpose, _ := p.Purpose(g.purpose)
	says := fmt.Sprintf("the %s %s %s %s %s", cmp.Or(who.Called, who.Title, g.by), may, g.act, some(items), lowerFirst(purpose.Says))
	if g.conditions != "" {
		says += " (" + g.conditions + ")"
	}
	return says
}

// someMost is how many items a sentence names before it counts the rest.
const someMost = 4

func some(items []string) string {
	if len(items) > someMost {
		return fmt.Sprintf("%s and %d more", strings.Join(items[:someMost], ", "), len(items)-someMost)
	}
	if len(items) < 2 {
		return strings.Join(items, "")
	}
	return strings.Join(items[:len(items)-1], ", ") + " and " + items[len(items)-1]
}

func (c *comparison) recipients() {
	paired(c.before.Recipients, c.after.Recipients, func(x notice.Recipient) string { return x.Code },
		func(x notice.Recipient) { c.wider(aboutRecipients, "%s added as a recipient", x.Says) },
		func(x notice.Recipient) { c.say(aboutRecipients, "%s is no longer a recipient", x.Says) },
		func(was, is notice.Recipient) {
			if was.Says != is.Says {
				c.say(aboutRecipients, "“%s” is now called “%s”", was.Says, is.Says)
			}
			if was.Where != is.Where {
				c.wider(aboutRecipients, "%s is now in %s, before in %s", is.Says, is.Where, was.Where)
			}
			if was.Gets != is.Gets {
				c.wider(aboutRecipients, "what %s gets changed: %s", is.Says, cmp.Or(is.Gets, "personal information"))
			}
			if was.Transfer != is.Transfer {
				c.say(aboutRecipients, "what allows sending to %s abroad changed", is.Says)
			}
			paired(was.Members, is.Members, func(m notice.Member) string { return m.Code },
				func(m notice.Member) { c.wider(aboutRecipients, "%s added as a recipient, one of %s", m.Name, is.Says) },
				func(m notice.Member) { c.say(aboutRecipients, "%s is no longer a recipient", m.Name) }, nil)
		})
}

// consents tells which questions people are asked anew: what somebody agreed
// to before covers neither other words nor other purposes (UK GDPR Art 7).
func (c *comparison) consents() {
	paired(c.before.Consents, c.after.Consents, func(x notice.Consent) string { return x.Code },
		func(x notice.Consent) { c.consent("you are now asked whether you agree: %s", x) },
		func(x notice.Consent) { c.say(aboutConsents, "you are no longer asked whether you agree: %s", x.Says) },
		func(was, is notice.Consent) {
			switch {
			case was.Says != is.Says:
				c.consent("what you are asked to agree to changed: %s", is)
			case !slices.Equal(was.For, is.For) || !slices.Equal(was.Explicit, is.Explicit) || was.Basis != is.Basis:
				c.consent("what your agreement is used for changed: %s", is)
			case was.Needed != is.Needed:
				c.consent("whether there is a service without your agreement changed: %s", is)
			}
		})
}

// consent is a change after which everybody who was asked is asked again.
func (c *comparison) consent(says string, x notice.Consent) {
	c.list = append(c.list, Change{About: aboutConsents, Says: upperFirst(fmt.Sprintf(says, x.Says)), Wider: true, AskAgain: x.Code})
}

func (c *comparison) shares() {
	to := func(p *notice.Pack, s notice.Share) string {
		r, _ := p.Recipient(s.To)
		return cmp.Or(r.Says, s.To)
	}
	why := func(p *notice.Pack, s notice.Share) string {
		x, _ := p.Purpose(s.Purpose)
		return lowerFirst(x.Says)
	}
	paired(c.before.Shares, c.after.Shares, func(s notice.Share) string { return s.To + "\x00" + s.Purpose },
		func(s notice.Share) {
			c.wider(aboutRecipients, "%s may now go to %s %s", orResults(c.after, s), to(c.after, s), why(c.after, s))
		},
		func(s notice.Share) {
			c.say(aboutRecipients, "nothing goes to %s any more %s", to(c.before, s), why(c.before, s))
		},
		func(was, is notice.Share) {
			old, now := itemsOfShare(c.before, was), itemsOfShare(c.after, is)
			if more := without(now, old); len(more) > 0 {
				c.wider(aboutRecipients, "%s may now go to %s too", some(more), to(c.after, is))
			}
			if fewer := without(old, now); len(fewer) > 0 {
				c.say(aboutRecipients, "%s no longer goes to %s", some(fewer), to(c.after, is))
			}
			if was.Permission != is.Permission {
				c.wider(aboutRecipients, "your permission before %s is told: %s, before: %s", to(c.after, is), asked(is), asked(was))
			}
			if was.When != is.When || !slices.Equal(was.Needs, is.Needs) || was.Output != is.Output {
				c.wider(aboutRecipients, "when %s may be told changed", to(c.after, is))
			}
		})
}

func asked(s notice.Share) string { return cmp.Or(s.Permission, "not asked") }

func orResults(p *notice.Pack, s notice.Share) string {
	if s.Output != "" {
		return s.Output + " results"
	}
	return some(sorted(itemsOfShare(p, s)))
}

func itemsOfShare(p *notice.Pack, s notice.Share) map[string]string {
	out := map[string]string{}
	for _, i := range s.Items {
		out[p.Items[i].Code] = p.Items[i].Words
	}
	return out
}

func (c *comparison) rights() {
	paired(c.before.Rights.Grants, c.after.Rights.Grants, func(x notice.Right) string { return x.Code },
		func(x notice.Right) { c.say(aboutRights, "the right to %s is now told of", x.Code) },
		func(x notice.Right) { c.wider(aboutRights, "the right to %s is no longer told of", x.Code) }, nil)
	if was, is := c.before.Rights, c.after.Rights; was.Ask != is.Ask {
		o, _ := c.after.Controller.Office(is.Ask)
		c.say(aboutRights, "you now ask the %s to use your rights", cmp.Or(o.Name, is.Ask))
	}
	if was, is := c.before.Automated.Says, c.after.Automated.Says; was != is {
		c.say(aboutRights, "what we say on automated decisions changed: %s", is)
	}
}

// open tells which readings have to be accepted again, and which gaps opened
// or closed.
func (c *comparison) open() {
	paired(c.before.Readings, c.after.Readings, func(x notice.Reading) string { return x.Code },
		func(x notice.Reading) { c.say(aboutReadings, "new reading %s: %s", x.Code, x.Says) },
		func(x notice.Reading) { c.say(aboutReadings, "reading %s is gone", x.Code) },
		func(was, is notice.Reading) {
			if was.Says != is.Says {
				c.say(aboutReadings, "reading %s changed and has to be accepted again: %s", is.Code, is.Says)
			}
		})
	paired(c.before.Gaps, c.after.Gaps, func(x notice.Gap) string { return x.Says },
		func(x notice.Gap) { c.say(aboutReadings, "new gap: %s", x.Says) },
		func(x notice.Gap) { c.say(aboutReadings, "no longer a gap: %s", x.Says) }, nil)
}
