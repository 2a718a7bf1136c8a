package governance

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"

	"candour/internal/care"
	"candour/internal/gate"
	"candour/internal/notice"
	"candour/internal/policy"
)

// Who is whoever asks; a page hands on its session's Reader.
type Who = gate.Reader

// A Publication is one version of a service's notice.
type Publication = gate.Publication

// A Step is who took a version one state further, and when.
type Step = gate.Step

// Officer is the office that governs notices (UK GDPR Arts 37 to 39).
const Officer = "data protection officer"

// The states of a version, in their order.
const (
	Draft     = "draft"
	Checked   = "checked"
	Approved  = "approved"
	Published = "published"
)

// A Desk governs the notices of an installation, and says which version of
// each this node runs. It is safe for concurrent use.
type Desk struct {
	gate  *gate.Gate
	files Files
	log   *slog.Logger

	// Samples lets a version be published as a sample, which serves nobody: in
	// a demonstration and in tests.
	Samples bool

	refreshing sync.Mutex
	running    atomic.Pointer[map[string]council] // by controller; replaced whole
	compiled   sync.Map                           // pack by version id: files of a version never change
}

// New makes a desk on a gate, over the files as they lie on disk or in the
// program. Nothing runs until Refresh.
func New(g *gate.Gate, files Files, log *slog.Logger) *Desk {
	d := &Desk{gate: g, files: files, log: log}
	d.running.Store(&map[string]council{})
	return d
}

// NewToken gives the one-use id of a form about to be shown.
func NewToken() care.ID { return gate.NewID() }

// Packs are the packs this node runs now, by controller, then service.
func (d *Desk) Packs() notice.Packs {
	var out notice.Packs
	all := *d.running.Load()
	for _, c := range d.files.Controllers {
		k := all[c.Code]
		out.Controllers = append(out.Controllers, k.controller)
		for _, s := range k.standings {
			out.Services = append(out.Services, s.Pack)
		}
	}
	return out
}

// Standing says what runs of a service and why, or care.ErrNotFound.
func (d *Desk) Standing(controller, service string) (Standing, error) {
	for _, s := range (*d.running.Load())[controller].standings {
		if s.Pack.Service == service {
			return s, nil
		}
	}
	return Standing{}, fmt.Errorf("service %s: %w", service, care.ErrNotFound)
}

// see opens a page of the officer. Whoever else asks is refused, and recorded.
func (d *Desk) see(ctx context.Context, who Who, screen string, then func(*gate.Tx) error) error {
	return d.gate.View(ctx, who, gate.Ask{Screen: screen, Act: policy.Derive}, func(tx *gate.Tx) error {
		if !governs(who) {
			return tx.Refuse()
		}
		return then(tx)
	})
}

// change does an act of the officer that a form's one-use token asks for. What
// was sent twice is done once.
func (d *Desk) change(ctx context.Context, who Who, act string, token care.ID, then func(*gate.Tx) error) error {
	err := d.gate.Update(ctx, who, gate.Ask{Screen: screenGovernance, Act: act}, d.once(ctx, who, act, token, then))
	return d.after(ctx, err)
}

// revoke is change for an act that may take something from somebody.
func (d *Desk) revoke(ctx context.Context, who Who, act string, token care.ID, then func(*gate.Tx) error) error {
	err := d.gate.Revoke(ctx, who, gate.Ask{Screen: screenGovernance, Act: act}, d.once(ctx, who, act, token, then))
	return d.after(ctx, err)
}

const screenGovernance = "governance"

func (d *Desk) once(ctx context.Context, who Who, act string, token care.ID, then func(*gate.Tx) error) func(*gate.Tx) error {
	return func(tx *gate.Tx) error {
		if !governs(who) {
			return tx.Refuse()
		}
		if token != "" {
			if _, err := tx.Submit(ctx, token, ""); errors.Is(err, care.ErrConflict) {
				return errReplayed
			} else if err != nil {
				return err
			}
		}
		tx.Did(act, "")
		return then(tx)
	}
}

// errReplayed ends a change that was made already.
var errReplayed = errors.New("this form was sent before")

// after has this node run what the change made, if it stood.
func (d *Desk) after(ctx context.Context, err error) error {
	if errors.Is(err, errReplayed) {
		return nil
	}
	if err != nil {
		return err
	}
	return d.Refresh(ctx)
}

// governs reports whether somebody signed in holds the office.
func governs(who Who) bool { return who.Role == Officer && who.Worker != "" }
