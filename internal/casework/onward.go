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

// forShare is the purpose for which something may go to an organisation that
// the person chose.
const forShare = forPlan

// An Onward is one referral to one organisation: how far it has come, what
// the person said, and what would leave or left.
type Onward struct {
	Kept[care.Onward]
	Send       gate.Send // zero while it was not talked over
	Permission *Kept[care.Permission]
	Provider   notice.Provider
	Where      notice.Recipient
}

// Claimed reports whether what leaves was decided on and is being handed over.
func (o *Onward) Claimed() bool { return o.Send.State == gate.SendClaimed }

// Yes reports whether the person's yes stands.
func (o *Onward) Yes() bool { return o.Permission != nil && o.Permission.Is.Stands() }

// onwards reads every onward referral of an episode, newest first.
func onwards(ctx context.Context, tx *gate.Tx, f *File) ([]Onward, error) {
	kept, err := keptOf[care.Onward](f, care.KindOnward)
	if err != nil {
		return nil, err
	}
	said, err := keptOf[care.Permission](f, care.KindPermission)
	if err != nil {
		return nil, err
	}
	sends, err := tx.Sends(ctx, f)
	if err != nil {
		return nil, err
	}
	out := make([]Onward, 0, len(kept))
	for _, k := range slices.Backward(kept) {
		o := Onward{Kept: k}
		o.Provider, _ = f.Service.Pack.Provider(k.Is.Provider)
		o.Where, _ = f.Service.Pack.Recipient(k.Is.Recipient)
		for i := range said {
			if said[i].Parent == k.ID {
				o.Permission = &said[i] // the last answer stands
			}
		}
		for _, s := range sends {
			if s.Section == k.ID {
				o.Send = s
			}
		}
		out = append(out, o)
	}
	return out, nil
}

func onward(ctx context.Context, tx *gate.Tx, f *File, id care.ID) (*Onward, error) {
	all, err := onwards(ctx, tx, f)
	if err != nil {
		return nil, err
	}
	for i := range all {
		if all[i].ID == id {
			return &all[i], nil
		}
	}
	return nil, fmt.Errorf("reading an onward referral: %w", care.ErrNotFound)
}

// An OnwardPage is one onward referral, or the choice of a new one.
type OnwardPage struct {
	Header
	Today     calendar.Day
	Onward    *Onward // nil on the page that chooses one
	Providers []notice.Provider
	Items     []OnwardItem // that may go and have an answer
	Share     notice.Share // the line of the notice that lets it
	MayChange bool
	Entry     care.ID
}

// An OnwardItem is an item that may leave, with the answer that would.
type OnwardItem struct {
	Item notice.Item
	Is   care.Value
}

// Onward opens an episode for the page of one onward referral; with id "" for
// the page that chooses where to.
func (d *Desk) Onward(ctx context.Context, who Who, episode, id care.ID) (*OnwardPage, error) {
	var p *OnwardPage
	err := d.see(ctx, who, "onward referral", recordPurposes, episode, func(tx *gate.Tx, f *File) (err error) {
		p = &OnwardPage{Entry: tx.Entry(), Today: tx.Today(), Providers: f.Service.Pack.Providers, MayChange: mayKeep(tx, f, planFacts)}
		if p.Header, err = d.header(ctx, tx, f); err != nil {
			return err
		}
		to := ""
		if len(p.Providers) > 0 {
			to = p.Providers[0].Recipient
		}
		if id != "" {
			if p.Onward, err = onward(ctx, tx, f, id); err != nil {
				return err
			}
			to = p.Onward.Is.Recipient
		}
		p.Items = mayLeave(f, to)
		p.Share, _ = f.Service.Pack.ShareTo(to, forShare)
		return nil
	})
	if err != nil {
		return nil, err
	}
	p.Worker, err = d.workerName(ctx, who.Controller, p.File.Episode.Worker)
	return p, err
}

// mayLeave are the items that the notice lets go to a recipient and that were
// answered. Nothing else can be chosen, the referrer's least of all.
func mayLeave(f *File, to string) []OnwardItem {
	var out []OnwardItem
	for _, i := range f.Service.Table.Shareable(to, forShare) {
		it := f.Service.Pack.Items[i]
		if v, ok := f.Value(it.Code); ok && v.Empty == care.Answered {
			out = append(out, OnwardItem{it, v})
		}
	}
	return out
}

func itemCodes(items []OnwardItem) []string {
	codes := make([]string, len(items))
	for i := range items {
		codes[i] = items[i].Item.Code
	}
	return codes
}

// Consider sets down an organisation that the person might be referred to and
// what it would need to know. talked is the day it was talked through, zero
// when it was not yet. Nothing leaves.
func (d *Desk) Consider(ctx context.Context, who Who, s Sent, provider string, items []string, talked calendar.Day) (id care.ID, err error) {
	err = d.plan(ctx, who, s, "onward considered", func(tx *gate.Tx, f *File) error {
		p, _ := f.Service.Pack.Provider(provider)
		o := care.Onward{Recipient: p.Recipient, Provider: provider, Items: items}
		problems := o.Validate(providersOf(f, ""), itemCodes(mayLeave(f, p.Recipient)))
		if talked.After(tx.Today()) {
			problems = append(problems, care.Problem{Field: "talked", Says: "This day has not come yet. Leave it empty until you have talked"})
		}
		if err := problems.Err(); err != nil {
			return err
		}
		if !talked.IsZero() {
			if o, err = o.Advance(care.OnwardDiscussed, talked, who.Worker); err != nil {
				return err
			}
		}
		id, err = tx.Add(ctx, f, gate.NewRecord{Kind: care.KindOnward, Item: planFacts, On: tx.Today(), Payload: o})
		if err != nil || talked.IsZero() {
			return err
		}
		_, err = tx.AddSend(ctx, f, id, gate.SendDiscussed)
		return err
	})
	return id, err
}

// moveOnward makes one change of an onward referral under an act of the pack.
func (d *Desk) moveOnward(ctx context.Context, who Who, s Sent, act, reason string, id care.ID, then func(*gate.Tx, *File, *Onward) error) error {
	return once(d.change(ctx, who, "onward referral", act, workPurposes, s.Episode, func(tx *gate.Tx, f *File) error {
		if err := begin(ctx, tx, f, s.Token, s.Version); err != nil {
			return err
		}
		o, err := onward(ctx, tx, f, id)
		if err != nil {
			return err
		}
		tx.Did(policy.Record, reason)
		if err := then(tx, f, o); err != nil {
			return err
		}
		return d.settle(ctx, tx, f, "")
	}))
}

// advance moves an onward referral on, or refuses a step that was skipped
// with the line of the notice that asks for it.
func advance(tx *gate.Tx, f *File, o *Onward, to care.OnwardState, on calendar.Day) error {
	next, err := o.Is.Advance(to, on, tx.Who().Worker)
	if errors.Is(err, care.ErrRefused) {
		share, _ := f.Service.Pack.ShareTo(o.Is.Recipient, forShare)
		return f.Refuse("Not done: it is talked through first, then the person says yes or no, then it is sent.", share.Clause)
	}
	if errors.Is(err, care.ErrInvalid) {
		return care.Problems{{Field: "on", Says: "This is before the step that came before it. Write a later day"}}
	}
	o.Is = next
	return err
}

// TalkOver keeps that the worker and the person talked an onward referral
// through.
func (d *Desk) TalkOver(ctx context.Context, who Who, s Sent, id care.ID, on calendar.Day) error {
	return d.moveOnward(ctx, who, s, policy.Record, "onward discussed", id, func(tx *gate.Tx, f *File, o *Onward) error {
		if on.IsZero() || on.After(tx.Today()) {
			return care.Problems{{Field: "on", Says: "Write the day you talked, today or before"}}
		}
		if err := advance(tx, f, o, care.OnwardDiscussed, on); err != nil {
			return err
		}
		if err := tx.Change(ctx, f, o.Sealed, o.Is); err != nil {
			return err
		}
		_, err := tx.AddSend(ctx, f, o.ID, gate.SendDiscussed)
		return err
	})
}

// Answered keeps what the person said when asked: yes, and to which items, or
// no. It is asked of each organisation anew.
func (d *Desk) Answered(ctx context.Context, who Who, s Sent, id care.ID, p care.Permission) error {
	return d.moveOnward(ctx, who, s, policy.Record, "onward answered", id, func(tx *gate.Tx, f *File, o *Onward) error {
		p.Recipient, p.Provider, p.By = o.Is.Recipient, o.Is.Provider, who.Worker
		if !p.Yes {
			p.Items = nil
		}
		problems := p.Validate(tx.Today())
		if slices.ContainsFunc(p.Items, func(code string) bool { return !slices.Contains(o.Is.Items, code) }) {
			problems = append(problems, care.Problem{Field: "items", Says: "Choose only from what you talked about"})
		}
		if err := problems.Err(); err != nil {
			return err
		}
		to, send := care.OnwardRefused, gate.SendAborted
		if p.Yes {
			to, send = care.OnwardPermitted, gate.SendPermitted
		}
		if err := advance(tx, f, o, to, p.On); err != nil {
			return err
		}
		at, err := tx.Add(ctx, f, gate.NewRecord{Kind: care.KindPermission, Item: planFacts, Parent: o.ID, On: p.On, Payload: p})
		if err != nil {
			return err
		}
		if o.Is.Permission = at; p.Yes {
			o.Is.Items = p.Items
		}
		if err := tx.Change(ctx, f, o.Sealed, o.Is); err != nil {
			return err
		}
		return tx.AdvanceSend(ctx, o.Send.ID, gate.SendDiscussed, send)
	})
}
