package governance

import (
	"context"
	"errors"
	"fmt"

	"candour/internal/calendar"
	"candour/internal/care"
	"candour/internal/gate"
	"candour/internal/notice"
)

// The acts by which a version comes to the public, as entries name them.
const (
	actDraft   = "draft notice"
	actCheck   = "check notice"
	actApprove = "approve notice"
	actPublish = "publish notice"
)

// NotReady refuses to publish a service while anything is missing. It matches
// care.ErrInvalid.
type NotReady struct{ Missing []Lack }

func (e *NotReady) Error() string {
	return fmt.Sprintf("going live with %s missing", counted(len(e.Missing), "thing"))
}

// Is makes it match care.ErrInvalid.
func (e *NotReady) Is(target error) bool { return target == care.ErrInvalid }

// Draft takes the files of a service, as they lie here, into the installation
// as its next version. Files that the newest version already holds are not
// taken twice.
func (d *Desk) Draft(ctx context.Context, who Who, service string, token care.ID) error {
	source, ok := d.files.source(who.Controller, service)
	if !ok || len(source.Texts) == 0 {
		return fmt.Errorf("drafting %s, of which there are no files here: %w", service, care.ErrNotFound)
	}
	return d.change(ctx, who, actDraft, token, func(tx *gate.Tx) error {
		all, err := tx.Publications(ctx)
		if err != nil {
			return err
		}
		for _, p := range all { // by service, newest first
			if p.Service == service {
				if p.Hash == source.Hash {
					return care.Problems{{Says: "The files here are the newest version already"}}
				}
				break
			}
		}
		p := Publication{Service: service, Hash: source.Hash, State: Draft, Drafted: gate.Step{At: tx.Now(), By: who.Worker}}
		return tx.Draft(ctx, &p, source.Texts)
	})
}

// Check has a draft compiled. Where anything stops it, it stays a draft and
// the error is a *notice.Faults that lists everything wrong with it.
func (d *Desk) Check(ctx context.Context, who Who, id, token care.ID) error {
	return d.step(ctx, who, actCheck, Draft, id, token, func(tx *gate.Tx, p *Publication) error {
		if _, err := d.compile(ctx, tx, *p); err != nil {
			return err
		}
		p.State, p.Checked = Checked, gate.Step{At: tx.Now(), By: who.Worker}
		return nil
	})
}

// Approve records that the data protection officer approves a checked version.
func (d *Desk) Approve(ctx context.Context, who Who, id, token care.ID) error {
	return d.step(ctx, who, actApprove, Checked, id, token, func(tx *gate.Tx, p *Publication) error {
		p.State, p.Approved = Approved, gate.Step{At: tx.Now(), By: who.Worker}
		return nil
	})
}

// Publish gives an approved version the day from which it is in force: today
// or later. Only the first version of a service may bear the earlier day on
// which it was printed, for it was in force on paper. To go live is refused as
// a *NotReady while anything is missing. What a version no longer allows is
// closed from its day on, so this is a revocation.
func (d *Desk) Publish(ctx context.Context, who Who, id, token care.ID, from calendar.Day, live bool) error {
	return d.revoke(ctx, who, actPublish, token, func(tx *gate.Tx) error {
		return d.advance(ctx, tx, Approved, id, func(p *Publication) error {
			pack, err := d.compile(ctx, tx, *p)
			if err != nil {
				return err
			}
			if err := d.mayPublish(ctx, tx, pack, *p, from, live); err != nil {
				return err
			}
			p.State, p.Live, p.Effective = Published, live, from
			p.Published = gate.Step{At: tx.Now(), By: who.Worker}
			return nil
		})
	})
}

func (d *Desk) mayPublish(ctx context.Context, tx *gate.Tx, pack *notice.Pack, p Publication, from calendar.Day, live bool) error {
	all, err := tx.Publications(ctx)
	if err != nil {
		return err
	}
	first := true
	for _, other := range all {
		if other.Service != p.Service || other.State != Published {
			continue
		}
		first = false
		if from.Before(other.Effective) {
			return care.Problems{{Field: "from", Says: "Version " + fmt.Sprint(other.Number) + " comes into force on " + other.Effective.Long() + ". Choose that day or a later one"}}
		}
	}
	printed := first && from == pack.InForce().Date
	if from.IsZero() || from.Before(tx.Today()) && !printed {
		return care.Problems{{Field: "from", Says: "A version comes into force today or later"}}
	}
	if !live {
		if !d.Samples {
			return fmt.Errorf("publishing a sample where services are real: %w", care.ErrRefused)
		}
		return nil
	}
	reg, err := d.registerOf(ctx, tx)
	if err != nil {
		return err
	}
	if lacks := missing(reg.onto(pack, nil), reg); len(lacks) > 0 {
		return &NotReady{lacks}
	}
	return nil
}

// step is a change that takes one version one state further.
func (d *Desk) step(ctx context.Context, who Who, act, from string, id, token care.ID, then func(*gate.Tx, *Publication) error) error {
	return d.change(ctx, who, act, token, func(tx *gate.Tx) error {
		return d.advance(ctx, tx, from, id, func(p *Publication) error { return then(tx, p) })
	})
}

func (d *Desk) advance(ctx context.Context, tx *gate.Tx, from string, id care.ID, then func(*Publication) error) error {
	p, err := tx.Publication(ctx, id)
	if err != nil {
		return err
	}
	if p.State != from {
		return fmt.Errorf("version %d is %s: %w", p.Number, p.State, care.ErrConflict)
	}
	if err := then(&p); err != nil {
		return err
	}
	return tx.Advance(ctx, from, p)
}

// compile gives the pack of a version's own files.
func (d *Desk) compile(ctx context.Context, tx *gate.Tx, p Publication) (*notice.Pack, error) {
	if have, ok := d.compiled.Load(p.ID); ok {
		return have.(*notice.Pack), nil
	}
	files, err := tx.PublicationFiles(ctx, p.ID)
	if err != nil {
		return nil, err
	}
	if Hash(files) != p.Hash {
		return nil, fmt.Errorf("version %d of %s is not what its hash names: %w", p.Number, p.Service, gate.ErrAlarm)
	}
	pack, err := Compile(tx.Who().Controller, p.Service, files)
	if err != nil {
		return nil, err
	}
	d.compiled.Store(p.ID, pack)
	return pack, nil
}

func (d *Desk) registerOf(ctx context.Context, tx *gate.Tx) (register, error) {
	lines, err := tx.Register(ctx)
	return newRegister(lines, tx.Today()), err
}

// FaultsOf gives what stops a version's files from compiling, or nothing.
func FaultsOf(err error) *notice.Faults {
	var faults *notice.Faults
	if errors.As(err, &faults) {
		return faults
	}
	return nil
}
