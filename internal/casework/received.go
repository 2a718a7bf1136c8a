package casework

import (
	"context"
	"fmt"
	"slices"

	"candour/internal/calendar"
	"candour/internal/care"
	"candour/internal/gate"
	"candour/internal/notice"
	"candour/internal/policy"
)

// A Received is what came in to a service and nobody has yet, oldest first, as
// far as the asker's role may see it.
type Received struct {
	Pack  *notice.Pack
	Today calendar.Day
	Rows  []ReceivedRow
	Forms []notice.Form // that the asker may fill in for somebody who rings
	Entry care.ID
}

// A ReceivedRow is one of them.
type ReceivedRow struct {
	Episode care.Episode
	Name    string // of the person it is about, "" where it is not theirs to see
	Safe    string // how they may be reached safely, in words
	Awaits  bool   // they have not agreed to what the service needs
	Duties  []Duty // whom to tell that we hold what others said of them
}

// A Came is one of what came in, opened.
type Came struct {
	ReceivedRow
	File    *File
	Today   calendar.Day
	Agreed  []care.Agreement
	Exempts []Duty
	Entry   care.ID
}

func noHome(who Who) error {
	return fmt.Errorf("a service for role %s: %w", who.Role, care.ErrNotFound)
}

// receivedAsk is what a page of what came in asks for: all that the role may see.
func receivedAsk(who Who, svc *gate.Service, screen string) gate.Ask {
	return gate.Ask{Screen: screen, Act: policy.See, Purposes: svc.Table.PurposesOf(who.Role, policy.See)}
}

// caseless gives the asker's service where it has no case pages. One that has
// them shows its records there alone.
func (d *Desk) caseless(who Who) (*gate.Service, error) {
	svc, err := d.Home(who)
	if err == nil && Worked(svc.Pack) {
		err = noHome(who)
	}
	return svc, err
}

// Received lists what came in to the asker's own service.
func (d *Desk) Received(ctx context.Context, who Who) (*Received, error) {
	svc, err := d.caseless(who)
	if err != nil {
		return nil, err
	}
	p := svc.Pack
	out := &Received{Pack: p}
	for _, form := range p.Forms {
		if form.By == who.Role && Opens(p, form) {
			out.Forms = append(out.Forms, form)
		}
	}
	items, stages := listed(p), openStages(p)
	err = d.gate.View(ctx, who, receivedAsk(who, svc, "received"), func(tx *gate.Tx) error {
		out.Today, out.Entry, out.Rows = tx.Today(), tx.Entry(), nil
		if len(items) == 0 {
			return nil
		}
		files, err := tx.List(ctx, p.Service, gate.ListFilter{Stages: stages, Limit: pageOf}, items...)
		if err != nil {
			return err
		}
		owed, err := duties(ctx, tx, p, files)
		if err != nil {
			return err
		}
		for _, f := range files {
			out.Rows = append(out.Rows, receivedRow(f, owed))
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

func receivedRow(f *File, owed map[care.ID][]Duty) ReceivedRow {
	subject := Subject(f.Service.Pack)
	r := ReceivedRow{Episode: f.Episode, Awaits: f.Episode.NextWhat == AwaitingConsent, Duties: owed[f.Episode.ID]}
	if v, ok := f.Value(subject + ".name"); ok {
		r.Name = v.Text
	}
	if it := f.Service.Item(subject + ".safe-to-contact"); it != nil {
		v, _ := f.Value(it.Code)
		for i, code := range v.Codes {
			if i > 0 {
				r.Safe += ", "
			}
			r.Safe += policy.LabelOf(it.Shape, code)
		}
	}
	return r
}

// listed are the items a list of what came in opens: who it is about and how
// they may be reached safely, as far as the pack has them.
func listed(p *notice.Pack) []string {
	var out []string
	for _, name := range []string{".name", ".safe-to-contact"} {
		if _, ok := p.ItemByCode(Subject(p) + name); ok {
			out = append(out, Subject(p)+name)
		}
	}
	return out
}

// openStages are the stages in which an episode of the pack can begin.
func openStages(p *notice.Pack) []string {
	var out []string
	for _, s := range p.Stages {
		if Opens(p, notice.Form{Stage: s.Code}) && !slices.Contains(out, s.Code) {
			out = append(out, s.Code)
		}
	}
	return out
}

// Came opens one of what came in.
func (d *Desk) Came(ctx context.Context, who Who, id care.ID) (*Came, error) {
	svc, err := d.caseless(who)
	if err != nil {
		return nil, err
	}
	var out *Came
	err = d.gate.View(ctx, who, receivedAsk(who, svc, "received one"), func(tx *gate.Tx) error {
		f, err := ownFile(ctx, tx, svc, id)
		if err != nil {
			return err
		}
		owed, err := duties(ctx, tx, f.Service.Pack, []*File{f})
		if err != nil {
			return err
		}
		out = &Came{ReceivedRow: receivedRow(f, owed), File: f, Today: tx.Today(), Exempts: exempted(f), Entry: tx.Entry()}
		agreed, err := keptOf[care.Agreement](f, care.KindConsent)
		for _, a := range agreed {
			out.Agreed = append(out.Agreed, a.Is)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// ownFile opens an episode of one service. Another's is not there.
func ownFile(ctx context.Context, tx *gate.Tx, svc *gate.Service, id care.ID) (*File, error) {
	f, err := tx.File(ctx, id)
	if err != nil {
		return nil, err
	}
	if f.Service.Pack != svc.Pack {
		return nil, fmt.Errorf("episode of another service: %w", care.ErrNotFound)
	}
	return f, nil
}

// received changes one of what came in. then must call tx.Did.
func (d *Desk) received(ctx context.Context, who Who, svc *gate.Service, screen string, id care.ID, then func(*gate.Tx, *File) error) error {
	return d.gate.Update(ctx, who, receivedAsk(who, svc, screen), func(tx *gate.Tx) error {
		f, err := ownFile(ctx, tx, svc, id)
		if err != nil {
			return err
		}
		return then(tx, f)
	})
}
