package web

import (
	"net/http"
	"strings"

	"candour/internal/casework"
)

var letterRoutes = []Route{
	{http.MethodGet, "/episodes/{id}/letter", Staff, (*Server).letter},
}

// A letterPage is the letter that says when a visit is, to print: in large
// print, 16 points or more, for whoever needs it. Nothing on the page but the
// letter is printed.
type letterPage struct {
	*casework.Letter
}

func (s *Server) letter(req *request) (page, error) {
	l, err := s.Cases.Letter(req.Context(), req.who(), req.id("id"), casework.VisitLetter)
	if err != nil {
		return page{}, err
	}
	frame := s.staffPage(req, "A letter", l.Entry)
	frame.Large = l.Large
	return show(letterPage{l}.view(frame))
}

// lines are the lines of one paragraph: an address has several.
func lines(paragraph string) []string { return strings.Split(paragraph, "\n") }

func letterClass(large bool) string {
	if large {
		return "cd-letter cd-letter--large"
	}
	return "cd-letter"
}
