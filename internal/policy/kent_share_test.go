package policy_test

import (
	"slices"
	"testing"

	"candour/internal/calendar"
	"candour/internal/care"
	"candour/internal/notice"
	"candour/internal/policy"
	"candour/internal/promise"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// onward is a referral to the choir, with her yes to all of it.
func (h house) onward(t *testing.T, items ...string) policy.ShareRequest {
	t.Helper()
	r := policy.ShareRequest{
		By: "connector", To: "activity provider", Provider: "castle-street-choir", Purpose: "plan",
		Facts: h.at("engaged", mine),
	}
	for _, code := range items {
		r.Items = append(r.Items, h.item(t, code))
	}
	r.Permission = &policy.Permission{To: r.To, Provider: r.Provider, Items: r.Items}
	return r
}

func TestTheReferrerCanBeChosenForNoShare(t *testing.T) {
	promise.Kept(t, "PW-42")
	h := kent(t)
	closed := policy.ItemsOf(h.Pack, []string{"referrer"})
	if len(closed) != 3 {
		t.Fatalf("the referrer has %d items, want three", len(closed))
	}
	// Given any share with a referrer field, when it is built, then the field
	// cannot be selected, and sending it all the same is refused by the clause.
	for _, to := range h.Recipients {
		for _, purpose := range h.Purposes {
			for _, item := range h.table.Shareable(to.Code, purpose.Code) {
				if slices.Contains(closed, item) {
					t.Errorf("%s may be chosen for %s, for %s", h.Items[item].Code, to.Code, purpose.Code)
				}
			}
			for _, by := range []string{"connector", "team manager", "triage", "auditor"} {
				for _, item := range closed {
					r := h.onward(t)
					r.By, r.To, r.Purpose, r.Items = by, to.Code, purpose.Code, []int{item}
					r.Permission = &policy.Permission{To: r.To, Provider: r.Provider, Items: r.Items}
					for _, r.When = range []string{"", "law requires"} {
						r.OnRecord = []string{"order or power", "approver"}
						d := h.table.DecideShare(r)
						if d.Allowed || d.Why != policy.NeverShared || !slices.ContainsFunc(d.Against, func(c notice.Clause) bool { return slices.Contains(c.Cites, "PW-42") }) {
							t.Errorf("%s to %s: allowed %v, why %q", h.Items[item].Code, to.Code, d.Allowed, d.Why)
						}
					}
				}
			}
		}
	}
}

func TestAYesForOneClubIsNoYesForAnother(t *testing.T) {
	promise.Kept(t, "PW-43")
	h := kent(t)
	r := h.onward(t, "client.name", "client.telephone")
	if d := h.table.DecideShare(r); !d.Allowed {
		t.Fatalf("her yes for the choir does not let it go to the choir: %q", d.Why)
	}
	// Given permission for club A, when it is sent to club B, then refused.
	r.Provider = "harbour-walkers"
	if d := h.table.DecideShare(r); d.Allowed || d.Why != policy.PermissionElsewhere || !slices.ContainsFunc(d.Against, func(c notice.Clause) bool { return slices.Contains(c.Cites, "PW-43") }) {
		t.Errorf("allowed %v, why %q", d.Allowed, d.Why)
	}
	// Nor does it stretch to what she was not asked about, nor last for ever.
	r = h.onward(t, "client.name", "client.telephone")
	r.Permission.Items = r.Items[:1]
	if d := h.table.DecideShare(r); d.Allowed || d.Why != policy.NoPermission {
		t.Errorf("more than she said yes to: allowed %v, why %q", d.Allowed, d.Why)
	}
	r = h.onward(t, "client.name")
	r.Permission.Withdrawn = true
	if d := h.table.DecideShare(r); d.Allowed || d.Why != policy.PermissionWithdrawn {
		t.Errorf("taken back: allowed %v, why %q", d.Allowed, d.Why)
	}
}

func TestNothingGoesToAnyoneUndiscussedOrWithoutAYes(t *testing.T) {
	promise.Kept(t, "PW-24")
	h := kent(t)
	day := calendar.Date(2026, 11, 23)
	// Given an option not discussed, when it is sent, then refused; nor may
	// the yes be skipped.
	var o care.Onward
	if _, err := o.Advance(care.OnwardSent, day, "w1"); err == nil {
		t.Error("what was not discussed was sent")
	}
	o, err := o.Advance(care.OnwardDiscussed, day, "w1")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := o.Advance(care.OnwardSent, day, "w1"); err == nil {
		t.Error("what was not permitted was sent")
	}
	r := h.onward(t, "client.name")
	r.Permission = nil
	if d := h.table.DecideShare(r); d.Allowed || d.Why != policy.NoPermission {
		t.Errorf("with no yes: allowed %v, why %q", d.Allowed, d.Why)
	}
	// With both, it goes: by their own Connector, while they take part, and
	// only what the notice lists.
	if o, err = o.Advance(care.OnwardPermitted, day, "w1"); err != nil {
		t.Fatal(err)
	}
	if _, err = o.Advance(care.OnwardSent, day, "w1"); err != nil {
		t.Error(err)
	}
	r = h.onward(t, h.codes("passed on")...)
	if d := h.table.DecideShare(r); !d.Allowed {
		t.Errorf("discussed and permitted, it is refused: %q", d.Why)
	}
	for name, facts := range map[string]policy.Facts{"somebody else's": h.at("engaged", inTeam), "left": h.at("left", mine), "not begun": h.at("application", mine)} {
		r.Facts = facts
		if d := h.table.DecideShare(r); d.Allowed {
			t.Errorf("%s: it was sent", name)
		}
	}
	r = h.onward(t, "client.name", "client.medical")
	if d := h.table.DecideShare(r); d.Allowed || d.Why != policy.NotAmongThese {
		t.Errorf("with health: allowed %v, why %q", d.Allowed, d.Why)
	}
}

func TestARestrictedRecordIsNeitherEditedNorUsed(t *testing.T) {
	promise.Kept(t, "PW-59")
	h := kent(t)
	restricted := func(f *policy.Facts) { f.Restricted = true }
	grounded := func(f *policy.Facts) { f.Ground = policy.GroundAnother }
	if _, ok := h.restrictRight(); !ok {
		t.Error("the notice does not tell of the right to stop certain uses")
	}
	// Given a restriction, when a worker edits or another use runs, then
	// refused; storage goes on, and a recorded ground opens what was open.
	for _, use := range []struct {
		by, act, purpose, stage string
		who                     func(*policy.Facts)
	}{
		{"connector", policy.Correct, "join", "engaged", mine},
		{"connector", policy.Record, "plan", "engaged", mine},
		{"connector", policy.See, "plan", "engaged", mine},
		{"team manager", policy.See, "supervise", "engaged", inTeam},
		{"name index", policy.Index, "join", "engaged", nobody},
		{"auditor", policy.See, "audit", "left", supervised},
	} {
		open := h.may(use.by, use.act, use.purpose, h.at(use.stage, use.who))
		if len(open) == 0 {
			t.Errorf("unrestricted, a %s may %s nothing", use.by, use.act)
		}
		if got := h.may(use.by, use.act, use.purpose, h.at(use.stage, use.who, restricted)); len(got) > 0 {
			t.Errorf("restricted, a %s may %s %v", use.by, use.act, got)
		}
		if diff := cmp.Diff(open, h.may(use.by, use.act, use.purpose, h.at(use.stage, use.who, restricted, grounded))); diff != "" {
			t.Errorf("on a recorded ground, a %s (-open +got):\n%s", use.by, diff)
		}
	}
	a := h.table.DecideCollect(func() policy.Collect {
		c := h.written("engaged", "client.gender")
		c.Facts = h.at("engaged", mine, restricted)
		return c
	}())
	_, against := h.table.Clauses(a)
	if a.Allowed || a.Why != policy.Restricted || !slices.ContainsFunc(against, func(c notice.Clause) bool { return slices.Contains(c.Cites, "PW-59") }) {
		t.Errorf("edited: allowed %v, why %q, by %v", a.Allowed, a.Why, against)
	}
	r := h.onward(t, "client.name")
	r.Facts = h.at("engaged", mine, restricted)
	if d := h.table.DecideShare(r); d.Allowed || d.Why != policy.Restricted {
		t.Errorf("shared: allowed %v, why %q", d.Allowed, d.Why)
	}
}

func (h house) restrictRight() (notice.Right, bool) {
	i := slices.IndexFunc(h.Rights.Grants, func(r notice.Right) bool { return slices.Contains(r.Clause.Cites, "PW-59") })
	if i < 0 {
		return notice.Right{}, false
	}
	return h.Rights.Grants[i], true
}

// The law's own pack, judged by another engine, on whatever may be asked.
func TestCedarDecidesAsTheTableDoesOnTheRealPack(t *testing.T) {
	h := kent(t)
	roles := []string{"public form", "name index"}
	for _, r := range h.Roles {
		roles = append(roles, r.Code)
	}
	var purposes []string
	for _, p := range h.Purposes {
		purposes = append(purposes, p.Code)
	}
	acts := []string{policy.See, policy.Record, policy.Correct, policy.Allocate, policy.Index, policy.Share}
	policies := exported(t, h.Pack)
	rapid.Check(t, func(t *rapid.T) {
		f := drawFacts(t)
		f.Tiers = append(f.Tiers, policy.Living, policy.Living, policy.Living)[:len(h.Tiers)]
		agreeOn(t, h.Pack, policies, policy.Request{
			By: rapid.SampledFrom(roles).Draw(t, "by"), Act: rapid.SampledFrom(acts).Draw(t, "act"),
			Purposes: some(t, purposes, 1, "purposes"), Facts: f,
		})
	})
}

func TestScopeAdmitsAsTheTableDoesOnTheRealPack(t *testing.T) {
	h := kent(t)
	name := h.item(t, "client.name")
	rapid.Check(t, func(t *rapid.T) {
		role := rapid.SampledFrom(h.Roles).Draw(t, "role").Code
		f := drawFacts(t)
		f.Ground = ""
		purposes := h.table.PurposesOf(role, policy.See)
		scope := h.table.Scope(role, policy.See, purposes, f.Supervised, []int{name})
		want := h.table.Decide(policy.Request{By: role, Act: policy.See, Purposes: purposes, Facts: f}).Answers[name].Allowed
		if got := scope.Holds(f, policy.StatesByCode(h.Pack, f.Tiers)); got != want {
			t.Fatalf("a %s: in scope %v, admitted %v", role, got, want)
		}
	})
}
