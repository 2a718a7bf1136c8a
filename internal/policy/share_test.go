package policy_test

import (
	"slices"
	"testing"

	"candour/internal/notice"
	"candour/internal/policy"

	"pgregory.net/rapid"
)

// sharingPack lets the connector pass the referral on, and nobody else.
func sharingPack() *notice.Pack {
	p := connectorPack()
	addUse(p, notice.Use{
		By: []string{"connector"}, May: []string{policy.Share}, Purpose: "plan", Sets: []string{"referral", "later", "referrer"},
		At: []string{"engaged"}, Who: policy.AllocatedOrCovering,
	})
	return p
}

func toTheChoir() policy.ShareRequest {
	f := living(connectorPack())
	f.Stage, f.Allocated = "engaged", true
	return policy.ShareRequest{
		By: "connector", To: "activity provider", Provider: "choir", Purpose: "plan", Items: []int{0, 1}, Facts: f,
		Permission: &policy.Permission{To: "activity provider", Provider: "choir", Items: []int{0, 1}},
	}
}

func TestDecideShareNeedsAShareAndAPermissionForThisOneBody(t *testing.T) {
	table := policy.Compile(sharingPack())
	change := func(do func(*policy.ShareRequest)) policy.ShareRequest { r := toTheChoir(); do(&r); return r }
	for _, c := range []struct {
		name    string
		request policy.ShareRequest
		why     policy.Reason
	}{
		{"her yes for the choir", toTheChoir(), policy.Permitted},
		{"no yes", change(func(r *policy.ShareRequest) { r.Permission = nil }), policy.NoPermission},
		{"a yes for the choir, sent to the garden", change(func(r *policy.ShareRequest) { r.Provider = "garden" }), policy.PermissionElsewhere},
		{"a yes taken back", change(func(r *policy.ShareRequest) { r.Permission.Withdrawn = true }), policy.PermissionWithdrawn},
		{"a yes for the name alone", change(func(r *policy.ShareRequest) { r.Permission.Items = []int{0} }), policy.NoPermission},
		{"nobody on the list", change(func(r *policy.ShareRequest) { r.Provider = "bank" }), policy.NotToThem},
		{"nobody in particular", change(func(r *policy.ShareRequest) { r.Provider = "" }), policy.NotToThem},
		{"somebody the notice does not name", change(func(r *policy.ShareRequest) { r.To = "newspaper" }), policy.NoShare},
		{"another purpose", change(func(r *policy.ShareRequest) { r.Purpose = "join" }), policy.NoShare},
		{"an item the share leaves out", change(func(r *policy.ShareRequest) { r.Items = []int{0, 2} }), policy.NotAmongThese},
		{"the referrer", change(func(r *policy.ShareRequest) {
			r.Items, r.Permission.Items = []int{0, 4}, []int{0, 4}
		}), policy.NeverShared},
		{"an item of no pack", change(func(r *policy.ShareRequest) { r.Items = []int{99} }), policy.NotInNotice},
		{"nothing at all", change(func(r *policy.ShareRequest) { r.Items = nil }), policy.NoShare},
		{"the funder", change(func(r *policy.ShareRequest) { r.To, r.Provider, r.Purpose = "funder", "", "report" }), policy.OnlyAnonymous},
		{"somebody else's person", change(func(r *policy.ShareRequest) { r.Facts.Allocated = false }), policy.NotYours},
		{"by a manager", change(func(r *policy.ShareRequest) { r.By = "team manager" }), policy.NoUse},
		{"after a restriction", change(func(r *policy.ShareRequest) { r.Facts.Restricted = true }), policy.Restricted},
		{"of a destroyed tier", change(func(r *policy.ShareRequest) { r.Facts.Tiers[2] = policy.Destroyed }), policy.TierGone},
		{"the law, claimed", change(func(r *policy.ShareRequest) {
			r.To, r.Provider, r.Purpose, r.When = "authorities", "", "comply", "law requires"
		}), policy.NeedsOnRecord},
		{"the law, on record, by nobody's use", change(func(r *policy.ShareRequest) {
			r.To, r.Provider, r.Purpose, r.When = "authorities", "", "comply", "law requires"
			r.OnRecord = []string{"approver", "order or power"}
		}), policy.NoUse},
		{"the authorities without the law", change(func(r *policy.ShareRequest) { r.To, r.Provider, r.Purpose = "authorities", "", "comply" }), policy.NoShare},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := table.DecideShare(c.request)
			if d.Why != c.why || d.Allowed != (c.why == policy.Permitted) {
				t.Errorf("allowed %v because %q, want %q", d.Allowed, d.Why, c.why)
			}
			if d.Allowed && len(d.For) == 0 || !d.Allowed && len(c.request.Items) > 0 && c.why != policy.NotInNotice && len(d.Against) == 0 {
				t.Errorf("no clause: for %v, against %v", d.For, d.Against)
			}
		})
	}
}

// However it is asked, an item of a closed set reaches nobody.
func TestNoShareHoldsAnItemThatIsNeverShared(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawPack(t)
		addUse(p, notice.Use{By: actors, May: []string{policy.Share}, Purpose: "plan", Sets: []string{"set-0", "set-1", "set-2", "set-3"}})
		p.Purposes[1] = notice.Purpose{Code: "plan", Basis: "task", Special: []string{"care"}}
		everything := make([]int, len(p.Items))
		for i := range everything {
			everything[i] = i
		}
		p.Shares = append(p.Shares, notice.Share{To: "choir", Purpose: "plan", Items: everything})
		p.Recipients = []notice.Recipient{{Code: "choir"}, {Code: "police"}}
		p.NeverShare = []notice.NeverShare{{Set: "set-0", Except: []string{"police"}}}
		table := policy.Compile(p)
		f := living(p)
		for _, item := range p.Sets[0].Items {
			d := table.DecideShare(policy.ShareRequest{By: "connector", To: "choir", Purpose: "plan", Items: []int{item}, Facts: f})
			if d.Allowed || slices.Contains(table.Shareable("choir", "plan"), item) {
				t.Fatalf("item %d of a closed set may go", item)
			}
		}
		for _, item := range table.Shareable("choir", "plan") {
			d := table.DecideShare(policy.ShareRequest{By: "connector", To: "choir", Purpose: "plan", Items: []int{item}, Facts: f})
			named := p.Items[item].Tier != "nowhere" && slices.ContainsFunc(p.Sets, func(s notice.Set) bool { return slices.Contains(s.Items, item) })
			if d.Allowed != named {
				t.Fatalf("item %d: allowed %v because %q", item, d.Allowed, d.Why)
			}
		}
	})
}

func TestShareableIsWhatMayBeChosen(t *testing.T) {
	table := policy.Compile(sharingPack())
	if got, want := table.Shareable("activity provider", "plan"), []int{0, 1}; !slices.Equal(got, want) {
		t.Errorf("may choose %v, want %v", got, want)
	}
	if got := table.Shareable("funder", "report"); len(got) != 0 {
		t.Errorf("an anonymous share offers %v", got)
	}
}
