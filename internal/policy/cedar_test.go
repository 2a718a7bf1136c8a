package policy_test

import (
	"strings"
	"testing"

	"candour/internal/notice"
	"candour/internal/policy"

	"github.com/cedar-policy/cedar-go"
	"pgregory.net/rapid"
)

// A second engine reads the exported text and decides alike, item by item.
func TestCedarDecidesAsTheTableDoes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, r := drawPack(t), drawRequest(t)
		agree(t, p, r)
	})
}

func TestCedarDecidesAsTheTableDoesOnAPackOfPeople(t *testing.T) {
	p := connectorPack()
	policies := exported(t, p)
	rapid.Check(t, func(t *rapid.T) { agreeOn(t, p, policies, drawRequest(t)) })
}

type failer interface {
	Helper()
	Fatalf(format string, args ...any)
}

func agree(t failer, p *notice.Pack, r policy.Request) {
	t.Helper()
	agreeOn(t, p, exported(t, p), r)
}

// exported reads the Cedar text of a pack with the other engine.
func exported(t failer, p *notice.Pack) *cedar.PolicySet {
	t.Helper()
	text := policy.Cedar(p)
	policies, err := cedar.NewPolicySetFromBytes("pack.cedar", []byte(text))
	if err != nil {
		t.Fatalf("the exported text does not parse: %v\n%s", err, text)
	}
	return policies
}

func agreeOn(t failer, p *notice.Pack, policies *cedar.PolicySet, r policy.Request) {
	t.Helper()
	if why := disagreement(policy.Compile(p), policies, r); why != "" {
		t.Fatalf("%s\n%s", why, policies.MarshalCedar())
	}
}

func cedarContext(p *notice.Pack, r policy.Request) cedar.Record {
	var happened, living []string
	for event, stands := range r.Facts.Happened {
		if stands {
			happened = append(happened, event)
		}
	}
	for i, tier := range p.Tiers {
		if i < len(r.Facts.Tiers) && r.Facts.Tiers[i] == policy.Living {
			living = append(living, tier.Code)
		}
	}
	return cedar.NewRecord(cedar.RecordMap{
		"purposes": cedarSet(r.Purposes), "happened": cedarSet(happened), "living": cedarSet(living),
		"stage": cedar.String(r.Facts.Stage), "ground": cedar.String(r.Facts.Ground),
		"allocated": cedar.Boolean(r.Facts.Allocated), "covering": cedar.Boolean(r.Facts.Covering),
		"inTeam": cedar.Boolean(r.Facts.InTeam), "supervised": cedar.Boolean(r.Facts.Supervised),
		"restricted": cedar.Boolean(r.Facts.Restricted),
	})
}

func cedarSet(words []string) cedar.Set {
	values := make([]cedar.Value, len(words))
	for i, w := range words {
		values[i] = cedar.String(w)
	}
	return cedar.NewSet(values...)
}

func TestCedarQuotesWhatTheNoticeSays(t *testing.T) {
	p := connectorPack()
	p.Title = "Two\nlines"
	p.Uses[0].Clause.Says = "“Yours” – with a \"quote\", a \\ and a\nnew line"
	p.Uses[0].Clause.Cites = []string{"PW-09", "PW-19"}
	text := policy.Cedar(p)
	policies, err := cedar.NewPolicySetFromBytes("pack.cedar", []byte(text))
	if err != nil {
		t.Fatalf("the text does not parse: %v\n%s", err, text)
	}
	var says, cites string
	for _, one := range policies.All() {
		notes := one.Annotations()
		if notes["id"] == "uses[0]" {
			says, cites = string(notes["says"]), string(notes["cites"])
		}
	}
	if says != p.Uses[0].Clause.Says || cites != "PW-09 PW-19" {
		t.Errorf("the clause came back as %q, %q", says, cites)
	}
	if !strings.HasPrefix(text, "// Two lines:") {
		t.Error("the heading broke out of its comment")
	}
}
