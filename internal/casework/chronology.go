package casework

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/google/uuid"

	"candour/internal/care"
	"candour/internal/gate"
	"candour/internal/notice"
)

// A Chronology is what happened in an episode, oldest first, as far as the
// asker may see it.
type Chronology struct {
	Header
	Lines []Chronicled
	Entry care.ID
}

// A Chronicled is one line of a chronology. Of its payloads only the one of
// its kind is filled.
type Chronicled struct {
	care.Line
	Event    string // code of the pack's event
	Undone   bool
	Contact  *care.Contact
	Visit    *care.Visit
	Goal     *care.Goal
	Step     *care.Step
	Move     string // state a goal, step or onward referral came to; "" for its beginning
	Signpost *care.Signpost
	Measure  *care.MeasureAnswers
	Onward   *care.Onward
	Note     string // what was written down with it, where the asker may read that
}

// Chronology opens an episode for the page of what happened.
func (d *Desk) Chronology(ctx context.Context, who Who, id care.ID) (*Chronology, error) {
	var c *Chronology
	err := d.see(ctx, who, "chronology", recordPurposes, id, func(tx *gate.Tx, f *File) error {
		c = &Chronology{Entry: tx.Entry()}
		var err error
		if c.Header, err = d.header(ctx, tx, f); err != nil {
			return err
		}
		c.Lines, err = chronicle(f)
		return err
	})
	if err != nil {
		return nil, err
	}
	c.Worker, err = d.workerName(ctx, who.Controller, c.File.Episode.Worker)
	return c, err
}

// chronicle puts everything dated of an episode in order.
func chronicle(f *File) ([]Chronicled, error) {
	c := chronicler{file: f, notes: map[care.ID]string{}}
	if err := c.read(); err != nil {
		return nil, err
	}
	lines := make([]care.Line, len(c.all))
	place := make(map[care.Line]int, len(c.all))
	for i := range c.all {
		lines[i] = c.all[i].Line
		place[lines[i]] = i
	}
	care.SortLines(lines)
	out := make([]Chronicled, len(lines))
	for i, l := range lines {
		out[i] = c.all[place[l]]
	}
	return out, nil
}

// A chronicler gathers the lines of one chronology.
type chronicler struct {
	file  *File
	notes map[care.ID]string // by the record they were written with
	all   []Chronicled
}

func (c *chronicler) add(l Chronicled) { c.all = append(c.all, l) }

func (c *chronicler) read() error {
	f := c.file
	for _, r := range f.Records(care.KindNote) {
		var n care.Note
		if err := payload(r, &n); err != nil {
			return err
		}
		if r.Parent == "" {
			c.add(Chronicled{Line: care.Line{On: n.On, Kind: care.KindNote, Of: r.ID, Recorded: written(r.ID)}, Note: n.Text})
			continue
		}
		c.notes[r.Parent] = n.Text
	}
	for _, h := range f.Happened {
		if e, ok := f.Service.Pack.Event(h.Event); ok && e.Kind == notice.ContactMade && len(f.Records(care.KindContact)) > 0 {
			continue // the contact that made it has a line of its own
		}
		c.add(Chronicled{Line: care.Line{On: h.On, Recorded: written(h.ID), Kind: h.Event, Of: h.ID}, Event: h.Event, Undone: h.Undone})
	}
	if on := f.Episode.AllocatedOn; !on.IsZero() {
		c.add(Chronicled{Line: care.Line{On: on, Kind: TaskAllocate, Of: f.Episode.ID, Recorded: time.Unix(1, 0)}})
	}
	for kind, read := range map[string]func(gate.Sealed) error{
		care.KindContact: c.contact, care.KindVisit: c.visit, care.KindGoal: c.goal, care.KindStep: c.step,
		care.KindSignpost: c.signpost, care.KindMeasure: c.measure, care.KindOnward: c.onward,
	} {
		for _, r := range f.Records(kind) {
			if err := read(r); err != nil {
				return err
			}
		}
	}
	return nil
}

func (c *chronicler) contact(r gate.Sealed) error {
	l := Chronicled{Contact: &care.Contact{}, Note: c.notes[r.ID]}
	if err := payload(r, l.Contact); err != nil {
		return err
	}
	l.Line, l.Undone = care.Line{On: l.Contact.On, Clock: l.Contact.Clock, Kind: r.Kind, Of: r.ID, Recorded: written(r.ID)}, l.Contact.Undone
	c.add(l)
	return nil
}

func (c *chronicler) visit(r gate.Sealed) error {
	l := Chronicled{Visit: &care.Visit{}, Note: c.notes[r.ID]}
	if err := payload(r, l.Visit); err != nil {
		return err
	}
	l.Line = care.Line{On: l.Visit.On, Clock: l.Visit.Clock, Kind: r.Kind, Of: r.ID, Recorded: written(r.ID)}
	c.add(l)
	return nil
}

func (c *chronicler) goal(r gate.Sealed) error {
	var g care.Goal
	if err := payload(r, &g); err != nil {
		return err
	}
	c.add(Chronicled{Line: care.Line{On: g.Set, Kind: r.Kind, Of: r.ID, Recorded: written(r.ID)}, Goal: &g})
	for _, m := range g.History {
		c.add(Chronicled{Line: care.Line{On: m.On, Kind: r.Kind + " " + m.To, Of: r.ID, Recorded: written(r.ID)}, Goal: &g, Move: m.To})
	}
	return nil
}

func (c *chronicler) step(r gate.Sealed) error {
	var s care.Step
	if err := payload(r, &s); err != nil {
		return err
	}
	c.add(Chronicled{Line: care.Line{On: s.Set, Kind: r.Kind, Of: r.ID, Recorded: written(r.ID)}, Step: &s})
	for _, m := range s.History {
		c.add(Chronicled{Line: care.Line{On: m.On, Kind: r.Kind + " " + m.To, Of: r.ID, Recorded: written(r.ID)}, Step: &s, Move: m.To})
	}
	return nil
}

func (c *chronicler) signpost(r gate.Sealed) error {
	var s care.Signpost
	if err := payload(r, &s); err != nil {
		return err
	}
	c.add(Chronicled{Line: care.Line{On: s.On, Kind: r.Kind, Of: r.ID, Recorded: written(r.ID)}, Signpost: &s})
	return nil
}

func (c *chronicler) measure(r gate.Sealed) error {
	var m care.MeasureAnswers
	if err := payload(r, &m); err != nil {
		return err
	}
	c.add(Chronicled{Line: care.Line{On: m.On, Kind: r.Kind, Of: r.ID, Recorded: written(r.ID)}, Measure: &m})
	return nil
}

func (c *chronicler) onward(r gate.Sealed) error {
	var o care.Onward
	if err := payload(r, &o); err != nil {
		return err
	}
	for _, m := range o.History {
		c.add(Chronicled{Line: care.Line{On: m.On, Kind: r.Kind + " " + string(m.To), Of: r.ID, Recorded: written(r.ID)}, Onward: &o, Move: string(m.To)})
	}
	return nil
}

// written is when a record was written down, to the millisecond: ordered ids
// begin with it (UUIDv7, RFC 9562 section 5.7). The referral has none, and so
// comes first on its day.
func written(id care.ID) time.Time {
	u, err := uuid.Parse(string(id))
	if err != nil || u.Version() != 7 {
		return time.Time{}
	}
	ms := int64(0)
	for _, b := range u[:6] {
		ms = ms<<8 | int64(b)
	}
	return time.UnixMilli(ms)
}

func payload(r gate.Sealed, into any) error {
	if err := json.Unmarshal(r.Payload, into); err != nil {
		return fmt.Errorf("reading record %s: %w", r.ID, gate.ErrAlarm)
	}
	return nil
}
