package notice

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml/ast"
)

var (
	spanAfter = regexp.MustCompile(`^([0-9]{1,3}) (month|months|year|years) after (.+)$`)
	dateForm  = regexp.MustCompile(`^[0-9]{4}-`)
	spanForm  = regexp.MustCompile(`^([0-9]{1,4}) (minute|minutes|working day|working days|month|months|year|years)$`)
)

func (b *build) keep(o object) {
	b.declarations(o, "keep", aTier, func(e entry) {
		v := e.value.said("called!", "until", "or", "take", "review", "after", "copies", "floor", "correct within")
		ref := "keep." + e.key
		t := Tier{Index: len(b.p.Tiers), Code: e.key, Called: v.text("called"), Clause: b.clause(v, ref)}
		if v.given("until") {
			t.Limits = append(t.Limits, b.limit(v.get("until"), ref+".until"))
		}
		if v.given("or") {
			for i, one := range v.get("or").oneOrMore() {
				t.Limits = append(t.Limits, b.limit(one, index(ref+".or", i)))
			}
		}
		take := b.one(v, "take", "earliest", "latest")
		t.Latest = take == "latest"
		if (len(t.Limits) > 1) != (take != "") && v.given("until") {
			v.fault("retention", "say take: earliest or take: latest where there are several ends, and only there", "tier %q has %d ends and takes %q", e.key, len(t.Limits), take)
		}
		if v.given("correct within") {
			n, unit := b.span(v.get("correct within"), "minute")
			if unit == "minute" {
				t.Correct.Minutes = n
			}
		}
		if !v.given("until") && !v.given("review") {
			v.fault("missing key", "add until, or review where a person decides", "%s gives neither %q nor %q", v.name, "until", "review")
		}
		b.reviewed(v, &t)
		b.at[ref] = e.at
		b.p.Tiers = append(b.p.Tiers, t)
	})
}

// reviewed reads what a keep line says beyond its ends: reviews, copies that
// others hold, and the least a law has it kept.
func (b *build) reviewed(v object, t *Tier) {
	if v.given("review") {
		t.Review.Months = b.months(v.get("review").after("every "))
	}
	t.Review.After = b.ref(v, "after", anEvent)
	if v.given("after") && !v.given("review") {
		v.get("after").fault("retention", "add review, or take after out", "tier %q says after what and no review", t.Code)
	}
	t.Copies = b.referAll(aRecipient, v.texts("copies"))
	if !v.given("floor") {
		return
	}
	if _, ok := scalar(v.get("floor").node); ok {
		t.Floor.None = b.one(v, "floor", "none") != ""
		return
	}
	o := v.get("floor").lost("for!", "years!")
	b.gap(o, t.Clause.Ref+".floor")
	t.Floor = Floor{For: o.text("for"), Months: 12 * min(o.number("years"), 1000)}
}

// after is v without the words that begin it: every 12 months.
func (v value) after(words string) value {
	if s, ok := v.node.(*ast.StringNode); ok {
		if rest, found := strings.CutPrefix(s.Value, words); found {
			c := *s
			c.Value = rest
			v.node = &c
		}
	}
	return v
}

// months reads a length of time in months or years.
func (b *build) months(v value) int {
	n, unit := b.span(v, "month", "year")
	return inMonths(n, unit)
}

func inMonths(n int, unit string) int {
	if strings.HasPrefix(unit, "year") {
		return 12 * n
	}
	return n
}

// oneOrMore reads a list, or one value as a list of one.
func (v value) oneOrMore() []value {
	if _, ok := scalar(v.node); ok {
		return []value{v}
	}
	return v.list()
}

// limit reads one end of a tier's life: an event, a span after one, a day.
func (b *build) limit(v value, ref string) Limit {
	s := v.text()
	l := Limit{Clause: Clause{Ref: ref, Pos: v.at}}
	switch m := spanAfter.FindStringSubmatch(s); {
	case m != nil:
		n, _ := strconv.Atoi(m[1])
		l.Months = inMonths(n, m[2])
		if l.Months == 0 {
			v.fault("retention", "write the event alone, or a span of at least one month", "%s is a span of nothing", v.name)
		}
		l.Event = m[3]
		b.refer(anEvent, word{l.Event, v.at})
	case dateForm.MatchString(s):
		l.Day = v.day()
	case s != "":
		l.Event = s
		b.refer(anEvent, word{s, v.at})
	}
	return l
}

// span reads a length of time in one of the units given.
func (b *build) span(v value, units ...string) (n int, unit string) {
	s := v.text()
	m := spanForm.FindStringSubmatch(s)
	if m != nil {
		n, _ = strconv.Atoi(m[1])
		unit = strings.TrimSuffix(m[2], "s")
	}
	if s != "" && (n == 0 || !slices.Contains(units, unit)) {
		v.fault("odd span", "write a number of "+strings.Join(units, "s, or of ")+"s", "%s says %q", v.name, s)
		return 0, ""
	}
	return n, unit
}

// dimensions of a count: few and coarse.
var dimensions = []string{"month", "quarter", "year", "referral source", "district", "measure", "change band", "ethnicity"}

func (b *build) counts(o object) {
	b.declarations(o, "counts", "count", func(e entry) {
		v := e.value.object("by!", "from")
		b.p.Counts = append(b.p.Counts, Count{Code: e.key, By: b.each(v, "by", dimensions...), From: b.items(v, "from")})
	})
}

func (b *build) readings(o object) {
	b.declarations(o, "readings", aReading, func(e entry) {
		v := e.value.object("says!", "proposed!", "accepted by!", "accepted!")
		b.p.Readings = append(b.p.Readings, Reading{
			Code: e.key, Says: v.text("says"), Proposed: v.text("proposed"), AcceptedBy: b.ref(v, "accepted by", anOffice),
			Accepted: b.one(v, "accepted", "none"), Pos: e.at,
		})
	})
}

func (b *build) gaps(o object) {
	if !o.given("gaps") {
		return
	}
	for i, one := range o.get("gaps").list() {
		v := one.object("says!")
		b.p.Gaps = append(b.p.Gaps, Gap{Ref: index("gaps", i), Says: v.text("says"), Pos: v.at})
	}
}

// statementsAbout are the sections a statement may stand in.
var statementsAbout = []string{"who", "source", "use", "automated", "sharing", "keeping", "rights", "safety", "changes"}

func (b *build) statements(o object) {
	if !o.given("statements") {
		return
	}
	for i, one := range o.get("statements").list() {
		v := one.said("about!", "says!")
		b.p.Statements = append(b.p.Statements, Statement{About: b.one(v, "about", statementsAbout...), Says: v.text("says"), Clause: b.clause(v, index("statements", i))})
	}
}
