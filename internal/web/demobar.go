package web

import (
	"candour/internal/web/ui"
)

// demoBar says on every page of a demonstration that nobody in it is real, and
// what day its calendar stands at.
func (s *Server) demoBar(req *request) *ui.DemoBar {
	if s.Demo == nil {
		return nil
	}
	b := &ui.DemoBar{}
	if req.session != nil {
		b.Move = "/time-machine"
		day := req.session.Today
		b.Today = day.Weekday().String() + " " + day.Long()
	}
	return b
}
