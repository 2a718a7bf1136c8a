package notice

import (
	"regexp"
	"strings"

	"candour/internal/calendar"
)

// nhsNumber is the one number with a check digit that a notice may ask.
const nhsNumber = "nhs number"

// NHSNumber gives the ten digits of an NHS number however it is spaced, and
// whether its check digit holds (modulus 11, weights 10 down to 2).
func NHSNumber(typed string) (digits string, ok bool) {
	digits = strings.Map(func(r rune) rune {
		if r == ' ' || r == '-' {
			return -1
		}
		return r
	}, strings.TrimSpace(typed))
	if len(digits) != 10 {
		return "", false
	}
	sum := 0
	for i, r := range digits {
		if r < '0' || r > '9' {
			return "", false
		}
		if i < 9 {
			sum += int(r-'0') * (10 - i)
		}
	}
	check := (11 - sum%11) % 11
	return digits, check < 10 && check == int(digits[9]-'0')
}

var (
	partForm = regexp.MustCompile(`^([0-9]{4})(-[0-9]{2})?$`)
	// languageForm is a well-formed BCP 47 tag of a language, with a script
	// and a region where they matter: "pa", "pa-Arab", "zh-Hant-HK".
	languageForm = regexp.MustCompile(`^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?$`)
)

// DateAnswer reports whether text is a day that has come (2019-03-14), or
// where partial will do a year or a month (2019, 2019-03).
func DateAnswer(text string, partial bool, today calendar.Day) bool {
	if m := partForm.FindStringSubmatch(text); m != nil && partial {
		if m[2] == "" {
			m[2] = "-01"
		}
		text = m[1] + m[2] + "-01"
	}
	d, err := calendar.Parse(text)
	return err == nil && !d.After(today)
}

// LanguageAnswer reports whether text is a language tag of BCP 47.
func LanguageAnswer(text string) bool { return languageForm.MatchString(text) }

// Holds reports whether text has the shape of an answer, for the shapes that
// have a form of their own: date, number and language. Every other shape holds.
func (s Shape) Holds(text string, today calendar.Day) bool {
	switch s.Kind {
	case Date:
		return DateAnswer(text, s.Partial, today)
	case Number:
		_, ok := NHSNumber(text)
		return s.Of == nhsNumber && ok
	case Language:
		return LanguageAnswer(text)
	}
	return true
}
