package store_test

import (
	"testing"

	"candour/internal/care"
	"candour/internal/store"
)

// Whole subjects go with their last tier; of one with a tier that still stands
// only what the dead tier held goes.
func TestManyTiersAreDestroyedAtOnce(t *testing.T) {
	eachDB(t, func(t *testing.T, db *store.DB) {
		var dying []care.Tier
		var subjects, episodes []care.ID
		for n := range 37 { // no power of two, so that blocks of several lengths run
			e, tiers := aSubject(t, db, "identity", "sensitive")
			subjects, episodes = append(subjects, e.Subject), append(episodes, e.ID)
			update(t, db, func(tx *store.Tx) error {
				return tx.InsertSections(t.Context(), kent, []*care.Section{aSection(e, "identity", "items"), aSection(e, "sensitive", "items")})
			})
			if n > 0 { // of the first the sensitive tier stays
				dying = append(dying, tiers[1])
			}
			dying = append(dying, tiers[0])
		}
		intents := make([]care.Intent, len(dying))
		for i, d := range dying {
			intents[i] = anIntent(d.Key)
			intents[i].Subject, intents[i].Episode, intents[i].Tier = d.Subject, d.Episode, d.Code
		}
		update(t, db, func(tx *store.Tx) error {
			if err := tx.IntendTiers(t.Context(), kent, dying); err != nil {
				return err
			}
			return tx.InsertIntents(t.Context(), kent, intents)
		})
		refuse(t, db, care.ErrConflict, func(tx *store.Tx) error { return tx.IntendTiers(t.Context(), kent, dying[30:32]) })
		ids, want := make([]care.ID, len(intents)), map[care.ID]care.Intent{}
		for i := range intents {
			intents[i].KEKVersion, intents[i].KeyDeletedAt, intents[i].FinishedAt, intents[i].EntryID = 4, noon, noon, "e"
			ids[i], want[intents[i].ID] = intents[i].ID, intents[i]
		}
		update(t, db, func(tx *store.Tx) error {
			if err := tx.PurgeTiers(t.Context(), kent, dying); err != nil {
				return err
			}
			if err := tx.PurgeSubjects(t.Context(), kent, subjects); err != nil {
				return err
			}
			return tx.EndIntents(t.Context(), kent, intents)
		})
		refuse(t, db, care.ErrConflict, func(tx *store.Tx) error { return tx.EndIntents(t.Context(), kent, intents[5:7]) })
		left := read(t, db, func(tx *store.Tx) (map[care.ID][]care.Section, error) {
			return tx.SectionsOf(t.Context(), kent, subjects, "items")
		})
		if len(left) != 1 || len(left[subjects[0]]) != 1 || left[subjects[0]][0].Tier != "sensitive" {
			t.Errorf("what is left is %v, want one sensitive section of the first subject", left)
		}
		same(t, "episodes that stay", read(t, db, func(tx *store.Tx) (map[care.ID]string, error) {
			return tx.ServicesOf(t.Context(), kent, episodes)
		}), map[care.ID]string{episodes[0]: pw})
		same(t, "intents", read(t, db, func(tx *store.Tx) (map[care.ID]care.Intent, error) {
			return tx.IntentsByID(t.Context(), kent, ids)
		}), want)
	})
}
