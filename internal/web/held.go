package web

import (
	"net/http"
	"slices"
	"strings"

	"candour/internal/care"
	"candour/internal/casework"
	"candour/internal/notice"
	"candour/internal/web/ui"
)

var heldRoutes = []Route{
	{http.MethodGet, "/episodes/{id}/held", Staff, (*Server).held},
}

// A heldPage is every item that the notice lets the service hold about one
// person, part by part: what is there or why not, what it is used for and by
// what right, where it came from, and when it goes. Under it stands who has
// looked.
type heldPage struct {
	*casework.Held
	Parts []heldPart
	Looks ui.Worklist
	Base  string
}

// A heldPart is one part of the record, which is destroyed together.
type heldPart struct {
	Called string
	Goes   *ui.Goes
	Clause ui.Clause
	Groups []heldGroup
}

// A heldGroup is the items that one sentence of why stands for.
type heldGroup struct {
	Items ui.Items
	Why   []heldWhy
	From  string
}

// A heldWhy is one purpose with its basis.
type heldWhy struct {
	Purpose ui.Link
	Basis   string
}

func (s *Server) held(req *request) (page, error) {
	h, err := s.Cases.Held(req.Context(), req.who(), req.id("id"))
	if err != nil {
		return page{}, err
	}
	p := heldPage{Held: h, Base: episodeHref(h.File.Episode.ID), Looks: looksOf(h)}
	for _, l := range h.Lives {
		p.Parts = append(p.Parts, heldPartOf(h, l))
	}
	frame := s.episodePage(req, "What we hold and why", h.Header, h.Entry)
	return show(p.view(frame, episodeTabs(h.Header, "/held")))
}

func heldPartOf(h *casework.Held, l casework.Life) heldPart {
	part := heldPart{Called: partCalled(h.Pack, l.Tier), Clause: clauseOf(h.Pack, l.Tier.Clause)}
	if l.Ended.IsZero() {
		part.Goes = &ui.Goes{When: lifeWords(h.Header, l), Spent: ui.Spent(l.From, l.Last, h.Today)}
		if l.Last.IsZero() {
			part.Goes.Spent = 0
		}
	} else {
		part.Goes = &ui.Goes{When: lifeWords(h.Header, l), Spent: 1}
	}
	var why string
	for i := range h.Pack.Items {
		it := &h.Pack.Items[i]
		if it.Tier != l.Tier.Code {
			continue
		}
		key := strings.Join(h.Pack.PurposesOf(i), ",") + "|" + strings.Join(it.From, ",")
		if key != why || len(part.Groups) == 0 {
			why = key
			part.Groups = append(part.Groups, heldGroup{Why: whyHeld(h.Pack, it), From: heldFrom(it)})
		}
		g := &part.Groups[len(part.Groups)-1]
		g.Items.Rows = append(g.Items.Rows, heldRow(h, l, it))
	}
	return part
}

// heldRow is one item: what is there, or why it is not to be seen.
func heldRow(h *casework.Held, l casework.Life, it *notice.Item) ui.Item {
	row := ui.Item{Name: strings.TrimPrefix(it.Shape.Label, "Your ")}
	switch {
	case it.About == "referrer":
		row = referredBy(h.File, h.Referrer)
		row.Name = "Their " + strings.TrimPrefix(it.Shape.Label, "Your ")
	case !l.Ended.IsZero():
		row.Empty = &ui.Empty{Kind: ui.Destroyed, On: l.Ended.Long()}
		if l.Intent != nil {
			row.Empty.Certificate = "/certificates/" + string(l.Intent.ID)
		}
	case recorded(it) && h.File.See.Answers[it.Index].Allowed:
		row.Text = recordedWords(h.File, it)
	default:
		row = rowOf(h.File, it)
	}
	place := ui.Link{Text: it.Clause.Place, Href: placeHref(h.Pack, it.Clause.Place), Hidden: "of the notice, about " + strings.ToLower(row.Name)}
	row.Act = place
	return row
}

// recordedWords counts the records that an item governs.
func recordedWords(f *casework.File, it *notice.Item) string {
	n := 0
	var last string
	for _, kind := range recordKinds {
		for _, r := range f.Records(kind) {
			if r.Item == it.Code {
				n++
				last = r.On.Long()
			}
		}
	}
	switch n {
	case 0:
		return "Nothing written down"
	case 1:
		return "One, of " + last
	}
	return ui.Counted(n) + ", the last of " + last
}

var recordKinds = []string{
	care.KindContact, care.KindNote, care.KindVisit, care.KindGoal, care.KindStep, care.KindSignpost, care.KindOnward,
	care.KindPermission, care.KindMeasure,
}

// whyHeld lists the purposes of an item, each with its basis, a special item
// with its condition.
func whyHeld(p *notice.Pack, it *notice.Item) []heldWhy {
	var out []heldWhy
	for _, code := range p.PurposesOf(it.Index) {
		purpose, _ := p.Purpose(code)
		w := heldWhy{Purpose: ui.Link{Text: purpose.Says, Href: placeHref(p, purpose.Clause.Place)}}
		if b, ok := p.Basis(purpose.Basis); ok {
			w.Basis = basisWords(b)
		}
		if it.Special != "" {
			for _, b := range p.SpecialOf(code) {
				w.Basis += ", Article 9(2)(" + b.Article9 + ")"
			}
		}
		out = append(out, w)
	}
	return out
}

// heldFrom says whom the notice lets an item come from.
func heldFrom(it *notice.Item) string {
	words := map[string]string{"client": "the person themselves", "referrer": "whoever refers them", "worker": "us, as we write it down"}
	var from []string
	for _, code := range it.From {
		from = append(from, words[code])
	}
	if it.About == "referrer" {
		from = []string{"the referrer themselves"}
	}
	says := "May come from " + strings.Join(from, " or ")
	if it.Special != "" {
		says += ". Special category: " + it.Special
	}
	return says + "."
}

// looksOf is who has looked: role, deed, purpose and day, newest first.
func looksOf(h *casework.Held) ui.Worklist {
	var out ui.Worklist
	for _, l := range h.Looks {
		who := roleTitle(h.Pack, l.Role)
		if l.Own {
			who = "You"
		}
		d := ui.Deed{
			When: withYear(l.Day), Before: who + ": " + l.Did(), Note: purposeWords(h.Pack, l.Purposes),
			Act: ui.Link{Text: "Entry", Hidden: "of this look", Href: "/ledger/" + l.ID},
		}
		if l.Outcome != "released" {
			d.Before = who + ": refused"
			d.Late = false
		}
		out.Rows = append(out.Rows, d)
	}
	return out
}

// roleTitle is what a role of the ledger is called.
func roleTitle(p *notice.Pack, code string) string {
	if r, ok := p.Actor(code); ok {
		return r.Title
	}
	if code == "timetable" {
		return "The timetable"
	}
	return code
}

// purposeWords are the purposes of an entry as the notice says them.
func purposeWords(p *notice.Pack, codes []string) string {
	var out []string
	for _, code := range codes {
		if x, ok := p.Purpose(code); ok && !slices.Contains(out, x.Says) {
			out = append(out, x.Says)
		}
	}
	return strings.Join(out, ". ")
}
