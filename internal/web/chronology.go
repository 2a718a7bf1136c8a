package web

import (
	"net/http"
	"strconv"
	"strings"

	"candour/internal/calendar"
	"candour/internal/care"
	"candour/internal/casework"
	"candour/internal/notice"
	"candour/internal/web/ui"
)

var chronologyRoutes = []Route{
	{http.MethodGet, "/episodes/{id}/chronology", Staff, (*Server).chronology},
}

// A chronologyPage is what happened, oldest first, a heading for each month.
type chronologyPage struct {
	*casework.Chronology
	Months []chronologyMonth
	Ahead  []ui.LogRow // planned for after today
}

// A chronologyMonth is one month of it.
type chronologyMonth struct {
	Name string
	Log  ui.Log
}

func (s *Server) chronology(req *request) (page, error) {
	c, err := s.Cases.Chronology(req.Context(), req.who(), req.id("id"))
	if err != nil {
		return page{}, err
	}
	p := chronologyPage{Chronology: c}
	for _, l := range c.Lines {
		row := chronicled(c.Pack, l)
		if l.On.After(c.Today) {
			p.Ahead = append(p.Ahead, row)
			continue
		}
		month := calendar.MonthOf(l.On).Long()
		if n := len(p.Months); n == 0 || p.Months[n-1].Name != month {
			p.Months = append(p.Months, chronologyMonth{Name: month})
		}
		m := &p.Months[len(p.Months)-1]
		m.Log.Rows = append(m.Log.Rows, row)
	}
	frame := s.episodePage(req, "Chronology", c.Header, c.Entry)
	return show(p.view(frame, episodeTabs(c.Header, "/chronology")))
}

// chronicled puts one line into words.
func chronicled(p *notice.Pack, l casework.Chronicled) ui.LogRow {
	row := ui.LogRow{Title: l.On.Short(), Undone: l.Undone}
	if l.Clock != "" {
		row.Title += ", " + l.Clock
	}
	title, text := chronicledWords(p, l)
	row.Title += " · " + title
	row.Text = text
	if l.Note != "" {
		row.Text = strings.TrimSpace(row.Text + " " + l.Note)
	}
	if l.Undone {
		row.Text = strings.TrimSpace("Keyed wrongly, and said so in time. " + row.Text)
	}
	return row
}

func chronicledWords(p *notice.Pack, l casework.Chronicled) (title, text string) {
	switch {
	case l.Event != "":
		return eventTitle(p, l.Event), ""
	case l.Contact != nil:
		return contactTitle(p, l.Contact), ""
	case l.Visit != nil:
		return visitTitle(l.Visit), ""
	case l.Goal != nil && l.Move == "":
		return "A goal", l.Goal.Text
	case l.Goal != nil:
		return "Goal " + l.Move, l.Goal.Text
	case l.Step != nil && l.Move == "":
		return "A step", l.Step.Text
	case l.Step != nil:
		return "Step " + l.Move, l.Step.Text
	case l.Signpost != nil:
		return "Told about " + strings.ToLower(optionLabel(p.Activities, l.Signpost.Activity)), "Nothing about them left this service."
	case l.Measure != nil:
		return measureTitle(p, l.Measure), ""
	case l.Onward != nil:
		to, _ := p.Provider(l.Onward.Provider)
		return "Onward referral " + l.Move, to.Name
	case l.Kind == casework.TaskAllocate:
		return "Given to a Connector", ""
	}
	return "Note", ""
}

func eventTitle(p *notice.Pack, code string) string {
	e, ok := p.Event(code)
	switch {
	case !ok:
		return code
	case e.Kind == notice.ReferralReceived:
		return "Referral received"
	case e.Kind == notice.EpisodeClosed:
		return "Left"
	case p.StageAfter(code) != "":
		return "Spoken to themselves for the first time"
	}
	return "An attempt failed, which opened who referred them"
}

func contactTitle(p *notice.Pack, c *care.Contact) string {
	how := map[string]string{care.ByPhone: "Rang", care.ByVisit: "Called at the door", care.ByPost: "Wrote"}[c.Channel]
	return how + ": " + lowerFirst(optionLabel(p.Outcomes, c.Outcome))
}

func visitTitle(v *care.Visit) string {
	where := map[string]string{care.AtHome: " at home", care.AtActivity: " at an activity", care.AtElsewhere: " elsewhere"}[v.Place]
	switch v.Outcome {
	case care.VisitMet:
		return "Visit" + where
	case care.VisitNotIn:
		return "Visit" + where + ": not in"
	case care.VisitCancelled:
		return "Visit" + where + ": called off"
	}
	return "Visit planned" + where
}

func measureTitle(p *notice.Pack, m *care.MeasureAnswers) string {
	title := m.Measure
	if def, ok := p.Measure(m.Measure); ok {
		title = def.Title
	}
	if n := len(m.Points); n > 1 {
		return title + ", " + m.Moment + ", " + strconv.Itoa(n) + " answers"
	}
	return title + ", " + m.Moment + ", one answer"
}

func optionLabel(list []notice.Option, code string) string {
	for _, o := range list {
		if o.Code == code {
			return o.Label
		}
	}
	return code
}

func lowerFirst(s string) string {
	if s == "" {
		return s
	}
	return strings.ToLower(s[:1]) + s[1:]
}
