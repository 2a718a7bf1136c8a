package notice

import "slices"

// noticeClock is the duty that tells whoever was referred by somebody else; it
// stands for told where the notice has it.
const noticeClock = "notice"

// checkPeople: somebody whose information comes from others is told so, or
// the notice says why not (UK GDPR Art 14).
func (b *build) checkPeople() {
	_, clock := b.p.Clock(noticeClock)
	for _, x := range b.p.People {
		others := slices.ContainsFunc(b.p.Items, func(it Item) bool {
			return it.About == x.Code && slices.ContainsFunc(it.From, func(from string) bool { return from != x.Code && from != worker })
		})
		if others && !clock && x.Told == (Told{}) {
			b.faults.add(b.at["people."+x.Code], "never told", "add told: within 1 month, or told with an exemption",
				"others give us information about %q and nothing says that they are told (UK GDPR Art 14)", x.Code)
		}
	}
}

// checkEvents: a birthday is worked out from a date, at an age people reach.
func (b *build) checkEvents() {
	for _, e := range b.p.Events {
		at := b.at["events."+e.Code]
		it, ok := b.p.ItemByCode(e.Of)
		if ok && it.Shape.Kind != Date && it.Shape.Kind != "" {
			b.faults.add(at, "birthday", "name an item that is asked as a date", "event %q is worked out from %q, which is no date", e.Code, e.Of)
		}
		if e.Kind == Birthday && e.Of != "" && (e.Age < 1 || e.Age > 120) {
			b.faults.add(at, "birthday", "write whole years from 1 to 120", "event %q is at the age of %d", e.Code, e.Age)
		}
	}
}
