package web

import (
	"errors"
	"net/http"
	"strings"

	"candour/internal/access"
	"candour/internal/notice"
	"candour/internal/web/ui"
)

var signInRoutes = []Route{
	{http.MethodGet, "/sign-in", Public, (*Server).signInForm},
	{http.MethodPost, "/sign-in", Public, (*Server).signInSend},
	{http.MethodPost, "/sign-out", Public, (*Server).signOut},
}

// A signInPage asks which council, who and the password. In a demonstration it
// lists who can sign in.
type signInPage struct {
	Form        *ui.Form
	Council     *ui.FieldState
	User        *ui.FieldState
	Password    *ui.FieldState
	Controllers []notice.Controller
	Demo        []SignIn
}

func (s *Server) signInForm(req *request) (page, error) {
	if req.session != nil {
		return seeOther("/work")
	}
	return show(s.signInView(ui.ReadForm(nil)).view(s.staffPage(req, "Sign in", "")))
}

func (s *Server) signInView(f *ui.Form) signInPage {
	p := signInPage{Form: f, Controllers: s.packs().Controllers}
	var codes []string
	for _, c := range p.Controllers {
		codes = append(codes, c.Code)
	}
	p.Council = pick(f, "council", codes...)
	p.User, p.Password = f.Text("user").AtMost(100), f.Text("password")
	if s.Demo != nil {
		p.Demo = s.Demo.SignIns
	}
	return p
}

func (s *Server) signInSend(req *request) (page, error) {
	f, err := req.form("council", "user", "password")
	if err != nil {
		return page{}, err
	}
	p := s.signInView(f)
	p.Council.Need("Choose your council")
	p.User.Need("Enter your user name")
	p.Password.Need("Enter your password").AtMost(500)
	if f.OK() {
		cookie, found, err := s.Access.SignIn(req.Context(), p.Council.Value, p.User.Value, req.PostForm.Get("password"))
		if err == nil && req.session != nil { // nobody else's session is left behind in this browser
			err = s.Access.SignOut(req.Context(), req.session.Session)
		}
		if err == nil {
			return page{to: firstPage(found), cookie: s.cookie(cookie)}, nil
		}
		if !errors.Is(err, access.ErrSignIn) {
			return page{}, err
		}
		f.Wrong("The user name and password do not match. After several tries, wait a minute.")
	}
	p.Password.Value = ""
	frame := s.staffPage(req, "Sign in", "")
	frame.Faulty = true
	return again(p.view(frame))
}

// firstPage is where a role begins.
func firstPage(s *access.Session) string {
	switch s.Worker.Role {
	case "data protection officer":
		return "/dates"
	case access.Auditor:
		return "/people"
	}
	return "/work"
}

func (s *Server) signOut(req *request) (page, error) {
	if req.session != nil {
		if err := s.Access.SignOut(req.Context(), req.session.Session); err != nil {
			return page{}, err
		}
	}
	return page{to: "/sign-in", cookie: s.cookie("")}, nil
}

func (p signInPage) councils() []ui.Choice {
	var out []ui.Choice
	for _, c := range p.Controllers {
		out = append(out, ui.Choice{Value: c.Code, Text: c.Name})
	}
	return out
}

// council names a controller in a table.
func (p signInPage) council(code string) string {
	for _, c := range p.Controllers {
		if c.Code == code {
			return strings.TrimSuffix(c.Name, " County Council")
		}
	}
	return code
}
