package web

import (
	"testing"

	"candour/internal/retention"
)

func TestWhatIsSmallIsNotToldNorWhatWouldTellIt(t *testing.T) {
	for name, c := range map[string]struct {
		figures retention.Figures
		want    [4]string
	}{
		"nothing":          {retention.Figures{}, [4]string{"None", "None", "None", "None"}},
		"few":              {retention.Figures{Shares: 9, Refusals: 1, Destroyed: 4, OnTheDay: 4}, [4]string{"Under 10", "Under 10", "Under 10", "Under 10"}},
		"many":             {retention.Figures{Shares: 10, Refusals: 2140, Destroyed: 60, OnTheDay: 40}, [4]string{"10", "2140", "60", "40"}},
		"all in time":      {retention.Figures{Destroyed: 60, OnTheDay: 60}, [4]string{"None", "None", "60", "All"}},
		"a few late":       {retention.Figures{Destroyed: 60, OnTheDay: 57}, [4]string{"None", "None", "60", "Not told"}},
		"only few in time": {retention.Figures{Destroyed: 60, OnTheDay: 3}, [4]string{"None", "None", "60", "Under 10"}},
	} {
		for i, row := range publicFigures(c.figures).Counts.Rows {
			if row.Number != c.want[i] {
				t.Errorf("%s: %s: %q, want %q", name, row.Of, row.Number, c.want[i])
			}
		}
	}
}
