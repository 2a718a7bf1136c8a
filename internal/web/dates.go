package web

import (
	"context"
	"io"
	"net/http"
	"slices"
	"strconv"

	"candour/internal/calendar"
	"candour/internal/care"
	"candour/internal/retention"
	"candour/internal/web/ui"
)

var datesRoutes = []Route{
	{http.MethodGet, "/dates", Staff, (*Server).dates},
	{http.MethodGet, "/time-machine", DemoOnly, (*Server).timeMachine},
	{http.MethodPost, "/time-machine", DemoOnly, (*Server).moveCalendar},
}

// A datesPage is how many parts of records go when, and how many went: days
// and numbers, no names. It is the data protection officer's.
type datesPage struct {
	*retention.Dates
}

func (s *Server) dates(req *request) (page, error) {
	d, err := s.Retention.Dates(req.Context(), req.who())
	if err != nil {
		return page{}, err
	}
	return show(datesPage{d}.view(s.staffPage(req, "What is destroyed when", d.Entry)))
}

// ahead is the table of what will go.
func (p datesPage) ahead() ui.Table {
	t := ui.Table{Class: "cd-tight", Caption: "Still kept", CaptionClass: "govuk-visually-hidden", RowHeaders: true, Head: []ui.Cell{
		{Text: "Kept to the end of"}, {Text: "Part"}, {Text: "Records", Numeric: true},
	}}
	for _, e := range p.Ahead {
		if e.State == care.TierDestroyed {
			continue
		}
		day := e.LastDay.Long()
		if e.LastDay.IsZero() {
			day = "No end known yet"
		}
		clause, _ := p.Pack.Clause(e.Clause)
		t.Rows = append(t.Rows, []ui.Cell{
			{Text: day}, {Body: datesPart{tierCalled(p.Dates, e.Tier), stateOf(e.State), ui.Link{Text: clause.Place, Href: placeHref(p.Pack, clause.Place)}}},
			{Text: itoa(e.N), Numeric: true},
		})
	}
	return t
}

// gone is the table of what went.
func (p datesPage) gone() ui.Table {
	t := ui.Table{Class: "cd-tight", Caption: "Destroyed", CaptionClass: "govuk-visually-hidden", RowHeaders: true, Head: []ui.Cell{
		{Text: "Promised for the end of"}, {Text: "Part"}, {Text: "Destroyed", Numeric: true}, {Text: "Of these final", Numeric: true},
	}}
	for _, g := range p.Gone {
		t.Rows = append(t.Rows, []ui.Cell{
			{Text: g.OnDay.Long()}, {Text: tierCalled(p.Dates, g.Tier)}, {Text: itoa(g.N), Numeric: true}, {Text: itoa(g.Final), Numeric: true},
		})
	}
	return t
}

// A datesPart is one part with its line of the notice.
type datesPart struct {
	Called string
	State  string // "" while it is simply kept
	Line   ui.Link
}

// Render writes the part and its line.
func (d datesPart) Render(ctx context.Context, w io.Writer) error { return d.view().Render(ctx, w) }

// stateOf names a state other than being kept.
func stateOf(s care.TierState) string {
	if s == care.TierLiving {
		return ""
	}
	return stateWords[s]
}

var stateWords = map[care.TierState]string{
	care.TierSuspended: "unreadable", care.TierIntended: "being destroyed", care.TierDestroyed: "destroyed",
}

func tierCalled(d *retention.Dates, code string) string {
	if d.Pack != nil {
		if t, ok := d.Pack.Tier(code); ok {
			return t.Called
		}
	}
	return code
}

// A timePage is the demo's calendar: today as large as anything on the site,
// what moving it does, and four dates worth a visit.
type timePage struct {
	*retention.Dates
	Form    *ui.Form
	Date    *ui.DayState
	Worth   []worth
	Picture ui.StepDown
	Moved   string
}

// A worth is a date worth visiting, with what will be seen.
type worth struct {
	On       calendar.Day
	Says     string
	Readable string // how many parts can still be read then
}

func (s *Server) timeMachine(req *request) (page, error) {
	p, err := s.timeView(req, ui.ReadForm(nil))
	if err != nil {
		return page{}, err
	}
	return show(p.view(s.staffPage(req, "Time machine", p.Entry)))
}

func (s *Server) timeView(req *request, form *ui.Form) (timePage, error) {
	d, err := s.Retention.TimeMachine(req.Context(), req.who())
	if err != nil {
		return timePage{}, err
	}
	p := timePage{Dates: d, Form: form, Date: form.Day("to")}
	p.Worth = worthVisiting(d)
	p.Picture = stepPicture(d)
	return p, nil
}

// worthVisiting picks the next day on which something goes, the day the most
// goes, and the day nothing is left.
func worthVisiting(d *retention.Dates) []worth {
	var out []worth
	next, most, last := calendar.Day{}, calendar.Day{}, calendar.Day{}
	n := 0
	for _, e := range d.Ahead {
		if e.LastDay.IsZero() || e.State != care.TierLiving || e.LastDay.Before(d.Today) {
			continue
		}
		if next.IsZero() {
			next = e.LastDay
		}
		if e.Tier == "sensitive" && e.N > n && e.LastDay.Before(d.Ahead[len(d.Ahead)-1].LastDay) {
			most, n = e.LastDay, e.N
		}
		last = e.LastDay
	}
	add := func(on calendar.Day, says string) {
		if on.After(d.Today) && !slices.ContainsFunc(out, func(w worth) bool { return w.On == on }) {
			out = append(out, worth{on, says, readable(d, on)})
		}
	}
	add(d.Today.AddDays(1), "Tomorrow. What is due today is late then.")
	if !next.IsZero() {
		add(next.AddDays(1), "The next promise falls due: its parts of records can no longer be read.")
	}
	if !most.IsZero() {
		add(most.AddDays(1), "Six months after most people of one day left: their sensitive details are gone, their names still open to the auditor.")
	}
	if !last.IsZero() {
		add(last.AddDays(1), "The end of the programme. Nothing personal is left, and the numbers still stand.")
	}
	return out
}

// readable says how many parts of each kind can be read after a sweep on a
// day.
func readable(d *retention.Dates, on calendar.Day) string {
	if d.Pack == nil {
		return ""
	}
	n := d.Readable(on)
	words := make([]string, 0, len(d.Pack.Tiers))
	for _, t := range d.Pack.Tiers {
		words = append(words, strconv.Itoa(n[t.Code])+" of “"+lowerFirst(t.Called)+"”")
	}
	return "Readable then: " + joinWords(words) + "."
}

// stepPicture draws how many parts can be read, falling as promises come due.
func stepPicture(d *retention.Dates) ui.StepDown {
	pic := ui.StepDown{
		Title: "Parts of records that can be read", First: "Everything else", Second: "Sensitive details and referrers",
		Says: "The number of readable parts falls in steps to nothing.",
	}
	var days []calendar.Day
	for _, e := range d.Ahead {
		if e.State == care.TierLiving && !e.LastDay.IsZero() && !e.LastDay.Before(d.Today) && !slices.Contains(days, e.LastDay) {
			days = append(days, e.LastDay)
		}
	}
	if len(days) == 0 {
		return pic
	}
	span := float64(d.Today.DaysUntil(days[len(days)-1])+30) / 100
	at := func(day calendar.Day) float64 { return float64(d.Today.DaysUntil(day)) / span }
	const seam = 0.2 // per cent that bars overlap, so that no gap shows between them
	from := d.Today
	for _, last := range days {
		r := d.Readable(from)
		pic.Stretches = append(pic.Stretches, ui.Stretch{
			From: at(from), To: at(last.AddDays(1)) + seam, First: r["record"], Second: r["sensitive"] + r["referrer"], Name: "to " + last.Long(),
		})
		from = last.AddDays(1)
	}
	pic.Stretches = append(pic.Stretches, ui.Stretch{From: at(from), To: 100, Name: "from " + from.Long()})
	pic.End = &ui.LifeMark{At: at(from), Text: from.Long() + ": none left"}
	return pic
}

func (s *Server) moveCalendar(req *request) (page, error) {
	form, err := req.form("to-day", "to-month", "to-year")
	if err != nil {
		return page{}, err
	}
	p, err := s.timeView(req, form)
	if err != nil {
		return page{}, err
	}
	to := p.Date.Need("Write the day to move to").Read("the day to move to")
	p.Date.Check(to.After(p.Today), "The calendar only moves forward. Write a day after "+p.Today.Long())
	if !form.OK() {
		frame := s.staffPage(req, "Time machine", p.Entry)
		frame.Faulty = true
		return again(p.view(frame))
	}
	if _, err := s.Retention.Move(req.Context(), req.who(), to); err != nil {
		return page{}, err
	}
	if s.Demo.Moved != nil {
		s.Demo.Moved()
	}
	return seeOther("/time-machine")
}

// dayPart gives the year, month or day of a date, as its three boxes take it.
func dayPart(d calendar.Day, part int) string {
	y, m, day := d.Date()
	return itoa([]int{y, int(m), day}[part])
}
