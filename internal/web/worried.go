package web

import (
	"net/http"

	"candour/internal/notice"
)

var worriedRoutes = []Route{
	{http.MethodGet, "/worried", Staff, (*Server).worried},
}

// A worriedPage says what to do about a worry, to every member of staff. It
// opens no record, and a number that the council's notices do not give is
// shown as missing, never made up.
type worriedPage struct {
	Council notice.Controller
}

func (s *Server) worried(req *request) (page, error) {
	c, _ := s.packs().Controller(req.session.Worker.Controller)
	return show(worriedPage{c}.view(s.staffPage(req, "Worried about someone?", "")))
}
