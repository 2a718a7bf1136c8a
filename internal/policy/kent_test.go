package policy_test

import (
	"slices"
	"testing"

	"candour/internal/notice"
	"candour/internal/policy"
	"candour/internal/promise"

	"github.com/google/go-cmp/cmp"
)

// A house is the Positive Wellbeing pack with its table.
type house struct {
	*notice.Pack
	table *policy.Table
}

func kent(t *testing.T) house {
	p := promise.Pack(t)
	return house{p, policy.Compile(p)}
}

func (h house) item(t *testing.T, code string) int {
	t.Helper()
	i, ok := h.table.Item(code)
	if !ok {
		t.Fatalf("the notice names no %s", code)
	}
	return i
}

// codes gives the items of some sets, sorted.
func (h house) codes(sets ...string) []string {
	codes := []string{}
	for _, i := range policy.ItemsOf(h.Pack, sets) {
		codes = append(codes, h.Items[i].Code)
	}
	slices.Sort(codes)
	return codes
}

// may gives the items allowed, sorted.
func (h house) may(by, act, purpose string, f policy.Facts) []string {
	codes := []string{}
	for _, i := range h.table.Decide(policy.Request{By: by, Act: act, Purposes: []string{purpose}, Facts: f}).Allowed() {
		codes = append(codes, h.Items[i].Code)
	}
	slices.Sort(codes)
	return codes
}

// at gives facts of an episode at a stage, every tier living.
func (h house) at(stage string, change ...func(*policy.Facts)) policy.Facts {
	f := living(h.Pack)
	f.Stage = stage
	f.Happened["referred"] = true
	f.Happened["left"] = stage == "left"
	for _, c := range change {
		c(&f)
	}
	return f
}

func mine(f *policy.Facts)       { f.Allocated = true }
func covering(f *policy.Facts)   { f.Covering = true }
func inTeam(f *policy.Facts)     { f.InTeam = true }
func supervised(f *policy.Facts) { f.Supervised = true }
func nobody(*policy.Facts)       {}

var kentStages = []string{"application", "engaged", "left"}

// A need is one line of the work: what a role is given for a purpose, while,
// and to whom of that role.
type need struct {
	by, act, purpose string
	sets             []string
	while            []string
	who              []func(*policy.Facts) // the relations that open it; nil for any
}

var connectors = []func(*policy.Facts){mine, covering}

func whileOpen(by, act, purpose string, who []func(*policy.Facts), sets ...string) need {
	return need{by, act, purpose, sets, []string{"application", "engaged"}, who}
}

// needs are the genuine needs of the service, and there are no others.
func needs() []need {
	team := []func(*policy.Facts){inTeam}
	list := []need{
		{"triage", policy.See, "join", []string{"referral"}, []string{"application"}, team},
		{"triage", policy.Allocate, "join", []string{"referral"}, []string{"application"}, team},
		{"team manager", policy.Allocate, "join", []string{"referral"}, []string{"application"}, team},
		whileOpen("team manager", policy.See, "supervise", team, "referral", "facts"),
		whileOpen("name index", policy.Index, "join", nil, "referral"),
	}
	for _, act := range []string{policy.See, policy.Record, policy.Correct} {
		list = append(list,
			whileOpen("connector", act, "join", connectors, "referral", "facts"),
			need{"connector", act, "access", []string{"needs"}, []string{"engaged"}, connectors},
			need{"connector", act, "plan", []string{"facts", "text"}, []string{"application"}, connectors},
			need{"connector", act, "plan", []string{"facts", "text", "later", "health"}, []string{"engaged"}, connectors},
		)
	}
	return list
}

// hold checks a need at the stages it names, for every relation; at the other
// stages only when the need is the whole of what is given for the purpose.
func (n need) hold(t *testing.T, h house) {
	t.Helper()
	for name, relation := range map[string]func(*policy.Facts){
		"allocated": mine, "covering": covering, "in team": inTeam, "neither": nobody,
	} {
		opens := n.who == nil || slices.ContainsFunc(n.who, func(f func(*policy.Facts)) bool {
			var a, b policy.Facts
			f(&a)
			relation(&b)
			return a.Allocated == b.Allocated && a.Covering == b.Covering && a.InTeam == b.InTeam
		})
		for _, stage := range append(slices.Clone(n.while), "left") {
			want := []string{}
			if opens && stage != "left" {
				want = h.codes(n.sets...)
			}
			got := h.may(n.by, n.act, n.purpose, h.at(stage, relation))
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s, to %s for %s, %s, while %s (-want +got):\n%s", n.by, n.act, n.purpose, name, stage, diff)
			}
		}
	}
}

func TestOnlyThoseWithAGenuineNeedReachARecord(t *testing.T) {
	promise.Kept(t, "PW-65")
	h := kent(t)
	// Given a worker with no part in it, when they open the case, then they
	// are refused, whatever purpose they claim, and told by which clause.
	for _, stage := range kentStages {
		for _, role := range h.Roles {
			for _, purpose := range h.Purposes {
				for _, act := range []string{policy.See, policy.Record, policy.Correct, policy.Allocate, policy.Share, policy.Export} {
					intake := role.Code == "triage" && act == policy.Record && purpose.Code == "reach" // writes a caller down, reads nothing
					if got := h.may(role.Code, act, purpose.Code, h.at(stage)); len(got) > 0 && !intake {
						t.Errorf("a %s with no part in it may %s %v for %s while %s", role.Code, act, got, purpose.Code, stage)
					}
				}
			}
		}
	}
	d := h.table.Decide(policy.Request{By: "connector", Act: policy.See, Purposes: []string{"join"}, Facts: h.at("engaged")})
	a := d.Answers[h.item(t, "client.name")]
	if _, against := h.table.Clauses(a); a.Why != policy.NotYours || len(against) != 1 || !slices.Contains(against[0].Cites, "PW-65") {
		t.Errorf("refused as %q by %v", a.Why, against)
	}
	// Whoever has a need is given that and no more.
	for _, n := range needs() {
		n.hold(t, h)
	}
}

func TestAfterLeavingOnlyTheFundersAuditorReads(t *testing.T) {
	promise.Kept(t, "PW-44")
	h := kent(t)
	// Given a client who left, when the Connector opens the file, then no.
	for _, relation := range []func(*policy.Facts){mine, covering, inTeam} {
		for _, role := range h.Roles {
			for _, purpose := range h.Purposes {
				for _, act := range []string{policy.See, policy.Record, policy.Correct, policy.Allocate, policy.Index, policy.Share} {
					if got := h.may(role.Code, act, purpose.Code, h.at("left", relation)); len(got) > 0 {
						t.Errorf("a %s may %s %v for %s after leaving", role.Code, act, got, purpose.Code)
					}
				}
			}
		}
	}
	// The auditor may, for the audit, and only once the person has left.
	if diff := cmp.Diff(h.codes("referral", "facts"), h.may("auditor", policy.See, "audit", h.at("left", supervised))); diff != "" {
		t.Errorf("what the auditor sees (-want +got):\n%s", diff)
	}
	for _, stage := range []string{"application", "engaged"} {
		if got := h.may("auditor", policy.See, "audit", h.at(stage, supervised)); len(got) > 0 {
			t.Errorf("while %s the auditor sees %v", stage, got)
		}
	}
	// While it lasts, the work is not held up by what comes after.
	for _, n := range needs() {
		n.hold(t, h)
	}
}

func TestTheReferrerIsHiddenUntilTheDetailsProveWrong(t *testing.T) {
	promise.Kept(t, "PW-18")
	h := kent(t)
	whoReferred := h.codes("referrer")
	failed := func(f *policy.Facts) { f.Happened["contact failed"] = true }
	// Given no failed attempt, when the Connector opens the panel, then it is
	// masked, and says what would open it.
	d := h.table.Decide(policy.Request{By: "connector", Act: policy.See, Purposes: []string{"join", "reach", "plan"}, Facts: h.at("application", mine)})
	for _, code := range whoReferred {
		a := d.Answers[h.item(t, code)]
		_, against := h.table.Clauses(a)
		if a.Allowed || a.Why != policy.NotYet || len(against) != 1 || !slices.Contains(against[0].Cites, "PW-18") {
			t.Errorf("%s: allowed %v, why %q, by %v", code, a.Allowed, a.Why, against)
		}
		if want := "Hidden until an attempt to reach the person has ended as “wrong details” or “unreachable”."; h.table.Says(a, policy.See) != want {
			t.Errorf("it says %q, want %q", h.table.Says(a, policy.See), want)
		}
	}
	// After one, it opens to that Connector for that purpose and to no other.
	if diff := cmp.Diff(whoReferred, h.may("connector", policy.See, "reach", h.at("application", mine, failed))); diff != "" {
		t.Errorf("what opens (-want +got):\n%s", diff)
	}
	for _, role := range h.Roles {
		for _, purpose := range h.Purposes {
			for _, stage := range kentStages {
				got := h.may(role.Code, policy.See, purpose.Code, h.at(stage, failed, inTeam, supervised))
				if slices.ContainsFunc(got, func(code string) bool { return slices.Contains(whoReferred, code) }) {
					t.Errorf("a %s sees the referrer for %s while %s", role.Code, purpose.Code, stage)
				}
			}
		}
	}
	// Only an attempt that failed for these outcomes is such an attempt.
	e, ok := h.Event("contact failed")
	if want := []string{"wrong details", "unreachable"}; !ok || !slices.Equal(e.Outcomes, want) {
		t.Errorf("an attempt fails by %v, want %v", e.Outcomes, want)
	}
	if p, ok := h.Purpose("reach"); !ok || !slices.Contains(p.Clause.Cites, "PW-18") {
		t.Error("the notice has no such purpose")
	}
}
