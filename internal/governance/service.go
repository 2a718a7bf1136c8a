package governance

import (
	"context"
	"slices"

	"candour/internal/calendar"
	"candour/internal/care"
	"candour/internal/gate"
	"candour/internal/notice"
)

// An Overview is how every notice of a council stands.
type Overview struct {
	Controller notice.Controller
	Services   []OverviewRow
	Today      calendar.Day
	Entry      care.ID
}

// An OverviewRow is one service, with what keeps it from being live.
type OverviewRow struct {
	Standing
	Missing []Lack
	Coming  *Publication // newest version not yet in force, or nil
}

// Overview lists a council's notices for the data protection officer.
func (d *Desk) Overview(ctx context.Context, who Who) (*Overview, error) {
	var out *Overview
	err := d.see(ctx, who, "notices", func(tx *gate.Tx) error {
		out = &Overview{Today: tx.Today(), Entry: tx.Entry()}
		k := (*d.running.Load())[who.Controller]
		out.Controller = k.controller
		reg, err := d.registerOf(ctx, tx)
		if err != nil {
			return err
		}
		for _, s := range k.standings {
			row := OverviewRow{Standing: s}
			if row.Coming, err = coming(ctx, tx, s); err != nil {
				return err
			}
			pack, err := d.next(ctx, tx, s)
			if err != nil {
				return err
			}
			row.Missing = missing(reg.onto(pack, nil), reg)
			out.Services = append(out.Services, row)
		}
		return nil
	})
	return out, err
}

// next is what would be published next: the newest version that compiles, or
// what runs.
func (d *Desk) next(ctx context.Context, tx *gate.Tx, s Standing) (*notice.Pack, error) {
	packs, err := d.open(ctx, tx, s)
	if err != nil {
		return nil, err
	}
	return packs[len(packs)-1], nil
}

// A Service is everything that governs one service's notice.
type Service struct {
	Standing
	Versions []Version // newest first
	Missing  []Lack    // before the newest version goes live
	Readings []Reading
	Gaps     []Gap
	Kept     []Register
	Living   int64 // open episodes, which a change touches
	Samples  bool  // a version may be published as a sample
	Staff    map[care.ID]gate.StaffCard
	Today    calendar.Day
	Entry    care.ID
}

// A Version is one version with how it differs from the one before it.
type Version struct {
	Publication
	Changes []Change
	Faults  *notice.Faults // of a draft that does not compile
	First   bool           // there is none before it to compare with
	Printed calendar.Day   // the last day that its own text names
}

// A Reading is one reading with what was decided on it.
type Reading struct {
	notice.Reading
	Words   string // digest of what it says
	Line    *Line  // what was decided on these words, or nil
	Changed bool   // earlier words of it were decided on
	Ahead   bool   // of the version to come, not of what runs
	Mine    bool   // whoever asks may decide on it
}

// A Gap is one gap with what fills it.
type Gap struct {
	notice.Gap
	Words string
	Line  *Line
	Ahead bool
}

// A Register is one register with everything it is kept about.
type Register struct {
	Kind
	Rows []RegisterRow
}

// A RegisterRow is one thing a register is kept about, with its newest line
// and those before it.
type RegisterRow struct {
	About   string
	Called  string
	Line    *Line
	Current bool
	Before  []Line // newest first
}

// Service shows the data protection officer everything that governs one
// service's notice.
func (d *Desk) Service(ctx context.Context, who Who, service, screen string) (*Service, error) {
	staff, err := d.gate.Staff(ctx, who.Controller)
	if err != nil {
		return nil, err
	}
	var out *Service
	err = d.see(ctx, who, screen, func(tx *gate.Tx) error {
		s, err := d.Standing(who.Controller, service)
		if err != nil {
			return err
		}
		out = &Service{Standing: s, Today: tx.Today(), Entry: tx.Entry(), Samples: d.Samples, Staff: staff}
		reg, err := d.registerOf(ctx, tx)
		if err != nil {
			return err
		}
		packs, err := d.open(ctx, tx, s)
		if err != nil {
			return err
		}
		next := packs[len(packs)-1]
		out.Missing = missing(reg.onto(next, nil), reg)
		for i, p := range packs {
			out.decided(p, reg, who, i > 0)
		}
		for _, k := range Kinds {
			out.Kept = append(out.Kept, kept(next, k, reg))
		}
		if out.Living, err = tx.Living(ctx, service); err != nil {
			return err
		}
		return d.versions(ctx, tx, out)
	})
	return out, err
}

// decided adds the readings and gaps of a pack that are not yet listed.
func (s *Service) decided(p *notice.Pack, reg register, who Who, ahead bool) {
	for _, x := range p.Readings {
		r := Reading{Reading: x, Words: Words(x.Says), Ahead: ahead, Mine: x.AcceptedBy == who.Role}
		if slices.ContainsFunc(s.Readings, func(have Reading) bool { return have.Code == x.Code && have.Words == r.Words }) {
			continue
		}
		l, changed, ok := reg.reading(p.Service, x)
		if r.Changed = changed; ok {
			r.Line = &l
		}
		s.Readings = append(s.Readings, r)
	}
	for _, x := range p.Gaps {
		g := Gap{Gap: x, Words: Words(x.Says), Ahead: ahead}
		if slices.ContainsFunc(s.Gaps, func(have Gap) bool { return have.Words == g.Words }) {
			continue
		}
		if l, ok := reg.gap(p.Service, x); ok {
			g.Line = &l
		}
		s.Gaps = append(s.Gaps, g)
	}
}

// kept gathers one register of a service.
func kept(p *notice.Pack, k Kind, reg register) Register {
	out := Register{Kind: k}
	for _, about := range subjects(p, k) {
		row := RegisterRow{About: about, Called: called(p, k.Code, about)}
		for _, l := range slices.Backward(reg.lines) {
			if l.Kind != k.Code || l.About != about || l.Service != p.Service && l.Service != "" {
				continue
			}
			if row.Line == nil {
				row.Line, row.Current = &l, l.State == k.States[0] && reg.current(l)
			} else {
				row.Before = append(row.Before, l)
			}
		}
		out.Rows = append(out.Rows, row)
	}
	return out
}

// versions adds every version of the service with how it differs from the one
// before it.
func (d *Desk) versions(ctx context.Context, tx *gate.Tx, s *Service) error {
	all, err := tx.Publications(ctx)
	if err != nil {
		return err
	}
	var before *notice.Pack
	for _, p := range slices.Backward(all) { // oldest first
		if p.Service != s.Pack.Service {
			continue
		}
		v := Version{Publication: p, First: before == nil}
		pack, err := d.compile(ctx, tx, p)
		switch faults := FaultsOf(err); {
		case faults != nil:
			v.Faults = faults
		case err != nil:
			return err
		default:
			v.Printed = pack.InForce().Date
			if before != nil {
				v.Changes = Changes(before, pack)
			}
			before = pack
		}
		s.Versions = append(s.Versions, v)
	}
	slices.Reverse(s.Versions)
	return nil
}
