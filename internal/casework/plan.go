package casework

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"candour/internal/calendar"
	"candour/internal/care"
	"candour/internal/gate"
	"candour/internal/policy"
)

// planWords governs the words of goals and steps, which are in the sensitive
// tier; dates, places and activities are facts.
const planWords = "client.plan-text"

// A Kept is one sealed record of an episode, opened and read.
type Kept[T any] struct {
	gate.Sealed
	Is T
}

// keptOf reads every record of a kind that the asker may see, oldest first.
func keptOf[T any](f *File, kind string) ([]Kept[T], error) {
	var out []Kept[T]
	for _, r := range f.Records(kind) {
		k := Kept[T]{Sealed: r}
		if err := json.Unmarshal(r.Payload, &k.Is); err != nil {
			return nil, fmt.Errorf("reading %s %s: %w", kind, r.ID, err)
		}
		out = append(out, k)
	}
	return out, nil
}

// keptBy reads one record of a kind, or gives care.ErrNotFound.
func keptBy[T any](f *File, kind string, id care.ID) (Kept[T], error) {
	all, err := keptOf[T](f, kind)
	if err != nil {
		return Kept[T]{}, err
	}
	for _, k := range all {
		if k.ID == id {
			return k, nil
		}
	}
	return Kept[T]{}, fmt.Errorf("reading a %s: %w", kind, care.ErrNotFound)
}

// A Plan is what matters to a person in their words, what will be done about
// it by whom, where they were pointed, and to whom they said yes.
type Plan struct {
	Header
	Today     calendar.Day
	Goals     []Goal
	Signposts []Kept[care.Signpost] // newest first
	Onwards   []Onward
	Ahead     []Kept[care.Visit] // to come or to be told of, soonest first
	Past      []Kept[care.Visit] // newest first
	Tasks     []care.Task
	MayChange bool
	Entry     care.ID
}

// A Goal is one thing that matters, with the steps towards it.
type Goal struct {
	Kept[care.Goal]
	Steps    []Kept[care.Step]
	Progress care.Progress
}

// Plan opens an episode for the page of its plan.
func (d *Desk) Plan(ctx context.Context, who Who, id care.ID) (*Plan, error) {
	var p *Plan
	err := d.see(ctx, who, "plan", recordPurposes, id, func(tx *gate.Tx, f *File) error {
		p = &Plan{Entry: tx.Entry(), Today: tx.Today(), MayChange: mayKeep(tx, f, planFacts)}
		var err error
		if p.Header, err = d.header(ctx, tx, f); err != nil {
			return err
		}
		if p.Tasks, err = tx.Tasks(ctx, f); err != nil {
			return err
		}
		if p.Onwards, err = onwards(ctx, tx, f); err != nil {
			return err
		}
		return p.read(f)
	})
	if err != nil {
		return nil, err
	}
	p.Worker, err = d.workerName(ctx, who.Controller, p.File.Episode.Worker)
	return p, err
}

func (p *Plan) read(f *File) (err error) {
	if p.Goals, err = goals(f); err != nil {
		return err
	}
	if p.Signposts, err = keptOf[care.Signpost](f, care.KindSignpost); err != nil {
		return err
	}
	slices.Reverse(p.Signposts)
	visits, err := keptOf[care.Visit](f, care.KindVisit)
	if err != nil {
		return err
	}
	for _, v := range visits {
		if v.Is.Outcome == care.VisitAhead {
			p.Ahead = append(p.Ahead, v)
		} else {
			p.Past = append(p.Past, v)
		}
	}
	byTime := func(a, b Kept[care.Visit]) int {
		if c := a.Is.On.Compare(b.Is.On); c != 0 {
			return c
		}
		return strings.Compare(a.Is.Clock, b.Is.Clock)
	}
	slices.SortStableFunc(p.Ahead, byTime)
	slices.SortStableFunc(p.Past, func(a, b Kept[care.Visit]) int { return byTime(b, a) })
	return nil
}

// goals reads goals with their steps. Progress is worked out, never kept.
func goals(f *File) ([]Goal, error) {
	kept, err := keptOf[care.Goal](f, care.KindGoal)
	if err != nil {
		return nil, err
	}
	steps, err := keptOf[care.Step](f, care.KindStep)
	if err != nil {
		return nil, err
	}
	out := make([]Goal, 0, len(kept))
	for _, k := range kept {
		g := Goal{Kept: k}
		var plain []care.Step
		for _, s := range steps {
			if s.Parent == k.ID {
				g.Steps, plain = append(g.Steps, s), append(plain, s.Is)
			}
		}
		g.Progress = care.ProgressOf(plain)
		out = append(out, g)
	}
	return out, nil
}

// A Sent is what every form about an episode carries.
type Sent struct {
	Episode care.ID
	Version int64   // of the episode when the form was shown
	Token   care.ID // the form's one-use id
}

// plan makes one change of the plan, keeps what comes next in step with it,
// and records it. A replay succeeds and changes nothing again.
func (d *Desk) plan(ctx context.Context, who Who, s Sent, reason string, then func(*gate.Tx, *File) error) error {
	return once(d.change(ctx, who, "plan", policy.Record, workPurposes, s.Episode, func(tx *gate.Tx, f *File) error {
		if err := begin(ctx, tx, f, s.Token, s.Version); err != nil {
			return err
		}
		tx.Did(policy.Record, reason)
		if err := then(tx, f); err != nil {
			return err
		}
		return d.settle(ctx, tx, f, "")
	}))
}

// SetGoal keeps what matters to the person, in their words.
func (d *Desk) SetGoal(ctx context.Context, who Who, s Sent, g care.Goal) error {
	return d.plan(ctx, who, s, "goal", func(tx *gate.Tx, f *File) error {
		g.Set, g.By = tx.Today(), who.Worker
		if err := g.Validate().Err(); err != nil {
			return err
		}
		_, err := tx.Add(ctx, f, gate.NewRecord{Kind: care.KindGoal, Item: planWords, On: g.Set, Payload: g})
		return err
	})
}

// TaskStep is a step of a plan that the Connector is to do.
const TaskStep = "step"

// SetStep adds a step towards a goal. One that the Connector does by a day
// joins the Connector's list.
func (d *Desk) SetStep(ctx context.Context, who Who, s Sent, goal care.ID, step care.Step) error {
	return d.plan(ctx, who, s, "step", func(tx *gate.Tx, f *File) error {
		g, err := keptBy[care.Goal](f, care.KindGoal, goal)
		if err != nil {
			return err
		}
		step.Set, step.By = tx.Today(), who.Worker
		if err := step.Validate().Err(); err != nil {
			return err
		}
		id, err := tx.Add(ctx, f, gate.NewRecord{Kind: care.KindStep, Item: planWords, Parent: g.ID, On: step.Set, Payload: step})
		if err != nil {
			return err
		}
		return stepTask(ctx, tx, f, id, step)
	})
}

func stepTask(ctx context.Context, tx *gate.Tx, f *File, id care.ID, step care.Step) error {
	if step.Who != care.ByConnector || step.Due.IsZero() {
		return nil
	}
	return tx.AddTask(ctx, f, care.Task{Kind: TaskStep, Worker: f.Episode.Worker, DueOn: step.Due, Of: id})
}

// MoveStep says that a step is done, is not done after all, or is no longer
// wanted. Where it stood before stays in its history.
func (d *Desk) MoveStep(ctx context.Context, who Who, s Sent, id care.ID, to string) error {
	return d.plan(ctx, who, s, "step "+to, func(tx *gate.Tx, f *File) error {
		k, err := keptBy[care.Step](f, care.KindStep, id)
		if err != nil {
			return err
		}
		step, err := k.Is.Move(to, tx.Today(), who.Worker)
		if err != nil {
			return err
		}
		if err := tx.Change(ctx, f, k.Sealed, step); err != nil {
			return err
		}
		if step.Open() {
			return stepTask(ctx, tx, f, id, step)
		}
		return doneOf(ctx, tx, f, id)
	})
}

// SignpostTo keeps that the person was told of an activity. Nothing about
// them leaves the service, so nothing is shared and nothing can be sent.
func (d *Desk) SignpostTo(ctx context.Context, who Who, s Sent, p care.Signpost) error {
	return d.plan(ctx, who, s, "signpost", func(tx *gate.Tx, f *File) error {
		p.By = who.Worker
		pack := f.Service.Pack
		if err := p.Validate(tx.Today(), codesOf(pack.Activities), providersOf(f, p.Activity)).Err(); err != nil {
			return err
		}
		_, err := tx.Add(ctx, f, gate.NewRecord{Kind: care.KindSignpost, Item: planFacts, On: p.On, Payload: p})
		return err
	})
}

// providersOf are the codes of the providers of an activity, or of all with "".
func providersOf(f *File, activity string) []string {
	var codes []string
	for _, p := range f.Service.Pack.Providers {
		if activity == "" || p.Activity == activity {
			codes = append(codes, p.Code)
		}
	}
	return codes
}

// doneOf finishes the open tasks that belong to one record.
func doneOf(ctx context.Context, tx *gate.Tx, f *File, of care.ID) error {
	return doneWhere(ctx, tx, f, func(t care.Task) bool { return t.Of == of })
}

// doneKind finishes the open tasks of a kind.
func doneKind(ctx context.Context, tx *gate.Tx, f *File, kind string) error {
	return doneWhere(ctx, tx, f, func(t care.Task) bool { return t.Kind == kind })
}

func doneWhere(ctx context.Context, tx *gate.Tx, f *File, which func(care.Task) bool) error {
	tasks, err := tx.Tasks(ctx, f)
	if err != nil {
		return err
	}
	for _, t := range tasks {
		if !which(t) {
			continue
		}
		if err := tx.DoneTask(ctx, t.ID); err != nil {
			return err
		}
	}
	return nil
}
