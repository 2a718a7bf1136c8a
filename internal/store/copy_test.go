package store_test

import (
	"bytes"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"candour/internal/store"
	"candour/internal/storetest"
)

func TestEveryTableIsInABackupOrNamedAsNot(t *testing.T) {
	got := slices.Concat(store.Carried, store.Proven, store.Momentary)
	slices.Sort(got)
	same(t, "tables", got, slices.Sorted(maps.Keys(dataColumns)))
}

func TestEveryFlagIsCopiedAsOne(t *testing.T) {
	var want []string
	for table, columns := range dataColumns {
		for column, w := range columns {
			if w.kind == flag {
				want = append(want, table+"."+column)
			}
		}
	}
	slices.Sort(want)
	same(t, "flags", store.Flags, want)
}

// From either database into either, a copy reads as what was copied.
func TestACopyReadsAsTheOriginal(t *testing.T) {
	eachDB(t, func(t *testing.T, db *store.DB) {
		e, _, _ := seen(t, db, id())
		s := aSection(e, "identity", "items")
		all := entries(3, string(e.Subject))
		in := anIntent(id())
		update(t, db, func(tx *store.Tx) error {
			if err := tx.InsertSection(t.Context(), kent, s); err != nil {
				return err
			}
			if err := tx.InsertIntent(t.Context(), kent, in); err != nil {
				return err
			}
			if err := tx.InsertEntries(t.Context(), kent, all); err != nil {
				return err
			}
			return tx.PlaceEntries(t.Context(), kent, 0, ids(all[:2]))
		})
		storetest.EachDB(t, func(t *testing.T, data, _ store.Config) {
			to := storetest.OpenData(t, data)
			if err := db.CopyData(t.Context(), to); err != nil {
				t.Fatal(err)
			}
			if n := read(t, to, func(tx *store.Tx) (int64, error) { return tx.NextPosition(t.Context(), kent) }); n != 0 {
				t.Errorf("a data backup holds %d entries of the ledger", n)
			}
			if err := db.CopyLedger(t.Context(), to); err != nil {
				t.Fatal(err)
			}
			for what, get := range map[string]func(*store.Tx) (any, error){
				"controllers": func(tx *store.Tx) (any, error) { return tx.Controllers(t.Context()) },
				"episode":     func(tx *store.Tx) (any, error) { return tx.Episode(t.Context(), kent, e.ID) },
				"tiers":       func(tx *store.Tx) (any, error) { return tx.Tiers(t.Context(), kent, e.Subject) },
				"happenings":  func(tx *store.Tx) (any, error) { return tx.Happenings(t.Context(), kent, e.ID) },
				"section":     func(tx *store.Tx) (any, error) { return tx.Section(t.Context(), kent, s.ID) },
				"intent":      func(tx *store.Tx) (any, error) { return tx.Intent(t.Context(), kent, in.ID) },
				"pending":     func(tx *store.Tx) (any, error) { return tx.PendingEntries(t.Context(), kent, 9) },
				"about":       func(tx *store.Tx) (any, error) { return tx.EntriesAbout(t.Context(), kent, string(e.Subject), 9) },
			} {
				same(t, what, read(t, to, get), read(t, db, get))
			}
			if nodes := read(t, to, func(tx *store.Tx) ([]store.Node, error) { return tx.Nodes(t.Context(), kent) }); len(nodes) != 0 {
				t.Errorf("%d nodes came along", len(nodes))
			}
		})
	})
}

// What was deleted is in neither the file nor the journal once it is flushed.
func TestNothingOfADeletedSectionIsLeftInTheFiles(t *testing.T) {
	data, _ := storetest.SQLite(t)
	db := storetest.OpenData(t, data)
	found(t, db)
	e := anEpisode()
	var marks [][]byte
	update(t, db, func(tx *store.Tx) error {
		for n := range 50 {
			s := aSection(e, "referrer", "items")
			mark := []byte(fmt.Sprintf("sealed bytes %04d", n))
			marks = append(marks, mark)
			s.Sealed = bytes.Repeat(mark, n*5+1) // over several pages too
			if err := tx.InsertSection(t.Context(), kent, s); err != nil {
				return err
			}
		}
		return nil
	})
	found := func() int {
		n := 0
		for _, end := range []string{"", "-wal"} {
			text, err := os.ReadFile(strings.TrimPrefix(data.URL, "sqlite:") + end)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range marks {
				n += bytes.Count(text, m)
			}
		}
		return n
	}
	if found() == 0 {
		t.Fatal("the marks were not found while they were there")
	}
	update(t, db, func(tx *store.Tx) error {
		n, err := tx.DeleteSections(t.Context(), kent, e.Subject, "referrer")
		same(t, "deleted", n, int64(50))
		return err
	})
	if err := db.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n := found(); n != 0 {
		t.Errorf("%d marks are left in the files", n)
	}
}
