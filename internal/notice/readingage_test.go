package notice

import (
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestSyllablesAreCountedAsTheyAreSaid(t *testing.T) {
	for word, want := range map[string]int{
		"we": 1, "council": 2, "information": 4, "destroyed": 2, "kept": 1, "name": 1, "names": 1, "places": 2, "people": 2,
		"wanted": 2, "share": 1, "the": 1, "referral": 3, "safeguarding": 4, "need": 1, "address": 2,
	} {
		if got := syllables(word); got < want-1 || got > want+1 || len(word) < 6 && got != want {
			t.Errorf("%q has %d syllables, want %d", word, got, want)
		}
	}
}

func TestGradeIsTheFormula(t *testing.T) {
	r := ReadingAgeOf("We keep your name. We tell nobody.")
	if r.Sentences != 2 || r.Words != 7 || r.Syllables != 9 {
		t.Fatalf("counted %+v", r)
	}
	if want := 0.39*7/2 + 11.8*9/7 - 15.59; math.Abs(r.Grade()-want) > 1e-9 {
		t.Errorf("the grade is %.3f, want %.3f", r.Grade(), want)
	}
	if ReadingAgeOf("12 34, 0300!").Years() != 0 {
		t.Error("a text without words has a reading age")
	}
}

func TestLongerSentencesAndWordsAreHarder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(2, 20).Draw(t, "sentences")
		short := strings.Repeat("we keep it safe. ", n)
		long := strings.Repeat("we keep it safe and ", n-1) + "we keep it safe."
		hard := strings.Repeat("we keep it confidential. ", n)
		if ReadingAgeOf(long).Grade() <= ReadingAgeOf(short).Grade() || ReadingAgeOf(hard).Grade() <= ReadingAgeOf(short).Grade() {
			t.Fatal("longer sentences or words are no harder")
		}
	})
}
