package notice

import "candour/internal/calendar"

// A Tier is a retention line: every item of the tier is destroyed together.
type Tier struct {
	Index   int
	Code    string // "sensitive"
	Called  string // "Sensitive details"
	Limits  []Limit
	Latest  bool     // take the latest limit; otherwise the earliest
	Correct Duration // correction period before destruction on an event
	Review  Review   // a person looks again; with no Limits it is kept until they decide
	Copies  []string // recipients who hold a copy and confirm that it is gone
	Floor   Floor
	Clause  Clause
}

// A Limit is one end of a tier's life: an event, a span after an event, or a
// fixed last day. Kept to the end of that day (Europe/London).
type Limit struct {
	Event  string // "" for a fixed day
	Months int    // after the event; 0 with an Event means at once
	Day    calendar.Day
	Clause Clause
}

// A Review is a look at whether a tier is still needed.
type Review struct {
	Months int    // between reviews; 0 where there is none
	After  string // event that begins them, or ""
}

// A Floor is the least that a law has a tier kept.
type Floor struct {
	For    string // the law, or ""
	Months int
	None   bool // the print names none and we know of none
}

// A Duration is a span of machine time in minutes.
type Duration struct{ Minutes int }
