package web

import (
	"net/http"
	"strings"

	"github.com/a-h/templ"

	"candour/internal/care"
	"candour/internal/casework"
	"candour/internal/web/ui"
)

var closeRoutes = []Route{
	{http.MethodGet, "/episodes/{id}/close", Staff, (*Server).close},
	{http.MethodPost, "/episodes/{id}/close", Staff, (*Server).closeSent},
	{http.MethodGet, "/closed", Staff, (*Server).closed},
}

// A closePage asks before an episode ends: what becomes of each part of the
// record and when, by which line of the notice, and that the one who closes
// it cannot open it again.
type closePage struct {
	*casework.Leaving
	Form   *ui.Form
	Reason *ui.FieldState
	On     *ui.DayState
	Token  care.ID
}

var closingWords = map[string]string{
	care.ClosedFinished: "They have what they came for", care.ClosedAsked: "They asked us to stop", care.ClosedMoved: "They moved away",
	care.ClosedElsewhere: "Somebody else helps them now", care.ClosedNoContact: "We could not reach them", care.ClosedDied: "They died",
}

func newClosePage(l *casework.Leaving, sent *ui.Form) *closePage {
	form, fresh := newState(sent)
	p := &closePage{Leaving: l, Form: form, Token: casework.NewToken()}
	p.Reason, p.On = pick(form, "reason", care.ClosingReasons...), form.Day("on")
	if fresh {
		p.On.Set(l.Today)
	}
	return p
}

func (p *closePage) reasons() []ui.Choice {
	out := make([]ui.Choice, len(care.ClosingReasons))
	for i, code := range care.ClosingReasons {
		out[i] = ui.Choice{Value: code, Text: closingWords[code]}
	}
	return out
}

func (s *Server) close(req *request) (page, error) {
	l, err := s.Cases.Leaving(req.Context(), req.who(), req.id("id"))
	if err != nil {
		return page{}, err
	}
	p := newClosePage(l, nil)
	return show(p.view(s.episodePage(req, "Close an episode", l.Header, l.Entry), episodeTabs(l.Header, "/close")))
}

func (s *Server) closeSent(req *request) (page, error) {
	form, err := req.form("reason", "on-day", "on-month", "on-year")
	if err != nil {
		return page{}, err
	}
	token, version, err := req.sent()
	if err != nil {
		return page{}, err
	}
	l, err := s.Cases.Leaving(req.Context(), req.who(), req.id("id"))
	if err != nil {
		return page{}, err
	}
	p := newClosePage(l, form)
	p.Reason.Need("Choose why it ends")
	p.On.Need("Write the day they left")
	on := p.On.Read("the day they left")
	if form.OK() {
		err := s.Cases.Close(req.Context(), req.who(), casework.Sent{Episode: req.id("id"), Version: version, Token: token}, p.Reason.Value, on)
		if err == nil {
			return seeOther("/closed")
		}
		if err := mend(form, err, places{"reason": at(p.Reason), "on": at(p.On)}); err != nil {
			return page{}, err
		}
	}
	frame := s.episodePage(req, "Close an episode", l.Header, l.Entry)
	frame.Faulty = true
	return again(p.view(frame, episodeTabs(l.Header, "/close")))
}

// closed says that an episode was closed, and names nobody.
func (s *Server) closed(req *request) (page, error) {
	return show(closedPage{}.view(s.staffPage(req, "Closed", "")))
}

// A closedPage is the last that whoever closed an episode sees of it.
type closedPage struct{}

// ends says what becomes of one part of a record.
func (p *closePage) ends(e casework.Ending) templ.Component {
	words := "It stays as it is: no last day can be known yet."
	switch {
	case e.Now:
		words = "Unreadable to everyone with the closing, and destroyed within minutes."
	case e.End.Last.Before(p.Today):
		words = "Its last day has passed: unreadable with the closing, and destroyed tonight."
	case !e.End.Last.IsZero() && len(e.Readers) == 0:
		words = "Kept to the end of " + e.End.Last.Long() + ", open to nobody, then destroyed."
	case !e.End.Last.IsZero():
		words = "Kept to the end of " + e.End.Last.Long() + ", open until then only to the " + strings.Join(e.Readers, " and the ") + ", then destroyed."
	}
	return ui.Text(words)
}
