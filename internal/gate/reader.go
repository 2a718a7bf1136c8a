package gate

import (
	"candour/internal/care"
	"candour/internal/ledger"
	"candour/internal/policy"
)

// A Reader is whoever asks: a signed-in worker, a public form, the timetable.
type Reader struct {
	Controller string
	Worker     care.ID // "" for a form or the timetable
	Role       string  // pack role code, "public form", "name index", "timetable"
	Teams      []string
	Supervised bool   // a session on council premises, supervised, without export
	Ground     string // recorded UK GDPR Art 18(2) ground for this act, or ""
}

// actor is who the entry names: the worker, or what stands for one.
func (r Reader) actor() string {
	if r.Worker != "" {
		return string(r.Worker)
	}
	return r.Role
}

func (r Reader) asker() policy.Asker {
	return policy.Asker{Worker: string(r.Worker), Teams: r.Teams}
}

func (r Reader) inTeam(e *care.Episode) bool {
	for _, t := range r.Teams {
		if t == e.Team && t != "" {
			return true
		}
	}
	return false
}

// An Ask says what a screen is about to do and why, before it does it.
type Ask struct {
	Screen   string   // page code, for the entry: "episode overview"
	Act      string   // policy.See, policy.Record, …
	Purposes []string // pack purposes the screen serves
	Answers  bool     // the screen shows answers alone: no record is opened
}

// A Refusal is a decision against, with the clauses that refused. It matches
// care.ErrRefused.
type Refusal struct {
	Says    string   // one plain sentence for the person refused
	Clauses []string // refs of the pack's clauses
	Service string
	Subject care.ID
	Episode care.ID
	Items   []ledger.RefusedItem
	Unknown bool // not there, or not known to the asker: one shape, neither subject nor clause
}

// Error says only that it was refused: the sentence is for the page.
func (r *Refusal) Error() string { return "refused" }

// Is makes a Refusal match care.ErrRefused, and one of an unknown id
// care.ErrNotFound too.
func (r *Refusal) Is(target error) bool {
	return target == care.ErrRefused || (r.Unknown && target == care.ErrNotFound)
}

func unknown() *Refusal {
	return &Refusal{Unknown: true, Says: "There is no such page, or it is not yours to see."}
}
