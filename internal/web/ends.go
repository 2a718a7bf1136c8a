package web

import (
	"net/http"

	"candour/internal/casework"
	"candour/internal/web/ui"
)

var endsRoutes = []Route{
	{http.MethodGet, "/episodes/{id}/ends", Staff, (*Server).ends},
}

// An endsPage is what is destroyed when, by which line of the notice: as it
// stands for somebody who has left, and for everybody else as it would be if
// they left today or on a day asked for. Asking stores nothing.
type endsPage struct {
	*casework.Ends
	Form *ui.Form
	Day  *ui.DayState
	Life ui.LifePicture
	Rows []endsRow
	Base string
}

// An endsRow is one part of the record with its end in words and the line of
// the notice that says so.
type endsRow struct {
	Called string
	Words  string
	Quote  ui.Quote
	Proof  string // address of its certificate, or ""
}

func (s *Server) ends(req *request) (page, error) {
	form := ui.ReadForm(req.URL.Query())
	day := form.Day("leaves")
	leaving := day.Read("the day they leave")
	e, err := s.Cases.Ends(req.Context(), req.who(), req.id("id"), leaving)
	if err != nil {
		return page{}, err
	}
	day.Check(leaving.IsZero() || !leaving.Before(e.File.Episode.ReceivedOn), "They cannot leave before their referral came, on "+e.File.Episode.ReceivedOn.Long())
	p := endsPage{Ends: e, Form: form, Day: day, Base: episodeHref(e.File.Episode.ID)}
	left := e.Leaving
	if left.IsZero() {
		left = e.File.Episode.LeftOn
	}
	p.Life = lifePicture(e.Header, e.Lives, left)
	for _, l := range e.Lives {
		row := endsRow{Called: partCalled(e.Pack, l.Tier), Words: lifeWords(e.Header, l), Quote: quoteOf(e.Pack, l.Tier.Clause)}
		if l.Intent != nil {
			row.Proof = "/certificates/" + string(l.Intent.ID)
		}
		p.Rows = append(p.Rows, row)
	}
	frame := s.episodePage(req, "What is destroyed when", e.Header, e.Entry)
	frame.Faulty = !form.OK()
	body := p.view(frame, episodeTabs(e.Header, "/ends"))
	if frame.Faulty {
		return again(body)
	}
	return show(body)
}

// supposed says which day the page is worked out for.
func (p endsPage) supposed() string {
	switch {
	case p.Leaving.IsZero():
		return "They left on " + p.File.Episode.LeftOn.Long() + "."
	case p.Leaving == p.Today:
		return "If they left today, " + p.Today.Long() + "."
	}
	return "If they left on " + p.Leaving.Long() + "."
}
