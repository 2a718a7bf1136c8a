package store_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"candour/internal/care"
	"candour/internal/policy"
	"candour/internal/store"
	"candour/internal/storetest"
)

func TestUpdateKeepsNothingOfAFailedClosure(t *testing.T) {
	eachDB(t, func(t *testing.T, db *store.DB) {
		e := anEpisode()
		broken := errors.New("broken")
		refuse(t, db, broken, func(tx *store.Tx) error {
			if err := tx.InsertEpisode(t.Context(), kent, &e); err != nil {
				return err
			}
			return broken
		})
		func() {
			defer func() { _ = recover() }()
			_ = db.Update(t.Context(), func(tx *store.Tx) error {
				_ = tx.InsertEpisode(t.Context(), kent, &e)
				panic("broken")
			})
		}()
		refuse(t, db, care.ErrNotFound, func(tx *store.Tx) error {
			_, err := tx.Episode(t.Context(), kent, e.ID)
			return err
		})
	})
}

func TestViewCannotWrite(t *testing.T) {
	eachDB(t, func(t *testing.T, db *store.DB) {
		err := db.View(t.Context(), func(tx *store.Tx) error { return tx.PutSetting(t.Context(), kent, "a", "1") })
		if err == nil {
			t.Error("a view wrote")
		}
		got := read(t, db, func(tx *store.Tx) (string, error) { return tx.Setting(t.Context(), kent, "a") })
		same(t, "setting", got, "")
	})
}

func TestViewIsOneSnapshot(t *testing.T) {
	eachDB(t, func(t *testing.T, db *store.DB) {
		got := read(t, db, func(tx *store.Tx) ([2]string, error) {
			before, err := tx.Setting(t.Context(), kent, "a")
			if err != nil {
				return [2]string{}, err
			}
			update(t, db, func(tx *store.Tx) error { return tx.PutSetting(t.Context(), kent, "a", "later") })
			after, err := tx.Setting(t.Context(), kent, "a")
			return [2]string{before, after}, err
		})
		same(t, "before and after another's commit", got, [2]string{"", ""})
	})
}

// Two nodes add to one number by reading and writing it: every addition counts
// only if each saw the one before.
func TestUpdateIsSerialisable(t *testing.T) {
	storetest.EachDB(t, func(t *testing.T, data, _ store.Config) {
		const each = 25
		first := storetest.OpenData(t, data)
		found(t, first)
		var wg sync.WaitGroup
		for _, db := range []*store.DB{first, storetest.OpenData(t, data)} {
			for range 2 {
				wg.Go(func() {
					for range each {
						if err := db.Update(t.Context(), addOne); err != nil {
							t.Error(err)
							return
						}
					}
				})
			}
		}
		wg.Wait()
		got := read(t, first, func(tx *store.Tx) (string, error) { return tx.Setting(t.Context(), kent, "n") })
		same(t, "the number", got, strconv.Itoa(4*each))
	})
}

func addOne(tx *store.Tx) error {
	s, err := tx.Setting(background, kent, "n")
	if err != nil {
		return err
	}
	n, _ := strconv.Atoi(s)
	return tx.PutSetting(background, kent, "n", strconv.Itoa(n+1))
}

func TestUpdateStopsWhenItsContextEnds(t *testing.T) {
	eachDB(t, func(t *testing.T, db *store.DB) {
		inside, leave := make(chan struct{}), make(chan struct{})
		done := make(chan error)
		go func() {
			done <- db.Update(background, func(tx *store.Tx) error {
				close(inside)
				<-leave
				return tx.PutSetting(background, kent, "a", "1")
			})
		}()
		<-inside
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
		defer cancel()
		err := db.Update(ctx, func(tx *store.Tx) error { return tx.PutSetting(ctx, kent, "b", "1") })
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v, want %v", err, context.DeadlineExceeded)
		}
		close(leave)
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
}

// More texts than a connection remembers, one of them failing now and then:
// prepared statements are used again and nothing sticks to them.
func TestStatementsAreUsedAgain(t *testing.T) {
	eachDB(t, func(t *testing.T, db *store.DB) {
		e := anEpisode()
		insertEpisode(t, db, &e)
		for n := range 343 { // as many texts, which is more than are remembered
			f := store.EpisodeFilter{
				Stages:  slices.Repeat([]string{"x"}, 1<<(n%7)),
				Teams:   slices.Repeat([]string{"x"}, 1<<(n/7%7)),
				Workers: slices.Repeat([]care.ID{"x"}, 1<<(n/49)),
			}
			if got := list(t, db, everything, policy.Asker{}, f); len(got) != 0 {
				t.Fatal("an episode of nobody was listed")
			}
			if n%20 == 0 {
				refuse(t, db, care.ErrConflict, func(tx *store.Tx) error {
					twice := e
					return tx.InsertEpisode(t.Context(), kent, &twice)
				})
				another := anEpisode()
				insertEpisode(t, db, &another)
			}
		}
	})
}

func TestRowsMayBeReadWhileTheSameStatementRuns(t *testing.T) {
	eachDB(t, func(t *testing.T, db *store.DB) {
		if db.Postgres() {
			return // one statement at a time is what its connections do
		}
		e := anEpisode()
		insertEpisode(t, db, &e)
		update(t, db, func(tx *store.Tx) error {
			if err := tx.InsertTier(t.Context(), kent, aTier(e, "identity")); err != nil {
				return err
			}
			for range 3 {
				s := care.Section{ID: id(), Subject: e.Subject, Episode: e.ID, Tier: "identity", Kind: "items", Key: id(), Sealed: []byte{1}}
				if err := tx.InsertSection(t.Context(), kent, &s); err != nil {
					return err
				}
			}
			return nil
		})
		n := 0
		err := db.View(t.Context(), func(tx *store.Tx) error {
			every := func(f func(care.Section) error) error {
				return tx.EachSection(t.Context(), kent, pw, "identity", "items", f)
			}
			return every(func(care.Section) error {
				return every(func(care.Section) error { n++; return nil })
			})
		})
		if err != nil || n != 9 {
			t.Errorf("read %d rows (%v), want 9", n, err)
		}
	})
}

func TestTheWallStandsBetweenControllers(t *testing.T) {
	eachDB(t, func(t *testing.T, db *store.DB) {
		e := anEpisode()
		insertEpisode(t, db, &e)
		refuse(t, db, care.ErrNotFound, func(tx *store.Tx) error {
			_, err := tx.Episode(t.Context(), norfolk, e.ID)
			return err
		})
		refuse(t, db, care.ErrConflict, func(tx *store.Tx) error {
			other := e
			return tx.UpdateEpisode(t.Context(), norfolk, &other)
		})
		refuse(t, db, care.ErrInvalid, func(tx *store.Tx) error {
			other := anEpisode()
			return tx.InsertEpisode(t.Context(), norfolk, &other)
		})
		update(t, db, func(tx *store.Tx) error { // the same id may stand on both sides
			other := e
			other.Controller = norfolk
			return tx.InsertEpisode(t.Context(), norfolk, &other)
		})
	})
}

func containsAny(s string, parts ...string) bool {
	return slices.ContainsFunc(parts, func(p string) bool { return strings.Contains(s, p) })
}

func TestErrorsNameNobody(t *testing.T) {
	eachDB(t, func(t *testing.T, db *store.DB) {
		w := care.Worker{ID: id(), Login: "amber.swift", Role: "connector", Subject: id()}
		update(t, db, func(tx *store.Tx) error { return tx.PutWorker(t.Context(), kent, w, "hash") })
		w.ID = id()
		err := db.Update(t.Context(), func(tx *store.Tx) error { return tx.PutWorker(t.Context(), kent, w, "hash") })
		if !errors.Is(err, care.ErrConflict) {
			t.Fatalf("got %v, want %v", err, care.ErrConflict)
		}
		if said := fmt.Sprintf("%v %+v", err, err); containsAny(said, "amber", "swift") {
			t.Errorf("the error says who: %s", said)
		}
	})
}
