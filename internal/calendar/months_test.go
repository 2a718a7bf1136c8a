package calendar_test

import (
	"encoding/json"
	"testing"
	"time"

	"candour/internal/calendar"

	"pgregory.net/rapid"
)

func day(t testing.TB, s string) calendar.Day {
	t.Helper()
	d, err := calendar.Parse(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func anyDay(t *rapid.T) calendar.Day {
	return calendar.Date(1990, time.January, 1).AddDays(rapid.IntRange(0, 40000).Draw(t, "day"))
}

func TestAddMonthsKeepsTheDayNumberOrTakesTheLastDay(t *testing.T) {
	for _, c := range []struct {
		from   string
		months int
		want   string
	}{
		{"2026-01-31", 1, "2026-02-28"},
		{"2028-01-31", 1, "2028-02-29"},
		{"2026-08-31", 6, "2027-02-28"},
		{"2026-02-28", 24, "2028-02-28"},
		{"2028-02-29", 24, "2030-02-28"},
		{"2028-02-29", 48, "2032-02-29"},
		{"2026-12-31", 2, "2027-02-28"},
		{"2026-11-30", -9, "2026-02-28"},
		{"2026-05-15", 0, "2026-05-15"},
		{"", 3, ""},
	} {
		if got := day(t, c.from).AddMonths(c.months).String(); got != c.want {
			t.Errorf("%s and %d months: got %s, want %s", c.from, c.months, got, c.want)
		}
	}
}

// The retention examples of the law: kept to the end of the last day,
// destroyed at the first minute of the next, in London.
func TestWhatIsKeptToTheEndOfADayGoesAtTheNextLondonMidnight(t *testing.T) {
	for _, c := range []struct {
		ended  string
		months int
		last   string
		gone   time.Time
	}{
		{"2026-08-31", 6, "2027-02-28", time.Date(2027, 3, 1, 0, 0, 0, 0, time.UTC)},
		{"2026-02-28", 24, "2028-02-28", time.Date(2028, 2, 29, 0, 0, 0, 0, time.UTC)},
		{"2028-02-29", 24, "2030-02-28", time.Date(2030, 3, 1, 0, 0, 0, 0, time.UTC)},
		{"2026-01-15", 6, "2026-07-15", time.Date(2026, 7, 15, 23, 0, 0, 0, time.UTC)}, // British Summer Time
	} {
		last := day(t, c.ended).AddMonths(c.months)
		if got := last.String(); got != c.last {
			t.Errorf("%s and %d months is kept to %s, want %s", c.ended, c.months, got, c.last)
		}
		if got := calendar.EndOf(last); !got.Equal(c.gone) {
			t.Errorf("%s and %d months ends at %v, want %v", c.ended, c.months, got, c.gone)
		}
	}
}

func TestLawsOfMonths(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := anyDay(t)
		n := rapid.IntRange(-600, 600).Draw(t, "months")
		got := d.AddMonths(n)
		if want := calendar.MonthOf(d).Add(n); calendar.MonthOf(got) != want {
			t.Fatalf("%v and %d months falls in %v, want %v", d, n, calendar.MonthOf(got), want)
		}
		_, _, before := d.Date()
		_, _, after := got.Date()
		if after != before && (after > before || got != calendar.MonthOf(got).Last()) {
			t.Fatalf("%v and %d months: %v keeps neither the number nor the month's end", d, n, got)
		}
		if d.AddDays(1).AddMonths(n).Before(got) {
			t.Fatalf("a later day gave an earlier end: %v and %d months", d, n)
		}
	})
}

func TestMonthsUntilIsTheLargestNumberThatFits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d, e := anyDay(t), anyDay(t)
		n := d.MonthsUntil(e)
		if d.AddMonths(n).After(e) || !d.AddMonths(n+1).After(e) {
			t.Fatalf("%v until %v is not %d whole months", d, e, n)
		}
	})
}

func TestMonthIsADateKnownOnlyToTheMonth(t *testing.T) {
	m, err := calendar.ParseMonth("2024-11")
	if err != nil {
		t.Fatal(err)
	}
	if got := m.Long(); got != "November 2024" {
		t.Errorf("got %q, want November 2024", got)
	}
	if got := m.Short(); got != "Nov 2024" {
		t.Errorf("got %q, want Nov 2024", got)
	}
	if m.First() != day(t, "2024-11-01") || m.Last() != day(t, "2024-11-30") {
		t.Errorf("got %v to %v, want the whole of November", m.First(), m.Last())
	}
	for _, bad := range []string{"2024-13", "November 2024", "2024-11-01", "2024"} {
		if _, err := calendar.ParseMonth(bad); err == nil {
			t.Errorf("%q was read as a month", bad)
		}
	}
	var none calendar.Month
	if none.String() != "" || !none.First().IsZero() || !none.Last().IsZero() || !none.Add(3).IsZero() {
		t.Error("no month did not stay no month")
	}
}

func TestMonthSurvivesJSON(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := calendar.MonthOf(anyDay(t))
		text, err := json.Marshal(want)
		if err != nil {
			t.Fatal(err)
		}
		var got calendar.Month
		if err := json.Unmarshal(text, &got); err != nil {
			t.Fatal(err)
		}
		if got != want || !got.First().Before(got.Last()) || got.Add(1).First() != got.Last().AddDays(1) {
			t.Fatalf("%s came back as %v", text, got)
		}
	})
}

func TestDayOfAnInstantIsTheLondonDay(t *testing.T) {
	for _, c := range []struct{ at, want string }{
		{"2026-06-30T22:59:59Z", "2026-06-30"},
		{"2026-06-30T23:00:00Z", "2026-07-01"}, // midnight in summer
		{"2026-11-23T23:59:59Z", "2026-11-23"},
		{"2028-01-01T00:00:00Z", "2028-01-01"},
	} {
		at, err := time.Parse(time.RFC3339, c.at)
		if err != nil {
			t.Fatal(err)
		}
		if got := calendar.Of(at).String(); got != c.want {
			t.Errorf("%s is %s in London, want %s", c.at, got, c.want)
		}
	}
}

func TestDaySurvivesTextAndOrdersLikeIt(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d, e := anyDay(t), anyDay(t)
		var back calendar.Day
		if err := back.Scan(d.String()); err != nil || back != d {
			t.Fatalf("%v came back as %v, %v", d, back, err)
		}
		if d.Before(e) != (d.String() < e.String()) || d.AddDays(d.DaysUntil(e)) != e {
			t.Fatalf("%v and %v order or count otherwise than their text", d, e)
		}
	})
}
