package web

import (
	"net/http"

	"candour/internal/web/ui"
)

var versionsRoutes = []Route{
	{http.MethodGet, "/notices/{controller}/{service}/versions", Public, (*Server).noticeVersions},
}

// A versionsPage is every dated version that the notice says it has had.
type versionsPage struct {
	readNotice
	Versions []noticeVersion // newest first
}

// A noticeVersion is one publication of the notice.
type noticeVersion struct {
	Dated   string
	As      string // "last updated"
	Clause  ui.Clause
	InForce bool
}

func (s *Server) noticeVersions(req *request) (page, error) {
	n, err := s.reading(req, "/versions")
	if err != nil {
		return page{}, err
	}
	p := versionsPage{readNotice: n}
	all := n.Pack.Versions
	for i := len(all) - 1; i >= 0; i-- {
		v := noticeVersion{Dated: all[i].Dated(), As: all[i].As, Clause: clauseOf(n.Pack, all[i].Clause), InForce: i == len(all)-1}
		if v.Dated == "" {
			v.Dated = "No date"
			v.As = "the printed notice bears none"
		}
		p.Versions = append(p.Versions, v)
	}
	return show(p.view(n.frame(s, req, "Versions of the notice")))
}
