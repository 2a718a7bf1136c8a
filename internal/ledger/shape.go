package ledger

import (
	"fmt"
	"regexp"
)

// A shape is what one kind of field may look like. The longest code is short
// and holds few digits, so that neither a sentence nor a telephone number,
// NHS number, date of birth or email address fits in any of them.
type shape func(string) bool

const (
	maxCode   = 64 // bytes of a code or clause ref
	maxDigits = 6  // digits in a code or clause ref
)

const word = `[a-z][a-z0-9]*(?:[ _-][a-z0-9]+)*`

var (
	uuidForm   = regexp.MustCompile(`^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$`)
	codeForm   = regexp.MustCompile(`^` + word + `$`)
	placeForm  = regexp.MustCompile(`^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$`) // controllers and services
	itemForm   = regexp.MustCompile(`^` + word + `(?:\.` + word + `){1,3}$`)
	clauseForm = regexp.MustCompile(`^` + word + `(?:\[[0-9]{1,3}\])?(?:\.` + word + `(?:\[[0-9]{1,3}\])?)*$`)
	hexForm    = regexp.MustCompile(`^(?:[0-9a-f]{2}){16,64}$`)
)

func isID(s string) bool     { return uuidForm.MatchString(s) }
func isHex(s string) bool    { return hexForm.MatchString(s) }
func isCode(s string) bool   { return short(s) && codeForm.MatchString(s) }
func isPlace(s string) bool  { return short(s) && placeForm.MatchString(s) }
func isItem(s string) bool   { return short(s) && itemForm.MatchString(s) }
func isClause(s string) bool { return short(s) && clauseForm.MatchString(s) }
func isActor(s string) bool  { return isID(s) || isCode(s) }
func isRecord(s string) bool { return isID(s) || isHex(s) }

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
