package notice

import (
	"slices"
	"strings"
)

func (c *composer) whoWeAre() {
	p := c.p
	c.line("", "We are "+p.Controller.Name)
	c.statements("who")
	c.line("", p.About)
	if g := p.Programme; g.Name != "" {
		s := p.Title + " is part of " + g.Name + ", a " + g.Kind + " run by our " + and(g.Teams) + " teams"
		if g.Cohort != "" {
			s += " for " + g.Cohort
		}
		if g.Funder != "" {
			s += ". " + g.Funder + " pays for it"
		}
		c.line("", s, g.Clause)
	}
	if len(p.Activities) > 0 {
		var kinds []string
		for _, a := range p.Activities {
			kinds = append(kinds, lower(a.Label))
		}
		c.line("", "The activities are "+and(kinds))
	}
}

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
	}
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
	return a.Tier == b.Tier && a.Special == b.Special && a.Relevant == b.Relevant &&
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
	var s []string
	if len(need) > 0 {
		s = append(s, "we need "+p.words(need)+": without that we cannot act")
	}
	switch {
	case own:
		s = append(s, "we write down "+p.words(ask))
	case len(ask) > 0:
		s = append(s, "we ask "+p.asked(ask)+", and you may say no")
	}
	if how := p.sayHow(like); how != "" {
		s = append(s, how)
	}
	if like.Special != "" {
		s = append(s, "this is special category information ("+like.Special+")")
	}
	if like.Relevant {
		s = append(s, "only where it matters, and we note why")
	}
	if purposes := p.PurposesOf(block[0]); len(purposes) > 0 {
		s = append(s, "used "+p.purposesSay(purposes))
	}
	for i := range s {
		s[i] = sentence(s[i])
	}
	return strings.Join(s, " ")
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

var channelSays = map[string]string{"web": "on our web form", "phone": "by phone", "visit": "at a visit", "post": "by post", "partner": "through a partner"}

// sayHow says from whom, by which channel and when an item is collected.
func (p *Pack) sayHow(it Item) string {
	var from, by, reason []string
	for _, code := range it.From {
		switch {
		case code == worker:
		case code == it.About:
			from = append(from, "you")
		default:
			x, _ := p.Person(code)
			from = append(from, x.ToOthers)
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
