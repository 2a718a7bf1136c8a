package notice

import "candour/internal/calendar"

func (b *build) checkTiers() {
	from := b.p.InForce().Date
	for _, t := range b.p.Tiers {
		atOnce := false
		for _, l := range t.Limits {
			atOnce = atOnce || l.Event != "" && l.Months == 0
			if !l.Day.IsZero() && l.Day.Before(from) {
				b.faults.add(l.Clause.Pos, "bad date", "write a day after the notice's own date", "tier %q ends on %s, before the notice of %s", t.Code, l.Day, from)
			}
		}
		b.checkFloor(t, from)
		if t.Correct.Minutes > 0 && !atOnce {
			b.faults.add(t.Clause.Pos, "retention", "take correct within out", "tier %q has a correction period and no event that ends it at once", t.Code)
		}
	}
}

// checkFloor: what is kept for at least so long by law is not promised to go
// sooner. A line that takes the earliest of its ends is as short as any of
// them; one that takes the latest, as long as the longest.
func (b *build) checkFloor(t Tier, from calendar.Day) {
	if t.Floor.Months == 0 || len(t.Limits) == 0 {
		return
	}
	shorter := 0
	for _, l := range t.Limits {
		if l.Event != "" && l.Months < t.Floor.Months || l.Event == "" && l.Day.Before(from.AddMonths(t.Floor.Months)) {
			shorter++
		}
	}
	if shorter > 0 && (!t.Latest || shorter == len(t.Limits)) {
		b.faults.add(t.Clause.Pos, "retention floor", "promise no end before "+months(t.Floor.Months)+", or name the right law",
			"tier %q is destroyed sooner than the %s allows", t.Code, t.Floor.For)
	}
}
