package web

import (
	"net/http"
	"strconv"

	"candour/internal/governance"
	"candour/internal/web/ui"
)

var versionsRoutes = []Route{
	{http.MethodGet, "/notices/{controller}/{service}/versions", Public, (*Server).noticeVersions},
}

// A versionsPage is what the notice says of its own dates, every version that
// was published here, and how any two of them differ, in words.
type versionsPage struct {
	readNotice
	Printed  []noticeVersion // newest first
	Past     []governance.Past
	Form     *ui.Form
	From, To *ui.FieldState
	Choices  []ui.Option
	Compared bool
	Changes  []governance.Change // from the one to the other
}

// A noticeVersion is one date that the notice itself bears.
type noticeVersion struct {
	Dated  string
	As     string // "last updated"
	Clause ui.Clause
}

func (s *Server) noticeVersions(req *request) (page, error) {
	n, err := s.reading(req, "/versions")
	if err != nil {
		return page{}, err
	}
	p := versionsPage{readNotice: n, Form: ui.ReadForm(req.URL.Query()), Printed: n.printed()}
	if p.Past, err = s.Governance.History(req.Context(), n.Pack.Controller.Code, n.Pack.Service); err != nil {
		return page{}, err
	}
	p.compare()
	frame := n.frame(s, req, "Versions of the notice")
	if !p.Form.OK() {
		frame.Faulty = true
		return again(p.view(frame))
	}
	return show(p.view(frame))
}

func (n readNotice) printed() []noticeVersion {
	var out []noticeVersion
	all := n.Pack.Versions
	for i := len(all) - 1; i >= 0; i-- {
		v := noticeVersion{Dated: all[i].Dated(), As: all[i].As, Clause: clauseOf(n.Pack, all[i].Clause)}
		if v.Dated == "" {
			v.Dated, v.As = "No date", "the printed notice bears none"
		}
		out = append(out, v)
	}
	return out
}

// compare reads which two versions are asked for and how they differ.
func (p *versionsPage) compare() {
	p.Choices = []ui.Option{{Text: "Choose a version"}}
	for _, v := range p.Past {
		if v.Pack != nil {
			p.Choices = append(p.Choices, ui.Option{Value: strconv.FormatInt(v.Number, 10), Text: versionCalled(v)})
		}
	}
	p.From = pick(p.Form, "from", optionValues(p.Choices)...)
	p.To = pick(p.Form, "to", optionValues(p.Choices)...)
	p.To.Check(p.From.Value == "" || p.To.Value != "", "Choose the version to compare it with")
	p.From.Check(p.To.Value == "" || p.From.Value != "", "Choose the version to begin with")
	p.To.Check(p.To.Value == "" || p.From.Value != p.To.Value, "Choose two different versions")
	if p.From.Value == "" || !p.Form.OK() {
		return
	}
	p.Compared = true
	p.Changes = governance.Changes(p.past(p.From.Value).Pack, p.past(p.To.Value).Pack)
}

func (p *versionsPage) past(number string) governance.Past {
	for _, v := range p.Past {
		if strconv.FormatInt(v.Number, 10) == number {
			return v
		}
	}
	return governance.Past{}
}

func versionCalled(v governance.Past) string {
	return "Version " + strconv.FormatInt(v.Number, 10) + ", from " + v.From.Long()
}

// stands says whether a version is the one that runs.
func stands(v governance.Past) ui.Mark {
	switch {
	case v.Running && v.Live:
		return ui.Mark{Text: "In force", Kind: "done"}
	case v.Running:
		return ui.Mark{Text: "Runs as a sample", Kind: "warm"}
	}
	return ui.Mark{Text: "Not in force", Kind: "grey"}
}
