package store_test

import (
	"errors"
	"testing"

	"candour/internal/care"
	"candour/internal/store"
)

func aSection(e care.Episode, tier, kind string) *care.Section {
	return &care.Section{
		ID: id(), Subject: e.Subject, Episode: e.ID, Tier: tier, Kind: kind, Item: "contact.note",
		Parent: id(), On: day("2026-11-23"), Key: id(), Sealed: []byte{0, 1, 0xff, 0, '\''},
	}
}

func TestSectionComesBackByteForByte(t *testing.T) {
	eachDB(t, func(t *testing.T, db *store.DB) {
		e := anEpisode()
		s := aSection(e, "sensitive", "note")
		update(t, db, func(tx *store.Tx) error { return tx.InsertSection(t.Context(), kent, s) })
		get := func(tx *store.Tx) (*care.Section, error) { return tx.Section(t.Context(), kent, s.ID) }
		same(t, "inserted", read(t, db, get), s)
		if s.Version != 1 {
			t.Errorf("a new section has version %d, want 1", s.Version)
		}
		stale := *s
		s.Sealed, s.On = []byte{7}, day("2026-11-24")
		update(t, db, func(tx *store.Tx) error { return tx.UpdateSection(t.Context(), kent, s) })
		same(t, "updated", read(t, db, get), s)
		if s.Version != 2 {
			t.Errorf("after a change the version is %d, want 2", s.Version)
		}
		refuse(t, db, care.ErrConflict, func(tx *store.Tx) error { return tx.UpdateSection(t.Context(), kent, &stale) })
		refuse(t, db, care.ErrConflict, func(tx *store.Tx) error { return tx.InsertSection(t.Context(), kent, s) })
		refuse(t, db, care.ErrNotFound, func(tx *store.Tx) error {
			_, err := tx.Section(t.Context(), norfolk, s.ID)
			return err
		})
	})
}

func TestSectionsAreFoundByTierAndKind(t *testing.T) {
	eachDB(t, func(t *testing.T, db *store.DB) {
		one, two := anEpisode(), anEpisode()
		note, items, name := aSection(one, "sensitive", "note"), aSection(one, "identity", "items"), aSection(two, "identity", "items")
		update(t, db, func(tx *store.Tx) error {
			return tx.InsertSections(t.Context(), kent, []*care.Section{note, items, name})
		})
		of := func(tiers ...string) []care.Section {
			return read(t, db, func(tx *store.Tx) ([]care.Section, error) { return tx.Sections(t.Context(), kent, one.Subject, tiers) })
		}
		same(t, "one tier", of("sensitive"), []care.Section{*note})
		same(t, "no tier", of(), []care.Section(nil))
		if got := of("sensitive", "identity", "referrer"); len(got) != 2 {
			t.Errorf("all tiers: got %d sections, want 2", len(got))
		}
		many := read(t, db, func(tx *store.Tx) (map[care.ID][]care.Section, error) {
			return tx.SectionsOf(t.Context(), kent, []care.ID{one.Subject, two.Subject}, "items")
		})
		same(t, "of many", many, map[care.ID][]care.Section{one.Subject: {*items}, two.Subject: {*name}})
		many = read(t, db, func(tx *store.Tx) (map[care.ID][]care.Section, error) {
			return tx.SectionsOf(t.Context(), kent, []care.ID{one.Subject}, "items", "sensitive")
		})
		same(t, "of another tier", many, map[care.ID][]care.Section{})

		var purged int64
		update(t, db, func(tx *store.Tx) (err error) {
			purged, err = tx.DeleteSections(t.Context(), kent, one.Subject, "sensitive")
			return err
		})
		same(t, "purged", purged, int64(1))
		same(t, "after the purge", of("sensitive"), []care.Section(nil))
		same(t, "the other tier", of("identity"), []care.Section{*items})
	})
}

func TestEachSectionStreamsTheLivingOnly(t *testing.T) {
	eachDB(t, func(t *testing.T, db *store.DB) {
		living, _ := aSubject(t, db, "identity")
		dying, _ := aSubject(t, db, "identity")
		update(t, db, func(tx *store.Tx) error {
			for _, e := range []care.Episode{living, dying} {
				if err := tx.InsertSection(t.Context(), kent, aSection(e, "identity", "items")); err != nil {
					return err
				}
			}
			return tx.IntendTier(t.Context(), kent, dying.Subject, "identity")
		})
		var got []care.ID
		stream := func(service string, stop error) error {
			got = nil
			return db.View(t.Context(), func(tx *store.Tx) error {
				return tx.EachSection(t.Context(), kent, service, "identity", "items", func(s care.Section) error {
					got = append(got, s.Subject)
					return stop
				})
			})
		}
		if err := stream(pw, nil); err != nil {
			t.Fatal(err)
		}
		same(t, "subjects", got, []care.ID{living.Subject})
		if err := stream("another", nil); err != nil || len(got) != 0 {
			t.Errorf("another service streams %v (%v)", got, err)
		}
		enough := errors.New("enough")
		if err := stream(pw, enough); !errors.Is(err, enough) {
			t.Errorf("got %v, want %v", err, enough)
		}
	})
}
