package web

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"candour/internal/calendar"
	"candour/internal/notice"
	"candour/internal/web/ui"
)

// A mine is the answer to "what would happen to mine?": what it asks one kind
// of person, only what the ends of their parts need, and what becomes of each
// part. It is worked out by the rule that destroys, and stores nothing.
type mine struct {
	Form    *ui.Form
	Person  notice.Person
	Others  []ui.Link // the same question for the other kinds of person
	Asks    []mineAsk
	If      string // "If you leave on 28 February 2027", once something is chosen
	Answers []ui.Line
}

// A mineAsk is one event whose month is asked. Of a birthday month and year
// are asked apart, for it may be many years away.
type mineAsk struct {
	Event  notice.Event
	Label  string
	Hint   string
	Month  *ui.FieldState
	Months []ui.Option
	Year   *ui.FieldState // of a birthday
	Years  []ui.Option
}

// Field names of the form.
const (
	leaveField = "leave"
	whoField   = "who"
)

// readMine reads what was chosen and works out the answers.
func readMine(p *notice.Pack, pg notice.Page, query url.Values, today calendar.Day) mine {
	m := mine{Form: ui.ReadForm(query)}
	people := keptPeople(p, pg)
	var codes []string
	for _, x := range people {
		codes = append(codes, x.Code)
	}
	who := pick(m.Form, whoField, codes...)
	for i, x := range people {
		if x.Code == who.Value || who.Value == "" && i == 0 {
			m.Person = x
		}
	}
	for _, x := range people {
		if x.Code != m.Person.Code {
			m.Others = append(m.Others, ui.Link{Text: upperFirst(x.Says), Href: noticeHref(p) + "?" + whoField + "=" + url.QueryEscape(x.Code) + "#mine"})
		}
	}
	for _, e := range p.Events {
		if endsOf(p, pg, m.Person.Code, e.Code) {
			m.Asks = append(m.Asks, m.ask(p, e, today))
		}
	}
	m.work(p, pg, today)
	return m
}

// keptPeople are the kinds of person of whom something is kept.
func keptPeople(p *notice.Pack, pg notice.Page) []notice.Person {
	var out []notice.Person
	for _, x := range p.People {
		if slices.ContainsFunc(pg.Life, func(r notice.LifeRow) bool { return r.About == x.Code }) {
			out = append(out, x)
		}
	}
	return out
}

// endsOf reports whether an event bears on the end of any part of a person.
func endsOf(p *notice.Pack, pg notice.Page, person, event string) bool {
	return slices.ContainsFunc(pg.Life, func(r notice.LifeRow) bool {
		t, _ := p.Tier(r.Tier)
		return r.About == person && (t.Review.After == event || slices.ContainsFunc(t.Limits, func(l notice.Limit) bool { return l.Event == event }))
	})
}

// ask reads the month of an event.
func (m *mine) ask(p *notice.Pack, e notice.Event, today calendar.Day) mineAsk {
	a := mineAsk{Event: e, Label: "The month in which " + eventSays(p, e, m.Person.Code)}
	name := "when-" + strings.ReplaceAll(e.Code, " ", "-")
	switch e.Kind {
	case notice.EpisodeClosed:
		name = leaveField
	case notice.Birthday:
		return m.askBirthday(a, name, today)
	case notice.PartnerSays:
		if e.Stop.Months > 0 {
			a.Hint = "If nobody tells us, it counts as said in the end: the notice says when"
		}
	}
	a.Months = nearMonths(p, today)
	a.Month = pick(m.Form, name, optionValues(a.Months)...)
	return a
}

func (m *mine) askBirthday(a mineAsk, name string, today calendar.Day) mineAsk {
	a.Months, a.Years = []ui.Option{{Text: "Choose a month"}}, []ui.Option{{Text: "Choose a year"}}
	for n := time.January; n <= time.December; n++ {
		a.Months = append(a.Months, ui.Option{Value: strconv.Itoa(int(n)), Text: n.String()})
	}
	this, _, _ := today.Date()
	for y := this - 2; y <= this+a.Event.Age; y++ {
		a.Years = append(a.Years, ui.Option{Value: strconv.Itoa(y), Text: strconv.Itoa(y)})
	}
	a.Month = pick(m.Form, name, optionValues(a.Months)...)
	a.Year = pick(m.Form, name+"-year", optionValues(a.Years)...)
	a.Month.Check(a.Year.Value == "" || a.Month.Value != "", "Choose the month as well")
	a.Year.Check(a.Month.Value == "" || a.Year.Value != "", "Choose the year as well")
	return a
}

// on is the last day of the month chosen, or the zero day.
func (a mineAsk) on() calendar.Day {
	text := a.Month.Value
	if a.Year != nil && text != "" && a.Year.Value != "" {
		text = a.Year.Value + "-" + ("0" + text)[len(text)-1:]
	}
	month, err := calendar.ParseMonth(text)
	if err != nil || a.Month.Error != "" || a.Year != nil && a.Year.Error != "" {
		return calendar.Day{}
	}
	return month.Last()
}

// nearMonths are the months that a person may ask about: two years back, and
// on for a year, or to the last month in which anything is kept.
func nearMonths(p *notice.Pack, today calendar.Day) []ui.Option {
	out := []ui.Option{{Value: "", Text: "Choose a month"}}
	last := calendar.MonthOf(today).Add(12)
	for _, t := range p.Tiers {
		for _, l := range t.Limits {
			if l.Event == "" && calendar.MonthOf(l.Day).Before(last) {
				last = calendar.MonthOf(l.Day)
			}
		}
	}
	for m := calendar.MonthOf(today).Add(-24); !last.Before(m); m = m.Add(1) {
		out = append(out, ui.Option{Value: m.String(), Text: m.Long()})
	}
	return out
}

// work works out the answers once anything is chosen, or where nothing needs
// to be asked.
func (m *mine) work(p *notice.Pack, pg notice.Page, today calendar.Day) {
	happened := map[string]calendar.Day{}
	var when []string
	sent := false
	for _, a := range m.Asks {
		sent = sent || m.Form.SentAll(a.Month.Name) != nil
		if on := a.on(); !on.IsZero() {
			happened[a.Event.Code] = on
			when = append(when, eventSays(p, a.Event, m.Person.Code)+" on "+on.Long())
		}
	}
	if len(when) == 0 && len(m.Asks) > 0 {
		m.Asks[0].Month.Check(!sent || !m.Form.OK(), "Choose at least one month")
		return
	}
	if !m.Form.OK() {
		return
	}
	m.If = "What the notice promises"
	if len(when) > 0 {
		m.If = "If " + strings.Join(when, ", and ")
	}
	for _, r := range pg.Life {
		if r.About != m.Person.Code {
			continue
		}
		t, _ := p.Tier(r.Tier)
		m.Answers = append(m.Answers, ui.Line{
			Question: r.Label, Answer: m.becomes(p, t, r, happened, today),
			Link: ui.Link{Text: t.Clause.Place, Href: "#" + anchorOf(t.Clause.Place)},
		})
	}
}

// becomes says what becomes of one part.
func (m *mine) becomes(p *notice.Pack, t notice.Tier, r notice.LifeRow, happened map[string]calendar.Day, today calendar.Day) string {
	if len(t.Limits) == 0 {
		return m.looked(p, t, happened, today)
	}
	end := p.End(t.Code, happened)
	latest := ""
	if slices.ContainsFunc(t.Limits, func(l notice.Limit) bool { return l.Event != "" && happened[l.Event].IsZero() }) {
		latest = " at the latest"
	}
	switch {
	case end.Last.IsZero():
		return "No day can be worked out from this. It goes " + r.Ends + "."
	case end.Last.Before(today):
		return "Already gone: kept to the end of " + end.Last.Long() + latest + "."
	case end.Immediate:
		return "Gone by " + end.Last.Long() + latest + ", and at once when it happens."
	}
	return "Kept to the end of " + end.Last.Long() + latest + ", then destroyed. Nobody can bring it back."
}

// looked says when somebody looks whether a part without an end is needed.
func (m *mine) looked(p *notice.Pack, t notice.Tier, happened map[string]calendar.Day, today calendar.Day) string {
	const then = " What we no longer need is destroyed then. The notice promises no day."
	floor := ""
	if t.Floor.Months > 0 {
		floor = " The law has us keep it for at least " + span(t.Floor.Months) + "."
	}
	if t.Review.Months == 0 {
		return "Kept until somebody decides that we no longer need it." + floor
	}
	on := happened[t.Review.After]
	if on.IsZero() {
		return "Somebody looks every " + span(t.Review.Months) + " whether we still need it." + then + floor
	}
	next := on.AddMonths(t.Review.Months)
	for n := 2; next.Before(today); n++ {
		next = on.AddMonths(n * t.Review.Months)
	}
	return "Somebody looks by " + next.Long() + " whether we still need it, and then every " + span(t.Review.Months) + "." + then + floor
}

func optionValues(options []ui.Option) []string {
	var out []string
	for _, o := range options {
		if o.Value != "" {
			out = append(out, o.Value)
		}
	}
	return out
}
