package notice

import (
	"slices"
	"strings"
)

func (b *build) checkShare(s Share) {
	at := s.Clause.Pos
	r, known := b.p.Recipient(s.To)
	b.checkSpecial(s.Items, s.Purpose, at)
	if x, ok := b.p.Purpose(s.Purpose); ok {
		b.checkOther(x, at)
	}
	switch {
	case s.Output == "" && len(s.Items) == 0 && len(s.Sets) == 0:
		b.faults.add(at, "share of nothing", "name its sets, or write output: anonymous", "nothing says what %q receives", s.To)
	case s.Output != "" && len(s.Sets) > 0:
		b.faults.add(at, "share", "take the sets out, or the output", "an anonymous share names sets of personal information")
	case s.Output == "" && s.Permission == "" && s.When == "" && s.On == "" && s.OptOut == (OptOut{}):
		b.faults.add(at, "share", "write permission: ask each time, on: consent and its name, opt out, or when: law requires", "nothing says on whose word %q receives", s.To)
	case s.When == "without telling" && (!slices.Contains(s.Needs, "approver") || !slices.Contains(s.Needs, "reason")):
		b.faults.add(at, "share", "add needs: [reason, approver, review]", "what goes out without telling has no reason or nobody's approval")
	case s.When == "law requires" && !slices.Contains(s.Needs, "approver"):
		b.faults.add(at, "share", "add needs: [order or power, approver]", "what the law requires goes out with nobody's approval")
	}
	if known && r.Gets == noPersonalData && len(s.Items) > 0 {
		b.faults.add(at, "share", "take the sets out, or gets: no personal data from the recipient", "%q gets no personal data and receives %s here", s.To, and(s.Sets))
	}
	for _, n := range b.p.NeverShare {
		set, _ := b.p.Set(n.Set)
		for _, i := range s.Items {
			if slices.Contains(set.Items, i) {
				b.faults.add(at, "never shared", "take it out of the share", "%q is shared with %q and never shared", b.p.Items[i].Code, s.To)
			}
		}
	}
	if (s.Permission != "" || s.On != "") && known {
		b.checkSharer(s)
	}
}

// checkSharer: someone may make a share that takes permission, for all of it.
func (b *build) checkSharer(s Share) {
	var may []int
	for _, u := range b.p.Uses {
		if u.Purpose == s.Purpose && slices.Contains(u.May, "share") {
			may = append(may, b.p.ItemsOf(u)...)
		}
	}
	for _, i := range s.Items {
		if !slices.Contains(may, i) {
			b.faults.add(s.Clause.Pos, "nobody may share", "add a use that may share it for "+s.Purpose, "no use lets anybody share %q with %q", b.p.Items[i].Code, s.To)
			return
		}
	}
}

// checkRecipients: whoever receives anything has an agreement or a notice of
// their own, and a mechanism where they are abroad.
func (b *build) checkRecipients() {
	for _, r := range b.p.Recipients {
		at := b.declared[aRecipient][r.Code]
		b.checkBody(r)
		if r.Gets == noPersonalData {
			continue
		}
		if r.Where != "UK" && r.Where != "" && strings.TrimSpace(r.Transfer.Mechanism) == "" {
			b.faults.add(at, "transfer without mechanism", "name the mechanism with transfer, or write gets: no personal data",
				"recipient %q is in the %s and nothing says how information may go there (UK GDPR Art 46)", r.Code, r.Where)
		}
		b.checkAgreement(r, at)
	}
}

// checkAgreement warns until the service is live, and then stops it.
func (b *build) checkAgreement(r Recipient, at Pos) {
	if r.Agreement != "" || r.Notice != "" || r.Kind == "" || r.Clause.Gap != "" && !b.p.Live {
		return
	}
	say := b.faults.warn
	if b.p.Live {
		say = b.faults.add
	}
	say(at, "recipient without agreement", "give agreement or notice, or say with gap that there is none", "recipient %q has neither an agreement nor a notice of its own", r.Code)
}
