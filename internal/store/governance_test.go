package store_test

import (
	"testing"
	"time"

	"candour/internal/care"
	"candour/internal/store"
)

func TestVersionsAreNumberedKeptWholeAndMoveForwardOnce(t *testing.T) {
	eachDB(t, func(t *testing.T, db *store.DB) {
		at := noon.UTC().Truncate(time.Microsecond)
		files := []store.PublicationFile{{Name: "kent/a.yaml", Source: []byte("a: \x00é\n")}, {Name: "kent/b.yaml", Source: []byte("b")}}
		first := store.Publication{ID: id(), Service: pw, Hash: "aa", State: "draft", Drafted: store.Step{At: at, By: id()}}
		second, other := first, first
		second.ID, other.ID, other.Service = id(), id(), "school-travel"
		update(t, db, func(tx *store.Tx) error {
			for _, p := range []*store.Publication{&first, &second, &other} {
				if err := tx.InsertPublication(t.Context(), kent, p, files); err != nil {
					return err
				}
			}
			return nil
		})
		if first.Number != 1 || second.Number != 2 || other.Number != 1 {
			t.Errorf("the versions are numbered %d, %d and %d", first.Number, second.Number, other.Number)
		}
		same(t, "files", read(t, db, func(tx *store.Tx) ([]store.PublicationFile, error) {
			return tx.PublicationFiles(t.Context(), kent, first.ID)
		}), files)
		second.State, second.Live, second.Effective = "published", true, day("2027-01-01")
		second.Published = store.Step{At: at, By: id()}
		update(t, db, func(tx *store.Tx) error { return tx.AdvancePublication(t.Context(), kent, "draft", second) })
		refuse(t, db, care.ErrConflict, func(tx *store.Tx) error {
			return tx.AdvancePublication(t.Context(), kent, "draft", second)
		})
		refuse(t, db, care.ErrConflict, func(tx *store.Tx) error {
			return tx.AdvancePublication(t.Context(), norfolk, "draft", first)
		})
		same(t, "versions", read(t, db, func(tx *store.Tx) ([]store.Publication, error) { return tx.Publications(t.Context(), kent) }),
			[]store.Publication{second, first, other})
		same(t, "another council's", read(t, db, func(tx *store.Tx) ([]store.Publication, error) { return tx.Publications(t.Context(), norfolk) }), []store.Publication(nil))
	})
}

func TestTheRegisterKeepsEveryLineInOrder(t *testing.T) {
	eachDB(t, func(t *testing.T, db *store.DB) {
		at := noon.UTC().Truncate(time.Microsecond)
		rows := []store.RegisterRow{
			{ID: id(), Service: pw, Kind: "reading", About: "R1", State: "accepted", Words: "ab", At: at, OnDay: day("2026-11-23"), Worker: id()},
			{ID: id(), Kind: "office", About: "data protection officer", State: "held", Holder: id(), From: day("2026-11-01"), Until: day("2027-11-01"), At: at, OnDay: day("2026-11-23"), Worker: id()},
		}
		update(t, db, func(tx *store.Tx) error {
			for i := range rows {
				if err := tx.InsertRegister(t.Context(), kent, &rows[i]); err != nil {
					return err
				}
			}
			return nil
		})
		if rows[0].Seq != 1 || rows[1].Seq != 2 {
			t.Errorf("the lines are numbered %d and %d", rows[0].Seq, rows[1].Seq)
		}
		same(t, "lines", read(t, db, func(tx *store.Tx) ([]store.RegisterRow, error) { return tx.Register(t.Context(), kent) }), rows)
		same(t, "another council's", read(t, db, func(tx *store.Tx) ([]store.RegisterRow, error) { return tx.Register(t.Context(), norfolk) }), []store.RegisterRow(nil))
	})
}
