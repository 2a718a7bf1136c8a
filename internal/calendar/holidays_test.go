package calendar_test

import (
	"strings"
	"testing"

	"candour/internal/calendar"

	"github.com/rickar/cal/v2/gb"
	"pgregory.net/rapid"
)

// Days proclaimed once, which the reference library does not know.
var proclaimed = map[string]bool{"2022-09-19": true}

func TestHolidaysAgreeWithAnotherReckoning(t *testing.T) {
	h := calendar.EnglandAndWales()
	want := map[calendar.Day]bool{}
	for y := 2022; y <= 2028; y++ {
		for _, holiday := range gb.Holidays {
			if _, observed := holiday.Calc(y); !observed.IsZero() {
				want[calendar.Date(observed.Date())] = true
			}
		}
	}
	for d := day(t, "2022-01-01"); !d.After(h.Horizon()); d = d.AddDays(1) {
		if got := h.Name(d) != "" && !proclaimed[d.String()]; got != want[d] {
			t.Errorf("%s: listed %v, the other reckoning says %v", d, got, want[d])
		}
	}
	for d := range proclaimed {
		if h.Name(day(t, d)) == "" {
			t.Errorf("%s was proclaimed but is not listed", d)
		}
	}
}

// R(M(relevant, 1)): the worked examples of a rights request's due date.
func TestRollGivesTheDueDatesOfTheLaw(t *testing.T) {
	h := calendar.EnglandAndWales()
	for _, c := range []struct{ relevant, due, strict string }{
		{"2026-03-16", "2026-04-16", "2026-04-15"},
		{"2026-09-03", "2026-10-05", "2026-10-02"},
		{"2026-01-31", "2026-03-02", "2026-02-27"},
		{"2028-01-31", "2028-02-29", "2028-02-28"},
		{"2026-04-04", "2026-05-05", "2026-05-03"},
		{"2026-11-25", "2026-12-29", "2026-12-24"},
		{"2027-02-26", "2027-03-30", "2027-03-25"},
	} {
		end := day(t, c.relevant).AddMonths(1)
		due, known := h.Roll(end)
		if due.String() != c.due || !known {
			t.Errorf("%s is due %s (known %v), want %s", c.relevant, due, known, c.due)
		}
		if strict := end.AddDays(-1).String(); strict != c.strict {
			t.Errorf("%s strictly ends %s, want %s", c.relevant, strict, c.strict)
		}
	}
}

// The other worked examples that roll: a pause, an extension, complaints.
func TestRollGivesTheLawsOtherDates(t *testing.T) {
	h := calendar.EnglandAndWales()
	for _, c := range []struct {
		what string
		end  calendar.Day
		want string
	}{
		{"a pause of 15 days", day(t, "2026-03-02").AddMonths(1).AddDays(15), "2026-04-17"},
		{"an extension", day(t, "2026-03-16").AddMonths(3), "2026-06-16"},
		{"a complaint of 19 June 2026", day(t, "2026-06-19").AddDays(30), "2026-07-20"},
		{"a complaint of 30 July 2026", day(t, "2026-07-30").AddDays(30), "2026-09-01"},
		{"a complaint of 3 April 2027", day(t, "2027-04-03").AddDays(30), "2027-05-04"},
	} {
		if got, known := h.Roll(c.end); got.String() != c.want || !known {
			t.Errorf("%s: got %s (known %v), want %s", c.what, got, known, c.want)
		}
	}
}

func TestAddWorkingDays(t *testing.T) {
	h := calendar.EnglandAndWales()
	for _, c := range []struct {
		from string
		n    int
		want string
	}{
		{"2026-11-23", 2, "2026-11-25"},  // Monday
		{"2026-11-27", 2, "2026-12-01"},  // Friday over a weekend
		{"2026-12-24", 2, "2026-12-30"},  // over Christmas and its substitute day
		{"2026-12-24", 1, "2026-12-29"},  //
		{"2026-11-28", 0, "2026-11-30"},  // a Saturday rolls
		{"2026-04-07", -1, "2026-04-02"}, // back over Easter
	} {
		if got, known := h.AddWorkingDays(day(t, c.from), c.n); got.String() != c.want || !known {
			t.Errorf("%s and %d working days: got %s (known %v), want %s", c.from, c.n, got, known, c.want)
		}
	}
}

func TestReckoningPastTheHorizonSaysSo(t *testing.T) {
	h := calendar.EnglandAndWales()
	if got := h.Horizon().String(); got != "2028-12-31" {
		t.Errorf("the horizon is %s, want 2028-12-31", got)
	}
	if _, known := h.Roll(day(t, "2028-12-29")); !known {
		t.Error("a Friday inside the horizon was said to be uncertain")
	}
	// 30 December 2028 is a Saturday: rolling crosses the horizon.
	if got, known := h.Roll(day(t, "2028-12-30")); known || got.String() != "2029-01-01" {
		t.Errorf("got %s known %v, want 2029-01-01 by weekends alone", got, known)
	}
	if _, known := h.AddWorkingDays(day(t, "2028-12-28"), 5); known {
		t.Error("working days past the horizon were said to be certain")
	}
	if _, known := h.Roll(day(t, "2021-12-27")); known {
		t.Error("a day before the list begins was said to be certain")
	}
}

func TestLawsOfWorkingDays(t *testing.T) {
	h := calendar.EnglandAndWales()
	rapid.Check(t, func(t *rapid.T) {
		d := calendar.Date(2022, 1, 1).AddDays(rapid.IntRange(0, 2400).Draw(t, "day"))
		n := rapid.IntRange(1, 60).Draw(t, "working days")
		end, _ := h.AddWorkingDays(d, n)
		if !h.Working(end) || h.WorkingDaysUntil(d, end) != n {
			t.Fatalf("%v and %d working days: %v is not the %dth", d, n, end, n)
		}
		rolled, _ := h.Roll(d)
		if again, _ := h.Roll(rolled); again != rolled || rolled.Before(d) {
			t.Fatalf("rolling %v gave %v and then %v", d, rolled, again)
		}
		if h.WorkingDaysUntil(d.AddDays(-1), rolled.AddDays(-1)) != 0 {
			t.Fatalf("rolling %v to %v passed over a working day", d, rolled)
		}
	})
}

func TestReadHolidaysRefusesAnUnclearFile(t *testing.T) {
	span := "from,2026-01-01\nuntil,2026-12-31\n"
	for _, c := range []struct{ name, text, want string }{
		{"no span", "2026-12-25,Christmas Day\n", "from and until"},
		{"span the wrong way round", "from,2026-12-31\nuntil,2026-01-01\n", "in that order"},
		{"no name", span + "2026-12-25,\n", "line 3"},
		{"not a day", span + "25 December,Christmas Day\n", "line 3"},
		{"twice", span + "2026-12-25,a\n2026-12-25,b\n", "listed twice"},
		{"outside", span + "2027-12-25,Christmas Day\n", "outside"},
	} {
		_, err := calendar.ReadHolidays(strings.NewReader(c.text))
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want an error with %q", c.name, err, c.want)
		}
	}
}

func FuzzReadHolidays(f *testing.F) {
	f.Add("from,2026-01-01\nuntil,2026-12-31\n2026-12-25,Christmas Day\n")
	f.Add("# nothing\n")
	f.Fuzz(func(t *testing.T, text string) {
		h, err := calendar.ReadHolidays(strings.NewReader(text))
		if err == nil && !h.Known(h.Horizon()) {
			t.Errorf("a list was read that does not know its own horizon, %s", h.Horizon())
		}
	})
}
