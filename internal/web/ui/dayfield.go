package ui

import (
	"strconv"
	"strings"
	"time"

	"candour/internal/calendar"
)

// A DayState is a date of three boxes as it stands.
type DayState struct {
	Name             string // the boxes are Name-day, Name-month, Name-year
	Day, Month, Year string
	Error            string
	Wrong            DayBox // boxes to outline; none means all of them
}

// A DayBox names boxes of a date.
type DayBox uint8

// The three boxes of a date.
const (
	BoxDay DayBox = 1 << iota
	BoxMonth
	BoxYear
)

// Day reads a date of three boxes. A month may be typed as a word.
func (f *Form) Day(name string) *DayState {
	d := &DayState{
		Name:  name,
		Day:   clean(f.sent.Get(name + "-day")),
		Month: clean(f.sent.Get(name + "-month")),
		Year:  clean(f.sent.Get(name + "-year")),
	}
	f.order = append(f.order, d)
	return d
}

// Empty reports whether all three boxes are empty.
func (d *DayState) Empty() bool { return d.Day == "" && d.Month == "" && d.Year == "" }

// Set fills the boxes with a day already held, and returns the field.
func (d *DayState) Set(on calendar.Day) *DayState {
	if on.IsZero() {
		return d
	}
	y, m, day := on.Date()
	d.Day, d.Month, d.Year = strconv.Itoa(day), strconv.Itoa(int(m)), strconv.Itoa(y)
	return d
}

// Need says message when no box was filled.
func (d *DayState) Need(message string) *DayState { return d.Check(!d.Empty(), message) }

// Check says message unless it holds. The first fault stands.
func (d *DayState) Check(holds bool, message string) *DayState {
	if !holds && d.Error == "" {
		d.Error = message
	}
	return d
}

// Read gives the day typed, or no day when the boxes are empty or cannot be
// one. what names the date in the message: "the day you spoke".
func (d *DayState) Read(what string) calendar.Day {
	if d.Empty() {
		return calendar.Day{}
	}
	day, dayErr := strconv.Atoi(d.Day)
	month, monthOK := readMonth(d.Month)
	year, yearErr := strconv.Atoi(d.Year)
	d.outline(dayErr != nil || day < 1 || day > 31, BoxDay)
	d.outline(!monthOK, BoxMonth)
	d.outline(yearErr != nil || year < 1900 || year > 2200, BoxYear)
	if d.Wrong != 0 {
		d.Check(false, "Write "+what+" as day, month and year, such as 16 6 2026")
		return calendar.Day{}
	}
	on := calendar.Date(year, month, day)
	if _, m, _ := on.Date(); m != month {
		d.outline(true, BoxDay)
		d.Check(false, month.String()+" "+d.Year+" has no day "+d.Day)
		return calendar.Day{}
	}
	return on
}

func (d *DayState) outline(wrong bool, box DayBox) {
	if wrong {
		d.Wrong |= box
	}
}

func readMonth(s string) (time.Month, bool) {
	if n, err := strconv.Atoi(s); err == nil {
		return time.Month(n), n >= 1 && n <= 12
	}
	if len(s) < 3 {
		return 0, false
	}
	for m := time.January; m <= time.December; m++ {
		if strings.HasPrefix(strings.ToLower(m.String()), strings.ToLower(s)) {
			return m, true
		}
	}
	return 0, false
}

// FirstID is the id of the box the summary links to: the first to mend.
func (d *DayState) FirstID() string {
	for _, b := range dayBoxes {
		if d.Wrong == 0 || d.Wrong&b.box != 0 {
			return d.Name + "-" + b.part
		}
	}
	return d.Name
}

func (d *DayState) fault() SummaryItem {
	return SummaryItem{Text: d.Error, Href: "#" + d.FirstID()}
}

var dayBoxes = [3]struct {
	part, label, class string
	box                DayBox
}{
	{"day", "Day", "govuk-input--width-2", BoxDay},
	{"month", "Month", "govuk-input--width-2", BoxMonth},
	{"year", "Year", "govuk-input--width-4", BoxYear},
}
