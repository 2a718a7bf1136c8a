package notice

import (
	"slices"
	"strings"
)

func (c *composer) statements(about string) {
	for _, s := range c.p.Statements {
		if s.About == about {
			c.line("", s.Says, s.Clause)
		}
	}
}

func (c *composer) collected() {
	p := c.p
	for _, person := range p.People {
		for _, block := range p.blocks(person.Code) {
			var clauses []Clause
			for _, i := range block {
				clauses = append(clauses, p.Items[i].Clause)
			}
			c.line(p.speaks(person.Code), p.sayBlock(block), clauses...)
		}
		for _, n := range p.Never {
			if strings.HasPrefix(n.Item, person.Code+".") {
				c.line(p.speaks(person.Code), "We never ask for "+n.Says, n.Clause)
			}
		}
		if says := sayTold(person.Told); says != "" {
			c.line(p.speaks(person.Code), says, person.Clause)
		}
	}
	c.neverOfAKind()
	for _, s := range p.Sources {
		c.line("", "Some of it comes from "+s.Says, s.Clause)
	}
	c.statements("source")
	if n := p.NoAnswer; n.Clause.Ref != "" {
		c.line("", n.Says, n.Clause)
	}
}

func (c *composer) neverOfAKind() {
	for _, n := range c.p.Never {
		if n.Category == "" {
			continue
		}
		says := "We never collect information on " + n.Says
		if n.FreeText {
			says += ", and never write it down in notes"
		}
		c.line("", says, n.Clause)
	}
}

// sayTold says when somebody learns that others gave their information (UK
// GDPR Art 14).
func sayTold(t Told) string {
	switch {
	case t.Exempt != "":
		return "Where others tell us about you, we need not tell you so: UK GDPR " + t.Exempt
	case t.Months > 0:
		return "Where others tell us about you, we tell you so within " + count(t.Months, "month")
	case t.Days > 0:
		return "Where others tell us about you, we tell you so within " + count(t.Days, "working day")
	}
	return ""
}

// blocks groups neighbouring items about a person that are collected and used
// alike: one line each.
func (p *Pack) blocks(person string) [][]int {
	var out [][]int
	for i, it := range p.Items {
		if it.About != person {
			continue
		}
		if n := len(out); n > 0 && p.alike(out[n-1][0], i) {
			out[n-1] = append(out[n-1], i)
			continue
		}
		out = append(out, []int{i})
	}
	return out
}

func (p *Pack) alike(i, j int) bool {
	a, b := p.Items[i], p.Items[j]
	return a.Tier == b.Tier && a.Special == b.Special && a.Offences == b.Offences && a.When == b.When &&
		slices.Equal(a.From, b.From) && slices.Equal(a.At, b.At) && slices.Equal(a.By, b.By) &&
		slices.Equal(p.PurposesOf(i), p.PurposesOf(j))
}

func (p *Pack) sayBlock(block []int) string {
	like := p.Items[block[0]]
	var need, ask []int
	for _, i := range block {
		if p.Items[i].Required {
			need = append(need, i)
		} else {
			ask = append(ask, i)
		}
	}
	own := slices.Equal(like.From, []string{worker})
	asked := slices.ContainsFunc(like.From, func(code string) bool { _, ok := p.Person(code); return ok })
	alone := slices.ContainsFunc(like.By, func(ch Channel) bool { return ch.Code == "system" }) && len(like.By) == 1
	var s []string
	if len(need) > 0 {
		s = append(s, "we need "+p.words(need)+": without that we cannot act")
	}
	switch {
	case own && alone:
		s = append(s, "we record "+p.words(ask))
	case own:
		s = append(s, "we write down "+p.words(ask))
	case len(ask) > 0 && (!asked || alone):
		s = append(s, "we receive "+p.words(ask))
	case len(ask) > 0:
		s = append(s, "we ask "+p.asked(ask)+", and you may say no")
	}
	if how := p.sayHow(like); how != "" {
		s = append(s, how)
	}
	s = append(s, sayKind(like)...)
	if purposes := p.PurposesOf(block[0]); len(purposes) > 0 {
		s = append(s, "used "+p.purposesSay(purposes))
	}
	for i := range s {
		s[i] = sentence(s[i])
	}
	return strings.Join(s, " ")
}

// sayKind says what the law calls an item, and when alone it is collected.
func sayKind(it Item) []string {
	var s []string
	if it.Special != "" {
		s = append(s, "this is special category information ("+specialSays(it.Special)+")")
	}
	if it.Offences {
		s = append(s, "this is information on criminal convictions and offences")
	}
	if says := whenSays[it.When]; says != "" {
		s = append(s, says)
	}
	return s
}

var whenSays = map[string]string{"relevant": "only where it matters, and we note why",
	"necessary": "only where it is necessary, and we note why", Later: "we may collect this later, and do not collect it yet"}

// specialSays gives the words of the law for a special category (UK GDPR Art
// 9(1)) where the language has a shorter one.
func specialSays(code string) string {
	longer := map[string]string{"politics": "political opinions", "religion": "religious or philosophical beliefs",
		"union": "trade union membership", "genetic": "genetic data", "biometric": "biometric data", "orientation": "sexual orientation"}
	if s, ok := longer[code]; ok {
		return s
	}
	return code
}

// asked says items after the word ask: for your age, whether you need an
// interpreter.
func (p *Pack) asked(items []int) string {
	first, _, _ := strings.Cut(p.Items[items[0]].Words, " ")
	if slices.Contains([]string{"whether", "how", "whom", "who", "what", "when", "where"}, first) {
		return p.words(items)
	}
	return "for " + p.words(items)
}

var channelSays = map[string]string{"web": "on our web form", "phone": "by phone", "visit": "at a visit", "post": "by post", "partner": "through a partner", "email": "by email",
	"system": "from our computer systems"}

// sourceSays names a person, or whatever else information comes from.
func (p *Pack) sourceSays(code string) string {
	if x, ok := p.Source(code); ok {
		return x.Says
	}
	x, _ := p.Person(code)
	return x.ToOthers
}

// sayHow says from whom, by which channel and when an item is collected.
func (p *Pack) sayHow(it Item) string {
	var from, by, reason []string
	for _, code := range it.From {
		switch {
		case code == worker:
		case code == it.About:
			from = append(from, "you")
		default:
			from = append(from, p.sourceSays(code))
		}
	}
	for _, ch := range it.By {
		if ch.Reason {
			reason = append(reason, channelSays[ch.Code])
		} else {
			by = append(by, channelSays[ch.Code])
		}
	}
	var s string
	if len(from) > 0 {
		s = "from " + or(from) + ", "
	}
	s += or(by)
	if len(reason) > 0 {
		s += ", and " + or(reason) + " only where we cannot meet, with the reason noted"
	}
	if when := p.during(it.At, it.About); when != "" {
		s += ", " + when
	}
	return s
}
