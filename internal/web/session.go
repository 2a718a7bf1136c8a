package web

import (
	"errors"
	"fmt"
	"net/http"
	"strings"

	"candour/internal/access"
	"candour/internal/care"
	"candour/internal/casework"
	"candour/internal/notice"
	"candour/internal/web/ui"
)

// cookieName is the one cookie of the site: who is signed in, for this visit.
const cookieName = "candour"

// A session is who is signed in, with what every staff page says of them.
type session struct {
	*access.Session
	name    string // "Priya Nair"
	service *notice.Pack
}

// signedIn finds the session of a request, if it has a live one.
func (s *Server) signedIn(req *request) error {
	c, err := req.Cookie(cookieName)
	if err != nil {
		return nil
	}
	found, err := s.Access.Session(req.Context(), c.Value)
	if errors.Is(err, care.ErrNotFound) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("finding the session: %w", err)
	}
	name, err := s.Access.Name(req.Context(), found)
	if err != nil {
		return err
	}
	req.session = &session{Session: found, name: name}
	if svc, err := s.Cases.Home(req.who()); err == nil {
		req.session.service = svc.Pack
	}
	return nil
}

// who is whoever the request asks as.
func (r *request) who() casework.Who {
	if r.session == nil {
		return casework.Who{}
	}
	return r.session.Reader()
}

// id is an id in the path. What is no id at all is not found.
func (r *request) id(name string) care.ID {
	if v := r.PathValue(name); isID(v) {
		return care.ID(v)
	}
	return ""
}

func (s *Server) cookie(value string) *http.Cookie {
	c := &http.Cookie{
		Name: cookieName, Value: value, Path: "/", HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: s.Secure,
	}
	if value == "" {
		c.MaxAge = -1
	}
	return c
}

// staffPage is the frame of a staff page: whose it is, where one can go, the
// entry that opening it made.
func (s *Server) staffPage(req *request, title string, entry care.ID) ui.StaffPage {
	p := ui.StaffPage{Title: title, SignOut: "/sign-out", Demo: s.demoBar(req)}
	if entry != "" {
		p.Entry = "/ledger/" + string(entry)
	}
	if req.session == nil {
		return p
	}
	p.Home = "/work"
	role := req.session.Worker.Role
	if pack := req.session.service; pack != nil {
		p.Service = pack.Title + ", " + strings.TrimSuffix(pack.Controller.Name, " County Council")
		if r, ok := pack.Role(role); ok {
			role = r.Title
		}
	}
	p.Who = req.session.name + ", " + role
	for _, n := range navigation(req.session) {
		n.Current = req.URL.Path == n.Href || strings.HasPrefix(req.URL.Path, n.Href+"/")
		p.Nav = append(p.Nav, n)
	}
	return p
}

// navigation is what a role can go to from any page. It opens nothing that
// the gate would refuse.
func navigation(s *session) []ui.NavItem {
	work := ui.NavItem{Text: "My work", Href: "/work"}
	find := ui.NavItem{Text: "Find someone", Href: "/people"}
	ledger := ui.NavItem{Text: "Ledger", Href: "/ledger"}
	dates := ui.NavItem{Text: "What is destroyed when", Href: "/dates"}
	counts := ui.NavItem{Text: "Numbers", Href: "/numbers"}
	if s.service != nil && !casework.Worked(s.service) && s.Worker.Role != "data protection officer" {
		return []ui.NavItem{{Text: "What came in", Href: "/triage"}, ledger}
	}
	switch s.Worker.Role {
	case "connector":
		return []ui.NavItem{work, find, counts, ledger}
	case manager:
		if s.service == nil {
			return []ui.NavItem{work, ledger}
		}
		return []ui.NavItem{{Text: "New referrals", Href: "/triage"}, find, counts, ledger}
	case "auditor":
		return []ui.NavItem{{Text: "Records to audit", Href: "/people"}, ledger}
	case "data protection officer":
		return []ui.NavItem{{Text: "Notices", Href: "/governance"}, dates, counts, ledger}
	}
	return []ui.NavItem{ledger}
}
