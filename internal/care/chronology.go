package care

import (
	"cmp"
	"slices"
	"time"

	"candour/internal/calendar"
)

// A Line is one happening in the chronology of an episode.
type Line struct {
	On       calendar.Day
	Clock    string    // "16:05", or "" when only the day is known
	Recorded time.Time // machine time at which it was written down
	Kind     string    // section kind or event code
	Of       ID        // the section or happening
}

// SortLines puts a chronology in order, oldest first: by day, then by the
// clock, then as recorded. Within a day, what has no time comes before what
// has one, as what began the day; ids settle the rest, so that the order is
// the same every time.
func SortLines(lines []Line) {
	slices.SortStableFunc(lines, func(a, b Line) int {
		return cmp.Or(
			a.On.Compare(b.On),
			cmp.Compare(a.Clock, b.Clock),
			a.Recorded.Compare(b.Recorded),
			cmp.Compare(a.Of, b.Of),
		)
	})
}
