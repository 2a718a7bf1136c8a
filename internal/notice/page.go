package notice

import (
	"fmt"
	"strings"

	"candour/internal/calendar"
)

// A Page is the published notice as the public reads it, made from the same
// declarations that decide. Sections and lines are numbered from 1; a clause's
// Place is found here.
type Page struct {
	Council  string
	Title    string
	InForce  calendar.Day // date of the version in force; zero where the print bears none
	Dated    string       // the same as far as the print gives it: "November 2024", or ""
	As       string       // "last updated"
	First    []Answer
	Life     []LifeRow
	Sections []Section
	Hash     string
}

// An Answer is one of the five sentences of the first screen.
type Answer struct {
	Question, Says string
	Clauses        []string // refs it is made from
}

// A Section is one numbered part of the notice.
type Section struct {
	Number int
	Key    string // stable: "who", "collect", "why", "sees", "share", "long", "rights", "safe", "ask", "open", "changes"
	Title  string
	Part   string // which of the four required parts it is, or ""
	Lines  []Line
}

// A Line is one numbered sentence or two.
type Line struct {
	Number  int
	Group   string   // whom it speaks to: "If you are the person being referred"; "" for everybody
	Says    string   // plain English, ends with a full stop
	Clauses []string // refs it is made from
}

// A LifeRow is the life of one tier, for the picture and its table.
type LifeRow struct {
	Tier   string
	Label  string       // "Sensitive details"
	About  string       // person code
	Holds  string       // "your gender, …"
	From   string       // event code that begins it
	Ends   string       // "6 months after you leave, or after 31 December 2027, whichever comes first"
	Last   calendar.Day // the last day it can be kept, zero where only an event ends it
	Clause string       // ref of its keep line
}

// The four parts a notice must have: what is held, how it is collected, how
// it is used and with whom it is shared (UK GDPR Arts 13 and 14).
const (
	PartHeld   = "what we hold and how we collect it"
	PartUsed   = "how we use it"
	PartShared = "whom we share it with"
)

// Page composes the published notice.
func (p *Pack) Page() Page { return p.compose().page }

// A composer writes the page line by line and notes where each clause came.
type composer struct {
	p     *Pack
	page  Page
	says  map[string]string // by clause ref
	place map[string]string
}

func (p *Pack) compose() *composer {
	v := p.InForce()
	c := &composer{
		p: p, says: map[string]string{}, place: map[string]string{},
		page: Page{Council: p.Controller.Name, Title: p.Title, InForce: v.Date, Dated: v.Dated(), As: v.As, Hash: p.Hash},
	}
	for _, part := range sections {
		c.page.Sections = append(c.page.Sections, Section{Number: len(c.page.Sections) + 1, Key: part.key, Title: part.title, Part: part.part})
		part.say(c)
	}
	c.page.Life = p.life()
	c.page.First = p.first()
	return c
}

// sections are the parts of the page in order.
var sections = []struct {
	key, title, part string
	say              func(*composer)
}{
	{"who", "Who we are", "", (*composer).whoWeAre},
	{"collect", "What we collect, and how", PartHeld, (*composer).collected},
	{"why", "Why we use it, and the law we rely on", PartUsed, (*composer).why},
	{"sees", "Who sees it, and what for", PartUsed, (*composer).uses},
	{"share", "Whom we share it with", PartShared, (*composer).shared},
	{"long", "How long we keep it", "", (*composer).kept},
	{"rights", "Your rights", "", (*composer).rights},
	{"safe", "How we keep it safe", "", (*composer).safety},
	{"ask", "Whom to ask", "", (*composer).contacts},
	{"open", "What the printed notice leaves open", "", (*composer).open},
	{"changes", "Changes to this notice", "", (*composer).changes},
}

// line adds a numbered line and places the clauses it is made from there. The
// first line a clause appears on is its place.
func (c *composer) line(group, says string, clauses ...Clause) {
	s := &c.page.Sections[len(c.page.Sections)-1]
	for _, cl := range clauses {
		if says == "" && cl.Gap != "" {
			says = "Missing: " + cl.Gap
		}
	}
	l := Line{Number: len(s.Lines) + 1, Group: group, Says: sentence(says)}
	for _, cl := range clauses {
		if cl.Ref == "" {
			continue
		}
		l.Clauses = append(l.Clauses, cl.Ref)
		if _, ok := c.place[cl.Ref]; !ok {
			c.says[cl.Ref] = l.Says
			c.place[cl.Ref] = fmt.Sprintf("section %d, line %d", s.Number, l.Number)
		}
	}
	s.Lines = append(s.Lines, l)
}

// word gives every clause of a new pack its sentence and its place.
func (p *Pack) word() {
	c := p.compose()
	p.each(func(cl *Clause) { cl.Says, cl.Place = c.says[cl.Ref], c.place[cl.Ref] })
}

// Version says which publication this is: "Last updated November 2024".
func (pg Page) Version() string {
	if pg.Dated == "" {
		return "The printed notice bears no date"
	}
	return upper(pg.As) + " " + pg.Dated
}

// Text writes the page as plain text, for reading aloud, post and review.
func (pg Page) Text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n%s privacy notice\n%s\n\n", pg.Council, pg.Title, pg.Version())
	for _, a := range pg.First {
		fmt.Fprintf(&b, "%s\n  %s\n", a.Question, a.Says)
	}
	b.WriteString("\nHow long we keep each part\n")
	for _, r := range pg.Life {
		fmt.Fprintf(&b, "  %s (%s): gone %s.\n", r.Label, r.Holds, r.Ends)
	}
	for _, s := range pg.Sections {
		fmt.Fprintf(&b, "\n%d. %s\n", s.Number, s.Title)
		group := ""
		for _, l := range s.Lines {
			if l.Group != group {
				group = l.Group
				if group == "" {
					b.WriteString("  For everybody:\n")
				} else {
					fmt.Fprintf(&b, "  %s:\n", group)
				}
			}
			fmt.Fprintf(&b, "  %d.%d %s\n", s.Number, l.Number, l.Says)
		}
	}
	return b.String()
}
