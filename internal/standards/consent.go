package standards

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strings"

	"candour/internal/notice"
)

// Profile is the schema that a consent record conforms to once somebody has
// answered: DPV's profile of ISO/IEC TS 27560:2023.
const Profile = "https://w3id.org/dpv/schema/dpv-27560#record"

// A Wording is what one separable line of consent asks, as a consent record
// keeps it: everything of ISO/IEC TS 27560 that is known before anybody
// answers. The record's own id, the person and the answer with its time are
// added when somebody does.
type Wording struct {
	Consent    string    // code
	Says       string    // the words agreed to
	Language   string    // "en-GB"
	Law        []string  // "UK GDPR Art 6(1)(a)", "UK GDPR Art 9(2)(a)"
	Explicit   []string  // special categories it covers
	Purposes   []Purpose // what for
	Items      []string  // which information, in the notice's words
	Recipients []string  // who may receive because of it, in the notice's words
	Withdraw   Office    // where it is taken back (UK GDPR Art 7(3))
	Needed     bool      // without it there is no service
	Version    string    `json:"-"` // hex SHA-256 of all the above: another wording is another version
}

// A Purpose is a purpose with its words.
type Purpose struct{ Code, Says string }

// Wordings gives the wording of every consent line of a pack, in its order.
func Wordings(p *notice.Pack) []Wording {
	activities := RecordOf(p).Activities
	var list []Wording
	for _, c := range p.Consents {
		w := Wording{Consent: c.Code, Says: c.Says, Language: "en-GB", Explicit: c.Explicit, Needed: c.Needed}
		if b, ok := p.Basis(c.Basis); ok {
			w.Law = ground(b).Law
		}
		if len(c.Explicit) > 0 && !slices.Contains(w.Law, explicitLaw) {
			w.Law = append(w.Law, explicitLaw)
		}
		for _, code := range c.For {
			x, _ := p.Purpose(code)
			w.Purposes = append(w.Purposes, Purpose{Code: code, Says: x.Says})
		}
		for _, a := range agreed(p, c, activities) {
			for _, it := range a.Items {
				w.Items = append(w.Items, it.Words)
			}
		}
		for _, code := range receiving(p, c.Code) {
			to, _ := p.Recipient(code)
			w.Recipients = append(w.Recipients, to.Says)
		}
		o, _ := p.Controller.Office(takenBackAt(p, c))
		w.Withdraw = office(o)
		w.Version = w.hash()
		list = append(list, w)
	}
	return list
}

const explicitLaw = "UK GDPR Art 9(2)(a)"

// takenBackAt is the office a consent is taken back at: its own, or the one
// that answers on rights.
func takenBackAt(p *notice.Pack, c notice.Consent) string {
	return or(c.Withdraw, p.Rights.Ask)
}

// agreed gives the activities that rest on a consent, each with what the
// consent is about and no more: a line for special categories covers items of
// those categories, any other line covers the rest.
func agreed(p *notice.Pack, c notice.Consent, activities []Activity) []Activity {
	var list []Activity
	for _, code := range c.For {
		before := len(list)
		for _, a := range activities {
			if a.Purpose != code {
				continue
			}
			a.Items = slices.DeleteFunc(slices.Clone(a.Items), func(it Item) bool { return !covers(c, it) })
			a.Keep = slices.DeleteFunc(slices.Clone(a.Keep), func(k Keep) bool {
				return !slices.ContainsFunc(a.Items, func(it Item) bool { return it.Tier == k.Tier })
			})
			a.Recipients = slices.DeleteFunc(slices.Clone(a.Recipients), func(r Recipient) bool {
				return !slices.Contains(receiving(p, c.Code), r.Code)
			})
			a.Bases = nil // said of the record as a whole
			if len(a.Items) > 0 {
				list = append(list, a)
			}
		}
		if x, ok := p.Purpose(code); ok && len(list) == before {
			list = append(list, Activity{Purpose: code, Says: x.Says})
		}
	}
	return list
}

func covers(c notice.Consent, it Item) bool {
	if len(c.Explicit) > 0 {
		return slices.Contains(c.Explicit, it.Special)
	}
	return it.Special == ""
}

// receiving gives the recipients of the shares that rest on a consent.
func receiving(p *notice.Pack, consent string) []string {
	var codes []string
	for _, s := range p.Shares {
		if s.On == consent {
			codes = append(codes, s.To)
		}
	}
	return once(codes)
}

func (w Wording) hash() string {
	text, err := json.Marshal(w)
	if err != nil {
		panic("standards: hashing a wording: " + err.Error()) // strings and lists always encode
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

// Consents writes the wording blocks as JSON-LD: for each line the
// dpv:ConsentNotice that is put to people, and the part of a dpv:ConsentRecord
// that every answer to it shares.
func Consents(p *notice.Pack) []byte {
	d := describe(p)
	within := node{"@type": "dpv:PrivacyNotice", "dct:title": p.Title, "dct:identifier": p.Hash}
	within.set("dct:issued", d.record.Version)
	d.add("#notice", within)
	var roots []string
	for i, w := range Wordings(p) {
		asked := node{
			"@type": "dpv:ConsentNotice", "dct:description": w.Says, "dct:identifier": w.Version, "dct:language": w.Language,
			"dct:isPartOf": refTo("#notice"),
		}
		roots = append(roots, d.add(iri("consent", w.Consent), asked))
		roots = append(roots, d.consentRecord(p.Consents[i], w))
	}
	return d.write(roots...)
}

func (d *description) consentRecord(c notice.Consent, w Wording) string {
	right := node{"@type": "dpv:DataSubjectRight", "skos:broader": refTo("eu-gdpr:A7-3"), "dct:identifier": "UK GDPR Art 7(3)"}
	control := node{"@type": "dpv:WithdrawConsent"}
	if at := takenBackAt(d.pack, c); at != "" {
		right["dpv:isExercisedAt"], control["dpv:isExercisedAt"] = refTo(iri("office", at)), refTo(iri("office", at))
	}
	n := node{
		"@type": "dpv:ConsentRecord", "dct:conformsTo": refTo(Profile), "dct:hasVersion": w.Version,
		"dpv:hasNotice": refTo(iri("consent", c.Code)), "dpv:hasDataController": refTo("#controller"),
		"dpv:hasJurisdiction": refTo("loc:GB"), "dpv:hasApplicableLaw": refTo("legal-gb:law-GDPR"),
		"dpv:hasAuthority": refTo("#regulator"), "dpv:hasConsentControl": control, "dpv:hasRight": right,
		"dpv:hasNecessity": refTo("dpv:Optional"),
	}
	if c.Needed {
		n["dpv:hasNecessity"] = refTo("dpv:Required")
	}
	bases := []node{refTo(iri("basis", c.Basis))}
	if len(c.Explicit) > 0 {
		bases = append(bases, node{
			"@type": "dpv:LegalBasis", "skos:broader": refTo("eu-gdpr:A9-2-a"), "dct:identifier": explicitLaw,
			"dct:description": "explicit consent: " + strings.Join(c.Explicit, ", "), "dpv:hasApplicableLaw": refTo("legal-gb:law-GDPR"),
		})
	}
	n["dpv:hasLegalBasis"] = bases
	var processes []node
	for _, a := range agreed(d.pack, c, d.record.Activities) {
		processes = append(processes, refTo(d.process(a, "on", c.Code)))
	}
	n.set("dpv:hasProcess", processes)
	n.set("dpv:hasRecipient", named("recipient", receiving(d.pack, c.Code), func(code string) string { return code }))
	return d.add(iri("record", c.Code), n)
}
