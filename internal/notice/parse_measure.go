package notice

import (
	"slices"
	"strings"
)

func (b *build) measures(o object) {
	if !o.given("measures") {
		return
	}
	for _, one := range o.get("measures").list() {
		v := one.object("measure!", "title!", "source!", "item!", "sum!", "scale!", "questions!")
		m := Measure{Code: v.text("measure"), Title: v.text("title"), Source: v.text("source"), Sum: v.yes("sum")}
		b.declare(aMeasure, m.Code, v.get("measure").at)
		m.Item = -1
		if items := b.items(v, "item"); len(items) == 1 {
			m.Item = items[0]
		}
		like := b.scale(v)
		if v.given("questions") {
			list, _ := v.get("questions").entries()
			for _, e := range list {
				q := like
				q.Code = e.key
				if s, ok := scalar(e.value.node); ok {
					q.Text = strings.Join(strings.Fields(s), " ")
				} else {
					w := e.value.object("text!", "better")
					q.Text = w.text("text")
					if w.given("better") {
						q.Better = b.one(w, "better", "higher", "lower")
					}
				}
				m.Questions = append(m.Questions, q)
			}
		}
		b.checkSum(v, m)
		b.p.Measures = append(b.p.Measures, m)
	}
}

// checkSum refuses a sum over questions that do not run the same way.
func (b *build) checkSum(v object, m Measure) {
	for _, q := range m.Questions {
		if m.Sum && q.Better != m.Questions[0].Better {
			v.get("sum").fault("sum", "write sum: false", "measure %q adds answers of which some are better high and some low", m.Code)
			return
		}
	}
}

func (b *build) scale(v object) Question {
	if !v.given("scale") {
		return Question{}
	}
	s := v.get("scale").object("low!", "high!", "low says", "high says", "labels", "better!")
	q := Question{
		Low: s.number("low"), High: s.number("high"), LowSays: s.text("low says"), HighSays: s.text("high says"),
		Better: b.one(s, "better", "higher", "lower"), Labels: plainTexts(s.texts("labels")),
	}
	if s.given("low") && s.given("high") && q.High <= q.Low {
		s.fault("scale", "let high be more than low", "the scale runs from %d to %d", q.Low, q.High)
	}
	if n := len(q.Labels); n > 0 && n != q.High-q.Low+1 {
		s.fault("scale", "give a word for each point", "the scale has %d points and %d words", q.High-q.Low+1, n)
	}
	if n := len(q.Labels); n > 0 && q.LowSays == "" {
		q.LowSays, q.HighSays = q.Labels[0], q.Labels[n-1]
	}
	return q
}

// lastContact is what a clock may run from besides the events of a pack.
const lastContact = "last contact"

func (b *build) clocks(o object) {
	if !o.given("clocks") {
		return
	}
	for _, one := range o.get("clocks").list() {
		v := one.said("clock!", "says!", "after!", "within!")
		c := Clock{Code: v.text("clock"), Says: v.text("says"), After: v.text("after")}
		b.declare(aClock, c.Code, v.get("clock").at)
		if c.After != lastContact && c.After != "" {
			b.refer(anEvent, word{c.After, v.get("after").at})
		}
		if v.given("within") {
			switch n, unit := b.span(v.get("within"), "working day", "month"); unit {
			case "working day":
				c.Days = n
			case "month":
				c.Months = n
			}
		}
		c.Clause = b.clause(v, "clocks."+c.Code)
		b.p.Clocks = append(b.p.Clocks, c)
	}
}

// Fills are the marks of a letter that are no item: what the software knows.
var Fills = []string{"today", "visit day", "visit time", "worker", "council", "service"}

func (b *build) letters(o object) {
	if !o.given("letters") {
		return
	}
	for _, one := range o.get("letters").list() {
		v := one.said("letter!", "title!", "by!", "for!", "large print", "body!")
		l := Letter{Code: v.text("letter"), Title: v.text("title"), By: b.ref(v, "by", aRole), Purpose: b.ref(v, "for", aPurpose)}
		b.declare(aLetter, l.Code, v.get("letter").at)
		if v.given("large print") {
			w := v.get("large print").object("item!", "when!")
			l.Large = Large{Item: b.ref(w, "item", anItem), When: w.text("when")}
			if it, ok := b.p.ItemByCode(l.Large.Item); ok && w.given("when") && !slices.ContainsFunc(it.Shape.Choices, func(c Option) bool { return c.Code == l.Large.When }) {
				w.get("when").fault("undeclared", "write one of the answers of "+it.Code, "%q is no answer of %s", l.Large.When, it.Code)
			}
		}
		for _, w := range v.texts("body") {
			l.Body = append(l.Body, w.text)
			b.marks(w)
		}
		l.Clause = b.clause(v, "letters."+l.Code)
		b.at["letters."+l.Code] = v.at
		b.p.Letters = append(b.p.Letters, l)
	}
}

// marks refers to each item that a paragraph of a letter names in braces.
func (b *build) marks(w word) {
	rest := w.text
	for {
		_, after, open := strings.Cut(rest, "{")
		mark, next, shut := strings.Cut(after, "}")
		if !open {
			return
		}
		if !shut {
			b.faults.add(w.at, "letter", "close the brace", "a mark is not closed in %q", w.text)
			return
		}
		if !slices.Contains(Fills, mark) {
			b.refer(anItem, word{mark, w.at})
		}
		rest = next
	}
}

// Marks lists the marks of a letter in order, each once.
func (l Letter) Marks() []string {
	var out []string
	for _, para := range l.Body {
		for _, part := range strings.Split(para, "{")[1:] {
			if mark, _, ok := strings.Cut(part, "}"); ok && !slices.Contains(out, mark) {
				out = append(out, mark)
			}
		}
	}
	return out
}

func (b *build) providers(o object) {
	if !o.given("providers") {
		return
	}
	for _, one := range o.get("providers").list() {
		v := one.object("provider!", "name!", "recipient!", "activity!")
		p := Provider{Code: v.text("provider"), Name: v.text("name"), Recipient: b.ref(v, "recipient", aRecipient), Activity: b.ref(v, "activity", anActivity)}
		b.declare(aProvider, p.Code, v.get("provider").at)
		b.p.Providers = append(b.p.Providers, p)
	}
}
