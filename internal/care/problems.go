package care

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"candour/internal/calendar"
)

// A Problem is one thing to mend: the field, and what is wrong with how to
// mend it, in words a person reads beside the field.
type Problem struct{ Field, Says string }

// Problems are all the things to mend in one form. They match ErrInvalid.
// Their error text names fields only, never what was typed.
type Problems []Problem

func (p Problems) Error() string {
	fields := make([]string, len(p))
	for i, one := range p {
		fields[i] = one.Field
	}
	return "to mend: " + strings.Join(fields, ", ")
}

// Is makes Problems match ErrInvalid.
func (p Problems) Is(target error) bool { return target == ErrInvalid }

// Err gives p as an error, or nil when there is nothing to mend.
func (p Problems) Err() error {
	if len(p) == 0 {
		return nil
	}
	return p
}

// Of gives the first problem of a field, or "".
func (p Problems) Of(field string) string {
	for _, one := range p {
		if one.Field == field {
			return one.Says
		}
	}
	return ""
}

func (p *Problems) add(field, says string, args ...any) {
	*p = append(*p, Problem{field, fmt.Sprintf(says, args...)})
}

// The longest texts kept, in characters.
const (
	MaxLine = 200  // one line: a place, a number that was rung
	MaxWhy  = 500  // a reason
	MaxText = 4000 // a goal, a step
	MaxNote = 8000 // a note
)

// tooLong adds a problem when text has more than most characters.
func (p *Problems) tooLong(field, text string, most int) {
	if says := TooLong(text, most); says != "" {
		p.add(field, "%s", says)
	}
}

// TooLong says how to mend a text of more than most characters, or "".
func TooLong(text string, most int) string {
	if n := utf8.RuneCountInString(text); n > most {
		return fmt.Sprintf("Shorten this to %d characters. It has %d", most, n)
	}
	return ""
}

func (p *Problems) needed(field, text, says string) {
	if strings.TrimSpace(text) == "" {
		p.add(field, "%s", says)
	}
}

func (p *Problems) day(field string, d calendar.Day) {
	if d.IsZero() {
		p.add(field, "Write the day, like 16 6 2026")
	}
}

// notAhead adds a problem when a thing said to have happened lies ahead.
func (p *Problems) notAhead(field string, d, today calendar.Day) {
	p.day(field, d)
	if d.After(today) {
		p.add(field, "This day has not come yet. Write the day it happened")
	}
}

// clock adds a problem when a time of day is not written 16:05. None is fine.
func (p *Problems) clock(field, s string) {
	if s != "" && !validClock(s) {
		p.add(field, "Write the time by the 24-hour clock, like 16:05")
	}
}

func validClock(s string) bool {
	if len(s) != 5 || s[2] != ':' {
		return false
	}
	for _, i := range []int{0, 1, 3, 4} {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s[:2] < "24" && s[3:] < "60"
}

// oneOf adds a problem when a code is none of those offered.
func (p *Problems) oneOf(field, code string, codes ...string) {
	for _, c := range codes {
		if c == code {
			return
		}
	}
	p.add(field, "Choose one of the answers shown")
}
