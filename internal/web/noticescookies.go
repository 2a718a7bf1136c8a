package web

import (
	"net/http"

	"candour/internal/web/ui"
)

var cookieRoutes = []Route{
	{http.MethodGet, "/cookies", Public, (*Server).cookieStatement},
}

// A cookiesPage says which cookies this site sets, made from the cookies
// themselves (Privacy and Electronic Communications Regulations 2003, reg 6).
type cookiesPage struct {
	Cookies []cookieSaid
}

// A cookieSaid is one cookie in words.
type cookieSaid struct {
	Name  string
	For   string
	Until string
	Who   string // who can read it
}

// cookiesSet are all the cookies this site sets, each with what it is for.
func (s *Server) cookiesSet() map[*http.Cookie]string {
	return map[*http.Cookie]string{
		s.cookie("x"): "It keeps a member of staff signed in. It holds a random number and nothing about anybody. Without it nobody could sign in, so we need not ask first.",
	}
}

func (s *Server) cookieStatement(req *request) (page, error) {
	var p cookiesPage
	for c, use := range s.cookiesSet() {
		p.Cookies = append(p.Cookies, sayCookie(c, use))
	}
	return show(p.view(s.staffPage(req, "Cookies", "")))
}

func sayCookie(c *http.Cookie, use string) cookieSaid {
	said := cookieSaid{Name: c.Name, For: use, Until: "Until you sign out or close the browser.", Who: "This site alone."}
	if c.MaxAge > 0 {
		said.Until = "For " + numbered(c.MaxAge/60, "minute") + "."
	}
	if c.HttpOnly {
		said.Who = "This site alone, and no script on its pages."
	}
	return said
}

// cookieLink leads to the statement from the foot of every public page.
var cookieLink = ui.Link{Text: "Cookies", Href: "/cookies"}
