package casework

import (
	"context"
	"fmt"

	"candour/internal/care"
	"candour/internal/gate"
	"candour/internal/notice"
	"candour/internal/policy"
)

// SendOnward decides on what the person said yes to, claims the send with its
// entry, and keeps exactly what leaves. It gives a *Refusal when a step was
// skipped, the yes was taken back, or the notice closes an item.
func (d *Desk) SendOnward(ctx context.Context, who Who, s Sent, id care.ID) error {
	return d.moveOnward(ctx, who, s, policy.Share, "onward claimed", id, func(tx *gate.Tx, f *File, o *Onward) error {
		ask := gate.ShareAsk{Section: o.ID, To: o.Is.Recipient, Provider: o.Is.Provider, Purpose: forShare, Items: o.Is.Items}
		if o.Permission != nil {
			ask.Permission = &o.Permission.Is
		}
		send, err := tx.Share(ctx, f, ask)
		if err != nil {
			return err
		}
		o.Is.Left = &care.Outbound{
			Send: send, Recipient: o.Is.Recipient, Provider: o.Is.Provider, Purpose: forShare,
			Country: o.Where.Where, On: tx.Today(), By: who.Worker,
		}
		for _, code := range o.Is.Items {
			n := len(f.Values(code))
			if n == 0 {
				return f.Refuse("Not sent: something the person said yes to is no longer held.", o.shareClause(f))
			}
			o.Is.Left.Items = append(o.Is.Left.Items, care.OutboundItem{Item: code, Nth: n - 1})
		}
		return tx.Change(ctx, f, o.Sealed, o.Is)
	})
}

func (o *Onward) shareClause(f *File) notice.Clause {
	share, _ := f.Service.Pack.ShareTo(o.Is.Recipient, forShare)
	return share.Clause
}

// HandedOver keeps that what was claimed reached the organisation.
func (d *Desk) HandedOver(ctx context.Context, who Who, s Sent, id care.ID) error {
	return d.moveOnward(ctx, who, s, policy.Record, "onward sent", id, func(tx *gate.Tx, f *File, o *Onward) error {
		if !o.Claimed() {
			return f.Refuse("Not done: what leaves is decided first, and then handed over.", o.shareClause(f))
		}
		if err := advance(tx, f, o, care.OnwardSent, tx.Today()); err != nil {
			return err
		}
		if err := tx.Change(ctx, f, o.Sealed, o.Is); err != nil {
			return err
		}
		return tx.AdvanceSend(ctx, o.Send.ID, gate.SendClaimed, gate.SendSent)
	})
}

// WithdrawYes keeps that the person took their yes back. What was not handed
// over never will be; what was sent stays sent. From its commit no send can
// be claimed, whoever was about to.
func (d *Desk) WithdrawYes(ctx context.Context, who Who, s Sent, id care.ID) error {
	ask := gate.Ask{Screen: "onward referral", Act: policy.Record, Purposes: workPurposes}
	return once(d.gate.Revoke(ctx, who, ask, func(tx *gate.Tx) error {
		f, err := tx.File(ctx, s.Episode)
		if err != nil {
			return err
		}
		if err := begin(ctx, tx, f, s.Token, s.Version); err != nil {
			return err
		}
		o, err := onward(ctx, tx, f, id)
		if err != nil {
			return err
		}
		if o.Permission == nil {
			return fmt.Errorf("withdrawing a yes that was never given: %w", care.ErrConflict)
		}
		p, err := o.Permission.Is.Withdraw(tx.Today())
		if err != nil {
			return err
		}
		tx.Did("withdraw permission", "effective")
		tx.Of(o.Send.ID)
		if err := tx.Change(ctx, f, o.Permission.Sealed, p); err != nil {
			return err
		}
		if err := stopSend(ctx, tx, f, o); err != nil {
			return err
		}
		return d.settle(ctx, tx, f, "")
	}))
}

// stopSend ends a send that nobody handed over.
func stopSend(ctx context.Context, tx *gate.Tx, f *File, o *Onward) error {
	to := map[string]string{gate.SendPermitted: gate.SendWithdrawn, gate.SendClaimed: gate.SendAborted}[o.Send.State]
	if to == "" {
		return nil
	}
	if err := advance(tx, f, o, care.OnwardWithdrawn, tx.Today()); err != nil {
		return err
	}
	o.Is.Left = nil
	if err := tx.Change(ctx, f, o.Sealed, o.Is); err != nil {
		return err
	}
	return tx.AdvanceSend(ctx, o.Send.ID, o.Send.State, to)
}

// A Message is exactly what goes to one organisation, as a page to hand over.
type Message struct {
	Header
	Onward   *Onward
	Lines    []OnwardItem
	By       string // name of the worker who sends it
	HandedOn bool
	Entry    care.ID
}

// Message opens what was decided to leave, answer by answer as it stood then.
func (d *Desk) Message(ctx context.Context, who Who, episode, id care.ID) (*Message, error) {
	var m *Message
	err := d.see(ctx, who, "onward message", recordPurposes, episode, func(tx *gate.Tx, f *File) (err error) {
		m = &Message{Entry: tx.Entry()}
		if m.Header, err = d.header(ctx, tx, f); err != nil {
			return err
		}
		if m.Onward, err = onward(ctx, tx, f, id); err != nil {
			return err
		}
		left := m.Onward.Is.Left
		if left == nil {
			return fmt.Errorf("reading what left: %w", care.ErrNotFound)
		}
		m.HandedOn = m.Onward.Is.State() == care.OnwardSent
		for _, it := range left.Items {
			item := f.Service.Item(it.Item)
			if vs := f.Values(it.Item); item != nil && it.Nth < len(vs) {
				m.Lines = append(m.Lines, OnwardItem{*item, vs[it.Nth]})
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	if m.By, err = d.workerName(ctx, who.Controller, m.Onward.Is.Left.By); err != nil {
		return nil, err
	}
	m.Worker, err = d.workerName(ctx, who.Controller, m.File.Episode.Worker)
	return m, err
}
