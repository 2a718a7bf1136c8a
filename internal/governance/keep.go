package governance

import (
	"context"
	"fmt"
	"net/mail"
	"net/url"
	"slices"
	"strings"

	"candour/internal/calendar"
	"candour/internal/care"
	"candour/internal/gate"
	"candour/internal/notice"
)

// The acts by which an office keeps its registers, as entries name them.
const (
	actAccept  = "accept reading"
	actDecline = "decline reading"
	actFill    = "fill gap"
	actKeep    = "keep register"
)

// Decide has the office that may do so accept or decline a reading of a
// service's notice, on the words as they were shown: Words of them. Where the
// reading has changed since, it is care.ErrConflict.
func (d *Desk) Decide(ctx context.Context, who Who, service, reading, words string, accept bool, token care.ID) error {
	act, state := actAccept, Accepted
	if !accept {
		act, state = actDecline, Declined
	}
	s, err := d.Standing(who.Controller, service)
	if err != nil {
		return err
	}
	return d.change(ctx, who, act, token, func(tx *gate.Tx) error {
		packs, err := d.open(ctx, tx, s)
		if err != nil {
			return err
		}
		known := false
		for _, p := range packs {
			x, ok := p.Reading(reading)
			known = known || ok
			if !ok || Words(x.Says) != words {
				continue
			}
			if x.AcceptedBy != who.Role {
				return tx.Refuse()
			}
			return tx.Keep(ctx, &Line{Service: service, Kind: KindReading, About: reading, State: state, Words: words})
		}
		if known {
			return fmt.Errorf("reading %s has changed: %w", reading, care.ErrConflict)
		}
		return fmt.Errorf("reading %s: %w", reading, care.ErrNotFound)
	})
}

// open gives the packs that an office may decide on, with nothing filled in:
// what runs, and the newest version on its way to the public.
func (d *Desk) open(ctx context.Context, tx *gate.Tx, s Standing) ([]*notice.Pack, error) {
	bare, err := d.bare(ctx, tx, s)
	if err != nil {
		return nil, err
	}
	p, err := coming(ctx, tx, s)
	if err != nil || p == nil {
		return []*notice.Pack{bare}, err
	}
	pack, err := d.compile(ctx, tx, *p)
	if FaultsOf(err) != nil { // nothing can be decided on it yet
		return []*notice.Pack{bare}, nil
	}
	return []*notice.Pack{bare, pack}, err
}

// coming gives the newest version of a service, unless it is in force already.
func coming(ctx context.Context, tx *gate.Tx, s Standing) (*Publication, error) {
	all, err := tx.Publications(ctx)
	if err != nil {
		return nil, err
	}
	for _, p := range all { // by service, newest first
		if p.Service == s.Pack.Service {
			if s.Version != nil && p.ID == s.Version.ID {
				return nil, nil
			}
			return &p, nil
		}
	}
	return nil, nil
}

// bare is what runs of a service as its files say it, with nothing filled in.
func (d *Desk) bare(ctx context.Context, tx *gate.Tx, s Standing) (*notice.Pack, error) {
	source, _ := d.files.source(s.Pack.Controller.Code, s.Pack.Service)
	if source.Pack != nil && (s.Version == nil || s.Version.Hash == source.Hash) {
		return source.Pack, nil
	}
	return d.compile(ctx, tx, *s.Version)
}

// The kinds of thing that a gap may be filled with: how to reach the council,
// and nothing that the print would have had to promise.
const (
	ByPhone = "phone"
	ByEmail = "email"
	ByPost  = "post"
	OnWeb   = "web"
)

// Reaches are the kinds of thing that a gap may be filled with.
var Reaches = []string{ByPhone, ByEmail, ByPost, OnWeb}

// Fill fills a gap of a service's notice, known by the digest of its words,
// with a way to reach the council. A gap of the council's own file is filled
// for all its services.
func (d *Desk) Fill(ctx context.Context, who Who, service, words, how, value string, token care.ID) error {
	s, err := d.Standing(who.Controller, service)
	if err != nil {
		return err
	}
	if problem := reachWrong(how, value); problem != nil {
		return care.Problems{*problem}
	}
	return d.change(ctx, who, actFill, token, func(tx *gate.Tx) error {
		packs, err := d.open(ctx, tx, s)
		if err != nil {
			return err
		}
		is := func(g notice.Gap) bool { return Words(g.Says) == words }
		for _, p := range packs {
			i := slices.IndexFunc(p.Gaps, is)
			if i < 0 {
				continue
			}
			l := Line{Service: service, Kind: KindGap, About: p.Gaps[i].Ref, State: how, Words: words, Value: value}
			if slices.ContainsFunc(p.Controller.Gaps, is) {
				l.Service = ""
			}
			return tx.Keep(ctx, &l)
		}
		return fmt.Errorf("a gap of %s: %w", service, care.ErrNotFound)
	})
}

const (
	addressMost = 300
	digitsLeast = 3 // 101, 999
	digitsMost  = 15
)

// reachWrong says what is wrong with a way to reach the council.
func reachWrong(how, value string) *care.Problem {
	wrong := func(says string) *care.Problem { return &care.Problem{Field: "value", Says: says} }
	switch {
	case value == "":
		return wrong("Write what fills the gap")
	case len([]rune(value)) > addressMost:
		return wrong(fmt.Sprintf("Shorten this to %d characters", addressMost))
	}
	switch how {
	case ByPhone:
		digits := strings.Map(func(r rune) rune {
			if r == ' ' || r == '+' {
				return -1
			}
			return r
		}, value)
		if strings.Trim(digits, "0123456789") != "" || len(digits) < digitsLeast || len(digits) > digitsMost {
			return wrong("Write a telephone number in figures, like 01632 960 140")
		}
	case ByEmail:
		if a, err := mail.ParseAddress(value); err != nil || a.Address != value {
			return wrong("Write an email address, like privacy@council.example")
		}
	case OnWeb:
		if u, err := url.Parse(value); err != nil || u.Scheme != "https" || u.Host == "" {
			return wrong("Write a web address that begins with https://")
		}
	case ByPost:
	default:
		return &care.Problem{Field: "how", Says: "Choose what fills the gap"}
	}
	return nil
}

// A Kind of register has its own states and its own words for its two days.
type Kind struct {
	Code   string
	Title  string
	States []string // the first is the one that counts
	Whole  bool     // kept for the council, not for one service
	Holder bool     // somebody holds it
}

// Kinds are the registers, in the order in which they are shown.
var Kinds = []Kind{
	{KindOffice, "Named offices", []string{Held, Vacant}, true, true},
	{KindPolicy, "Appropriate policy documents", []string{InForce, Ended}, true, false},
	{KindImpact, "Impact assessments", []string{Allowed, Refused, Ended}, false, false},
	{KindAgreement, "Agreements with recipients", []string{InForce, Ended}, false, false},
	{KindCompatible, "Purposes beyond those the notice names", []string{Allowed, Refused, Ended}, false, false},
}

// KindOf finds a register by its code.
func KindOf(code string) (Kind, bool) {
	i := slices.IndexFunc(Kinds, func(k Kind) bool { return k.Code == code })
	if i < 0 {
		return Kind{}, false
	}
	return Kinds[i], true
}

// An Entered is what somebody enters in a register.
type Entered struct {
	State       string
	Holder      care.ID // of an office: a worker
	Where       string  // where the document is
	From, Until calendar.Day
}

// Keep enters a line in a register of a service's notice, beside those before
// it.
func (d *Desk) Keep(ctx context.Context, who Who, service, kind, about string, e Entered, token care.ID) error {
	s, err := d.Standing(who.Controller, service)
	if err != nil {
		return err
	}
	k, ok := KindOf(kind)
	if !ok {
		return fmt.Errorf("a register of %s: %w", kind, care.ErrNotFound)
	}
	if problems := enteredWrong(k, e); len(problems) > 0 {
		return problems
	}
	if k.Holder && e.State == Held {
		staff, err := d.gate.Staff(ctx, who.Controller)
		if err != nil {
			return err
		}
		if card, ok := staff[e.Holder]; !ok || card.Left {
			return care.Problems{{Field: "holder", Says: "Choose somebody who works here"}}
		}
	}
	l := Line{Service: service, Kind: kind, About: about, State: e.State, Value: e.Where, Holder: e.Holder, From: e.From, Until: e.Until}
	if k.Whole {
		l.Service = ""
	}
	if l.State != Held {
		l.Holder = ""
	}
	return d.change(ctx, who, actKeep, token, func(tx *gate.Tx) error {
		packs, err := d.open(ctx, tx, s)
		if err != nil {
			return err
		}
		for _, p := range packs {
			if slices.Contains(subjects(p, k), about) {
				return tx.Keep(ctx, &l)
			}
		}
		return fmt.Errorf("a register about %s: %w", about, care.ErrNotFound)
	})
}

func enteredWrong(k Kind, e Entered) care.Problems {
	var out care.Problems
	add := func(field, says string) { out = append(out, care.Problem{Field: field, Says: says}) }
	counts := e.State == k.States[0]
	switch {
	case !slices.Contains(k.States, e.State):
		add("state", "Choose how it stands")
	case k.Holder && counts && e.Holder == "":
		add("holder", "Choose who holds the office")
	case !k.Holder && counts && e.Until.IsZero():
		add("until", "Write the day it is to be reviewed by")
	}
	if e.From.IsZero() {
		add("from", "Write the day it begins")
	}
	if !e.Until.IsZero() && !e.From.IsZero() && e.Until.Before(e.From) {
		add("until", "This day is before the day it begins")
	}
	if len([]rune(e.Where)) > addressMost {
		add("where", fmt.Sprintf("Shorten this to %d characters", addressMost))
	}
	return out
}

// subjects lists what a register of a service is kept about.
func subjects(p *notice.Pack, k Kind) []string {
	switch k.Code {
	case KindOffice:
		out := []string{Officer}
		for _, o := range p.Controller.Offices {
			if !slices.Contains(out, o.Code) {
				out = append(out, o.Code)
			}
		}
		return out
	case KindPolicy:
		return policies(p)
	case KindImpact:
		return assessed(p)
	case KindCompatible:
		var out []string
		for _, x := range p.Purposes {
			if x.Other.Assessment != "" {
				out = append(out, x.Code)
			}
		}
		return out
	case KindAgreement:
		var out []string
		for _, rec := range needingAgreement(p) {
			out = append(out, rec.Code)
		}
		return out
	}
	return nil
}
