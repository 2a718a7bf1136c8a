package web

import (
	"errors"
	"net/http"

	"candour/internal/care"
	"candour/internal/governance"
	"candour/internal/web/ui"
)

var readingsRoutes = []Route{
	{http.MethodGet, "/governance/{service}/readings", Staff, (*Server).readings},
	{http.MethodPost, "/governance/{service}/readings", Staff, (*Server).readingSent},
	{http.MethodGet, "/governance/{service}/gaps", Staff, (*Server).gaps},
	{http.MethodGet, "/governance/{service}/gaps/{gap}", Staff, (*Server).gap},
	{http.MethodPost, "/governance/{service}/gaps/{gap}", Staff, (*Server).gapSent},
}

// A readingsPage is every reading of a notice with what the council decided on
// it: where the print is silent, garbled or dated, what we took it to mean.
type readingsPage struct {
	*governance.Service
	Form *ui.Form
}

func (s *Server) readings(req *request) (page, error) {
	v, err := s.Governance.Service(req.Context(), req.who(), req.PathValue("service"), "readings")
	if err != nil {
		return page{}, err
	}
	return show(readingsPage{v, ui.ReadForm(nil)}.view(s.staffPage(req, "Readings of a notice", v.Entry), governanceTabs(v, "/readings")))
}

func (s *Server) readingSent(req *request) (page, error) {
	form, err := req.form("reading", "words", "decision")
	if err != nil {
		return page{}, err
	}
	token, err := req.token()
	if err != nil {
		return page{}, err
	}
	service, code := req.PathValue("service"), form.Sent("reading")
	decision := form.Choice("decision", governance.Accepted, governance.Declined)
	if decision.Value == "" {
		form.Wrong("Choose whether you accept or decline it")
	} else {
		err = s.Governance.Decide(req.Context(), req.who(), service, code, form.Sent("words"), decision.Value == governance.Accepted, token)
		switch {
		case err == nil:
			return seeOther(governanceHref(service, "/readings"))
		case errors.Is(err, care.ErrConflict):
			form.Wrong("This reading has changed since the page was shown. Read it again and decide then")
		default:
			return page{}, err
		}
	}
	v, err := s.Governance.Service(req.Context(), req.who(), service, "readings")
	if err != nil {
		return page{}, err
	}
	frame := s.staffPage(req, "Readings of a notice", v.Entry)
	frame.Faulty = true
	return again(readingsPage{v, form}.view(frame, governanceTabs(v, "/readings")))
}

// mark is what was decided on a reading.
func (p readingsPage) mark(r governance.Reading) *ui.Mark {
	switch {
	case r.Line == nil && r.Changed:
		return &ui.Mark{Text: "changed, decide again", Kind: "late"}
	case r.Line == nil:
		return &ui.Mark{Text: "to decide", Kind: "warm"}
	case r.Line.State == governance.Accepted:
		return &ui.Mark{Text: "accepted", Kind: "done"}
	}
	return &ui.Mark{Text: "declined", Kind: "late"}
}

// decided says who decided on a reading, and when.
func (p readingsPage) decided(r governance.Reading) string {
	if r.Line == nil {
		return "Only the " + r.AcceptedBy + " may accept it."
	}
	says := upperFirst(r.Line.State) + " on " + r.Line.OnDay.Long()
	if card, ok := p.Staff[r.Line.Worker]; ok && card.Name != "" {
		says += " by " + card.Name
	}
	return says + "."
}

// A gapsPage is everything the print lost or never said, with what the council
// filled it with.
type gapsPage struct{ *governance.Service }

func (s *Server) gaps(req *request) (page, error) {
	v, err := s.Governance.Service(req.Context(), req.who(), req.PathValue("service"), "gaps")
	if err != nil {
		return page{}, err
	}
	return show(gapsPage{v}.view(s.staffPage(req, "Gaps of a notice", v.Entry), governanceTabs(v, "/gaps")))
}

// rows lists the gaps, those filled last.
func (p gapsPage) rows(filled bool) []governance.Gap {
	var out []governance.Gap
	for _, g := range p.Gaps {
		if (g.Line != nil) == filled {
			out = append(out, g)
		}
	}
	return out
}

func (p gapsPage) href(g governance.Gap) string {
	return governanceHref(p.Pack.Service, "/gaps/"+g.Words)
}

// filledBy says what fills a gap, since when and by whom.
func (p gapsPage) filledBy(g governance.Gap) string {
	says := "Filled on " + g.Line.OnDay.Long()
	if card, ok := p.Staff[g.Line.Worker]; ok && card.Name != "" {
		says += " by " + card.Name
	}
	return says + "."
}

// A gapPage fills one gap with a way to reach the council.
type gapPage struct {
	*governance.Service
	Gap   governance.Gap
	Form  *ui.Form
	How   *ui.FieldState
	Value *ui.FieldState
	Token care.ID
}

var reachWords = map[string]string{
	governance.ByPhone: "A telephone number", governance.ByEmail: "An email address",
	governance.ByPost: "A postal address", governance.OnWeb: "A web address",
}

func (s *Server) gapView(req *request, sent *ui.Form) (*gapPage, error) {
	v, err := s.Governance.Service(req.Context(), req.who(), req.PathValue("service"), "gap")
	if err != nil {
		return nil, err
	}
	for _, g := range v.Gaps {
		if g.Words != req.PathValue("gap") {
			continue
		}
		form, fresh := newState(sent)
		p := &gapPage{Service: v, Gap: g, Form: form, Token: governance.NewToken()}
		p.How, p.Value = pick(form, "how", governance.Reaches...), form.Text("value")
		if fresh && g.Line != nil {
			p.How.Set(g.Line.State)
			p.Value.Set(g.Line.Value)
		}
		return p, nil
	}
	return nil, care.ErrNotFound
}

func (s *Server) gap(req *request) (page, error) {
	p, err := s.gapView(req, nil)
	if err != nil {
		return page{}, err
	}
	return show(p.view(s.staffPage(req, "Fill a gap", p.Entry)))
}

func (s *Server) gapSent(req *request) (page, error) {
	form, err := req.form("how", "value")
	if err != nil {
		return page{}, err
	}
	token, err := req.token()
	if err != nil {
		return page{}, err
	}
	p, err := s.gapView(req, form)
	if err != nil {
		return page{}, err
	}
	p.How.Need("Choose what fills the gap")
	p.Value.Need("Write what fills the gap")
	if form.OK() {
		err := s.Governance.Fill(req.Context(), req.who(), p.Pack.Service, p.Gap.Words, p.How.Value, p.Value.Value, token)
		if err == nil {
			return seeOther(governanceHref(p.Pack.Service, "/gaps"))
		}
		if err := mend(form, err, places{"how": at(p.How), "value": at(p.Value)}); err != nil {
			return page{}, err
		}
	}
	frame := s.staffPage(req, "Fill a gap", p.Entry)
	frame.Faulty = true
	return again(p.view(frame))
}
