package store_test

import (
	"errors"
	"testing"
	"time"

	"candour/internal/calendar"
	"candour/internal/care"
	"candour/internal/store"
)

func TestControllersKeepTheirDaysWhenPutAgain(t *testing.T) {
	eachDB(t, func(t *testing.T, db *store.DB) {
		update(t, db, func(tx *store.Tx) error {
			if err := tx.SetCalendarDay(t.Context(), kent, day("2026-11-23")); err != nil {
				return err
			}
			return tx.SetSweptDay(t.Context(), kent, day("2026-11-22"))
		})
		commit(t, db, func(tx *store.Tx) error { _, err := tx.Revoke(t.Context(), kent); return err })
		update(t, db, func(tx *store.Tx) error {
			return tx.PutController(t.Context(), store.Controller{Code: kent, LedgerOrigin: "candour.example/kent", KeyStore: "k1"})
		})
		all := read(t, db, func(tx *store.Tx) ([]store.Controller, error) { return tx.Controllers(t.Context()) })
		same(t, "controllers", all, []store.Controller{
			{Code: kent, LedgerOrigin: "candour.example/kent", Revocation: 1, CalendarDay: day("2026-11-23"), SweptDay: day("2026-11-22"), KeyStore: "k1"},
			{Code: norfolk, LedgerOrigin: "candour.example/norfolk"},
		})
		same(t, "the day", read(t, db, func(tx *store.Tx) (calendar.Day, error) { return tx.CalendarDay(t.Context(), kent) }), day("2026-11-23"))
		same(t, "swept", read(t, db, func(tx *store.Tx) (calendar.Day, error) { return tx.SweptDay(t.Context(), norfolk) }), day(""))
		refuse(t, db, care.ErrInvalid, func(tx *store.Tx) error { return tx.SetCalendarDay(t.Context(), kent, day("2026-11-22")) })
		refuse(t, db, care.ErrNotFound, func(tx *store.Tx) error {
			_, err := tx.CalendarDay(t.Context(), "nowhere")
			return err
		})
	})
}

func TestSettingsAreReplaced(t *testing.T) {
	eachDB(t, func(t *testing.T, db *store.DB) {
		get := func(tx *store.Tx) (string, error) { return tx.Setting(t.Context(), kent, "seed") }
		same(t, "never put", read(t, db, get), "")
		for _, v := range []string{"1", "2"} {
			update(t, db, func(tx *store.Tx) error { return tx.PutSetting(t.Context(), kent, "seed", v) })
			same(t, "put", read(t, db, get), v)
		}
	})
}

func TestWorkersSignInUntilTheyLeave(t *testing.T) {
	eachDB(t, func(t *testing.T, db *store.DB) {
		amber := care.Worker{Controller: kent, ID: id(), Login: "amber", Role: "connector", Teams: []string{"thanet", "dover"}, Subject: id()}
		bryony := care.Worker{Controller: kent, ID: id(), Login: "bryony", Role: "manager", Subject: id()}
		update(t, db, func(tx *store.Tx) error {
			if err := tx.PutWorker(t.Context(), kent, bryony, "hash of bryony's"); err != nil {
				return err
			}
			return tx.PutWorker(t.Context(), kent, amber, "hash of amber's")
		})
		same(t, "all", read(t, db, func(tx *store.Tx) ([]care.Worker, error) { return tx.Workers(t.Context(), kent) }), []care.Worker{amber, bryony})
		same(t, "one", read(t, db, func(tx *store.Tx) (care.Worker, error) { return tx.Worker(t.Context(), kent, amber.ID) }), amber)

		s := store.Session{ID: "abc", Worker: amber, Supervised: true, CreatedAt: noon, SeenAt: noon, EndsAt: noon.Add(time.Hour)}
		update(t, db, func(tx *store.Tx) error {
			if err := tx.PutSession(t.Context(), kent, s); err != nil {
				return err
			}
			if err := tx.PutSession(t.Context(), kent, store.Session{ID: "old", Worker: bryony, EndsAt: noon.Add(-time.Second)}); err != nil {
				return err
			}
			return tx.TouchSession(t.Context(), kent, "abc", noon.Add(time.Minute))
		})
		s.SeenAt = noon.Add(time.Minute)
		session := func(tx *store.Tx) (store.Session, error) { return tx.Session(t.Context(), kent, "abc") }
		same(t, "session", read(t, db, session), s)

		update(t, db, func(tx *store.Tx) error {
			n, err := tx.EndSessionsBefore(t.Context(), kent, noon)
			same(t, "ended before noon", n, int64(1))
			return err
		})
		update(t, db, func(tx *store.Tx) error {
			if err := tx.LeaveWorker(t.Context(), kent, amber.ID, day("2026-11-30")); err != nil {
				return err
			}
			return tx.EndSessionsOf(t.Context(), kent, amber.ID)
		})
		refuse(t, db, care.ErrNotFound, func(tx *store.Tx) error { _, err := session(tx); return err })
		amber.LeftOn = day("2026-11-30")
		err := db.View(t.Context(), func(tx *store.Tx) error {
			w, hash, err := tx.WorkerByLogin(t.Context(), kent, "amber")
			same(t, "by login", w, amber)
			same(t, "hash", hash, "hash of amber's")
			return err
		})
		if err != nil {
			t.Error(err)
		}
		refuse(t, db, care.ErrNotFound, func(tx *store.Tx) error {
			_, _, err := tx.WorkerByLogin(t.Context(), norfolk, "amber")
			return err
		})
		refuse(t, db, care.ErrInvalid, func(tx *store.Tx) error {
			return tx.PutWorker(t.Context(), kent, care.Worker{ID: id(), Teams: []string{"a,b"}}, "")
		})
	})
}

func TestASignedOutSessionIsGone(t *testing.T) {
	eachDB(t, func(t *testing.T, db *store.DB) {
		w := care.Worker{ID: id(), Login: "amber"}
		update(t, db, func(tx *store.Tx) error {
			if err := tx.PutWorker(t.Context(), kent, w, ""); err != nil {
				return err
			}
			return tx.PutSession(t.Context(), kent, store.Session{ID: "abc", Worker: w})
		})
		for range 2 { // ending it twice is no error
			update(t, db, func(tx *store.Tx) error { return tx.EndSession(t.Context(), kent, "abc") })
		}
		refuse(t, db, care.ErrNotFound, func(tx *store.Tx) error { return tx.TouchSession(t.Context(), kent, "abc", noon) })
	})
}

func TestCoversHoldOnBothEndDays(t *testing.T) {
	eachDB(t, func(t *testing.T, db *store.DB) {
		amber, bryony := id(), id()
		cover := store.Cover{Worker: amber, Absent: bryony, FromOn: day("2026-11-23"), ToOn: day("2026-11-24")}
		update(t, db, func(tx *store.Tx) error { return tx.PutCover(t.Context(), kent, cover) })
		for on, want := range map[string][]care.ID{"2026-11-22": nil, "2026-11-23": {bryony}, "2026-11-24": {bryony}, "2026-11-25": nil} {
			got := read(t, db, func(tx *store.Tx) ([]care.ID, error) { return tx.Covers(t.Context(), kent, amber, day(on)) })
			same(t, on, got, want)
		}
		cover.ToOn = day("2026-11-23") // cut short
		update(t, db, func(tx *store.Tx) error { return tx.PutCover(t.Context(), kent, cover) })
		got := read(t, db, func(tx *store.Tx) ([]care.ID, error) { return tx.Covers(t.Context(), kent, amber, day("2026-11-24")) })
		same(t, "cut short", got, []care.ID(nil))
	})
}

func TestTasksAreListedByWhoseTheyAre(t *testing.T) {
	eachDB(t, func(t *testing.T, db *store.DB) {
		e, amber := anEpisode(), id()
		insertEpisode(t, db, &e)
		visit := care.Task{ID: ordered(1), Episode: e.ID, Worker: amber, Kind: "visit", DueOn: day("2026-12-01"), Of: id()}
		allocate := care.Task{ID: ordered(2), Episode: e.ID, Kind: "allocate", DueOn: day("2026-11-25")}
		update(t, db, func(tx *store.Tx) error {
			if err := tx.InsertTask(t.Context(), kent, visit); err != nil {
				return err
			}
			return tx.InsertTask(t.Context(), kent, allocate)
		})
		tasks := func(f store.TaskFilter) []care.Task {
			return read(t, db, func(tx *store.Tx) ([]care.Task, error) { return tx.Tasks(t.Context(), kent, f) })
		}
		same(t, "the worker's", tasks(store.TaskFilter{Worker: amber}), []care.Task{visit})
		same(t, "the episode's", tasks(store.TaskFilter{Episode: e.ID}), []care.Task{allocate, visit})
		same(t, "the team's", tasks(store.TaskFilter{Teams: []string{"thanet"}}), []care.Task{allocate})
		same(t, "another team's", tasks(store.TaskFilter{Teams: []string{"dover"}}), []care.Task(nil))
		same(t, "due", tasks(store.TaskFilter{Episode: e.ID, DueBy: day("2026-11-25")}), []care.Task{allocate})
		refuse(t, db, care.ErrInvalid, func(tx *store.Tx) error {
			_, err := tx.Tasks(t.Context(), kent, store.TaskFilter{})
			return err
		})
		done := func(tx *store.Tx) error { return tx.DoneTask(t.Context(), kent, allocate.ID, day("2026-11-24")) }
		update(t, db, done)
		refuse(t, db, care.ErrConflict, done)
		allocate.DoneOn = day("2026-11-24")
		same(t, "open", tasks(store.TaskFilter{Episode: e.ID}), []care.Task{visit})
		same(t, "done too", tasks(store.TaskFilter{Episode: e.ID, Done: true}), []care.Task{allocate, visit})
		update(t, db, func(tx *store.Tx) error { return tx.MoveTasks(t.Context(), kent, e.ID, "bryony") })
		visit.Worker = "bryony"
		same(t, "moved", tasks(store.TaskFilter{Episode: e.ID, Done: true}), []care.Task{allocate, visit})
		same(t, "the worker's", read(t, db, func(tx *store.Tx) ([]care.Task, error) {
			return tx.TasksOfWorker(t.Context(), kent, "bryony", day("2026-12-01"))
		}), []care.Task{visit})
		same(t, "the episode's", read(t, db, func(tx *store.Tx) ([]care.Task, error) {
			return tx.TasksOfEpisode(t.Context(), kent, e.ID)
		}), []care.Task{visit})
	})
}

func TestAFormIsSubmittedOnce(t *testing.T) {
	eachDB(t, func(t *testing.T, db *store.DB) {
		first, second := id(), id()
		claim := func(episode care.ID) (earlier care.ID, err error) {
			err = db.Update(t.Context(), func(tx *store.Tx) (err error) {
				earlier, err = tx.ClaimSubmission(t.Context(), kent, "token", noon, episode)
				return err
			})
			return earlier, err
		}
		if earlier, err := claim(first); earlier != "" || err != nil {
			t.Fatalf("first use: got %q, %v", earlier, err)
		}
		if earlier, err := claim(second); earlier != first || !errors.Is(err, care.ErrConflict) {
			t.Errorf("replay: got %q, %v; want the first episode and %v", earlier, err, care.ErrConflict)
		}
		update(t, db, func(tx *store.Tx) error {
			n, err := tx.ForgetSubmissions(t.Context(), kent, noon)
			same(t, "forgotten too soon", n, int64(0))
			return err
		})
		update(t, db, func(tx *store.Tx) error {
			_, err := tx.ForgetSubmissions(t.Context(), kent, noon.Add(time.Second))
			return err
		})
		refuse(t, db, care.ErrNotFound, func(tx *store.Tx) error {
			_, err := tx.Submission(t.Context(), kent, "token")
			return err
		})
	})
}

func TestFrozenCountsAddUp(t *testing.T) {
	eachDB(t, func(t *testing.T, db *store.DB) {
		for _, n := range []int64{1, 2} {
			update(t, db, func(tx *store.Tx) error {
				if err := tx.AddFrozen(t.Context(), kent, pw, "referrals", "2026-11|gp", n); err != nil {
					return err
				}
				return tx.AddFrozen(t.Context(), kent, "another", "referrals", "2026-11|gp", 100)
			})
		}
		got := read(t, db, func(tx *store.Tx) ([]store.Cell, error) { return tx.Frozen(t.Context(), kent, pw) })
		same(t, "frozen", got, []store.Cell{{Count: "referrals", Cell: "2026-11|gp", N: 3}})
	})
}

func TestASendIsClaimedOrWithdrawnNotBoth(t *testing.T) {
	eachDB(t, func(t *testing.T, db *store.DB) {
		s := store.Send{ID: id(), Episode: id(), Section: id(), State: store.SendPermitted, Version: 1}
		update(t, db, func(tx *store.Tx) error { return tx.InsertSend(t.Context(), kent, s.ID, s.Episode, s.Section, s.State) })
		move := func(from, to string) func(*store.Tx) error {
			return func(tx *store.Tx) error { return tx.AdvanceSend(t.Context(), kent, s.ID, from, to, noon) }
		}
		won := make(chan bool, 2)
		for _, to := range []string{store.SendClaimed, store.SendWithdrawn} {
			go func() {
				err := db.Update(background, move(store.SendPermitted, to))
				if err != nil && !errors.Is(err, care.ErrConflict) {
					t.Error(err)
				}
				won <- err == nil
			}()
		}
		if a, b := <-won, <-won; a == b {
			t.Fatalf("claimed and withdrawn: %v and %v, want one of them", a, b)
		}
		got := read(t, db, func(tx *store.Tx) (store.Send, error) { return tx.Send(t.Context(), kent, s.ID) })
		s.State, s.Version = got.State, 2
		if got.State == store.SendClaimed {
			s.ClaimedAt = noon
			update(t, db, move(store.SendClaimed, store.SendSent))
			s.State, s.Version = store.SendSent, 3
		}
		s.FinishedAt = noon
		same(t, "sends", read(t, db, func(tx *store.Tx) ([]store.Send, error) { return tx.Sends(t.Context(), kent, s.Episode) }), []store.Send{s})
	})
}
