// Package casework is the daily work on an episode, from referral to closure:
// what a form may send, triage and allocation, contacts, the first visit, the
// plan, measures, leaving. Every function here opens or changes a record
// through the gate and nowhere else, and names the purposes it does so for.
// It imports gate and the meaning rooms.
package casework

import (
	"context"
	"fmt"

	"candour/internal/calendar"
	"candour/internal/care"
	"candour/internal/gate"
	"candour/internal/notice"
	"candour/internal/policy"
)

// A Desk does the work of every service of the installation.
type Desk struct {
	gate *gate.Gate

	// Districts gives the council district of a postcode, or "". It is used
	// to count referrals and for nothing else.
	Districts func(postcode string) string
}

// New makes a desk on a gate.
func New(g *gate.Gate) *Desk { return &Desk{gate: g} }

// Who is whoever asks; a page hands on its session's Reader.
type Who = gate.Reader

// A File is one episode as the asker may see it.
type File = gate.File

// A Refusal is a decision against, with its clauses.
type Refusal = gate.Refusal

// AnswersRefused lists the answers that the notice does not allow.
type AnswersRefused = gate.AnswersRefused

// The purposes a page of the service serves, as the pack names them.
const (
	forJoin      = "join"
	forAccess    = "access"
	forPlan      = "plan"
	forReach     = "reach"
	forSupervise = "supervise"
	forManage    = "manage"
	forAudit     = "audit"
)

// recordPurposes are the purposes of a page that shows a whole record; an
// item is shown for the one that its own use names.
var recordPurposes = []string{forJoin, forAccess, forPlan, forSupervise, forAudit}

// Service gives the one service with case pages of the asker's controller in
// which their role has a place, or care.ErrNotFound.
func (d *Desk) Service(who Who) (*gate.Service, error) {
	for _, s := range d.gate.Services(who.Controller) {
		if _, ok := s.Pack.Role(who.Role); ok && Worked(s.Pack) {
			return s, nil
		}
	}
	return nil, fmt.Errorf("a service for role %s: %w", who.Role, care.ErrNotFound)
}

// see opens an episode for a page of a worker.
func (d *Desk) see(ctx context.Context, who Who, screen string, purposes []string, id care.ID, then func(*gate.Tx, *File) error) error {
	return d.look(ctx, who, gate.Ask{Screen: screen, Act: policy.See, Purposes: purposes}, id, then)
}

// look opens an episode for a page that says by itself what it asks.
func (d *Desk) look(ctx context.Context, who Who, ask gate.Ask, id care.ID, then func(*gate.Tx, *File) error) error {
	return d.gate.View(ctx, who, ask, func(tx *gate.Tx) error {
		f, err := tx.File(ctx, id)
		if err != nil {
			return err
		}
		return then(tx, f)
	})
}

// change opens an episode to change it. then must call tx.Did.
func (d *Desk) change(ctx context.Context, who Who, screen, act string, purposes []string, id care.ID, then func(*gate.Tx, *File) error) error {
	ask := gate.Ask{Screen: screen, Act: act, Purposes: purposes}
	return d.gate.Update(ctx, who, ask, func(tx *gate.Tx) error {
		f, err := tx.File(ctx, id)
		if err != nil {
			return err
		}
		return then(tx, f)
	})
}

// Stale says that somebody else changed the episode since the page was made.
func stale(f *File, version int64) error {
	if f.Episode.Version != version {
		return fmt.Errorf("episode %s: %w", f.Episode.ID, care.ErrConflict)
	}
	return nil
}

// A Header is what stands over every page about a person.
type Header struct {
	File    *File
	Pack    *notice.Pack
	Name    string
	Age     care.Value // Number and AsAt; zero when not told
	Needs   []string   // codes of access needs, or nil when hidden or none
	Asks    string     // interpreter language code, or ""
	Ring    string
	Safe    string // code of whether it is safe to ring
	Worker  string // name of the allocated worker, or ""
	Mine    bool
	Records bool // the asker may record a contact with them now
	Today   calendar.Day
	Goes    []care.Tier // tiers still living, by their last day
	Basis   notice.Basis
	Warning string
}

// An Answer is one item answered, with its provenance.
type Answer = gate.Answer

// NewToken gives the one-use id of a form about to be shown.
func NewToken() care.ID { return gate.NewID() }
