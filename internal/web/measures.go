package web

import (
	"net/http"
	"strconv"

	"candour/internal/calendar"
	"candour/internal/care"
	"candour/internal/casework"
	"candour/internal/notice"
	"candour/internal/web/ui"
)

var measureRoutes = []Route{
	{http.MethodGet, "/episodes/{id}/measures", Staff, (*Server).measures},
	{http.MethodGet, "/episodes/{id}/measures/review", Staff, (*Server).reviewForm},
	{http.MethodPost, "/episodes/{id}/measures/review", Staff, (*Server).reviewSend},
}

// A measuresPage is what a person said of how life is going, at the first
// visit and now: each scale at its full width with the numbers and words in
// the same row. Personal well-being is never added up.
type measuresPage struct {
	*casework.Measuring
	Tables []ui.Measures
	Hidden *ui.Withheld
}

func (s *Server) measures(req *request) (page, error) {
	m, err := s.Cases.Measures(req.Context(), req.who(), req.id("id"))
	if err != nil {
		return page{}, err
	}
	p := &measuresPage{Measuring: m, Tables: measureTables(m.Series)}
	for i := range m.Series {
		if m.Series[i].Hidden {
			p.Hidden = hidden(m.File, &m.Series[i].Item)
			break
		}
	}
	return show(p.view(s.episodePage(req, "Measures", m.Header, m.Entry), episodeTabs(m.Header, "/measures")))
}

// measureTables puts scales that were asked on the same days into one table.
func measureTables(series []casework.Series) []ui.Measures {
	var tables []ui.Measures
	for i := range series {
		s := &series[i]
		before, has := s.Baseline()
		now, again := s.Latest()
		if !has && !again {
			continue
		}
		t := daysTable(before, now, has, again)
		rows := seriesRows(s, before, now, has, again)
		if n := len(tables); n > 0 && tables[n-1].Before == t.Before && tables[n-1].Now == t.Now {
			tables[n-1].Rows = append(tables[n-1].Rows, rows...)
			continue
		}
		t.Rows = rows
		tables = append(tables, t)
	}
	return tables
}

func daysTable(before, now care.MeasureAnswers, has, again bool) ui.Measures {
	if !again {
		return ui.Measures{Caption: "Answers on " + before.On.Long(), Now: before.On.Long(), NowIn: before.On.Short()}
	}
	t := ui.Measures{Caption: "Answers on " + now.On.Long(), Now: now.On.Long(), NowIn: now.On.Short()}
	if has {
		t.Caption = "Answers on " + before.On.Long() + " and on " + now.On.Long()
		t.Before, t.BeforeIn = before.On.Long(), before.On.Short()
	}
	return t
}

// seriesRows is one row for a scale that is summed, one for each question of a
// scale that is not.
func seriesRows(s *casework.Series, before, now care.MeasureAnswers, has, again bool) []ui.Measure {
	if !again {
		now, before, has, again = before, care.MeasureAnswers{}, false, true
	}
	if s.Scale.Sum {
		low, high := s.Scale.Range()
		row := ui.Measure{Name: s.Measure.Title, Low: low, High: high, Note: scaleNote(low, high, s.Measure.Questions[0])}
		row.Before, row.HasBefore = s.Scale.Total(before)
		row.Now, row.HasNow = s.Scale.Total(now)
		change, _ := s.Scale.Change(before, now)
		row.Words, row.Worse = changeWords(change, row.HasNow, has), change.Direction == care.Worse
		return []ui.Measure{row}
	}
	var rows []ui.Measure
	for i, c := range s.Scale.Changes(before, now) {
		q := s.Measure.Questions[i]
		row := ui.Measure{Name: q.Text, Low: q.Low, High: q.High, Note: scaleNote(q.Low, q.High, q)}
		row.Before, row.HasBefore = before.Points[q.Code], hasPoint(before, q)
		row.Now, row.HasNow = now.Points[q.Code], hasPoint(now, q)
		row.Words, row.Worse = changeWords(c, row.HasNow, has), c.Direction == care.Worse
		if e := now.Empty[q.Code]; e != "" {
			row.Words = map[care.Empty]string{care.Declined: "Preferred not to say", care.Unknown: "Asked, they do not know"}[e]
		}
		rows = append(rows, row)
	}
	return rows
}

func hasPoint(m care.MeasureAnswers, q notice.Question) bool {
	_, ok := m.Points[q.Code]
	return ok
}

func scaleNote(low, high int, q notice.Question) string {
	return strconv.Itoa(low) + " to " + strconv.Itoa(high) + ", " + q.Better + " is better"
}

func changeWords(c care.MeasureChange, told, compared bool) string {
	switch {
	case c.Direction == care.Better:
		return "Better"
	case c.Direction == care.Worse:
		return "Worse: talk about it"
	case c.Direction == care.Same:
		return "The same"
	case told && compared:
		return "Nothing to compare with"
	case told:
		return "Asked once so far"
	}
	return "Not told"
}

func (p *measuresPage) base() string { return episodeHref(p.File.Episode.ID) }

// A reviewPage asks the scales again, at a review or as the person leaves.
type reviewPage struct {
	*casework.Measuring
	Form   *ui.Form
	Moment *ui.FieldState
	Asking asking
	Scales []scaleForm
	Token  care.ID
}

func (s *Server) reviewForm(req *request) (page, error) {
	m, err := s.Cases.Measures(req.Context(), req.who(), req.id("id"))
	if err != nil {
		return page{}, err
	}
	p := newReviewPage(m, ui.ReadForm(nil))
	if !p.first() {
		p.Moment.Set(care.Review)
	} else {
		p.Moment.Set(care.Baseline)
	}
	return show(p.view(s.episodePage(req, "Ask the scales", m.Header, m.Entry)))
}

func newReviewPage(m *casework.Measuring, form *ui.Form) *reviewPage {
	p := &reviewPage{Measuring: m, Form: form, Token: casework.NewToken()}
	p.Moment = pick(form, "moment", care.Baseline, care.Review, care.Exit)
	var items []notice.Item
	for i := range m.Series {
		items = append(items, m.Series[i].Item)
	}
	p.Asking = newAsking(form, items...)
	p.Scales = newScaleForms(m.Pack.Measures, form)
	return p
}

// first reports whether no scale was ever asked.
func (p *reviewPage) first() bool {
	for i := range p.Series {
		if len(p.Series[i].Taken) > 0 {
			return false
		}
	}
	return true
}

func (s *Server) reviewSend(req *request) (page, error) {
	m, err := s.Cases.Measures(req.Context(), req.who(), req.id("id"))
	if err != nil {
		return page{}, err
	}
	form, err := req.form(append(append([]string{"moment"}, askingFields...), scaleFields(m.Pack.Measures)...)...)
	if err != nil {
		return page{}, err
	}
	token, version, err := req.sent()
	if err != nil {
		return page{}, err
	}
	p := newReviewPage(m, form)
	sent := p.read(m.Today)
	sent.Episode, sent.Token, sent.Version = req.id("id"), token, version
	if form.OK() {
		err := s.Cases.RecordMeasures(req.Context(), req.who(), sent)
		if err == nil {
			return seeOther(episodeHref(sent.Episode) + "/measures")
		}
		if err := mend(form, err, p.places()); err != nil {
			return page{}, err
		}
	}
	frame := s.episodePage(req, "Ask the scales", m.Header, m.Entry)
	frame.Faulty = true
	return again(p.view(frame))
}

func (p *reviewPage) read(today calendar.Day) casework.Measured {
	p.Moment.Need("Choose what this is")
	p.Asking.read()
	if p.Moment.Value == "" {
		return casework.Measured{}
	}
	return casework.Measured{
		Channel: p.Asking.Channel.Value, Why: p.Asking.reason(), Measures: readScales(p.Scales, p.Moment.Value, today),
	}
}

// places says where a scale that the notice does not allow is shown: beside
// its first question.
func (p *reviewPage) places() places {
	out := places{"moment": at(p.Moment), whyNotFace: at(p.Asking.Why)}
	for _, s := range p.Scales {
		if len(s.Questions) > 0 {
			out[p.Pack.Items[s.Measure.Item].Code] = at(s.Questions[0].Field)
		}
	}
	return out
}

func (p *reviewPage) moments() []ui.Choice {
	if p.first() {
		return []ui.Choice{{Value: care.Baseline, Text: "The first time"}}
	}
	return []ui.Choice{{Value: care.Review, Text: "A review"}, {Value: care.Exit, Text: "They are leaving"}}
}

func (p *reviewPage) base() string { return episodeHref(p.File.Episode.ID) + "/measures" }

func (p *reviewPage) version() string { return strconv.FormatInt(p.File.Episode.Version, 10) }
