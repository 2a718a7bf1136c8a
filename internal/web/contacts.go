package web

import (
	"errors"
	"net/http"
	"strconv"
	"strings"

	"candour/internal/calendar"
	"candour/internal/care"
	"candour/internal/casework"
	"candour/internal/notice"
	"candour/internal/policy"
	"candour/internal/web/ui"
)

var contactRoutes = []Route{
	{http.MethodGet, "/episodes/{id}/contacts", Staff, (*Server).contacts},
	{http.MethodPost, "/episodes/{id}/contacts", Staff, (*Server).contactSend},
	{http.MethodPost, "/episodes/{id}/contacts/referrer", Staff, (*Server).referrerOpen},
}

// A contactsPage is every attempt to reach one person, newest first, the form
// for the next, and how it stands with whoever referred them: closed, to be
// opened, open for this one look, unreadable or destroyed.
type contactsPage struct {
	*casework.ContactLog
	Form     *ui.Form
	On       *ui.DayState
	Clock    *ui.FieldState
	Channel  *ui.FieldState
	Outcome  *ui.FieldState
	Tried    *ui.FieldState
	Note     *ui.FieldState
	Token    care.ID
	Referrer *casework.OpenedReferrer // opened by this request, or nil
}

var contactFields = []string{"on-day", "on-month", "on-year", "clock", "channel", "outcome", "tried", "note"}

func (s *Server) contacts(req *request) (page, error) {
	l, err := s.Cases.Contacts(req.Context(), req.who(), req.id("id"))
	if err != nil {
		return page{}, err
	}
	return show(newContactsPage(l, nil).view(s.episodePage(req, "Contacts", l.Header, l.Entry), episodeTabs(l.Header, "/contacts")))
}

// newContactsPage lays the page out over what was sent; nil for a fresh form.
func newContactsPage(l *casework.ContactLog, form *ui.Form) *contactsPage {
	fresh := form == nil
	if fresh {
		form = ui.ReadForm(nil)
	}
	p := &contactsPage{ContactLog: l, Form: form, Token: casework.NewToken()}
	p.On, p.Clock = form.Day("on"), form.Text("clock")
	p.Channel = pick(form, "channel", care.ByPhone, care.ByVisit, care.ByPost)
	p.Outcome = pick(form, "outcome", outcomeCodes(l.Outcomes)...)
	p.Tried, p.Note = form.Text("tried"), form.Text("note")
	if fresh {
		p.On.Set(l.Today)
		p.Tried.Set(care.PhoneWords(l.Ring))
	}
	return p
}

func outcomeCodes(options []notice.Option) []string {
	codes := make([]string, len(options))
	for i, o := range options {
		codes[i] = o.Code
	}
	return codes
}

// contact reads the attempt. What is wrong stands beside its field.
func (p *contactsPage) contact() care.Contact {
	p.On.Need("Write the day you tried")
	p.Channel.Need("Choose how you tried")
	p.Outcome.Need("Choose what came of it")
	p.Tried.AtMost(care.MaxLine)
	p.Note.AtMost(care.MaxNote)
	return care.Contact{
		On: p.On.Read("the day you tried"), Clock: p.Clock.Value, Channel: p.Channel.Value,
		Outcome: p.Outcome.Value, Tried: p.Tried.Value,
	}
}

// places says where a problem of a contact is shown.
func (p *contactsPage) places() places {
	return places{
		"on": at(p.On), "clock": at(p.Clock), "channel": at(p.Channel), "outcome": at(p.Outcome),
		"tried": at(p.Tried), "text": at(p.Note), "client.contact-facts": at(p.Channel), "client.notes": at(p.Note),
	}
}

func (s *Server) contactSend(req *request) (page, error) {
	form, err := req.form(contactFields...)
	if err != nil {
		return page{}, err
	}
	token, version, err := req.sent()
	if err != nil {
		return page{}, err
	}
	l, err := s.Cases.Contacts(req.Context(), req.who(), req.id("id"))
	if err != nil {
		return page{}, err
	}
	p := newContactsPage(l, form)
	c := p.contact()
	if form.OK() {
		err := s.Cases.RecordAttempt(req.Context(), req.who(), casework.Attempt{
			Episode: req.id("id"), Version: version, Token: token, Contact: c, Note: p.Note.Value,
		})
		if err == nil {
			return seeOther(req.URL.Path)
		}
		if err := mend(form, err, p.places()); err != nil {
			return page{}, err
		}
	}
	frame := s.episodePage(req, "Contacts", l.Header, l.Entry)
	frame.Faulty = true
	return again(p.view(frame, episodeTabs(l.Header, "/contacts")))
}

// referrerOpen opens the referrer's three items for one look. It changes
// nothing, so the page is the answer to the post itself: asking again is
// another look, and is recorded again.
func (s *Server) referrerOpen(req *request) (page, error) {
	if _, err := req.form(); err != nil {
		return page{}, err
	}
	opened, err := s.Cases.OpenReferrer(req.Context(), req.who(), req.id("id"))
	if err != nil {
		return page{}, err
	}
	l, err := s.Cases.Contacts(req.Context(), req.who(), req.id("id"))
	if err != nil {
		return page{}, err
	}
	p := newContactsPage(l, nil)
	p.Referrer = opened
	frame := s.episodePage(req, "Contacts", l.Header, opened.Entry)
	return show(p.view(frame, episodeTabs(l.Header, "/contacts")))
}

// sent reads what every form that changes an episode carries.
func (r *request) sent() (token care.ID, version int64, err error) {
	if token, err = r.token(); err != nil {
		return "", 0, err
	}
	version, err = r.version()
	return token, version, err
}

// places says by a problem's field, or an item's code, where it is shown.
type places map[string]func(says string)

// at shows a problem beside a field.
func at[T interface{ Check(bool, string) T }](field T) func(string) {
	return func(says string) { field.Check(false, says) }
}

// mend puts what the work rooms found wrong beside the fields it is about.
// What no form can mend it gives back.
func mend(f *ui.Form, err error, where places) error {
	var problems care.Problems
	var no *casework.AnswersRefused
	put := func(name, says string) {
		if show := where[name]; show != nil {
			show(says)
			return
		}
		f.Wrong(says)
	}
	switch {
	case errors.As(err, &problems):
		for _, p := range problems {
			put(p.Field, p.Says)
		}
	case errors.As(err, &no):
		for _, r := range no.Items {
			if r.Why == policy.NeedsReason && where[whyNotFace] != nil {
				put(whyNotFace, "Say why it was not asked face to face")
				continue
			}
			put(r.Item, r.Says)
		}
	case errors.Is(err, care.ErrConflict):
		f.Wrong("Somebody changed this record while you had the page open. What you typed is still here: check it and send it again")
	default:
		return err
	}
	return nil
}

func (p *contactsPage) base() string { return episodeHref(p.File.Episode.ID) + "/contacts" }

func (p *contactsPage) version() string { return strconv.FormatInt(p.File.Episode.Version, 10) }

// channels are the ways to try that the notice names.
func (p *contactsPage) channels() []ui.Choice {
	return []ui.Choice{
		{Value: care.ByPhone, Text: "Rang"}, {Value: care.ByVisit, Text: "Called at the door"}, {Value: care.ByPost, Text: "Wrote"},
	}
}

func (p *contactsPage) outcomes() []ui.Choice {
	out := make([]ui.Choice, len(p.Outcomes))
	for i, o := range p.Outcomes {
		out[i] = ui.Choice{Value: o.Code, Text: o.Label}
	}
	return out
}

// tried says how somebody was tried, as a log does.
var triedWords = map[string]string{care.ByPhone: "rang", care.ByVisit: "called at the door", care.ByPost: "wrote"}

// log is the attempts as a list, newest first.
func (p *contactsPage) log() ui.Log {
	var l ui.Log
	for i := range p.Lines {
		c := &p.Lines[i]
		row := ui.LogRow{ID: "contact-" + string(c.ID), Mark: p.mark(c), Undone: c.Undone, Now: i == 0}
		parts := []string{dayWords(c.On, p.Today, c.Clock), triedWords[c.Channel]}
		if c.Tried != "" {
			parts[1] += " " + c.Tried
		}
		row.Title = strings.Join(parts, " · ")
		row.Text = contactWords(c)
		if c.Undone {
			row.Text = joinSentences("Keyed wrongly: nobody spoke to the person, and nothing was destroyed", row.Text)
		}
		l.Rows = append(l.Rows, row)
	}
	return l
}

func dayWords(on, today calendar.Day, clock string) string {
	words := on.Long()
	if on == today {
		words = "Today"
	}
	if clock != "" {
		words += ", " + clock
	}
	return words
}

func (p *contactsPage) mark(c *casework.ContactLine) *ui.Mark {
	m := &ui.Mark{Text: c.Outcome, Kind: "grey"}
	for _, o := range p.File.Service.Pack.Outcomes {
		if o.Code == c.Outcome {
			m.Text = o.Label
		}
	}
	switch stage := p.File.Service.Pack.StageAfter(c.Event); {
	case c.Event != "" && stage != "" && !c.Undone:
		m.Kind = "done"
	case c.Event != "" && stage == "":
		m.Kind = "late"
	}
	return m
}

// contactWords says by whom, what was said, and how the notice was given.
func contactWords(c *casework.ContactLine) string {
	by := ""
	if c.Name != "" {
		by = "By " + c.Name
	}
	given := map[string]string{"read out": "The notice was read out", "sent": "The notice was sent", "handed over": "The notice was handed over"}
	if c.Undone {
		return joinSentences(by, c.Note)
	}
	return joinSentences(by, c.Note, given[c.NoticeGiven])
}

// joinSentences joins what is not empty, each ended once.
func joinSentences(parts ...string) string {
	var out []string
	for _, s := range parts {
		if s == "" {
			continue
		}
		if !strings.ContainsAny(s[len(s)-1:], ".!?") {
			s += "."
		}
		out = append(out, s)
	}
	return strings.Join(out, " ")
}
