package web

import (
	"net/http"
	"slices"
	"strings"

	"candour/internal/calendar"
	"candour/internal/notice"
	"candour/internal/policy"
	"candour/internal/web/ui"
)

var noticeRoutes = []Route{
	{http.MethodGet, "/services/{controller}/{service}", Public, (*Server).notice},
}

// A noticePage is the published notice, made from the same declarations that
// decide: five sentences, how long each part is kept, an answer to "what would
// happen to mine?" that stores nothing, then every line with its number.
type noticePage struct {
	notice.Page
	Pack   *notice.Pack
	Form   *ui.Form
	Month  *ui.FieldState
	Months []ui.Option
	Mine   []ui.Line // what would happen, once a month is chosen
	Leaves calendar.Day
	Large  bool
	Home   string
}

func (s *Server) notice(req *request) (page, error) {
	pack, err := s.service(req)
	if err != nil {
		return page{}, err
	}
	today, err := s.Retention.Today(req.Context(), pack.Controller.Code)
	if err != nil {
		return page{}, err
	}
	query := req.URL.Query()
	p := noticePage{Page: pack.Page(), Pack: pack, Home: noticeHref(pack), Form: ui.ReadForm(query), Large: query.Get("print") == "large"}
	p.Months = leavingMonths(pack, today)
	p.Month = pick(p.Form, "leave", optionValues(p.Months)...)
	if p.Month.Value != "" {
		p.Leaves, p.Mine = mine(pack, p.Month.Value, today)
	}
	frame := s.publicPage(req, pack, "What we do with your information")
	frame.Large = p.Large
	frame.Footer = append([]ui.Link{p.print()}, frame.Footer...)
	if !p.Form.OK() {
		frame.Faulty = true
		return again(p.view(frame))
	}
	return show(p.view(frame))
}

// print links to the page in the other size.
func (p noticePage) print() ui.Link {
	if p.Large {
		return ui.Link{Text: "Ordinary print", Href: p.Home}
	}
	return ui.Link{Text: "Large print", Href: p.Home + "?print=large"}
}

// leavingMonths are the months that a person may ask about: half a year back,
// and on to the last month in which anything is kept.
func leavingMonths(p *notice.Pack, today calendar.Day) []ui.Option {
	out := []ui.Option{{Value: "", Text: "Choose a month"}}
	last := calendar.MonthOf(today).Add(12)
	for _, row := range p.Page().Life {
		if !row.Last.IsZero() && calendar.MonthOf(row.Last).Before(last) {
			last = calendar.MonthOf(row.Last)
		}
	}
	for m := calendar.MonthOf(today).Add(-6); !last.Before(m); m = m.Add(1) {
		out = append(out, ui.Option{Value: m.String(), Text: m.Long()})
	}
	return out
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

// mine works out what becomes of each part for somebody who leaves at the end
// of a month, through the same rule that destroys it.
func mine(p *notice.Pack, month string, today calendar.Day) (calendar.Day, []ui.Line) {
	first, err := calendar.Parse(month + "-01")
	if err != nil {
		return calendar.Day{}, nil
	}
	leaves := calendar.MonthOf(first).Last()
	left, _ := p.EventIs(notice.EpisodeClosed)
	var out []ui.Line
	for _, t := range p.Tiers {
		end := p.End(t.Code, map[string]calendar.Day{left.Code: leaves})
		line := ui.Line{Question: t.Called, Link: ui.Link{Text: t.Clause.Place, Href: "#" + anchorOf(t.Clause.Place)}}
		switch {
		case end.Last.IsZero():
			line.Answer = "No end can be worked out."
		case end.Immediate:
			line.Answer = "Gone by " + end.Last.Long() + ", the day you leave, if not before."
		case end.Last.Before(today):
			line.Answer = "Already gone: kept to the end of " + end.Last.Long() + "."
		default:
			line.Answer = "Kept to the end of " + end.Last.Long() + ", then destroyed. Nobody can bring it back."
		}
		out = append(out, line)
	}
	return leaves, out
}

// anchorOf turns a clause's place into the anchor of its line.
func anchorOf(place string) string {
	section, line, ok := strings.Cut(strings.TrimPrefix(place, "section "), ", line ")
	if !ok {
		return ""
	}
	return "s" + section + "-" + line
}

// The places of what happens to anybody on the picture of everybody's life:
// only the order is known, so these are chosen by hand.
const (
	atReferral = 0
	atReached  = 26
	atLeaving  = 56
	atMonthsOn = 76 // so many months after leaving
	atLastDay  = 100
)

// life is the picture of how long each part is kept.
func (p noticePage) life() ui.LifePicture {
	pic := ui.LifePicture{Label: "How long each part is kept", Marks: []ui.LifeMark{
		{At: atReferral, Text: "Referral"}, {At: atReached, Text: "We first speak"}, {At: atLeaving, Text: "You leave"},
	}}
	for _, row := range p.Life {
		t, _ := p.Pack.Tier(row.Tier)
		ends := p.ends(t)
		if ends == atMonthsOn && len(pic.Marks) == 3 {
			pic.Marks = append(pic.Marks, ui.LifeMark{At: atMonthsOn, Text: itoa(t.Limits[0].Months) + " months on", Minor: true})
		}
		r := ui.LifeRow{
			Part: row.Label, Detail: shortHolds(row.Holds), From: atReferral, Locked: 100, Ends: ends,
			Fate: p.fate(t), Tabled: upperFirst(row.Ends), Clause: ui.Clause{Place: t.Clause.Place, Href: "#" + anchorOf(t.Clause.Place)},
		}
		if onlyAudited(p.Pack, row.Tier) {
			r.Locked = atLeaving
		}
		r.Says = row.Label + ": destroyed " + row.Ends
		pic.Rows = append(pic.Rows, r)
	}
	return pic
}

// ends is where a part's bar ends: by its first limit.
func (p noticePage) ends(t notice.Tier) float64 {
	l := t.Limits[0]
	e, _ := p.Pack.Event(l.Event)
	switch {
	case l.Event == "":
		return atLastDay
	case e.Kind == notice.ContactMade:
		return atReached
	case l.Months > 0:
		return atMonthsOn
	}
	return atLeaving
}

// fate is what stands under the end of a part's bar, short and still true.
func (p noticePage) fate(t notice.Tier) string {
	l := t.Limits[0]
	e, _ := p.Pack.Event(l.Event)
	switch {
	case l.Event == "":
		return "Gone after " + l.Day.Long()
	case e.Kind == notice.ContactMade:
		return "Gone once we speak"
	case l.Months > 0:
		return "Gone " + itoa(l.Months) + " months after you leave"
	}
	return "Gone when you leave"
}

// shortHolds is what a part holds, short enough for a label.
func shortHolds(holds string) string {
	words := strings.Split(strings.ReplaceAll(holds, "; and ", "; "), "; ")
	if len(words) > 1 {
		return words[0] + " and more"
	}
	return holds
}

// onlyAudited reports whether, after somebody left, a part may be seen by
// whoever looks supervised and by nobody else.
func onlyAudited(p *notice.Pack, tier string) bool {
	left, _ := p.EventIs(notice.EpisodeClosed)
	return slices.ContainsFunc(p.Uses, func(u notice.Use) bool {
		return u.How != "" && slices.Contains(u.May, policy.See) && slices.Contains(u.After, left.Code) &&
			slices.ContainsFunc(p.ItemsOf(u), func(i int) bool { return p.Items[i].Tier == tier })
	})
}

// five are the five sentences of the first screen.
func (p noticePage) five() ui.Five {
	var f ui.Five
	for _, a := range p.First {
		f.Lines = append(f.Lines, ui.Line{Question: a.Question, Answer: a.Says})
	}
	return f
}

// A lineGroup is the lines of a section that speak to the same people.
type lineGroup struct {
	To    string // "If you are the person being referred", or ""
	Lines []notice.Line
}

// groups cuts a section where it begins to speak to somebody else.
func groups(s notice.Section) []lineGroup {
	var out []lineGroup
	for _, l := range s.Lines {
		if n := len(out); n == 0 || out[n-1].To != l.Group {
			out = append(out, lineGroup{To: l.Group})
		}
		g := &out[len(out)-1]
		g.Lines = append(g.Lines, l)
	}
	for i := range out {
		if out[i].To == "" && i > 0 {
			out[i].To = "For everybody"
		}
	}
	return out
}

func sectionID(n int) string { return "s" + itoa(n) }
