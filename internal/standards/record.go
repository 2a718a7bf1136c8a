// Package standards says what a pack says in the words of other people's
// standards: the record of processing that UK GDPR Art 30(1) asks of a
// controller, as a value and as CSV (RFC 4180); the notice and the record as
// JSON-LD in the W3C Data Privacy Vocabulary (DPV 2.2); and the wording blocks
// of consent records after ISO/IEC TS 27560 as the DPV guide profiles it. The
// decision table as Cedar text is policy.Cedar.
//
// The package is pure: a Pack in, bytes out, the same bytes for the same pack.
// It may import notice, policy and calendar and nothing else of the house. What
// is mapped to what, and where no term fits, is in docs/standards.md.
package standards

import (
	"slices"
	"strings"

	"candour/internal/notice"
)

// A Record is one service's part of its controller's record of processing
// activities. The letters are those of UK GDPR Art 30(1).
type Record struct {
	Controller string   // (a)
	Contacts   []Office // (a), in the pack's order
	Joint      []string // (a) controllers that decide jointly with it, in the notice's words
	Officer    Office   // (a) the data protection officer, zero where the pack names none
	Regulator  Office
	Service    string // code
	Title      string
	About      string
	Version    string // day of the version in force, "2022-04-01", or "" where the print bears none
	Hash       string // of the pack's source

	Activities []Activity // (b) to (f), one for a purpose and a category of people
	Systems    []Place    // where data rests
	Measures   []string   // (g), a general description
	Gaps       []Gap      // what the print lost or never said
}

// An Office is whom to ask, never its holder.
type Office struct{ Name, Email, Phone, Web, Post string }

// A Place is where data rests and on what.
type Place struct {
	Where  []string
	System string
}

// An Activity is what is done for one purpose with the information of one
// category of people. What the pack declares and no purpose covers is in
// activities without a purpose, so that nothing is left out of the record.
type Activity struct {
	Purpose    string // (b) code, "" for what no purpose covers
	Says       string // (b) "To let you join the scheme"
	Output     string // "counts" or "anonymous" where nothing else comes of it
	Assessment string // "needed" while it waits for an assessment of whether it is compatible (Art 6(4))
	Bases      []Ground
	Person     string      // (c) code, "" where nobody's information is used
	People     string      // (c) "the person being referred"
	Items      []Item      // (c)
	Sources    []string    // where the items come from, in words
	By         []string    // codes of who uses them
	Users      []string    // the same, by title
	Acts       []string    // codes
	Recipients []Recipient // (d)
	Keep       []Keep      // (f)
}

// A Ground is a lawful basis, a condition for special category data or one
// for offences, as the law numbers it.
type Ground struct {
	Code string
	Law  []string // "UK GDPR Art 6(1)(e)", "Data Protection Act 2018 Sch 1 para 6"
	Says string
	Acts []string
	Gap  string
}

// An Item is one thing that is held.
type Item struct {
	Code     string // "client.name"
	Words    string // "your name"
	Special  string // "", or the special category: "health" (UK GDPR Art 9(1))
	Offences bool   // UK GDPR Art 10
	Required bool
	From     []string // source codes: "client", "worker"
	Tier     string
}

// A Recipient is who may receive, and the safeguard of a transfer abroad
// (e).
type Recipient struct {
	Code, Says, Kind, Where, Gets string
	Members                       []string // the bodies it stands for
	Transfer                      string   // mechanism, "" within the UK
	Gap                           string
}

// Abroad says that the recipient is outside the UK and receives something
// about a person: a transfer under UK GDPR Art 44.
func (r Recipient) Abroad() bool {
	return r.Where != "" && r.Where != "UK" && r.Gets != nothingPersonal
}

const nothingPersonal = "no personal data"

// A Keep is how long a tier is kept.
type Keep struct {
	Tier   string // code
	Called string // "Sensitive details"
	Until  string // "6 months after you leave or after 31 December 2027, whichever comes first"
}

// A Gap is what the print lost or never said, and of what.
type Gap struct{ Ref, Says string }

// RecordOf makes the record of processing of a pack.
func RecordOf(p *notice.Pack) Record {
	r := Record{
		Controller: p.Controller.Name, Regulator: office(p.Controller.Regulator),
		Service: p.Service, Title: p.Title, About: p.About, Hash: p.Hash,
	}
	switch v := p.InForce(); {
	case v.Date.IsZero():
	case v.Month:
		r.Version = v.Date.Month()
	default:
		r.Version = v.Date.String()
	}
	for _, o := range p.Controller.Offices {
		r.Contacts = append(r.Contacts, office(o))
		if o.Code == officer {
			r.Officer = office(o)
		}
	}
	if p.Controller.Phone != "" {
		r.Contacts = append(r.Contacts, Office{Name: "Public enquiries", Phone: p.Controller.Phone})
	}
	for _, to := range p.Recipients {
		if to.Kind == "joint controller" {
			r.Joint = append(r.Joint, to.Says)
		}
	}
	for _, place := range p.Places {
		r.Systems = append(r.Systems, Place{Where: place.Where, System: systems(place)})
	}
	for _, s := range p.Statements {
		if s.About == "safety" {
			r.Measures = append(r.Measures, s.Says)
		}
	}
	for _, g := range p.Gaps {
		r.Gaps = append(r.Gaps, Gap{Ref: g.Ref, Says: g.Says})
	}
	b := builder{pack: p, ends: endings(p)}
	for i := range p.Purposes {
		r.Activities = append(r.Activities, b.purpose(&p.Purposes[i])...)
	}
	r.Activities = append(r.Activities, b.unplaced(r.Activities)...)
	return r
}

// officer is the code of the data protection officer (UK GDPR Art 37).
const officer = "data protection officer"

func office(o notice.Office) Office {
	return Office{Name: o.Name, Email: o.Email, Phone: o.Phone, Web: o.Web, Post: o.Post}
}

// systems names what data rests on in one place.
func systems(p notice.Place) string {
	var names []string
	if p.System != "" {
		names = append(names, p.System)
	}
	for _, s := range p.Systems {
		name := s.Name
		if s.Kind != "" && s.Kind != s.Name {
			name += " (" + s.Kind + ")"
		}
		names = append(names, name)
	}
	return strings.Join(names, ", ")
}

// endings gives the sentence on the end of each tier, as the page has it.
func endings(p *notice.Pack) map[string]string {
	ends := map[string]string{}
	for _, row := range p.Page().Life {
		ends[row.Tier] = row.Ends
	}
	return ends
}

// Named gives the words of every item, purpose, recipient and tier that the
// record names, each once, in order: by code.
func (r Record) Named() (items, purposes, recipients, tiers []string) {
	for _, a := range r.Activities {
		if a.Purpose != "" {
			purposes = append(purposes, a.Purpose)
		}
		for _, it := range a.Items {
			items = append(items, it.Code)
		}
		for _, to := range a.Recipients {
			recipients = append(recipients, to.Code)
		}
		for _, k := range a.Keep {
			tiers = append(tiers, k.Tier)
		}
	}
	return distinct(items), distinct(purposes), distinct(recipients), distinct(tiers)
}

func distinct(words []string) []string {
	words = slices.Clone(words)
	slices.Sort(words)
	return slices.Compact(words)
}
