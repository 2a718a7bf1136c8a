package web

import (
	"errors"
	"net/http"
	"strconv"
	"strings"

	"candour/internal/care"
	"candour/internal/casework"
	"candour/internal/notice"
	"candour/internal/web/ui"
)

var referRoutes = []Route{
	{http.MethodGet, "/services/{controller}/{service}/{form}", Public, (*Server).referForm},
	{http.MethodPost, "/services/{controller}/{service}/{form}", Public, (*Server).referSend},
	{http.MethodGet, "/services/{controller}/{service}/sent", Public, (*Server).referSent},
}

// A referPage is a form of a service that anybody may fill in: about
// themselves or about somebody else, the questions that the notice lets it
// ask, beside what the notice says of the answers.
type referPage struct {
	*itemForm
	Other bool // whoever fills it in speaks of somebody else
	Case  bool // a service with case pages, whose work the page can tell of
	Open  bool // the form begins something; otherwise it is filled in with a worker
	Lines []ui.Quote
	Never []string // what is never asked, in the notice's words
	Send  string   // where the form is posted
}

func (s *Server) referForm(req *request) (page, error) {
	p, form, err := s.referPack(req)
	if err != nil {
		return page{}, err
	}
	f := newReferForm(p, form, ui.ReadForm(nil), casework.NewToken())
	return show(s.referView(req, f).view(s.publicPage(req, p, form.Title)))
}

// newReferForm is the form with the lines of consent that it needs.
func newReferForm(p *notice.Pack, form notice.Form, state *ui.Form, token care.ID) *itemForm {
	f := newItemForm(p, form, state, token)
	f.asksConsent(casework.ConsentsOf(p, form), !casework.Public(p, form))
	return f
}

// referFields lists every name that a form which begins something may send.
func referFields(p *notice.Pack, form notice.Form) []string {
	names := fieldNames(p, form)
	for _, c := range casework.ConsentsOf(p, form) {
		names = append(names, consentName(c.Code))
	}
	return names
}

func (s *Server) referPack(req *request) (*notice.Pack, notice.Form, error) {
	p, err := s.service(req)
	if err != nil {
		return nil, notice.Form{}, err
	}
	form, ok := p.Form(req.PathValue("form"))
	if !ok || !casework.Public(p, form) {
		return nil, form, care.ErrNotFound
	}
	return p, form, nil
}

func (s *Server) referSend(req *request) (page, error) {
	p, form, err := s.referPack(req)
	if err != nil {
		return page{}, err
	}
	if !casework.Opens(p, form) {
		return page{}, care.ErrNotFound
	}
	token, err := req.token()
	if err != nil {
		return page{}, err
	}
	today, err := s.Retention.Today(req.Context(), p.Controller.Code)
	if err != nil {
		return page{}, err
	}
	f := newReferForm(p, form, req.formOf(p, referFields(p, form)...), token)
	r := f.referral(source{from: form.From, channel: "web", on: today})
	if f.State.OK() {
		err := f.took(s.Cases.Refer(req.Context(), r))
		if err != nil {
			return page{}, err
		}
	}
	if f.State.OK() {
		return seeOther(strings.TrimSuffix(req.URL.Path, form.Code) + "sent?" + sentQuery(p, form, r))
	}
	frame := s.publicPage(req, p, form.Title)
	frame.Faulty = true
	return again(s.referView(req, f).view(frame))
}

// referral reads the whole form.
func (f *itemForm) referral(src source) casework.Referral {
	return casework.Referral{
		Controller: f.Pack.Controller.Code, Service: f.Pack.Service, Form: f.Form.Code, Channel: src.channel,
		Answers: f.answers(src), Agreed: f.agreed(), Token: f.Token,
	}
}

// agreed reads the answers to the lines of consent. A line left open is no
// answer: silence agrees to nothing (UK GDPR recital 32).
func (f *itemForm) agreed() []casework.Agreed {
	var out []casework.Agreed
	for _, c := range f.Consents {
		switch c.Answer.Value {
		case "":
		case "yes", "no":
			out = append(out, casework.Agreed{Line: c.Consent.Code, Yes: c.Answer.Value == "yes"})
		default:
			c.Answer.Check(false, "Choose one of the answers shown")
		}
	}
	return out
}

// took puts what came of sending a form beside its fields. What no form can
// mend it gives back.
func (f *itemForm) took(err error) error {
	var no *casework.AnswersRefused
	if errors.As(err, &no) {
		f.refuse(no)
		return nil
	}
	where := places{}
	for _, c := range f.Consents {
		where[c.Consent.Code] = at(c.Answer)
	}
	if err == nil {
		return nil
	}
	return mend(f.State, err, where)
}

// formOf reads a form of the pack. What the form does not ask is said on the
// page and keeps nothing from being stored but itself: the whole is shown again.
func (r *request) formOf(p *notice.Pack, allowed ...string) *ui.Form {
	known := map[string]bool{tokenField: false, versionField: false}
	for _, name := range allowed {
		bare, list := strings.CutSuffix(name, "[]")
		known[bare] = list
	}
	state := ui.ReadForm(r.PostForm)
	strange, twice := false, false
	for name, values := range r.PostForm {
		list, ok := known[name]
		if n := neverAsked(p, name); n != "" {
			state.Wrong("The notice says we never ask for " + n + ". Nothing of this page is kept yet")
			continue
		}
		strange, twice = strange || !ok, twice || ok && len(values) > 1 && !list
	}
	if strange {
		state.Wrong("Something was sent that this form does not ask. It is left out below, and nothing is kept yet")
	}
	if twice {
		state.Wrong("A question was answered twice. Look through the answers, then send the form again")
	}
	return state
}

// neverAsked is how the notice names an item that is never asked, or "".
func neverAsked(p *notice.Pack, name string) string {
	for _, n := range p.Never {
		if n.Item != "" && (name == n.Item || strings.HasPrefix(name, n.Item+"-")) {
			return n.Says
		}
	}
	return ""
}

func (s *Server) referView(req *request, f *itemForm) referPage {
	v := referPage{
		itemForm: f, Other: f.Form.From != casework.Subject(f.Pack), Case: casework.Worked(f.Pack), Open: casework.Opens(f.Pack, f.Form),
		Send: req.URL.Path,
	}
	asked := map[string]bool{}
	for _, i := range f.Form.Items() {
		asked[f.Pack.Items[i].Tier] = true
	}
	for _, t := range f.Pack.Tiers {
		if asked[t.Code] || v.Case && t.Code != "referrer" {
			v.Lines = append(v.Lines, quoteOf(f.Pack, t.Clause))
		}
	}
	for _, n := range f.Pack.Never {
		v.Never = append(v.Never, n.Says)
	}
	return v
}

// needed lists what cannot be left out, in the words of the form.
func (p referPage) needed() string {
	var names []string
	for _, g := range p.Groups {
		for _, field := range g.Fields {
			if field.Item.Required {
				names = append(names, field.Item.Shape.Label)
			}
		}
	}
	switch {
	case len(names) == 0:
		return "You may leave any question out."
	case len(names) == 1:
		return "Only this is needed: " + names[0] + ". Everything else you may leave out."
	}
	return "Only these are needed: " + strings.Join(names, "; ") + ". Everything else you may leave out."
}

// sentQuery says on the next page, in neutral codes alone, who wrote and
// whether a yes is still missing.
func sentQuery(p *notice.Pack, form notice.Form, r casework.Referral) string {
	by := form.From
	if by == casework.Subject(p) {
		by = "client"
	}
	for _, c := range casework.ConsentsOf(p, form) {
		yes := false
		for _, a := range r.Agreed {
			yes = yes || a.Line == c.Code && a.Yes
		}
		if c.Needed && !yes {
			return "by=" + by + "&agreed=no"
		}
	}
	return "by=" + by
}

// A sentPage says what happens next, and to a referrer that nothing will come
// back to them.
type sentPage struct {
	Pack   *notice.Pack
	Other  bool
	Case   bool
	Awaits bool     // a yes is missing: nothing is kept but how to reach the person
	Next   []string // what falls due once something came in, as the pack says it
}

func (s *Server) referSent(req *request) (page, error) {
	p, err := s.service(req)
	if err != nil {
		return page{}, err
	}
	query := req.URL.Query()
	v := sentPage{Pack: p, Other: query.Get("by") != "client", Case: casework.Worked(p), Awaits: query.Get("agreed") == "no"}
	if len(p.Stages) > 0 {
		for _, c := range p.Clocks {
			if c.After == p.Stages[0].From && c.Code != casework.TaskNotice {
				v.Next = append(v.Next, c.Says+", within "+clockSpan(c)+".")
			}
		}
	}
	return show(v.view(s.publicPage(req, p, "Sent")))
}

// clockSpan is a clock's time in words.
func clockSpan(c notice.Clock) string {
	if c.Months > 0 {
		return spanOf(c.Months, "month")
	}
	return spanOf(c.Days, "working day")
}

func spanOf(n int, unit string) string {
	if n == 1 {
		return "1 " + unit
	}
	return strconv.Itoa(n) + " " + unit + "s"
}

// lastOf is the last part of a path.
func lastOf(path string) string {
	for i := len(path) - 1; i >= 0; i-- {
		if path[i] == '/' {
			return path[i+1:]
		}
	}
	return path
}
