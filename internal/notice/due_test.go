package notice_test

import (
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

func TestDueGivesTheLastDayOfEachTier(t *testing.T) {
	p := kent(t)
	for _, c := range []struct {
		name, tier string
		happened   map[string]string
		last       string
		atOnce     bool
	}{
		{"nothing known", "referrer", nil, "", false},
		{"three months without contact", "referrer", map[string]string{"referred": "2026-11-23"}, "2027-02-23", false},
		{"three months into a short month", "referrer", map[string]string{"referred": "2026-11-30"}, "2027-02-28", false},
		{"three months into a leap February", "referrer", map[string]string{"referred": "2027-11-30"}, "2028-02-29", false},
		{"spoken to", "referrer", map[string]string{"referred": "2026-11-23", "reached": "2026-12-01"}, "2026-12-01", true},
		{"failed contact changes nothing", "referrer", map[string]string{"referred": "2026-11-23", "contact failed": "2026-11-24"}, "2027-02-23", false},
		{"closed without contact", "referrer", map[string]string{"referred": "2026-11-23", "left": "2027-01-05"}, "2027-01-05", true},
		{"spoken to on the last day", "referrer", map[string]string{"referred": "2026-11-23", "reached": "2027-02-23"}, "2027-02-23", true},
		{"still engaged", "sensitive", map[string]string{"referred": "2026-01-05", "reached": "2026-01-07"}, "2027-12-31", false},
		{"six months", "sensitive", map[string]string{"left": "2026-08-31"}, "2027-02-28", false},
		{"six months would pass the end", "sensitive", map[string]string{"left": "2027-07-01"}, "2027-12-31", false},
		{"six months to the very end", "sensitive", map[string]string{"left": "2027-06-30"}, "2027-12-30", false},
		{"fixed", "record", map[string]string{"left": "2024-03-01"}, "2027-12-31", false},
		{"no such tier", "paper", nil, "", false},
	} {
		happened := map[string]calendar.Day{}
		for event, on := range c.happened {
			happened[event] = day(t, on)
		}
		last, clause := p.Due(c.tier, happened)
		if last != day(t, c.last) {
			t.Errorf("%s: %s is kept to %q, want %q", c.name, c.tier, last, c.last)
		}
		end := p.End(c.tier, happened)
		if end.Immediate != c.atOnce || end.Last != last {
			t.Errorf("%s: got %v at once %v, want %v", c.name, end.Last, end.Immediate, c.atOnce)
		}
		if want := "keep." + c.tier; c.tier != "paper" && clause.Ref != want {
			t.Errorf("%s: the clause is %q, want %q", c.name, clause.Ref, want)
		}
	}
}

func TestTakingTheLatestWaitsForEveryEnd(t *testing.T) {
	fsys := edited(t, noticeFile, "or: [2027-12-31], take: earliest, ", "or: [2027-12-31], take: latest, ")
	p, err := load(fsys)
	if err != nil {
		t.Fatal(err)
	}
	if last, _ := p.Due("sensitive", nil); !last.IsZero() {
		t.Errorf("kept to %v before it is known when the person leaves", last)
	}
	last, _ := p.Due("sensitive", map[string]calendar.Day{"left": day(t, "2027-08-31")})
	if last != day(t, "2028-02-29") {
		t.Errorf("kept to %v, want 2028-02-29", last)
	}
}

// Whatever else happens, a tier that takes the earliest end is never kept
// longer than was known before.
func TestAnotherEventNeverKeepsLonger(t *testing.T) {
	p := kent(t)
	rapid.Check(t, func(t *rapid.T) {
		start := calendar.Date(2022, time.April, 1)
		happened := map[string]calendar.Day{}
		tier := rapid.SampledFrom([]string{"referrer", "sensitive", "record"}).Draw(t, "tier")
		was, _ := p.Due(tier, happened)
		for _, event := range rapid.Permutation([]string{"referred", "contact failed", "reached", "left"}).Draw(t, "events") {
			happened[event] = start.AddDays(rapid.IntRange(0, 2500).Draw(t, "day"))
			now, _ := p.Due(tier, happened)
			if !was.IsZero() && (now.IsZero() || now.After(was)) {
				t.Fatalf("%s was kept to %v and, once %q happened, to %v", tier, was, event, now)
			}
			was = now
		}
	})
}
