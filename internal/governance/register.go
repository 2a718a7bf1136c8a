package governance

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"slices"

	"candour/internal/calendar"
	"candour/internal/gate"
	"candour/internal/notice"
)

// A Line is one dated line of the registers.
type Line = gate.RegisterLine

// The kinds of line.
const (
	KindReading    = "reading"           // about a reading's code
	KindGap        = "gap"               // about the place of the gap
	KindOffice     = "office"            // about an office: who holds it
	KindPolicy     = "policy document"   // appropriate policy documents (DPA 2018 Sch 1 Part 4)
	KindImpact     = "impact assessment" // UK GDPR Art 35
	KindAgreement  = "agreement"         // with a recipient
	KindCompatible = "compatibility"     // of a purpose (UK GDPR Art 6(4))
	ofService      = "the service"       // what an impact assessment is about
)

// The states of a line.
const (
	Accepted = "accepted"
	Declined = "declined"
	Filled   = "filled"
	Held     = "held"
	Vacant   = "vacant"
	InForce  = "in force"
	Ended    = "ended"
	Allowed  = "allowed"
	Refused  = "refused"
)

// A register is what stands of a controller's lines on one day.
type register struct {
	lines []Line // oldest first
	today calendar.Day
}

func newRegister(lines []Line, today calendar.Day) register { return register{lines, today} }

// find gives the newest line of a kind about a thing, for one service or for
// the whole council.
func (r register) find(service, kind, about string) (Line, bool) {
	for _, l := range slices.Backward(r.lines) {
		if l.Kind == kind && l.About == about && (l.Service == service || l.Service == "") {
			return l, true
		}
	}
	return Line{}, false
}

// reading gives what was last decided on a reading's words. Changed words were
// never decided on; changed says that earlier ones were.
func (r register) reading(service string, x notice.Reading) (l Line, changed, ok bool) {
	words := Words(x.Says)
	for _, l := range slices.Backward(r.lines) {
		if l.Kind != KindReading || l.Service != service || l.About != x.Code {
			continue
		}
		if l.Words == words {
			return l, false, true
		}
		changed = true
	}
	return Line{}, changed, false
}

// gap gives what fills a gap, known by its words: its place may move from one
// version to the next.
func (r register) gap(service string, g notice.Gap) (Line, bool) {
	words := Words(g.Says)
	for _, l := range slices.Backward(r.lines) {
		if l.Kind == KindGap && l.Words == words && (l.Service == service || l.Service == "") {
			return l, true
		}
	}
	return Line{}, false
}

// current reports whether a line holds today: begun, and not past its last day
// or the day it is to be reviewed by.
func (r register) current(l Line) bool {
	return !l.From.After(r.today) && (l.Until.IsZero() || !l.Until.Before(r.today))
}

// Words is the digest by which a decision names the words it was taken on:
// SHA-256, hex.
func Words(says string) string {
	sum := sha256.Sum256([]byte(says))
	return hex.EncodeToString(sum[:])
}

// publicEnquiries is the place of the gap that a number to ring fills.
const publicEnquiries = "controller.public enquiries"

// onto gives a pack as it is shown: dated with the day its version came into
// force, its readings accepted or not, its gaps with what the council filled
// them with. The pack it is given is left as it is.
func (r register) onto(p *notice.Pack, v *Publication) *notice.Pack {
	out := *p
	if last := p.InForce(); v != nil && last.Date != v.Effective {
		out.Versions = append(slices.Clone(p.Versions), notice.Version{Date: v.Effective, As: cmp.Or(last.As, "last updated")})
	}
	out.Readings = slices.Clone(p.Readings)
	for i, x := range p.Readings {
		out.Readings[i].Accepted = "none"
		if l, _, ok := r.reading(p.Service, x); ok && l.State == Accepted {
			out.Readings[i].Accepted = l.OnDay.Long()
		}
	}
	out.Controller = r.ontoController(p.Controller)
	out.Gaps = slices.Clone(p.Gaps)
	for i, g := range p.Gaps {
		if l, ok := r.gap(p.Service, g); ok {
			out.Gaps[i].Says = filledIn(g, l)
		}
	}
	return &out
}

// ontoController gives a council with the number to ring that it filled in.
func (r register) ontoController(c notice.Controller) notice.Controller {
	c.Gaps = slices.Clone(c.Gaps)
	for i, g := range c.Gaps {
		l, ok := r.gap("", g)
		if !ok {
			continue
		}
		if g.Ref == publicEnquiries && l.State == ByPhone {
			c.Phone = l.Value
		}
		c.Gaps[i].Says = filledIn(g, l)
	}
	return c
}

func filledIn(g notice.Gap, l Line) string {
	return g.Says + ". The council filled this in on " + l.OnDay.Long() + ": " + l.Value
}
