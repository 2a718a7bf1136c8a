package care_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"candour/internal/care"

	"pgregory.net/rapid"
)

func TestReadPhoneTakesNumbersAsPeopleWriteThem(t *testing.T) {
	for _, c := range []struct{ typed, want, says string }{
		{"01632 960 833", "+441632960833", ""},
		{"(01632) 960-833", "+441632960833", ""},
		{"07700 900318", "+447700900318", ""},
		{"+44 (0)1632 960833", "+441632960833", ""},
		{"+441632960833", "+441632960833", ""},
		{"0044 7700 900 318", "+447700900318", ""},
		{"020 7946 0000", "+442079460000", ""},
		{"01204 62060", "+44120462060", ""},
		{"0800 111111", "+44800111111", ""},
		{"+33 1 99 00 12 34", "+33199001234", ""},
		{"01632 96083", "", "one digit short"},
		{"01632 960", "", "three digits short"},
		{"01632 960 8333", "", "one digit too long"},
		{"1632 960 833", "", "first nought"},
		{"04632 960 833", "", "begins 04"},
		{"+33 1", "", "from abroad"},
		{"her niece's", "", "in digits"},
		{"", "", "in digits"},
		{"0", "", "many digits short"},
	} {
		got, says := care.ReadPhone(c.typed)
		if got != c.want || (says == "") != (c.says == "") || !strings.Contains(says, c.says) {
			t.Errorf("%q: got %q and %q, want %q and %q", c.typed, got, says, c.want, c.says)
		}
	}
}

func TestPhoneWordsAreReadBackAsTheSameNumber(t *testing.T) {
	for e164, want := range map[string]string{
		"+441632960833": "01632 960 833", "+447700900318": "07700 900 318", "+442079460000": "020 7946 0000",
		"+44120462060": "+44120462060", "+33199001234": "+33199001234",
	} {
		if got := care.PhoneWords(e164); got != want {
			t.Errorf("%s is written %q, want %q", e164, got, want)
		}
		if back, says := care.ReadPhone(care.PhoneWords(e164)); back != e164 {
			t.Errorf("%s is read back as %q (%s)", e164, back, says)
		}
	}
}

func TestReadEmail(t *testing.T) {
	for _, c := range []struct{ typed, want, says string }{
		{" Joan.Whitlock@example.org ", "Joan.Whitlock@example.org", ""},
		{"o'hara+post@mail.example.co.uk", "o'hara+post@mail.example.co.uk", ""},
		{"joan", "", "with its @"},
		{"joan@", "", "after the @"},
		{"joan@example", "", "after the @"},
		{"joan@-example.org", "", "after the @"},
		{"@example.org", "", "before the @"},
		{"joan.@example.org", "", "before the @"},
		{"joan whitlock@example.org", "", "without spaces"},
		{"a@example.org, b@example.org", "", "without spaces"},
		{"a@b@example.org", "", "after the @"},
		{strings.Repeat("a", 65) + "@example.org", "", "before the @"},
		{"a@" + strings.Repeat("a.", 130) + "org", "", "after the @"},
	} {
		got, says := care.ReadEmail(c.typed)
		if got != c.want || (says == "") != (c.says == "") || !strings.Contains(says, c.says) {
			t.Errorf("%q: got %q and %q, want %q and %q", c.typed, got, says, c.want, c.says)
		}
	}
}

func TestPostcodeIsFoundInAnAddress(t *testing.T) {
	for address, want := range map[string]string{
		"14 Orchard Row, Tonbridge TN9 1QD": "TN9 1QD",
		"Tonbridge\ntn91qd":                 "TN9 1QD",
		"Flat 2, SW1A 1AA, London":          "SW1A 1AA",
		"moved from BR6 7PX to TN9 1QD":     "TN9 1QD",
		"M1 1AE":                            "M1 1AE",
		"14 Orchard Row":                    "",
		"TN9 1QI":                           "", // I never stands there
		"room 12 3rd floor":                 "",
	} {
		got, ok := care.Postcode(address)
		if got != want || ok != (want != "") {
			t.Errorf("%q: got %q, want %q", address, got, want)
		}
	}
}

func TestReadAddressHasAWayOutForEveryone(t *testing.T) {
	for typed, ok := range map[string]bool{
		"14 Orchard Row\nTonbridge\nTN9 1QD":          true,
		"14 Orchard Row, Tonbridge":                   false,
		"14 Orchard Row, postcode not known":          true,
		"No fixed address. Usually by the bandstand.": true,
	} {
		got, says := care.ReadAddress(typed)
		if (says == "") != ok || (got != "") != ok {
			t.Errorf("%q: got %q and %q, want it taken %v", typed, got, says, ok)
		}
	}
}

func FuzzReadPhone(f *testing.F) {
	for _, s := range []string{"01632 960 833", "+44 (0)7700 900318", "00", "+", "0", "+44", "+440"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		e164, says := care.ReadPhone(typed)
		if (e164 == "") == (says == "") {
			t.Fatalf("%q gave %q and %q", typed, e164, says)
		}
		if e164 == "" {
			return
		}
		if len(e164) < 9 || len(e164) > 16 || e164[0] != '+' {
			t.Fatalf("%q gave %q, which is no E.164 number", typed, e164)
		}
		if again, _ := care.ReadPhone(e164); again != e164 {
			t.Fatalf("%q gave %q and then %q", typed, e164, again)
		}
	})
}

func TestTidyingKeepsOnlyWhatCanBeRead(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		typed := strings.Join(rapid.SliceOf(rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{"a", " ", "\t", "\r", "\n", "\x00", "\u202e", "\xff"}))).Draw(t, "typed"), "")
		line, lines := care.TidyLine(typed), care.TidyLines(typed)
		if !utf8.ValidString(line) || !utf8.ValidString(lines) {
			t.Fatal("what is kept is no text")
		}
		if strings.ContainsAny(line, "\n\r\t\x00\u202e") || strings.ContainsAny(lines, "\r\x00\u202e") {
			t.Fatal("a control character was kept")
		}
		if care.TidyLine(line) != line || care.TidyLines(lines) != lines {
			t.Fatal("tidying twice changes more")
		}
	})
}
