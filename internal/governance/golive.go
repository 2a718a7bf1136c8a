package governance

import (
	"cmp"
	"fmt"
	"slices"

	"candour/internal/notice"
)

// A Lack is one thing that keeps a service from going live.
type Lack struct {
	Says string // "There is no telephone number to ring"
	Mend string // who can mend it, and how
	At   string // where it is mended: KindReading, KindGap, or the kind of register
}

// missing lists exactly what keeps a service from going live, in the order in
// which the page shows it. The pack is as it is shown: gaps filled, readings
// accepted. What a notice promises is only kept where these stand: Arts 13, 28,
// 35 and 37 UK GDPR, and Sch 1 Part 4 of the Data Protection Act 2018.
func missing(p *notice.Pack, r register) []Lack {
	var out []Lack
	add := func(at, mend, says string, args ...any) {
		out = append(out, Lack{Says: fmt.Sprintf(says, args...), Mend: mend, At: at})
	}
	if p.Controller.Phone == "" {
		add(KindGap, "The data protection officer fills the gap with the council’s number", "There is no telephone number to ring")
	}
	for _, x := range p.Readings {
		switch l, changed, ok := r.reading(p.Service, x); {
		case !ok && changed:
			add(KindReading, "The "+x.AcceptedBy+" accepts it again", "Reading %s changed since it was decided on", x.Code)
		case l.State == Declined:
			add(KindReading, "Change the pack to what the "+x.AcceptedBy+" would accept", "Reading %s was declined", x.Code)
		case l.State != Accepted:
			add(KindReading, "The "+x.AcceptedBy+" accepts it", "Reading %s is not accepted", x.Code)
		}
	}
	need := func(l *Lack) {
		if l != nil {
			out = append(out, *l)
		}
	}
	for _, about := range policies(p) {
		need(r.document(p, KindPolicy, about, InForce, "appropriate policy document: "+about, "The data protection officer writes it and enters it in the register"))
	}
	for _, about := range assessed(p) {
		need(r.document(p, KindImpact, about, Allowed, "approved impact assessment of "+about, "The service’s manager has it made, the data protection officer advises and enters it in the register"))
	}
	for _, rec := range needingAgreement(p) {
		need(r.document(p, KindAgreement, rec.Code, InForce, "agreement with "+rec.Says, "The service’s manager makes it with them, the data protection officer enters it in the register"))
	}
	if l, ok := r.find(p.Service, KindOffice, Officer); !ok || l.State != Held || !r.current(l) {
		add(KindOffice, "The council names somebody, and enters them in the register", "The office of the data protection officer is vacant")
	}
	return out
}

// document looks for a line that stands and is in date.
func (r register) document(p *notice.Pack, kind, about, state, what, mend string) *Lack {
	l, ok := r.find(p.Service, kind, about)
	switch {
	case !ok || l.State != state:
		return &Lack{"There is no " + what, mend, kind}
	case l.From.After(r.today):
		return &Lack{"The " + what + " begins on " + l.From.Long() + " only", mend, kind}
	case !r.current(l):
		return &Lack{"The " + what + " was to be reviewed by " + l.Until.Long(), mend, kind}
	}
	return nil
}

// policies lists the policy documents a notice needs: those that the council
// names for what is collected, or one where it names none (DPA 2018 Sch 1
// paras 5, 38 to 41).
func policies(p *notice.Pack) []string {
	covers := map[string]bool{}
	for _, it := range p.Items {
		covers["special"] = covers["special"] || it.Special != ""
		covers["offences"] = covers["offences"] || it.Offences
	}
	for _, b := range p.Bases {
		covers["special"] = covers["special"] || b.PolicyDoc != ""
	}
	var out []string
	for _, kind := range []string{"special", "offences"} {
		if !covers[kind] {
			continue
		}
		named := ofGuarded[kind]
		for _, doc := range p.Controller.Policies {
			if slices.Contains(doc.Covers, kind) {
				named = doc.Code
			}
		}
		if !slices.Contains(out, named) {
			out = append(out, named)
		}
	}
	return out
}

// ofGuarded is what a policy document is about where the notice names none.
var ofGuarded = map[string]string{"special": "special category data", "offences": "criminal offences data"}

// assessed lists what needs an impact assessment before a service goes live:
// the service, and whatever the notice names beside it.
func assessed(p *notice.Pack) []string {
	out := []string{ofService}
	for _, a := range p.Assess {
		out = append(out, a.For)
	}
	return out
}

// needingAgreement lists the recipients that are sent personal information by
// the council's own choice. What a law has it hand over needs no agreement.
func needingAgreement(p *notice.Pack) []notice.Recipient {
	var out []notice.Recipient
	for _, rec := range p.Recipients {
		if rec.Gets == "" && rec.Agreement == "" && slices.ContainsFunc(p.Shares, func(s notice.Share) bool {
			return s.To == rec.Code && s.Output == "" && s.When == ""
		}) {
			out = append(out, rec)
		}
	}
	return out
}

// called names what a line is about.
func called(p *notice.Pack, kind, about string) string {
	switch kind {
	case KindOffice:
		o, _ := p.Controller.Office(about)
		return cmp.Or(o.Name, upperFirst(about))
	case KindAgreement:
		rec, _ := p.Recipient(about)
		return upperFirst(cmp.Or(rec.Says, about))
	case KindCompatible:
		x, _ := p.Purpose(about)
		return cmp.Or(x.Says, about)
	}
	return upperFirst(about)
}
