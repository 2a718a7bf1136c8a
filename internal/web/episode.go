package web

import (
	"strconv"
	"strings"

	"candour/internal/care"
	"candour/internal/casework"
	"candour/internal/web/ui"
)

// episodePage is the frame of every page about one person, with the header
// that says who they are and what must be known before ringing or visiting.
// The title never names anybody.
func (s *Server) episodePage(req *request, title string, h casework.Header, entry care.ID) ui.StaffPage {
	p := s.staffPage(req, title, entry)
	p.Person = personHeader(h)
	return p
}

func personHeader(h casework.Header) *ui.Person {
	p := &ui.Person{Name: h.Name}
	if p.Name == "" {
		p.Name = "Name hidden or destroyed"
	}
	if h.Age.Number > 0 {
		p.Age = strconv.Itoa(h.Age.Number)
		y, m, _ := h.Age.AsAt.Date()
		p.AgeAsAt = "asked " + m.String()[:3] + " " + strconv.Itoa(y)
	}
	p.Goes = goesChip(h)
	p.Facts = headerFacts(h)
	if h.Safe == "no" {
		p.Caution = "not safe to ring. Whoever told us said that a call could put them at risk."
	}
	return p
}

func headerFacts(h casework.Header) []ui.Fact {
	needs := "Not asked"
	if it := h.File.Service.Item("client.access-needs"); it != nil {
		if v, ok := h.File.Value(it.Code); ok {
			needs = answerText(it, v)
		} else if !h.File.See.Answers[it.Index].Allowed {
			needs = "Hidden from you"
		}
	}
	facts := []ui.Fact{{Name: "Access needs", Text: needs}}
	if it := h.File.Service.Item("client.interpreter"); it != nil && h.Asks != "" {
		facts = append(facts, ui.Fact{Name: "Interpreter", Text: it.Shape.LabelOf(h.Asks)})
	}
	switch {
	case h.Safe == "no":
		facts = append(facts, ui.Fact{Name: "Ring", Text: "Do not ring"})
	case h.Ring != "":
		facts = append(facts, ui.Fact{Name: "Ring", Text: care.PhoneWords(h.Ring), Num: true})
	}
	worker := h.Worker
	if h.Mine {
		worker = "You"
	}
	if worker == "" {
		worker = "Nobody yet"
	}
	facts = append(facts, ui.Fact{Name: "Connector", Text: worker})
	return append(facts, ui.Fact{Name: "Basis", Text: basisWords(h.Basis), Href: placeHref(h.Pack, h.Basis.Clause.Place)})
}

// goesChip says when the last of the record is destroyed.
func goesChip(h casework.Header) *ui.Goes {
	var last care.Tier
	for _, t := range h.Goes {
		if t.LastDay.After(last.LastDay) {
			last = t
		}
	}
	if last.LastDay.IsZero() {
		return nil
	}
	words := "Destroyed after " + last.LastDay.Long()
	if n := len(h.Goes); n > 1 {
		words = "Destroyed in " + strings.ToLower(ui.Counted(n)) + " parts, the last after " + last.LastDay.Long()
	}
	return &ui.Goes{When: words, Spent: ui.Spent(h.File.Episode.ReceivedOn, last.LastDay, h.Today)}
}

// episodeTabs are the pages of one episode; current is the path under it.
func episodeTabs(h casework.Header, current string) []ui.NavItem {
	base := "/episodes/" + string(h.File.Episode.ID)
	tabs := []ui.NavItem{
		{Text: "Overview", Href: ""}, {Text: "Contacts", Href: "/contacts"}, {Text: "Plan", Href: "/plan"},
		{Text: "Measures", Href: "/measures"}, {Text: "What we hold and why", Href: "/held"},
		{Text: "What is destroyed when", Href: "/ends"}, {Text: "Chronology", Href: "/chronology"},
	}
	if !h.File.Episode.LeftOn.IsZero() { // what was done stands in the chronology
		tabs = append(tabs[:2], tabs[4:]...)
	}
	for i := range tabs {
		tabs[i].Current = tabs[i].Href == current
		tabs[i].Href = base + tabs[i].Href
	}
	return tabs
}
