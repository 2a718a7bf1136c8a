package web

import (
	"errors"
	"net/http"
	"strconv"

	"candour/internal/care"
	"candour/internal/casework"
	"candour/internal/web/ui"
)

var triageRoutes = []Route{
	{http.MethodGet, "/triage", Staff, (*Server).triage},
	{http.MethodPost, "/triage/{id}/allocate", Staff, (*Server).allocate},
}

// A triagePage is the referrals that wait for a Connector, oldest first, each
// with the one thing to decide, and beside them who carries how much.
type triagePage struct {
	*casework.Queue
	Form  *ui.Form
	Rows  []triageRow
	Loads ui.Loads
	Done  string
}

// A triageRow is one waiting referral with its own small form.
type triageRow struct {
	casework.Waiting
	When    string
	Token   care.ID
	Workers []ui.Option
	Worker  *ui.FieldState
}

func (s *Server) triage(req *request) (page, error) {
	if pack := req.session.service; pack != nil && !casework.Worked(pack) {
		return s.received(req)
	}
	q, err := s.Cases.Triage(req.Context(), req.who())
	if err != nil {
		return page{}, err
	}
	return show(triageView(q, ui.ReadForm(nil), "").view(s.staffPage(req, "New referrals", q.Entry)))
}

// triageView lays the queue out. chosen is the row whose form was sent.
func triageView(q *casework.Queue, form *ui.Form, chosen care.ID) triagePage {
	p := triagePage{Queue: q, Form: form}
	options := []ui.Option{{Value: "", Text: "Choose"}}
	p.Loads = ui.Loads{Caption: "How many people each Connector works with", Who: "Connector", Of: "people"}
	for _, w := range q.Workers {
		options = append(options, ui.Option{Value: string(w.ID), Text: w.Name + ", " + strconv.Itoa(w.Has) + " people"})
		p.Loads.Rows = append(p.Loads.Rows, ui.Load{Name: w.Name, Has: w.Has})
	}
	for _, w := range q.Waiting {
		row := triageRow{Waiting: w, Token: casework.NewToken(), Workers: options}
		row.When, _ = whenDue(w.Due, q.Today)
		row.Worker = &ui.FieldState{Name: "worker"}
		if w.Episode.ID == chosen {
			row.Worker = form.Text("worker").Check(false, "Choose who takes this referral")
		}
		row.Worker.ID = "worker-" + string(w.Episode.ID)
		p.Rows = append(p.Rows, row)
	}
	return p
}

func (s *Server) allocate(req *request) (page, error) {
	if _, err := req.form("worker"); err != nil {
		return page{}, err
	}
	token, err := req.token()
	if err != nil {
		return page{}, err
	}
	version, err := req.version()
	if err != nil {
		return page{}, err
	}
	worker := req.PostForm.Get("worker")
	if isID(worker) {
		err = s.Cases.Allocate(req.Context(), req.who(), req.id("id"), care.ID(worker), token, version)
		if err == nil {
			return seeOther("/triage")
		}
		if !errors.Is(err, care.ErrInvalid) {
			return page{}, err
		}
	}
	q, err := s.Cases.Triage(req.Context(), req.who())
	if err != nil {
		return page{}, err
	}
	frame := s.staffPage(req, "New referrals", q.Entry)
	frame.Faulty = true
	return again(triageView(q, ui.ReadForm(req.PostForm), req.id("id")).view(frame))
}

// aged is the age as it follows a name, or nothing.
func (r *triageRow) aged() string {
	if r.Age == 0 {
		return ""
	}
	return ", " + strconv.Itoa(r.Age)
}

// says tells what is known of a waiting referral in one line.
func (r *triageRow) says() string {
	words := "Came " + r.Episode.ReceivedOn.Long()
	if r.Episode.Origin == casework.FromThemselves {
		words += ", asked for it themselves"
	} else {
		words += ", referred by someone else"
	}
	if r.District != "" {
		words += ". " + r.District
	}
	if r.Safe == "no" {
		words += ". Not safe to ring"
	}
	return words
}

// by is the day inside a sentence.
func (r *triageRow) by() string {
	if r.When == "Today" {
		return "today"
	}
	return r.When
}

func (p triagePage) sentence() string {
	late := 0
	for i := range p.Rows {
		if p.Rows[i].Late {
			late++
		}
	}
	switch n := len(p.Rows); {
	case n == 0:
		return "Everyone has a Connector."
	case late == 0:
		return ui.Counted(n) + " waiting, none late."
	default:
		return ui.Counted(n) + " waiting, " + strconv.Itoa(late) + " past two working days."
	}
}
