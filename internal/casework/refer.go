package casework

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"candour/internal/calendar"
	"candour/internal/care"
	"candour/internal/gate"
	"candour/internal/notice"
	"candour/internal/policy"
)

// Team is the team that referrals to the service come to.
const Team = "community-connectors"

// Where a referral came from. The episode keeps this much in the clear.
const (
	FromSomeoneElse = "someone else"
	FromThemselves  = "themselves"
)

// The kinds of task that the service's clocks open.
const (
	TaskAllocate    = "allocate"
	TaskNotice      = "notice"
	TaskEngaged     = "still engaged"
	TaskInterpreter = "interpreter"
)

// The neutral codes of an episode whose person has not agreed to what the
// service needs: nothing but how to reach them is kept until they do.
const AwaitingConsent = "awaiting consent"

// A Referral is what a form sent to open an episode.
type Referral struct {
	Controller, Service string
	Form                string // pack form code
	Channel             string // "web", "phone"
	Answers             []Answer
	Agreed              []Agreed
	Token               care.ID // the form's one-use id
}

// An Agreed is the answer to one line of consent.
type Agreed struct {
	Line string
	Yes  bool
}

// Refer opens an episode from a form that anybody may fill in. It returns
// *AnswersRefused with every answer the notice does not allow, having stored
// nothing. A replay opens nothing again and succeeds.
func (d *Desk) Refer(ctx context.Context, r Referral) error {
	svc, form, err := d.form(r.Controller, r.Service, r.Form)
	if err != nil {
		return err
	}
	if !Public(svc.Pack, form) {
		return fmt.Errorf("form %s: %w", r.Form, care.ErrNotFound)
	}
	return d.refer(ctx, Who{Controller: r.Controller, Role: form.By}, svc, form, r)
}

// TakeIn is Refer for a form that a worker fills in with whoever rings or
// comes: only their own service's, and only one that is their role's.
func (d *Desk) TakeIn(ctx context.Context, who Who, r Referral) error {
	svc, err := d.Home(who)
	if err != nil {
		return err
	}
	form, ok := svc.Pack.Form(r.Form)
	if !ok || form.By != who.Role || !Opens(svc.Pack, form) {
		return fmt.Errorf("form %s: %w", r.Form, care.ErrNotFound)
	}
	r.Controller, r.Service = who.Controller, svc.Pack.Service
	return d.refer(ctx, who, svc, form, r)
}

func (d *Desk) refer(ctx context.Context, who Who, svc *gate.Service, form notice.Form, r Referral) error {
	if !Opens(svc.Pack, form) {
		return fmt.Errorf("beginning an episode by form %s: %w", form.Code, care.ErrNotFound)
	}
	ask := gate.Ask{Screen: form.Code, Act: policy.Record, Purposes: svc.Table.PurposesOf(form.By, policy.Record)}
	news := []gate.NewEpisode{{
		Service: svc.Pack.Service, Origin: originOf(svc.Pack, form), Team: TeamOf(svc.Pack), Stage: form.Stage,
		Tiers: tiersFor(svc.Pack, form),
	}}
	if givenToTaker(svc.Pack, form) {
		news[0].To = who.Worker
	}
	return once(d.gate.Create(ctx, who, ask, news, func(tx *gate.Tx, files []*gate.File) error {
		f := files[0]
		_, err := tx.Submit(ctx, r.Token, f.Episode.ID)
		if errors.Is(err, care.ErrConflict) {
			return errSentBefore
		}
		if err != nil {
			return err
		}
		tx.Did(policy.Record, "referral")
		waits, err := d.answered(ctx, tx, f, form, r)
		if err != nil {
			return err
		}
		return d.opened(ctx, tx, f, waits)
	}))
}

func (d *Desk) form(controller, service, code string) (*gate.Service, notice.Form, error) {
	svc, err := d.gate.Service(controller, service)
	if err != nil {
		return nil, notice.Form{}, err
	}
	form, ok := svc.Pack.Form(code)
	if !ok {
		return nil, form, fmt.Errorf("form %s: %w", code, care.ErrNotFound)
	}
	return svc, form, nil
}

// opened starts the clocks of a new episode and counts it. waits says that the
// person has yet to agree to what the service needs.
func (d *Desk) opened(ctx context.Context, tx *gate.Tx, f *File, waits bool) error {
	e := &f.Episode
	e.NextOn, e.NextWhat = due(f.Service.Pack, TaskAllocate, e.ReceivedOn), TaskAllocate
	if waits {
		e.NextWhat = AwaitingConsent
	}
	if err := tx.SaveEpisode(ctx, f); err != nil {
		return err
	}
	if err := tx.AddTask(ctx, f, care.Task{Kind: e.NextWhat, DueOn: e.NextOn}); err != nil {
		return err
	}
	if c, ok := f.Service.Pack.Count("referrals"); !ok || !slices.Equal(c.By, referralBy) {
		return nil
	}
	return tx.AddCount(ctx, f, recordTier, "referrals", referralCell(e, d.districtOf(tx, f)))
}

// referralBy are the dimensions of the one count of referrals that is kept
// here; a pack that counts otherwise counts nothing by this.
var referralBy = []string{"month", "referral source", "district"}

// recordTier is the tier that lives longest: what outlives the person is
// counted from it.
const recordTier = "record"

func referralCell(e *care.Episode, district string) string {
	return e.ReceivedOn.Month() + "|" + e.Origin + "|" + district
}

// districtOf gives the council district of the address just written, for
// counting alone.
func (d *Desk) districtOf(tx *gate.Tx, f *File) string {
	postcode, ok := care.Postcode(tx.Written(f, "client.address"))
	if !ok || d.Districts == nil {
		return elsewhere
	}
	if name := d.Districts(postcode); name != "" {
		return name
	}
	return elsewhere
}

const elsewhere = "elsewhere"

// due is when a clock of the pack that starts on a day runs out.
func due(p *notice.Pack, clock string, from calendar.Day) calendar.Day {
	c, ok := p.Clock(clock)
	switch {
	case !ok:
		return from
	case c.Months > 0:
		return from.AddMonths(c.Months)
	}
	day, _ := calendar.EnglandAndWales().AddWorkingDays(from, c.Days) // past the known holidays: weekends still count
	return day
}
