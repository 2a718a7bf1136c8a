package store_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"candour/internal/calendar"
	"candour/internal/care"
	"candour/internal/store"
	"candour/internal/storetest"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
)

const (
	kent    = "kent"
	norfolk = "norfolk"
	pw      = "positive-wellbeing"
)

// noon is a fixed instant of machine time.
var noon = time.Date(2026, 11, 23, 12, 0, 0, 123456000, time.UTC)

func day(s string) calendar.Day {
	d, err := calendar.Parse(s)
	if err != nil {
		panic(err)
	}
	return d
}

func id() care.ID { return care.ID(uuid.NewString()) }

// ordered gives an id that sorts by n.
func ordered(n int) care.ID { return care.ID(fmt.Sprintf("00000000-0000-7000-8000-%012d", n)) }

// eachDB opens both kinds of database with two controllers in them.
func eachDB(t *testing.T, f func(t *testing.T, db *store.DB)) {
	t.Helper()
	storetest.EachDB(t, func(t *testing.T, data, _ store.Config) {
		db := storetest.OpenData(t, data)
		found(t, db)
		f(t, db)
	})
}

func found(tb testing.TB, db *store.DB) {
	tb.Helper()
	update(tb, db, func(tx *store.Tx) error {
		for _, c := range []string{kent, norfolk} {
			if err := tx.PutController(tb.Context(), store.Controller{Code: c, LedgerOrigin: "candour.example/" + c}); err != nil {
				return err
			}
		}
		return nil
	})
}

func update(tb testing.TB, db *store.DB, f func(*store.Tx) error) {
	tb.Helper()
	if err := db.Update(tb.Context(), f); err != nil {
		tb.Fatal(err)
	}
}

func commit(tb testing.TB, db *store.DB, f func(*store.Tx) error) {
	tb.Helper()
	if err := db.Commit(tb.Context(), f); err != nil {
		tb.Fatal(err)
	}
}

// refuse runs f and wants its error.
func refuse(tb testing.TB, db *store.DB, want error, f func(*store.Tx) error) {
	tb.Helper()
	if err := db.Update(tb.Context(), f); !errors.Is(err, want) {
		tb.Errorf("got %v, want %v", err, want)
	}
}

// read gives what f reads in one snapshot.
func read[T any](tb testing.TB, db *store.DB, f func(*store.Tx) (T, error)) T {
	tb.Helper()
	var v T
	err := db.View(tb.Context(), func(tx *store.Tx) (err error) {
		v, err = f(tx)
		return err
	})
	if err != nil {
		tb.Fatal(err)
	}
	return v
}

func same(tb testing.TB, what string, got, want any) {
	tb.Helper()
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(calendar.Day{})); diff != "" {
		tb.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

// anEpisode is a referral that nobody has taken yet.
func anEpisode() care.Episode {
	return care.Episode{
		Controller: kent, Service: pw, ID: id(), Subject: id(), Stage: "application", Origin: "someone else",
		Team: "thanet", ReceivedOn: day("2026-11-20"),
	}
}

func insertEpisode(tb testing.TB, db *store.DB, e *care.Episode) {
	tb.Helper()
	update(tb, db, func(tx *store.Tx) error { return tx.InsertEpisode(tb.Context(), e.Controller, e) })
}

func aTier(e care.Episode, code string) care.Tier {
	return care.Tier{Subject: e.Subject, Episode: e.ID, Code: code, Key: id(), State: care.TierLiving}
}

var background = context.Background()
