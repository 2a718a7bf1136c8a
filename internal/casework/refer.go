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

// A Referral is what a form sent to open an episode.
type Referral struct {
	Controller, Service string
	Form                string // pack form code
	Answers             []Answer
	Token               care.ID // the form's one-use id
}

// Refer opens an episode from a public form. It returns *AnswersRefused with
// every answer the notice does not allow, having stored nothing. A replay
// opens nothing again and succeeds.
func (d *Desk) Refer(ctx context.Context, r Referral) error {
	svc, form, err := d.form(r.Controller, r.Service, r.Form)
	if err != nil {
		return err
	}
	origin := FromThemselves
	if form.From != "client" {
		origin = FromSomeoneElse
	}
	who := Who{Controller: r.Controller, Role: form.By}
	ask := gate.Ask{Screen: form.Code, Act: policy.Record, Purposes: svc.Table.PurposesOf(form.By, policy.Record)}
	news := []gate.NewEpisode{{Service: r.Service, Origin: origin, Team: Team, Tiers: tiersFor(svc.Pack, origin)}}
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
		if err := tx.Answers(ctx, f, form.Code, r.Answers); err != nil {
			return err
		}
		return d.opened(ctx, tx, f)
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

// tiersFor are the tiers a new subject needs: every one of the pack's that
// holds something about the person, and the referrer's only if there is one.
func tiersFor(p *notice.Pack, origin string) []string {
	var out []string
	for _, t := range p.Tiers {
		needed := slices.ContainsFunc(p.Items, func(it notice.Item) bool {
			return it.Tier == t.Code && (it.About == "client" || origin == FromSomeoneElse)
		})
		if needed {
			out = append(out, t.Code)
		}
	}
	return out
}

// opened starts the clocks of a new episode and counts it.
func (d *Desk) opened(ctx context.Context, tx *gate.Tx, f *File) error {
	e := &f.Episode
	e.NextOn, e.NextWhat = due(f.Service.Pack, TaskAllocate, e.ReceivedOn), TaskAllocate
	if err := tx.SaveEpisode(ctx, f); err != nil {
		return err
	}
	if err := tx.AddTask(ctx, f, care.Task{Kind: TaskAllocate, DueOn: e.NextOn}); err != nil {
		return err
	}
	if e.Origin == FromSomeoneElse { // UK GDPR Art 14(3): a month at most
		if err := tx.AddTask(ctx, f, care.Task{Kind: TaskNotice, DueOn: due(f.Service.Pack, TaskNotice, e.ReceivedOn)}); err != nil {
			return err
		}
	}
	return tx.AddCount(ctx, f, recordTier, "referrals", referralCell(e, d.districtOf(tx, f)))
}

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
