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

// A Leaving is the page that asks before an episode is closed: what is
// destroyed when, by which line of the notice, were it closed today.
type Leaving struct {
	Header
	Today calendar.Day
	Ends  []Ending
	Left  notice.Event // the event of leaving, in the notice's words
	Entry care.ID
}

// An Ending is what becomes of one part of a record.
type Ending struct {
	Tier notice.Tier
	End  notice.End
	Now  bool // unreadable with the closing itself

	Readers []string // roles that may still open some of it after the closing, as the pack calls them
}

// Leaving opens an episode for the page that closes it.
func (d *Desk) Leaving(ctx context.Context, who Who, id care.ID) (*Leaving, error) {
	var l *Leaving
	err := d.see(ctx, who, "close", recordPurposes, id, func(tx *gate.Tx, f *File) (err error) {
		l = &Leaving{Entry: tx.Entry(), Today: tx.Today()}
		l.Left, _ = f.Service.Pack.EventIs(notice.EpisodeClosed)
		l.Ends = endings(f, tx.Today())
		l.Header, err = d.header(ctx, tx, f)
		return err
	})
	if err != nil {
		return nil, err
	}
	l.Worker, err = d.workerName(ctx, who.Controller, l.File.Episode.Worker)
	return l, err
}

// endings says what becomes of every living part were the episode to close on
// a day.
func endings(f *File, on calendar.Day) []Ending {
	days := map[string]calendar.Day{}
	for _, h := range f.Happened {
		if !h.Undone {
			days[h.Event] = h.On
		}
	}
	if left, ok := f.Service.Pack.EventIs(notice.EpisodeClosed); ok {
		days[left.Code] = on
	}
	var out []Ending
	for i, t := range f.Service.Pack.Tiers {
		if f.Facts.Tiers[i] != policy.Living {
			continue
		}
		e := f.Service.Pack.End(t.Code, days)
		out = append(out, Ending{Tier: t, End: e, Now: e.Immediate, Readers: readersAfter(f.Service.Pack, t.Code)})
	}
	return out
}

// readersAfter are the roles whose uses of something in a tier are bound to no
// stage: they alone stand once the episode has closed.
func readersAfter(p *notice.Pack, tier string) []string {
	var out []string
	for _, u := range p.Uses {
		inTier := slices.ContainsFunc(p.ItemsOf(u), func(i int) bool { return p.Items[i].Tier == tier })
		if len(u.At) > 0 || !inTier || !slices.Contains(u.May, policy.See) {
			continue
		}
		for _, by := range u.By {
			if r, ok := p.Role(by); ok && !slices.Contains(out, r.Title) {
				out = append(out, r.Title)
			}
		}
	}
	return out
}

// Close ends an episode: from its commit nobody but an auditor opens it, and
// every part of the record has its last day. Open tasks are done, and nothing
// that waited to be sent can be sent.
func (d *Desk) Close(ctx context.Context, who Who, s Sent, reason string, on calendar.Day) error {
	ask := gate.Ask{Screen: "close", Act: policy.Record, Purposes: workPurposes}
	return once(d.gate.Revoke(ctx, who, ask, func(tx *gate.Tx) error {
		f, err := tx.File(ctx, s.Episode)
		if err != nil {
			return err
		}
		if err := begin(ctx, tx, f, s.Token, s.Version); err != nil {
			return err
		}
		c := care.Closing{On: on, Reason: reason, By: who.Worker}
		problems := c.Validate(f.Episode.ReceivedOn, tx.Today())
		if on.Before(f.Episode.ReachedOn) {
			problems = append(problems, care.Problem{Field: "on", Says: "This is before we first spoke. Write the day they left"})
		}
		if err := problems.Err(); err != nil {
			return err
		}
		tx.Did(policy.Record, "left")
		if _, err := tx.Add(ctx, f, gate.NewRecord{Kind: care.KindClosing, Item: contactFacts, On: on, Payload: c}); err != nil {
			return err
		}
		if err := d.closeOff(ctx, tx, f); err != nil {
			return err
		}
		left, _ := f.Service.Pack.EventIs(notice.EpisodeClosed)
		if err := tx.Happen(ctx, f, left.Code, on); err != nil {
			return err
		}
		return tx.SaveEpisode(ctx, f)
	}))
}

// closeOff ends what was still to be done: tasks, and sends that nobody handed
// over.
func (d *Desk) closeOff(ctx context.Context, tx *gate.Tx, f *File) error {
	tasks, err := tx.Tasks(ctx, f)
	if err != nil {
		return err
	}
	for _, t := range tasks {
		if err := tx.DoneTask(ctx, t.ID); err != nil {
			return err
		}
	}
	sends, err := tx.Sends(ctx, f)
	if err != nil {
		return err
	}
	for _, s := range sends {
		switch s.State {
		case gate.SendDiscussed, gate.SendPermitted, gate.SendClaimed:
			if err := tx.AdvanceSend(ctx, s.ID, s.State, gate.SendAborted); err != nil {
				return err
			}
		}
	}
	return nil
}
