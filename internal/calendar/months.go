package calendar

import (
	"fmt"
	"time"
)

// AddMonths gives the same day-number n months on, or the last day of that
// month when it has no such number. It is how every period of the law and of
// a notice is counted: 31 August and six months is 28 February. No day stays
// no day.
func (d Day) AddMonths(n int) Day {
	if d.IsZero() {
		return d
	}
	_, _, number := d.Date()
	m := MonthOf(d).Add(n)
	last := m.Last()
	if _, _, l := last.Date(); number > l {
		return last
	}
	return m.First().AddDays(number - 1)
}

// MonthsUntil counts the whole months from d to e: the largest n for which d
// with n months added is not after e. It is negative when e is before d.
func (d Day) MonthsUntil(e Day) int {
	n := int(MonthOf(e).n - MonthOf(d).n)
	if d.AddMonths(n).After(e) {
		n--
	}
	return n
}

// A Month is a date known only to the month, as notices and people give it:
// "November 2024". The zero Month is no month. Months compare with ==.
type Month struct{ n int32 } // months since January of year 0, plus one

const monthLayout = "2006-01"

// MonthOf gives the month that holds d.
func MonthOf(d Day) Month {
	if d.IsZero() {
		return Month{}
	}
	y, m, _ := d.Date()
	return Month{int32(y*12+int(m)-1) + 1}
}

// ParseMonth reads a month written 2024-11. The empty string is no month.
func ParseMonth(s string) (Month, error) {
	if s == "" {
		return Month{}, nil
	}
	t, err := time.Parse(monthLayout, s)
	if err != nil {
		return Month{}, fmt.Errorf("%q is not a month written like 2024-11", s)
	}
	return MonthOf(Date(t.Date())), nil
}

// IsZero reports whether m is no month.
func (m Month) IsZero() bool { return m.n == 0 }

// First is the first day of m.
func (m Month) First() Day {
	if m.IsZero() {
		return Day{}
	}
	return Date(int(m.n-1)/12, time.Month((m.n-1)%12+1), 1)
}

// Last is the last day of m: the day up to which a thing dated only to the
// month may have happened.
func (m Month) Last() Day {
	if m.IsZero() {
		return Day{}
	}
	return m.Add(1).First().AddDays(-1)
}

// Add gives the month n months on.
func (m Month) Add(n int) Month {
	if m.IsZero() {
		return m
	}
	return Month{m.n + int32(n)}
}

// Equal reports whether m and o are the same month.
func (m Month) Equal(o Month) bool { return m == o }

// Before reports whether m comes before o.
func (m Month) Before(o Month) bool { return m.n < o.n }

// String writes the month as 2024-11, and no month as the empty string.
func (m Month) String() string {
	if m.IsZero() {
		return ""
	}
	return m.First().utc().Format(monthLayout)
}

// Long writes the month as November 2024.
func (m Month) Long() string {
	if m.IsZero() {
		return ""
	}
	return m.First().utc().Format("January 2006")
}

// Short writes the month as Feb 2026, as beside an age.
func (m Month) Short() string {
	if m.IsZero() {
		return ""
	}
	return m.First().utc().Format("Jan 2006")
}

// MarshalText writes the month for JSON.
func (m Month) MarshalText() ([]byte, error) { return []byte(m.String()), nil }

// UnmarshalText reads what MarshalText wrote.
func (m *Month) UnmarshalText(b []byte) error {
	p, err := ParseMonth(string(b))
	if err != nil {
		return err
	}
	*m = p
	return nil
}
