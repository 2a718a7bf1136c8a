package store_test

import (
	"slices"
	"testing"

	"candour/internal/calendar"
	"candour/internal/care"
	"candour/internal/policy"
	"candour/internal/store"
)

// What the name index opens is what its scope admits, in a tier that can be
// read today, whatever the length of the batches.
func TestSectionsInScopeAreThoseThatMayBeOpened(t *testing.T) {
	eachDB(t, func(t *testing.T, db *store.DB) {
		var want []care.ID
		put := func(admitted bool, last calendar.Day, change func(*care.Episode)) care.Episode {
			e := anEpisode()
			e.Stage = "engaged"
			change(&e)
			tier := aTier(e, "identity")
			tier.LastDay = last
			update(t, db, func(tx *store.Tx) error {
				if err := tx.InsertEpisode(t.Context(), kent, &e); err != nil {
					return err
				}
				if err := tx.InsertTiers(t.Context(), kent, []care.Tier{tier}); err != nil {
					return err
				}
				s := aSection(e, "identity", "items")
				s.Key = tier.Key
				return tx.InsertSections(t.Context(), kent, []*care.Section{s, aSection(e, "identity", "note")})
			})
			if admitted {
				want = append(want, e.Subject)
			}
			return e
		}
		today := day("2026-11-23")
		for range 5 {
			put(true, calendar.Day{}, func(*care.Episode) {})
		}
		put(true, today, func(*care.Episode) {})
		put(false, today.AddDays(-1), func(*care.Episode) {})
		put(false, calendar.Day{}, func(e *care.Episode) { e.Stage = "left" })
		put(false, calendar.Day{}, func(e *care.Episode) { e.RestrictedAt = noon })
		put(false, calendar.Day{}, func(e *care.Episode) { e.Service = "another" })
		shut := put(false, calendar.Day{}, func(*care.Episode) {})
		update(t, db, func(tx *store.Tx) error {
			return tx.SuspendTier(t.Context(), kent, shut.Subject, "identity", "w", noon)
		})
		slices.Sort(want)
		scope := policy.Scope{Any: []policy.ScopeRule{{Stages: []string{"application", "engaged"}, Tiers: []string{"identity"}}}}
		for _, limit := range []int{1, 3, 100} {
			var got []care.ID
			for _, half := range [][2]care.ID{{"", "8"}, {"8", "g"}} {
				for after, more := half[0], true; more; {
					var batch []care.Section
					err := db.View(t.Context(), func(tx *store.Tx) (err error) {
						batch, after, err = tx.SectionsInScope(t.Context(), kent, store.ScopedSections{
							Service: pw, Tier: "identity", Kind: "items", Scope: scope, Today: today, After: after, UpTo: half[1], Limit: limit,
						})
						return err
					})
					if err != nil {
						t.Fatal(err)
					}
					for _, s := range batch {
						if len(s.Sealed) == 0 || s.Key == "" || s.Version != 1 {
							t.Errorf("a section came without what opens it: %v", s)
						}
						got = append(got, s.Subject)
					}
					more = after != ""
				}
			}
			slices.Sort(got)
			same(t, "subjects", got, want)
		}
	})
}
