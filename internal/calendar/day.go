// Package calendar is the arithmetic of days for the law: months, ends of
// periods, working days, all in Europe/London. It is pure and imports nothing
// of the house.
package calendar

import (
	"database/sql/driver"
	"fmt"
	"time"
	_ "time/tzdata" // the law's zone must not depend on the machine's files
)

// London is the zone in which a day begins and ends.
var London = mustLoad("Europe/London")

func mustLoad(name string) *time.Location {
	l, err := time.LoadLocation(name)
	if err != nil {
		panic(err)
	}
	return l
}

// A Day is a date of the Gregorian calendar. The zero Day is no day at all.
// Days compare with == and order with Compare, Before and After.
type Day struct{ n int32 } // days since 1970-01-01, plus one

const dayLayout = "2006-01-02"

// Date gives the day y-m-d, normalised as time.Date does.
func Date(y int, m time.Month, d int) Day {
	return Day{int32(time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix()/86400) + 1}
}

// Of gives the London day that holds the instant t.
func Of(t time.Time) Day {
	y, m, d := t.In(London).Date()
	return Date(y, m, d)
}

// Parse reads a day written 2026-11-23. The empty string is no day.
func Parse(s string) (Day, error) {
	if s == "" {
		return Day{}, nil
	}
	t, err := time.Parse(dayLayout, s)
	if err != nil {
		return Day{}, fmt.Errorf("%q is not a day written like 2026-11-23", s)
	}
	return Date(t.Date()), nil
}

// IsZero reports whether d is no day.
func (d Day) IsZero() bool { return d.n == 0 }

func (d Day) utc() time.Time { return time.Unix(int64(d.n-1)*86400, 0).UTC() }

// Date gives the parts of d.
func (d Day) Date() (int, time.Month, int) { return d.utc().Date() }

// Weekday gives the day of the week.
func (d Day) Weekday() time.Weekday { return d.utc().Weekday() }

// Start is the first instant of d in London.
func (d Day) Start() time.Time {
	y, m, dd := d.Date()
	return time.Date(y, m, dd, 0, 0, 0, 0, London)
}

// Compare is -1, 0 or +1 as d is before, the same as or after e.
func (d Day) Compare(e Day) int {
	switch {
	case d.n < e.n:
		return -1
	case d.n > e.n:
		return 1
	}
	return 0
}

// Equal reports whether d and e are the same day, as == does; comparing tools
// look for it by this name.
func (d Day) Equal(e Day) bool { return d == e }

// Before reports whether d comes before e.
func (d Day) Before(e Day) bool { return d.n < e.n }

// After reports whether d comes after e.
func (d Day) After(e Day) bool { return d.n > e.n }

// AddDays gives the day n days on.
func (d Day) AddDays(n int) Day { return Day{d.n + int32(n)} }

// DaysUntil counts the days from d to e.
func (d Day) DaysUntil(e Day) int { return int(e.n - d.n) }

// String writes the day as 2026-11-23, and no day as the empty string.
func (d Day) String() string {
	if d.IsZero() {
		return ""
	}
	return d.utc().Format(dayLayout)
}

// Long writes the day as 16 June 2026.
func (d Day) Long() string {
	if d.IsZero() {
		return ""
	}
	return d.utc().Format("2 January 2006")
}

// Short writes the day as 16 Jun, for rows where the year is plain.
func (d Day) Short() string {
	if d.IsZero() {
		return ""
	}
	return d.utc().Format("2 Jan")
}

// Month writes the month as 2026-06, the unit in which statistics are kept.
func (d Day) Month() string { return d.utc().Format("2006-01") }

// MarshalText writes the day for JSON.
func (d Day) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads what MarshalText wrote.
func (d *Day) UnmarshalText(b []byte) error {
	p, err := Parse(string(b))
	if err != nil {
		return err
	}
	*d = p
	return nil
}

// Value stores the day as text in both databases.
func (d Day) Value() (driver.Value, error) { return d.String(), nil }

// Scan reads a stored day.
func (d *Day) Scan(src any) error {
	switch v := src.(type) {
	case string:
		return d.UnmarshalText([]byte(v))
	case []byte:
		return d.UnmarshalText(v)
	case nil:
		*d = Day{}
		return nil
	}
	return fmt.Errorf("a stored day is text, not %T", src)
}
