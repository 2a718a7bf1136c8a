package web

import (
	"candour/internal/care"
	"candour/internal/casework"
	"candour/internal/notice"
	"candour/internal/web/ui"

	"github.com/a-h/templ"
)

// planForm starts a small form of the plan.
func (s *Server) planForm(req *request, sent *ui.Form, title string) (*deedForm, *casework.Plan, error) {
	p, err := s.Cases.Plan(req.Context(), req.who(), req.id("id"))
	if err != nil {
		return nil, nil, err
	}
	state, _ := newState(sent)
	base := episodeHref(req.id("id")) + "/plan"
	return &deedForm{
		Header: p.Header, Entry: p.Entry, Title: title, State: state, Token: casework.NewToken(),
		Send: req.URL.Path, Back: ui.Link{Text: "Back to the plan", Href: base}, Tab: "/plan", next: base,
	}, p, nil
}

func (s *Server) goal(req *request) (page, error) {
	d, err := s.goalForm(req, nil)
	return s.deed(req, d, err)
}

func (s *Server) goalSent(req *request) (page, error) {
	return s.deedSent(req, func(f *ui.Form) (*deedForm, error) { return s.goalForm(req, f) }, "text", "review-day", "review-month", "review-year")
}

func (s *Server) goalForm(req *request, sent *ui.Form) (*deedForm, error) {
	d, _, err := s.planForm(req, sent, "What matters")
	if err != nil {
		return nil, err
	}
	text, review := d.State.Text("text"), d.State.Day("review")
	d.Says = "One thing, as they said it themselves. It leads the plan."
	d.Fields = []templ.Component{
		ui.TextArea{Field: text, Label: "In their own words", Rows: 3},
		ui.DateInput{Field: review, Legend: "When you look at it together again (optional)", Size: "s"},
	}
	d.Button = ui.Button{Text: "Add to the plan"}
	d.places = places{"text": at(text), "review": at(review)}
	var g care.Goal
	d.read = func() {
		text.Need("Write what matters to the person, in their words").AtMost(care.MaxText)
		g = care.Goal{Text: text.Value, Review: review.Read("the day you look at it again")}
	}
	d.do = func(sent casework.Sent) error { return s.Cases.SetGoal(req.Context(), req.who(), sent, g) }
	return d, nil
}

func (s *Server) step(req *request) (page, error) {
	d, err := s.stepForm(req, nil)
	return s.deed(req, d, err)
}

func (s *Server) stepSent(req *request) (page, error) {
	return s.deedSent(req, func(f *ui.Form) (*deedForm, error) { return s.stepForm(req, f) }, "text", "who", "due-day", "due-month", "due-year")
}

func (s *Server) stepForm(req *request, sent *ui.Form) (*deedForm, error) {
	d, p, err := s.planForm(req, sent, "Add a step")
	if err != nil {
		return nil, err
	}
	goal, ok := goalBy(p, req.id("goal"))
	if !ok {
		return nil, care.ErrNotFound
	}
	text, due := d.State.Text("text"), d.State.Day("due")
	who := pick(d.State, "who", care.ByPerson, care.ByConnector, care.ByAnother)
	d.Says = "Towards “" + goal.Is.Text + "”"
	d.Fields = []templ.Component{
		ui.TextInput{Field: text, Label: "What will be done", Autocomplete: "off"},
		ui.Radios{Field: who, Legend: "Who does it", Size: "s", Choices: []ui.Choice{
			{Value: care.ByPerson, Text: "The person themselves"}, {Value: care.ByConnector, Text: "Their Connector", Hint: "With a day, it joins the Connector’s list"},
			{Value: care.ByAnother, Text: "Somebody else"},
		}},
		ui.DateInput{Field: due, Legend: "By when (optional)", Size: "s"},
	}
	d.Button = ui.Button{Text: "Add this step"}
	d.places = places{"text": at(text), "who": at(who), "due": at(due)}
	var step care.Step
	d.read = func() {
		text.Need("Write what will be done").AtMost(care.MaxText)
		who.Need("Choose who does it")
		step = care.Step{Text: text.Value, Who: who.Value, Due: due.Read("the day it is to be done by")}
	}
	d.do = func(sent casework.Sent) error { return s.Cases.SetStep(req.Context(), req.who(), sent, goal.ID, step) }
	return d, nil
}

func goalBy(p *casework.Plan, id care.ID) (casework.Goal, bool) {
	for _, g := range p.Goals {
		if g.ID == id {
			return g, true
		}
	}
	return casework.Goal{}, false
}

func (s *Server) signpost(req *request) (page, error) {
	d, err := s.signpostForm(req, nil)
	return s.deed(req, d, err)
}

func (s *Server) signpostSent(req *request) (page, error) {
	return s.deedSent(req, func(f *ui.Form) (*deedForm, error) { return s.signpostForm(req, f) }, "activity", "provider", "on-day", "on-month", "on-year")
}

func (s *Server) signpostForm(req *request, sent *ui.Form) (*deedForm, error) {
	d, p, err := s.planForm(req, sent, "Told them about something")
	if err != nil {
		return nil, err
	}
	activity := pick(d.State, "activity", outcomeCodes(p.Pack.Activities)...)
	provider := pick(d.State, "provider", providerCodes(p.Pack)...)
	on := d.State.Day("on")
	if sent == nil {
		on.Set(p.Today)
	}
	d.Says = "A signpost: you told them, and they go or do not go. Nothing about them leaves this service, so no yes is needed."
	d.Fields = []templ.Component{
		ui.Radios{Field: activity, Legend: "What you told them about", Size: "s", Choices: options(p.Pack.Activities)},
		ui.Select{Field: provider, Label: "Who runs it (optional)", Options: append([]ui.Option{{Value: "", Text: "Nobody in particular"}}, providerOptions(p.Pack)...)},
		ui.DateInput{Field: on, Legend: "When", Size: "s"},
	}
	d.Button = ui.Button{Text: "Keep this"}
	d.places = places{"activity": at(activity), "provider": at(provider), "on": at(on)}
	var told care.Signpost
	d.read = func() {
		activity.Need("Choose what you told them about")
		on.Need("Write the day you told them")
		told = care.Signpost{On: on.Read("the day you told them"), Activity: activity.Value, Provider: provider.Value}
	}
	d.do = func(sent casework.Sent) error { return s.Cases.SignpostTo(req.Context(), req.who(), sent, told) }
	return d, nil
}

func providerCodes(p *notice.Pack) []string {
	codes := make([]string, len(p.Providers))
	for i, pr := range p.Providers {
		codes[i] = pr.Code
	}
	return codes
}

func providerOptions(p *notice.Pack) []ui.Option {
	out := make([]ui.Option, len(p.Providers))
	for i, pr := range p.Providers {
		out[i] = ui.Option{Value: pr.Code, Text: activityName(p, pr.Activity) + ": " + pr.Name}
	}
	return out
}
