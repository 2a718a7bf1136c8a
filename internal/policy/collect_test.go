package policy_test

import (
	"slices"
	"testing"

	"candour/internal/policy"

	"pgregory.net/rapid"
)

// visit is a question that passes: the connector writes at the kitchen table.
func visit(item string) policy.Collect {
	f := living(connectorPack())
	f.Stage, f.Allocated = "engaged", true
	return policy.Collect{
		By: "connector", Act: policy.Record, Purposes: []string{"join", "plan"}, Facts: f,
		Item: item, From: "client", Channel: "visit", Relevance: "the plan has walking in it",
	}
}

// apply is a question that passes: a person fills in the public form.
func apply(item string) policy.Collect {
	f := living(connectorPack())
	f.Stage = "application"
	return policy.Collect{
		By: "public form", Act: policy.Record, Purposes: []string{"join", "reach"}, Facts: f,
		Item: item, From: "client", Channel: "web", Form: "refer-yourself",
	}
}

func TestDecideCollectHoldsTheItemsOwnRules(t *testing.T) {
	table := policy.Compile(connectorPack())
	change := func(c policy.Collect, do func(*policy.Collect)) policy.Collect { do(&c); return c }
	for _, c := range []struct {
		name    string
		collect policy.Collect
		why     policy.Reason
	}{
		{"a name on the form", apply("client.name"), policy.Permitted},
		{"health at a visit", visit("client.medical"), policy.Permitted},
		{"a birthday", apply("client.date-of-birth"), policy.NeverCollected},
		{"a birthday by its bare name", apply("date-of-birth"), policy.NeverCollected},
		{"a field nobody declared", apply("client.shoe-size"), policy.NotInNotice},
		{"gender on the form", apply("client.gender"), policy.NotAtThisStage},
		{"gender at a visit", visit("client.gender"), policy.Permitted},
		{"gender from the referrer", change(visit("client.gender"), func(c *policy.Collect) { c.From = "referrer" }), policy.NotFromThem},
		{"health by web", change(visit("client.medical"), func(c *policy.Collect) { c.Channel = "web" }), policy.NotByThisChannel},
		{"health by phone with no reason", change(visit("client.medical"), func(c *policy.Collect) { c.Channel, c.ChannelWhy = "phone", " \n" }), policy.NeedsReason},
		{"health by phone with a reason", change(visit("client.medical"), func(c *policy.Collect) { c.Channel, c.ChannelWhy = "phone", "in hospital" }), policy.Permitted},
		{"health with no relevance", change(visit("client.medical"), func(c *policy.Collect) { c.Relevance = "\t" }), policy.NeedsRelevance},
		{"the referrer on the form for oneself", change(apply("referrer.name"), func(c *policy.Collect) { c.From = "referrer" }), policy.NotOnThisForm},
		{"an unknown form", change(apply("client.name"), func(c *policy.Collect) { c.Form = "refer-a-friend" }), policy.NotOnThisForm},
		{"a form by another actor", change(visit("client.name"), func(c *policy.Collect) { c.Form = "refer-yourself" }), policy.NotOnThisForm},
		{"a form at its stage by another actor", change(apply("client.name"), func(c *policy.Collect) { c.By, c.Facts.Allocated = "connector", true }), policy.NotOnThisForm},
		{"somebody else's person", change(visit("client.medical"), func(c *policy.Collect) { c.Facts.Allocated = false }), policy.NotYours},
		{"a destroyed tier", change(visit("client.medical"), func(c *policy.Collect) { c.Facts.Tiers[1] = policy.Destroyed }), policy.TierGone},
		{"a restricted record", change(visit("client.medical"), func(c *policy.Collect) { c.Facts.Restricted = true }), policy.Restricted},
		{"seeing is not collecting", change(visit("client.medical"), func(c *policy.Collect) { c.Act = policy.See }), policy.NoUse},
	} {
		t.Run(c.name, func(t *testing.T) {
			a := table.DecideCollect(c.collect)
			if a.Why != c.why || a.Allowed != (c.why == policy.Permitted) {
				t.Errorf("allowed %v because %q, want %q", a.Allowed, a.Why, c.why)
			}
			if _, against := refs(table, a); !a.Allowed && len(against) == 0 && a.Why != policy.NotInNotice {
				t.Error("refused and no clause says why")
			}
		})
	}
}

// Whatever is asked, an answer is kept only where a use and the item's own
// rules both say so.
func TestNothingIsCollectedOutsideStageSourceAndChannel(t *testing.T) {
	p := connectorPack()
	table := policy.Compile(p)
	rapid.Check(t, func(t *rapid.T) {
		item := rapid.SampledFrom(p.Items).Draw(t, "item")
		c := policy.Collect{
			By: rapid.SampledFrom(actors).Draw(t, "by"), Act: rapid.SampledFrom(acts).Draw(t, "act"),
			Purposes: []string{"join", "plan", "reach"}, Facts: drawFacts(t), Item: item.Code,
			From:       rapid.SampledFrom([]string{"client", "referrer", "worker", ""}).Draw(t, "from"),
			Channel:    rapid.SampledFrom([]string{"web", "phone", "visit", ""}).Draw(t, "channel"),
			ChannelWhy: rapid.SampledFrom([]string{"", "in hospital"}).Draw(t, "why"),
			Relevance:  rapid.SampledFrom([]string{"", "walking"}).Draw(t, "relevance"),
		}
		a := table.DecideCollect(c)
		if !a.Allowed {
			return
		}
		if !slices.Contains(item.At, c.Facts.Stage) || !slices.Contains(item.From, c.From) || item.Relevant && c.Relevance == "" {
			t.Fatalf("%s was allowed at %q from %q with relevance %q", item.Code, c.Facts.Stage, c.From, c.Relevance)
		}
		for _, ch := range item.By {
			if ch.Code == c.Channel && (!ch.Reason || c.ChannelWhy != "") {
				return
			}
		}
		t.Fatalf("%s was allowed by %q with the reason %q", item.Code, c.Channel, c.ChannelWhy)
	})
}

func TestCollectableListsWhatAFormMayAsk(t *testing.T) {
	table := policy.Compile(connectorPack())
	web := apply("")
	if got, want := table.Collectable(web), []int{0, 1}; !slices.Equal(got, want) {
		t.Errorf("the public form may ask %v, want %v", got, want)
	}
	phone := visit("")
	phone.Channel, phone.Relevance = "phone", ""
	if got, want := table.Collectable(phone), []int{0, 1, 2, 3}; !slices.Equal(got, want) {
		t.Errorf("by phone the connector may ask %v, want %v", got, want)
	}
}

func TestSaysTellsHowToMendACollection(t *testing.T) {
	table := policy.Compile(connectorPack())
	for _, c := range []struct {
		collect policy.Collect
		want    string
	}{
		{apply("client.gender"), "Not kept: the notice asks for it only after an attempt to reach the person has ended as “spoke to the person themselves”, until the person has left."},
		{apply("client.date-of-birth"), "Not kept: the notice says it is never collected."},
		{apply("client.shoe-size"), "Not kept: the notice does not name it."},
		{func() policy.Collect { c := visit("client.gender"); c.From = "referrer"; return c }(),
			"Not kept: the notice takes it only from the person being referred."},
		{func() policy.Collect { c := visit("client.medical"); c.Channel = "web"; return c }(),
			"Not kept: the notice takes it only face to face or by phone."},
		{func() policy.Collect { c := visit("client.medical"); c.Channel = "phone"; return c }(),
			"Not kept: say why it was not asked face to face."},
	} {
		if got := table.Says(table.DecideCollect(c.collect), policy.Record); got != c.want {
			t.Errorf("got  %s\nwant %s", got, c.want)
		}
	}
}
