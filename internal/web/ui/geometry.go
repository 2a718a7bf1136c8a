package ui

import (
	"strconv"

	"candour/internal/calendar"
)

// A Span is the stretch of time a picture is as wide as.
type Span struct {
	From, To calendar.Day
}

// At gives the place of a day across the picture, 0 to 100 per cent. Days
// outside the span are at its ends.
func (s Span) At(d calendar.Day) float64 {
	whole := s.From.DaysUntil(s.To)
	if whole <= 0 {
		return 0
	}
	return within(100 * float64(s.From.DaysUntil(d)) / float64(whole))
}

// Spent gives the share of a life already over on today, 0 to 1: what the
// pie of Goes is filled by.
func Spent(from, last, today calendar.Day) float64 {
	return Span{from, last.AddDays(1)}.At(today) / 100
}

func within(p float64) float64 { return min(max(p, 0), 100) }

// pct writes a place for SVG: at most one decimal, so that pages stay small.
func pct(p float64) string {
	return string(strconv.AppendFloat(nil, float64(int(within(p)*10+0.5))/10, 'f', -1, 64)) + "%"
}

// share gives part of whole as a width.
func share(part, whole int) string {
	if whole <= 0 {
		return "0%"
	}
	return pct(100 * float64(part) / float64(whole))
}

// count writes a whole number with commas: 2,140.
func count(n int) string {
	if n < 0 {
		return "-" + count(-n)
	}
	if n < 1000 {
		return strconv.Itoa(n)
	}
	rest := strconv.Itoa(1000 + n%1000)
	return count(n/1000) + "," + rest[1:]
}

// anchor keeps words that start at a place from leaving the picture: those in
// its right part end there instead.
func anchor(p float64) string {
	switch {
	case p > 55:
		return "end"
	case p < 3:
		return "start"
	}
	return "middle"
}

// beside is anchor for words under an end bar, which start or end at it.
func beside(p float64) string {
	if p > 45 {
		return "end"
	}
	return "start"
}

// px writes a length in px with at most one decimal.
func px(n float64) string {
	return strconv.FormatFloat(float64(int(n*10+0.5))/10, 'f', -1, 64)
}

// Widths of a picture and of a letter, in px, that decide which words have
// room: on a wide screen, on a phone or beside its labels on a tablet or
// paper, and on the narrowest screen we promise.
const (
	wideWidth   = 720
	phoneWidth  = 340
	narrowWidth = 288
	letterWidth = 7.6
	wordGap     = 6
)

// extent gives the left and right end in px of words at a place, in a picture
// of the given width.
func extent(m LifeMark, width float64) (from, to float64) {
	long := letterWidth * float64(len([]rune(m.Text)))
	from = m.At * width / 100
	switch anchor(m.At) {
	case "middle":
		from -= long / 2
	case "end":
		from -= long
	}
	return from, from + long
}

func overlap(a, b LifeMark, width float64) bool {
	from, to := extent(a, width)
	low, high := extent(b, width)
	return from < high+wordGap && low < to+wordGap
}

// A placed mark has room; class says from which width on.
type placed struct {
	LifeMark
	class string
}

// uncrowded keeps words from lying on one another. What stands, stands; after
// it earlier marks before later ones and Minor ones last. A mark without room
// on narrower screens leaves those; one without room anywhere goes.
func uncrowded(stands, marks []LifeMark) []placed {
	all := make([]placed, 0, len(stands)+len(marks))
	for _, s := range stands {
		all = append(all, placed{s, ""})
	}
	for _, minor := range []bool{false, true} {
		for _, m := range marks {
			if m.Minor != minor {
				continue
			}
			if class, room := fits(m, all); room {
				all = append(all, placed{m, class})
			}
		}
	}
	return all[len(stands):]
}

// fits gives the class of a mark beside those already placed, and whether it
// has room anywhere.
func fits(m LifeMark, beside []placed) (class string, room bool) {
	for _, p := range beside {
		switch {
		case overlap(m, p.LifeMark, wideWidth):
			return "", false
		case overlap(m, p.LifeMark, phoneWidth) && p.class != "wideonly":
			class = "wideonly"
		case overlap(m, p.LifeMark, narrowWidth) && p.class == "" && class == "":
			class = "notnarrow"
		}
	}
	return class, true
}
