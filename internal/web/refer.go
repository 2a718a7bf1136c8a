package web

import (
	"errors"
	"net/http"

	"candour/internal/care"
	"candour/internal/casework"
	"candour/internal/notice"
	"candour/internal/web/ui"
)

var referRoutes = []Route{
	{http.MethodGet, "/services/{controller}/{service}/refer-someone", Public, (*Server).referForm},
	{http.MethodPost, "/services/{controller}/{service}/refer-someone", Public, (*Server).referSend},
	{http.MethodGet, "/services/{controller}/{service}/refer-yourself", Public, (*Server).referForm},
	{http.MethodPost, "/services/{controller}/{service}/refer-yourself", Public, (*Server).referSend},
	{http.MethodGet, "/services/{controller}/{service}/sent", Public, (*Server).referSent},
}

// A referPage is the public form by which somebody refers another person or
// themselves: the questions that the notice lets it ask, beside what the
// notice says of the answers. A referrer is told they will hear nothing back.
type referPage struct {
	*itemForm
	Other bool // the referrer speaks of somebody else
	Lines []ui.Quote
	Send  string // where the form is posted
}

// referCode is the form that an address ends in.
func referCode(req *request) string { return lastOf(req.URL.Path) }

func (s *Server) referForm(req *request) (page, error) {
	p, form, err := s.referPack(req)
	if err != nil {
		return page{}, err
	}
	f := newItemForm(p, form, ui.ReadForm(nil), casework.NewToken())
	return show(s.referView(req, f).view(s.publicPage(req, p, form.Title)))
}

func (s *Server) referPack(req *request) (*notice.Pack, notice.Form, error) {
	p, err := s.service(req)
	if err != nil {
		return nil, notice.Form{}, err
	}
	form, ok := p.Form(referCode(req))
	if !ok || form.By != "public form" {
		return nil, form, care.ErrNotFound
	}
	return p, form, nil
}

func (s *Server) referSend(req *request) (page, error) {
	p, form, err := s.referPack(req)
	if err != nil {
		return page{}, err
	}
	state, err := req.form(fieldNames(p, form)...)
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
	f := newItemForm(p, form, state, token)
	answers := f.answers(source{from: form.From, channel: "web", on: today})
	if state.OK() {
		err = s.Cases.Refer(req.Context(), casework.Referral{
			Controller: p.Controller.Code, Service: p.Service, Form: form.Code, Answers: answers, Token: token,
		})
		var no *casework.AnswersRefused
		switch {
		case errors.As(err, &no):
			f.refuse(no)
		case err != nil:
			return page{}, err
		default:
			return seeOther(serviceHref(p) + "/sent?by=" + form.From)
		}
	}
	frame := s.publicPage(req, p, form.Title)
	frame.Faulty = true
	return again(s.referView(req, f).view(frame))
}

func (s *Server) referView(req *request, f *itemForm) referPage {
	v := referPage{itemForm: f, Other: f.Form.From != "client", Send: req.URL.Path}
	for _, t := range f.Pack.Tiers {
		if t.Code != "referrer" || v.Other {
			v.Lines = append(v.Lines, quoteOf(f.Pack, t.Clause))
		}
	}
	return v
}

// A sentPage says what happens next, and to a referrer that nothing will come
// back to them.
type sentPage struct {
	Pack  *notice.Pack
	Other bool
}

func (s *Server) referSent(req *request) (page, error) {
	p, err := s.service(req)
	if err != nil {
		return page{}, err
	}
	v := sentPage{Pack: p, Other: req.URL.Query().Get("by") != "client"}
	return show(v.view(s.publicPage(req, p, "Sent")))
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
