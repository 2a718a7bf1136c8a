package notice

import (
	"slices"
	"strconv"
)

func (b *build) events(o object) {
	b.declarations(o, "events", anEvent, func(e entry) {
		v := e.value.said("is!", "outcome", "by", "chase", "long stop", "of", "age", "consent", "says!", "to others")
		ev := Event{
			Code: e.key, Says: v.text("says"), ToOthers: v.text("to others"),
			Kind: EventKind(b.one(v, "is", string(ReferralReceived), string(ContactMade), string(EpisodeClosed),
				string(PartnerSays), string(Birthday), string(Recorded), string(ConsentWithdrawn))),
			Outcomes: b.referAll(anOutcome, v.texts("outcome")), By: b.ref(v, "by", aRecipient),
			Of: b.ref(v, "of", anItem), Age: v.number("age"), Consent: b.ref(v, "consent", aConsent),
			Clause: b.clause(v, "events."+e.key),
		}
		if v.given("chase") {
			ev.Chase = b.months(v.get("chase"))
		}
		if v.given("long stop") {
			ev.Stop = b.stop(v.get("long stop"))
		}
		b.outcomes(v, ev)
		b.eventKeys(v, ev)
		if ev.ToOthers == "" {
			ev.ToOthers = ev.Says
		}
		b.at["events."+e.key] = e.at
		b.p.Events = append(b.p.Events, ev)
	})
}

// outcomes: a contact has outcomes and nothing else has any; each makes one
// event at most.
func (b *build) outcomes(v object, ev Event) {
	if (ev.Kind == ContactMade) != (len(ev.Outcomes) > 0) {
		v.fault("outcome", "give a contact its outcomes, and nothing else any", "event %q is %q and names %d outcomes", ev.Code, ev.Kind, len(ev.Outcomes))
	}
	for _, before := range b.p.Events {
		for _, out := range ev.Outcomes {
			if slices.Contains(before.Outcomes, out) {
				v.fault("outcome", "let each outcome make one event", "outcome %q makes %q already", out, before.Code)
			}
		}
	}
}

// eventNeeds are the keys that an event of a kind must give, and that no other
// may.
var eventNeeds = map[EventKind][]string{
	PartnerSays: {"by", "chase", "long stop"}, Birthday: {"of", "age"}, ConsentWithdrawn: {"consent"},
}

func (b *build) eventKeys(v object, ev Event) {
	for _, kind := range []EventKind{PartnerSays, Birthday, ConsentWithdrawn} {
		for _, key := range eventNeeds[kind] {
			switch {
			case kind == ev.Kind && !v.given(key):
				v.fault("missing key", "add "+key, "event %q is %q and does not give %q", ev.Code, kind, key)
			case kind != ev.Kind && ev.Kind != "" && v.given(key):
				b.faults.add(v.keyAt(key), "unknown key", "take it out", "event %q is %q and has no key %q", ev.Code, ev.Kind, key)
			}
		}
	}
}

const lastActivity = "last activity"

// stop reads when the wait for another body's word ends.
func (b *build) stop(v value) Stop {
	s := v.text()
	m := spanAfter.FindStringSubmatch(s)
	if m == nil {
		if s != "" {
			v.fault("odd span", "write it like 12 months after last activity", "%s says %q", v.name, s)
		}
		return Stop{}
	}
	n, _ := strconv.Atoi(m[1])
	st := Stop{Months: inMonths(n, m[2]), After: m[3]}
	if st.After != lastActivity {
		b.refer(anEvent, word{st.After, v.at})
	}
	return st
}
