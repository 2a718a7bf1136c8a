// Package web is the pages. A page is one file: a commented struct of what it
// shows, a handler that fills it from the work rooms, and a template that
// renders it. Handlers return errors; one place turns them into pages.
// Everything works without JavaScript. It imports the work rooms and the
// meaning rooms, never the gate.
package web

import (
	"bytes"
	"cmp"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"slices"
	"strconv"
	"sync"

	"github.com/a-h/templ"

	"candour/internal/access"
	"candour/internal/casework"
	"candour/internal/governance"
	"candour/internal/notice"
	"candour/internal/retention"
	"candour/internal/web/assets"
	"candour/internal/web/ui"
)

// A Config is what the pages stand on.
type Config struct {
	Access     *access.Desk
	Cases      *casework.Desk
	Retention  *retention.Desk
	Governance *governance.Desk // says which packs run now
	Demo       *Demo            // nil but in a demonstration
	Secure     bool             // served over TLS: cookies are marked so
	Hosts      []string         // names it answers to, so that no other site's name can be pointed at it; nil for any
	Log        *slog.Logger
}

// A Demo is what only a demonstration has.
type Demo struct {
	SignIns []SignIn
	Moved   func() // called when the calendar was moved; nil for nobody
}

// A SignIn is one made-up member of staff of the demonstration.
type SignIn struct {
	Controller string `json:"controller"`
	Name       string `json:"name"`
	User       string `json:"user"`
	Password   string `json:"password"`
	Role       string `json:"role"`
	Title      string `json:"title"`
}

// A Server serves every page of the installation.
type Server struct {
	Config
	mux *http.ServeMux
}

// A Kind is who a route is for.
type Kind string

// The kinds of route.
const (
	Public   Kind = "public" // anybody
	Staff    Kind = "staff"  // signed-in workers
	DemoOnly Kind = "demo"   // signed-in workers of a demonstration
)

// A Route is one method and pattern with its page.
type Route struct {
	Method  string
	Pattern string // "/episodes/{id}"
	Kind    Kind
	handle  func(*Server, *request) (page, error)
}

// A page is what a handler gives: a component with its status, or a redirect
// after a post.
type page struct {
	status int
	body   templ.Component
	to     string // address to go to (303, unless status says otherwise), or ""
	file   []byte // text to download instead of a page
	kind   string // of the file: its media type, plain text when empty
	name   string // of the file: never anybody's
	cookie *http.Cookie
}

// show is a page with status 200.
func show(c templ.Component) (page, error) { return page{status: http.StatusOK, body: c}, nil }

// again is a form that needs another look: 422, with everything typed kept.
func again(c templ.Component) (page, error) {
	return page{status: http.StatusUnprocessableEntity, body: c}, nil
}

// seeOther sends the browser on after a post, so that a reload posts nothing.
func seeOther(to string) (page, error) { return page{status: http.StatusSeeOther, to: to}, nil }

// A request is one request with whoever is signed in.
type request struct {
	*http.Request
	session *session
}

// bodyMost bounds what a form may send.
const bodyMost = 256 << 10

// New makes the server. It fails when the built assets are missing.
func New(c Config) (*Server, error) {
	if err := assets.Ready(); err != nil {
		return nil, err
	}
	s := &Server{Config: c, mux: http.NewServeMux()}
	s.mux.Handle("GET /assets/", assets.Handler())
	for _, r := range s.Routes() {
		s.mux.HandleFunc(r.Method+" "+r.Pattern, s.serve(r))
	}
	s.mux.HandleFunc("/", s.serve(Route{Method: http.MethodGet, Pattern: "/", Kind: Public, handle: notFound}))
	return s, nil
}

// packs are those that run now: another version may come into force.
func (s *Server) packs() notice.Packs { return s.Governance.Packs() }

// Routes lists every route this installation has.
func (s *Server) Routes() []Route {
	var out []Route
	for _, r := range allRoutes() {
		if r.Kind != DemoOnly || s.Demo != nil {
			out = append(out, r)
		}
	}
	return out
}

// ServeHTTP serves one request under the site's headers. A request from
// another site's page that would change something is refused.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if s.Hosts != nil && !slices.Contains(s.Hosts, hostOf(r)) {
		http.Error(w, "This server does not answer to that name.", http.StatusMisdirectedRequest)
		return
	}
	h := w.Header()
	h.Set("Content-Security-Policy", ui.ContentSecurityPolicy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cache-Control", "no-store")
	if err := http.NewCrossOriginProtection().Check(r); err != nil {
		http.Error(w, "This request came from another site.", http.StatusForbidden)
		return
	}
	s.mux.ServeHTTP(w, r)
}

// hostOf is the name a request asked for, without the port.
func hostOf(r *http.Request) string {
	if host, _, err := net.SplitHostPort(r.Host); err == nil {
		return host
	}
	return r.Host
}

func (s *Server) serve(route Route) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		r.Body = http.MaxBytesReader(w, r.Body, bodyMost)
		req := &request{Request: r}
		p, err := s.answer(route, req)
		if err != nil {
			p = s.failed(req, err)
		}
		s.write(w, r, p)
	}
}

func (s *Server) answer(route Route, req *request) (page, error) {
	if err := s.signedIn(req); err != nil {
		return page{}, err
	}
	if route.Kind != Public && req.session == nil {
		return seeOther("/sign-in")
	}
	if req.Method == http.MethodPost {
		if err := req.ParseForm(); err != nil {
			return page{}, errTooMuch
		}
	}
	return route.handle(s, req)
}

// write renders to a buffer first, so that a page is whole or not at all.
func (s *Server) write(w http.ResponseWriter, r *http.Request, p page) {
	if p.cookie != nil {
		http.SetCookie(w, p.cookie)
	}
	if p.to != "" {
		http.Redirect(w, r, p.to, cmp.Or(p.status, http.StatusSeeOther))
		return
	}
	if p.file != nil {
		w.Header().Set("Content-Type", cmp.Or(p.kind, "text/plain; charset=utf-8"))
		w.Header().Set("Content-Disposition", `attachment; filename="`+p.name+`"`)
		_, _ = w.Write(p.file)
		return
	}
	b := rooms.Get().(*bytes.Buffer)
	defer func() {
		clear(b.Bytes()) // nobody's page stays in memory for the next
		b.Reset()
		rooms.Put(b)
	}()
	if err := p.body.Render(r.Context(), b); err != nil {
		if r.Context().Err() != nil {
			return // whoever asked has gone
		}
		s.Log.Error("rendering a page", "route", r.Pattern, "err", err)
		http.Error(w, "This page could not be shown. Nothing was lost.", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Length", strconv.Itoa(b.Len()))
	w.WriteHeader(p.status)
	_, _ = w.Write(b.Bytes())
}

// rooms are the buffers that pages are rendered to.
var rooms = sync.Pool{New: func() any { return bytes.NewBuffer(make([]byte, 0, 64<<10)) }}

var errTooMuch = errors.New("more was sent than a form can hold")
