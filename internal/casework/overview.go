package casework

import (
	"context"

	"candour/internal/care"
	"candour/internal/gate"
	"candour/internal/policy"
)

// An Overview is the first page of an episode: who it is, where it stands,
// what is next, and what is held in the order of the notice.
type Overview struct {
	Header
	Referrer ReferrerPanel
	Lives    []Life
	Tell     []Duty  // whom to tell that we hold what others said of them
	Entry    care.ID // the ledger entry of this look
}

// Overview opens an episode for its first page.
func (d *Desk) Overview(ctx context.Context, who Who, id care.ID) (*Overview, error) {
	var o *Overview
	ask := gate.Ask{Screen: "episode overview", Act: policy.See, Purposes: recordPurposes, Answers: true}
	err := d.look(ctx, who, ask, id, func(tx *gate.Tx, f *File) error {
		o = &Overview{Entry: tx.Entry()}
		var err error
		if o.Header, err = d.header(ctx, tx, f); err != nil {
			return err
		}
		intents, err := tx.Intents(ctx, f)
		if err != nil {
			return err
		}
		o.Lives = lives(f, intents)
		if o.Referrer, err = d.panel(ctx, tx, f, nil); err != nil || f.Episode.Origin != FromSomeoneElse {
			return err
		}
		owed, err := duties(ctx, tx, f.Service.Pack, []*File{f})
		o.Tell = owed[f.Episode.ID]
		return err
	})
	if err != nil {
		return nil, err
	}
	o.Worker, err = d.workerName(ctx, who.Controller, o.File.Episode.Worker)
	return o, err
}

// header fills what stands over every page about a person, from what the
// asker may see.
func (d *Desk) header(_ context.Context, tx *gate.Tx, f *File) (Header, error) {
	h := Header{File: f, Pack: f.Service.Pack, Mine: f.Episode.Worker == tx.Who().Worker, Today: tx.Today()}
	h.Records = f.MayRecord(tx.Who(), contactFacts, recordPurposes)
	if v, ok := f.Value("client.name"); ok {
		h.Name = v.Text
	}
	h.Age, _ = f.Value("client.age")
	if v, ok := f.Value("client.access-needs"); ok {
		h.Needs = v.Codes
	}
	if v, ok := f.Value("client.interpreter"); ok && len(v.Codes) > 0 {
		h.Asks = v.Codes[0]
	}
	if v, ok := f.Value("client.telephone"); ok {
		h.Ring = v.Text
	}
	if v, ok := f.Value("client.safe-to-contact"); ok && len(v.Codes) > 0 {
		h.Safe = v.Codes[0]
	}
	for _, t := range f.Tiers {
		if t.Key != "" && t.State == care.TierLiving {
			h.Goes = append(h.Goes, t)
		}
	}
	if p, ok := f.Service.Pack.BasisOf(forJoin); ok {
		h.Basis = p
	}
	return h, nil
}

// workerName gives the name colleagues know a worker by.
func (d *Desk) workerName(ctx context.Context, controller string, id care.ID) (string, error) {
	if id == "" {
		return "", nil
	}
	c, err := d.gate.Card(ctx, controller, id)
	return c.Name, err
}
