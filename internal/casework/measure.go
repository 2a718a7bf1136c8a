package casework

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"

	"candour/internal/calendar"
	"candour/internal/care"
	"candour/internal/gate"
	"candour/internal/notice"
	"candour/internal/policy"
)

// OutcomesCount is the statistic of how answers changed.
const OutcomesCount = "outcomes"

// A Series is one scale of the pack with every time it was asked, oldest
// first.
type Series struct {
	Measure notice.Measure
	Item    notice.Item // that holds the answers
	Scale   care.Scale
	Taken   []care.MeasureAnswers
	Hidden  bool // the asker may not see it
}

// Baseline is the first time it was asked, and whether it was.
func (s *Series) Baseline() (care.MeasureAnswers, bool) {
	return momentOf(s.Taken, s.Measure.Code, care.Baseline)
}

// Latest is the last time it was asked after the baseline, and whether it was.
func (s *Series) Latest() (care.MeasureAnswers, bool) {
	for _, m := range slices.Backward(s.Taken) {
		if m.Moment != care.Baseline {
			return m, true
		}
	}
	return care.MeasureAnswers{}, false
}

// A Measuring is the page of what a person said of how life is going.
type Measuring struct {
	Header
	Today  calendar.Day
	Series []Series
	MayAsk bool // the notice allows asking at this stage
	Entry  care.ID
}

// Measures opens an episode for that page.
func (d *Desk) Measures(ctx context.Context, who Who, id care.ID) (*Measuring, error) {
	var m *Measuring
	err := d.see(ctx, who, "measures", recordPurposes, id, func(tx *gate.Tx, f *File) error {
		m = &Measuring{Entry: tx.Entry(), Today: tx.Today()}
		taken, err := takenMeasures(f)
		if err != nil {
			return err
		}
		for _, def := range f.Service.Pack.Measures {
			it := f.Service.Pack.Items[def.Item]
			s := Series{Measure: def, Item: it, Scale: policy.ScaleOf(def), Hidden: !f.See.Answers[it.Index].Allowed}
			for _, a := range taken {
				if a.Measure == def.Code {
					s.Taken = append(s.Taken, a)
				}
			}
			m.Series = append(m.Series, s)
			m.MayAsk = m.MayAsk || slices.Contains(it.At, f.Episode.Stage) && mayKeep(tx, f, it.Code)
		}
		m.Header, err = d.header(ctx, tx, f)
		return err
	})
	if err != nil {
		return nil, err
	}
	m.Worker, err = d.workerName(ctx, who.Controller, m.File.Episode.Worker)
	return m, err
}

// takenMeasures reads every answer to a scale that the asker may see, oldest
// first.
func takenMeasures(f *File) ([]care.MeasureAnswers, error) {
	all, err := keptOf[care.MeasureAnswers](f, care.KindMeasure)
	if err != nil {
		return nil, err
	}
	slices.SortFunc(all, func(a, b Kept[care.MeasureAnswers]) int { return cmp.Or(a.On.Compare(b.On), cmp.Compare(a.ID, b.ID)) })
	out := make([]care.MeasureAnswers, len(all))
	for i := range all {
		out[i] = all[i].Is
	}
	return out, nil
}

func momentOf(taken []care.MeasureAnswers, code, moment string) (care.MeasureAnswers, bool) {
	for _, m := range taken {
		if m.Measure == code && m.Moment == moment {
			return m, true
		}
	}
	return care.MeasureAnswers{}, false
}

// A Measured is what a form of the scales sent.
type Measured struct {
	Episode  care.ID
	Version  int64
	Token    care.ID
	Channel  string
	Why      string
	Measures []care.MeasureAnswers
}

// RecordMeasures keeps answers to the scales. They are shown and counted, and
// decide nothing.
func (d *Desk) RecordMeasures(ctx context.Context, who Who, m Measured) error {
	return once(d.change(ctx, who, "measures", policy.Record, workPurposes, m.Episode, func(tx *gate.Tx, f *File) error {
		if err := begin(ctx, tx, f, m.Token, m.Version); err != nil {
			return err
		}
		if len(m.Measures) == 0 {
			return care.Problems{{Says: "Nothing is answered yet. “Prefer not to say” is an answer too"}}
		}
		tx.Did(policy.Record, "measures")
		if err := addMeasures(ctx, tx, f, measuring{m.Measures, m.Channel, m.Why}); err != nil {
			return err
		}
		return d.touched(ctx, tx, f, care.Contact{On: tx.Today()})
	}))
}

// A measuring is answers to scales with how they were asked.
type measuring struct {
	answers      []care.MeasureAnswers
	channel, why string
}

// addMeasures seals the answers to each scale under the item that holds them,
// and counts how they changed since the baseline.
func addMeasures(ctx context.Context, tx *gate.Tx, f *File, m measuring) error {
	taken, err := takenMeasures(f)
	if err != nil {
		return err
	}
	for _, a := range m.answers {
		def, ok := f.Service.Pack.Measure(a.Measure)
		if !ok {
			return fmt.Errorf("measure %s: %w", a.Measure, care.ErrInvalid)
		}
		it := f.Service.Pack.Items[def.Item]
		if no := mayCollect(tx, f, workPurposes, collecting{it.Code, "client", m.channel, m.why}); no != nil {
			return no
		}
		before, has := momentOf(taken, a.Measure, care.Baseline)
		if has && a.Moment == care.Baseline {
			return fmt.Errorf("taking a second baseline of %s: %w", a.Measure, care.ErrConflict)
		}
		a.On, a.Channel, a.Why, a.By = tx.Today(), m.channel, m.why, tx.Who().Worker
		_, err := tx.Add(ctx, f, gate.NewRecord{Kind: care.KindMeasure, Item: it.Code, On: a.On, Payload: a})
		if err != nil {
			return err
		}
		if !has || a.Moment == care.Baseline {
			continue
		}
		for _, cell := range OutcomeCells(def, before, a) {
			if err := tx.AddCount(ctx, f, it.Tier, OutcomesCount, cell); err != nil {
				return err
			}
		}
	}
	return nil
}

// OutcomeCells are the cells that a later taking of a measure adds one to.
func OutcomeCells(def notice.Measure, before, after care.MeasureAnswers) []string {
	var cells []string
	for _, band := range changeBands(policy.ScaleOf(def), before, after) {
		cells = append(cells, quarter(after.On)+"|"+band)
	}
	return cells
}

// changeBands says which way each thing measured moved: one for a scale that
// is summed, one for each question of a scale that is not.
func changeBands(s care.Scale, before, after care.MeasureAnswers) []string {
	if c, ok := s.Change(before, after); ok {
		if c.Direction == care.NotTold {
			return nil
		}
		return []string{s.Code + "|" + string(c.Direction)}
	}
	var out []string
	for _, c := range s.Changes(before, after) {
		if c.Direction == care.NotTold {
			continue
		}
		name := s.Code
		if len(s.Questions) > 1 {
			name += " " + c.Question
		}
		out = append(out, name+"|"+string(c.Direction))
	}
	return out
}

// quarter writes the quarter of the calendar year: 2026-Q4.
func quarter(d calendar.Day) string {
	y, m, _ := d.Date()
	return strconv.Itoa(y) + "-Q" + strconv.Itoa((int(m)+2)/3)
}
