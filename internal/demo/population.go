// Package demo makes up the caseload that the demonstration starts with:
// people of Kent who do not exist, at made-up houses, and what happened to
// them. The same seed tells the same stories on every machine; nothing here
// reads a clock. Names, numbers and addresses are safe by construction:
// telephone numbers are of the ranges kept free for drama, email addresses of
// domains reserved for examples.
//
// It may import the meaning rooms and, for loading, gate and casework.
package demo

import "iter"

// DefaultPeople is how many people the demo starts with unless told otherwise.
const DefaultPeople = 300

// MostPeople bounds the caseload.
const MostPeople = 100_000

// Caseload tells the stories 0 to people-1, one at a time, so that a hundred
// thousand need no more memory than one.
func Caseload(seed uint64, people int) iter.Seq[Story] {
	return func(yield func(Story) bool) {
		for n := range people {
			if !yield(Tell(seed, n)) {
				return
			}
		}
	}
}

// Tell tells story n of a seed. It does not depend on the other stories, so
// several callers may tell different ones at once.
func Tell(seed uint64, n int) Story {
	d, c := throw(seed, n), courseOf(n)
	s := Story{N: n}
	d.dates(&s, c)
	p := d.person()
	d.refer(&s, p)
	if c == waiting || c == waitingLong {
		return s
	}
	d.allocate(&s)
	switch c {
	case toRing:
	case ringing:
		d.tries(&s, d.between(1, 3), []string{voicemail})
	case misled:
		d.mislead(&s)
	case justReached:
		d.reach(&s)
		s.Visits = []Visit{{On: d.after(Today, 1, 8), Place: "home"}}
	case neverReached:
		d.tries(&s, 4, vainTries)
		s.LeftWhy = unreachable
	default:
		d.reach(&s)
		until := Today
		if !s.Left.IsZero() {
			until, s.LeftWhy = s.Left, pick(d, leftReasons)
		}
		d.engage(&s, p, until)
	}
	return s
}
