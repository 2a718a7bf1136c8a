package policy

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"candour/internal/calendar"
	"candour/internal/care"
	"candour/internal/notice"
)

// A Raw answer is what a form sent for one item.
type Raw struct {
	Values []string     // as typed or chosen
	Empty  care.Empty   // a non-answer chosen beside the field: declined, unknown, not asked
	Asked  calendar.Day // the day it was asked
}

// The longest answers where the pack sets no length, in characters.
const (
	defaultLine = 200
	defaultText = 4000
)

// ValidateAnswer reads one answer by the shape of its item. It gives the
// value without its provenance, or what is wrong with how to mend it. Nothing
// answered to an item that need not be gives a value that is not Given.
// Whether the item may be collected at all is DecideCollect's to say.
func ValidateAnswer(item notice.Item, raw Raw) (v care.Value, problem string) {
	values := typed(raw.Values)
	empty, values := emptyOf(&item.Shape, raw.Empty, values)
	switch {
	case empty == care.Answered && len(values) == 0, empty != care.Answered && item.Required:
		return care.Value{}, needed(&item)
	case !slices.Contains([]care.Empty{care.Answered, care.Declined, care.Unknown, care.NotAsked}, empty):
		return care.Value{}, "Choose one of the answers shown"
	case empty != care.Answered && len(values) > 0:
		return care.Value{}, "Give an answer, or say there is none: not both"
	case empty != care.Answered:
		return care.Value{Empty: empty}, ""
	case len(values) > 1 && item.Shape.Kind != notice.Multi:
		return care.Value{}, "Give one answer"
	}
	return readAs(&item.Shape, values, raw.Asked)
}

// typed leaves out what holds nothing but spaces.
func typed(values []string) []string {
	var some []string
	for _, v := range values {
		if care.TidyLine(v) != "" {
			some = append(some, v)
		}
	}
	return some
}

// emptyOf finds a non-answer, said beside the field or as a choice in it.
func emptyOf(s *notice.Shape, beside care.Empty, values []string) (care.Empty, []string) {
	if beside != care.Answered || s.Kind != notice.Choice && s.Kind != notice.Multi && s.Kind != notice.Language {
		return beside, values
	}
	for i, v := range values {
		if e := care.Empty(v); e == care.Declined || e == care.Unknown || e == care.NotAsked {
			return e, slices.Delete(slices.Clone(values), i, i+1)
		}
	}
	return care.Answered, values
}

// needed says that a required item has no answer, or "".
func needed(item *notice.Item) string {
	if !item.Required {
		return ""
	}
	switch item.Shape.Kind {
	case notice.Choice, notice.Multi, notice.Language:
		return "Choose one of the answers shown"
	case notice.Address:
		return item.Shape.Label + " is needed" + because(item.Shape.Why) +
			". If there is no address, write “no fixed address” and where they are usually found"
	}
	return item.Shape.Label + " is needed" + because(item.Shape.Why)
}

// because turns "So that we can ring" into ", so that we can ring".
func because(why string) string {
	if why == "" {
		return ""
	}
	r := []rune(strings.TrimRight(why, ". "))
	r[0] = unicode.ToLower(r[0])
	return ", " + string(r)
}

func readAs(s *notice.Shape, values []string, asked calendar.Day) (v care.Value, problem string) {
	one := values[0]
	switch s.Kind {
	case notice.Text:
		v.Text = care.TidyLine(one)
	case notice.LongText:
		v.Text = care.TidyLines(one)
	case notice.Address:
		v.Text, problem = care.ReadAddress(one)
	case notice.Phone:
		v.Text, problem = care.ReadPhone(one)
	case notice.Email:
		v.Text, problem = care.ReadEmail(one)
	case notice.Age:
		v.Number, problem = readAge(one)
		v.AsAt = asked
	case notice.Choice, notice.Multi:
		v.Codes, problem = readCodes(s, values)
	case notice.Date:
		v.Text, problem = readDate(s, one, asked)
	case notice.Number:
		v.Text, problem = readNumber(s, one)
	case notice.Language:
		v.Codes, problem = readLanguage(one)
	case notice.Facts:
		problem = "The software keeps this by itself. It is not typed in"
	default:
		problem = "This cannot be answered here"
	}
	if problem == "" {
		problem = care.TooLong(v.Text, longest(s))
	}
	if problem != "" {
		return care.Value{}, problem
	}
	return v, ""
}

func longest(s *notice.Shape) int {
	switch {
	case s.Max > 0:
		return s.Max
	case s.Kind == notice.LongText:
		return defaultText
	case s.Kind == notice.Email:
		return 254
	}
	return defaultLine
}

// readCodes takes each code once, in the order the pack lists them.
func readCodes(s *notice.Shape, values []string) (codes []string, problem string) {
	for _, o := range s.Choices {
		if slices.Contains(values, o.Code) {
			codes = append(codes, o.Code)
		}
	}
	if len(codes) != len(distinct(values)) {
		return nil, "Choose from the answers shown"
	}
	return codes, ""
}

var (
	ageWords = regexp.MustCompile(`^(?:about|around|roughly|nearly|approximately|c\.?|~)?\s*([0-9]{1,3})\s*(?:ish)?\s*(?:years?(?: old)?)?$`)
	birthday = regexp.MustCompile(`[0-9]{4}|[0-9]+\s*[/.-]\s*[0-9]+`)
)

// readAge reads an age in years as people write one. Whatever looks like a
// birthday is sent back: it is never asked and never kept.
func readAge(typed string) (years int, problem string) {
	text := strings.ToLower(care.TidyLine(typed))
	if birthday.MatchString(text) {
		return 0, "Write the age in years, like 84. We never ask for a date of birth"
	}
	found := ageWords.FindStringSubmatch(text)
	if found == nil {
		return 0, "Write the age in years, like 84. Roughly is good enough"
	}
	years, err := strconv.Atoi(found[1])
	if err != nil || years > care.MaxAge {
		return 0, fmt.Sprintf("Write an age from 0 to %d", care.MaxAge)
	}
	return years, ""
}

// ScaleOf gives the scale by which the answers to a measure are read.
func ScaleOf(m notice.Measure) care.Scale {
	s := care.Scale{Code: m.Code, Sum: m.Sum, Questions: make([]care.ScaleQuestion, len(m.Questions))}
	for i, q := range m.Questions {
		s.Questions[i] = care.ScaleQuestion{Code: q.Code, Low: q.Low, High: q.High, HigherIsBetter: q.Better == "higher"}
	}
	return s
}
