package web

import (
	"net/http"
	"strconv"

	"github.com/a-h/templ"

	"candour/internal/care"
	"candour/internal/casework"
	"candour/internal/web/ui"
)

var visitRoutes = []Route{
	{http.MethodGet, "/episodes/{id}/plan/visit", Staff, (*Server).visit},
	{http.MethodPost, "/episodes/{id}/plan/visit", Staff, (*Server).visitSent},
	{http.MethodGet, "/episodes/{id}/plan/visit/{visit}", Staff, (*Server).told},
	{http.MethodPost, "/episodes/{id}/plan/visit/{visit}", Staff, (*Server).toldSent},
}

var visitPlaces = []ui.Choice{
	{Value: care.AtHome, Text: "At home"}, {Value: care.AtActivity, Text: "At an activity"}, {Value: care.AtElsewhere, Text: "Somewhere else"},
}

var placeWords = map[string]string{care.AtHome: "at home", care.AtActivity: "at an activity", care.AtElsewhere: "somewhere else"}

// may is a link for those who may change the plan.
func (p planPage) may(text, path string) ui.Link {
	if !p.MayChange {
		return ui.Link{}
	}
	return ui.Link{Text: text, Href: p.base() + path}
}

func (p planPage) asksInterpreter() bool { return p.Asks != "" && p.Asks != "none" && len(p.Ahead) > 0 }

// aheadList is the visits to come, and those still to be told of.
func (p planPage) aheadList() ui.Worklist {
	var list ui.Worklist
	for _, k := range p.Ahead {
		v := k.Is
		d := ui.Deed{Before: "Visit " + placeWords[v.Place]}
		d.When, d.Late = whenDue(v.On, p.Today)
		if v.Clock != "" {
			d.When += " " + v.Clock
		}
		if v.Minutes > 0 {
			d.Note = "About " + strconv.Itoa(v.Minutes) + " minutes"
		}
		if v.BackBy != "" {
			d.Note = joinSentences(d.Note, "Back by "+v.BackBy)
		}
		if v.By != "" && v.By != p.File.Episode.Worker {
			d.Note = joinSentences(d.Note, "A colleague of their Connector goes")
		}
		if p.MayChange {
			d.Act = ui.Link{Text: "Say what came of it", Href: p.base() + "/plan/visit/" + string(k.ID), Hidden: ": " + v.On.Long()}
		}
		list.Rows = append(list.Rows, d)
	}
	return list
}

var outcomeMarks = map[string]ui.Mark{
	care.VisitMet: {Text: "Met", Kind: "done"}, care.VisitNotIn: {Text: "Not in", Kind: "warm"}, care.VisitCancelled: {Text: "Cancelled", Kind: "grey"},
}

func (p planPage) pastList() ui.Worklist {
	var list ui.Worklist
	for _, k := range p.Past {
		mark := outcomeMarks[k.Is.Outcome]
		d := ui.Deed{When: k.Is.On.Short(), Before: "Visit " + placeWords[k.Is.Place], Mark: &mark}
		if k.Is.BackAt != "" {
			d.Note = "Reported back at " + k.Is.BackAt
		}
		list.Rows = append(list.Rows, d)
	}
	return list
}

func (s *Server) visit(req *request) (page, error) {
	d, err := s.visitForm(req, nil)
	return s.deed(req, d, err)
}

func (s *Server) visitSent(req *request) (page, error) {
	return s.deedSent(req, func(f *ui.Form) (*deedForm, error) { return s.visitForm(req, f) },
		"on-day", "on-month", "on-year", "clock", "place", "minutes", "backBy", "goes")
}

// Who may go: the person's own Connector, unless whoever covers says so.
const (
	goesTheirs = "theirs"
	goesMe     = "me"
)

func (s *Server) visitForm(req *request, sent *ui.Form) (*deedForm, error) {
	d, p, err := s.planForm(req, sent, "Plan a visit")
	if err != nil {
		return nil, err
	}
	on, clock, backBy := d.State.Day("on"), d.State.Text("clock"), d.State.Text("backBy")
	place := pick(d.State, "place", care.AtHome, care.AtActivity, care.AtElsewhere)
	minutes, goes := d.State.Text("minutes"), pick(d.State, "goes", goesTheirs, goesMe)
	if sent == nil {
		place.Set(care.AtHome)
		minutes.Set("60")
		goes.Set(goesTheirs)
	}
	d.Says = "It joins the list of whoever goes."
	if p.Asks != "" && p.Asks != "none" {
		d.Says += " An interpreter is needed, so booking one joins the list before it."
	}
	d.Fields = []templ.Component{
		ui.DateInput{Field: on, Legend: "Day", Size: "s"},
		ui.TextInput{Field: clock, Label: "Time", Hint: "By the 24-hour clock, like 14:00", Width: "5", Autocomplete: "off"},
		ui.Radios{Field: place, Legend: "Where", Size: "s", Choices: visitPlaces},
		ui.TextInput{Field: minutes, Label: "Minutes it takes", InputMode: "numeric", Width: "3", Autocomplete: "off"},
		ui.TextInput{Field: backBy, Label: "Back by", Hint: "You go alone. If you have not reported back by then, a colleague rings you", Width: "5", Autocomplete: "off"},
	}
	if !p.Mine {
		d.Fields = append(d.Fields, ui.Radios{Field: goes, Legend: "Who goes", Size: "s", Choices: []ui.Choice{
			{Value: goesTheirs, Text: "Their own Connector"}, {Value: goesMe, Text: "I go, standing in"},
		}})
	}
	d.Button = ui.Button{Text: "Plan this visit"}
	d.places = places{"on": at(on), "clock": at(clock), "place": at(place), "minutes": at(minutes), "backBy": at(backBy), "goes": at(goes)}
	var v care.Visit
	d.read = func() {
		on.Need("Write the day of the visit")
		n, _ := minutes.Number(1, 600, "Write how many minutes it takes, up to 600")
		place.Need("Choose where you meet")
		v = care.Visit{On: on.Read("the day of the visit"), Clock: clock.Value, Place: place.Value, Minutes: n, BackBy: backBy.Value}
		if goes.Value == goesMe {
			v.By = req.who().Worker
		}
	}
	d.do = func(sent casework.Sent) error { return s.Cases.PlanVisit(req.Context(), req.who(), sent, v) }
	return d, nil
}

func (s *Server) told(req *request) (page, error) {
	d, err := s.toldForm(req, nil)
	return s.deed(req, d, err)
}

func (s *Server) toldSent(req *request) (page, error) {
	return s.deedSent(req, func(f *ui.Form) (*deedForm, error) { return s.toldForm(req, f) }, "outcome", "backAt", "note")
}

func (s *Server) toldForm(req *request, sent *ui.Form) (*deedForm, error) {
	d, p, err := s.planForm(req, sent, "What came of the visit")
	if err != nil {
		return nil, err
	}
	k, ok := visitBy(p, req.id("visit"))
	if !ok {
		return nil, care.ErrNotFound
	}
	outcome := pick(d.State, "outcome", care.VisitMet, care.VisitNotIn, care.VisitCancelled)
	backAt, note := d.State.Text("backAt"), d.State.Text("note")
	d.Says = "The visit " + placeWords[k.Is.Place] + " of " + k.Is.On.Long() + "."
	d.Fields = []templ.Component{
		ui.Radios{Field: outcome, Legend: "What came of it", Size: "s", Choices: []ui.Choice{
			{Value: care.VisitMet, Text: "We met"}, {Value: care.VisitNotIn, Text: "They were not in"}, {Value: care.VisitCancelled, Text: "Cancelled"},
		}},
		ui.TextInput{Field: backAt, Label: "Reported back at (optional)", Hint: "By the 24-hour clock, like 15:20", Width: "5", Autocomplete: "off"},
		ui.TextArea{Field: note, Label: "Note (optional)", Hint: "It goes six months after they leave; that you visited stays longer.", Rows: 3},
	}
	d.Button = ui.Button{Text: "Keep this"}
	d.places = places{"outcome": at(outcome), "backAt": at(backAt), "text": at(note), "on": at(outcome)}
	told := casework.Told{Visit: k.ID}
	d.read = func() {
		outcome.Need("Choose what came of it")
		note.AtMost(care.MaxNote)
		told.Outcome, told.BackAt, told.Note = outcome.Value, backAt.Value, note.Value
	}
	d.do = func(sent casework.Sent) error { return s.Cases.TellVisit(req.Context(), req.who(), sent, told) }
	return d, nil
}

func visitBy(p *casework.Plan, id care.ID) (casework.Kept[care.Visit], bool) {
	for _, list := range [][]casework.Kept[care.Visit]{p.Ahead, p.Past} {
		for _, k := range list {
			if k.ID == id {
				return k, true
			}
		}
	}
	return casework.Kept[care.Visit]{}, false
}
