package casework

import (
	"context"
	"slices"

	"candour/internal/calendar"
	"candour/internal/care"
	"candour/internal/gate"
	"candour/internal/notice"
	"candour/internal/policy"
)

// A Life is the life of one part of a record: what it is, when it began to be
// kept, when it ends and by which line of the notice, or when it ended.
type Life struct {
	Tier     notice.Tier
	State    care.TierState // "" for a part that this record never had
	From     calendar.Day
	Locked   calendar.Day // from here only an auditor may look; zero for never
	Last     calendar.Day // kept to the end of this day; zero while it cannot be known
	AtOnce   bool         // ends with its event on Last, not at the end of the day
	Ended    calendar.Day // the day it became unreadable; zero while it can be read
	Intent   *care.Intent // its destruction, ended or under way
	Supposed bool         // worked out for a day on which they might leave
}

// lives gives the life of every part of a record as things stand.
func lives(f *File, intents []care.Intent) []Life { return livesIf(f, intents, calendar.Day{}) }

// livesIf is lives as it would be had the person left on a day; zero supposes
// nothing.
func livesIf(f *File, intents []care.Intent, left calendar.Day) []Life {
	days := happenedOn(f)
	closed, _ := f.Service.Pack.EventIs(notice.EpisodeClosed)
	if !left.IsZero() {
		days[closed.Code] = left
	}
	out := make([]Life, 0, len(f.Tiers))
	for i := range f.Service.Pack.Tiers {
		t, held := f.Service.Pack.Tiers[i], f.Tiers[i]
		l := Life{Tier: t, From: f.Episode.ReceivedOn, State: held.State, Supposed: !left.IsZero()}
		if t.Code == referrerTier && f.Episode.Origin == FromThemselves {
			continue
		}
		end := f.Service.Pack.End(t.Code, days)
		l.Last, l.AtOnce = end.Last, end.Immediate
		if left := days[closed.Code]; !left.IsZero() && auditedAfter(f.Service.Pack, t.Code, closed.Code) {
			l.Locked = left
		}
		if l.ended(held, end, intents); l.State == "" && l.Ended.IsZero() {
			continue // never made, so nothing was ever kept in it
		}
		out = append(out, l)
	}
	return out
}

// ended finds out whether the part has gone already, and on which day.
func (l *Life) ended(held care.Tier, end notice.End, intents []care.Intent) {
	for i := range intents {
		if intents[i].Tier == l.Tier.Code {
			l.Intent = &intents[i]
		}
	}
	switch {
	case l.Intent != nil:
		l.Ended = calendar.Of(l.Intent.CreatedAt)
		if on := l.Intent.OnDay; !on.IsZero() {
			l.Ended = on
			if !end.Immediate {
				l.Ended = on.AddDays(1)
			}
		}
	case held.State == care.TierSuspended, held.Key == "" && end.Immediate:
		l.Ended = end.Last
	}
}

func happenedOn(f *File) map[string]calendar.Day {
	days := make(map[string]calendar.Day, len(f.Happened))
	for _, h := range f.Happened {
		if !h.Undone {
			days[h.Event] = h.On
		}
	}
	return days
}

// auditedAfter reports whether the notice lets a part be seen after an event
// by whoever may only look supervised, and by nobody else.
func auditedAfter(p *notice.Pack, tier, event string) bool {
	for _, u := range p.Uses {
		if u.How == "" || !slices.Contains(u.May, policy.See) || !slices.Contains(u.After, event) {
			continue
		}
		for _, i := range p.ItemsOf(u) {
			if p.Items[i].Tier == tier {
				return true
			}
		}
	}
	return false
}

// Ends are what is destroyed when, by which line of the notice: as things
// stand, and as they would stand if the person left on a day.
type Ends struct {
	Header
	Leaving calendar.Day // the day supposed; zero once they have left
	Lives   []Life
	Entry   care.ID
}

// Ends opens an episode for the page of its ends. leaving is the day supposed
// for somebody who has not left; zero supposes today.
func (d *Desk) Ends(ctx context.Context, who Who, id care.ID, leaving calendar.Day) (*Ends, error) {
	var e *Ends
	err := d.see(ctx, who, "ends", recordPurposes, id, func(tx *gate.Tx, f *File) error {
		e = &Ends{Entry: tx.Entry(), Leaving: leaving}
		var err error
		if e.Header, err = d.header(ctx, tx, f); err != nil {
			return err
		}
		intents, err := tx.Intents(ctx, f)
		if err != nil {
			return err
		}
		switch {
		case !f.Episode.LeftOn.IsZero():
			e.Leaving = calendar.Day{}
		case e.Leaving.Before(f.Episode.ReceivedOn):
			e.Leaving = e.Today
		}
		e.Lives = livesIf(f, intents, e.Leaving)
		return nil
	})
	if err != nil {
		return nil, err
	}
	e.Worker, err = d.workerName(ctx, who.Controller, e.File.Episode.Worker)
	return e, err
}
