package web

import (
	"net/http"
	"strconv"

	"candour/internal/casework"
	"candour/internal/web/ui"
)

var peopleRoutes = []Route{
	{http.MethodGet, "/people", Staff, (*Server).people},
	{http.MethodPost, "/people", Staff, (*Server).findPeople},
}

// A peoplePage lists those whose records the asker may open, and finds
// somebody among them by name. The name is posted, never put into an address.
type peoplePage struct {
	*casework.Roll
	Form  *ui.Form
	Query *ui.FieldState
	Older string // address of the next page, or ""
}

func (s *Server) people(req *request) (page, error) {
	roll, err := s.Cases.People(req.Context(), req.who(), req.URL.Query().Get("after"))
	if err != nil {
		return page{}, err
	}
	form := ui.ReadForm(nil)
	p := peoplePage{Roll: roll, Form: form, Query: form.Text("name")}
	if roll.Next != "" {
		p.Older = "/people?after=" + roll.Next
	}
	return show(p.view(s.staffPage(req, p.title(), p.Entry)))
}

func (s *Server) findPeople(req *request) (page, error) {
	form, err := req.form("name")
	if err != nil {
		return page{}, err
	}
	p := peoplePage{Roll: &casework.Roll{Searched: true}, Form: form, Query: form.Text("name").AtMost(100)}
	if !form.OK() {
		frame := s.staffPage(req, p.title(), "")
		frame.Faulty = true
		return again(p.view(frame))
	}
	found, err := s.Cases.Find(req.Context(), req.who(), p.Query.Value)
	if err != nil {
		return page{}, err
	}
	p.Found = *found
	return show(p.view(s.staffPage(req, p.title(), p.Entry)))
}

func (p peoplePage) title() string {
	if p.Searched {
		return "Find someone"
	}
	return "Records to audit"
}

func (p peoplePage) rows() []ui.Deed {
	var out []ui.Deed
	for _, r := range p.Rows {
		d := ui.Deed{When: "since " + withYear(r.Episode.ReceivedOn), Who: ui.Link{Text: r.Name, Href: episodeHref(r.Episode.ID)}}
		if r.Age > 0 {
			d.After = ", " + strconv.Itoa(r.Age)
		}
		switch {
		case !r.Episode.LeftOn.IsZero():
			d.Note = "Left " + r.Episode.LeftOn.Long()
		case r.Worker != "":
			d.Note = "With " + r.Worker
		default:
			d.Note = "Waiting for a Connector"
		}
		out = append(out, d)
	}
	return out
}
