package governance

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"candour/internal/calendar"
	"candour/internal/notice"
)

// A Change is one thing in which a version differs from the one before, in the
// words its readers need. It touches everybody whose record is open.
type Change struct {
	About string // "recipients", "how long", …: the part of the notice
	Says  string // "Breckland added as a recipient"
	Wider bool   // more is collected, seen, passed on or kept than before

	AskAgain string // code of a consent that everybody is asked for again, or ""
}

// The parts of a notice that changes are told by, in the order they are told.
const (
	aboutItems      = "what we collect"
	aboutPurposes   = "why"
	aboutUses       = "who sees it"
	aboutRecipients = "whom we share it with"
	aboutKeeping    = "how long"
	aboutConsents   = "what you agree to"
	aboutRights     = "your rights"
	aboutReadings   = "what the print leaves open"
	aboutWords      = "words"
)

// Changes tells in words how a version of a notice differs from the one before
// it. It is empty when both say and do the same.
func Changes(before, after *notice.Pack) []Change {
	c := &comparison{before: before, after: after}
	c.items()
	c.never()
	c.purposes()
	c.uses()
	c.recipients()
	c.shares()
	c.consents()
	c.keeping()
	c.rights()
	c.open()
	c.reach()
	return c.list
}

// A comparison gathers changes between two packs.
type comparison struct {
	before, after *notice.Pack
	list          []Change
}

func (c *comparison) wider(about, says string, args ...any) {
	c.list = append(c.list, Change{About: about, Says: upperFirst(fmt.Sprintf(says, args...)), Wider: true})
}

func (c *comparison) say(about, says string, args ...any) {
	c.list = append(c.list, Change{About: about, Says: upperFirst(fmt.Sprintf(says, args...))})
}

// paired goes through two lists by a code: added and gone first, then what
// stands in both.
func paired[T any](before, after []T, code func(T) string, added, gone func(T), both func(was, is T)) {
	was := make(map[string]T, len(before))
	for _, x := range before {
		was[code(x)] = x
	}
	is := make(map[string]bool, len(after))
	for _, x := range after {
		is[code(x)] = true
		if _, ok := was[code(x)]; !ok {
			added(x)
		}
	}
	for _, x := range before {
		if !is[code(x)] {
			gone(x)
		}
	}
	for _, x := range after {
		if old, ok := was[code(x)]; ok && both != nil {
			both(old, x)
		}
	}
}

func (c *comparison) items() {
	paired(c.before.Items, c.after.Items, func(x notice.Item) string { return x.Code },
		func(x notice.Item) { c.wider(aboutItems, "we now collect %s", x.Words) },
		func(x notice.Item) { c.say(aboutItems, "we no longer collect %s", x.Words) },
		c.item)
}

func (c *comparison) item(was, is notice.Item) {
	if was.Words != is.Words {
		c.say(aboutItems, "“%s” is now called “%s”", was.Words, is.Words)
	}
	if was.Tier != is.Tier {
		old, _ := c.before.Tier(was.Tier)
		now, _ := c.after.Tier(is.Tier)
		c.say(aboutKeeping, "%s is now kept with “%s”, not with “%s”", is.Words, now.Called, old.Called)
	}
	if is.Required != was.Required {
		if is.Required {
			c.wider(aboutItems, "%s must now be given", is.Words)
		} else {
			c.say(aboutItems, "%s need not be given any more", is.Words)
		}
	}
	if is.Relevant != was.Relevant {
		if was.Relevant {
			c.wider(aboutItems, "%s is now asked of everybody, not only where it matters", is.Words)
		} else {
			c.say(aboutItems, "%s is now asked only where it matters", is.Words)
		}
	}
	if is.Special != was.Special || is.Offences != was.Offences {
		c.say(aboutItems, "%s now counts as %s", is.Words, guardedAs(is))
	}
	c.sets(was.From, is.From, func(x string) { c.wider(aboutItems, "%s may now come from the %s too", is.Words, x) },
		func(x string) { c.say(aboutItems, "%s no longer comes from the %s", is.Words, x) })
	c.sets(was.At, is.At, func(x string) { c.wider(aboutItems, "%s is now collected %s too", is.Words, c.stage(c.after, x)) },
		func(x string) { c.say(aboutItems, "%s is no longer collected %s", is.Words, c.stage(c.before, x)) })
	c.sets(channels(was), channels(is), func(x string) { c.wider(aboutItems, "%s may now be asked by %s", is.Words, x) },
		func(x string) { c.say(aboutItems, "%s is no longer asked by %s", is.Words, x) })
}

func (c *comparison) stage(p *notice.Pack, code string) string {
	if s, ok := p.Stage(code); ok {
		return s.Says
	}
	return code
}

// guardedAs says how closely the law guards an item (UK GDPR Arts 9 and 10).
func guardedAs(it notice.Item) string {
	switch {
	case it.Special != "":
		return "information about " + it.Special + ", which the law guards more closely"
	case it.Offences:
		return "information about offences, which the law guards more closely"
	}
	return "ordinary information"
}

func channels(it notice.Item) []string {
	var out []string
	for _, ch := range it.By {
		if ch.Reason {
			out = append(out, ch.Code+", with a reason")
		} else {
			out = append(out, ch.Code)
		}
	}
	return out
}

// sets tells what was added to a list and what left it.
func (c *comparison) sets(before, after []string, added, gone func(string)) {
	same := func(x string) string { return x }
	paired(before, after, same, added, gone, nil)
}

func (c *comparison) never() {
	paired(c.before.Never, c.after.Never, func(x notice.NeverCollect) string { return x.Item + x.Category + x.Says },
		func(x notice.NeverCollect) { c.say(aboutItems, "we promise never to ask %s", x.Says) },
		func(x notice.NeverCollect) { c.wider(aboutItems, "we no longer promise never to ask %s", x.Says) }, nil)
	called := func(p *notice.Pack, code string) string {
		s, _ := p.Set(code)
		return s.Says
	}
	paired(c.before.NeverShare, c.after.NeverShare, func(x notice.NeverShare) string { return x.Set + strings.Join(x.Except, "|") },
		func(x notice.NeverShare) {
			c.say(aboutRecipients, "we promise never to share %s", called(c.after, x.Set))
		},
		func(x notice.NeverShare) {
			c.wider(aboutRecipients, "we no longer promise never to share %s", called(c.before, x.Set))
		}, nil)
}

func (c *comparison) purposes() {
	paired(c.before.Purposes, c.after.Purposes, func(x notice.Purpose) string { return x.Code },
		func(x notice.Purpose) { c.wider(aboutPurposes, "new purpose: %s", lowerFirst(x.Says)) },
		func(x notice.Purpose) { c.say(aboutPurposes, "no longer a purpose: %s", lowerFirst(x.Says)) },
		func(was, is notice.Purpose) {
			if was.Says != is.Says {
				c.say(aboutPurposes, "the purpose “%s” now reads “%s”", was.Says, is.Says)
			}
			if was.Basis != is.Basis {
				b, _ := c.after.Basis(is.Basis)
				c.say(aboutPurposes, "%s: we now rely on another basis: %s", lowerFirst(is.Says), b.Says)
			}
			if !slices.Equal(was.Special, is.Special) {
				c.say(aboutPurposes, "%s: the conditions for closely guarded information changed", lowerFirst(is.Says))
			}
			if was.Output != is.Output {
				c.say(aboutPurposes, "%s: what may come out of it is now %s, not %s", lowerFirst(is.Says), orPersonal(is.Output), orPersonal(was.Output))
			}
		})
	paired(c.before.Bases, c.after.Bases, func(x notice.Basis) string { return x.Code },
		func(x notice.Basis) { c.say(aboutPurposes, "new basis in law: %s", x.Says) },
		func(x notice.Basis) { c.say(aboutPurposes, "no longer a basis in law: %s", x.Says) },
		func(was, is notice.Basis) {
			if law(was) != law(is) {
				c.say(aboutPurposes, "the law behind “%s” changed: %s, before: %s", is.Says, law(is), law(was))
			}
		})
}

// law is what a basis rests on, in one line.
func law(b notice.Basis) string {
	var parts []string
	if b.Article6 != "" {
		parts = append(parts, "UK GDPR Art 6(1)("+b.Article6+")")
	}
	if b.Article9 != "" {
		parts = append(parts, "Art 9(2)("+b.Article9+")")
	}
	if b.Article10 != "" {
		parts = append(parts, "Art 10, "+b.Article10)
	}
	for _, n := range b.Schedule1 {
		parts = append(parts, fmt.Sprintf("DPA 2018 Sch 1 para %d", n))
	}
	return strings.Join(append(parts, b.Acts...), ", ")
}

func orPersonal(output string) string {
	if output == "" {
		return "personal"
	}
	return output
}

// reach tells of the addresses, numbers and words by which people reach the
// council, and of everything else that only the sentences of the page show.
func (c *comparison) reach() {
	paired(c.before.Controller.Offices, c.after.Controller.Offices, func(x notice.Office) string { return x.Code },
		func(x notice.Office) { c.say(aboutRights, "%s added, whom you may ask", x.Name) },
		func(x notice.Office) { c.say(aboutRights, "%s is no longer named", x.Name) },
		func(was, is notice.Office) {
			if was.Name != is.Name || was.Email != is.Email || was.Phone != is.Phone || was.Web != is.Web || was.Post != is.Post {
				c.say(aboutRights, "how to reach the %s changed", is.Name)
			}
		})
	if c.before.Controller.Phone != c.after.Controller.Phone {
		c.say(aboutRights, "the number to ring changed")
	}
	if len(c.list) > 0 {
		return
	}
	added, gone := Sentences(c.before, c.after)
	if len(added)+len(gone) > 0 {
		c.say(aboutWords, "the wording changed: %s, %d gone", counted(len(added), "new sentence"), len(gone))
	}
}

// Sentences gives every sentence of the published page that is new and every
// one that is gone. The list of versions, which changes by itself, is left out.
func Sentences(before, after *notice.Pack) (added, gone []string) {
	was, is := sentences(before), sentences(after)
	for _, s := range is {
		if !slices.Contains(was, s) {
			added = append(added, s)
		}
	}
	for _, s := range was {
		if !slices.Contains(is, s) {
			gone = append(gone, s)
		}
	}
	return added, gone
}

func sentences(p *notice.Pack) []string {
	undated := *p
	undated.Versions = nil
	var out []string
	for _, s := range undated.Page().Sections {
		for _, l := range s.Lines {
			out = append(out, l.Says)
		}
	}
	return out
}

// keeping tells what is kept longer or shorter than before.
func (c *comparison) keeping() {
	paired(c.before.Tiers, c.after.Tiers, func(x notice.Tier) string { return x.Code },
		func(x notice.Tier) {
			c.wider(aboutKeeping, "new part of the record: “%s”, destroyed %s", x.Called, ends(c.after, x.Code))
		},
		func(x notice.Tier) { c.say(aboutKeeping, "no longer a part of the record: “%s”", x.Called) },
		func(was, is notice.Tier) {
			if was.Called != is.Called {
				c.say(aboutKeeping, "“%s” is now called “%s”", was.Called, is.Called)
			}
			if sameLimits(was, is) {
				return
			}
			longer, by := longerBy(was, is)
			now := ends(c.after, is.Code)
			switch {
			case by != "" && longer:
				c.wider(aboutKeeping, "“%s” kept %s longer: destroyed %s", is.Called, by, now)
			case by != "":
				c.say(aboutKeeping, "“%s” kept %s shorter: destroyed %s", is.Called, by, now)
			default:
				c.wider(aboutKeeping, "“%s” is now destroyed %s; before, it was %s", is.Called, now, ends(c.before, was.Code))
			}
		})
}

// ends is when a part is destroyed, in the words of the published page.
func ends(p *notice.Pack, tier string) string {
	for _, row := range p.Page().Life {
		if row.Tier == tier {
			return row.Ends
		}
	}
	return "when the notice says"
}

func sameLimits(was, is notice.Tier) bool {
	return was.Latest == is.Latest && was.Correct == is.Correct &&
		was.Review == is.Review && was.Floor == is.Floor && slices.EqualFunc(was.Limits, is.Limits, func(a, b notice.Limit) bool {
		return a.Event == b.Event && a.Months == b.Months && a.Day == b.Day
	})
}

// longerBy compares two lives that differ in the length of one limit; by is ""
// when they differ in more than that.
func longerBy(was, is notice.Tier) (longer bool, by string) {
	if len(was.Limits) != len(is.Limits) || was.Latest != is.Latest || was.Review != is.Review {
		return false, ""
	}
	for i, a := range was.Limits {
		b := is.Limits[i]
		if a.Event == b.Event && a.Months == b.Months && a.Day == b.Day {
			continue
		}
		if by != "" || a.Event != b.Event || (a.Event == "" && a.Months != b.Months) {
			return false, ""
		}
		if a.Event == "" {
			longer, by = b.Day.After(a.Day), spanBetween(a.Day, b.Day)
		} else {
			longer, by = b.Months > a.Months, counted(abs(b.Months-a.Months), "month")
		}
	}
	return longer, by
}

// spanBetween is the time between two days: whole months where they are, days
// where not.
func spanBetween(a, b calendar.Day) string {
	if b.Before(a) {
		a, b = b, a
	}
	if m := a.MonthsUntil(b); m > 0 && a.AddMonths(m) == b {
		return counted(m, "month")
	}
	return counted(a.DaysUntil(b), "day")
}

func abs(n int) int { return max(n, -n) }

func counted(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

func upperFirst(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r)) + s[n:]
}

func lowerFirst(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToLower(r)) + s[n:]
}
