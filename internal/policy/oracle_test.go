package policy_test

import (
	"slices"
	"strings"
	"testing"

	"candour/internal/notice"
	"candour/internal/policy"
	"candour/internal/promise"

	"github.com/cedar-policy/cedar-go"
	"pgregory.net/rapid"
)

// Two engines read the same pack: this one, and Cedar from the exported text.
// Every answer on every item of every pack is compared, for thousands of
// questions: one aimed at each use, half of which miss it by one fact, then
// some at nothing.
func TestOracleCedarAgreesWithTheTable(t *testing.T) {
	for _, p := range promise.Packs(t).Services {
		t.Run(p.Controller.Code+"/"+p.Service, func(t *testing.T) {
			table, policies := policy.Compile(p), exported(t, p)
			var asked, allowed, mixed int
			rapid.Check(t, func(t *rapid.T) {
				for range 12 {
					r := drawAsk(t, p, rapid.IntRange(0, len(p.Uses)+3).Draw(t, "aim"))
					if why := disagreement(table, policies, r); why != "" {
						t.Fatalf("%s\n%+v", why, r)
					}
					n := len(table.Decide(r).Allowed())
					asked++
					if n > 0 {
						allowed++
					}
					if n > 0 && n < len(p.Items) {
						mixed++
					}
				}
			})
			if onConsent(p) {
				if allowed > 0 {
					t.Errorf("%d questions allowed something while no consent is on record", allowed)
				}
				return
			}
			if asked < 1000 || allowed*5 < asked || (asked-allowed)*5 < asked || mixed*10 < asked {
				t.Errorf("of %d questions %d allowed something, %d of them not everything: too lopsided to compare", asked, allowed, mixed)
			}
		})
	}
}

// onConsent reports whether every purpose that a use names rests on consent,
// or on nothing yet: then both engines must keep everything closed.
func onConsent(p *notice.Pack) bool {
	return !slices.ContainsFunc(p.Uses, func(u notice.Use) bool {
		x, _ := p.Purpose(u.Purpose)
		b, ok := p.Basis(x.Basis)
		return ok && b.Article6 != "a"
	})
}

// What closes items or purposes wholesale closes them in both engines.
func TestOracleAgreesOnWhatIsClosedByItsKind(t *testing.T) {
	for name, change := range map[string]func(*notice.Pack){
		"a category never collected": func(p *notice.Pack) { p.Never = []notice.NeverCollect{{Category: "health"}} },
		"offences never collected": func(p *notice.Pack) {
			p.Never, p.Items[0].Offences, p.Items[3].Offences = []notice.NeverCollect{{Category: "offences"}}, true, true
		},
		"offences without a condition": func(p *notice.Pack) { p.Items[3].Offences = true },
		"purposes on consent":          func(p *notice.Pack) { p.Bases[0].Article6 = "a" },
		"conditions on consent": func(p *notice.Pack) {
			for i := range p.Bases {
				p.Bases[i].Article9 = "a"
			}
		},
		"a purpose yet to be assessed": func(p *notice.Pack) { p.Purposes[0].Other.Assessment = "needed" },
	} {
		whole := promise.Pack(t)
		p := *whole
		p.Items, p.Bases, p.Purposes = slices.Clone(p.Items), slices.Clone(p.Bases), slices.Clone(p.Purposes)
		change(&p)
		before, table, policies, closed := policy.Compile(whole), policy.Compile(&p), exported(t, &p), false
		for i := range p.Uses {
			if why := searched(table, &p, policies, i, 40); why != "" {
				t.Errorf("%s: %s", name, why)
			}
			closed = closed || searched(before, &p, policies, i, 40) != ""
		}
		if !closed {
			t.Errorf("%s: the change closes nothing, so this compares nothing new", name)
		}
	}
}

// disagreement says on which item the engines differ, or "".
func disagreement(table *policy.Table, policies *cedar.PolicySet, r policy.Request) string {
	p := table.Pack()
	context := cedarContext(p, r)
	for i, a := range table.Decide(r).Answers {
		decision, diagnostic := cedar.Authorize(policies, cedar.EntityMap{}, cedar.Request{
			Principal: cedar.NewEntityUID("Actor", cedar.String(r.By)),
			Action:    cedar.NewEntityUID("Action", cedar.String(r.Act)),
			Resource:  cedar.NewEntityUID("Item", cedar.String(p.Items[i].Code)),
			Context:   context,
		})
		switch {
		case len(diagnostic.Errors) > 0:
			return "the other engine could not evaluate: " + diagnostic.Errors[0].Message
		case bool(decision) != a.Allowed && a.Allowed:
			return p.Items[i].Code + ": we allow, the other engine refuses"
		case bool(decision) != a.Allowed:
			return p.Items[i].Code + ": we refuse (" + a.Why.String() + "), the other engine allows"
		}
	}
	return ""
}

// drawAsk asks what a use of the pack allows, or what it all but allows; past
// the last use, anything at all in the pack's own words.
func drawAsk(t *rapid.T, p *notice.Pack, use int) policy.Request {
	if use >= len(p.Uses) {
		return drawAny(t, p)
	}
	u := p.Uses[use]
	r := policy.Request{
		By: rapid.SampledFrom(u.By).Draw(t, "by"), Act: rapid.SampledFrom(u.May).Draw(t, "act"),
		Purposes: []string{u.Purpose}, Facts: living(p),
	}
	f := &r.Facts
	f.Stage = rapid.SampledFrom(append(slices.Clone(u.At), words(p).stages...)).Draw(t, "stage")
	if len(u.At) > 0 {
		f.Stage = rapid.SampledFrom(u.At).Draw(t, "stage of the use")
	}
	for _, event := range u.After {
		f.Happened[event] = true
	}
	f.Allocated, f.InTeam, f.Supervised = true, true, true
	if rapid.Bool().Draw(t, "miss") {
		missByOne(t, p, &r)
	}
	return r
}

// missByOne changes one thing about a question.
func missByOne(t *rapid.T, p *notice.Pack, r *policy.Request) {
	other := drawAny(t, p)
	switch f := &r.Facts; rapid.SampledFrom([]string{"by", "act", "purposes", "stage", "happened", "relation", "place", "restriction", "tiers"}).Draw(t, "missed") {
	case "by":
		r.By = other.By
	case "act":
		r.Act = other.Act
	case "purposes":
		r.Purposes = other.Purposes
	case "stage":
		f.Stage = other.Facts.Stage
	case "happened":
		f.Happened = other.Facts.Happened
	case "relation":
		f.Allocated, f.Covering, f.InTeam = other.Facts.Allocated, other.Facts.Covering, other.Facts.InTeam
	case "place":
		f.Supervised = false
	case "restriction":
		f.Restricted, f.Ground = true, rapid.SampledFrom([]string{"", policy.GroundConsent, policy.GroundClaims}).Draw(t, "ground")
	case "tiers":
		f.Tiers = other.Facts.Tiers
	}
}

func drawAny(t *rapid.T, p *notice.Pack) policy.Request {
	w := words(p)
	r := policy.Request{
		By:       rapid.SampledFrom(w.actors).Draw(t, "any asker"),
		Act:      rapid.SampledFrom(w.acts).Draw(t, "any act"),
		Purposes: some(t, w.purposes, 0, "any purposes"),
		Facts: policy.Facts{
			Stage: rapid.SampledFrom(w.stages).Draw(t, "any stage"), Happened: map[string]bool{},
			Allocated: rapid.Bool().Draw(t, "allocated"), Covering: rapid.Bool().Draw(t, "covering"),
			InTeam: rapid.Bool().Draw(t, "in team"), Supervised: rapid.Bool().Draw(t, "supervised"),
			Restricted: rapid.IntRange(0, 3).Draw(t, "restricted") == 0,
			Ground:     rapid.SampledFrom([]string{"", "", policy.GroundAnother, policy.GroundPublicInterest}).Draw(t, "any ground"),
			Tiers:      rapid.SliceOfN(rapid.SampledFrom(append(states, policy.Living, policy.Living)), 0, len(p.Tiers)).Draw(t, "any tiers"),
		},
	}
	for _, event := range some(t, w.events, 0, "any events") {
		r.Facts.Happened[event] = rapid.IntRange(0, 4).Draw(t, "stands") > 0
	}
	return r
}

// vocabulary is what a pack's questions are made of, with a stranger's word
// in each list.
type vocabulary struct{ actors, acts, purposes, stages, events []string }

func words(p *notice.Pack) vocabulary {
	w := vocabulary{
		actors: []string{"stranger"},
		acts: []string{policy.See, policy.Record, policy.Correct, policy.Allocate, policy.Index,
			policy.Share, policy.Destroy, policy.Derive, policy.Export, "sell"},
		purposes: []string{"marketing"}, stages: []string{"left", "nowhere"}, events: []string{"never"},
	}
	for _, role := range slices.Concat(p.Roles, p.Actors) {
		w.actors = append(w.actors, role.Code)
	}
	for _, x := range p.Purposes {
		w.purposes = append(w.purposes, x.Code)
	}
	for _, s := range p.Stages {
		w.stages = append(w.stages, s.Code)
	}
	for _, e := range p.Events {
		w.events = append(w.events, e.Code)
	}
	return w
}

// A clause gone wrong on the way into the other language is noticed: each
// condition of each use dropped, each word of it changed, each ban left out.
func TestOracleCatchesAWrongClause(t *testing.T) {
	p := promise.Pack(t)
	table := policy.Compile(p)
	whole := exported(t, p)
	for i := range p.Uses {
		if why := searched(table, p, whole, i, 200); why != "" {
			t.Fatalf("the whole export already differs: %s", why)
		}
	}
	for name, wrong := range wrongUses {
		tried := 0
		for i := range p.Uses {
			planted := *p
			planted.Uses = slices.Clone(p.Uses)
			if !wrong(&planted.Uses[i]) {
				continue
			}
			tried++
			if searched(table, &planted, exported(t, &planted), i, 200) == "" {
				t.Errorf("%s: %s is wrong in the export and nothing differs", p.Uses[i].Clause.Ref, name)
			}
		}
		if tried == 0 {
			t.Errorf("%s: no use of the pack to plant it in", name)
		}
	}
}

func TestOracleCatchesABanLeftOut(t *testing.T) {
	p := promise.Pack(t)
	closed := *p // nothing may leave, so that the ban on sharing bites
	closed.Shares = nil
	for _, id := range []string{"restricted", "tier.", "shares"} {
		text, dropped := withoutPolicies(policy.Cedar(&closed), id)
		policies, err := cedar.NewPolicySetFromBytes("planted.cedar", []byte(text))
		if err != nil || dropped == 0 {
			t.Fatalf("leaving out %s: %d dropped, %v", id, dropped, err)
		}
		table, caught := policy.Compile(&closed), false
		for i := range closed.Uses {
			caught = caught || searched(table, &closed, policies, i, 200) != ""
		}
		if !caught {
			t.Errorf("the ban %s was left out and nothing differs", id)
		}
	}
}

// searched asks so many fixed questions aimed at one use of a pack and gives
// the first disagreement, or "".
func searched(table *policy.Table, p *notice.Pack, policies *cedar.PolicySet, use, questions int) string {
	ask := rapid.Custom(func(t *rapid.T) policy.Request { return drawAsk(t, p, use) })
	for seed := range questions {
		if why := disagreement(table, policies, ask.Example(seed)); why != "" {
			return why
		}
	}
	return ""
}

// wrongUses spoil one use and say whether there was anything to spoil.
var wrongUses = map[string]func(*notice.Use) bool{
	"the event dropped":    func(u *notice.Use) bool { had := len(u.After) > 0; u.After = nil; return had },
	"the stage dropped":    func(u *notice.Use) bool { had := len(u.At) > 0; u.At = nil; return had },
	"the relation dropped": func(u *notice.Use) bool { had := u.Who != ""; u.Who = ""; return had },
	"the place dropped":    func(u *notice.Use) bool { had := u.How != ""; u.How = ""; return had },
	"a stranger let in":    func(u *notice.Use) bool { u.By = append(slices.Clone(u.By), "stranger"); return true },
	"another act":          func(u *notice.Use) bool { u.May = append(slices.Clone(u.May), policy.Export); return true },
	"another purpose":      func(u *notice.Use) bool { was := u.Purpose; u.Purpose = "reach"; return was != "reach" },
	"no sets":              func(u *notice.Use) bool { u.Sets = nil; return true },
}

// withoutPolicies leaves out the policies whose id begins so.
func withoutPolicies(text, id string) (rest string, dropped int) {
	parts := strings.Split(text, "\n@id(")
	kept := parts[:1]
	for _, part := range parts[1:] {
		if strings.HasPrefix(part, `"`+id) {
			dropped++
			continue
		}
		kept = append(kept, part)
	}
	return strings.Join(kept, "\n@id("), dropped
}
