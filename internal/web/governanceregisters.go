package web

import (
	"cmp"
	"errors"
	"net/http"
	"slices"

	"candour/internal/care"
	"candour/internal/governance"
	"candour/internal/web/ui"
)

var registersRoutes = []Route{
	{http.MethodGet, "/governance/{service}/registers", Staff, (*Server).registers},
	{http.MethodGet, "/governance/{service}/registers/{kind}/{about}", Staff, (*Server).register},
	{http.MethodPost, "/governance/{service}/registers/{kind}/{about}", Staff, (*Server).registerSent},
}

// A registersPage is what the council keeps beside a notice: offices with their
// holders, documents with the days they are reviewed by, agreements.
type registersPage struct{ *governance.Service }

func (s *Server) registers(req *request) (page, error) {
	v, err := s.Governance.Service(req.Context(), req.who(), req.PathValue("service"), "registers")
	if err != nil {
		return page{}, err
	}
	return show(registersPage{v}.view(s.staffPage(req, "Registers of a notice", v.Entry), governanceTabs(v, "/registers")))
}

func registerHref(service, kind, about string) string {
	return governanceHref(service, "/registers/"+pathEscaped(kind)+"/"+pathEscaped(about))
}

// kept are the registers that have anything to be kept about.
func (p registersPage) kept() []governance.Register {
	return slices.DeleteFunc(slices.Clone(p.Kept), func(r governance.Register) bool { return len(r.Rows) == 0 })
}

// stands says how a line of a register stands.
func (p registersPage) stands(k governance.Register, r governance.RegisterRow) string {
	if r.Line == nil {
		return "Nothing is entered."
	}
	says := upperFirst(r.Line.State)
	if name := p.Staff[r.Line.Holder].Name; name != "" {
		says += " by " + name
	}
	says += " from " + r.Line.From.Long()
	switch {
	case r.Line.Until.IsZero():
	case k.Holder:
		says += ", until " + r.Line.Until.Long()
	default:
		says += ", to be reviewed by " + r.Line.Until.Long()
	}
	return says + "."
}

// mark is an alert, or says that a line is in date.
func (p registersPage) mark(k governance.Register, r governance.RegisterRow) *ui.Mark {
	switch {
	case r.Current:
		return &ui.Mark{Text: "in date", Kind: "done"}
	case r.Line != nil && r.Line.State == k.States[0] && r.Line.From.After(p.Today):
		return &ui.Mark{Text: "not begun", Kind: "warm"}
	case r.Line != nil && r.Line.State == k.States[0]:
		return &ui.Mark{Text: "overdue", Kind: "late"}
	case k.Holder:
		return &ui.Mark{Text: "vacant", Kind: "late"}
	}
	return &ui.Mark{Text: "missing", Kind: "late"}
}

// mendedAt is the page on which something missing is mended.
func mendedAt(l governance.Lack) string {
	switch l.At {
	case governance.KindReading:
		return "/readings"
	case governance.KindGap:
		return "/gaps"
	}
	return "/registers"
}

func notReady(err error) *governance.NotReady {
	var no *governance.NotReady
	if errors.As(err, &no) {
		return no
	}
	return nil
}

func warned(n int) string {
	if n == 1 {
		return "One warning"
	}
	return ui.Counted(n) + " warnings"
}

// A registerPage enters one line in a register.
type registerPage struct {
	*governance.Service
	Kind   governance.Register
	Row    governance.RegisterRow
	Form   *ui.Form
	State  *ui.FieldState
	Holder *ui.FieldState
	Where  *ui.FieldState
	From   *ui.DayState
	Until  *ui.DayState
	Token  care.ID
}

var standsWords = map[string]string{
	governance.Held: "Somebody holds it", governance.Vacant: "It is vacant", governance.InForce: "In force", governance.Ended: "Ended",
	governance.Allowed: "Approved", governance.Refused: "Refused",
}

func (s *Server) registerView(req *request, sent *ui.Form) (*registerPage, error) {
	v, err := s.Governance.Service(req.Context(), req.who(), req.PathValue("service"), "register")
	if err != nil {
		return nil, err
	}
	for _, k := range v.Kept {
		for _, r := range k.Rows {
			if k.Code != req.PathValue("kind") || r.About != req.PathValue("about") {
				continue
			}
			form, _ := newState(sent)
			p := &registerPage{Service: v, Kind: k, Row: r, Form: form, Token: governance.NewToken()}
			p.State = pick(form, "state", k.States...)
			p.Holder = pick(form, "holder", optionValues(p.holders())...)
			p.Where, p.From, p.Until = form.Text("where"), form.Day("from"), form.Day("until")
			return p, nil
		}
	}
	return nil, care.ErrNotFound
}

// holders are the staff who may hold an office.
func (p *registerPage) holders() []ui.Option {
	out := []ui.Option{{Value: "", Text: "Choose somebody"}}
	for id, card := range p.Staff {
		if !card.Left && card.Name != "" {
			out = append(out, ui.Option{Value: string(id), Text: card.Name})
		}
	}
	slices.SortFunc(out[1:], func(a, b ui.Option) int { return cmp.Compare(a.Text, b.Text) })
	return out
}

func (p *registerPage) untilWords() string {
	if p.Kind.Holder {
		return "Last day (optional)"
	}
	return "To be reviewed by"
}

func (s *Server) register(req *request) (page, error) {
	p, err := s.registerView(req, nil)
	if err != nil {
		return page{}, err
	}
	return show(p.view(s.staffPage(req, "Enter in a register", p.Entry)))
}

func (s *Server) registerSent(req *request) (page, error) {
	form, err := req.form("state", "holder", "where", "from-day", "from-month", "from-year", "until-day", "until-month", "until-year")
	if err != nil {
		return page{}, err
	}
	token, err := req.token()
	if err != nil {
		return page{}, err
	}
	p, err := s.registerView(req, form)
	if err != nil {
		return page{}, err
	}
	p.State.Need("Choose how it stands")
	e := governance.Entered{
		State: p.State.Value, Holder: care.ID(p.Holder.Value), Where: p.Where.Value,
		From: p.From.Need("Write the day it begins").Read("the day it begins"), Until: p.Until.Read("this day"),
	}
	if form.OK() {
		err := s.Governance.Keep(req.Context(), req.who(), p.Pack.Service, p.Kind.Code, p.Row.About, e, token)
		if err == nil {
			return seeOther(governanceHref(p.Pack.Service, "/registers"))
		}
		where := places{"state": at(p.State), "holder": at(p.Holder), "where": at(p.Where), "from": at(p.From), "until": at(p.Until)}
		if err := mend(form, err, where); err != nil {
			return page{}, err
		}
	}
	frame := s.staffPage(req, "Enter in a register", p.Entry)
	frame.Faulty = true
	return again(p.view(frame))
}
