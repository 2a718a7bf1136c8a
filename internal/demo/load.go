package demo

import (
	"context"
	"fmt"
	"strings"

	"candour/internal/calendar"
	"candour/internal/care"
	"candour/internal/casework"
	"candour/internal/gate"
	"candour/internal/notice"
)

// loadStep is how many people are brought in by one transaction.
const loadStep = 2000

// The place of the demo's one service.
const (
	Controller = "kent"
	Service    = "positive-wellbeing"
)

// Load brings the stories of a caseload into an installation opened for
// loading, in batches. ids are the staff's, by login.
func Load(ctx context.Context, g *gate.Gate, p *notice.Pack, ids map[string]care.ID, seed uint64, people int) error {
	who := gate.Reader{Controller: Controller, Role: "timetable"}
	batches := func(yield func([]gate.Loaded) bool) {
		batch := make([]gate.Loaded, 0, loadStep)
		for s := range Caseload(seed, people) {
			r := replay{story: &s, pack: p, ids: ids}
			if batch = append(batch, r.loaded()); len(batch) < loadStep {
				continue
			}
			if !yield(batch) {
				return
			}
			batch = batch[:0] // its people were copied
		}
		if len(batch) > 0 {
			yield(batch)
		}
	}
	if err := g.Load(ctx, who, batches); err != nil {
		return fmt.Errorf("loading the demo's caseload: %w", err)
	}
	return nil
}

// A replay turns one story into what an installation would hold of it today.
type replay struct {
	story *Story
	pack  *notice.Pack
	ids   map[string]care.ID
	out   gate.Loaded
}

func (r *replay) loaded() gate.Loaded {
	s := r.story
	r.out = gate.Loaded{
		NewEpisode: gate.NewEpisode{Service: Service, Origin: s.Origin, Team: casework.Team, ReceivedOn: s.Received, Tiers: r.tiers()},
		Worker:     r.ids[s.Worker], Allocated: s.Allocated, Contacted: s.LastContact(),
	}
	r.out.NextOn, r.out.NextWhat = s.NextDeed()
	r.events()
	r.answers()
	r.contacts()
	r.visits()
	r.plan()
	r.measures()
	r.onwards()
	r.tasks()
	r.counts()
	return r.out
}

// tiers are those not yet destroyed: a referrer goes when the person is
// reached, or when they leave.
func (r *replay) tiers() []string {
	s := r.story
	tiers := []string{"record", "sensitive"}
	if s.Origin == casework.FromSomeoneElse && s.Reached.IsZero() && s.Left.IsZero() {
		tiers = append(tiers, "referrer")
	}
	return tiers
}

func (r *replay) has(tier string) bool {
	for _, t := range r.out.Tiers {
		if t == tier {
			return true
		}
	}
	return false
}

func (r *replay) events() {
	s := r.story
	add := func(event string, on calendar.Day) {
		if !on.IsZero() {
			r.out.Events = append(r.out.Events, gate.LoadedEvent{Event: event, On: on})
		}
	}
	add("referred", s.Received)
	for _, c := range s.Contacts {
		if e, ok := r.pack.EventOf(c.Outcome); ok && e.Code != "reached" {
			add(e.Code, c.On)
		}
	}
	add("reached", s.Reached)
	add("left", s.Left)
}

func (r *replay) answers() {
	for _, group := range [][]Answer{r.story.Referrer, r.story.Client, r.story.Later} {
		for _, a := range group {
			if it, ok := r.pack.ItemByCode(a.Item); !ok || !r.has(it.Tier) {
				continue
			}
			if a.Value.From == "client" && a.Value.Channel != "web" {
				a.Value.By = r.out.Worker
			}
			r.out.Answers = append(r.out.Answers, gate.Answer{Item: a.Item, Value: a.Value})
		}
	}
}

// add keeps a record and gives its place, plus one.
func (r *replay) add(kind, item string, parent int, on calendar.Day, payload any) int {
	r.out.Records = append(r.out.Records, gate.LoadedRecord{
		NewRecord: gate.NewRecord{Kind: kind, Item: item, On: on, Payload: payload}, ParentAt: parent,
	})
	return len(r.out.Records)
}

const (
	contactFacts = "client.contact-facts"
	planFacts    = "client.plan-facts"
	planText     = "client.plan-text"
	notes        = "client.notes"
)

func (r *replay) contacts() {
	channel := map[string]string{"phone": care.ByPhone, "letter": care.ByPost, "doorstep": care.ByVisit}
	for _, c := range r.story.Contacts {
		given := ""
		if c.On == r.story.Reached {
			given = "read out"
		}
		at := r.add(care.KindContact, contactFacts, 0, c.On, care.Contact{
			On: c.On, Channel: channel[c.How], Outcome: c.Outcome, NoticeGiven: given, By: r.out.Worker,
		})
		r.note(at, c.On, c.Note)
	}
}

func (r *replay) note(under int, on calendar.Day, text string) {
	if text != "" {
		r.add(care.KindNote, notes, under, on, care.Note{On: on, Text: text, By: r.out.Worker})
	}
}

func (r *replay) visits() {
	place := map[string]string{"home": care.AtHome, "cafe": care.AtElsewhere, "community centre": care.AtActivity}
	outcome := map[string]string{"met": care.VisitMet, "not in": care.VisitNotIn, "": care.VisitAhead}
	for _, v := range r.story.Visits {
		at := r.add(care.KindVisit, planFacts, 0, v.On, care.Visit{
			On: v.On, Place: place[v.Place], Outcome: outcome[v.Outcome], Minutes: 60, By: r.out.Worker,
		})
		r.note(at, v.On, v.Note)
	}
}

func (r *replay) plan() {
	for _, g := range r.story.Goals {
		at := r.add(care.KindGoal, planText, 0, g.On, care.Goal{Text: g.Text, Set: g.On, By: r.out.Worker})
		for _, st := range g.Steps {
			step := care.Step{Text: st.Text, Who: st.Who, Due: st.Due, Set: g.On, By: r.out.Worker}
			if !st.Done.IsZero() {
				if done, err := step.Move(care.Done, st.Done, r.out.Worker); err == nil {
					step = done
				}
			}
			r.add(care.KindStep, planText, at, g.On, step)
		}
	}
	for _, p := range r.story.Signposts {
		r.add(care.KindSignpost, planFacts, 0, p.On, care.Signpost{On: p.On, Activity: p.Activity, By: r.out.Worker})
	}
}

func (r *replay) measures() {
	baseline := map[string]care.MeasureAnswers{}
	for _, m := range r.story.Measures {
		def, ok := r.pack.Measure(m.Code)
		if !ok {
			continue
		}
		points := make(map[string]int, len(def.Questions))
		for i, q := range def.Questions {
			if i < len(m.Answers) {
				points[q.Code] = m.Answers[i]
			}
		}
		answers := care.MeasureAnswers{Measure: m.Code, Moment: m.Moment, On: m.On, Points: points, By: r.out.Worker}
		r.add(care.KindMeasure, r.pack.Items[def.Item].Code, 0, m.On, answers)
		if m.Moment == care.Baseline {
			baseline[m.Code] = answers
			continue
		}
		if before, ok := baseline[m.Code]; ok {
			for _, cell := range casework.OutcomeCells(def, before, answers) {
				r.count(r.pack.Items[def.Item].Tier, casework.OutcomesCount, cell)
			}
		}
	}
}

func (r *replay) onwards() {
	for _, o := range r.story.Onwards {
		p, ok := r.pack.Provider(o.Provider)
		if !ok {
			continue
		}
		items := []string{"client.name", "client.telephone"}
		onward := care.Onward{Recipient: p.Recipient, Provider: o.Provider, Items: items}
		state := care.OnwardNone
		for _, m := range []struct {
			to care.OnwardState
			on calendar.Day
		}{{care.OnwardDiscussed, o.Discussed}, {care.OnwardPermitted, o.Permitted}, {care.OnwardSent, o.Sent}} {
			if m.on.IsZero() {
				break
			}
			if next, err := onward.Advance(m.to, m.on, r.out.Worker); err == nil {
				onward, state = next, m.to
			}
		}
		at := r.add(care.KindOnward, planFacts, 0, o.Discussed, onward)
		if state != care.OnwardDiscussed {
			r.add(care.KindPermission, planFacts, at, o.Permitted, care.Permission{
				Recipient: p.Recipient, Provider: o.Provider, Items: items, Yes: true, On: o.Permitted, Channel: care.ByVisit, By: r.out.Worker,
			})
		}
		r.out.Sends = append(r.out.Sends, gate.LoadedSend{Record: at - 1, State: string(state)})
	}
}

// tasks are what is still to be done: what a clock opened and nobody closed.
func (r *replay) tasks() {
	s := r.story
	if !s.Left.IsZero() {
		return
	}
	if s.Worker == "" {
		r.out.Tasks = append(r.out.Tasks, care.Task{Kind: casework.TaskAllocate, DueOn: r.out.NextOn})
	}
	if s.Origin == casework.FromSomeoneElse && s.Reached.IsZero() {
		r.out.Tasks = append(r.out.Tasks, care.Task{Kind: casework.TaskNotice, Worker: r.out.Worker, DueOn: s.Received.AddMonths(1)})
	}
}

func (r *replay) counts() {
	cell := strings.Join([]string{r.story.Received.Month(), r.story.Origin, r.story.District}, "|")
	r.count("record", "referrals", cell)
	for _, a := range r.story.Later {
		if a.Item == casework.EqualityItem && len(a.Value.Codes) > 0 {
			r.count("sensitive", casework.EqualityCount, a.Value.On.String()[:4]+"|"+a.Value.Codes[0])
		}
	}
}

// count adds the person to a cell of a statistic, while the tier it is sealed
// with still lives.
func (r *replay) count(tier, count, cell string) {
	r.out.Counts = append(r.out.Counts, gate.LoadedCount{Tier: tier, Count: count, Cell: cell})
}
