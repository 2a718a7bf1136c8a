package web

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"candour/internal/calendar"
	"candour/internal/care"
	"candour/internal/governance"
	"candour/internal/web/ui"
)

var governanceRoutes = []Route{
	{http.MethodGet, "/governance", Staff, (*Server).overseen},
	{http.MethodGet, "/governance/{service}", Staff, (*Server).governed},
	{http.MethodPost, "/governance/{service}/versions", Staff, (*Server).draftSent},
	{http.MethodPost, "/governance/{service}/versions/{id}/check", Staff, (*Server).checkSent},
	{http.MethodPost, "/governance/{service}/versions/{id}/approve", Staff, (*Server).approveSent},
	{http.MethodPost, "/governance/{service}/versions/{id}/publish", Staff, (*Server).publishSent},
}

// An overseenPage is how every notice of the council stands: what runs, what is
// on its way, what keeps it from going live. It is the data protection
// officer's.
type overseenPage struct{ *governance.Overview }

func (s *Server) overseen(req *request) (page, error) {
	o, err := s.Governance.Overview(req.Context(), req.who())
	if err != nil {
		return page{}, err
	}
	return show(overseenPage{o}.view(s.staffPage(req, "Notices", o.Entry)))
}

func governanceHref(service, under string) string { return "/governance/" + service + under }

// standMark is the state of a notice as a mark.
func standMark(s governance.Standing) *ui.Mark {
	kind := map[string]string{governance.Live: "done", governance.Sample: "warm", governance.NotPublished: "grey"}[s.State]
	return &ui.Mark{Text: s.State, Kind: kind}
}

// runs says in a sentence which version runs and since when.
func runs(s governance.Standing) string {
	switch {
	case s.Version == nil:
		return "The files in this program run as they are. No version was ever published."
	case s.Version.Live:
		return "Version " + itoa(int(s.Version.Number)) + " is in force since " + s.Version.Effective.Long() + "."
	}
	return "Version " + itoa(int(s.Version.Number)) + " runs as a sample, dated " + s.Version.Effective.Long() + ". It serves nobody."
}

// ahead says what is on its way, or nothing.
func (p overseenPage) ahead(r governance.OverviewRow) string {
	switch {
	case r.Coming == nil:
		return ""
	case r.Next != nil && r.Next.ID == r.Coming.ID:
		return "Version " + itoa(int(r.Coming.Number)) + " comes into force on " + r.Coming.Effective.Long() + "."
	}
	return "Version " + itoa(int(r.Coming.Number)) + " is on its way: " + r.Coming.State + "."
}

// lacks says how much keeps a notice from going live.
func lacks(n int) string {
	switch n {
	case 0:
		return "Nothing is missing before it goes live."
	case 1:
		return "One thing is missing before it goes live."
	}
	return ui.Counted(n) + " things are missing before it goes live."
}

// A governedPage is one service's notice: what runs, the versions with what
// changed, and what is missing before it goes live.
type governedPage struct {
	*governance.Service
	Form  *ui.Form
	From  *ui.DayState
	How   *ui.FieldState
	Token care.ID
}

func newGovernedPage(v *governance.Service, sent *ui.Form) *governedPage {
	form, fresh := newState(sent)
	p := &governedPage{Service: v, Form: form, Token: governance.NewToken()}
	p.From, p.How = form.Day("from"), pick(form, "how", "live", "sample")
	if fresh {
		p.From.Set(v.Today)
	}
	return p
}

func (p *governedPage) href(under string) string { return governanceHref(p.Pack.Service, under) }

func (s *Server) governedView(req *request, sent *ui.Form) (*governedPage, error) {
	v, err := s.Governance.Service(req.Context(), req.who(), req.PathValue("service"), "notice")
	if err != nil {
		return nil, err
	}
	return newGovernedPage(v, sent), nil
}

func (s *Server) governed(req *request) (page, error) {
	p, err := s.governedView(req, nil)
	if err != nil {
		return page{}, err
	}
	return show(p.view(s.staffPage(req, "Versions of a notice", p.Entry), governanceTabs(p.Service, "")))
}

// governanceTabs go between the pages of one notice.
func governanceTabs(v *governance.Service, at string) []ui.NavItem {
	open := slices.DeleteFunc(slices.Clone(v.Readings), func(r governance.Reading) bool { return r.Line != nil })
	tabs := []ui.NavItem{
		{Text: "Versions", Href: ""}, {Text: "Readings", Href: "/readings"}, {Text: "Gaps", Href: "/gaps"}, {Text: "Registers", Href: "/registers"},
	}
	if len(open) > 0 {
		tabs[1].Text += " (" + itoa(len(open)) + " to decide)"
	}
	for i := range tabs {
		tabs[i].Current = tabs[i].Href == at
		tabs[i].Href = governanceHref(v.Pack.Service, tabs[i].Href)
	}
	return tabs
}

func (s *Server) draftSent(req *request) (page, error) {
	return s.versionSent(req, func(token care.ID, p *governedPage) error {
		return s.Governance.Draft(req.Context(), req.who(), p.Pack.Service, token)
	})
}

func (s *Server) checkSent(req *request) (page, error) {
	return s.versionSent(req, func(token care.ID, _ *governedPage) error {
		return s.Governance.Check(req.Context(), req.who(), req.id("id"), token)
	})
}

func (s *Server) approveSent(req *request) (page, error) {
	return s.versionSent(req, func(token care.ID, _ *governedPage) error {
		return s.Governance.Approve(req.Context(), req.who(), req.id("id"), token)
	})
}

func (s *Server) publishSent(req *request) (page, error) {
	return s.versionSent(req, func(token care.ID, p *governedPage) error {
		p.How.Need("Choose what it is published as")
		from := p.From.Need("Write the day from which it is in force").Read("the day it comes into force")
		if !p.Form.OK() {
			return nil
		}
		return s.Governance.Publish(req.Context(), req.who(), req.id("id"), token, from, p.How.Value == "live")
	}, "how", "from-day", "from-month", "from-year")
}

// versionSent does one act on a version: done, and back to the page; or the
// page again with everything typed and what is to be mended.
func (s *Server) versionSent(req *request, do func(care.ID, *governedPage) error, fields ...string) (page, error) {
	form, err := req.form(fields...)
	if err != nil {
		return page{}, err
	}
	token, err := req.token()
	if err != nil {
		return page{}, err
	}
	p, err := s.governedView(req, form)
	if err != nil {
		return page{}, err
	}
	if err = do(token, p); err == nil && form.OK() {
		return seeOther(p.href(""))
	}
	if err != nil {
		if err := p.mend(err); err != nil {
			return page{}, err
		}
	}
	frame := s.staffPage(req, "Versions of a notice", p.Entry)
	frame.Faulty = true
	return again(p.view(frame, governanceTabs(p.Service, "")))
}

// mend says what stands in the way of an act. What no form can mend it gives
// back.
func (p *governedPage) mend(err error) error {
	if no := notReady(err); no != nil {
		p.How.Check(false, "It cannot go live yet. "+lacks(len(no.Missing))+" They are listed below")
		return nil
	}
	if faults := governance.FaultsOf(err); faults != nil {
		p.Form.Wrong("This version does not compile, so it stays a draft. What is wrong is listed with it")
		return nil
	}
	return mend(p.Form, err, places{"from": at(p.From)})
}

// pathEscaped writes a code with spaces as a part of an address.
func pathEscaped(code string) string { return url.PathEscape(code) }

// shortHash is the beginning of a hash, enough to tell it from its neighbours.
func shortHash(hash string) string { return hash[:min(12, len(hash))] }

// steps tell how far a version has come.
func (p *governedPage) steps(v governance.Version) string {
	var out []string
	add := func(did string, s governance.Step) {
		if !s.At.IsZero() {
			out = append(out, did+" on "+calendar.Of(s.At).Long()+p.by(s.By))
		}
	}
	add("taken in", v.Drafted)
	add("checked", v.Checked)
	add("approved", v.Approved)
	add("published", v.Published)
	return upperFirst(strings.Join(out, "; ")) + "."
}

func (p *governedPage) by(id care.ID) string {
	if card, ok := p.Staff[id]; ok && card.Name != "" {
		return " by " + card.Name
	}
	return ""
}

// called names a version with its state.
func (p *governedPage) called(v governance.Version) string {
	return "Version " + itoa(int(v.Number))
}

func (p *governedPage) mark(v governance.Version) *ui.Mark {
	switch {
	case p.Version != nil && v.ID == p.Version.ID:
		return &ui.Mark{Text: "in force", Kind: "done"}
	case v.State == governance.Published && v.Effective.After(p.Today):
		return &ui.Mark{Text: "from " + v.Effective.Long(), Kind: "warm"}
	case v.State == governance.Published:
		return &ui.Mark{Text: "no longer in force", Kind: "grey"}
	}
	return &ui.Mark{Text: v.State, Kind: "warm"}
}

// newest reports whether a version is the last, on which alone acts are
// offered.
func (p *governedPage) newest(v governance.Version) bool { return p.Versions[0].ID == v.ID }

// drafts reports whether the files here can be taken in as the next version.
func (p *governedPage) drafts() bool {
	return p.Files != "" && (len(p.Versions) == 0 || p.Versions[0].Hash != p.Files)
}

// touches says whom the changes of a version touch.
func (p *governedPage) touches(v governance.Version) string {
	who := itoa(int(p.Living)) + " people whose episodes are open now"
	if p.Living == 1 {
		who = "1 person whose episode is open now"
	}
	if p.Living == 0 {
		who = "nobody now: no episode is open"
	}
	says := "It touches " + who + "."
	if slices.ContainsFunc(v.Changes, func(c governance.Change) bool { return c.AskAgain != "" }) {
		says += " Everybody who is asked whether they agree has to be asked again."
	}
	return says
}

func (p *governedPage) publishAs() []ui.Choice {
	out := []ui.Choice{{Value: "live", Text: "Live: it serves the public"}}
	if p.Samples {
		out = append(out, ui.Choice{Value: "sample", Text: "A sample: it serves nobody, and says so"})
	}
	return out
}
