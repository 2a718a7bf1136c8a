package care

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"
)

// ReadPhone reads a telephone number as people write it and gives it as E.164
// (+441632960833), or says how to mend it. Numbers without a country are
// British: ten digits after the first nought, nine in a few old exchanges.
func ReadPhone(typed string) (e164, problem string) {
	digits, plus, ok := phoneDigits(typed)
	if !ok || digits == "" {
		return "", "Write the phone number in digits, like 01632 960 001"
	}
	if strings.HasPrefix(digits, "00") {
		digits, plus = digits[2:], true
	}
	if plus && strings.HasPrefix(digits, "44") {
		digits, plus = "0"+strings.TrimPrefix(digits[2:], "0"), false
	}
	if plus {
		return readAbroad(digits)
	}
	return readBritish(digits)
}

// phoneDigits drops what people put between digits. "(0)" after a country is
// dropped with its nought by the caller.
func phoneDigits(typed string) (digits string, plus, ok bool) {
	var b strings.Builder
	for i, r := range strings.TrimSpace(typed) {
		switch {
		case r >= '0' && r <= '9':
			b.WriteRune(r)
		case r == '+' && i == 0:
			plus = true
		case unicode.IsSpace(r) || strings.ContainsRune("-–.()/", r):
		default:
			return "", false, false
		}
	}
	return b.String(), plus, true
}

func readAbroad(digits string) (e164, problem string) {
	if len(digits) < 8 || len(digits) > 15 || digits[0] == '0' {
		return "", "This number from abroad is not complete. Write it from the plus and the country, like +33 1 99 00 12 34"
	}
	return "+" + digits, ""
}

func readBritish(digits string) (e164, problem string) {
	if digits[0] != '0' {
		return "", "Write the number from its first nought, like 01632 960 001"
	}
	if len(digits) > 1 && !strings.ContainsRune("1235789", rune(digits[1])) {
		return "", "No number here begins " + digits[:2] + ". Check it against theirs"
	}
	const whole = 11
	switch short := whole - len(digits); {
	case short == 0, short == 1 && ninesAllowed(digits):
		return "+44" + digits[1:], ""
	case short > 0:
		return "", fmt.Sprintf("This number is %s short. Check it against theirs", inDigits(short))
	default:
		return "", fmt.Sprintf("This number is %s too long. Check it against theirs", inDigits(-short))
	}
}

// Exchanges in which some numbers have nine digits after the nought, besides
// 0800 and 0500 numbers (Ofcom, National Telephone Numbering Plan).
var nineDigits = []string{
	"01204", "01208", "01254", "01276", "01297", "01298", "01363", "01364", "01384", "01386", "01404",
	"01420", "01460", "01461", "01480", "01488", "01524", "01527", "01562", "01566", "01606", "01629",
	"01635", "01647", "01659", "01695", "01726", "01744", "01750", "01768", "01827", "01837", "01884",
	"01900", "01905", "01935", "01946", "01949", "01963", "01995", "0800", "0500",
}

func ninesAllowed(digits string) bool {
	for _, prefix := range nineDigits {
		if strings.HasPrefix(digits, prefix) {
			return true
		}
	}
	return false
}

func inDigits(n int) string {
	words := []string{"", "one digit", "two digits", "three digits", "four digits", "five digits"}
	if n < len(words) {
		return words[n]
	}
	return "many digits"
}

// PhoneWords writes an E.164 number as people read it out: 01632 960 833.
// What is no British number of eleven digits stays as it is.
func PhoneWords(e164 string) string {
	n, british := strings.CutPrefix(e164, "+44")
	if !british || len(n) != 10 {
		return e164
	}
	if n[0] == '2' { // 020 7946 0000
		return "0" + n[:2] + " " + n[2:6] + " " + n[6:]
	}
	return "0" + n[:4] + " " + n[4:7] + " " + n[7:]
}

var emailDomain = regexp.MustCompile(`^(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]*[\p{L}\p{N}])?\.)+\p{L}[\p{L}\p{N}-]*[\p{L}\p{N}]$`)

// ReadEmail reads an email address, or says how to mend it. It keeps the
// letters as typed and does not ask whether the address exists.
func ReadEmail(typed string) (email, problem string) {
	email = strings.TrimSpace(typed)
	local, domain, at := strings.Cut(email, "@")
	switch {
	case !at:
		return "", "Write the whole email with its @, like name@example.org"
	case strings.ContainsAny(email, " \t\n\r,;<>\"()[]\\:") || strings.ContainsFunc(email, unicode.IsControl):
		return "", "Write one email without spaces, commas or brackets, like name@example.org"
	case local == "" || len(local) > 64 || strings.HasPrefix(local, ".") || strings.HasSuffix(local, ".") || strings.Contains(local, ".."):
		return "", "Check the part before the @, like name@example.org"
	case len(email) > 254 || !emailDomain.MatchString(domain):
		return "", "Check the part after the @, like name@example.org"
	}
	return email, ""
}

var postcode = regexp.MustCompile(`(?i)\b(GIR|[A-Z]{1,2}[0-9][0-9A-Z]?)[ \t]*([0-9][ABD-HJLNP-UW-Z]{2})\b`)

// Postcode finds the last postcode of Great Britain in an address, written as
// the post writes it: TN9 1QD.
func Postcode(address string) (string, bool) {
	found := postcode.FindAllStringSubmatch(address, -1)
	if len(found) == 0 {
		return "", false
	}
	last := found[len(found)-1]
	return strings.ToUpper(last[1] + " " + last[2]), true
}

// NoFixedAddress reports whether an address says that there is none.
func NoFixedAddress(address string) bool {
	return strings.Contains(strings.ToLower(address), "no fixed address")
}

// ReadAddress reads an address over one or more lines. It needs a postcode,
// or says that it is not known, or that there is no fixed address.
func ReadAddress(typed string) (address, problem string) {
	address = TidyLines(typed)
	_, coded := Postcode(address)
	unknown := strings.Contains(strings.ToLower(address), "postcode not known")
	if !coded && !unknown && !NoFixedAddress(address) {
		return "", "Add the postcode, like TN9 1QD. If you do not know it, write “postcode not known”. " +
			"If there is no address, write “no fixed address” and where they are usually found"
	}
	return address, ""
}

// TidyLine drops what cannot be read and joins spaces, giving one line.
func TidyLine(s string) string {
	return strings.Join(strings.Fields(readable(s)), " ")
}

// TidyLines drops what cannot be read, spaces at line ends and empty lines at
// either end. Lines inside stay.
func TidyLines(s string) string {
	s = strings.ReplaceAll(strings.ReplaceAll(readable(s), "\r\n", "\n"), "\r", "\n")
	lines := strings.Split(s, "\n")
	for i, line := range lines {
		lines[i] = strings.TrimRightFunc(line, unicode.IsSpace)
	}
	return strings.Trim(strings.Join(lines, "\n"), "\n")
}

// readable drops bytes that are no text, and control characters other than
// line ends and tabs.
func readable(s string) string {
	return strings.Map(func(r rune) rune {
		if r == '\n' || r == '\r' || r == '\t' {
			return r
		}
		if unicode.IsControl(r) || r == unicode.ReplacementChar || unicode.Is(unicode.Bidi_Control, r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, ""))
}
