package casework

import (
	"context"
	"fmt"
	"slices"
	"time"

	"candour/internal/calendar"
	"candour/internal/care"
	"candour/internal/gate"
	"candour/internal/notice"
	"candour/internal/policy"
)

// A Talk is the page that asks once whether the worker spoke to the person
// themselves, naming what dies when they say so.
type Talk struct {
	Header
	Today   calendar.Day
	Dies    []string // what is destroyed, in the notice's words for each item
	Tier    notice.Tier
	Script  []string // the notice, fairly told
	Reached bool     // it was said already
	Entry   care.ID
}

// Talk opens an episode for that page.
func (d *Desk) Talk(ctx context.Context, who Who, id care.ID) (*Talk, error) {
	var t *Talk
	err := d.see(ctx, who, "spoke to the person", recordPurposes, id, func(tx *gate.Tx, f *File) error {
		t = &Talk{Entry: tx.Entry(), Today: tx.Today(), Script: f.Service.Pack.Script(), Reached: !firstStage(f)}
		t.Tier, _ = f.Service.Pack.Tier(referrerTier)
		if f.Tier(referrerTier).Key != "" {
			for _, it := range f.Service.Pack.Items {
				if it.Tier == referrerTier {
					t.Dies = append(t.Dies, it.Shape.Label)
				}
			}
		}
		var err error
		t.Header, err = d.header(ctx, tx, f)
		return err
	})
	if err != nil {
		return nil, err
	}
	t.Worker, err = d.workerName(ctx, who.Controller, t.File.Episode.Worker)
	return t, err
}

// A Spoken says that a worker spoke to the person themselves.
type Spoken struct {
	Episode     care.ID
	Version     int64
	Token       care.ID
	Channel     string
	Clock       string
	NoticeGiven string
	VisitOn     calendar.Day // the first visit, if it was agreed
	Note        string
}

// firstVisitWithin is how many working days after reaching somebody the first
// visit is due when no day was agreed.
const firstVisitWithin = 10

// Reach records that the worker spoke to the person themselves. From its
// commit whoever referred them is unreadable to everybody; after the
// correction period the sweep destroys them.
func (d *Desk) Reach(ctx context.Context, who Who, s Spoken) error {
	ask := gate.Ask{Screen: "spoke to the person", Act: policy.Record, Purposes: workPurposes}
	return once(d.gate.Revoke(ctx, who, ask, func(tx *gate.Tx) error {
		f, err := tx.File(ctx, s.Episode)
		if err != nil {
			return err
		}
		if err := begin(ctx, tx, f, s.Token, s.Version); err != nil {
			return err
		}
		event, outcome := reachingEvent(f.Service.Pack)
		if !firstStage(f) || event == "" {
			return fmt.Errorf("reaching the person of episode %s twice: %w", s.Episode, care.ErrConflict)
		}
		c := care.Contact{
			On: tx.Today(), Clock: s.Clock, Channel: s.Channel, Outcome: outcome, NoticeGiven: s.NoticeGiven, By: who.Worker,
		}
		if err := c.Validate(tx.Today(), outcome).Err(); err != nil {
			return err
		}
		if err := d.addContact(ctx, tx, f, c, s.Note); err != nil {
			return err
		}
		tx.Did(policy.Record, "reached")
		if err := tx.Happen(ctx, f, event, tx.Today()); err != nil {
			return err
		}
		if err := d.agreeVisit(ctx, tx, f, s); err != nil {
			return err
		}
		return d.touched(ctx, tx, f, c)
	}))
}

// reachingEvent is the event that begins the stage after the first, with the
// outcome of a contact that makes it.
func reachingEvent(p *notice.Pack) (event, outcome string) {
	for _, e := range p.Events {
		if e.Kind == notice.ContactMade && p.StageAfter(e.Code) != "" && len(e.Outcomes) > 0 {
			return e.Code, e.Outcomes[0]
		}
	}
	return "", ""
}

// TaskVisit is the deed of going to see the person.
const TaskVisit = "visit"

// agreeVisit sets the first visit down as what comes next. Where the person
// needs an interpreter, one is to be booked on a working day before it.
func (d *Desk) agreeVisit(ctx context.Context, tx *gate.Tx, f *File, s Spoken) error {
	on := s.VisitOn
	f.Episode.NextOn, f.Episode.NextWhat = on, FirstVisit
	if on.IsZero() {
		f.Episode.NextOn, _ = calendar.EnglandAndWales().AddWorkingDays(tx.Today(), firstVisitWithin)
		return nil
	}
	if on.Before(tx.Today()) {
		return care.Problems{{Field: "visit", Says: "This day has gone. Write the day of the visit to come"}}
	}
	if no := mayCollect(tx, f, workPurposes, collecting{planFacts, "worker", s.Channel, ""}); no != nil {
		return no
	}
	v := care.Visit{On: on, Place: care.AtHome, By: f.Episode.Worker}
	id, err := tx.Add(ctx, f, gate.NewRecord{Kind: care.KindVisit, Item: planFacts, On: on, Payload: v})
	if err != nil {
		return err
	}
	if needsInterpreter(f) {
		before := dayBefore(on, tx.Today())
		if err := tx.AddTask(ctx, f, care.Task{Kind: TaskInterpreter, Worker: f.Episode.Worker, DueOn: before, Of: id}); err != nil {
			return err
		}
	}
	return tx.AddTask(ctx, f, care.Task{Kind: TaskVisit, Worker: f.Episode.Worker, DueOn: on, Of: id})
}

// needsInterpreter reports whether the person asked for one.
func needsInterpreter(f *File) bool {
	v, ok := f.Value("client.interpreter")
	return ok && v.Empty == care.Answered && len(v.Codes) > 0 && v.Codes[0] != "none"
}

// dayBefore is the last working day before a day, and never before today.
func dayBefore(on, today calendar.Day) calendar.Day {
	for d := on.AddDays(-1); d.After(today); d = d.AddDays(-1) {
		if calendar.EnglandAndWales().Working(d) {
			return d
		}
	}
	return today
}

// mayUndo is until when the asker may say that reaching the person was keyed
// wrongly; the zero time when they may not.
func mayUndo(tx *gate.Tx, f *File) time.Time {
	for _, t := range f.Tiers {
		if t.State == care.TierSuspended && t.SuspendedBy == tx.Who().Worker && tx.Now().Before(t.SuspendedUntil) {
			return t.SuspendedUntil
		}
	}
	return time.Time{}
}

// Unreach takes back that the person was reached: within the correction
// period, by the worker who said so. Otherwise it is a *Refusal with the
// clause.
func (d *Desk) Unreach(ctx context.Context, who Who, id, token care.ID, version int64) error {
	ask := gate.Ask{Screen: "spoke to the person", Act: policy.Record, Purposes: recordPurposes}
	return once(d.gate.Revoke(ctx, who, ask, func(tx *gate.Tx) error {
		f, err := tx.File(ctx, id)
		if err != nil {
			return err
		}
		if err := begin(ctx, tx, f, token, version); err != nil {
			return err
		}
		if spokenSince(tx, f) {
			return &Refusal{
				Says:    "Answers that only the person themselves can give were recorded since, so you did speak to them.",
				Service: f.Service.Pack.Service, Subject: f.Episode.Subject, Episode: id,
			}
		}
		tx.Did(policy.Correct, "keyed wrongly")
		event, _ := reachingEvent(f.Service.Pack)
		if err := tx.Unhappen(ctx, f, event); err != nil {
			return err
		}
		if err := d.unsay(ctx, tx, f); err != nil {
			return err
		}
		f.Episode.NextOn, f.Episode.NextWhat = tx.Today(), CallAgain
		return tx.SaveEpisode(ctx, f)
	}))
}

// spokenSince reports whether anything was recorded that is asked only once
// the person was reached.
func spokenSince(tx *gate.Tx, f *File) bool {
	first := f.Service.Pack.Stages[0].Code
	for i := range f.Service.Pack.Items {
		it := &f.Service.Pack.Items[i]
		if !slices.Contains(it.At, first) && tx.Answered(f, it.Code) {
			return true
		}
	}
	return len(f.Records(care.KindMeasure)) > 0
}

// unsay marks the contact as keyed wrongly, takes the visit that was agreed
// off the list and opens again the duty to give the notice.
func (d *Desk) unsay(ctx context.Context, tx *gate.Tx, f *File) error {
	var told bool
	contacts, err := keptOf[care.Contact](f, care.KindContact)
	if err != nil {
		return err
	}
	for _, c := range slices.Backward(contacts) {
		if !c.Is.Undone && reaches(f, c.Is.Outcome) {
			c.Is.Undone, told = true, c.Is.NoticeGiven != ""
			if err := tx.Change(ctx, f, c.Sealed, c.Is); err != nil {
				return err
			}
			break
		}
	}
	if err := cancelVisits(ctx, tx, f); err != nil {
		return err
	}
	for _, kind := range []string{TaskVisit, TaskInterpreter} {
		if err := d.finish(ctx, tx, f, kind, f.Episode.Worker); err != nil {
			return err
		}
	}
	if !told || f.Episode.Origin != FromSomeoneElse {
		return nil
	}
	on := due(f.Service.Pack, TaskNotice, f.Episode.ReceivedOn)
	return tx.AddTask(ctx, f, care.Task{Kind: TaskNotice, Worker: f.Episode.Worker, DueOn: on})
}

// cancelVisits cancels every visit that lies ahead.
func cancelVisits(ctx context.Context, tx *gate.Tx, f *File) error {
	visits, err := keptOf[care.Visit](f, care.KindVisit)
	if err != nil {
		return err
	}
	for _, v := range visits {
		if v.Is.Outcome != care.VisitAhead {
			continue
		}
		v.Is.Outcome = care.VisitCancelled
		if err := tx.Change(ctx, f, v.Sealed, v.Is); err != nil {
			return err
		}
	}
	return nil
}
