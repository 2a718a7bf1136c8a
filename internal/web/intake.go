package web

import (
	"net/http"

	"candour/internal/care"
	"candour/internal/casework"
	"candour/internal/notice"
	"candour/internal/web/ui"
)

var intakeRoutes = []Route{
	{http.MethodGet, "/intake/{form}", Staff, (*Server).intakeForm},
	{http.MethodPost, "/intake/{form}", Staff, (*Server).intakeSend},
}

// An intakePage is a form that a worker fills in with somebody who rings or
// comes, to begin something.
type intakePage struct {
	*itemForm
	By   intakeChannel
	Send string
}

func (s *Server) intakeForm(req *request) (page, error) {
	p, form, err := s.intakePack(req)
	if err != nil {
		return page{}, err
	}
	v := newIntakePage(req, p, form, ui.ReadForm(nil), casework.NewToken())
	return show(v.view(s.staffPage(req, form.Title, "")))
}

func newIntakePage(req *request, p *notice.Pack, form notice.Form, state *ui.Form, token care.ID) intakePage {
	v := intakePage{Send: req.URL.Path, By: newIntakeChannel(p, form, state)}
	v.itemForm = newReferForm(p, form, state, token)
	return v
}

func (s *Server) intakePack(req *request) (*notice.Pack, notice.Form, error) {
	home, err := s.Cases.Home(req.who())
	if err != nil {
		return nil, notice.Form{}, err
	}
	form, ok := home.Pack.Form(req.PathValue("form"))
	if !ok || form.By != req.who().Role || !casework.Opens(home.Pack, form) {
		return nil, form, care.ErrNotFound
	}
	return home.Pack, form, nil
}

func (s *Server) intakeSend(req *request) (page, error) {
	p, form, err := s.intakePack(req)
	if err != nil {
		return page{}, err
	}
	token, err := req.token()
	if err != nil {
		return page{}, err
	}
	today, err := s.Retention.Today(req.Context(), p.Controller.Code)
	if err != nil {
		return page{}, err
	}
	state := req.formOf(p, append(referFields(p, form), askingFields...)...)
	v := newIntakePage(req, p, form, state, token)
	r := v.referral(source{from: form.From, channel: v.By.read(), channelWhy: v.By.Why.Value, by: req.who().Worker, on: today})
	if state.OK() {
		if err := v.took(s.Cases.TakeIn(req.Context(), req.who(), r)); err != nil {
			return page{}, err
		}
	}
	if state.OK() {
		return seeOther("/triage")
	}
	frame := s.staffPage(req, form.Title, "")
	frame.Faulty = true
	return again(v.view(frame))
}

// An intakeChannel is how somebody came to a worker, where the form allows
// more ways than one, and why not face to face where some item needs that.
type intakeChannel struct {
	Ways    []string
	Channel *ui.FieldState
	Why     *ui.FieldState
	Reason  bool
}

func newIntakeChannel(p *notice.Pack, form notice.Form, state *ui.Form) intakeChannel {
	c := intakeChannel{Ways: form.Channel, Channel: pick(state, "channel", form.Channel...), Why: state.Text(whyNotFace)}
	for _, i := range form.Items() {
		for _, way := range form.Channel {
			by, ok := p.Items[i].Channel(way)
			c.Reason = c.Reason || ok && by.Reason
		}
	}
	if len(c.Ways) == 1 {
		c.Channel.Set(c.Ways[0])
	}
	return c
}

// read gives the channel, and says so where it is missing.
func (c intakeChannel) read() string {
	c.Channel.Need("Choose how they came to you")
	c.Why.AtMost(care.MaxWhy)
	return c.Channel.Value
}

var channelWords = map[string]string{
	care.ByVisit: "Face to face", care.ByPhone: "By telephone", care.ByPost: "By post", "email": "By email", "web": "On the web", "system": "From another system",
}

func (c intakeChannel) choices() []ui.Choice {
	var out []ui.Choice
	for _, way := range c.Ways {
		words := channelWords[way]
		if words == "" {
			words = upperFirst(way)
		}
		out = append(out, ui.Choice{Value: way, Text: words})
	}
	return out
}
