package ui

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"candour/internal/calendar"

	"pgregory.net/rapid"
)

func TestSpanPlacesDaysInOrderWithinThePicture(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		day := func(name string) calendar.Day {
			return calendar.Date(2026, 1, 1).AddDays(rapid.IntRange(-2000, 2000).Draw(t, name))
		}
		s, a, b := Span{day("from"), day("to")}, day("a"), day("b")
		if b.Before(a) {
			a, b = b, a
		}
		if x, y := s.At(a), s.At(b); x < 0 || y > 100 || x > y {
			t.Fatalf("%v to %v: %v is at %v and %v at %v", s.From, s.To, a, x, b, y)
		}
	})
}

func TestSpentFillsThePieByTheLastDay(t *testing.T) {
	from, last := calendar.Date(2026, 1, 1), calendar.Date(2026, 12, 31)
	if got := Spent(from, last, from); got != 0 {
		t.Errorf("on the first day %v, want 0", got)
	}
	if got := Spent(from, last, last); got >= 1 {
		t.Errorf("on the last day %v; it is kept to the end of that day", got)
	}
	if got := Spent(from, last, last.AddDays(1)); got != 1 {
		t.Errorf("the day after %v, want 1", got)
	}
}

var place = regexp.MustCompile(`(?: x| x1| x2| width| cx)="([-0-9.]+)%"`)

// TestLifePictureStaysInsideItself draws any record and holds every place to
// the picture: bars begin and end between its edges.
func TestLifePictureStaysInsideItself(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		at := func(name string) float64 { return rapid.Float64Range(-20, 130).Draw(rt, name) }
		page := rendered(t, LifePicture{Label: "x", HasToday: true, Today: at("today"),
			Marks: []LifeMark{{At: at("mark"), Text: "You leave"}},
			Rows:  []LifeRow{{Part: "Part", From: at("from"), Locked: at("locked"), Ends: at("ends"), Fate: "Gone"}}})
		for _, m := range place.FindAllStringSubmatch(page, -1) {
			if p, err := strconv.ParseFloat(m[1], 64); err != nil || p < 0 || p > 100 {
				rt.Fatalf("%s lies outside the picture", m[0])
			}
		}
	})
}

func TestMarksNeverLieOnOneAnother(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var marks []LifeMark
		for range rapid.IntRange(0, 6).Draw(t, "n") {
			marks = append(marks, LifeMark{At: rapid.Float64Range(0, 100).Draw(t, "at"), Text: strings.Repeat("m", rapid.IntRange(1, 20).Draw(t, "long")), Minor: rapid.Bool().Draw(t, "minor")})
		}
		today := LifeMark{At: rapid.Float64Range(0, 100).Draw(t, "today"), Text: "Today"}
		kept := uncrowded([]LifeMark{today}, marks)
		for _, screen := range []struct {
			width  float64
			hidden []string
		}{{wideWidth, nil}, {phoneWidth, []string{"wideonly"}}, {narrowWidth, []string{"wideonly", "notnarrow"}}} {
			seen := []LifeMark{today}
			for _, k := range kept {
				if slices.Contains(screen.hidden, k.class) {
					continue
				}
				for _, o := range seen {
					if overlap(k.LifeMark, o, screen.width) {
						t.Fatalf("at %v px %+v lies on %+v", screen.width, k, o)
					}
				}
				seen = append(seen, k.LifeMark)
			}
		}
	})
}

func TestLifeRowIsSaidInWordsAndInATable(t *testing.T) {
	page := rendered(t, LifePicture{Label: "How long", Rows: []LifeRow{{Part: "Sensitive details", Locked: 100, Ends: 76, Fate: "Gone 6 months after you leave",
		Says: "Sensitive details: destroyed six months after you leave", Tabled: "6 months after", Clause: Clause{Place: "section 6, line 2", Href: "/n#6-2"}}}})
	for _, want := range []string{`role="img" aria-label="Sensitive details: destroyed six months after you leave"`, `<td>6 months after</td>`, `href="/n#6-2">section 6, line 2</a>`} {
		if !strings.Contains(page, want) {
			t.Errorf("the picture lacks %s", want)
		}
	}
	if strings.Contains(page, "only an auditor may look") {
		t.Error("the key explains a hatching that is not drawn")
	}
}

func TestPieTurnsClockwiseFromTheTop(t *testing.T) {
	for share, want := range map[float64]string{
		.25: "M8 8V1.5A6.5 6.5 0 0 1 14.50 8.00Z",
		.5:  "M8 8V1.5A6.5 6.5 0 0 1 8.00 14.50Z",
		.75: "M8 8V1.5A6.5 6.5 0 1 1 1.50 8.00Z",
	} {
		if got := pie(share); got != want {
			t.Errorf("%v: got %s, want %s", share, got, want)
		}
	}
}

// TestWithheldShowsNothingOfWhatItHides guards the rule that a
// secret thing's box has one size and one text.
func TestWithheldShowsNothingOfWhatItHides(t *testing.T) {
	box := Withheld{Why: "We cannot say whether another service knows Peggy.", Clause: Clause{Says: "Connectors see this service only", Place: "section 4, line 3"}}
	page := rendered(t, Items{Rows: []Item{{Name: "Social care", Text: "a secret", Said: nil, Withheld: &box}}})
	if strings.Contains(page, "a secret") {
		t.Error("a withheld item shows its text")
	}
	for _, want := range []string{"Hidden from you.", "“Connectors see this service only”", "(notice, section 4, line 3)"} {
		if !strings.Contains(page, want) {
			t.Errorf("the box lacks %q", want)
		}
	}
}

func TestCountsAreWrittenWithCommas(t *testing.T) {
	for n, want := range map[int]string{0: "0", 999: "999", 1000: "1,000", 2140: "2,140", 1002003: "1,002,003", -4500: "-4,500"} {
		if got := count(n); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}
