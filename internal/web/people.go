package web

import (
	"net/http"
	"strconv"

	"candour/internal/casework"
	"candour/internal/web/ui"
)

var peopleRoutes = []Route{
	{http.MethodGet, "/people", Staff, (*Server).people},
	{http.MethodPost, "/people", Staff, (*Server).people},
}

// A peoplePage finds somebody by name among those the asker may see. The name
// is posted, never put into an address.
type peoplePage struct {
	*casework.Found
	Form  *ui.Form
	Query *ui.FieldState
}

func (s *Server) people(req *request) (page, error) {
	form := ui.ReadForm(nil)
	if req.Method == http.MethodPost {
		var err error
		if form, err = req.form("name"); err != nil {
			return page{}, err
		}
	}
	p := peoplePage{Form: form, Query: form.Text("name").AtMost(100)}
	if !form.OK() {
		p.Found = &casework.Found{}
		frame := s.staffPage(req, "Find someone", "")
		frame.Faulty = true
		return again(p.view(frame))
	}
	var err error
	if p.Found, err = s.Cases.Find(req.Context(), req.who(), p.Query.Value); err != nil {
		return page{}, err
	}
	return show(p.view(s.staffPage(req, "Find someone", p.Entry)))
}

func (p peoplePage) rows() []ui.Deed {
	var out []ui.Deed
	for _, r := range p.Rows {
		d := ui.Deed{When: "since " + r.Episode.ReceivedOn.Short(), Who: ui.Link{Text: r.Name, Href: episodeHref(r.Episode.ID)}}
		if r.Age > 0 {
			d.After = ", " + strconv.Itoa(r.Age)
		}
		if r.Worker != "" {
			d.Note = "With " + r.Worker
		}
		out = append(out, d)
	}
	return out
}
