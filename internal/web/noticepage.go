package web

import (
	"net/http"
	"net/url"
	"strings"

	"candour/internal/notice"
	"candour/internal/web/ui"
)

var noticeRoutes = []Route{
	{http.MethodGet, "/notices/{controller}/{service}", Public, (*Server).notice},
	{http.MethodGet, "/services/{controller}/{service}", Public, (*Server).noticeMoved},
}

// A readNotice is a published notice in one of the ways in which it can be
// read, each made from the declarations that decide.
type readNotice struct {
	notice.Page
	Pack  *notice.Pack
	Home  string // address of the notice
	Way   string // what comes after it: "/easy", or ""
	Large bool   // large print
	Here  string // address that anybody can be sent
}

// reading finds the notice that an address names.
func (s *Server) reading(req *request, way string) (readNotice, error) {
	pack, err := s.service(req)
	if err != nil {
		return readNotice{}, err
	}
	n := readNotice{Page: pack.Page(), Pack: pack, Home: noticeHref(pack), Way: way, Large: req.URL.Query().Get("print") == "large"}
	n.Here = "http://" + req.Host + n.Home
	if s.Secure {
		n.Here = "https://" + req.Host + n.Home
	}
	return n, nil
}

// frame is the page round a notice.
func (n readNotice) frame(s *Server, req *request, title string) ui.PublicPage {
	f := s.publicPage(req, n.Pack, title)
	f.Large = n.Large
	f.Footer = append(append(n.otherPrint(), f.Footer...), cookieLink)
	return f
}

// otherPrint links to the page in the other size.
func (n readNotice) otherPrint() []ui.Link {
	if n.Large {
		return []ui.Link{{Text: "Ordinary print", Href: n.Home + n.Way}}
	}
	return []ui.Link{{Text: "Large print", Href: n.Home + n.Way + "?print=large"}}
}

// noticeWays are the ways to read a notice: what follows its address, and the
// words for it.
var noticeWays = []ui.Link{
	{Href: "", Text: "Short first"},
	{Href: "/easy", Text: "Easy read"},
	{Href: "/print", Text: "Every line, to print"},
	{Href: "/script", Text: "Read aloud"},
	{Href: "/languages", Text: "Other languages"},
	{Href: "/versions", Text: "Versions"},
	{Href: "/record", Text: "Official record"},
}

// ways links to every other way to read the notice.
func (n readNotice) ways() []ui.Link {
	var out []ui.Link
	for _, w := range noticeWays {
		if w.Href == n.Way {
			continue
		}
		l := ui.Link{Text: w.Text, Href: n.Home + w.Href}
		if n.Large {
			l.Href += "?print=large"
		}
		out = append(out, l)
	}
	return out
}

// post is the address that sends the notice's own address by email, written by
// whoever clicks it: nothing is asked of another site.
func (n readNotice) post() string {
	return "mailto:?" + strings.ReplaceAll(url.Values{"subject": {n.Title + " privacy notice"}, "body": {n.Here}}.Encode(), "+", "%20")
}

// A noticePage is the published notice, the short way first: five sentences,
// what would happen to mine, what was done so far, how long each part is kept,
// then every line with its number.
type noticePage struct {
	readNotice
	Mine    mine
	Figures figures
	Forms   []ui.Link // what anybody may fill in
}

func (s *Server) notice(req *request) (page, error) {
	n, err := s.reading(req, "")
	if err != nil {
		return page{}, err
	}
	today, err := s.Retention.Today(req.Context(), n.Pack.Controller.Code)
	if err != nil {
		return page{}, err
	}
	p := noticePage{readNotice: n, Forms: s.publicForms(n.Pack), Mine: readMine(n.Pack, n.Page, req.URL.Query(), today)}
	if p.Figures, err = s.figures(req, n.Pack); err != nil {
		return page{}, err
	}
	frame := n.frame(s, req, "What we do with your information")
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

// anchorOf turns a clause's place into the anchor of its line.
func anchorOf(place string) string {
	section, line, ok := strings.Cut(strings.TrimPrefix(place, "section "), ", line ")
	if !ok {
		return ""
	}
	return "s" + section + "-" + line
}

// five are the five sentences of the first screen.
func (n readNotice) five() ui.Five {
	var f ui.Five
	for _, a := range n.First {
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
