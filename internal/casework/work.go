package casework

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"candour/internal/calendar"
	"candour/internal/care"
	"candour/internal/gate"
	"candour/internal/policy"
)

// A Row is one episode in a list, opened for a name and an age alone.
type Row struct {
	Episode care.Episode
	Name    string
	Age     int
	Worker  string // name of the allocated worker, or ""
}

// A Work is a worker's own list: what is late, what is new, what comes this
// week and after, by date and never by a score.
type Work struct {
	Today  calendar.Day
	Late   []Row
	New    []Row
	Week   []Row
	Later  []Row
	Tasks  []TaskRow
	Ending []Going // what goes within 31 days
	Entry  care.ID
}

// A Going is one part of a record that is destroyed soon.
type Going struct {
	Row  Row
	Part string // what the notice calls it
	Last calendar.Day
}

// goingWithin is how many days ahead the list of what goes looks.
const goingWithin = 31

// A TaskRow is a task with the person it is about.
type TaskRow struct {
	Task care.Task
	Row  Row
}

// pageOf is how many rows a list shows.
const pageOf = 50

var nameAndAge = []string{"client.name", "client.age"}

// MyWork lists what is allocated to the asker.
func (d *Desk) MyWork(ctx context.Context, who Who) (*Work, error) {
	svc, err := d.Service(who)
	if err != nil {
		return nil, err
	}
	var w *Work
	ask := gate.Ask{Screen: "my work", Act: policy.See, Purposes: []string{forJoin, forPlan}}
	err = d.gate.View(ctx, who, ask, func(tx *gate.Tx) error {
		w = &Work{Today: tx.Today(), Entry: tx.Entry()}
		files, err := tx.List(ctx, svc.Pack.Service, gate.ListFilter{Order: gate.ByNext, Workers: []care.ID{who.Worker}, Limit: 200}, nameAndAge...)
		if err != nil {
			return err
		}
		tasks, err := tx.MyTasks(ctx, tx.Today().AddDays(14))
		if err != nil {
			return err
		}
		w.fill(files, tasks)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return w, nil
}

func (w *Work) fill(files []*File, tasks []care.Task) {
	byEpisode := map[care.ID]Row{}
	for _, f := range files {
		r := row(f)
		byEpisode[r.Episode.ID] = r
		w.going(f, r)
		next := r.Episode.NextOn
		switch {
		case r.Episode.LastContactOn.IsZero() && r.Episode.Stage == f.Service.Pack.Stages[0].Code && !next.Before(w.Today):
			w.New = append(w.New, r)
		case next.IsZero():
			w.Later = append(w.Later, r)
		case next.Before(w.Today):
			w.Late = append(w.Late, r)
		case w.Today.DaysUntil(next) < 7:
			w.Week = append(w.Week, r)
		default:
			w.Later = append(w.Later, r)
		}
	}
	for _, t := range tasks {
		if r, ok := byEpisode[t.Episode]; ok {
			w.Tasks = append(w.Tasks, TaskRow{Task: t, Row: r})
		}
	}
	slices.SortStableFunc(w.Ending, func(a, b Going) int { return a.Last.Compare(b.Last) })
}

// going notes the parts of a record whose last day is near.
func (w *Work) going(f *File, r Row) {
	for i, t := range f.Tiers {
		if t.State == care.TierLiving && !t.LastDay.IsZero() && !t.LastDay.Before(w.Today) && w.Today.DaysUntil(t.LastDay) <= goingWithin {
			w.Ending = append(w.Ending, Going{Row: r, Part: f.Service.Pack.Tiers[i].Called, Last: t.LastDay})
		}
	}
}

func row(f *File) Row {
	r := Row{Episode: f.Episode}
	if v, ok := f.Value("client.name"); ok {
		r.Name = v.Text
	}
	if v, ok := f.Value("client.age"); ok {
		r.Age = v.Number
	}
	return r
}

// A Queue is the referrals waiting for a worker, oldest first, with who there
// is to take them and how much each already carries.
type Queue struct {
	Today   calendar.Day
	Waiting []Waiting
	Workers []Load
	Entry   care.ID
}

// A Waiting is one referral in the queue.
type Waiting struct {
	Row
	District string // "" when the address does not tell
	Due      calendar.Day
	Late     bool
	Safe     string // code of whether it is safe to ring
}

// A Load is how many open episodes a worker carries.
type Load struct {
	ID   care.ID
	Name string
	Has  int
}

// Triage lists the referrals of the asker's team that nobody has yet.
func (d *Desk) Triage(ctx context.Context, who Who) (*Queue, error) {
	svc, err := d.Service(who)
	if err != nil {
		return nil, err
	}
	staff, err := d.gate.Staff(ctx, who.Controller)
	if err != nil {
		return nil, err
	}
	var q *Queue
	ask := gate.Ask{Screen: "triage", Act: policy.See, Purposes: []string{forJoin, forSupervise}}
	err = d.gate.View(ctx, who, ask, func(tx *gate.Tx) error {
		q = &Queue{Today: tx.Today(), Entry: tx.Entry()}
		first := svc.Pack.Stages[0].Code
		files, err := tx.List(ctx, svc.Pack.Service, gate.ListFilter{Stages: []string{first}, Unallocated: true, Limit: pageOf},
			"client.name", "client.age", "client.address", "client.safe-to-contact")
		if err != nil {
			return err
		}
		for _, f := range files {
			q.Waiting = append(q.Waiting, d.waiting(tx, f))
		}
		for id, c := range staff {
			if c.Role != connector || c.Left {
				continue
			}
			n, err := tx.Count(ctx, svc.Pack.Service, gate.ListFilter{Workers: []care.ID{id}}, "client.name")
			if err != nil {
				return err
			}
			q.Workers = append(q.Workers, Load{ID: id, Name: c.Name, Has: total(n)})
		}
		slices.SortFunc(q.Workers, func(a, b Load) int {
			if a.Has != b.Has {
				return b.Has - a.Has
			}
			return strings.Compare(a.Name, b.Name)
		})
		return nil
	})
	if err != nil {
		return nil, err
	}
	return q, nil
}

// connector is the role that referrals are allocated to.
const connector = "connector"

func (d *Desk) waiting(tx *gate.Tx, f *File) Waiting {
	w := Waiting{Row: row(f), Due: f.Episode.NextOn}
	w.Late = w.Due.Before(tx.Today())
	if v, ok := f.Value("client.address"); ok && d.Districts != nil {
		if postcode, ok := care.Postcode(v.Text); ok {
			w.District = d.Districts(postcode)
		}
	}
	if v, ok := f.Value("client.safe-to-contact"); ok && len(v.Codes) > 0 {
		w.Safe = v.Codes[0]
	}
	return w
}

func total(byStage map[string]int) int {
	n := 0
	for _, m := range byStage {
		n += m
	}
	return n
}

// Allocate gives a referral to a Connector, whose list it joins at once. A
// page made before somebody else allocated it gives care.ErrConflict; a form
// sent twice gives what the first did.
func (d *Desk) Allocate(ctx context.Context, who Who, id, worker, token care.ID, version int64) error {
	card, err := d.gate.Card(ctx, who.Controller, worker)
	if err != nil {
		return err
	}
	if card.Role != connector || card.Left {
		return fmt.Errorf("allocating to somebody who is no Connector: %w", care.ErrInvalid)
	}
	return once(d.change(ctx, who, "triage", policy.Allocate, []string{forJoin}, id, func(tx *gate.Tx, f *File) error {
		if err := begin(ctx, tx, f, token, version); err != nil {
			return err
		}
		if f.Episode.Worker != "" {
			return fmt.Errorf("allocating episode %s twice: %w", id, care.ErrConflict)
		}
		tx.Did(policy.Allocate, "allocation")
		tx.Of(worker)
		office, _ := calendar.EnglandAndWales().AddWorkingDays(tx.Today(), firstCallWithin)
		f.Episode.NextOn, f.Episode.NextWhat = office, FirstCall
		if err := tx.Allocate(ctx, f, worker); err != nil {
			return err
		}
		return d.finish(ctx, tx, f, TaskAllocate, worker)
	}))
}

// The neutral codes of what comes next in an episode.
const (
	FirstCall       = "first call"
	firstCallWithin = 2 // working days after allocation
)

// finish closes the open tasks of a kind, and gives the rest to a worker.
func (d *Desk) finish(ctx context.Context, tx *gate.Tx, f *File, kind string, worker care.ID) error {
	tasks, err := tx.Tasks(ctx, f)
	if err != nil {
		return err
	}
	for _, t := range tasks {
		if t.Kind == kind {
			if err := tx.DoneTask(ctx, t.ID); err != nil {
				return err
			}
		}
	}
	return tx.MoveTasks(ctx, f, worker)
}

// A Found is a list of people that a search or a page of a list gave.
type Found struct {
	Query string
	Rows  []Row
	Entry care.ID
}

// Find searches by name among what the asker may see. An empty query lists
// the first page.
func (d *Desk) Find(ctx context.Context, who Who, query string) (*Found, error) {
	svc, err := d.Service(who)
	if err != nil {
		return nil, err
	}
	var out *Found
	ask := gate.Ask{Screen: screenFind, Act: policy.See, Purposes: recordPurposes}
	err = d.gate.View(ctx, who, ask, func(tx *gate.Tx) error {
		out = &Found{Query: query, Entry: tx.Entry()}
		var files []*File
		var err error
		if query == "" {
			files, err = tx.List(ctx, svc.Pack.Service, gate.ListFilter{Limit: pageOf}, nameAndAge...)
		} else {
			files, err = tx.Search(ctx, svc.Pack.Service, query, pageOf, nameAndAge...)
		}
		for _, f := range files {
			out.Rows = append(out.Rows, row(f))
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return out, d.nameWorkers(ctx, who.Controller, out.Rows)
}
