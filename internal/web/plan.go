package web

import (
	"net/http"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"candour/internal/calendar"
	"candour/internal/care"
	"candour/internal/casework"
	"candour/internal/notice"
	"candour/internal/web/ui"
)

var planRoutes = []Route{
	{http.MethodGet, "/episodes/{id}/plan", Staff, (*Server).plan},
	{http.MethodPost, "/episodes/{id}/plan/step/{step}", Staff, (*Server).stepMoved},
	{http.MethodGet, "/episodes/{id}/plan/goal", Staff, (*Server).goal},
	{http.MethodPost, "/episodes/{id}/plan/goal", Staff, (*Server).goalSent},
	{http.MethodGet, "/episodes/{id}/plan/goal/{goal}/step", Staff, (*Server).step},
	{http.MethodPost, "/episodes/{id}/plan/goal/{goal}/step", Staff, (*Server).stepSent},
	{http.MethodGet, "/episodes/{id}/plan/signpost", Staff, (*Server).signpost},
	{http.MethodPost, "/episodes/{id}/plan/signpost", Staff, (*Server).signpostSent},
}

// A planPage is what matters to a person, first in their own words; what will
// be done about it by whom; where they were pointed, which sends nothing; to
// whom they said yes, which may; and when they are visited next.
type planPage struct {
	*casework.Plan
}

func (s *Server) plan(req *request) (page, error) {
	p, err := s.Cases.Plan(req.Context(), req.who(), req.id("id"))
	if err != nil {
		return page{}, err
	}
	v := planPage{p}
	return show(v.view(s.episodePage(req, "Plan", p.Header, p.Entry), episodeTabs(p.Header, "/plan")))
}

func (p planPage) base() string { return episodeHref(p.File.Episode.ID) }

// steps lists what will be done towards a goal, in the order of the days.
func (p planPage) steps(g casework.Goal) ui.Worklist {
	rows := slices.Clone(g.Steps)
	slices.SortStableFunc(rows, func(a, b casework.Kept[care.Step]) int { return stepDay(a.Is).Compare(stepDay(b.Is)) })
	var list ui.Worklist
	for _, k := range rows {
		list.Rows = append(list.Rows, p.step(k))
	}
	return list
}

// stepDay is the day a step was done, else the day it is due by; steps without
// a day come last.
func stepDay(s care.Step) calendar.Day {
	switch n := len(s.History); {
	case !s.Open() && n > 0:
		return s.History[n-1].On
	case s.Due.IsZero():
		return calendar.Date(9999, 1, 1)
	}
	return s.Due
}

func (p planPage) step(k casework.Kept[care.Step]) ui.Deed {
	s := k.Is
	d := ui.Deed{Before: s.Text, Note: stepBy[s.Who]}
	switch {
	case !s.Open():
		d.When = stepDay(s).Short()
	case s.Due.IsZero():
		d.When = "No date"
	default:
		d.When, d.Late = whenDue(s.Due, p.Today)
		if !d.Late && s.Due != p.Today {
			d.When = "by " + s.Due.Short()
		}
	}
	if was := stepWas(s); was != "" {
		d.Note = joinSentences(d.Note, was)
	}
	d.Body = stepState{p: p, id: k.ID, state: s.State(), what: s.Text}.view()
	return d
}

// A stepState is where a step stands, with the buttons that move it.
type stepState struct {
	p     planPage
	id    care.ID
	state string
	what  string // the step itself, for those who hear the button
}

// moves are what can be said of a step in a state, each with its words.
func (s stepState) moves() []ui.Choice {
	if !s.p.MayChange {
		return nil
	}
	switch s.state {
	case care.Done, care.Dropped:
		return []ui.Choice{{Value: care.Planned, Text: "Not done after all"}}
	}
	return []ui.Choice{{Value: care.Done, Text: "Done"}, {Value: care.Dropped, Text: "No longer wanted"}}
}

var stepBy = map[string]string{
	care.ByPerson: "They do this one themselves", care.ByConnector: "Their Connector does this one", care.ByAnother: "Somebody else does this one",
}

// stepWas tells what a step was before, which its history keeps.
func stepWas(s care.Step) string {
	if len(s.History) < 2 {
		return ""
	}
	words := map[string]string{care.Done: "done", care.Planned: "not done", care.Dropped: "no longer wanted", care.UnderWay: "under way"}
	var said []string
	for _, m := range s.History[:len(s.History)-1] {
		said = append(said, words[m.To]+" "+m.On.Short())
	}
	return "Earlier: " + strings.Join(said, ", then ")
}

// signposts lists what they were told of. Nothing of it left.
func (p planPage) signposts() ui.Worklist {
	var list ui.Worklist
	for _, k := range p.Signposts {
		d := ui.Deed{
			When: k.Is.On.Short(), Before: "Told about " + strings.ToLower(activityName(p.Pack, k.Is.Activity)),
			Note: "Signposted. Nothing about them left this service", Mark: &ui.Mark{Text: "Told", Kind: "grey"},
		}
		if pr, ok := p.Pack.Provider(k.Is.Provider); ok {
			d.Before += ": " + pr.Name
		}
		list.Rows = append(list.Rows, d)
	}
	return list
}

func activityName(p *notice.Pack, code string) string {
	for _, a := range p.Activities {
		if a.Code == code {
			return a.Label
		}
	}
	return code
}

// yeses lists to whom the person said yes, and last that nobody else has it.
func (p planPage) yeses() ui.Items {
	var rows ui.Items
	for i := range p.Onwards {
		o := &p.Onwards[i]
		if o.Permission == nil {
			continue
		}
		it := ui.Item{Name: o.Provider.Name, Text: "No"}
		it.Said = &ui.Provenance{Said: "Asked " + o.Permission.Is.On.Short() + ", " + askedHow[o.Permission.Is.Channel]}
		switch perm := o.Permission.Is; {
		case perm.Stands():
			it.Text = itemLabels(p.Pack, perm.Items)
		case perm.Yes:
			it.Text = "Taken back " + perm.Withdrawn.Short()
		}
		rows.Rows = append(rows.Rows, it)
	}
	rows.Rows = append(rows.Rows, ui.Item{Name: "Anyone else", Text: "No"})
	return rows
}

var askedHow = map[string]string{care.ByVisit: "face to face", care.ByPhone: "by telephone", care.ByPost: "by post"}

// itemLabels names items of the pack in one line.
func itemLabels(p *notice.Pack, codes []string) string {
	var words []string
	for _, code := range codes {
		if it, ok := p.ItemByCode(code); ok {
			words = append(words, it.Shape.Label)
		}
	}
	return strings.Join(words, ", ")
}

// shareLine is the line of the notice that asks for a yes.
func (p planPage) shareLine() *notice.Clause {
	for _, s := range p.Pack.Shares {
		if s.Permission != "" {
			return &s.Clause
		}
	}
	return nil
}

// wordsHidden says why the words of the plan are hidden, or nil.
func (p planPage) wordsHidden() templ.Component {
	it := p.File.Service.Item("client.plan-text")
	if it == nil || p.File.See.Answers[it.Index].Allowed {
		return nil
	}
	return hidden(p.File, it)
}

func (s *Server) stepMoved(req *request) (page, error) {
	form, err := req.form("to")
	if err != nil {
		return page{}, err
	}
	token, version, err := req.sent()
	if err != nil {
		return page{}, err
	}
	to := pick(form, "to", care.Done, care.Planned, care.Dropped)
	if to.Value == "" {
		return page{}, care.ErrInvalid
	}
	sent := casework.Sent{Episode: req.id("id"), Version: version, Token: token}
	if err := s.Cases.MoveStep(req.Context(), req.who(), sent, req.id("step"), to.Value); err != nil {
		return page{}, err
	}
	return seeOther(episodeHref(req.id("id")) + "/plan")
}
