package web

import (
	"strconv"

	"github.com/a-h/templ"

	"candour/internal/care"
	"candour/internal/casework"
	"candour/internal/notice"
	"candour/internal/web/ui"
)

// A deedForm is a small page that asks for one thing about one person: a
// goal, a step, a visit, a yes. It says what it is for, asks, and has one
// button; the notice's line stands beside it where one decides.
type deedForm struct {
	casework.Header
	Entry  care.ID
	Title  string
	Says   string
	State  *ui.Form
	Fields []templ.Component
	Button ui.Button
	Clause *notice.Clause
	Send   string // where the form is posted
	Back   ui.Link
	Tab    string
	Token  care.ID

	places places
	read   func()                    // checks what was sent, before anything is done
	do     func(casework.Sent) error // does it
	next   string                    // where to go then
}

// newState is the form as it was sent, or a fresh one.
func newState(sent *ui.Form) (form *ui.Form, fresh bool) {
	if sent == nil {
		return ui.ReadForm(nil), true
	}
	return sent, false
}

// deed shows a fresh form.
func (s *Server) deed(req *request, d *deedForm, err error) (page, error) {
	if err != nil {
		return page{}, err
	}
	return show(d.view(s.deedFrame(req, d), episodeTabs(d.Header, d.Tab)))
}

func (s *Server) deedFrame(req *request, d *deedForm) ui.StaffPage {
	return s.episodePage(req, d.Title, d.Header, d.Entry)
}

// deedSent answers a form that was sent: done, and on to the next page; or
// shown again with everything typed and what is to be mended.
func (s *Server) deedSent(req *request, build func(*ui.Form) (*deedForm, error), allowed ...string) (page, error) {
	form, err := req.form(allowed...)
	if err != nil {
		return page{}, err
	}
	token, version, err := req.sent()
	if err != nil {
		return page{}, err
	}
	d, err := build(form)
	if err != nil {
		return page{}, err
	}
	if d.read != nil {
		d.read()
	}
	if form.OK() {
		err := d.do(casework.Sent{Episode: req.id("id"), Version: version, Token: token})
		if err == nil {
			return seeOther(d.next)
		}
		if err := mend(form, err, d.places); err != nil {
			return page{}, err
		}
	}
	frame := s.deedFrame(req, d)
	frame.Faulty = true
	return again(d.view(frame, episodeTabs(d.Header, d.Tab)))
}

// hiddens are what every form about an episode carries.
func hiddens(h casework.Header, token care.ID) []ui.Hidden {
	return []ui.Hidden{
		{Name: tokenField, Value: string(token)},
		{Name: versionField, Value: strconv.FormatInt(h.File.Episode.Version, 10)},
	}
}

// options turns the pack's words into answers to choose from.
func options(list []notice.Option) []ui.Choice {
	out := make([]ui.Choice, len(list))
	for i, o := range list {
		out[i] = ui.Choice{Value: o.Code, Text: o.Label}
	}
	return out
}
