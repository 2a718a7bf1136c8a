package standards

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"candour/internal/notice"

	"github.com/google/go-cmp/cmp"
)

func TestAWordingSaysWhatAConsentRecordKeeps(t *testing.T) {
	w := Wordings(withConsents())
	want := []Wording{
		{Consent: "books", Says: "Send my child a book each month", Language: "en-GB", Law: []string{"UK GDPR Art 6(1)(a)"}, Needed: true,
			Purposes: []Purpose{{"post", "To send books"}}, Items: []string{"your child's name"}, Recipients: []string{"a book charity"}, Withdraw: Office{Name: "Helpdesk", Phone: "01632 960001"}},
		{Consent: "photos", Says: "Take photographs of us", Language: "en-GB", Law: []string{"UK GDPR Art 6(1)(a)", "UK GDPR Art 9(2)(a)"},
			Explicit: []string{"health"}, Purposes: []Purpose{{"photos", "To show what we do"}},
			Withdraw: Office{Name: "Data Protection Officer", Email: "dpo@example.org"}},
	}
	for i := range w {
		if len(w[i].Version) != 64 {
			t.Errorf("%s has the version %q", w[i].Consent, w[i].Version)
		}
		w[i].Version = ""
	}
	if d := cmp.Diff(want, w); d != "" {
		t.Errorf("wordings (-want +got):\n%s", d)
	}
}

// What somebody agreed to is another thing once any of it changes; what does
// not touch the line leaves its version alone.
func TestAVersionChangesWithWhatIsAgreedAndWithNothingElse(t *testing.T) {
	before := Wordings(withConsents())[0].Version
	for name, c := range map[string]struct {
		change func(*notice.Pack)
		moves  bool
	}{
		"the words":             {func(p *notice.Pack) { p.Consents[0].Says += "." }, true},
		"a purpose's words":     {func(p *notice.Pack) { p.Purposes[0].Says = "To sell books" }, true},
		"another purpose":       {func(p *notice.Pack) { p.Consents[0].For = []string{"post", "photos"} }, true},
		"an item's words":       {func(p *notice.Pack) { p.Items[0].Words = "your child's names" }, true},
		"another recipient":     {func(p *notice.Pack) { p.Recipients[0].Says = "a shop" }, true},
		"no longer shared":      {func(p *notice.Pack) { p.Shares = nil }, true},
		"what it covers":        {func(p *notice.Pack) { p.Consents[0].Explicit = []string{"health"} }, true},
		"where it is withdrawn": {func(p *notice.Pack) { p.Consents[0].Withdraw = "data protection officer" }, true},
		"now optional":          {func(p *notice.Pack) { p.Consents[0].Needed = false }, true},
		"another line":          {func(p *notice.Pack) { p.Consents[1].Says = "No" }, false},
		"the notice's source":   {func(p *notice.Pack) { p.Hash = "4567" }, false},
	} {
		p := withConsents()
		c.change(p)
		if moved := Wordings(p)[0].Version != before; moved != c.moves {
			t.Errorf("%s: the version moved %v, want %v", name, moved, c.moves)
		}
	}
}

// Each mandatory field of ISO/IEC TS 27560 that is known before an answer is
// in the block, and none of those that an answer brings.
func TestABlockHasTheFieldsOfAConsentRecord(t *testing.T) {
	var top struct {
		Graph []map[string]any `json:"@graph"`
	}
	if err := json.Unmarshal(Consents(withConsents()), &top); err != nil {
		t.Fatal(err)
	}
	var records int
	for _, n := range top.Graph {
		if n["@type"] != "dpv:ConsentRecord" {
			continue
		}
		records++
		for _, field := range []string{"dct:conformsTo", "dpv:hasNotice", "dpv:hasProcess", "dpv:hasDataController",
			"dpv:hasJurisdiction", "dpv:hasConsentControl", "dpv:hasRight", "dpv:hasLegalBasis"} {
			if n[field] == nil {
				t.Errorf("%s has no %s", n["@id"], field)
			}
		}
		for _, field := range []string{"dct:identifier", "dpv:hasDataSubject", "dpv:hasConsentStatus"} {
			if n[field] != nil {
				t.Errorf("%s already has %s, which an answer brings", n["@id"], field)
			}
		}
	}
	if records != 2 {
		t.Errorf("%d blocks, want one for each line", records)
	}
	if text := string(Consents(withConsents())); !strings.Contains(text, "eu-gdpr:A9-2-a") || slices.Contains(strings.Fields(text), `"dpv:NoticeLayer"`) {
		t.Error("the explicit consent is not told, or the whole notice came along")
	}
}

// A line covers what it is about: special categories only the lines that name
// them, everything else only the others.
func TestALineCoversItsOwnInformationOnly(t *testing.T) {
	p := withConsents()
	p.Items = append(p.Items, notice.Item{Index: 2, Code: "child.health", About: "child", From: []string{"parent"}, Tier: "file", Words: "your child's health", Special: "health"})
	p.Sets[0].Items = []int{0, 2}
	p.Consents[1].For = []string{"post"}
	w := Wordings(p)
	if d := cmp.Diff([][]string{{"your child's name"}, {"your child's health"}}, [][]string{w[0].Items, w[1].Items}); d != "" {
		t.Errorf("covered (-want +got):\n%s", d)
	}
	text := string(Consents(p))
	for _, want := range []string{`"#process.post.child.on.books"`, `"#process.post.child.on.photos"`} {
		if !strings.Contains(text, want) {
			t.Errorf("no %s in the blocks", want)
		}
	}
	if strings.Contains(text, `"@id": "#process.post.child"`) {
		t.Error("the whole activity came along with a line")
	}
}
