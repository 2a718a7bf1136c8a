package policy_test

import (
	"io/fs"
	"os"
	"testing"
	"testing/fstest"

	"candour/internal/notice"
	"candour/internal/policy"
	"candour/packs"
)

// everything compiles the made-up pack that says everything the language can,
// with what edit changes of it.
func everything(t *testing.T, edit func(*notice.Pack)) *policy.Table {
	t.Helper()
	fsys := fstest.MapFS{}
	for _, name := range []string{"testshire/controller.yaml", "testshire/everything/notice.yaml", "testshire/everything/service.yaml"} {
		text, err := os.ReadFile("../notice/testdata/whole/" + name)
		if err != nil {
			t.Fatal(err)
		}
		fsys[name] = &fstest.MapFile{Data: text}
	}
	text, err := fs.ReadFile(packs.FS, notice.InstrumentsFile)
	if err != nil {
		t.Fatal(err)
	}
	fsys[notice.InstrumentsFile] = &fstest.MapFile{Data: text}
	p, err := notice.Load(fsys, "testshire", "everything")
	if err != nil {
		t.Fatal(err)
	}
	edit(p)
	return policy.Compile(p)
}

func asIs(*notice.Pack) {}

// open is a record in a team of the asker's, all of whose tiers can be read.
var open = policy.Facts{Stage: "open", InTeam: true, Tiers: []policy.TierState{policy.Living, policy.Living, policy.Living}}

func maySee(t *testing.T, table *policy.Table, purpose, item string) bool {
	t.Helper()
	i, ok := table.Item(item)
	if !ok {
		t.Fatalf("no item %s", item)
	}
	d := table.Decide(policy.Request{By: "social worker", Act: policy.See, Purposes: []string{purpose}, Facts: open})
	return d.Answers[i].Allowed
}

func TestPurposeOnConsentGivesNothingUntilItIsOnRecord(t *testing.T) {
	if maySee(t, everything(t, asIs), "notify", "child.name") {
		t.Error("a purpose on consent shows a name and no consent is on record")
	}
	if !maySee(t, everything(t, asIs), "help", "child.name") {
		t.Error("a public task shows no name")
	}
}

func TestOffencesNeedTheirOwnCondition(t *testing.T) {
	if !maySee(t, everything(t, asIs), "help", "child.offences") {
		t.Error("with a condition of Article 10 offences are not shown")
	}
	without := func(p *notice.Pack) {
		for i := range p.Purposes {
			p.Purposes[i].Special = []string{"public interest"}
		}
	}
	if maySee(t, everything(t, without), "help", "child.offences") {
		t.Error("a condition of Article 9 shows offences")
	}
	other := func(p *notice.Pack) {
		for i := range p.Purposes {
			p.Purposes[i].Special = []string{"offences"}
		}
	}
	if maySee(t, everything(t, other), "help", "child.health") {
		t.Error("a condition of Article 10 shows health")
	}
}

func TestForbiddenCategoryIsNeverSeen(t *testing.T) {
	forbid := func(p *notice.Pack) { p.Never[0].Category = "health" }
	table := everything(t, forbid)
	if maySee(t, table, "help", "child.health") {
		t.Error("an item of a category that is never collected is shown")
	}
}

func TestWhatComesLaterIsNotCollected(t *testing.T) {
	ask := policy.Collect{By: "social worker", Act: policy.Record, Purposes: []string{"help"}, Facts: open, Item: "child.face", From: "child", Channel: "visit"}
	if a := everything(t, asIs).DecideCollect(ask); a.Allowed || a.Why != policy.NotCollectedYet {
		t.Errorf("an item that comes later is collected: %v, %v", a.Allowed, a.Why)
	}
	now := func(p *notice.Pack) {
		for i := range p.Items {
			p.Items[i].When = ""
		}
	}
	if a := everything(t, now).DecideCollect(ask); !a.Allowed {
		t.Errorf("the same item now is refused: %v", a.Why)
	}
}

func TestShareWithoutProofOfItsConditionsIsRefused(t *testing.T) {
	send := func(table *policy.Table) policy.ShareDecision {
		name, _ := table.Item("child.name")
		return table.DecideShare(policy.ShareRequest{By: "social worker", To: "book charity", Purpose: "post", When: "need to know", Items: []int{name}, Facts: open})
	}
	plain := func(p *notice.Pack) {
		s := &p.Shares[1]
		s.Exactly, s.Until, s.Withhold = false, "", ""
		for i := range p.Recipients {
			p.Recipients[i].Transfer.Evidence = "an entry of the list on 1 November 2026"
		}
	}
	if d := send(everything(t, plain)); !d.Allowed {
		t.Fatalf("with nothing to prove it is refused: %v", d.Why)
	}
	for name, spoil := range map[string]func(*notice.Pack){
		"exactly these items":   func(p *notice.Pack) { p.Shares[1].Exactly = true },
		"until an event":        func(p *notice.Pack) { p.Shares[1].Until = "eleventh birthday" },
		"address withheld":      func(p *notice.Pack) { p.Shares[1].Withhold = "protected address" },
		"on consent":            func(p *notice.Pack) { p.Shares[1].On = "support" },
		"unless objected":       func(p *notice.Pack) { p.Shares[1].OptOut.Says = "Tell us" },
		"one of several bodies": func(p *notice.Pack) { p.Recipients[1].Members = p.Recipients[0].Members },
		"transfer not shown":    func(p *notice.Pack) { p.Recipients[1].Transfer.Evidence = "" },
	} {
		d := send(everything(t, func(p *notice.Pack) { plain(p); spoil(p) }))
		if d.Allowed || d.Why != policy.NotProven {
			t.Errorf("%s: allowed %v, %v", name, d.Allowed, d.Why)
		}
	}
}

func TestCompatibleUsesGiveNothing(t *testing.T) {
	open := func(p *notice.Pack) {
		for i := range p.Purposes {
			p.Purposes[i].Other.Assessment = "needed"
		}
	}
	if maySee(t, everything(t, open), "help", "child.name") {
		t.Error("a purpose that stands for uses no assessment has named shows a name")
	}
}
