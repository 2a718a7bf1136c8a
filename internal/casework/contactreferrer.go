package casework

import (
	"context"
	"time"

	"candour/internal/calendar"
	"candour/internal/care"
	"candour/internal/gate"
	"candour/internal/notice"
	"candour/internal/policy"
)

// referrerTier holds whoever referred somebody else.
const referrerTier = "referrer"

// A ReferrerPanel says how it stands with whoever referred the person: hidden
// with the reason, to be opened, unreadable, or destroyed. It holds nothing of
// theirs.
type ReferrerPanel struct {
	Exists  bool // somebody else referred them
	Open    bool // the asker may open it
	Since   calendar.Day
	Outcome string // label of the attempt that opened it
	Says    string // why it is hidden
	Clauses []notice.Clause
	Dies    string        // what its line of the notice says, with its place
	Place   string        // of that line
	Until   time.Time     // unreadable, and destroyed from this moment on; zero while living
	Gone    *care.Intent  // its destruction, ended or under way
	Ends    calendar.Day  // kept to the end of this day at most
	Items   []notice.Item // what it holds
}

// panel works out the panel without opening anything.
func (d *Desk) panel(ctx context.Context, tx *gate.Tx, f *File, lines []ContactLine) (ReferrerPanel, error) {
	p := ReferrerPanel{Exists: f.Episode.Origin == FromSomeoneElse}
	for _, it := range f.Service.Pack.Items {
		if it.Tier == referrerTier {
			p.Items = append(p.Items, it)
		}
	}
	if !p.Exists || len(p.Items) == 0 {
		return ReferrerPanel{}, nil
	}
	line, _ := f.Service.Pack.Tier(referrerTier)
	p.Dies, p.Place = line.Clause.Says, line.Clause.Place
	tier := f.Tier(referrerTier)
	p.Ends = tier.LastDay
	if tier.State == care.TierSuspended {
		p.Until = tier.SuspendedUntil
	}
	a := f.Service.Table.Decide(policy.Request{
		By: tx.Who().Role, Act: policy.See, Purposes: []string{forReach}, Facts: f.Facts,
	}).Answers[p.Items[0].Index]
	p.Open = a.Allowed
	if !a.Allowed {
		p.Says = f.Service.Table.Says(a, policy.See)
		_, p.Clauses = f.Service.Table.Clauses(a)
	}
	p.since(f, lines)
	return p, p.destroyed(ctx, tx, f)
}

// since finds the attempt that opened the panel: the first that failed.
func (p *ReferrerPanel) since(f *File, lines []ContactLine) {
	for _, l := range lines {
		if e, ok := f.Service.Pack.Event(l.Event); ok && l.Event != "" && f.Service.Pack.StageAfter(e.Code) == "" && !l.Undone {
			p.Since, p.Outcome = l.On, outcomeLabel(f.Service.Pack, l.Outcome)
		}
	}
}

func outcomeLabel(p *notice.Pack, code string) string {
	for _, o := range p.Outcomes {
		if o.Code == code {
			return o.Label
		}
	}
	return code
}

func (p *ReferrerPanel) destroyed(ctx context.Context, tx *gate.Tx, f *File) error {
	intents, err := tx.Intents(ctx, f)
	if err != nil {
		return err
	}
	for i := range intents {
		if intents[i].Tier == referrerTier {
			p.Gone = &intents[i]
		}
	}
	return nil
}

// An OpenedReferrer is the referrer's panel opened once, with the entry that
// opening it made.
type OpenedReferrer struct {
	Items  []notice.Item
	Values []care.Value // by position in Items; the zero Value where none was given
	Entry  care.ID
}

// OpenReferrer opens the three items of whoever referred the person, for the
// one purpose of getting the right details. It is a look of its own, recorded
// as such; until an attempt has failed it is a *Refusal.
func (d *Desk) OpenReferrer(ctx context.Context, who Who, id care.ID) (*OpenedReferrer, error) {
	var o *OpenedReferrer
	err := d.see(ctx, who, "referrer panel", []string{forReach}, id, func(tx *gate.Tx, f *File) error {
		o = &OpenedReferrer{Entry: tx.Entry()}
		for _, it := range f.Service.Pack.Items {
			if it.Tier == referrerTier {
				v, _ := f.Value(it.Code)
				o.Items, o.Values = append(o.Items, it), append(o.Values, v)
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return o, nil
}
