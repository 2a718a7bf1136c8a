package governance_test

import (
	"bytes"
	"io/fs"
	"slices"
	"strings"
	"testing"

	"candour/internal/governance"
	"candour/internal/notice"
	"candour/packs"
)

// files gives the files of the Positive Wellbeing pack, each pair of words
// replaced by the other.
func files(t *testing.T, change ...string) []governance.Text {
	t.Helper()
	var out []governance.Text
	for _, name := range []string{"kent/controller.yaml", "kent/positive-wellbeing/notice.yaml", "kent/positive-wellbeing/service.yaml", "instruments.yaml"} {
		b, err := fs.ReadFile(packs.FS, name)
		if err != nil && name == "instruments.yaml" {
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, governance.Text{Name: name, Source: b})
	}
	for i := 0; i < len(change); i += 2 {
		found := false
		for j := range out {
			if bytes.Contains(out[j].Source, []byte(change[i])) {
				found = true
				out[j].Source = bytes.Replace(out[j].Source, []byte(change[i]), []byte(change[i+1]), 1)
			}
		}
		if !found {
			t.Fatalf("no file of the pack holds %q", change[i])
		}
	}
	return out
}

func compiled(t *testing.T, change ...string) *notice.Pack {
	t.Helper()
	p, err := governance.Compile("kent", "positive-wellbeing", files(t, change...))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

const (
	providerLine = "  authorities:       {says: the police and other authorities,"
	newRecipient = "  library:           {says: the county library, kind: authority, where: UK, gap: No agreement yet}\n" + providerLine
	shareLine    = "  - {to: authorities, for: comply,"
	newShare     = "  - {to: library, for: plan, permission: ask each time, sets: [passed on]}\n" + shareLine
)

func TestEveryKindOfChangeIsToldInWords(t *testing.T) {
	for name, c := range map[string]struct {
		change []string
		want   []string
		wider  bool
	}{
		"a recipient": {
			[]string{providerLine, newRecipient, shareLine, newShare},
			[]string{"The county library added as a recipient", "may now go to the county library to make your personal plan"}, true,
		},
		"kept longer":     {[]string{"until: 6 months after left", "until: 9 months after left"}, []string{"“Sensitive details” kept 3 months longer"}, true},
		"kept shorter":    {[]string{"until: 6 months after left", "until: 5 months after left"}, []string{"“Sensitive details” kept 1 month shorter"}, false},
		"a last day":      {[]string{"called: Everything else, until: 2027-12-31", "called: Everything else, until: 2027-11-30"}, []string{"“Everything else” kept"}, false},
		"an item's words": {[]string{"age: your age in years", "age: how old you are"}, []string{"“your age in years” is now called “how old you are”"}, false},
		"a purpose":       {[]string{"says: To let you join the scheme", "says: To let you take part"}, []string{"The purpose “To let you join the scheme” now reads “To let you take part”"}, false},
		"a use closed": {
			[]string{"{by: auditor, may: [see], for: audit, sets: [referral, facts]", "{by: auditor, may: [see], for: audit, sets: [facts]"},
			[]string{"may no longer see"}, false,
		},
		"a use opened": {
			[]string{"may: [see], for: supervise, sets: [referral, facts]", "may: [see], for: supervise, sets: [referral, facts, later]"},
			[]string{"The team manager may now see your education, your employment, your gender, your housing and 1 more to check the work"}, true,
		},
		"a permission": {
			[]string{"{to: activity provider, for: plan, permission: ask each time, sets", "{to: activity provider, for: plan, when: law requires, needs: [order or power, approver], sets"},
			[]string{"Your permission before the group or organisation you chose is told: not asked, before: ask each time"}, true,
		},
		"a reading":   {[]string{"Only a conversation with the person themselves counts as contact.", "Only a talk with them counts."}, []string{"Reading R1 changed and has to be accepted again"}, false},
		"a gap":       {[]string{"The print gives no telephone number for the public", "The print has no number"}, []string{"New gap: The print has no number", "No longer a gap: The print gives no telephone number for the public"}, false},
		"an office":   {[]string{"email: dpo@kent.gov.uk", "email: officer@kent.gov.uk"}, []string{"How to reach the Data Protection Officer changed"}, false},
		"a statement": {[]string{"We guard your information against loss, misuse and prying.", "We look after your information."}, []string{"The wording changed: 1 new sentence, 1 gone"}, false},
	} {
		t.Run(name, func(t *testing.T) {
			got := governance.Changes(compiled(t), compiled(t, c.change...))
			for _, want := range c.want {
				if !slices.ContainsFunc(got, func(g governance.Change) bool { return strings.Contains(g.Says, want) }) {
					t.Errorf("nothing says %q in %+v", want, got)
				}
			}
			if wider := slices.ContainsFunc(got, func(g governance.Change) bool { return g.Wider }); wider != c.wider {
				t.Errorf("more is allowed than before: %v, want %v: %+v", wider, c.wider, got)
			}
		})
	}
}

func TestNothingIsToldWhereNothingChanged(t *testing.T) {
	if got := governance.Changes(compiled(t), compiled(t)); len(got) != 0 {
		t.Errorf("between a pack and itself: %+v", got)
	}
	if got := governance.Changes(compiled(t), compiled(t, "controller: kent\n", "controller: kent # the council\n")); len(got) != 0 {
		t.Errorf("between packs that differ in a comment: %+v", got)
	}
}

func TestWhatIsAddedOneWayIsGoneTheOther(t *testing.T) {
	more := compiled(t, providerLine, newRecipient, shareLine, newShare)
	got := governance.Changes(more, compiled(t))
	for _, want := range []string{"The county library is no longer a recipient", "Nothing goes to the county library any more"} {
		if !slices.ContainsFunc(got, func(g governance.Change) bool { return strings.Contains(g.Says, want) }) {
			t.Errorf("nothing says %q in %+v", want, got)
		}
	}
	added, gone := governance.Sentences(more, compiled(t))
	if len(gone) == 0 || len(added) != 0 {
		t.Errorf("sentences: %q added, %q gone", added, gone)
	}
}
