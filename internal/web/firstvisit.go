package web

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"candour/internal/care"
	"candour/internal/casework"
	"candour/internal/notice"
	"candour/internal/web/ui"
)

var firstVisitRoutes = []Route{
	{http.MethodGet, "/episodes/{id}/first-visit", Staff, (*Server).askForm},
	{http.MethodPost, "/episodes/{id}/first-visit", Staff, (*Server).askSend},
	{http.MethodGet, "/episodes/{id}/confirm-details", Staff, (*Server).askForm},
	{http.MethodPost, "/episodes/{id}/confirm-details", Staff, (*Server).askSend},
}

// An askPage is a form that a worker fills in with the person: what is asked
// only once they have spoken, how it was asked, and at the first visit the
// scales that later ones are held against.
type askPage struct {
	*itemForm
	*casework.Visiting
	Asking asking
	Scales []scaleForm
}

func (s *Server) askForm(req *request) (page, error) {
	v, err := s.Cases.Visiting(req.Context(), req.who(), req.id("id"), lastOf(req.URL.Path))
	if err != nil {
		return page{}, err
	}
	p := newAskPage(v, ui.ReadForm(nil))
	if v.Form.Code == casework.ConfirmForm {
		p.fill()
	}
	return show(p.view(s.episodePage(req, v.Form.Title, v.Header, v.Entry)))
}

func newAskPage(v *casework.Visiting, state *ui.Form) *askPage {
	var items []notice.Item
	for _, i := range v.Form.Items() {
		items = append(items, v.Pack.Items[i])
	}
	p := &askPage{Visiting: v, Asking: newAsking(state, items...)}
	p.itemForm = newItemForm(v.Pack, asked(v, state), state, casework.NewToken())
	if v.Form.Code == casework.FirstVisitForm {
		p.Scales = newScaleForms(v.Measures, state)
	}
	return p
}

// asked is the form without what is counted, never shown and answered already.
// An answer to that sent all the same is read, to be refused and not passed
// over in silence.
func asked(v *casework.Visiting, state *ui.Form) notice.Form {
	form := v.Form
	if !v.Counted || len(state.SentAll(casework.EqualityItem)) > 0 {
		return form
	}
	form.Groups = nil
	for _, g := range v.Form.Groups {
		g.Items = slices.DeleteFunc(slices.Clone(g.Items), func(i int) bool { return v.Pack.Items[i].Code == casework.EqualityItem })
		if len(g.Items) > 0 {
			form.Groups = append(form.Groups, g)
		}
	}
	return form
}

// fill puts what is held already into the fields, to be confirmed or mended.
func (p *askPage) fill() {
	for code, field := range p.fields {
		v, ok := p.File.Value(code)
		if !ok {
			continue
		}
		field.fill(v)
	}
}

// typedAs writes an answer as a person would type or choose it.
func typedAs(it notice.Item, v care.Value) []string {
	switch {
	case v.Empty != care.Answered:
		return []string{string(v.Empty)}
	case len(v.Codes) > 0:
		return v.Codes
	case it.Shape.Kind == notice.Age:
		return []string{strconv.Itoa(v.Number)}
	case it.Shape.Kind == notice.Phone:
		return []string{care.PhoneWords(v.Text)}
	}
	return []string{v.Text}
}

func (s *Server) askSend(req *request) (page, error) {
	v, err := s.Cases.Visiting(req.Context(), req.who(), req.id("id"), lastOf(req.URL.Path))
	if err != nil {
		return page{}, err
	}
	names := append(fieldNames(v.Pack, v.Form), askingFields...)
	if v.Form.Code == casework.FirstVisitForm {
		names = append(names, scaleFields(v.Pack.Measures)...)
	}
	state, err := req.form(names...)
	if err != nil {
		return page{}, err
	}
	token, version, err := req.sent()
	if err != nil {
		return page{}, err
	}
	p := newAskPage(v, state)
	sent := p.read(req)
	sent.Token, sent.Version = token, version
	if state.OK() {
		err := s.Cases.RecordVisit(req.Context(), req.who(), sent)
		if err == nil {
			return seeOther(episodeHref(sent.Episode))
		}
		if err := mend(state, err, p.places()); err != nil {
			return page{}, err
		}
	}
	frame := s.episodePage(req, v.Form.Title, v.Header, v.Entry)
	frame.Faulty = true
	return again(p.view(frame))
}

// read reads every answer with how it was given.
func (p *askPage) read(req *request) casework.Visited {
	p.Asking.read()
	src := source{
		from: p.Visiting.Form.From, channel: p.Asking.Channel.Value, channelWhy: p.Asking.reason(), by: req.who().Worker, on: p.Today,
	}
	out := casework.Visited{
		Episode: p.File.Episode.ID, Form: p.Visiting.Form.Code, Channel: src.channel, Why: src.channelWhy,
		Answers: p.answers(src), Measures: readScales(p.Scales, care.Baseline, p.Today),
	}
	if out.Form == casework.ConfirmForm {
		for i := range out.Answers {
			out.Answers[i].Value.Verified = true // the person themselves said so
		}
	}
	return out
}

// places says where what the notice did not allow is shown: a missing reason
// beside the channel, everything else beside its question, a scale's beside
// its first.
func (p *askPage) places() places {
	out := places{}
	for _, s := range p.Scales {
		if len(s.Questions) > 0 {
			out[p.itemForm.Pack.Items[s.Measure.Item].Code] = at(s.Questions[0].Field)
		}
	}
	for code, field := range p.fields {
		if field.given() || out[code] == nil {
			out[code] = field.wrong
		}
	}
	if p.Asking.Reason {
		out[whyNotFace] = at(p.Asking.Why)
	}
	return out
}

func (p *askPage) back() string { return episodeHref(p.File.Episode.ID) }

func (p *askPage) send() string { return p.back() + "/" + p.Visiting.Form.Code }

func (p *askPage) version() string { return strconv.FormatInt(p.File.Episode.Version, 10) }

// notNow says why the form is not asked at this stage.
func (p *askPage) notNow() ui.Refused {
	r := ui.Refused{
		Title: "Not yet.",
		Why:   "These questions are asked of the person themselves, once somebody has spoken to them. Nothing can be kept before that.",
		Next:  ui.Link{Text: "Go to contacts", Href: p.back() + "/contacts"},
	}
	if items := p.Visiting.Form.Items(); len(items) > 0 {
		r.Clauses = []ui.Clause{clauseMark(p.itemForm.Pack.Items[items[0]].Clause, p.itemForm.Pack)}
	}
	if !firstOf(p.File) {
		r.Title, r.Why, r.Next, r.Clauses = "Not yours to ask.", "Only the Connector this person is given to asks these questions.", ui.Link{}, nil
	}
	return r
}

func firstOf(f *casework.File) bool { return f.Episode.Stage == f.Service.Pack.Stages[0].Code }

// upperFirst makes a word begin a line.
func upperFirst(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}
