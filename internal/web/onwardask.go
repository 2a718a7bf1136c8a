package web

import (
	"candour/internal/care"
	"candour/internal/casework"
	"candour/internal/web/ui"

	"github.com/a-h/templ"
)

// talkForm asks when an onward referral was talked through.
func (s *Server) talkForm(req *request, d *deedForm, p *casework.OnwardPage) {
	on := d.State.Day("on")
	d.Title, d.Send = "Have you talked it through?", onwardHref(p)+"/talked"
	d.Says = "What they do, what they would need to know, and that a no is fine."
	d.Fields = []templ.Component{ui.DateInput{Field: on, Legend: "The day you talked", Size: "s"}}
	d.Button, d.Clause = ui.Button{Text: "We talked it through"}, nil
	d.places = places{"on": at(on)}
	d.read = func() { on.Need("Write the day you talked, today or before") }
	d.do = func(sent casework.Sent) error {
		day := on.Read("the day you talked")
		if on.Error != "" {
			return care.Problems{{Field: "on", Says: on.Error}}
		}
		return s.Cases.TalkOver(req.Context(), req.who(), sent, p.Onward.ID, day)
	}
}

// answerForm asks what the person said, and to which items.
func (s *Server) answerForm(req *request, d *deedForm, p *casework.OnwardPage) {
	said, how := pick(d.State, "said", "yes", "no"), pick(d.State, "channel", care.ByVisit, care.ByPhone, care.ByPost)
	may := chosen(p)
	items, on := pickItems(d.State, may), d.State.Day("on")
	d.Title, d.Send = "What did they say?", onwardHref(p)+"/answer"
	d.Says = "Their yes is for " + p.Onward.Provider.Name + " only, and they can take it back."
	d.Fields = []templ.Component{
		ui.Radios{Field: said, Legend: "May this go to them?", Size: "s", Choices: []ui.Choice{{Value: "yes", Text: "They said yes"}, {Value: "no", Text: "They said no"}}},
		itemsQuestion(items, may, "If yes, to what"),
		ui.DateInput{Field: on, Legend: "The day they said it", Size: "s"},
		ui.Radios{Field: how, Legend: "How you asked", Size: "s", Choices: []ui.Choice{
			{Value: care.ByVisit, Text: "Face to face"}, {Value: care.ByPhone, Text: "By telephone"}, {Value: care.ByPost, Text: "By post"},
		}},
	}
	d.Button, d.Clause = ui.Button{Text: "Keep their answer"}, nil
	d.places = places{"on": at(on), "items": at(items), "channel": at(how), "said": at(said)}
	var perm care.Permission
	d.read = func() {
		said.Need("Choose what they said")
		on.Need("Write the day they said it")
		how.Need("Choose how you asked")
		if said.Value == "yes" {
			items.Need("Choose what they said may go")
		}
		perm = care.Permission{Items: items.Values, Yes: said.Value == "yes", On: on.Read("the day they said it"), Channel: how.Value}
	}
	d.do = func(sent casework.Sent) error {
		return s.Cases.Answered(req.Context(), req.who(), sent, p.Onward.ID, perm)
	}
}

func onwardHref(p *casework.OnwardPage) string {
	return episodeHref(p.File.Episode.ID) + "/onward/" + string(p.Onward.ID)
}

// onwardTalked keeps that it was talked through. A step out of its order is
// put to the work room all the same, which refuses it and records that.
func (s *Server) onwardTalked(req *request) (page, error) {
	return s.onwardStep(req, s.talkForm, "on-day", "on-month", "on-year")
}

func (s *Server) onwardAnswered(req *request) (page, error) {
	return s.onwardStep(req, s.answerForm, "said", "items[]", "on-day", "on-month", "on-year", "channel")
}

// A fillForm lays out the question of one step.
type fillForm func(*request, *deedForm, *casework.OnwardPage)

func (s *Server) onwardStep(req *request, fill fillForm, allowed ...string) (page, error) {
	return s.deedSent(req, func(f *ui.Form) (*deedForm, error) {
		d, p, err := s.onwardForm(req, f, "An onward referral")
		if err != nil {
			return nil, err
		}
		if p.Onward == nil {
			return nil, care.ErrNotFound
		}
		fill(req, d, p)
		return d, nil
	}, allowed...)
}

// bare reads a form that asks nothing: a button alone.
func (s *Server) bare(req *request) (casework.Sent, error) {
	if _, err := req.form(); err != nil {
		return casework.Sent{}, err
	}
	token, version, err := req.sent()
	return casework.Sent{Episode: req.id("id"), Version: version, Token: token}, err
}

func (s *Server) onwardSend(req *request) (page, error) {
	sent, err := s.bare(req)
	if err != nil {
		return page{}, err
	}
	if err := s.Cases.SendOnward(req.Context(), req.who(), sent, req.id("onward")); err != nil {
		return page{}, err
	}
	return seeOther(episodeHref(req.id("id")) + "/onward/" + string(req.id("onward")) + "/message")
}

func (s *Server) onwardSent(req *request) (page, error) {
	sent, err := s.bare(req)
	if err != nil {
		return page{}, err
	}
	if err := s.Cases.HandedOver(req.Context(), req.who(), sent, req.id("onward")); err != nil {
		return page{}, err
	}
	return seeOther(episodeHref(req.id("id")) + "/onward/" + string(req.id("onward")))
}

func (s *Server) onwardWithdrawn(req *request) (page, error) {
	sent, err := s.bare(req)
	if err != nil {
		return page{}, err
	}
	if err := s.Cases.WithdrawYes(req.Context(), req.who(), sent, req.id("onward")); err != nil {
		return page{}, err
	}
	return seeOther(episodeHref(req.id("id")) + "/onward/" + string(req.id("onward")))
}

// A messagePage is exactly what goes to one organisation, on paper to hand
// over: the answers that the person said yes to, from whom, why, and what the
// organisation may not do. Nothing else of the record is on it.
type messagePage struct {
	*casework.Message
	Token care.ID
}

func (s *Server) onwardMessage(req *request) (page, error) {
	m, err := s.Cases.Message(req.Context(), req.who(), req.id("id"), req.id("onward"))
	if err != nil {
		return page{}, err
	}
	return show(messagePage{m, casework.NewToken()}.view(s.staffPage(req, "What goes", m.Entry)))
}

func (m messagePage) back() string {
	return episodeHref(m.File.Episode.ID) + "/onward/" + string(m.Onward.ID)
}

func (m messagePage) rows() ui.Items {
	var rows ui.Items
	for i := range m.Lines {
		rows.Rows = append(rows.Rows, ui.Item{Name: m.Lines[i].Item.Shape.Label, Text: answerText(&m.Lines[i].Item, m.Lines[i].Is)})
	}
	return rows
}
