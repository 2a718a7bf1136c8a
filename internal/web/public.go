package web

import (
	"candour/internal/care"
	"candour/internal/governance"
	"candour/internal/notice"
	"candour/internal/web/ui"
)

// service finds the pack that a public address names.
func (s *Server) service(req *request) (*notice.Pack, error) {
	p, ok := s.packs().Service(req.PathValue("controller"), req.PathValue("service"))
	if !ok {
		return nil, care.ErrNotFound
	}
	return p, nil
}

// publicPage is the frame of a page anybody may read: the council's name leads
// it and the number to ring, or the gap where one is missing, stands in it.
func (s *Server) publicPage(req *request, p *notice.Pack, title string) ui.PublicPage {
	return ui.PublicPage{
		Title: title, Controller: p.Controller.Name, Service: p.Title, Home: noticeHref(p), Phone: p.Controller.Phone,
		Footer: []ui.Link{{Text: "What we do with your information", Href: noticeHref(p)}, {Text: "Staff sign in", Href: "/sign-in"}},
		Demo:   s.demoBar(req), Standing: s.notLive(p),
	}
}

// notLive says that a notice is a sample, or not published; nothing once the
// service is live.
func (s *Server) notLive(p *notice.Pack) string {
	standing, err := s.Governance.Standing(p.Controller.Code, p.Service)
	switch {
	case err == nil && standing.State == governance.Sample:
		return "This is a sample, not a live service."
	case err == nil && standing.State == governance.NotPublished:
		return "This notice is not published yet."
	}
	return ""
}
