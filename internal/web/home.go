package web

import (
	"net/http"

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
	for _, c := range s.Packs.Controllers {
		k := homeCouncil{Controller: c}
		for _, svc := range s.Packs.Services {
			if svc.Controller.Code == c.Code {
				k.Services = append(k.Services, homeService{svc, publicForms(svc)})
			}
		}
		p.Councils = append(p.Councils, k)
	}
	return show(p.view(s.staffPage(req, "Councils and services", "")))
}

// publicForms are the forms of a service that anybody may fill in.
func publicForms(p *notice.Pack) []ui.Link {
	var out []ui.Link
	for _, f := range p.Forms {
		if f.By == publicFormActor {
			out = append(out, ui.Link{Text: f.Title, Href: noticeHref(p) + "/" + f.Code})
		}
	}
	return out
}

// publicFormActor is who fills in a form that anybody may.
const publicFormActor = "public form"
