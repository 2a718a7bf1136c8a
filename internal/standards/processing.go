package standards

import (
	"fmt"
	"slices"
	"strings"

	"candour/internal/notice"
)

// law adds the lawful bases and conditions, the purposes and the services
// named for them. DPV names the articles of the EU
// GDPR; ours are broader-typed nodes of the UK GDPR that point to them.
func (d *description) law() {
	for _, b := range d.pack.Bases {
		n := node{"@type": "dpv:LegalBasis", "dpv:hasApplicableLaw": refsTo([]string{"legal-gb:law-GDPR"})}
		n.set("skos:broader", refsTo(lawful(b)))
		n.set("dct:description", b.Says)
		n.set("dct:identifier", strings.Join(ground(b).Law, ", "))
		n.set("dct:source", b.Acts)
		if len(b.Schedule1) > 0 {
			n["dpv:hasApplicableLaw"] = refsTo([]string{"legal-gb:law-GDPR", "legal-gb:law-DPA"})
		}
		d.add(iri("basis", b.Code), n)
	}
	for _, x := range d.pack.Purposes {
		d.add(iri("purpose", x.Code), node{"@type": "dpv:Purpose", "dct:title": x.Says})
	}
	for _, s := range d.pack.Services {
		n := node{"@type": "dpv:Service", "dct:title": s.Says}
		n.set("dpv:hasPurpose", named("purpose", s.For, func(code string) string { return code }))
		d.services = append(d.services, d.add(iri("service", s.Code), n))
	}
}

// rights adds what the notice grants, and where to ask.
func (d *description) rights() []string {
	var ids []string
	for _, r := range d.pack.Rights.Grants {
		n := node{"@type": "dpv:DataSubjectRight", "dct:description": r.Says}
		n.set("dct:identifier", r.Article)
		n.set("skos:broader", refsTo(rights[r.Code]))
		switch ask := iri("office", d.pack.Rights.Ask); {
		case r.Code == "complain":
			n["dpv:isExercisedAt"] = refTo("#regulator")
		case d.pack.Rights.Ask != "":
			n["dpv:isExercisedAt"] = refTo(ask)
		}
		if d.pack.Rights.Free {
			n["dpv:hasFee"] = refTo("dpv:FeeNotRequired")
		}
		ids = append(ids, d.add(iri("right", r.Code), n))
	}
	return ids
}

// data adds every item with its category and its sources.
func (d *description) data() {
	for _, s := range d.pack.Sources {
		d.add(iri("source", s.Code), node{"@type": or(sourceKinds[s.Kind], "dpv:DataSource"), "dct:title": s.Says})
	}
	for _, it := range d.pack.Items {
		n := node{"@type": "dpv:PersonalData", "dct:title": it.Words, "dct:identifier": it.Code}
		switch {
		case it.Special != "":
			n["@type"] = "dpv:SpecialCategoryPersonalData"
		case it.Offences:
			n["@type"] = "dpv:SensitivePersonalData"
		}
		n.set("skos:broader", refsTo(categories(it)))
		n.set("dpv:hasDataSource", d.from(it))
		switch {
		case it.Required:
			n["dpv:hasNecessity"] = refTo("dpv:Required")
		case slices.ContainsFunc(it.From, func(from string) bool { return from != "worker" }):
			n["dpv:hasNecessity"] = refTo("dpv:Optional")
		}
		d.add(iri("item", it.Code), n)
	}
}

// categories gives the terms of an item: by its name, else by the shape of its
// answer, and by its special category.
func categories(it notice.Item) []string {
	_, name, _ := strings.Cut(it.Code, ".")
	terms := []string{or(byName[name], byShape[it.Shape.Kind]), bySpecial[it.Special]}
	if it.Offences {
		terms = append(terms, "pd:Criminal")
	}
	return once(slices.DeleteFunc(terms, func(s string) bool { return s == "" }))
}

func or(word, otherwise string) string {
	if word == "" {
		return otherwise
	}
	return word
}

// from gives where an item comes from.
func (d *description) from(it notice.Item) []node {
	var list []node
	for _, code := range once(it.From) {
		person, isPerson := d.pack.Person(code)
		switch {
		case code == it.About:
			list = append(list, refTo("dpv:DataSubjectDataSource"))
		case code == "worker":
			list = append(list, refTo("dpv:DataControllerDataSource"))
		case isPerson:
			list = append(list, refTo(d.add(iri("source", code), node{"@type": "dpv:ThirdPartyDataSource", "dct:title": person.Says})))
		default:
			list = append(list, refTo(iri("source", code)))
		}
	}
	return list
}

// storage adds how long each tier is kept, and where data rests.
func (d *description) storage() {
	ends := endings(d.pack)
	for _, t := range d.pack.Tiers {
		n := node{"@type": "dpv:StorageDuration", "dct:title": t.Called}
		n.set("dct:description", ends[t.Code])
		var spans []node
		for _, l := range t.Limits {
			spans = append(spans, d.span(l))
		}
		if len(spans) == 0 {
			spans = []node{refTo("dpv:IndeterminateDuration")}
		}
		n["dpv:hasDuration"] = spans
		d.add(iri("keep", t.Code), n)
	}
	for i, place := range d.pack.Places {
		n := node{"@type": "dpv:StorageLocation"}
		var where []node
		for _, w := range place.Where {
			where = append(where, location(w))
		}
		n.set("dpv:hasLocation", where)
		n.set("dct:description", systems(place))
		d.add(iri("stored", fmt.Sprint(i+1)), n)
	}
}

// span is one end of a tier. DPV has no term for a span that begins at an
// event: it is a TemporalDuration, described in words.
func (d *description) span(l notice.Limit) node {
	event, _ := d.pack.Event(l.Event)
	switch {
	case l.Event == "":
		return node{"@type": "dpv:UntilTimeDuration", "rdf:value": node{"@type": "xsd:date", "@value": l.Day.String()}}
	case l.Months == 0:
		return node{"@type": "dpv:UntilEventDuration", "rdf:value": or(event.Says, l.Event)}
	}
	return node{
		"@type": "dpv:TemporalDuration", "rdf:value": node{"@type": "xsd:duration", "@value": fmt.Sprintf("P%dM", l.Months)},
		"dct:description": "after " + or(event.Says, l.Event),
	}
}

// process adds one activity of the record; more names it apart from others of
// its purpose and people.
func (d *description) process(a Activity, more ...string) string {
	n := node{"@type": "dpv:PersonalDataProcess"}
	if a.Person == "" {
		n["@type"] = "dpv:Process"
	} else {
		n["dpv:hasDataSubject"] = refTo(iri("person", a.Person))
	}
	n.set("dct:title", a.Says)
	if a.Purpose != "" {
		n["dpv:hasPurpose"] = refTo(iri("purpose", a.Purpose))
	}
	n.set("dct:description", outputs[a.Output])
	if a.Assessment != "" {
		n["dpv:hasAssessment"] = node{"@type": "dpv:Assessment", "dpv:hasApplicability": refTo("dpv:NotAvailable"),
			"dct:description": "Whether this fits with the other purposes is to be assessed first"}
	}
	n.set("dpv:hasPersonalData", named("item", a.Items, func(it Item) string { return it.Code }))
	n.set("dpv:hasLegalBasis", named("basis", a.Bases, func(g Ground) string { return g.Code }))
	n.set("dpv:hasRecipient", named("recipient", a.Recipients, func(r Recipient) string { return r.Code }))
	n.set("dpv:isImplementedByEntity", named("role", d.roles(a.By, d.pack.Roles), func(code string) string { return code }))
	n.set("dpv:isImplementedUsingTechnology", named("role", d.roles(a.By, d.pack.Actors), func(code string) string { return code }))
	var doing []string
	for _, act := range a.Acts {
		doing = append(doing, or(acts[act], "dpv:Processing"))
	}
	n.set("dpv:hasProcessing", refsTo(once(doing)))
	storage := named("keep", a.Keep, func(k Keep) string { return k.Tier })
	if a.Person != "" {
		for i := range d.pack.Places {
			storage = append(storage, refTo(iri("stored", fmt.Sprint(i+1))))
		}
	}
	n.set("dpv:hasStorageCondition", storage)
	name := []string{or(a.Purpose, "without_purpose"), a.Person}
	if a.Person == "" {
		name = name[:1]
	}
	return d.add(iri("process", append(name, more...)...), n)
}

var outputs = map[string]string{
	"counts": "Only counts that name nobody come of it", "anonymous": "Only what can tell nobody apart comes of it",
	"pseudonymous": "Names are replaced by codes",
}

func named[T any](kind string, list []T, code func(T) string) []node {
	refs := make([]node, len(list))
	for i, v := range list {
		refs[i] = refTo(iri(kind, code(v)))
	}
	return refs
}

// roles gives those of the codes that are among some roles.
func (d *description) roles(codes []string, among []notice.Role) []string {
	return slices.DeleteFunc(slices.Clone(codes), func(code string) bool {
		return !slices.ContainsFunc(among, func(r notice.Role) bool { return r.Code == code })
	})
}
