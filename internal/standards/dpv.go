package standards

import (
	"candour/internal/notice"
)

// Notice writes the pack's notice as a dpv:PrivacyNotice: its wording, layer by
// layer, and everything it says of processing (UK GDPR Arts 13 and 14).
func Notice(p *notice.Pack) []byte {
	d := describe(p)
	return d.write(d.notice())
}

// JSONLD writes the record of a pack as a dpv:DataProcessingRecord.
func JSONLD(p *notice.Pack) []byte {
	d := describe(p)
	return d.write(d.dataProcessingRecord())
}

// A description is a pack on its way into DPV.
type description struct {
	graph
	pack      *notice.Pack
	record    Record
	services  []string
	processes []string // in the order of the record's activities
}

// describe says everything that the documents of a pack share.
func describe(p *notice.Pack) *description {
	d := &description{graph: graph{index: map[string]int{}}, pack: p, record: RecordOf(p)}
	d.parties()
	d.law()
	d.data()
	d.storage()
	d.recipients()
	for _, a := range d.record.Activities {
		d.processes = append(d.processes, d.process(a))
	}
	return d
}

// notice adds the notice itself.
func (d *description) notice() string {
	p := d.pack
	n := node{
		"dct:title": p.Title, "dct:language": "en-GB", "dct:publisher": refTo("#controller"),
		"dpv:hasDataController": refTo("#controller"), "dpv:hasJurisdiction": refTo("loc:GB"),
		"dpv:hasApplicableLaw": refsTo([]string{"legal-gb:law-GDPR", "legal-gb:law-DPA"}), "dpv:hasAuthority": refTo("#regulator"),
	}
	n.set("@type", d.noticeTypes())
	n.set("dct:description", p.About)
	n.set("dct:issued", d.record.Version)
	n.set("dct:identifier", p.Hash)
	n.set("dpv:hasService", refsTo(d.services))
	n.set("dpv:hasProcess", refsTo(d.processes))
	n.set("dpv:hasRight", refsTo(d.rights()))
	n.set("dpv:hasNoticeLayer", d.layers())
	n.set("dct:relation", d.gaps())
	return d.add("#notice", n)
}

// noticeTypes says whether people are told as Art 13 or as Art 14 has it.
func (d *description) noticeTypes() []string {
	types := []string{"dpv:PrivacyNotice", "dpv:LayeredNotice"}
	direct, indirect := false, false
	for _, it := range d.pack.Items {
		for _, from := range it.From {
			direct = direct || from == it.About
			indirect = indirect || from != it.About && from != "worker"
		}
	}
	if direct {
		types = append(types, "eu-gdpr:DirectDataCollectionNotice")
	}
	if indirect {
		types = append(types, "eu-gdpr:IndirectDataCollectionNotice")
	}
	return types
}

// layers gives the wording: the first screen, then each section.
func (d *description) layers() []node {
	page := d.pack.Page()
	first := node{"@type": "dpv:NoticeLayer", "dct:title": page.Title}
	var words []string
	for _, a := range page.First {
		words = append(words, a.Question+" "+a.Says)
	}
	first.set("dct:description", words)
	list := []node{first}
	for _, s := range page.Sections {
		layer := node{"@type": "dpv:NoticeLayer", "dct:title": s.Title}
		words = nil
		for _, l := range s.Lines {
			words = append(words, l.Says)
		}
		layer.set("dct:description", words)
		list = append(list, layer)
	}
	return list
}

// dataProcessingRecord adds the record of processing (UK GDPR Art 30(1)).
func (d *description) dataProcessingRecord() string {
	p, r := d.pack, d.record
	n := node{
		"@type": "dpv:DataProcessingRecord", "dct:title": p.Title, "dct:language": "en-GB", "dct:publisher": refTo("#controller"),
		"dpv:hasDataController": refTo("#controller"), "dpv:hasJurisdiction": refTo("loc:GB"),
		"dpv:hasApplicableLaw": refsTo([]string{"legal-gb:law-GDPR", "legal-gb:law-DPA"}),
	}
	n.set("dct:description", p.About)
	n.set("dct:issued", r.Version)
	n.set("dct:identifier", p.Hash)
	n.set("dpv:hasService", refsTo(d.services))
	n.set("dpv:hasProcess", refsTo(d.processes))
	var measures []node
	for _, says := range r.Measures {
		measures = append(measures, node{"@type": "dpv:TechnicalOrganisationalMeasure", "dct:description": says})
	}
	n.set("dpv:hasTechnicalOrganisationalMeasure", measures)
	var assessments []node
	for _, a := range p.Assess {
		one := node{"@type": "dpv:ImpactAssessment"}
		one.set("dct:title", a.For)
		one.set("dct:description", a.State)
		assessments = append(assessments, one)
	}
	n.set("dpv:hasAssessment", assessments)
	var policies []node
	for _, doc := range p.Controller.Policies {
		one := node{"@type": "dpv:Policy", "dct:title": doc.Name}
		one.set("dct:source", doc.At)
		policies = append(policies, one)
	}
	n.set("dpv:hasPolicy", policies)
	n.set("dct:relation", d.gaps())
	return d.add("#record", n)
}

// gaps are what applies and is not known.
func (d *description) gaps() []node {
	var list []node
	for _, g := range d.record.Gaps {
		list = append(list, node{
			"@type": "dpv:Context", "dpv:hasApplicability": refTo("dpv:NotAvailable"), "dct:identifier": g.Ref, "dct:description": g.Says,
		})
	}
	return list
}
