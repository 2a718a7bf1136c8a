package notice

import "strings"

// Summary is the five sentences of the first screen as text, without their
// questions: what a reading age of the summary is counted over.
func (pg Page) Summary() string {
	var says []string
	for _, a := range pg.First {
		says = append(says, a.Says)
	}
	return strings.Join(says, "\n")
}
