package policy_test

import (
	"slices"
	"strings"
	"testing"

	"candour/internal/notice"
	"candour/internal/policy"

	"github.com/google/go-cmp/cmp"
)

func TestDecideGivesTheReasonAndTheClause(t *testing.T) {
	p := connectorPack()
	table := policy.Compile(p)
	for _, c := range []struct {
		name     string
		by, act  string
		purposes []string
		item     string
		facts    func(*policy.Facts)
		why      policy.Reason
		quoted   []string // for when allowed, against when not
	}{
		{"the connector's own", "connector", "see", []string{"join"}, "client.name",
			func(f *policy.Facts) { f.Stage, f.Allocated = "engaged", true }, policy.Permitted, []string{"uses[2]"}},
		{"by cover", "connector", "see", []string{"join"}, "client.name",
			func(f *policy.Facts) { f.Stage, f.Covering = "engaged", true }, policy.Permitted, []string{"uses[2]"}},
		{"somebody else's", "connector", "see", []string{"join"}, "client.name",
			func(f *policy.Facts) { f.Stage, f.InTeam = "engaged", true }, policy.NotYours, []string{"uses[2]"}},
		{"after leaving", "connector", "see", []string{"join"}, "client.name",
			func(f *policy.Facts) { f.Stage, f.Allocated = "left", true }, policy.WrongStage, []string{"uses[2]"}},
		{"for another purpose", "connector", "see", []string{"audit"}, "client.name",
			func(f *policy.Facts) { f.Stage, f.Allocated = "engaged", true }, policy.NoUse, []string{"uses[2]"}},
		{"the referrer before a failed attempt", "connector", "see", []string{"reach"}, "referrer.name",
			func(f *policy.Facts) { f.Stage, f.Allocated = "application", true }, policy.NotYet, []string{"uses[3]"}},
		{"the referrer after one", "connector", "see", []string{"reach"}, "referrer.name",
			func(f *policy.Facts) { f.Allocated, f.Happened["contact failed"] = true, true }, policy.Permitted, []string{"uses[3]"}},
		{"the referrer for the manager", "team manager", "see", []string{"join", "reach"}, "referrer.name",
			func(f *policy.Facts) { f.InTeam = true }, policy.NoUse, []string{"collect.referrer.name"}},
		{"the auditor at a desk", "auditor", "see", []string{"audit"}, "client.name",
			func(f *policy.Facts) { f.Stage, f.Happened["left"] = "left", true }, policy.NotHere, []string{"uses[6]"}},
		{"the auditor supervised", "auditor", "see", []string{"audit"}, "client.name",
			func(f *policy.Facts) { f.Happened["left"], f.Supervised = true, true }, policy.Permitted, []string{"uses[6]"}},
		{"a destroyed tier", "auditor", "see", []string{"audit"}, "client.name",
			func(f *policy.Facts) { f.Happened["left"], f.Supervised, f.Tiers[2] = true, true, policy.Destroyed }, policy.TierGone, []string{"keep.record"}},
		{"a suspended tier", "connector", "see", []string{"reach"}, "referrer.name",
			func(f *policy.Facts) {
				f.Allocated, f.Happened["contact failed"], f.Tiers[0] = true, true, policy.Suspended
			},
			policy.TierGone, []string{"keep.referrer"}},
		{"restricted", "connector", "correct", []string{"join"}, "client.name",
			func(f *policy.Facts) { f.Stage, f.Allocated, f.Restricted = "engaged", true, true }, policy.Restricted, []string{"rights"}},
		{"restricted with a ground", "connector", "see", []string{"join"}, "client.name",
			func(f *policy.Facts) {
				f.Stage, f.Allocated, f.Restricted, f.Ground = "engaged", true, true, policy.GroundAnother
			},
			policy.Permitted, []string{"uses[2]"}},
		{"destroyed and restricted", "connector", "see", []string{"join"}, "client.name",
			func(f *policy.Facts) { f.Stage, f.Allocated, f.Restricted, f.Tiers = "engaged", true, true, nil }, policy.TierGone, []string{"keep.record", "rights"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := living(p)
			c.facts(&f)
			item, _ := table.Item(c.item)
			a := table.Decide(policy.Request{By: c.by, Act: c.act, Purposes: c.purposes, Facts: f}).Answers[item]
			if a.Why != c.why || a.Allowed != (c.why == policy.Permitted) {
				t.Errorf("allowed %v because %q, want %q", a.Allowed, a.Why, c.why)
			}
			forRefs, against := refs(table, a)
			got := against
			if a.Allowed {
				got = forRefs
			}
			if diff := cmp.Diff(c.quoted, got); diff != "" {
				t.Errorf("quoted other clauses (-want +got):\n%s", diff)
			}
		})
	}
}

func TestSaysExplainsInOneSentence(t *testing.T) {
	p := connectorPack()
	table := policy.Compile(p)
	see := func(item, purpose string, facts func(*policy.Facts)) policy.Answer {
		f := living(p)
		facts(&f)
		i, _ := table.Item(item)
		return table.Decide(policy.Request{By: "connector", Act: policy.See, Purposes: []string{purpose}, Facts: f}).Answers[i]
	}
	for _, c := range []struct {
		answer policy.Answer
		want   string
	}{
		{see("referrer.name", "reach", func(f *policy.Facts) { f.Allocated = true }),
			"Hidden until an attempt to reach the person has ended as “wrong details” or “unreachable”."},
		{see("client.name", "join", func(f *policy.Facts) { f.Stage = "engaged" }),
			"Hidden from all but the worker it is given to and whoever covers for them."},
		{see("client.name", "join", func(f *policy.Facts) { f.Stage, f.Allocated = "left", true }),
			"Hidden: it opens only until the person has left."},
		{see("client.name", "report", func(f *policy.Facts) { f.Allocated = true }),
			"Hidden: the notice gives your role no use of it here."},
		{see("client.name", "join", func(f *policy.Facts) { f.Stage, f.Allocated, f.Tiers = "engaged", true, nil }),
			"Hidden: it can no longer be read, or was never kept."},
		{see("client.name", "join", func(f *policy.Facts) { f.Stage, f.Allocated = "engaged", true }), ""},
	} {
		if got := table.Says(c.answer, policy.See); got != c.want {
			t.Errorf("got  %s\nwant %s", got, c.want)
		}
	}
}

// Each reason has a code for the ledger and a sentence for a person.
func TestEveryReasonHasACodeAndASentence(t *testing.T) {
	table := policy.Compile(connectorPack())
	codes := map[string]bool{}
	for why := policy.Permitted; why.String() != "unknown"; why++ {
		if why.String() == "" || codes[why.String()] {
			t.Errorf("reason %d has the code %q, which is missing or taken", why, why)
		}
		codes[why.String()] = true
		if why == policy.Permitted {
			continue
		}
		says := table.Says(policy.Answer{Item: 0, Why: why, Against: []int{2, 3, 6}}, policy.Record)
		if !strings.HasPrefix(says, "Not kept") || !strings.HasSuffix(says, ".") || strings.Contains(says, ": .") {
			t.Errorf("%q is explained as %q", why, says)
		}
		for _, banned := range []string{"invalid", "please", "user"} {
			if strings.Contains(strings.ToLower(says), banned) {
				t.Errorf("%q is explained with %q: %s", why, banned, says)
			}
		}
	}
	if len(codes) < 20 {
		t.Errorf("only %d reasons have codes", len(codes))
	}
}

// Of several uses that fail, the strongest reason is told, in whatever order
// they stand; a use for another purpose tells nothing.
func TestTheStrongestReasonIsTold(t *testing.T) {
	fails := map[policy.Reason]func(*notice.Use){
		policy.NoUse:      func(u *notice.Use) { u.Purpose = "audit" },
		policy.NotYet:     func(u *notice.Use) { u.After = []string{"left"} },
		policy.WrongStage: func(u *notice.Use) { u.At = []string{"application"} },
		policy.NotYours:   func(u *notice.Use) { u.Who = policy.InTeam },
		policy.NotHere:    func(u *notice.Use) { u.How = policy.OnPremises },
	}
	order := []policy.Reason{policy.NotYet, policy.WrongStage, policy.NotYours, policy.NotHere, policy.NoUse}
	for i, strong := range order {
		for _, weak := range order[i:] {
			for _, pair := range [][]policy.Reason{{strong, weak}, {weak, strong}} {
				p := connectorPack()
				p.Uses = nil
				for _, why := range pair {
					u := notice.Use{By: []string{"connector"}, May: []string{policy.See}, Purpose: "join", Sets: []string{"referral"}}
					fails[why](&u)
					addUse(p, u)
				}
				f := living(p)
				f.Stage, f.Allocated = "engaged", true
				a := policy.Compile(p).Decide(policy.Request{By: "connector", Act: policy.See, Purposes: []string{"join"}, Facts: f}).Answers[0]
				if a.Why != strong || len(a.Against) != 2 {
					t.Errorf("%v: told %q with %d uses against, want %q with 2", pair, a.Why, len(a.Against), strong)
				}
			}
		}
	}
}

func TestDecideAnswersForEveryItemEvenOfAStranger(t *testing.T) {
	p := connectorPack()
	f := living(p)
	f.Stage, f.Allocated, f.InTeam = "engaged", true, true
	d := policy.Compile(p).Decide(policy.Request{By: "stranger", Act: policy.See, Purposes: []string{"join"}, Facts: f})
	if len(d.Answers) != len(p.Items) || len(d.Allowed()) != 0 {
		t.Errorf("a stranger got %d answers and %v", len(d.Answers), d.Allowed())
	}
	d = policy.Compile(p).Decide(policy.Request{By: "connector", Act: policy.See, Purposes: []string{"join", "plan"}, Facts: f})
	if want := []int{0, 1, 2, 3}; !slices.Equal(d.Allowed(), want) {
		t.Errorf("the connector is allowed %v, want %v", d.Allowed(), want)
	}
}

func TestPurposesOfListsThoseOfTheActorsUses(t *testing.T) {
	table := policy.Compile(connectorPack())
	if got, want := table.PurposesOf("connector", policy.See), []string{"join", "reach", "plan"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if got := table.PurposesOf("connector", policy.Export); got != nil {
		t.Errorf("got %v for an act no use gives", got)
	}
}

func TestAUseWithoutALawfulBasisGivesNothing(t *testing.T) {
	f := living(connectorPack())
	f.Stage, f.Allocated = "engaged", true
	r := policy.Request{By: "connector", Act: policy.See, Purposes: []string{"plan"}, Facts: f}
	for _, c := range []struct {
		name  string
		spoil func(*notice.Purpose)
		want  []int
	}{
		{"with a basis and a condition", func(*notice.Purpose) {}, []int{2, 3}},
		{"without a condition for special items", func(p *notice.Purpose) { p.Special = nil }, []int{2}},
		{"with a condition nobody declared", func(p *notice.Purpose) { p.Special = []string{"whim"} }, []int{2}},
		{"without a basis", func(p *notice.Purpose) { p.Basis = "" }, nil},
		{"with a basis nobody declared", func(p *notice.Purpose) { p.Basis = "whim" }, nil},
		{"for a purpose of another name", func(p *notice.Purpose) { p.Code = "plot" }, nil},
	} {
		p := connectorPack()
		c.spoil(&p.Purposes[1])
		if got := policy.Compile(p).Decide(r).Allowed(); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v is allowed, want %v", c.name, got, c.want)
		}
	}
}
