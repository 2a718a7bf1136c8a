package web

import (
	"net/http"
	"net/url"
	"strings"

	"candour/internal/notice"
	"candour/internal/web/ui"
)

var homeRoutes = []Route{
	{http.MethodGet, "/{$}", Public, (*Server).home},
}

// A homePage is the councils of this installation with the services each runs:
// what anybody may read, ask for and refer to.
type homePage struct {
	Councils []homeCouncil
}

// A homeCouncil is one council with its services.
type homeCouncil struct {
	notice.Controller
	Services []homeService
}

// A homeService is one service as the public comes to it.
type homeService struct {
	*notice.Pack
	Forms []ui.Link
}

func (s *Server) home(req *request) (page, error) {
	var p homePage
	packs := s.packs()
	for _, c := range packs.Controllers {
		k := homeCouncil{Controller: c}
		for _, svc := range packs.Services {
			if svc.Controller.Code == c.Code {
				k.Services = append(k.Services, homeService{svc, s.publicForms(svc)})
			}
		}
		p.Councils = append(p.Councils, k)
	}
	return show(p.view(s.staffPage(req, "Councils and services", "")))
}

// publicForms are the forms of a service that anybody may fill in: those that
// have an address here.
func (s *Server) publicForms(p *notice.Pack) []ui.Link {
	var out []ui.Link
	for _, f := range p.Forms {
		if href := serviceHref(p) + "/" + f.Code; byAnybody(p, f) && s.answers(href) {
			out = append(out, ui.Link{Text: f.Title, Href: href})
		}
	}
	return out
}

// byAnybody reports whether anybody may fill in a form: no role, but a part of
// the software that stands for the public.
func byAnybody(p *notice.Pack, f notice.Form) bool {
	_, role := p.Role(f.By)
	return !role && strings.HasPrefix(f.By, "public")
}

// answers reports whether an address leads to a page of its own.
func (s *Server) answers(path string) bool {
	_, pattern := s.mux.Handler(&http.Request{Method: http.MethodGet, URL: &url.URL{Path: path}})
	return pattern != "" && pattern != "/"
}
