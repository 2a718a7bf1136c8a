package web

import (
	"net/http"

	"candour/internal/calendar"
	"candour/internal/care"
	"candour/internal/casework"
	"candour/internal/policy"
	"candour/internal/web/ui"
)

var restrictRoutes = []Route{
	{http.MethodGet, "/episodes/{id}/restrict", Staff, (*Server).restrict},
	{http.MethodPost, "/episodes/{id}/restrict", Staff, (*Server).restrictSet},
	{http.MethodPost, "/episodes/{id}/restrict/lift", Staff, (*Server).restrictLifted},
	{http.MethodPost, "/episodes/{id}/protective-look", Staff, (*Server).protectiveLook},
}

// A restrictPage sets a restriction on the use of a record, or says that one
// stands: how to lift it, and how to open the record once on a ground of the
// law. Nothing of the record is on it.
type restrictPage struct {
	*casework.Restriction
	Form   *ui.Form
	Why    *ui.FieldState
	Ground *ui.FieldState
	Token  care.ID
}

var restrictWords = map[string]string{
	"accuracy":  "They say that something is wrong, and we are checking it",
	"unlawful":  "They say that we may not hold it, and want it kept but not used",
	"claims":    "They need us to keep it for a legal claim",
	"objection": "They objected to its use, and the answer is still to come",
	"asked":     "They asked us to lift it",
	"settled":   "What they questioned is settled, and we told them before lifting it",
}

var groundWords = map[string]string{
	policy.GroundConsent:        "The person said that we may",
	policy.GroundClaims:         "A legal claim needs it",
	policy.GroundAnother:        "To protect somebody else",
	policy.GroundPublicInterest: "An important public interest",
}

func choicesOf(codes []string, words map[string]string) []ui.Choice {
	out := make([]ui.Choice, len(codes))
	for i, code := range codes {
		out[i] = ui.Choice{Value: code, Text: words[code]}
	}
	return out
}

func newRestrictPage(r *casework.Restriction, sent *ui.Form) *restrictPage {
	form, _ := newState(sent)
	p := &restrictPage{Restriction: r, Form: form, Token: casework.NewToken()}
	reasons := casework.WhyRestrict
	if !r.Since.IsZero() {
		reasons = casework.WhyLift
	}
	p.Why, p.Ground = pick(form, "why", reasons...), pick(form, "ground", casework.Grounds...)
	return p
}

func (p *restrictPage) since() string { return calendar.Of(p.Since).Long() }

func (s *Server) restrict(req *request) (page, error) {
	r, err := s.Cases.Restriction(req.Context(), req.who(), req.id("id"))
	if err != nil {
		return page{}, err
	}
	return show(newRestrictPage(r, nil).view(s.staffPage(req, "Restrict the use of a record", r.Entry)))
}

func (s *Server) restrictSet(req *request) (page, error)    { return s.restrictTo(req, true) }
func (s *Server) restrictLifted(req *request) (page, error) { return s.restrictTo(req, false) }

func (s *Server) restrictTo(req *request, on bool) (page, error) {
	form, err := req.form("why")
	if err != nil {
		return page{}, err
	}
	token, version, err := req.sent()
	if err != nil {
		return page{}, err
	}
	r, err := s.Cases.Restriction(req.Context(), req.who(), req.id("id"))
	if err != nil {
		return page{}, err
	}
	p := newRestrictPage(r, form)
	why := form.Sent("why")
	p.Why.Check(why != "", "Choose why")
	if form.OK() || r.Since.IsZero() != on && why != "" {
		err := s.Cases.Restrict(req.Context(), req.who(), casework.Sent{Episode: req.id("id"), Version: version, Token: token}, on, why)
		switch {
		case err == nil && on:
			return seeOther(req.URL.Path)
		case err == nil:
			return seeOther(episodeHref(req.id("id")))
		}
		if err := mend(form, err, places{"why": at(p.Why)}); err != nil {
			return page{}, err
		}
	}
	frame := s.staffPage(req, "Restrict the use of a record", r.Entry)
	frame.Faulty = true
	return again(p.view(frame))
}

// protectiveLook opens a restricted record for one look, on the ground that
// the form states and the entry keeps. It changes nothing, so the page is the
// answer to the post itself: asking again is another look.
func (s *Server) protectiveLook(req *request) (page, error) {
	form, err := req.form("ground")
	if err != nil {
		return page{}, err
	}
	ground := pick(form, "ground", casework.Grounds...)
	if ground.Value == "" {
		r, err := s.Cases.Restriction(req.Context(), req.who(), req.id("id"))
		if err != nil {
			return page{}, err
		}
		p := newRestrictPage(r, form)
		p.Ground.Check(false, "Choose the ground on which you open it")
		frame := s.staffPage(req, "Restrict the use of a record", r.Entry)
		frame.Faulty = true
		return again(p.view(frame))
	}
	o, err := s.Cases.Protective(req.Context(), req.who(), req.id("id"), ground.Value)
	if err != nil {
		return page{}, err
	}
	v := protectivePage{o, groundWords[ground.Value]}
	return show(v.view(s.episodePage(req, "One look at a restricted record", o.Header, o.Entry)))
}

// A protectivePage is a restricted record, opened once.
type protectivePage struct {
	*casework.Overview
	Ground string
}
