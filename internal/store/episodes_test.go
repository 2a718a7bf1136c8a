package store_test

import (
	"testing"
	"time"

	"candour/internal/care"
	"candour/internal/policy"
	"candour/internal/store"
)

func TestEpisodeComesBackAsItWasKept(t *testing.T) {
	eachDB(t, func(t *testing.T, db *store.DB) {
		e := care.Episode{
			Controller: kent, Service: pw, ID: id(), Subject: id(), Stage: "engaged", Origin: "themselves",
			Team: "thanet", Worker: id(), ReceivedOn: day("2026-11-20"), AllocatedOn: day("2026-11-21"),
			ReachedOn: day("2026-11-23"), LastContactOn: day("2026-11-24"), NextOn: day("2026-12-01"),
			NextWhat: "visit", RestrictedAt: noon,
		}
		insertEpisode(t, db, &e)
		if e.Version != 1 {
			t.Errorf("a new episode has version %d, want 1", e.Version)
		}
		get := func(tx *store.Tx) (*care.Episode, error) { return tx.Episode(t.Context(), kent, e.ID) }
		same(t, "inserted", read(t, db, get), &e)

		e.Stage, e.LeftOn, e.NextOn, e.NextWhat, e.RestrictedAt = "left", day("2027-01-05"), day(""), "", time.Time{}
		update(t, db, func(tx *store.Tx) error { return tx.UpdateEpisode(t.Context(), kent, &e) })
		if e.Version != 2 {
			t.Errorf("after a change the version is %d, want 2", e.Version)
		}
		same(t, "updated", read(t, db, get), &e)
		got := read(t, db, func(tx *store.Tx) ([]care.Episode, error) { return tx.EpisodesOf(t.Context(), kent, e.Subject) })
		same(t, "of the subject", got, []care.Episode{e})
	})
}

func TestUpdateEpisodeRefusesAStaleEpisode(t *testing.T) {
	eachDB(t, func(t *testing.T, db *store.DB) {
		e := anEpisode()
		insertEpisode(t, db, &e)
		stale := e
		e.Worker = id()
		update(t, db, func(tx *store.Tx) error { return tx.UpdateEpisode(t.Context(), kent, &e) })
		refuse(t, db, care.ErrConflict, func(tx *store.Tx) error { return tx.UpdateEpisode(t.Context(), kent, &stale) })
		if stale.Version != 1 {
			t.Errorf("a refused change moved the version to %d", stale.Version)
		}
	})
}

// everything is a scope that holds wherever the tier identity lives.
var everything = policy.Scope{Any: []policy.ScopeRule{{Tiers: []string{"identity"}}}}

func list(tb testing.TB, db *store.DB, scope policy.Scope, who policy.Asker, f store.EpisodeFilter) []care.Episode {
	tb.Helper()
	return read(tb, db, func(tx *store.Tx) ([]care.Episode, error) {
		return tx.Episodes(tb.Context(), kent, pw, scope, who, day("2026-11-23"), f)
	})
}

func TestEpisodesArePagedInOrder(t *testing.T) {
	eachDB(t, func(t *testing.T, db *store.DB) {
		const all = 23
		update(t, db, func(tx *store.Tx) error {
			for n := range all {
				e := anEpisode()
				e.ID, e.ReceivedOn = ordered(all-n), day("2026-11-01").AddDays(n/4)
				if n%3 > 0 {
					e.NextOn = day("2026-12-01").AddDays(n % 5)
				}
				if err := tx.InsertEpisode(t.Context(), kent, &e); err != nil {
					return err
				}
				if err := tx.InsertTier(t.Context(), kent, aTier(e, "identity")); err != nil {
					return err
				}
			}
			return nil
		})
		for _, order := range []string{"", store.ByReceived, store.ByNext} {
			f := store.EpisodeFilter{Order: order, Limit: 5}
			var seen []care.Episode
			for {
				page := list(t, db, everything, policy.Asker{}, f)
				seen = append(seen, page...)
				if len(page) < 5 {
					break
				}
				f.After = f.CursorAt(page[len(page)-1])
			}
			if len(seen) != all {
				t.Errorf("order %q: paged through %d of %d", order, len(seen), all)
			}
			for i := 1; i < len(seen); i++ {
				if !inOrder(order, seen[i-1], seen[i]) {
					t.Errorf("order %q: %v stands before %v", order, seen[i-1], seen[i])
				}
			}
		}
	})
}

func inOrder(order string, a, b care.Episode) bool {
	x, y := a.ReceivedOn, b.ReceivedOn
	if order == store.ByNext {
		x, y = a.NextOn, b.NextOn
		if x.IsZero() != y.IsZero() {
			return y.IsZero() // none planned comes last
		}
	}
	return x.Before(y) || x == y && a.ID < b.ID
}

func TestEpisodesAreNarrowed(t *testing.T) {
	eachDB(t, func(t *testing.T, db *store.DB) {
		amber := id()
		mine, waiting, left := anEpisode(), anEpisode(), anEpisode()
		mine.Worker, mine.Stage, mine.Team = amber, "engaged", "dover"
		left.Stage, left.Worker = "left", id()
		elsewhere := anEpisode()
		elsewhere.Service = "another"
		update(t, db, func(tx *store.Tx) error {
			for _, e := range []*care.Episode{&mine, &waiting, &left, &elsewhere} {
				if err := tx.InsertEpisode(t.Context(), kent, e); err != nil {
					return err
				}
				if err := tx.InsertTier(t.Context(), kent, aTier(*e, "identity")); err != nil {
					return err
				}
			}
			return nil
		})
		for name, c := range map[string]struct {
			filter store.EpisodeFilter
			want   []care.ID
		}{
			"unallocated": {store.EpisodeFilter{Unallocated: true}, []care.ID{waiting.ID}},
			"one stage":   {store.EpisodeFilter{Stages: []string{"left"}}, []care.ID{left.ID}},
			"a worker's":  {store.EpisodeFilter{Workers: []care.ID{amber}}, []care.ID{mine.ID}},
			"a team's":    {store.EpisodeFilter{Teams: []string{"dover", "deal"}}, []care.ID{mine.ID}},
			"both":        {store.EpisodeFilter{Teams: []string{"dover"}, Unallocated: true}, nil},
		} {
			var got []care.ID
			for _, e := range list(t, db, everything, policy.Asker{}, c.filter) {
				got = append(got, e.ID)
			}
			same(t, name, got, c.want)
		}
		counts := read(t, db, func(tx *store.Tx) (map[string]int, error) {
			return tx.CountEpisodes(t.Context(), kent, pw, everything, policy.Asker{}, day("2026-11-23"), store.EpisodeFilter{})
		})
		same(t, "by stage", counts, map[string]int{"application": 1, "engaged": 1, "left": 1})
	})
}

func TestHappeningsStandUntilUndone(t *testing.T) {
	eachDB(t, func(t *testing.T, db *store.DB) {
		e := anEpisode()
		insertEpisode(t, db, &e)
		received := care.Happening{ID: id(), Episode: e.ID, Event: "received", On: day("2026-11-20"), At: noon}
		reached := care.Happening{ID: id(), Episode: e.ID, Event: "reached", On: day("2026-11-23"), At: noon.Add(time.Hour), By: id()}
		update(t, db, func(tx *store.Tx) error {
			if err := tx.AddHappening(t.Context(), kent, reached); err != nil {
				return err
			}
			return tx.AddHappening(t.Context(), kent, received)
		})
		get := func(tx *store.Tx) ([]care.Happening, error) { return tx.Happenings(t.Context(), kent, e.ID) }
		same(t, "happenings", read(t, db, get), []care.Happening{received, reached})
		update(t, db, func(tx *store.Tx) error { return tx.UndoHappening(t.Context(), kent, reached.ID) })
		reached.Undone = true
		same(t, "after undoing", read(t, db, get), []care.Happening{received, reached})
		refuse(t, db, care.ErrConflict, func(tx *store.Tx) error { return tx.UndoHappening(t.Context(), kent, reached.ID) })
		of := read(t, db, func(tx *store.Tx) (map[care.ID][]care.Happening, error) {
			return tx.HappeningsOf(t.Context(), kent, []care.ID{id(), e.ID})
		})
		same(t, "of many", of, map[care.ID][]care.Happening{e.ID: {received, reached}})
	})
}
