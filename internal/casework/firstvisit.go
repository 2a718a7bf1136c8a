package casework

import (
	"context"
	"fmt"
	"strconv"

	"candour/internal/calendar"
	"candour/internal/care"
	"candour/internal/gate"
	"candour/internal/notice"
	"candour/internal/policy"
)

// The forms a worker fills in with the person.
const (
	FirstVisitForm = "first-visit"
	ConfirmForm    = "confirm-details"
)

// EqualityItem is recorded to be counted and is never shown to a worker.
const (
	EqualityItem  = "client.ethnicity"
	EqualityCount = "equality"
)

// visitPurposes are what a first visit records for: needs, the plan, the count
// of who is reached.
var visitPurposes = []string{forJoin, forAccess, forPlan, forManage}

// A Visiting is a form of the pack about to be filled in with the person.
type Visiting struct {
	Header
	Form     notice.Form
	Today    calendar.Day
	Counted  bool             // the item that is counted only was answered before
	Measures []notice.Measure // scales of which no baseline was taken
	MayAsk   bool             // the notice allows the form at this stage
	Entry    care.ID
}

// Visiting opens an episode for a form.
func (d *Desk) Visiting(ctx context.Context, who Who, id care.ID, form string) (*Visiting, error) {
	var v *Visiting
	err := d.see(ctx, who, form, recordPurposes, id, func(tx *gate.Tx, f *File) error {
		v = &Visiting{Entry: tx.Entry(), Today: tx.Today(), Counted: tx.Answered(f, EqualityItem)}
		var ok bool
		if v.Form, ok = f.Service.Pack.Form(form); !ok {
			return fmt.Errorf("form %s: %w", form, care.ErrNotFound)
		}
		v.MayAsk = f.Episode.Stage == v.Form.Stage && who.Role == v.Form.By
		taken, err := takenMeasures(f)
		if err != nil {
			return err
		}
		for _, m := range f.Service.Pack.Measures {
			if _, has := momentOf(taken, m.Code, care.Baseline); !has {
				v.Measures = append(v.Measures, m)
			}
		}
		v.Header, err = d.header(ctx, tx, f)
		return err
	})
	if err != nil {
		return nil, err
	}
	v.Worker, err = d.workerName(ctx, who.Controller, v.File.Episode.Worker)
	return v, err
}

// A Visited is what a form with the person sent.
type Visited struct {
	Episode  care.ID
	Version  int64
	Token    care.ID
	Form     string
	Channel  string // how it was asked: "visit" or "phone"
	Why      string // why not face to face
	Answers  []Answer
	Measures []care.MeasureAnswers // baseline
}

// RecordVisit keeps what the person answered, all or none. It gives
// *AnswersRefused for what the stage, the channel or relevance does not allow,
// and care.Problems for what is to be mended.
func (d *Desk) RecordVisit(ctx context.Context, who Who, v Visited) error {
	return once(d.change(ctx, who, v.Form, policy.Record, visitPurposes, v.Episode, func(tx *gate.Tx, f *File) error {
		if err := begin(ctx, tx, f, v.Token, v.Version); err != nil {
			return err
		}
		if len(v.Answers)+len(v.Measures) == 0 {
			return care.Problems{{Says: "Nothing is answered yet. “Prefer not to say” is an answer too"}}
		}
		tx.Did(policy.Record, v.Form)
		if err := countedOnce(tx, f, v.Answers); err != nil {
			return err
		}
		if err := tx.Answers(ctx, f, v.Form, v.Answers); err != nil {
			return err
		}
		if err := d.tellLater(ctx, tx, f, v.Answers); err != nil {
			return err
		}
		if err := countEquality(ctx, tx, f, v.Answers); err != nil {
			return err
		}
		if err := addMeasures(ctx, tx, f, measuring{v.Measures, v.Channel, v.Why}); err != nil {
			return err
		}
		if v.Form == FirstVisitForm {
			return d.visited(ctx, tx, f, v.Channel)
		}
		return d.touched(ctx, tx, f, care.Contact{On: tx.Today()})
	}))
}

// countedOnce refuses a second answer to what is counted and never shown: it
// was counted already, and the notice lets nobody see what it would replace.
func countedOnce(tx *gate.Tx, f *File, answers []Answer) error {
	for _, a := range answers {
		if a.Item == EqualityItem && tx.Answered(f, EqualityItem) {
			it := f.Service.Item(EqualityItem)
			return &AnswersRefused{Items: []gate.ItemRefusal{{
				Item: EqualityItem, Says: "This was asked and counted before. It is not asked twice.", Clauses: []notice.Clause{it.Clause},
			}}}
		}
	}
	return nil
}

// countEquality adds an answer just written to the count that outlives it.
func countEquality(ctx context.Context, tx *gate.Tx, f *File, answers []Answer) error {
	for _, a := range answers {
		if a.Item != EqualityItem {
			continue
		}
		said := string(a.Value.Empty)
		if a.Value.Empty == care.Answered && len(a.Value.Codes) > 0 {
			said = a.Value.Codes[0]
		}
		year, _, _ := tx.Today().Date()
		cell := strconv.Itoa(year) + "|" + said
		if err := tx.AddCount(ctx, f, f.Service.Item(EqualityItem).Tier, EqualityCount, cell); err != nil {
			return err
		}
	}
	return nil
}

// visited sets down that a visit that was agreed took place, and what is next.
func (d *Desk) visited(ctx context.Context, tx *gate.Tx, f *File, channel string) error {
	var met care.ID
	if channel == care.ByVisit {
		var err error
		if met, err = metToday(ctx, tx, f); err != nil {
			return err
		}
	}
	if f.Episode.NextWhat == FirstVisit {
		f.Episode.NextOn, f.Episode.NextWhat = calendar.Day{}, ""
	}
	f.Episode.LastContactOn = tx.Today()
	return d.settle(ctx, tx, f, met)
}

// metToday gives the visit that was agreed for today or before its outcome,
// and closes the deed. It gives the visit, or "" where none was agreed.
func metToday(ctx context.Context, tx *gate.Tx, f *File) (care.ID, error) {
	visits, err := keptOf[care.Visit](f, care.KindVisit)
	if err != nil {
		return "", err
	}
	for _, v := range visits {
		if v.Is.Outcome != care.VisitAhead || v.Is.On.After(tx.Today()) {
			continue
		}
		v.Is.Outcome = care.VisitMet
		if err := tx.Change(ctx, f, v.Sealed, v.Is); err != nil {
			return "", err
		}
		return v.ID, doneOf(ctx, tx, f, v.ID)
	}
	return "", nil
}
