package ledger

import (
	"fmt"
	"strings"
)

// A shape is what one kind of field may look like. The longest code is short
// and holds few digits, so that neither a sentence nor a telephone number,
// NHS number, date of birth or email address fits in any of them.
type shape func(string) bool

const (
	maxCode   = 64 // bytes of a code or clause ref
	maxDigits = 6  // digits in a code or clause ref
)

// The shapes are matched by hand, for every audited view encodes an entry.
//
//	id       a UUID in lower case
//	hex      16 to 64 bytes
//	place    words joined by hyphens: controllers and services
//	code     words joined by one space, hyphen or underscore each
//	item     two to four codes joined by dots
//	clause   codes joined by dots, each with an index or without: uses[4]
//
// A word is lower-case letters and digits; the first begins with a letter.

func isID(s string) bool {
	for i := range len(s) {
		if dash := i == 8 || i == 13 || i == 18 || i == 23; dash != (s[i] == '-') || !dash && !hexDigit(s[i]) {
			return false
		}
	}
	return len(s) == 36
}

func isHex(s string) bool {
	for i := range len(s) {
		if !hexDigit(s[i]) {
			return false
		}
	}
	return len(s) >= 32 && len(s) <= 128 && len(s)%2 == 0
}

func isCode(s string) bool   { return short(s) && s != "" && code(s) == len(s) }
func isPlace(s string) bool  { return isCode(s) && !strings.ContainsAny(s, " _") }
func isActor(s string) bool  { return isID(s) || isCode(s) }
func isRecord(s string) bool { return isID(s) || isHex(s) }
func isItem(s string) bool   { n := dotted(s, false); return short(s) && n >= 2 && n <= 4 }
func isClause(s string) bool { return short(s) && dotted(s, true) > 0 }

// code gives the length of the code at the start of s, 0 when there is none.
func code(s string) int {
	if s == "" || s[0] < 'a' || s[0] > 'z' {
		return 0
	}
	n := 1
	for n < len(s) {
		switch {
		case alphanumeric(s[n]):
			n++
		case (s[n] == ' ' || s[n] == '-' || s[n] == '_') && n+1 < len(s) && alphanumeric(s[n+1]):
			n += 2
		default:
			return n
		}
	}
	return n
}

// dotted counts the codes of which s consists, 0 when it is anything else.
func dotted(s string, indexed bool) int {
	for count := 1; ; count++ {
		n := code(s)
		if n == 0 {
			return 0
		}
		s = s[n:]
		if indexed {
			s = s[index(s):]
		}
		if s == "" {
			return count
		}
		if s[0] != '.' {
			return 0
		}
		s = s[1:]
	}
}

// index gives the length of an index of one to three digits at the start of
// s, 0 when there is none.
func index(s string) int {
	if s == "" || s[0] != '[' {
		return 0
	}
	n := 1
	for n < len(s) && s[n] >= '0' && s[n] <= '9' {
		n++
	}
	if n == 1 || n > 4 || n == len(s) || s[n] != ']' {
		return 0
	}
	return n + 1
}

func hexDigit(c byte) bool     { return c >= '0' && c <= '9' || c >= 'a' && c <= 'f' }
func alphanumeric(c byte) bool { return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' }

// short reports whether s is within the bounds of a code.
func short(s string) bool {
	digits := 0
	for i := range len(s) {
		if s[i] >= '0' && s[i] <= '9' {
			digits++
		}
	}
	return len(s) <= maxCode && digits <= maxDigits
}

// orEmpty lets a field be empty.
func (is shape) orEmpty() shape {
	return func(s string) bool { return s == "" || is(s) }
}

func outOfShape(field string) error {
	return fmt.Errorf("field %q is out of shape: %w", field, ErrEntry)
}

// check holds every field of e against its shape.
func (e Entry) check() error {
	for _, f := range []struct {
		name  string
		value string
		is    shape
	}{
		{"id", e.ID, isID},
		{"controller", e.Controller, isPlace},
		{"service", e.Service, shape(isPlace).orEmpty()},
		{"act", e.Act, isCode},
		{"screen", e.Screen, shape(isCode).orEmpty()},
		{"actor", e.Actor, isActor},
		{"role", e.Role, shape(isCode).orEmpty()},
		{"of", e.Of, shape(isRecord).orEmpty()},
		{"reason", e.Reason, shape(isCode).orEmpty()},
		{"commitment", e.Commitment, shape(isHex).orEmpty()},
	} {
		if !f.is(f.value) {
			return outOfShape(f.name)
		}
	}
	switch {
	case e.Outcome != Released && e.Outcome != Refused:
		return outOfShape("outcome")
	case e.Count < 0:
		return outOfShape("count")
	case e.At.IsZero() || e.At.UTC().Year() < 2000 || e.At.UTC().Year() > 9999:
		return outOfShape("at")
	case !e.Day.IsZero() && len(e.Day.String()) != len("2006-01-02"):
		return outOfShape("day")
	}
	return e.checkLists()
}

func (e Entry) checkLists() error {
	for _, l := range []struct {
		name   string
		values []string
		is     shape
	}{
		{"purposes", e.Purposes, isCode},
		{"bases", e.Bases, isClause},
		{"subjects", e.Subjects, isID},
		{"items", e.Items, isItem},
		{"clauses", e.Clauses, isClause},
	} {
		if !all(l.values, l.is) {
			return outOfShape(l.name)
		}
	}
	if len(e.Refused) > MaxListed {
		return outOfShape("refused")
	}
	for _, r := range e.Refused {
		if !isItem(r.Item) || !isCode(r.Why) || !all(r.Clauses, isClause) {
			return outOfShape("refused")
		}
	}
	return nil
}

func all(values []string, is shape) bool {
	if len(values) > MaxListed {
		return false
	}
	for _, v := range values {
		if !is(v) {
			return false
		}
	}
	return true
}
