package store_test

import (
	"errors"
	"sync"
	"testing"
	"time"

	"candour/internal/care"
	"candour/internal/store"
	"candour/internal/storetest"
)

// aSubject keeps an episode with living tiers.
func aSubject(tb testing.TB, db *store.DB, codes ...string) (care.Episode, []care.Tier) {
	tb.Helper()
	e := anEpisode()
	var tiers []care.Tier
	update(tb, db, func(tx *store.Tx) error {
		tiers = nil
		if err := tx.InsertEpisode(tb.Context(), kent, &e); err != nil {
			return err
		}
		for _, code := range codes {
			t := aTier(e, code)
			tiers = append(tiers, t)
			if err := tx.InsertTier(tb.Context(), kent, t); err != nil {
				return err
			}
		}
		return nil
	})
	return e, tiers
}

func tiersOf(tb testing.TB, db *store.DB, subject care.ID) []care.Tier {
	tb.Helper()
	return read(tb, db, func(tx *store.Tx) ([]care.Tier, error) { return tx.Tiers(tb.Context(), kent, subject) })
}

func TestTierIsDueTheDayAfterItsLast(t *testing.T) {
	eachDB(t, func(t *testing.T, db *store.DB) {
		e, tiers := aSubject(t, db, "identity", "referrer", "sensitive")
		update(t, db, func(tx *store.Tx) error {
			if err := tx.SetTierLimit(t.Context(), kent, e.Subject, "identity", day("2027-12-31"), "keep.identity"); err != nil {
				return err
			}
			return tx.SetTierLimit(t.Context(), kent, e.Subject, "sensitive", day("2027-05-05"), "keep.sensitive")
		})
		tiers[0].LastDay, tiers[0].Clause = day("2027-12-31"), "keep.identity"
		tiers[2].LastDay, tiers[2].Clause = day("2027-05-05"), "keep.sensitive"
		same(t, "tiers", tiersOf(t, db, e.Subject), tiers)
		due := func(on string, limit int) []care.Tier {
			return read(t, db, func(tx *store.Tx) ([]care.Tier, error) { return tx.DueTiers(t.Context(), kent, day(on), limit) })
		}
		same(t, "on its last day", due("2027-05-05", 10), []care.Tier(nil))
		same(t, "the day after", due("2027-05-06", 10), []care.Tier{tiers[2]})
		same(t, "at the end, longest overdue first", due("2028-01-01", 10), []care.Tier{tiers[2], tiers[0]})
		same(t, "one at a time", due("2028-01-01", 1), []care.Tier{tiers[2]})
	})
}

func TestSuspensionIsLiftedOnlyByItsMakerInTime(t *testing.T) {
	eachDB(t, func(t *testing.T, db *store.DB) {
		e, tiers := aSubject(t, db, "referrer")
		amber, bryony, until := id(), id(), noon.Add(10*time.Minute)
		suspend := func(tx *store.Tx) error {
			return tx.SuspendTier(t.Context(), kent, e.Subject, "referrer", amber, until)
		}
		lift := func(by care.ID, at time.Time) func(*store.Tx) error {
			return func(tx *store.Tx) error { return tx.LiftTier(t.Context(), kent, e.Subject, "referrer", by, at) }
		}
		expired := func(at time.Time) []care.Tier {
			return read(t, db, func(tx *store.Tx) ([]care.Tier, error) { return tx.ExpiredSuspensions(t.Context(), kent, at, 10) })
		}
		refuse(t, db, care.ErrConflict, lift(amber, noon))
		update(t, db, suspend)
		suspended := tiers[0]
		suspended.State, suspended.SuspendedBy, suspended.SuspendedUntil = care.TierSuspended, amber, until
		same(t, "suspended", tiersOf(t, db, e.Subject), []care.Tier{suspended})
		refuse(t, db, care.ErrConflict, suspend)
		refuse(t, db, care.ErrConflict, lift(bryony, noon))
		refuse(t, db, care.ErrConflict, lift(amber, until))
		same(t, "not yet expired", expired(until.Add(-time.Microsecond)), []care.Tier(nil))
		same(t, "expired", expired(until), []care.Tier{suspended})
		update(t, db, lift(amber, until.Add(-time.Microsecond)))
		same(t, "lifted", tiersOf(t, db, e.Subject), tiers)
	})
}

func TestAnIntendedTierNeverReturns(t *testing.T) {
	eachDB(t, func(t *testing.T, db *store.DB) {
		e, tiers := aSubject(t, db, "referrer", "sensitive")
		amber := id()
		update(t, db, func(tx *store.Tx) error {
			if err := tx.SuspendTier(t.Context(), kent, e.Subject, "referrer", amber, noon); err != nil {
				return err
			}
			return tx.IntendTier(t.Context(), kent, e.Subject, "referrer")
		})
		for name, f := range map[string]func(*store.Tx) error{
			"lift": func(tx *store.Tx) error {
				return tx.LiftTier(t.Context(), kent, e.Subject, "referrer", amber, noon.Add(-time.Hour))
			},
			"suspend": func(tx *store.Tx) error { return tx.SuspendTier(t.Context(), kent, e.Subject, "referrer", amber, noon) },
			"intend":  func(tx *store.Tx) error { return tx.IntendTier(t.Context(), kent, e.Subject, "referrer") },
			"limit": func(tx *store.Tx) error {
				return tx.SetTierLimit(t.Context(), kent, e.Subject, "referrer", day("2030-01-01"), "keep.x")
			},
			"insert": func(tx *store.Tx) error { return tx.InsertTier(t.Context(), kent, aTier(e, "referrer")) },
			"destroy a living one": func(tx *store.Tx) error {
				return tx.PurgeTiers(t.Context(), kent, []care.Tier{{Subject: e.Subject, Code: "sensitive"}})
			},
		} {
			if err := db.Update(t.Context(), f); !errors.Is(err, care.ErrConflict) {
				t.Errorf("%s: got %v, want %v", name, err, care.ErrConflict)
			}
		}
		update(t, db, func(tx *store.Tx) error {
			return tx.PurgeTiers(t.Context(), kent, []care.Tier{{Subject: e.Subject, Code: "referrer"}})
		})
		got := tiersOf(t, db, e.Subject)
		same(t, "states", []care.TierState{got[0].State, got[1].State}, []care.TierState{care.TierDestroyed, care.TierLiving})
		of := read(t, db, func(tx *store.Tx) (map[care.ID][]care.Tier, error) {
			return tx.TiersOf(t.Context(), kent, id(), e.Subject)
		})
		same(t, "of many", of, map[care.ID][]care.Tier{e.Subject: {got[0], tiers[1]}})
	})
}

func anIntent(key care.ID) care.Intent {
	return care.Intent{
		Controller: kent, ID: id(), Subject: id(), Episode: id(), Tier: "referrer", Key: key,
		Reason: "reached", Clause: "keep.referrer", OnDay: day("2026-11-23"), CreatedAt: noon,
	}
}

// A key is either some tier's or being destroyed, whoever comes first.
func TestAKeyWithAnIntentIsRefused(t *testing.T) {
	storetest.EachDB(t, func(t *testing.T, data, _ store.Config) {
		one, two := storetest.OpenData(t, data), storetest.OpenData(t, data)
		found(t, one)
		for range 15 {
			key := id()
			var wg sync.WaitGroup
			var created, swept error
			wg.Go(func() {
				created = one.Update(background, func(tx *store.Tx) error {
					tier := aTier(anEpisode(), "identity")
					tier.Key = key
					return tx.InsertTier(background, kent, tier)
				})
			})
			wg.Go(func() {
				swept = two.Update(background, func(tx *store.Tx) error {
					used, err := tx.KeyUsed(background, kent, []care.ID{key})
					if err != nil || used[key] {
						return errors.Join(err, errUsed)
					}
					return tx.InsertIntent(background, kent, anIntent(key))
				})
			})
			wg.Wait()
			if (created == nil) == (swept == nil) {
				t.Fatalf("creating: %v; sweeping: %v; want exactly one to win", created, swept)
			}
			if created != nil && !errors.Is(created, care.ErrConflict) || swept != nil && !errors.Is(swept, errUsed) {
				t.Fatalf("creating: %v; sweeping: %v", created, swept)
			}
		}
	})
}

var errUsed = errors.New("the key is used")

func TestIntentGoesItsWayOnce(t *testing.T) {
	eachDB(t, func(t *testing.T, db *store.DB) {
		in := anIntent(id())
		update(t, db, func(tx *store.Tx) error { return tx.InsertIntent(t.Context(), kent, in) })
		second := anIntent(in.Key)
		refuse(t, db, care.ErrConflict, func(tx *store.Tx) error { return tx.InsertIntent(t.Context(), kent, second) })
		ended := in
		ended.KEKVersion, ended.KeyDeletedAt = 4, noon.Add(time.Second)
		ended.FinishedAt, ended.EntryID = noon.Add(2*time.Second), "entry-1"
		finish := func(tx *store.Tx) error { return tx.EndIntents(t.Context(), kent, []care.Intent{ended}) }
		open := func(tx *store.Tx) ([]care.Intent, error) { return tx.OpenIntents(t.Context(), kent, 10) }
		same(t, "open", read(t, db, open), []care.Intent{in})
		update(t, db, finish)
		in = ended
		refuse(t, db, care.ErrConflict, finish)
		same(t, "open", read(t, db, open), []care.Intent(nil))
		for name, get := range map[string]func(*store.Tx) (care.Intent, error){
			"by id":  func(tx *store.Tx) (care.Intent, error) { return tx.Intent(t.Context(), kent, in.ID) },
			"by key": func(tx *store.Tx) (care.Intent, error) { return tx.IntentByKey(t.Context(), kent, in.Key) },
		} {
			same(t, name, read(t, db, get), in)
		}
		same(t, "of the subject", read(t, db, func(tx *store.Tx) ([]care.Intent, error) { return tx.Intents(t.Context(), kent, in.Subject) }), []care.Intent{in})
		same(t, "all", read(t, db, func(tx *store.Tx) ([]care.Intent, error) { return tx.IntentsAfter(t.Context(), kent, "", 10) }), []care.Intent{in})
	})
}

// Final means that no copy can be opened: neither one wrapped under a
// key-encryption key that still stands, nor one in an escrow backup.
func TestIntentIsFinalOnlyWhenNoCopyIsLeft(t *testing.T) {
	eachDB(t, func(t *testing.T, db *store.DB) {
		in := anIntent(id())
		finalise := func(kek int64, oldest time.Time) []care.Intent {
			var got []care.Intent
			update(t, db, func(tx *store.Tx) (err error) {
				got, err = tx.FinaliseIntents(t.Context(), kent, kek, oldest, noon.Add(time.Hour))
				return err
			})
			return got
		}
		update(t, db, func(tx *store.Tx) error {
			return tx.InsertIntent(t.Context(), kent, in)
		})
		same(t, "unfinished", finalise(9, time.Time{}), []care.Intent(nil))
		in.KEKVersion, in.KeyDeletedAt, in.FinishedAt, in.EntryID = 4, noon, noon, "e"
		update(t, db, func(tx *store.Tx) error { return tx.EndIntents(t.Context(), kent, []care.Intent{in}) })
		same(t, "its key-encryption key stands", finalise(3, time.Time{}), []care.Intent(nil))
		same(t, "a backup made before it", finalise(4, noon), []care.Intent(nil))
		in.FinalAt = noon.Add(time.Hour)
		same(t, "only later backups", finalise(4, noon.Add(time.Second)), []care.Intent{in})
		same(t, "once", finalise(9, time.Time{}), []care.Intent(nil))
	})
}

func TestKeyUsedFindsTiersAndIntents(t *testing.T) {
	eachDB(t, func(t *testing.T, db *store.DB) {
		_, tiers := aSubject(t, db, "identity")
		in := anIntent(id())
		update(t, db, func(tx *store.Tx) error { return tx.InsertIntent(t.Context(), kent, in) })
		keys := []care.ID{tiers[0].Key, in.Key}
		for n := range 1100 { // more than one IN holds
			keys = append(keys, ordered(n))
		}
		got := read(t, db, func(tx *store.Tx) (map[care.ID]bool, error) { return tx.KeyUsed(t.Context(), kent, keys) })
		same(t, "used", got, map[care.ID]bool{tiers[0].Key: true, in.Key: true})
	})
}
