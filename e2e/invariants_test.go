package e2e

import (
	"candour/internal/ledger"
)

// ledger gives every entry of a controller.
func (tl *tale) ledger(controller string) []ledger.Entry {
	tl.t.Helper()
	var out []ledger.Entry
	for _, row := range tl.site.Rows("SELECT body FROM entry WHERE controller = $1 ORDER BY at", controller) {
		e, err := ledger.Decode([]byte(row[0]))
		if err != nil {
			tl.t.Fatal(err)
		}
		out = append(out, e)
	}
	return out
}

func (tl *tale) invariants() {}
func (tl *tale) everyPageWasHeld() {}
