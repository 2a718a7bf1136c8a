package demo

import (
	"slices"
	"testing"
	"unicode/utf8"

	"candour/internal/care"
	"candour/internal/notice"
	"candour/internal/policy"
	"candour/packs"
)

func loadPack(t *testing.T) *notice.Pack {
	t.Helper()
	p, err := notice.Load(packs.FS, "kent", "positive-wellbeing")
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// formOf gives the form that an application or a first visit comes in by.
func formOf(s *Story, v care.Value, stage string) (form, actor string, purposes []string) {
	self := s.Origin == "themselves"
	switch {
	case stage == "engaged":
		return "first-visit", "connector", []string{"access", "plan", "manage"}
	case v.Channel == phone && self:
		return "phone-yourself", "triage", []string{"join", "reach"}
	case v.Channel == phone:
		return "phone-someone", "triage", []string{"join", "reach"}
	case self:
		return "refer-yourself", "public form", []string{"join", "reach"}
	}
	return "refer-someone", "public form", []string{"join", "reach"}
}

func TestEveryAnswerIsOneThePackCollects(t *testing.T) {
	p := loadPack(t)
	table := policy.Compile(p)
	asked := map[string]int{}
	check := func(s *Story, stage string, list []Answer) {
		for _, a := range list {
			v := a.Value
			form, actor, purposes := formOf(s, v, stage)
			got := table.DecideCollect(policy.Collect{
				By: actor, Act: policy.Record, Purposes: purposes,
				Facts: policy.Facts{Stage: stage, Happened: map[string]bool{"referred": true, "reached": stage == "engaged"}, Allocated: true, InTeam: true, Tiers: make([]policy.TierState, len(p.Tiers))},
				Item:  a.Item, From: v.From, Channel: v.Channel, ChannelWhy: v.ChannelWhy, Relevance: v.Relevance, Form: form,
			})
			if !got.Allowed {
				t.Fatalf("story %d: %s by %s on form %s at %s is refused: %v", s.N, a.Item, actor, form, stage, got.Why)
			}
			checkShape(t, p, a)
			asked[a.Item]++
		}
	}
	for s := range Caseload(1, 2000) {
		check(&s, "application", s.Referrer)
		check(&s, "application", s.Client)
		check(&s, "engaged", s.Later)
	}
	for _, f := range p.Forms {
		for _, g := range f.Groups {
			for _, i := range g.Items {
				if asked[p.Items[i].Code] == 0 {
					t.Errorf("no story answers %s", p.Items[i].Code)
				}
			}
		}
	}
}

// checkShape holds an answer against how the pack asks the item.
func checkShape(t *testing.T, p *notice.Pack, a Answer) {
	t.Helper()
	i := slices.IndexFunc(p.Items, func(it notice.Item) bool { return it.Code == a.Item })
	shape, v := p.Items[i].Shape, a.Value
	if v.Empty != care.Answered {
		if v.Text != "" || v.Codes != nil || v.Number != 0 {
			t.Fatalf("%s is both empty and answered: %v", a.Item, v)
		}
		return
	}
	switch shape.Kind {
	case notice.Choice, notice.Multi:
		if len(v.Codes) == 0 || shape.Kind == notice.Choice && len(v.Codes) != 1 {
			t.Fatalf("%s has %d codes", a.Item, len(v.Codes))
		}
		for _, c := range v.Codes {
			if !slices.ContainsFunc(shape.Choices, func(o notice.Option) bool { return o.Code == c }) {
				t.Fatalf("%s has no code %q", a.Item, c)
			}
		}
	case notice.Age:
		if v.Number == 0 || v.AsAt != v.On {
			t.Fatalf("age %d as at %s, asked %s", v.Number, v.AsAt, v.On)
		}
	default:
		if n := utf8.RuneCountInString(v.Text); n == 0 || shape.Max > 0 && n > shape.Max {
			t.Fatalf("%s is %d characters long, at most %d", a.Item, n, shape.Max)
		}
	}
}

func TestDeedsUseThePacksCodes(t *testing.T) {
	p := loadPack(t)
	measures := map[string]notice.Measure{}
	for _, m := range p.Measures {
		measures[m.Code] = m
	}
	for s := range Caseload(1, 2000) {
		for _, m := range s.Measures {
			of, ok := measures[m.Code]
			if !ok || len(of.Questions) != len(m.Answers) {
				t.Fatalf("measure %q has %d answers", m.Code, len(m.Answers))
			}
			for i, a := range m.Answers {
				if q := of.Questions[i]; a < q.Low || a > q.High {
					t.Fatalf("%s %s: %d is not from %d to %d", m.Code, q.Code, a, q.Low, q.High)
				}
			}
		}
		for _, o := range s.Onwards {
			if !slices.ContainsFunc(p.Providers, func(v notice.Provider) bool { return v.Code == o.Provider }) {
				t.Fatalf("no provider %q", o.Provider)
			}
		}
		for _, g := range s.Signposts {
			if !slices.ContainsFunc(p.Activities, func(o notice.Option) bool { return o.Code == g.Activity }) {
				t.Fatalf("no activity %q", g.Activity)
			}
		}
		for _, c := range s.Contacts {
			checkOutcome(t, p, &s, c)
		}
	}
	for _, l := range Staff() {
		if l.Controller == p.Controller.Code && !slices.ContainsFunc(p.Roles, func(r notice.Role) bool { return r.Code == l.Role }) {
			t.Errorf("%s has role %q, which the pack lacks", l.User, l.Role)
		}
	}
}

// checkOutcome holds the outcomes that make an event against the pack's.
func checkOutcome(t *testing.T, p *notice.Pack, s *Story, c Contact) {
	t.Helper()
	if !slices.ContainsFunc(p.Outcomes, func(o notice.Option) bool { return o.Code == c.Outcome }) {
		t.Fatalf("no outcome %q", c.Outcome)
	}
	event := ""
	for _, e := range p.Events {
		if slices.Contains(e.Outcomes, c.Outcome) {
			event = e.Code
		}
	}
	want := map[string]string{toThemselves: "reached", wrongDetails: "contact failed", unreachable: "contact failed"}[c.Outcome]
	if event != want {
		t.Fatalf("story %d: outcome %q makes event %q, want %q", s.N, c.Outcome, event, want)
	}
}
