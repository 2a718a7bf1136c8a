package standards

import (
	"slices"

	"candour/internal/notice"
)

// parties adds the controller, its offices, the regulator and who does the
// work.
func (d *description) parties() {
	c := d.pack.Controller
	controller := node{"@type": []string{"dpv:DataController", "dpv:PublicSectorBody"}, "dpv:hasName": c.Name}
	controller.set("dpv:hasContact", c.Phone)
	var units []node
	for _, o := range c.Offices {
		if o.Code == officer {
			controller["dpv:hasDataProtectionOfficer"] = refTo(d.add(iri("office", o.Code), reachable("dpv:DataProtectionOfficer", o)))
			continue
		}
		units = append(units, refTo(d.add(iri("office", o.Code), reachable("dpv:OrganisationalUnit", o))))
	}
	regulator := reachable("dpv:DataProtectionAuthority", c.Regulator)
	regulator["skos:closeMatch"] = refTo("legal-gb:DPA-GB")
	controller["dpv:hasAuthority"] = refTo(d.add("#regulator", regulator))
	controller.set("dpv:hasOrganisationalUnit", units)
	d.add("#controller", controller)
	for _, r := range d.pack.Roles {
		d.add(iri("role", r.Code), node{"@type": "dpv:Entity", "dct:title": r.Title})
	}
	for _, r := range d.pack.Actors {
		d.add(iri("role", r.Code), node{"@type": "dpv:Technology", "dct:title": r.Title})
	}
	for _, person := range d.pack.People {
		n := node{"@type": "dpv:DataSubject", "dct:title": person.Says}
		if term := people[person.Code]; term != "" {
			n["skos:broader"] = refTo(term)
		}
		d.add(iri("person", person.Code), n)
	}
}

func reachable(kind string, o notice.Office) node {
	n := node{"@type": kind}
	n.set("dpv:hasName", o.Name)
	n.set("dpv:hasContact", slices.DeleteFunc([]string{o.Email, o.Phone, o.Web}, func(s string) bool { return s == "" }))
	n.set("dpv:hasAddress", o.Post)
	return n
}

// recipients adds everybody who may receive.
func (d *description) recipients() {
	for _, r := range d.pack.Recipients {
		types := []string{"dpv:Recipient"}
		if term := recipientKinds[r.Kind]; term != "" {
			types = append(types, term)
		}
		n := node{"@type": types, "dct:title": r.Says}
		n.set("dct:description", r.Gets)
		if r.Where != "" {
			n["dpv:hasLocation"] = location(r.Where)
		}
		if (builder{pack: d.pack}).recipient(r).Abroad() {
			n["dpv:hasThirdCountry"] = location(r.Where)
			basis := node{"@type": "dpv:DataTransferLegalBasis"}
			if basis.set("dct:description", r.Transfer.Mechanism); r.Transfer.Mechanism == "" {
				basis["dpv:hasApplicability"] = refTo("dpv:NotAvailable")
			}
			n["dpv:hasLegalBasis"] = basis
		}
		var members []node
		for _, m := range r.Members {
			members = append(members, node{"@type": "dpv:Organisation", "dpv:hasName": m.Name})
		}
		n.set("dct:hasPart", members)
		d.add(iri("recipient", r.Code), n)
	}
}

// location is a term for a place, or the place in words.
func location(where string) node {
	if term := places[where]; term != "" {
		return refTo(term)
	}
	return node{"@type": "dpv:Location", "dct:title": where}
}
