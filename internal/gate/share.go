package gate

import (
	"context"
	"fmt"

	"candour/internal/care"
	"candour/internal/ledger"
	"candour/internal/notice"
	"candour/internal/policy"
	"candour/internal/store"
)

// The states of a send, each reached from the one before by one conditional
// UPDATE. A send starts once it was talked over with the person.
const (
	SendDiscussed = store.SendDiscussed
	SendPermitted = store.SendPermitted
	SendClaimed   = store.SendClaimed
	SendSent      = store.SendSent
	SendAborted   = store.SendAborted
	SendWithdrawn = store.SendWithdrawn
)

// A Send is how far one onward referral has come.
type Send = store.Send

// A ShareAsk says what would leave, to whom, why, and on whose word.
type ShareAsk struct {
	Section    care.ID // the onward referral whose send this is
	To         string  // recipient code
	Provider   string  // provider code, where the recipient is a kind of many
	Purpose    string
	Items      []string
	Permission *care.Permission // nil when there is none
}

// Share decides whether items may leave the service and, when they may,
// claims the send with an entry of its own in the same transaction: act
// "share", exactly the items, purpose and clauses it was decided on. It
// returns a *Refusal when the notice, the person or the state of the send
// says no, and care.ErrConflict when somebody else claimed it first.
func (tx *Tx) Share(ctx context.Context, f *File, ask ShareAsk) (care.ID, error) {
	if err := tx.change(); err != nil {
		return "", err
	}
	d := tx.decideShare(f, ask)
	if !d.Allowed {
		return "", f.unshared(d, ask)
	}
	send, err := tx.SendOf(ctx, f, ask.Section)
	if err != nil {
		return "", err
	}
	switch send.State {
	case SendPermitted:
	case SendClaimed, SendSent:
		return "", fmt.Errorf("sharing twice: %w", care.ErrConflict)
	default: // never talked over, or no longer wanted
		return "", f.Refuse("Not sent: it is talked through first, then the person says yes, then it is sent.", d.For...)
	}
	if err := tx.advance(ctx, send.ID, SendPermitted, SendClaimed); err != nil {
		return "", err
	}
	tx.extra = append(tx.extra, tx.shared(f, d, ask, send.ID))
	return send.ID, nil
}

func (tx *Tx) decideShare(f *File, ask ShareAsk) policy.ShareDecision {
	r := policy.ShareRequest{
		By: tx.who.Role, To: ask.To, Provider: ask.Provider, Purpose: ask.Purpose, Facts: f.Facts,
		Items: f.Service.indexes(ask.Items),
	}
	if p := ask.Permission; p != nil && p.Yes {
		r.Permission = &policy.Permission{
			To: p.Recipient, Provider: p.Provider, Items: f.Service.indexes(p.Items), Withdrawn: !p.Withdrawn.IsZero(),
		}
	}
	return f.Service.Table.DecideShare(r)
}

// indexes gives the items of codes; one that the pack does not name is -1.
func (s *Service) indexes(codes []string) []int {
	out := make([]int, len(codes))
	for i, code := range codes {
		out[i] = -1
		if it := s.Item(code); it != nil {
			out[i] = it.Index
		}
	}
	return out
}

// unshared is the refusal of a share, saying its strongest reason.
func (f *File) unshared(d policy.ShareDecision, ask ShareAsk) *Refusal {
	no := &Refusal{
		Service: f.Service.Pack.Service, Subject: f.Episode.Subject, Episode: f.Episode.ID,
		Says: "Not sent: nothing was chosen that could go.",
	}
	for i, a := range d.Answers {
		if a.Allowed {
			continue
		}
		if a.Why == d.Why {
			no.Says = f.Service.Table.Says(a, policy.Share)
		}
		if a.Item >= 0 {
			no.Items = append(no.Items, ledger.RefusedItem{Item: ask.Items[i], Why: a.Why.String()})
		}
	}
	for _, c := range d.Against {
		no.Clauses = append(no.Clauses, c.Ref)
	}
	return no
}

// shared is the entry of what left: no more and no less than was decided on.
// The recipient's kind is its reason; the organisation is in the sealed record
// it names.
func (tx *Tx) shared(f *File, d policy.ShareDecision, ask ShareAsk, send care.ID) ledger.Entry {
	e := tx.blank()
	e.Act, e.Outcome, e.Service = policy.Share, ledger.Released, f.Service.Pack.Service
	e.Subjects, e.Items = []string{string(f.Episode.Subject)}, ask.Items
	e.Purposes, e.Of, e.Reason = []string{ask.Purpose}, string(send), ask.To
	if p, ok := f.Service.Pack.Purpose(ask.Purpose); ok {
		e.Bases = []string{"bases." + p.Basis}
	}
	for _, c := range d.For {
		e.Clauses = append(e.Clauses, c.Ref)
	}
	return e
}

// Refuse is a decision of the work rooms against what somebody asked, with
// the clauses of the notice behind it. Returned from a change it undoes the
// change and is recorded.
func (f *File) Refuse(says string, clauses ...notice.Clause) *Refusal {
	no := f.no(says, "")
	for _, c := range clauses {
		no.Clauses = append(no.Clauses, c.Ref)
	}
	return no
}

// Sends lists how far every onward referral of the episode has come.
func (tx *Tx) Sends(ctx context.Context, f *File) ([]Send, error) {
	all, err := tx.store.Sends(ctx, tx.who.Controller, f.Episode.ID)
	if err != nil {
		return nil, fmt.Errorf("reading onward referrals: %w", err)
	}
	return all, nil
}

// SendOf gives the send of one onward referral, or the zero Send while it was
// not talked over.
func (tx *Tx) SendOf(ctx context.Context, f *File, section care.ID) (Send, error) {
	all, err := tx.Sends(ctx, f)
	if err != nil {
		return Send{}, err
	}
	for _, s := range all {
		if s.Section == section {
			return s, nil
		}
	}
	return Send{}, nil
}
