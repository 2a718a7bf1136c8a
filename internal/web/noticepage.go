package web

import (
	"net/http"
	"strings"

	"candour/internal/notice"
	"candour/internal/web/ui"
)

var noticeRoutes = []Route{
	{http.MethodGet, "/notices/{controller}/{service}", Public, (*Server).notice},
	{http.MethodGet, "/services/{controller}/{service}", Public, (*Server).noticeMoved},
}

// A noticePage is the published notice, made from the same declarations that
// decide: five sentences, how long each part is kept, an answer to "what would
// happen to mine?" that stores nothing, then every line with its number.
type noticePage struct {
	notice.Page
	Pack  *notice.Pack
	Mine  mine
	Forms []ui.Link // what anybody may fill in
	Large bool
	Home  string
}

func (s *Server) notice(req *request) (page, error) {
	pack, err := s.service(req)
	if err != nil {
		return page{}, err
	}
	today, err := s.Retention.Today(req.Context(), pack.Controller.Code)
	if err != nil {
		return page{}, err
	}
	query := req.URL.Query()
	p := noticePage{Page: pack.Page(), Pack: pack, Home: noticeHref(pack), Forms: s.publicForms(pack), Large: query.Get("print") == "large"}
	p.Mine = readMine(pack, p.Page, query, today)
	frame := s.publicPage(req, pack, "What we do with your information")
	frame.Large = p.Large
	frame.Footer = append([]ui.Link{p.print()}, frame.Footer...)
	if !p.Mine.Form.OK() {
		frame.Faulty = true
		return again(p.view(frame))
	}
	return show(p.view(frame))
}

// noticeMoved sends on who comes to the address that the notice had before.
func (s *Server) noticeMoved(req *request) (page, error) {
	pack, err := s.service(req)
	if err != nil {
		return page{}, err
	}
	to := noticeHref(pack)
	if req.URL.RawQuery != "" {
		to += "?" + req.URL.RawQuery
	}
	return page{status: http.StatusMovedPermanently, to: to}, nil
}

// print links to the page in the other size.
func (p noticePage) print() ui.Link {
	if p.Large {
		return ui.Link{Text: "Ordinary print", Href: p.Home}
	}
	return ui.Link{Text: "Large print", Href: p.Home + "?print=large"}
}

func optionValues(options []ui.Option) []string {
	var out []string
	for _, o := range options {
		if o.Value != "" {
			out = append(out, o.Value)
		}
	}
	return out
}

// anchorOf turns a clause's place into the anchor of its line.
func anchorOf(place string) string {
	section, line, ok := strings.Cut(strings.TrimPrefix(place, "section "), ", line ")
	if !ok {
		return ""
	}
	return "s" + section + "-" + line
}

// five are the five sentences of the first screen.
func (p noticePage) five() ui.Five {
	var f ui.Five
	for _, a := range p.First {
		f.Lines = append(f.Lines, ui.Line{Question: a.Question, Answer: a.Says})
	}
	return f
}

// A lineGroup is the lines of a section that speak to the same people.
type lineGroup struct {
	To    string // "If you are the person being referred", or ""
	Lines []notice.Line
}

// groups cuts a section where it begins to speak to somebody else.
func groups(s notice.Section) []lineGroup {
	var out []lineGroup
	for _, l := range s.Lines {
		if n := len(out); n == 0 || out[n-1].To != l.Group {
			out = append(out, lineGroup{To: l.Group})
		}
		g := &out[len(out)-1]
		g.Lines = append(g.Lines, l)
	}
	for i := range out {
		if out[i].To == "" && i > 0 {
			out[i].To = "For everybody"
		}
	}
	return out
}

func sectionID(n int) string { return "s" + itoa(n) }
