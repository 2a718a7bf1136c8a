package casework

import (
	"context"
	"fmt"

	"candour/internal/care"
	"candour/internal/gate"
	"candour/internal/policy"
)

// PlanVisit sets down a visit to come. It joins the list of whoever goes: the
// person's own Connector unless another worker was named. Where the person
// needs an interpreter, booking one comes first, on a working day before.
func (d *Desk) PlanVisit(ctx context.Context, who Who, s Sent, v care.Visit) error {
	return d.plan(ctx, who, s, "visit planned", func(tx *gate.Tx, f *File) error {
		if v.By == "" {
			v.By = f.Episode.Worker
		}
		v.Outcome, v.BackAt = care.VisitAhead, ""
		problems := v.Validate(tx.Today())
		problems = append(problems, ahead(tx, v)...)
		if v.By != f.Episode.Worker && v.By != who.Worker {
			problems = append(problems, care.Problem{Field: "goes", Says: "Choose one of the answers shown"})
		}
		if err := problems.Err(); err != nil {
			return err
		}
		id, err := tx.Add(ctx, f, gate.NewRecord{Kind: care.KindVisit, Item: planFacts, On: v.On, Payload: v})
		if err != nil {
			return err
		}
		if needsInterpreter(f) {
			before := care.Task{Kind: TaskInterpreter, Worker: v.By, DueOn: dayBefore(v.On, tx.Today()), Of: id}
			if err := tx.AddTask(ctx, f, before); err != nil {
				return err
			}
		}
		return tx.AddTask(ctx, f, care.Task{Kind: TaskVisit, Worker: v.By, DueOn: v.On, Of: id})
	})
}

// ahead says what is wrong with a visit that is only now being planned.
func ahead(tx *gate.Tx, v care.Visit) care.Problems {
	var p care.Problems
	if !v.On.IsZero() && v.On.Before(tx.Today()) {
		p = append(p, care.Problem{Field: "on", Says: "This day has gone. Write the day of the visit to come"})
	}
	if v.Clock == "" {
		p = append(p, care.Problem{Field: "clock", Says: "Write when you come, like 14:00. The letter says it too"})
	}
	switch {
	case v.BackBy == "":
		p = append(p, care.Problem{Field: "backBy", Says: "Write when you are back, like 15:30. If you are not, a colleague rings you"})
	case v.BackBy <= v.Clock:
		p = append(p, care.Problem{Field: "backBy", Says: "Write a time after the visit begins"})
	}
	return p
}

// A Told is what came of a visit.
type Told struct {
	Visit   care.ID
	Outcome string
	BackAt  string // when the worker reported back, or ""
	Note    string // what was said, or ""
}

// TellVisit keeps what came of a visit. Having met or found nobody in counts
// as contact; a cancelled visit does not. Before the person was reached, a
// meeting is first said on the page of contacts: it destroys the referrer.
func (d *Desk) TellVisit(ctx context.Context, who Who, s Sent, told Told) error {
	return once(d.change(ctx, who, "visit", policy.Record, workPurposes, s.Episode, func(tx *gate.Tx, f *File) error {
		if err := begin(ctx, tx, f, s.Token, s.Version); err != nil {
			return err
		}
		k, err := keptBy[care.Visit](f, care.KindVisit, told.Visit)
		if err != nil {
			return err
		}
		v := k.Is
		if v.Outcome != care.VisitAhead {
			return fmt.Errorf("telling of visit %s twice: %w", k.ID, care.ErrConflict)
		}
		v.Outcome, v.BackAt = told.Outcome, told.BackAt
		if err := toldProblems(tx, f, v).Err(); err != nil {
			return err
		}
		tx.Did(policy.Record, "visit "+v.Outcome)
		if err := tx.Change(ctx, f, k.Sealed, v); err != nil {
			return err
		}
		if err := d.visitNote(ctx, tx, f, k, told.Note); err != nil {
			return err
		}
		if err := doneOf(ctx, tx, f, k.ID); err != nil {
			return err
		}
		if v.Outcome != care.VisitCancelled && v.On.After(f.Episode.LastContactOn) {
			f.Episode.LastContactOn = v.On
		}
		if v.Outcome == care.VisitMet {
			if err := doneKind(ctx, tx, f, TaskEngaged); err != nil {
				return err
			}
		}
		return d.settle(ctx, tx, f, k.ID)
	}))
}

func toldProblems(tx *gate.Tx, f *File, v care.Visit) care.Problems {
	p := v.Validate(tx.Today())
	switch {
	case v.Outcome == care.VisitAhead:
		p = append(p, care.Problem{Field: "outcome", Says: "Choose what came of it"})
	case v.Outcome == care.VisitMet && firstStage(f):
		p = append(p, care.Problem{Field: "outcome", Says: "If you spoke to the person themselves, say so under Contacts first: whoever referred them is destroyed then"})
	}
	return p
}

// visitNote seals what was said, in the tier of words.
func (d *Desk) visitNote(ctx context.Context, tx *gate.Tx, f *File, k Kept[care.Visit], text string) error {
	if text == "" {
		return nil
	}
	n := care.Note{On: k.Is.On, Text: text, By: tx.Who().Worker}
	if err := n.Validate(tx.Today()).Err(); err != nil {
		return err
	}
	_, err := tx.Add(ctx, f, gate.NewRecord{Kind: care.KindNote, Item: noteText, Parent: k.ID, On: n.On, Payload: n})
	return err
}
