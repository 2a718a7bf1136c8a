package casework

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"candour/internal/care"
	"candour/internal/gate"
	"candour/internal/notice"
	"candour/internal/policy"
)

// Grounds are the grounds on which a restricted record may be opened: UK GDPR
// Art 18(2).
var Grounds = []string{policy.GroundConsent, policy.GroundClaims, policy.GroundAnother, policy.GroundPublicInterest}

// WhyRestrict are the reasons a person may ask for a restriction, UK GDPR Art
// 18(1): the accuracy is contested; the use is unlawful and they would rather
// keep it; they need it for a claim; they objected and the answer is pending.
var WhyRestrict = []string{"accuracy", "unlawful", "claims", "objection"}

// WhyLift are the reasons a restriction ends. Art 18(3): the person is told
// before it does.
var WhyLift = []string{"asked", "settled"}

// A Restriction is the page that sets or lifts a restriction. Nothing of the
// record is opened for it.
type Restriction struct {
	Episode care.ID
	Version int64
	Since   time.Time // zero: none stands
	Right   notice.Right
	Entry   care.ID
}

// Restriction gives whether a restriction stands.
func (d *Desk) Restriction(ctx context.Context, who Who, id care.ID) (*Restriction, error) {
	var r *Restriction
	ask := gate.Ask{Screen: "restriction", Act: policy.See, Purposes: recordPurposes}
	err := d.gate.View(ctx, who, ask, func(tx *gate.Tx) error {
		f, err := tx.Unopened(ctx, id)
		if err != nil {
			return err
		}
		if no := mayRestrict(f, who); no != nil {
			return no
		}
		r = &Restriction{Episode: id, Version: f.Episode.Version, Since: f.Episode.RestrictedAt, Entry: tx.Entry()}
		r.Right = rightTo(f.Service.Pack, "restrict")
		return nil
	})
	if err != nil {
		return nil, err
	}
	return r, nil
}

func rightTo(p *notice.Pack, code string) notice.Right {
	for _, r := range p.Rights.Grants {
		if r.Code == code {
			return r
		}
	}
	return notice.Right{}
}

// mayRestrict refuses whoever does not do the work or answer for it.
func mayRestrict(f *File, who Who) error {
	if who.Role == connector || who.Role == "team manager" {
		return nil
	}
	return f.Refuse("Not done: only the worker it is given to and the team manager do this.", rightTo(f.Service.Pack, "restrict").Clause)
}

// Restrict stops every use of a record, or with on false lets it be used
// again. From its commit every page of it refuses unless a ground is recorded
// for that one look.
func (d *Desk) Restrict(ctx context.Context, who Who, s Sent, on bool, why string) error {
	ask := gate.Ask{Screen: "restriction", Act: policy.See, Purposes: recordPurposes}
	act, reasons := "restrict", WhyRestrict
	if !on {
		act, reasons = "lift restriction", WhyLift
	}
	return once(d.gate.Revoke(ctx, who, ask, func(tx *gate.Tx) error {
		f, err := tx.Unopened(ctx, s.Episode)
		if err != nil {
			return err
		}
		if no := mayRestrict(f, who); no != nil {
			return no
		}
		if err := begin(ctx, tx, f, s.Token, s.Version); err != nil {
			return err
		}
		if !slices.Contains(reasons, why) {
			return care.Problems{{Field: "why", Says: "Choose one of the reasons shown"}}
		}
		if on != f.Episode.RestrictedAt.IsZero() {
			return fmt.Errorf("setting a restriction twice: %w", care.ErrConflict)
		}
		tx.Did(act, why)
		tx.Quote(rightTo(f.Service.Pack, "restrict").Clause)
		return tx.Restrict(ctx, f, on)
	}))
}

// Protective opens a restricted episode once, on a ground that its entry
// keeps. It opens nothing without one.
func (d *Desk) Protective(ctx context.Context, who Who, id care.ID, ground string) (*Overview, error) {
	if !slices.Contains(Grounds, ground) {
		return nil, care.Problems{{Field: "ground", Says: "Choose the ground on which you open it"}}
	}
	who.Ground = ground
	var o *Overview
	err := d.see(ctx, who, "protective look", recordPurposes, id, func(tx *gate.Tx, f *File) (err error) {
		if no := mayRestrict(f, who); no != nil {
			return no
		}
		tx.Did(policy.See, ground)
		o = &Overview{Entry: tx.Entry()}
		o.Header, err = d.header(ctx, tx, f)
		return err
	})
	if err != nil {
		return nil, err
	}
	o.Worker, err = d.workerName(ctx, who.Controller, o.File.Episode.Worker)
	return o, err
}

// IsRestricted reports whether an error is the refusal of a restricted record.
func IsRestricted(err error) bool {
	var no *Refusal
	if !errors.As(err, &no) {
		return false
	}
	for _, it := range no.Items {
		if it.Why == policy.Restricted.String() {
			return true
		}
	}
	return false
}
