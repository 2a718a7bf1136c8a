package store_test

import (
	"testing"
	"time"

	"candour/internal/care"
	"candour/internal/store"
	"candour/internal/storetest"
)

// benchEach runs f on both databases.
func benchEach(b *testing.B, f func(b *testing.B, db *store.DB)) {
	for name, config := range map[string]func(testing.TB) (store.Config, store.Config){
		"sqlite": storetest.SQLite, "postgres": storetest.Postgres,
	} {
		b.Run(name, func(b *testing.B) {
			data, _ := config(b)
			db := storetest.OpenData(b, data)
			found(b, db)
			f(b, db)
		})
	}
}

// BenchmarkView is one audited view's reading: the counter, the episode, its
// tiers and happenings, and the sections of two tiers.
func BenchmarkView(b *testing.B) {
	benchEach(b, func(b *testing.B, db *store.DB) {
		e, _, _ := seen(b, db, id())
		update(b, db, func(tx *store.Tx) error {
			for n := range 6 {
				s := aSection(e, []string{"identity", "sensitive"}[n%2], "items")
				s.Sealed = make([]byte, 400)
				if err := tx.InsertSection(b.Context(), kent, s); err != nil {
					return err
				}
			}
			return nil
		})
		today := day("2026-11-23")
		b.ReportAllocs()
		b.ResetTimer()
		b.RunParallel(func(pb *testing.PB) {
			for pb.Next() {
				err := db.View(b.Context(), func(tx *store.Tx) error {
					if _, err := tx.EpisodeSight(b.Context(), kent, "n1", store.Views, e.ID, e.Worker, today); err != nil {
						return err
					}
					got, err := tx.Sections(b.Context(), kent, e.Subject, []string{"identity", "sensitive"})
					if len(got) != 6 {
						b.Errorf("read %d sections", len(got))
					}
					return err
				})
				if err != nil {
					b.Error(err)
					return
				}
			}
		})
	})
}

// BenchmarkGroupCommit makes 32 entries durable at once.
func BenchmarkGroupCommit(b *testing.B) {
	benchEach(b, func(b *testing.B, db *store.DB) {
		join(b, db, "n1")
		body := make([]byte, 500)
		b.ReportAllocs()
		for b.Loop() {
			batch := make([]store.EntryRow, 32)
			for i := range batch {
				batch[i] = store.EntryRow{ID: string(id()), At: time.Now(), Body: body, Subjects: []string{string(id())}}
			}
			commit(b, db, func(tx *store.Tx) error {
				if _, err := tx.WriteLane(b.Context(), kent, "n1", store.Views, time.Now()); err != nil {
					return err
				}
				return tx.InsertEntries(b.Context(), kent, batch)
			})
		}
	})
}

// BenchmarkLoadPeople keeps 100 referrals with four tiers and three sections
// each in one transaction.
func BenchmarkLoadPeople(b *testing.B) {
	benchEach(b, func(b *testing.B, db *store.DB) {
		people := 0
		for b.Loop() {
			update(b, db, func(tx *store.Tx) error {
				var sections []*care.Section
				for range 100 {
					e := anEpisode()
					if err := tx.InsertEpisode(b.Context(), kent, &e); err != nil {
						return err
					}
					for _, code := range []string{"identity", "referrer", "sensitive", "contact"} {
						if err := tx.InsertTier(b.Context(), kent, aTier(e, code)); err != nil {
							return err
						}
					}
					for range 3 {
						s := aSection(e, "identity", "items")
						s.Sealed = make([]byte, 400)
						sections = append(sections, s)
					}
				}
				return tx.InsertSections(b.Context(), kent, sections)
			})
			people += 100
		}
		b.ReportMetric(float64(people)/b.Elapsed().Seconds(), "people/s")
	})
}
