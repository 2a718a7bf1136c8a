package casework

import (
	"testing"

	"pgregory.net/rapid"
)

// TestNothingSmallCanBeWorkedOut holds the law of a table told beside its
// total: what is held back adds up to ten people or more, from two rows or
// more, unless nothing at all is told.
func TestNothingSmallCanBeWorkedOut(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rows := rapid.SliceOf(rapid.Custom(func(t *rapid.T) CountRow {
			return CountRow{N: rapid.Int64Range(0, 40).Draw(t, "n")}
		})).Draw(t, "rows")
		HoldBack(rows)
		var held, told int
		var sum int64
		for _, r := range rows {
			switch {
			case r.Held:
				held++
				sum += r.N
			case r.N > 0 && r.N < FewerThan:
				t.Fatalf("a row of %d is told", r.N)
			case r.N > 0:
				told++
			}
		}
		if held > 0 && told > 0 && (held < 2 || sum < FewerThan) {
			t.Fatalf("%d rows of together %d are held back beside %d that are told", held, sum, told)
		}
	})
}
