package web

import (
	"net/http"

	"candour/internal/notice"
	"candour/internal/web/ui"
)

var noticesRoutes = []Route{
	{http.MethodGet, "/notices", Public, (*Server).noticeLists},
	{http.MethodGet, "/notices/{controller}/{service}/print", Public, (*Server).noticePrint},
	{http.MethodGet, "/notices/{controller}/{service}/easy", Public, (*Server).noticeEasy},
	{http.MethodGet, "/notices/{controller}/{service}/script", Public, (*Server).noticeScript},
	{http.MethodGet, "/notices/{controller}/{service}/languages", Public, (*Server).noticeLanguages},
}

// A noticeList is every notice of this installation, by council: what anybody
// may read.
type noticeList struct {
	Councils []noticeCouncil
}

// A noticeCouncil is one council with its notices.
type noticeCouncil struct {
	notice.Controller
	Notices []readNotice
}

func (s *Server) noticeLists(req *request) (page, error) {
	var p noticeList
	for _, c := range s.packs().Controllers {
		k := noticeCouncil{Controller: c}
		for _, pack := range s.packs().Services {
			if pack.Controller.Code == c.Code {
				k.Notices = append(k.Notices, readNotice{Page: pack.Page(), Pack: pack, Home: noticeHref(pack)})
			}
		}
		p.Councils = append(p.Councils, k)
	}
	return show(p.view(s.staffPage(req, "Privacy notices", "")))
}

// brief are the ways of reading a notice that stand in the list.
func (n readNotice) brief() []ui.Link {
	var out []ui.Link
	for _, w := range noticeWays[1:4] {
		out = append(out, ui.Link{Text: w.Text, Href: n.Home + w.Href, Hidden: "of " + n.Title})
	}
	return out
}

// A printedNotice is every line of a notice, open, for paper and for large
// print.
type printedNotice struct{ noticePage }

func (s *Server) noticePrint(req *request) (page, error) {
	n, err := s.reading(req, "/print")
	if err != nil {
		return page{}, err
	}
	p := printedNotice{noticePage{readNotice: n}}
	return show(p.view(n.frame(s, req, "Every line of the notice")))
}
