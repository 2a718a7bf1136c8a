package notice

import "candour/internal/calendar"

// An End is what the notice says of the end of one tier of one person.
type End struct {
	Last      calendar.Day // kept to the end of this day (Europe/London); zero while no end can be known
	Immediate bool         // destroyed at once on Last, by its event, not at the end of the day
	Limit     Limit        // the end that was taken
	Clause    Clause       // of the tier's keep line
}

// Due gives the last day a tier is kept, and the clause that says so, from the
// days on which the pack's events happened. The day is zero while no end can
// be known, and for a tier the pack does not have.
func (p *Pack) Due(tier string, happened map[string]calendar.Day) (lastDay calendar.Day, clause Clause) {
	e := p.End(tier, happened)
	return e.Last, e.Clause
}

// End is Due with the end that was taken. A month count gives the same
// day-number, or the last day of the month where there is none; the tier is
// kept through that day. An event with no span ends the tier at once.
func (p *Pack) End(tier string, happened map[string]calendar.Day) End {
	t, ok := p.Tier(tier)
	if !ok {
		return End{}
	}
	end := End{Clause: t.Clause}
	for i, l := range t.Limits {
		last := l.last(happened)
		switch {
		case last.IsZero() && t.Latest:
			return End{Clause: t.Clause} // the latest of several is not known yet
		case last.IsZero():
		case i == 0 || end.Last.IsZero(), t.Latest && last.After(end.Last), !t.Latest && sooner(last, l, end):
			end.Last, end.Limit, end.Immediate = last, l, l.Event != "" && l.Months == 0
		}
	}
	return end
}

// sooner reports whether l ends the tier before end does; on the same day at
// once comes before the end of the day.
func sooner(last calendar.Day, l Limit, end End) bool {
	atOnce := l.Event != "" && l.Months == 0
	return last.Before(end.Last) || last == end.Last && atOnce && !end.Immediate
}

func (l Limit) last(happened map[string]calendar.Day) calendar.Day {
	if l.Event == "" {
		return l.Day
	}
	on := happened[l.Event]
	if on.IsZero() || l.Months == 0 {
		return on
	}
	return on.AddMonths(l.Months)
}
