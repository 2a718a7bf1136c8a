package store_test

import (
	"testing"

	"candour/internal/store"
)

func TestTheLedgerIsPagedFromItsNewestEntry(t *testing.T) {
	eachDB(t, func(t *testing.T, db *store.DB) {
		all := entries(12, "s")
		update(t, db, func(tx *store.Tx) error { return tx.InsertEntries(t.Context(), kent, all) })
		update(t, db, func(tx *store.Tx) error { return tx.PlaceEntries(t.Context(), kent, 0, ids(all[:10])) })
		page := func(before int64) []int64 {
			rows := read(t, db, func(tx *store.Tx) ([]store.EntryRow, error) { return tx.EntriesBefore(t.Context(), kent, before, 4) })
			var out []int64
			for _, r := range rows {
				out = append(out, r.Position)
			}
			return out
		}
		same(t, "the newest page", page(0), []int64{9, 8, 7, 6})
		same(t, "the page below", page(6), []int64{5, 4, 3, 2})
		same(t, "the last page", page(2), []int64{1, 0})
		pending := read(t, db, func(tx *store.Tx) ([]store.EntryRow, error) { return tx.NewestPending(t.Context(), kent, 5) })
		same(t, "what waits, newest first", ids(pending), []string{all[11].ID, all[10].ID})
		other := read(t, db, func(tx *store.Tx) ([]store.EntryRow, error) { return tx.EntriesBefore(t.Context(), "norfolk", 0, 5) })
		same(t, "another council's", len(other), 0)
	})
}
