package demo

import (
	"math/rand/v2"

	"candour/internal/calendar"
)

// dice are the only source of chance: the same seed and position in the
// caseload throw the same numbers on every machine.
type dice struct{ r *rand.Rand }

func throw(seed uint64, n int) dice {
	return dice{rand.New(rand.NewPCG(seed, uint64(n)*0x9e3779b97f4a7c15+1))}
}

// upTo gives a number from 0 to n-1.
func (d dice) upTo(n int) int { return d.r.IntN(n) }

// between gives a number from low to high, both included.
func (d dice) between(low, high int) int { return low + d.r.IntN(high-low+1) }

// percent is true p times in a hundred.
func (d dice) percent(p int) bool { return d.r.IntN(100) < p }

// pick gives one of the list.
func pick[T any](d dice, list []T) T { return list[d.r.IntN(len(list))] }

// one gives one of the list as a list of its own, as the answer to a choice
// is held, without copying.
func one(d dice, list []string) []string {
	i := d.r.IntN(len(list))
	return list[i : i+1 : i+1]
}

// office gives the first day from on that the team works: no weekends, and
// neither Christmas nor New Year.
func office(on calendar.Day) calendar.Day {
	for {
		_, month, day := on.Date()
		switch wd := on.Weekday(); {
		case wd == 0 || wd == 6:
		case month == 12 && (day == 25 || day == 26), month == 1 && day == 1:
		default:
			return on
		}
		on = on.AddDays(1)
	}
}

// after gives an office day from low to high days on, at least one.
func (d dice) after(on calendar.Day, low, high int) calendar.Day {
	return office(on.AddDays(max(1, d.between(low, high))))
}
