package notice

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
)

var (
	spanAfter = regexp.MustCompile(`^([0-9]{1,3}) (month|months|year|years) after (.+)$`)
	dateForm  = regexp.MustCompile(`^[0-9]{4}-`)
	spanForm  = regexp.MustCompile(`^([0-9]{1,4}) (minute|minutes|working day|working days|month|months|year|years)$`)
)

func (b *build) keep(o object) {
	b.declarations(o, "keep", aTier, func(e entry) {
		v := e.value.object("called!", "until!", "or", "take", "correct within", "cites", "reading")
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
		b.at[ref] = e.at
		b.p.Tiers = append(b.p.Tiers, t)
	})
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
		l.Months, _ = strconv.Atoi(m[1])
		if strings.HasPrefix(m[2], "year") {
			l.Months *= 12
		}
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

func (b *build) statements(o object) {
	if !o.given("statements") {
		return
	}
	for i, one := range o.get("statements").list() {
		v := one.object("about!", "says!", "cites", "reading")
		b.p.Statements = append(b.p.Statements, Statement{About: b.one(v, "about", "who", "safety"), Says: v.text("says"), Clause: b.clause(v, index("statements", i))})
	}
}
