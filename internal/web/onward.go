package web

import (
	"net/http"

	"candour/internal/care"
	"candour/internal/casework"
	"candour/internal/notice"
	"candour/internal/web/ui"

	"github.com/a-h/templ"
)

var onwardRoutes = []Route{
	{http.MethodGet, "/episodes/{id}/onward", Staff, (*Server).onwardNew},
	{http.MethodPost, "/episodes/{id}/onward", Staff, (*Server).onwardConsidered},
	{http.MethodGet, "/episodes/{id}/onward/{onward}", Staff, (*Server).onward},
	{http.MethodPost, "/episodes/{id}/onward/{onward}/talked", Staff, (*Server).onwardTalked},
	{http.MethodPost, "/episodes/{id}/onward/{onward}/answer", Staff, (*Server).onwardAnswered},
	{http.MethodPost, "/episodes/{id}/onward/{onward}/send", Staff, (*Server).onwardSend},
	{http.MethodGet, "/episodes/{id}/onward/{onward}/message", Staff, (*Server).onwardMessage},
	{http.MethodPost, "/episodes/{id}/onward/{onward}/sent", Staff, (*Server).onwardSent},
	{http.MethodPost, "/episodes/{id}/onward/{onward}/withdraw", Staff, (*Server).onwardWithdrawn},
}

// onwardSteps shows how far an onward referral has come: talked through, then
// a yes, then sent.
func onwardSteps(o *casework.Onward) ui.Steps {
	state, at := o.Is.State(), func(s care.OnwardState) string { return o.Is.When(s).Short() }
	talked := ui.Step{Name: "Talked through", Text: at(care.OnwardDiscussed), State: ui.Behind}
	yes := ui.Step{Name: "They say yes"}
	sent := ui.Step{Name: "Sent"}
	switch state {
	case care.OnwardNone:
		talked.State, talked.Text = ui.AtHand, "not yet"
	case care.OnwardDiscussed:
		yes.State, yes.Text = ui.AtHand, "not asked yet"
	case care.OnwardRefused:
		yes.Name, yes.Text, yes.State = "They said no", at(care.OnwardRefused), ui.Behind
		sent.Name = "Never sent"
	case care.OnwardWithdrawn:
		yes.Name, yes.Text, yes.State = "They took their yes back", at(care.OnwardWithdrawn), ui.Behind
		sent.Name = "Never sent"
	default:
		yes.Name, yes.Text, yes.State = "They said yes", at(care.OnwardPermitted), ui.Behind
		sent.State, sent.Text = ui.AtHand, "not sent yet"
		if o.Claimed() {
			sent.Text = "being handed over"
		}
		if state == care.OnwardSent {
			sent.State, sent.Text = ui.Behind, at(care.OnwardSent)
		}
	}
	return ui.Steps{Label: "How far this has come", Rows: []ui.Step{talked, yes, sent}}
}

// onwardLink is the one thing to do about an onward referral.
func onwardLink(o *casework.Onward) string {
	switch o.Is.State() {
	case care.OnwardNone:
		return "Say that you talked"
	case care.OnwardDiscussed:
		return "Keep their answer"
	case care.OnwardPermitted:
		if o.Claimed() {
			return "Hand it over"
		}
		return "Send"
	}
	return "Look at it"
}

// onwardForm starts a small form about an onward referral, or about a new one.
func (s *Server) onwardForm(req *request, sent *ui.Form, title string) (*deedForm, *casework.OnwardPage, error) {
	p, err := s.Cases.Onward(req.Context(), req.who(), req.id("id"), req.id("onward"))
	if err != nil {
		return nil, nil, err
	}
	state, _ := newState(sent)
	base := episodeHref(req.id("id"))
	d := &deedForm{
		Header: p.Header, Entry: p.Entry, Title: title, State: state, Token: casework.NewToken(), Send: req.URL.Path,
		Back: ui.Link{Text: "Back to the plan", Href: base + "/plan"}, Tab: "/plan", next: base + "/plan", Clause: &p.Share.Clause,
	}
	if p.Onward != nil {
		d.next = base + "/onward/" + string(p.Onward.ID)
	}
	return d, p, nil
}

func (s *Server) onwardNew(req *request) (page, error) {
	d, err := s.considerForm(req, nil)
	return s.deed(req, d, err)
}

func (s *Server) onwardConsidered(req *request) (page, error) {
	return s.deedSent(req, func(f *ui.Form) (*deedForm, error) { return s.considerForm(req, f) },
		"provider", "items[]", "talked-day", "talked-month", "talked-year")
}

func (s *Server) considerForm(req *request, sent *ui.Form) (*deedForm, error) {
	d, p, err := s.onwardForm(req, sent, "Refer them on")
	if err != nil {
		return nil, err
	}
	provider := pick(d.State, "provider", providerCodes(p.Pack)...)
	items := pickItems(d.State, p.Items)
	talked := d.State.Day("talked")
	d.Says = "You talk it through, they say yes or no, and only then is anything sent. Nothing leaves with this page."
	d.Fields = []templ.Component{
		ui.Select{Field: provider, Label: "Organisation", Options: append([]ui.Option{{Value: "", Text: "Choose"}}, providerOptions(p.Pack)...)},
		itemsQuestion(items, p.Items, "What they would need to know"),
		ui.DateInput{Field: talked, Legend: "When you talked it through", Hint: "Leave it empty if you have not yet", Size: "s"},
	}
	d.Button = ui.Button{Text: "Keep this"}
	d.places = places{"provider": at(provider), "items": at(items), "talked": at(talked), "on": at(talked)}
	d.read = func() {
		provider.Need("Choose an organisation from the list")
		items.Need("Choose what they would need to know")
	}
	d.do = func(sent casework.Sent) error {
		on := talked.Read("the day you talked")
		if talked.Error != "" {
			return care.Problems{{Field: "talked", Says: talked.Error}}
		}
		id, err := s.Cases.Consider(req.Context(), req.who(), sent, provider.Value, items.Values, on)
		if err == nil && id != "" {
			d.next = episodeHref(sent.Episode) + "/onward/" + string(id)
		}
		return err
	}
	return d, nil
}

// pickItems reads which items were chosen. One that may not leave is a fault
// beside the question: it cannot be chosen, and nothing is kept.
func pickItems(f *ui.Form, may []casework.OnwardItem) *ui.FieldState {
	codes := make([]string, len(may))
	for i := range may {
		codes[i] = may[i].Item.Code
	}
	s := f.Choices("items", codes...)
	return s.Check(len(s.Values) == len(f.SentAll("items")), "Choose only from what is shown: nothing else may leave")
}

func itemsQuestion(field *ui.FieldState, may []casework.OnwardItem, legend string) templ.Component {
	choices := make([]ui.Choice, len(may))
	for i := range may {
		choices[i] = ui.Choice{Value: may[i].Item.Code, Text: may[i].Item.Shape.Label}
	}
	return ui.Checkboxes{Field: field, Legend: legend, Size: "s", Hint: "Only these may go, and only with their yes", Choices: choices}
}

// chosen are those of the items that were talked about.
func chosen(p *casework.OnwardPage) []casework.OnwardItem {
	var out []casework.OnwardItem
	for _, it := range p.Items {
		for _, code := range p.Onward.Is.Items {
			if it.Item.Code == code {
				out = append(out, it)
			}
		}
	}
	return out
}

// An onwardPage is one onward referral: how far it has come, what would go to
// whom and why, and the one next thing to do about it.
type onwardPage struct {
	*casework.OnwardPage
	Next *deedForm // talk it through, or keep the answer; nil when neither
}

func (s *Server) onward(req *request) (page, error) {
	d, p, err := s.nextForm(req, nil)
	if err != nil {
		return page{}, err
	}
	return show(s.onwardView(p, d).view(s.episodePage(req, "An onward referral", p.Header, p.Entry), episodeTabs(p.Header, "/plan")))
}

func (s *Server) onwardView(p *casework.OnwardPage, d *deedForm) onwardPage {
	v := onwardPage{OnwardPage: p}
	if p.MayChange && len(d.Fields) > 0 {
		v.Next = d
	}
	return v
}

// nextForm is the form that an onward referral's state asks for.
func (s *Server) nextForm(req *request, sent *ui.Form) (*deedForm, *casework.OnwardPage, error) {
	d, p, err := s.onwardForm(req, sent, "")
	if err != nil {
		return nil, nil, err
	}
	if p.Onward == nil {
		return nil, nil, care.ErrNotFound
	}
	switch p.Onward.Is.State() {
	case care.OnwardNone:
		s.talkForm(req, d, p)
	case care.OnwardDiscussed:
		s.answerForm(req, d, p)
	}
	return d, p, nil
}

func (p onwardPage) href(path string) string {
	return episodeHref(p.File.Episode.ID) + "/onward/" + string(p.Onward.ID) + path
}

// rows are the answers that would leave, or left, with what they are.
func (p onwardPage) rows() ui.Items {
	var rows ui.Items
	for _, it := range chosen(p.OnwardPage) {
		item := it.Item
		rows.Rows = append(rows.Rows, ui.Item{Name: item.Shape.Label, Text: answerText(&item, it.Is)})
	}
	return rows
}

// whyShared says why it goes, in the notice's words.
func whyShared(p *notice.Pack, share notice.Share) string {
	if x, ok := p.Purpose(share.Purpose); ok {
		return x.Says
	}
	return share.Purpose
}

// goesTitle says whether what is listed would go, goes or went.
func (p onwardPage) goesTitle() string {
	switch p.Onward.Is.State() {
	case care.OnwardSent:
		return "What went"
	case care.OnwardRefused, care.OnwardWithdrawn:
		return "What would have gone"
	case care.OnwardPermitted:
		return "What goes"
	}
	return "What would go"
}
