package notice

import (
	"regexp"
	"slices"
	"strings"
)

var itemForm = regexp.MustCompile(`^[a-z][a-z0-9-]*\.[a-z][a-z0-9-]*$`)

// notice reads notice.yaml into the build.
func (b *build) notice(root value, service string) {
	o := root.object("notice!", "title!", "controller!", "about!", "programme", "versions!", "people!", "events!", "stages!",
		"collect", "never collect", "sets!", "bases!", "purposes!", "uses", "recipients", "shares", "never share", "places!",
		"decides automatically!", "keep!", "counts", "rights!", "contacts!", "statements", "readings", "gaps")
	b.p.Service = o.text("notice")
	if b.p.Service != service && b.p.Service != "" {
		o.get("notice").fault("wrong folder", "write notice: "+service+", or rename the folder", "the notice calls itself %q in the folder %q", b.p.Service, service)
	}
	b.p.Title, b.p.About = o.text("title"), o.text("about")
	if c := o.text("controller"); c != "" && c != b.p.Controller.Code {
		o.get("controller").fault("wrong folder", "write controller: "+b.p.Controller.Code, "the notice names controller %q in the folder of %q", c, b.p.Controller.Code)
	}
	b.programme(o)
	b.versions(o)
	b.people(o)
	b.events(o)
	b.stages(o)
	b.collect(o)
	b.neverCollect(o)
	b.sets(o)
	b.bases(o)
	b.purposes(o)
	b.uses(o)
	b.recipients(o)
	b.shares(o)
	b.neverShare(o)
	b.places(o)
	b.automated(o)
	b.keep(o)
	b.counts(o)
	b.rights(o)
	b.contacts(o)
	b.statements(o)
	b.readings(o)
	b.gaps(o)
	b.at["notice"] = o.keyAt("notice")
}

func (b *build) programme(o object) {
	if !o.given("programme") {
		return
	}
	v := o.get("programme").object("name!", "kind!", "funder", "teams!", "cohort", "cites", "reading")
	b.p.Programme = Programme{
		Name: v.text("name"), Kind: v.text("kind"), Funder: v.text("funder"), Teams: plainTexts(v.texts("teams")),
		Cohort: v.text("cohort"), Clause: b.clause(v, "programme"),
	}
}

func (b *build) versions(o object) {
	if !o.given("versions") {
		return
	}
	for i, one := range o.get("versions").list() {
		v := one.object("date!", "as!", "cites", "reading")
		if !v.given("date") {
			continue
		}
		d := v.get("date").day()
		if n := len(b.p.Versions); n > 0 && !d.IsZero() && !d.After(b.p.Versions[n-1].Date) {
			v.get("date").fault("bad date", "list versions oldest first", "the version of %s comes after that of %s", d, b.p.Versions[n-1].Date)
		}
		b.p.Versions = append(b.p.Versions, Version{Date: d, As: v.text("as"), Clause: b.clause(v, index("versions", i))})
	}
	if len(b.p.Versions) == 0 {
		b.faults.add(o.keyAt("versions"), "missing date", "add {date: …, as: last updated}", "the notice has no dated version")
	}
}

// declarations reads an open mapping whose keys are names of a kind.
func (b *build) declarations(o object, key, kind string, read func(e entry)) {
	if !o.given(key) {
		return
	}
	list, _ := o.get(key).entries()
	for _, e := range list {
		b.declare(kind, e.key, e.at)
		read(e)
	}
}

func (b *build) people(o object) {
	b.declarations(o, "people", aPerson, func(e entry) {
		v := e.value.object("says!", "to others!")
		b.p.People = append(b.p.People, Person{Code: e.key, Says: v.text("says"), ToOthers: v.text("to others")})
	})
}

func (b *build) events(o object) {
	b.declarations(o, "events", anEvent, func(e entry) {
		v := e.value.object("is!", "outcome", "says!", "to others", "cites", "reading")
		ev := Event{
			Code: e.key, Says: v.text("says"), ToOthers: v.text("to others"),
			Kind:     EventKind(b.one(v, "is", string(ReferralReceived), string(ContactMade), string(EpisodeClosed))),
			Outcomes: b.referAll(anOutcome, v.texts("outcome")),
			Clause:   b.clause(v, "events."+e.key),
		}
		if (ev.Kind == ContactMade) != (len(ev.Outcomes) > 0) {
			v.fault("outcome", "give a contact its outcomes, and nothing else any", "event %q is %q and names %d outcomes", e.key, ev.Kind, len(ev.Outcomes))
		}
		for _, before := range b.p.Events {
			for _, out := range ev.Outcomes {
				if slices.Contains(before.Outcomes, out) {
					v.fault("outcome", "let each outcome make one event", "outcome %q makes %q already", out, before.Code)
				}
			}
		}
		if ev.ToOthers == "" {
			ev.ToOthers = ev.Says
		}
		b.p.Events = append(b.p.Events, ev)
	})
}

func (b *build) stages(o object) {
	b.declarations(o, "stages", aStage, func(e entry) {
		v := e.value.object("runs!", "says!", "to others")
		st := Stage{Code: e.key, Says: v.text("says"), ToOthers: v.text("to others")}
		if st.ToOthers == "" {
			st.ToOthers = st.Says
		}
		runs := v.get("runs")
		from, until, ok := strings.Cut(v.text("runs"), " to ")
		if v.given("runs") && !ok {
			runs.fault("stage", "write it as one event to another, like referred to reached or left", "stage %q has no end", e.key)
			return
		}
		if !ok {
			return
		}
		st.From, st.Until = from, strings.Split(until, " or ")
		for _, event := range append([]string{from}, st.Until...) {
			b.refer(anEvent, word{event, runs.at})
		}
		b.p.Stages = append(b.p.Stages, st)
	})
}
