package store_test

import (
	"testing"

	"candour/internal/care"
	"candour/internal/store"
)

// Many rows are kept as one by one: 37 is no power of two, so blocks of
// several lengths are written.
func TestManyAreKeptAsOneByOne(t *testing.T) {
	eachDB(t, func(t *testing.T, db *store.DB) {
		var episodes []*care.Episode
		var tiers []care.Tier
		var happened []care.Happening
		var tasks []care.Task
		var sends []store.Send
		for range 37 {
			e := anEpisode()
			episodes = append(episodes, &e)
			tiers = append(tiers, aTier(e, "identity"), aTier(e, "sensitive"))
			happened = append(happened, care.Happening{ID: id(), Episode: e.ID, Event: "received", On: day("2026-11-20"), At: noon, By: id()})
			tasks = append(tasks, care.Task{ID: id(), Episode: e.ID, Worker: id(), Kind: "call", DueOn: day("2026-11-30")})
			sends = append(sends, store.Send{ID: id(), Episode: e.ID, Section: id(), State: store.SendDiscussed, Version: 1})
		}
		tiers[3].LastDay, tiers[3].Clause = day("2027-12-31"), "keep.sensitive"
		update(t, db, func(tx *store.Tx) error {
			for _, err := range []error{
				tx.InsertEpisodes(t.Context(), kent, episodes), tx.InsertTiers(t.Context(), kent, tiers),
				tx.AddHappenings(t.Context(), kent, happened), tx.InsertTasks(t.Context(), kent, tasks), tx.InsertSends(t.Context(), kent, sends),
			} {
				if err != nil {
					return err
				}
			}
			return nil
		})
		for i, e := range episodes {
			same(t, "episode", read(t, db, func(tx *store.Tx) (*care.Episode, error) { return tx.Episode(t.Context(), kent, e.ID) }), e)
			same(t, "tiers", read(t, db, func(tx *store.Tx) ([]care.Tier, error) { return tx.Tiers(t.Context(), kent, e.Subject) }), tiers[2*i:2*i+2])
			same(t, "happenings", read(t, db, func(tx *store.Tx) ([]care.Happening, error) { return tx.Happenings(t.Context(), kent, e.ID) }), happened[i:i+1])
			same(t, "tasks", read(t, db, func(tx *store.Tx) ([]care.Task, error) { return tx.TasksOfEpisode(t.Context(), kent, e.ID) }), tasks[i:i+1])
			same(t, "sends", read(t, db, func(tx *store.Tx) ([]store.Send, error) { return tx.Sends(t.Context(), kent, e.ID) }), sends[i:i+1])
		}
	})
}

// One swept key among many refuses them all.
func TestManyTiersAreRefusedForOneSweptKey(t *testing.T) {
	eachDB(t, func(t *testing.T, db *store.DB) {
		e := anEpisode()
		insertEpisode(t, db, &e)
		var tiers []care.Tier
		for _, code := range []string{"a", "b", "c", "d", "e"} {
			tiers = append(tiers, aTier(e, code))
		}
		update(t, db, func(tx *store.Tx) error {
			return tx.InsertIntent(t.Context(), kent, care.Intent{Controller: kent, ID: id(), Key: tiers[3].Key, Reason: "unused key", CreatedAt: noon})
		})
		refuse(t, db, care.ErrConflict, func(tx *store.Tx) error { return tx.InsertTiers(t.Context(), kent, tiers) })
		if got := read(t, db, func(tx *store.Tx) ([]care.Tier, error) { return tx.Tiers(t.Context(), kent, e.Subject) }); len(got) != 0 {
			t.Errorf("%d tiers were kept", len(got))
		}
		another := anEpisode()
		another.Controller = "norfolk"
		refuse(t, db, care.ErrInvalid, func(tx *store.Tx) error {
			return tx.InsertEpisodes(t.Context(), kent, []*care.Episode{&another})
		})
	})
}
