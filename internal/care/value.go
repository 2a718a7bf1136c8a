package care

import (
	"fmt"
	"unicode/utf8"

	"candour/internal/calendar"
)

// Standing gives the value that stands: the last of an item's history. asked
// is false when there is none, which is not the same as an empty answer.
func Standing(history []Value) (v Value, asked bool) {
	if len(history) == 0 {
		return Value{}, false
	}
	return history[len(history)-1], true
}

// Given reports whether v holds an answer of any kind, "declined" included.
func (v Value) Given() bool {
	return v.Empty != Answered || v.Text != "" || len(v.Codes) > 0 || !v.AsAt.IsZero()
}

// Validate says what to mend in the provenance of a value.
func (v Value) Validate() Problems {
	var p Problems
	p.tooLong("channelWhy", v.ChannelWhy, MaxWhy)
	p.tooLong("relevance", v.Relevance, MaxWhy)
	if utf8.RuneCountInString(v.Text) > MaxNote {
		p.tooLong("text", v.Text, MaxNote)
	}
	return p
}

// MaxAge is the greatest age that is believed.
const MaxAge = 120

// AgeAsked writes an age with the month it was asked, since nobody is asked
// for a date of birth: "84 (asked Feb 2026)". It gives "" when v is no age.
func AgeAsked(v Value) string {
	if v.AsAt.IsZero() || v.Empty != Answered {
		return ""
	}
	return fmt.Sprintf("%d (asked %s)", v.Number, calendar.MonthOf(v.AsAt).Short())
}

// AgeNow gives the youngest and the oldest a person can be on a day, from an
// age and the day it was asked. Before that day it gives the age as asked.
func AgeNow(v Value, today calendar.Day) (least, most int) {
	if v.AsAt.IsZero() || today.Before(v.AsAt) {
		return v.Number, v.Number
	}
	years := v.AsAt.MonthsUntil(today) / 12
	least = v.Number + years
	if v.AsAt.AddMonths(12*years) == today {
		return least, least
	}
	return least, least + 1
}
