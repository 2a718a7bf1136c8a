package notice

import (
	"strings"
	"unicode"
)

// A ReadingAge measures how hard a text is to read.
type ReadingAge struct {
	Sentences, Words, Syllables int
}

// Grade is the Flesch–Kincaid grade level (Kincaid, Fishburne, Rogers and
// Chissom, 1975), in American school years; 0 of a text without words.
func (r ReadingAge) Grade() float64 {
	if r.Words == 0 {
		return 0
	}
	words, sentences := float64(r.Words), float64(max(r.Sentences, 1))
	return 0.39*words/sentences + 11.8*float64(r.Syllables)/words - 15.59
}

// Years is the age at which a child is in that grade: five years more.
func (r ReadingAge) Years() float64 {
	if r.Words == 0 {
		return 0
	}
	return r.Grade() + 5
}

// ReadingAgeOf counts a text's sentences, words and syllables. A sentence ends with
// a full stop, question or exclamation mark, a colon or a line's end; a word
// is a run of letters and apostrophes, so numbers and addresses do not count.
func ReadingAgeOf(text string) ReadingAge {
	var r ReadingAge
	inSentence := false
	var word strings.Builder
	endWord := func() {
		if w := strings.Trim(word.String(), "'’"); w != "" {
			r.Words++
			r.Syllables += syllables(w)
			inSentence = true
		}
		word.Reset()
	}
	endSentence := func() {
		if inSentence {
			r.Sentences++
		}
		inSentence = false
	}
	runes := []rune(text)
	for i, c := range runes {
		switch {
		case unicode.IsLetter(c) || c == '\'' || c == '’':
			word.WriteRune(unicode.ToLower(c))
			continue
		case c == '\n' || c == '?' || c == '!' || c == ':':
			endWord()
			endSentence()
		case c == '.' && (i+1 == len(runes) || unicode.IsSpace(runes[i+1])):
			endWord()
			endSentence()
		}
		endWord()
	}
	endWord()
	endSentence()
	return r
}

// syllables counts the runs of vowels of a lower-case word: one less for a
// silent e at its end or in its past tense, and never none.
func syllables(word string) int {
	n, before := 0, false
	for _, c := range word {
		vowel := strings.ContainsRune("aeiouyàâäéèêëíîïóôöúûü", c)
		if vowel && !before {
			n++
		}
		before = vowel
	}
	bare, plural := strings.CutSuffix(strings.TrimSuffix(word, "'s"), "s")
	switch {
	case strings.HasSuffix(word, "ed") && !strings.HasSuffix(word, "ted") && !strings.HasSuffix(word, "ded"),
		strings.HasSuffix(bare, "e") && !strings.HasSuffix(bare, "le") && !sibilant(bare, plural):
		n--
	}
	return max(n, 1)
}

// sibilant reports whether the plural of a word in e is said with one more
// syllable, as places and pages are.
func sibilant(bare string, plural bool) bool {
	if !plural {
		return false
	}
	for _, end := range []string{"ce", "ge", "se", "ze", "che", "she", "xe"} {
		if strings.HasSuffix(bare, end) {
			return true
		}
	}
	return false
}
