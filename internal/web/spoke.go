package web

import (
	"net/http"
	"strconv"
	"strings"

	"candour/internal/care"
	"candour/internal/casework"
	"candour/internal/web/ui"
)

var spokeRoutes = []Route{
	{http.MethodGet, "/episodes/{id}/contacts/spoke", Staff, (*Server).spokeForm},
	{http.MethodPost, "/episodes/{id}/contacts/spoke", Staff, (*Server).spokeSend},
	{http.MethodPost, "/episodes/{id}/contacts/undo", Staff, (*Server).spokeUndo},
}

// A spokePage asks once whether the worker spoke to the person themselves. It
// gives the words that tell the person what happens to their information,
// names what dies, and for how long it can be taken back; the safe answer is a
// plain link.
type spokePage struct {
	*casework.Talk
	Form    *ui.Form
	Channel *ui.FieldState
	Clock   *ui.FieldState
	Notice  *ui.FieldState
	Visit   *ui.DayState
	Note    *ui.FieldState
	Token   care.ID
}

// notYet is the answer that the notice was not given: the duty stays open.
const notYet = "not yet"

func (s *Server) spokeForm(req *request) (page, error) {
	t, err := s.Cases.Talk(req.Context(), req.who(), req.id("id"))
	if err != nil {
		return page{}, err
	}
	if t.Reached {
		return seeOther(episodeHref(req.id("id")) + "/contacts")
	}
	p := newSpokePage(t, ui.ReadForm(nil))
	return show(p.view(s.episodePage(req, "I spoke to the person themselves", t.Header, t.Entry)))
}

func newSpokePage(t *casework.Talk, form *ui.Form) *spokePage {
	return &spokePage{
		Talk: t, Form: form, Token: casework.NewToken(),
		Channel: pick(form, "channel", care.ByPhone, care.ByVisit), Clock: form.Text("clock"),
		Notice: pick(form, "notice", "read out", "handed over", "sent", notYet),
		Visit:  form.Day("visit"), Note: form.Text("note"),
	}
}

func (s *Server) spokeSend(req *request) (page, error) {
	form, err := req.form("channel", "clock", "notice", "visit-day", "visit-month", "visit-year", "note")
	if err != nil {
		return page{}, err
	}
	token, version, err := req.sent()
	if err != nil {
		return page{}, err
	}
	t, err := s.Cases.Talk(req.Context(), req.who(), req.id("id"))
	if err != nil {
		return page{}, err
	}
	p := newSpokePage(t, form)
	said := p.said()
	said.Episode, said.Token, said.Version = req.id("id"), token, version
	if form.OK() {
		err := s.Cases.Reach(req.Context(), req.who(), said)
		if err == nil {
			return seeOther(episodeHref(said.Episode) + "/contacts")
		}
		where := places{
			"channel": at(p.Channel), "clock": at(p.Clock), "notice": at(p.Notice), "visit": at(p.Visit),
			"text": at(p.Note), "client.contact-facts": at(p.Channel), "client.notes": at(p.Note),
		}
		if err := mend(form, err, where); err != nil {
			return page{}, err
		}
	}
	frame := s.episodePage(req, "I spoke to the person themselves", t.Header, t.Entry)
	frame.Faulty = true
	return again(p.view(frame))
}

func (p *spokePage) said() casework.Spoken {
	p.Channel.Need("Choose how you spoke")
	p.Notice.Need("Choose how the notice was given, or that it was not given yet")
	p.Note.AtMost(care.MaxNote)
	given := p.Notice.Value
	if given == notYet {
		given = ""
	}
	return casework.Spoken{
		Channel: p.Channel.Value, Clock: p.Clock.Value, NoticeGiven: given,
		VisitOn: p.Visit.Read("the day of the visit"), Note: p.Note.Value,
	}
}

// spokeUndo takes it back: within the correction period, by the worker who
// said it. To anybody else, or later, it is a refusal with the clause.
func (s *Server) spokeUndo(req *request) (page, error) {
	if _, err := req.form(); err != nil {
		return page{}, err
	}
	token, version, err := req.sent()
	if err != nil {
		return page{}, err
	}
	if err := s.Cases.Unreach(req.Context(), req.who(), req.id("id"), token, version); err != nil {
		return page{}, err
	}
	return seeOther(episodeHref(req.id("id")) + "/contacts")
}

func (p *spokePage) base() string { return episodeHref(p.File.Episode.ID) + "/contacts" }

func (p *spokePage) hidden() []ui.Hidden {
	return []ui.Hidden{
		{Name: tokenField, Value: string(p.Token)}, {Name: versionField, Value: strconv.FormatInt(p.File.Episode.Version, 10)},
	}
}

// destroys is the one plum box.
func (p *spokePage) destroys() ui.Destroys {
	minutes := p.Tier.Correct.Minutes
	d := ui.Destroys{
		Title: "Was it " + calledBy(p.Header) + " you spoke to?",
		Text:  "Then whoever referred them has done their part. When you say yes, these are destroyed and nobody can bring them back:",
		Grace: "They become unreadable to everyone at once. For " + strings.ToLower(ui.Counted(minutes)) +
			" minutes you, and only you, can still say that it was keyed wrongly.",
		Clause: clauseMark(p.Tier.Clause, p.Pack),
		Yes:    ui.Button{Text: "Yes, I spoke to " + calledBy(p.Header)},
		No:     p.no(),
	}
	for _, label := range p.Dies {
		d.Dies = append(d.Dies, "the referrer’s "+strings.ToLower(strings.TrimPrefix(label, "Your ")))
	}
	return d
}

func (p *spokePage) no() ui.Link {
	return ui.Link{Text: "No: voicemail, a relative, or somebody else answered", Href: p.base() + "#add"}
}

func (p *spokePage) ways() []ui.Choice {
	return []ui.Choice{{Value: care.ByPhone, Text: "By telephone"}, {Value: care.ByVisit, Text: "Face to face"}}
}

func (p *spokePage) given() []ui.Choice {
	return []ui.Choice{
		{Value: "read out", Text: "Read out"}, {Value: "handed over", Text: "Handed over"}, {Value: "sent", Text: "Sent"},
		{Divider: "or"}, {Value: notYet, Text: "Not yet: it stays on your list"},
	}
}

// visitHint says what an interpreter needs of the first visit.
func (p *spokePage) visitHint() string {
	if p.Asks != "" && p.Asks != "none" {
		return "They need an interpreter. Booking one goes on your list, for a working day before."
	}
	return "Leave it empty if you agreed none. It stays on your list."
}
