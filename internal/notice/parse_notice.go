package notice

import (
	"regexp"

	"candour/internal/calendar"
)

// notice reads notice.yaml into the build.
func (b *build) notice(root value, service string) {
	o := root.object("notice!", "title!", "controller!", "about!", "programme", "programmes", "versions!", "people!", "sources",
		"events!", "stages!", "collect", "never collect", "if you do not answer", "sets!", "bases!", "purposes!", "consents", "services",
		"uses", "recipients", "shares", "never share", "places!", "decides automatically!", "keep!", "counts", "research",
		"impact assessments", "rights!", "contacts!", "statements", "readings", "gaps")
	b.p.Service = o.text("notice")
	if b.p.Service != service && b.p.Service != "" {
		o.get("notice").fault("wrong folder", "write notice: "+service+", or rename the folder", "the notice calls itself %q in the folder %q", b.p.Service, service)
	}
	b.p.Title, b.p.About = o.text("title"), o.text("about")
	if c := o.text("controller"); c != "" && c != b.p.Controller.Code {
		o.get("controller").fault("wrong folder", "write controller: "+b.p.Controller.Code, "the notice names controller %q in the folder of %q", c, b.p.Controller.Code)
	}
	b.programmes(o)
	b.versions(o)
	b.people(o)
	b.sources(o)
	b.events(o)
	b.stages(o)
	b.collect(o)
	b.neverCollect(o)
	b.noAnswer(o)
	b.sets(o)
	b.bases(o)
	b.purposes(o)
	b.consents(o)
	b.services(o)
	b.uses(o)
	b.recipients(o)
	b.shares(o)
	b.neverShare(o)
	b.places(o)
	b.automated(o)
	b.keep(o)
	b.counts(o)
	b.research(o)
	b.assessments(o)
	b.rights(o)
	b.contacts(o)
	b.statements(o)
	b.readings(o)
	b.gaps(o)
	b.at["notice"] = o.keyAt("notice")
}

// monthForm is a date of which the print gives the month alone.
var monthForm = regexp.MustCompile(`^[0-9]{4}-[0-9]{2}$`)

func (b *build) versions(o object) {
	if !o.given("versions") {
		return
	}
	if v := o.get("versions"); pairsOf(v.node) != nil {
		lost := v.object("gap!", "cites", "reading")
		b.p.Versions = []Version{{Clause: b.clause(lost, index("versions", 0))}}
		return
	}
	for i, one := range o.get("versions").list() {
		v := one.said("date!", "as!")
		if !v.given("date") {
			continue
		}
		d, month := v.get("date").dayOrMonth()
		if n := len(b.p.Versions); n > 0 && !d.IsZero() && !d.After(b.p.Versions[n-1].Date) {
			v.get("date").fault("bad date", "list versions oldest first", "the version of %s comes after that of %s", d, b.p.Versions[n-1].Date)
		}
		b.p.Versions = append(b.p.Versions, Version{Date: d, Month: month, As: v.text("as"), Clause: b.clause(v, index("versions", i))})
	}
	if len(b.p.Versions) == 0 {
		b.faults.add(o.keyAt("versions"), "missing date", "add {date: …, as: last updated}, or say with gap that the print bears none", "the notice has no dated version")
	}
}

// dayOrMonth reads a date written 2022-10-05, or 2024-11 where the print gives
// the month alone: then it is the first of the month.
func (v value) dayOrMonth() (d calendar.Day, month bool) {
	s, _ := scalar(v.node)
	if !monthForm.MatchString(s) {
		return v.day(), false
	}
	d, err := calendar.Parse(s + "-01")
	if err != nil {
		v.fault("bad date", "write the day as year-month-day, or the month as year-month", "%s says %q, which is no month", v.name, s)
	}
	return d, true
}
