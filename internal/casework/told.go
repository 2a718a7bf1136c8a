package casework

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"candour/internal/calendar"
	"candour/internal/care"
	"candour/internal/gate"
	"candour/internal/notice"
)

// tellWithin is the longest that UK GDPR Article 14(3)(a) gives to tell
// somebody whose information came from another: a month.
const tellWithin = 1

// A Duty is the duty to tell one person that we hold what others said of them,
// or the reason the law gives not to.
type Duty struct {
	Person notice.Person
	Due    calendar.Day
	Done   calendar.Day // no day while it is open
	Exempt string       // "Art 14(5)(b): …": nobody need be told
	Late   bool
}

// Open reports whether they are still to be told.
func (t Duty) Open() bool { return t.Exempt == "" && t.Done.IsZero() }

// taskOf is the kind of the task to tell a person. The service's own subject
// has the plain one.
func taskOf(p *notice.Pack, person string) string {
	if person == Subject(p) {
		return TaskNotice
	}
	return TaskNotice + " " + person
}

// tellingKinds are the kinds of task by which anybody of a service is told.
func tellingKinds(p *notice.Pack) []string {
	var kinds []string
	for _, person := range p.People {
		kinds = append(kinds, taskOf(p, person.Code))
	}
	return kinds
}

// PersonOfTask gives the person whom a task says to tell, "" for a task of
// another kind. The subject's is TaskNotice itself.
func PersonOfTask(kind string) string {
	person, ok := strings.CutPrefix(kind, TaskNotice+" ")
	if !ok {
		return ""
	}
	return person
}

// fromOthers are the people of whom an answer came from somebody else. What a
// worker writes down was said by the person they speak with.
func fromOthers(p *notice.Pack, answers []Answer) []notice.Person {
	var out []notice.Person
	for _, person := range p.People {
		if slices.ContainsFunc(answers, func(a Answer) bool {
			it, ok := p.ItemByCode(a.Item)
			return ok && it.About == person.Code && a.Value.From != person.Code && a.Value.From != "worker"
		}) {
			out = append(out, person)
		}
	}
	return out
}

// tellBy is the last day to tell a person: what the notice says, what the
// service's own clock says, and never later than the law's month.
func tellBy(p *notice.Pack, person notice.Person, from calendar.Day) calendar.Day {
	last := from.AddMonths(tellWithin)
	sooner := func(day calendar.Day) {
		if day.Before(last) {
			last = day
		}
	}
	if person.Told.Months > 0 {
		sooner(from.AddMonths(person.Told.Months))
	}
	if person.Told.Days > 0 {
		day, _ := calendar.EnglandAndWales().AddWorkingDays(from, person.Told.Days)
		sooner(day)
	}
	if _, ok := p.Clock(TaskNotice); ok {
		sooner(due(p, TaskNotice, from))
	}
	return last
}

// tellLater opens the duty to tell everybody of whom an answer just came from
// somebody else (UK GDPR Art 14(3)), unless they were told before or the
// notice names the exemption of Art 14(5). unseen are people who spoke for
// themselves and had no page with the notice before them (Art 13).
func (d *Desk) tellLater(ctx context.Context, tx *gate.Tx, f *File, answers []Answer, unseen ...notice.Person) error {
	p := f.Service.Pack
	people := fromOthers(p, answers)
	for _, person := range unseen {
		if !slices.ContainsFunc(people, func(x notice.Person) bool { return x.Code == person.Code }) {
			people = append(people, person)
		}
	}
	if len(people) == 0 {
		return nil
	}
	had, err := tx.TasksOf(ctx, []*File{f}, tellingKinds(p)...)
	if err != nil {
		return err
	}
	for _, person := range people {
		kind := taskOf(p, person.Code)
		before := slices.ContainsFunc(had[f.Episode.ID], func(t care.Task) bool { return t.Kind == kind })
		if person.Told.Exempt != "" || before {
			continue
		}
		task := care.Task{Kind: kind, Worker: f.Episode.Worker, DueOn: tellBy(p, person, tx.Today())}
		if err := tx.AddTask(ctx, f, task); err != nil {
			return err
		}
	}
	return nil
}

// duties lists the duties to tell that stand or stood on files, by episode.
func duties(ctx context.Context, tx *gate.Tx, p *notice.Pack, files []*File) (map[care.ID][]Duty, error) {
	tasks, err := tx.TasksOf(ctx, files, tellingKinds(p)...)
	if err != nil {
		return nil, err
	}
	out := map[care.ID][]Duty{}
	for id, of := range tasks {
		for _, person := range p.People {
			for _, t := range of {
				if t.Kind == taskOf(p, person.Code) {
					late := t.DoneOn.IsZero() && t.DueOn.Before(tx.Today())
					out[id] = append(out[id], Duty{Person: person, Due: t.DueOn, Done: t.DoneOn, Late: late})
				}
			}
		}
	}
	return out, nil
}

// exempted are the people of whom others spoke on this episode and who need
// not be told, with the exemption the notice names.
func exempted(f *File) []Duty {
	p := f.Service.Pack
	var out []Duty
	for _, person := range p.People {
		if person.Told.Exempt == "" {
			continue
		}
		for i := range p.Items {
			it := &p.Items[i]
			v, ok := f.Value(it.Code)
			if it.About == person.Code && ok && v.From != person.Code && v.From != "worker" {
				out = append(out, Duty{Person: person, Exempt: person.Told.Exempt})
				break
			}
		}
	}
	return out
}

// GiveNotice closes the duty to tell a person: they were given the notice.
func (d *Desk) GiveNotice(ctx context.Context, who Who, s Sent, person string) error {
	svc, err := d.caseless(who)
	if err != nil {
		return err
	}
	kind := taskOf(svc.Pack, person)
	return once(d.received(ctx, who, svc, "notice given", s.Episode, func(tx *gate.Tx, f *File) error {
		if err := begin(ctx, tx, f, s.Token, s.Version); err != nil {
			return err
		}
		tx.Did("notice given", strings.TrimPrefix(kind, TaskNotice+" "))
		tasks, err := tx.Tasks(ctx, f)
		if err != nil {
			return err
		}
		for _, t := range tasks {
			if t.Kind != kind {
				continue
			}
			if err := tx.DoneTask(ctx, t.ID); err != nil {
				return err
			}
			return tx.SaveEpisode(ctx, f)
		}
		return fmt.Errorf("giving a notice that nobody waits for: %w", care.ErrConflict)
	}))
}
