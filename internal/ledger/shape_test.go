package ledger

import (
	"regexp"
	"testing"

	"pgregory.net/rapid"
)

// The shapes, said again as regular expressions.
const wordForm = `[a-z][a-z0-9]*(?:[ _-][a-z0-9]+)*`

var forms = map[string]struct {
	is     shape
	form   *regexp.Regexp
	some   string   // what to draw candidates from
	always []string // what packs and the house use
}{
	"id": {isID, regexp.MustCompile(`^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$`),
		`[0-9a-g]{7,8}(-[0-9a-f]{4}){3,4}-?[0-9a-f]{11,12}`, []string{"8c1f9a52-6f0f-4d6e-9d55-2b1f0a6f6a3e"}},
	"hex": {isHex, regexp.MustCompile(`^(?:[0-9a-f]{2}){16,64}$`), `[0-9a-g]?[0-9a-f]{30,132}`, nil},
	"place": {isPlace, regexp.MustCompile(`^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$`),
		`[a-z1]{1,3}([ -]{0,2}[a-z0-9A]{1,4}){0,3}`, []string{"kent", "positive-wellbeing"}},
	"code": {isCode, regexp.MustCompile(`^` + wordForm + `$`),
		`[a-z1]{1,3}([ _.-]{0,2}[a-z0-9A]{1,4}){0,3}`, []string{"see", "destroy intended", "my-work", "public form"}},
	"item": {isItem, regexp.MustCompile(`^` + wordForm + `(?:\.` + wordForm + `){1,3}$`),
		`[a-z1]{1,3}(\.[a-z]{1,2}|[ _.-]{1,2}[a-z0-9]){0,5}`, []string{"client.name", "client.safe-to-contact"}},
	"clause": {isClause, regexp.MustCompile(`^` + wordForm + `(?:\[[0-9]{1,3}\])?(?:\.` + wordForm + `(?:\[[0-9]{1,3}\])?)*$`),
		`[a-z]{1,2}([ .-][a-z]{1,3}|\[[0-9]{0,4}\]|\.){0,4}`, []string{"uses[4]", "keep.sensitive", "bases.public interest", "collect[3].items.age"}},
}

func TestShapesAreTheirRegularExpressions(t *testing.T) {
	for name, f := range forms {
		t.Run(name, func(t *testing.T) {
			matched := map[bool]int{}
			for _, s := range f.always {
				if !f.is(s) {
					t.Errorf("%q: refused", s)
				}
			}
			rapid.Check(t, func(t *rapid.T) {
				s := rapid.OneOf(rapid.StringMatching(f.some), rapid.StringMatching(f.form.String()), rapid.String()).Draw(t, "s")
				want := f.form.MatchString(s)
				if name != "id" && name != "hex" {
					want = want && short(s)
				}
				if got := f.is(s); got != want {
					t.Fatalf("%q: got %v, want %v", s, got, want)
				}
				matched[want]++
			})
			if matched[true] == 0 || matched[false] == 0 {
				t.Errorf("drew %d that match and %d that do not: the test shows nothing", matched[true], matched[false])
			}
		})
	}
}
