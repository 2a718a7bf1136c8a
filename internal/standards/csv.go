package standards

import (
	"bytes"
	"encoding/csv"
	"slices"
	"strings"
)

// columns of the record, in order, with the letter of UK GDPR Art 30(1).
var columns = []string{
	"controller (a)", "contacts (a)", "joint controllers (a)", "data protection officer (a)", "service", "purpose (b)", "lawful basis",
	"people (c)", "information (c)", "special categories (c)", "comes from", "used by", "recipients (d)",
	"transfers abroad (e)", "kept (f)", "security (g)", "stored", "left open by the print", "version", "source hash",
}

// CSV writes the record as RFC 4180 has it: a header, then one line for each
// purpose and category of people. Several values in a cell are parted by "; ".
func (r Record) CSV() []byte {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	w.UseCRLF = true
	rows := [][]string{columns}
	for _, a := range r.Activities {
		rows = append(rows, r.row(a))
	}
	w.WriteAll(rows) // a bytes.Buffer takes everything
	return b.Bytes()
}

func (r Record) row(a Activity) []string {
	purpose := a.Says
	switch {
	case a.Purpose == "":
		purpose = "No purpose of the notice covers this"
	case a.Assessment != "":
		purpose += " (nothing yet: an assessment is " + a.Assessment + " of whether it fits with the others)"
	case a.Output != "":
		purpose += " (only as " + a.Output + ")"
	}
	people := a.People
	if a.Person == "" {
		people = "nobody: nothing about a person is used"
	}
	abroad := each(slices.DeleteFunc(slices.Clone(a.Recipients), func(to Recipient) bool { return !to.Abroad() }), transferText)
	if abroad == "" {
		abroad = "none"
	}
	return []string{
		r.Controller, each(r.Contacts, officeText), strings.Join(r.Joint, "; "), officeText(r.Officer), r.Title, purpose, each(a.Bases, groundText),
		people, each(a.Items, func(it Item) string { return it.Words }), special(a.Items), strings.Join(a.Sources, "; "),
		strings.Join(a.Users, "; "), each(a.Recipients, recipientText), abroad, each(a.Keep, keepText),
		strings.Join(r.Measures, " "), each(r.Systems, placeText), each(r.openOf(a), func(g Gap) string { return g.Says }),
		r.Version, r.Hash,
	}
}

// openOf gives the gaps of the service as a whole, and those of the purpose,
// bases, recipients and tiers of the activity.
func (r Record) openOf(a Activity) []Gap {
	of := map[string][]string{"purposes": {a.Purpose}, "bases": nil, "recipients": nil, "keep": nil}
	for _, b := range a.Bases {
		of["bases"] = append(of["bases"], b.Code)
	}
	for _, to := range a.Recipients {
		of["recipients"] = append(of["recipients"], to.Code)
	}
	for _, k := range a.Keep {
		of["keep"] = append(of["keep"], k.Tier)
	}
	return slices.DeleteFunc(slices.Clone(r.Gaps), func(g Gap) bool {
		kind, rest, _ := strings.Cut(g.Ref, ".")
		codes, particular := of[kind]
		return particular && !slices.ContainsFunc(codes, func(code string) bool {
			return rest == code || strings.HasPrefix(rest, code+".")
		})
	})
}

func each[T any](list []T, text func(T) string) string {
	var words []string
	for _, v := range list {
		if s := text(v); s != "" {
			words = append(words, s)
		}
	}
	return strings.Join(words, "; ")
}

func officeText(o Office) string {
	words := slices.DeleteFunc([]string{o.Name, o.Email, o.Phone, o.Web, o.Post}, func(s string) bool { return s == "" })
	return strings.Join(words, ", ")
}

func groundText(g Ground) string {
	s := strings.Join(g.Law, ", ")
	if s == "" {
		s = g.Code
	}
	if g.Says != "" {
		s += ": " + g.Says
	}
	if len(g.Acts) > 0 {
		s += " (" + strings.Join(g.Acts, ", ") + ")"
	}
	return s
}

func special(items []Item) string {
	var kinds []string
	for _, it := range items {
		if it.Special != "" {
			kinds = append(kinds, it.Special)
		}
		if it.Offences {
			kinds = append(kinds, "criminal convictions and offences")
		}
	}
	return strings.Join(once(kinds), "; ")
}

func recipientText(to Recipient) string {
	s := to.Says
	words := slices.DeleteFunc([]string{to.Kind, to.Where}, func(s string) bool { return s == "" })
	if len(words) > 0 {
		s += " (" + strings.Join(words, ", ") + ")"
	}
	if len(to.Members) > 0 {
		s += ": " + strings.Join(to.Members, ", ")
	}
	if to.Gets != "" {
		s += ": " + to.Gets
	}
	return s
}

// transferText names the country and the safeguard of a transfer, as Art
// 30(1)(e) asks.
func transferText(to Recipient) string {
	if to.Transfer == "" {
		return to.Says + ": " + to.Where + ", the notice names no safeguard"
	}
	return to.Says + ": " + to.Where + ", " + to.Transfer
}

func keepText(k Keep) string {
	if k.Until == "" {
		return k.Called
	}
	return k.Called + ": gone " + k.Until
}

func placeText(p Place) string {
	s := strings.Join(p.Where, ", ")
	if p.System != "" {
		s += ", " + p.System
	}
	return s
}
