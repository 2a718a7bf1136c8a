package policy

import (
	"regexp"
	"slices"
	"strings"

	"candour/internal/calendar"
	"candour/internal/care"
	"candour/internal/notice"
)

var (
	wholeDay = regexp.MustCompile(`^[0-9]{4}-[0-9]{2}-[0-9]{2}$`)
	partDay  = regexp.MustCompile(`^[0-9]{4}(-[0-9]{2})?$`)
)

// The oldest year a date of a life can lie in.
const oldestYear = "1890"

// readDate reads a day as ISO 8601 writes it, or where the pack lets part of
// it do, a year or a year with its month. No day to come is a day of a life.
func readDate(s *notice.Shape, typed string, today calendar.Day) (day, problem string) {
	text := strings.TrimSpace(typed)
	switch {
	case partDay.MatchString(text) && !s.Partial:
		return "", "Write the whole date: day, month and year"
	case !wholeDay.MatchString(text) && !partDay.MatchString(text), !notice.DateAnswer(text, s.Partial, calendar.Date(9999, 12, 31)):
		return "", "Write a date as day, month and year, such as 16 6 2016"
	case !notice.DateAnswer(text, s.Partial, today):
		return "", "Write a date that has come. This one lies ahead"
	case text < oldestYear:
		return "", "Write a year from " + oldestYear + " on"
	}
	return text, ""
}

// readNumber reads an NHS number and holds it to its check digit: modulus 11,
// weights 10 down to 2 (NHS Data Dictionary, NHS NUMBER).
func readNumber(s *notice.Shape, typed string) (digits, problem string) {
	if s.Of != "nhs number" {
		return "", "This cannot be answered here"
	}
	digits, ok := notice.NHSNumber(care.TidyLine(typed))
	if !ok {
		return "", "Write the ten digits of the NHS number. One of these does not fit the others"
	}
	return digits, ""
}

// readLanguage takes a language of the list by its tag.
func readLanguage(typed string) (tag []string, problem string) {
	text := strings.TrimSpace(typed)
	if !slices.ContainsFunc(Languages, func(o notice.Option) bool { return o.Code == text }) {
		return nil, "Choose from the answers shown"
	}
	return []string{text}, ""
}

// Languages are the languages a form offers, by their tags of BCP 47, in the
// order of their English names. British Sign Language leads: it is the one
// that is asked for in no other way.
var Languages = []notice.Option{
	{Code: "bfi", Label: "British Sign Language"},
	{Code: "sq", Label: "Albanian"}, {Code: "am", Label: "Amharic"}, {Code: "ar", Label: "Arabic"}, {Code: "hy", Label: "Armenian"},
	{Code: "bn", Label: "Bengali"}, {Code: "bg", Label: "Bulgarian"}, {Code: "my", Label: "Burmese"}, {Code: "yue", Label: "Cantonese"},
	{Code: "hr", Label: "Croatian"}, {Code: "cs", Label: "Czech"}, {Code: "prs", Label: "Dari"}, {Code: "nl", Label: "Dutch"},
	{Code: "en", Label: "English"}, {Code: "et", Label: "Estonian"}, {Code: "fil", Label: "Filipino"}, {Code: "fr", Label: "French"},
	{Code: "de", Label: "German"}, {Code: "el", Label: "Greek"}, {Code: "gu", Label: "Gujarati"}, {Code: "ha", Label: "Hausa"},
	{Code: "he", Label: "Hebrew"}, {Code: "hi", Label: "Hindi"}, {Code: "hu", Label: "Hungarian"}, {Code: "ig", Label: "Igbo"},
	{Code: "it", Label: "Italian"}, {Code: "ja", Label: "Japanese"}, {Code: "ko", Label: "Korean"}, {Code: "ku", Label: "Kurdish (Kurmanji)"},
	{Code: "ckb", Label: "Kurdish (Sorani)"}, {Code: "lv", Label: "Latvian"}, {Code: "ln", Label: "Lingala"}, {Code: "lt", Label: "Lithuanian"},
	{Code: "mk", Label: "Macedonian"}, {Code: "ml", Label: "Malayalam"}, {Code: "cmn", Label: "Mandarin"}, {Code: "mr", Label: "Marathi"},
	{Code: "ne", Label: "Nepali"}, {Code: "om", Label: "Oromo"}, {Code: "ps", Label: "Pashto"}, {Code: "fa", Label: "Persian (Farsi)"},
	{Code: "pl", Label: "Polish"}, {Code: "pt", Label: "Portuguese"}, {Code: "pa", Label: "Punjabi (Gurmukhi)"}, {Code: "pa-Arab", Label: "Punjabi (Shahmukhi)"},
	{Code: "rom", Label: "Romani"}, {Code: "ro", Label: "Romanian"}, {Code: "ru", Label: "Russian"}, {Code: "sr", Label: "Serbian"},
	{Code: "sn", Label: "Shona"}, {Code: "si", Label: "Sinhala"}, {Code: "sk", Label: "Slovak"}, {Code: "so", Label: "Somali"},
	{Code: "es", Label: "Spanish"}, {Code: "sw", Label: "Swahili"}, {Code: "syl", Label: "Sylheti"}, {Code: "ta", Label: "Tamil"},
	{Code: "tet", Label: "Tetum"}, {Code: "th", Label: "Thai"}, {Code: "ti", Label: "Tigrinya"}, {Code: "tr", Label: "Turkish"},
	{Code: "uk", Label: "Ukrainian"}, {Code: "ur", Label: "Urdu"}, {Code: "vi", Label: "Vietnamese"}, {Code: "cy", Label: "Welsh"},
	{Code: "yo", Label: "Yoruba"},
}

// LabelOf gives the words of an answer's code: of the pack's list, or of the
// list of languages.
func LabelOf(s notice.Shape, code string) string {
	if s.Kind != notice.Language {
		return s.LabelOf(code)
	}
	for _, o := range Languages {
		if o.Code == code {
			return o.Label
		}
	}
	return code
}
