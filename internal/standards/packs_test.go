package standards

import (
	"fmt"

	"candour/internal/notice"

	"pgregory.net/rapid"
)

// withConsents is a small pack with what Kent's has not: consents, sources,
// offences, a transfer abroad, a tier without an end.
func withConsents() *notice.Pack {
	p := &notice.Pack{
		Controller: notice.Controller{
			Code: "shire", Name: "Shire Council",
			Offices: []notice.Office{
				{Code: "helpdesk", Name: "Helpdesk", Phone: "01632 960001"},
				{Code: "data protection officer", Name: "Data Protection Officer", Email: "dpo@example.org"},
			},
			Regulator: notice.Office{Code: "regulator", Name: "Information Commissioner"},
		},
		Service: "books", Title: "Books", About: "Books by post.", Hash: "0123",
		People:   []notice.Person{{Code: "child", Says: "your child"}, {Code: "parent", Says: "you"}},
		Services: []notice.NamedService{{Code: "first shelf", Says: "The first shelf", For: []string{"post"}}},
		Sources:  []notice.Source{{Code: "records", Says: "our own records", Kind: "own records"}},
		Bases: []notice.Basis{
			{Code: "consent", Article6: "a", Says: "you have agreed"},
			{Code: "offence task", Article10: "schedule 1", Schedule1: []int{6}, Says: "the law lets us"},
		},
		Purposes: []notice.Purpose{{Code: "post", Says: "To send books", Basis: "consent"}, {Code: "photos", Says: "To show what we do", Basis: "consent"}},
		Items: []notice.Item{
			{Index: 0, Code: "child.name", About: "child", From: []string{"parent", "records"}, Tier: "feed", Words: "your child's name", Required: true},
			{Index: 1, Code: "parent.record", About: "parent", From: []string{"records"}, Tier: "file", Words: "what courts decided", Offences: true},
		},
		Sets:       []notice.Set{{Code: "all", Items: []int{0}}},
		Uses:       []notice.Use{{By: []string{"clerk"}, May: []string{"see"}, Purpose: "post", Sets: []string{"all"}}},
		Recipients: []notice.Recipient{{Code: "library", Kind: "charity", Where: "US", Says: "a book charity", Transfer: notice.Transfer{Mechanism: "the UK-US data bridge"}}},
		Shares:     []notice.Share{{To: "library", Purpose: "post", On: "books", Sets: []string{"all"}, Items: []int{0}}},
		Tiers:      []notice.Tier{{Index: 0, Code: "feed", Called: "What we send"}, {Index: 1, Code: "file", Called: "The file"}},
		Roles:      []notice.Role{{Code: "clerk", Title: "Clerk"}},
		Rights:     notice.Rights{Ask: "helpdesk", Free: true, Grants: []notice.Right{{Code: "withdraw consent", Says: "You may take it back.", Article: "Art 7(3)"}}},
	}
	p.Consents = []notice.Consent{
		{Code: "books", Says: "Send my child a book each month", Basis: "consent", For: []string{"post"}, Needed: true},
		{Code: "photos", Says: "Take photographs of us", Basis: "consent", For: []string{"photos"}, Explicit: []string{"health"}, Withdraw: "data protection officer"},
	}
	return p
}

// drawPack makes a pack of which parts may be unused: items that no set
// names, recipients that nothing goes to, tiers that hold nothing.
func drawPack(t *rapid.T) *notice.Pack {
	p := withConsents()
	p.Services, p.Purposes, p.Items, p.Sets, p.Uses, p.Recipients, p.Shares, p.Tiers, p.Consents = nil, nil, nil, nil, nil, nil, nil, nil, nil
	count := func(most int, label string) int { return rapid.IntRange(0, most).Draw(t, label) }
	for i := range count(4, "purposes") {
		p.Purposes = append(p.Purposes, notice.Purpose{Code: fmt.Sprint("purpose ", i), Says: fmt.Sprint("To do ", i), Basis: "consent"})
	}
	for i := range 1 + count(2, "tiers") {
		p.Tiers = append(p.Tiers, notice.Tier{Index: i, Code: fmt.Sprint("tier ", i), Called: fmt.Sprint("Tier ", i)})
	}
	specials := []string{"", "", "health", "orientation"}
	for i := range 1 + count(7, "items") {
		about := rapid.SampledFrom([]string{"child", "parent"}).Draw(t, "about")
		p.Items = append(p.Items, notice.Item{
			Index: i, Code: fmt.Sprintf("%s.item-%d", about, i), About: about, Words: fmt.Sprintf("the item “%d”", i),
			From:    rapid.SliceOf(rapid.SampledFrom([]string{"child", "parent", "records", "worker"})).Draw(t, "from"),
			Tier:    rapid.SampledFrom(p.Tiers).Draw(t, "tier").Code,
			Special: rapid.SampledFrom(specials).Draw(t, "special"), Offences: rapid.Bool().Draw(t, "offences"),
		})
	}
	for i := range 1 + count(2, "sets") {
		p.Sets = append(p.Sets, notice.Set{Code: fmt.Sprint("set ", i), Items: drawItems(t, p)})
	}
	for i := range count(3, "recipients") {
		p.Recipients = append(p.Recipients, notice.Recipient{Code: fmt.Sprint("body ", i), Says: fmt.Sprint("the body ", i),
			Kind: rapid.SampledFrom([]string{"police", "charity", "new"}).Draw(t, "kind"), Where: rapid.SampledFrom([]string{"UK", "EU", "Norway"}).Draw(t, "where")})
	}
	for range count(5, "uses") * min(len(p.Purposes), 1) {
		p.Uses = append(p.Uses, notice.Use{By: []string{"clerk"}, May: rapid.SampledFrom([][]string{{"see"}, {"record", "sell"}}).Draw(t, "may"),
			Purpose: rapid.SampledFrom(p.Purposes).Draw(t, "for").Code, Sets: []string{rapid.SampledFrom(p.Sets).Draw(t, "of").Code}})
	}
	for range count(3, "shares") * min(len(p.Purposes), len(p.Recipients), 1) {
		p.Shares = append(p.Shares, notice.Share{To: rapid.SampledFrom(p.Recipients).Draw(t, "to").Code,
			Purpose: rapid.SampledFrom(p.Purposes).Draw(t, "shared for").Code, Items: drawItems(t, p)})
	}
	for i := range count(2, "consents") * min(len(p.Purposes), 1) {
		p.Consents = append(p.Consents, notice.Consent{Code: fmt.Sprint("line ", i), Says: "Yes", Basis: "consent",
			For: []string{rapid.SampledFrom(p.Purposes).Draw(t, "consent for").Code}, Explicit: rapid.SampledFrom([][]string{nil, {"health"}}).Draw(t, "explicit")})
	}
	return p
}

func drawItems(t *rapid.T, p *notice.Pack) []int {
	return rapid.SliceOfDistinct(rapid.IntRange(0, len(p.Items)-1), rapid.ID[int]).Draw(t, "items of")
}
