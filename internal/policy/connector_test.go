package policy_test

import (
	"fmt"

	"candour/internal/notice"
	"candour/internal/policy"
)

// connectorPack is a small pack in the manner of a visiting service.
func connectorPack() *notice.Pack {
	visit := []notice.Channel{{Code: "visit"}, {Code: "phone", Reason: true}}
	open := []notice.Channel{{Code: "web"}, {Code: "phone"}, {Code: "visit"}}
	at := []string{"application", "engaged"}
	p := &notice.Pack{
		Title:  "Visiting",
		People: []notice.Person{{Code: "client", Says: "The person being referred"}, {Code: "referrer", Says: "A third party"}},
		Events: []notice.Event{
			{Code: "referred", Kind: notice.ReferralReceived},
			{Code: "contact failed", Kind: notice.ContactMade, Outcomes: []string{"wrong details", "unreachable"}},
			{Code: "reached", Kind: notice.ContactMade, Outcomes: []string{"spoke to the person themselves"}},
			{Code: "left", Kind: notice.EpisodeClosed},
		},
		Stages: []notice.Stage{{Code: "application", From: "referred", Until: []string{"reached", "left"}}, {Code: "engaged", From: "reached", Until: []string{"left"}}},
		Items: []notice.Item{
			{Code: "client.name", From: []string{"client", "referrer"}, At: at, By: open, Tier: "record"},
			{Code: "client.telephone", From: []string{"client", "referrer"}, At: at, By: open, Tier: "record"},
			{Code: "client.gender", From: []string{"client"}, At: []string{"engaged"}, By: []notice.Channel{{Code: "visit"}, {Code: "phone"}}, Tier: "sensitive"},
			{Code: "client.medical", From: []string{"client"}, At: []string{"engaged"}, By: visit, Tier: "sensitive", Special: "health", Relevant: true},
			{Code: "referrer.name", From: []string{"referrer"}, At: []string{"application"}, By: open, Tier: "referrer"},
		},
		Sets: []notice.Set{
			{Code: "referral", Items: []int{0, 1}}, {Code: "later", Items: []int{2}},
			{Code: "health", Items: []int{3}}, {Code: "referrer", Items: []int{4}},
		},
		Bases: []notice.Basis{{Code: "task", Article6: "e"}, {Code: "care", Article9: "h"}},
		Purposes: []notice.Purpose{
			{Code: "join", Basis: "task"}, {Code: "plan", Basis: "task", Special: []string{"care"}}, {Code: "reach", Basis: "task"},
			{Code: "audit", Basis: "task"}, {Code: "comply", Basis: "task", Special: []string{"care"}}, {Code: "report", Basis: "task"},
		},
		Uses: []notice.Use{
			{By: []string{"public form"}, May: []string{"record"}, Purpose: "join", Sets: []string{"referral"}, At: []string{"application"}},
			{By: []string{"public form"}, May: []string{"record"}, Purpose: "reach", Sets: []string{"referrer"}, At: []string{"application"}},
			{By: []string{"connector"}, May: []string{"see", "record", "correct"}, Purpose: "join", Sets: []string{"referral"}, At: at, Who: policy.AllocatedOrCovering},
			{By: []string{"connector"}, May: []string{"see"}, Purpose: "reach", Sets: []string{"referrer"}, After: []string{"contact failed"}, Who: policy.AllocatedOrCovering},
			{By: []string{"connector"}, May: []string{"see", "record", "correct"}, Purpose: "plan", Sets: []string{"later", "health"}, At: []string{"engaged"}, Who: policy.AllocatedOrCovering},
			{By: []string{"team manager"}, May: []string{"see"}, Purpose: "join", Sets: []string{"referral"}, At: at, Who: policy.InTeam},
			{By: []string{"auditor"}, May: []string{"see"}, Purpose: "audit", Sets: []string{"referral"}, After: []string{"left"}, How: policy.OnPremises},
		},
		Recipients: []notice.Recipient{{Code: "activity provider"}, {Code: "authorities"}, {Code: "funder"}},
		Providers: []notice.Provider{
			{Code: "choir", Recipient: "activity provider"}, {Code: "garden", Recipient: "activity provider"},
		},
		Shares: []notice.Share{
			{To: "activity provider", Purpose: "plan", Permission: "ask each time", Items: []int{0, 1, 4}},
			{To: "authorities", Purpose: "comply", When: "law requires", Items: []int{0, 1, 2, 3}, Needs: []string{"order or power", "approver"}},
			{To: "funder", Purpose: "report", Output: "anonymous"},
		},
		NeverShare: []notice.NeverShare{{Set: "referrer", Except: []string{"the referrer's own access request"}, Clause: notice.Clause{Ref: "never share"}}},
		Never:      []notice.NeverCollect{{Item: "date-of-birth", Clause: notice.Clause{Ref: "never collect"}}},
		Rights:     notice.Rights{Clause: notice.Clause{Ref: "rights"}},
		Forms: []notice.Form{{
			Code: "refer-yourself", Stage: "application", Channel: []string{"web"}, By: "public form", From: "client",
			Groups: []notice.FormGroup{{Items: []int{0, 1}}},
		}},
	}
	return numbered(p)
}

// numbered gives every declaration its index and a clause to quote.
func numbered(p *notice.Pack) *notice.Pack {
	for i := range p.Items {
		p.Items[i].Index = i
		p.Items[i].Clause.Ref = "collect." + p.Items[i].Code
	}
	for i := range p.Uses {
		p.Uses[i].Clause.Ref = fmt.Sprintf("uses[%d]", i)
	}
	for i := range p.Shares {
		p.Shares[i].Clause.Ref = fmt.Sprintf("shares[%d]", i)
	}
	for i, code := range []string{"referrer", "sensitive", "record"} {
		p.Tiers = append(p.Tiers, notice.Tier{Index: i, Code: code, Clause: notice.Clause{Ref: "keep." + code}})
	}
	return p
}

// living gives facts of an episode whose every tier can be read.
func living(p *notice.Pack) policy.Facts {
	return policy.Facts{Happened: map[string]bool{}, Tiers: make([]policy.TierState, len(p.Tiers))}
}

func refs(p *policy.Table, a policy.Answer) (forRefs, against []string) {
	f, g := p.Clauses(a)
	for _, c := range f {
		forRefs = append(forRefs, c.Ref)
	}
	for _, c := range g {
		against = append(against, c.Ref)
	}
	return forRefs, against
}
