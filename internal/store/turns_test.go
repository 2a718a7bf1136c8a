package store_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"testing/synctest"

	"candour/internal/store"
	"candour/internal/storetest"
)

// A writer that came first goes first, whether it updates or commits a group:
// nobody starves, and a simulation replays.
func TestWritersOnSQLiteGoInTheOrderTheyCame(t *testing.T) {
	data, _ := storetest.SQLite(t)
	synctest.Test(t, func(t *testing.T) {
		db, err := store.Open(t.Context(), data)
		if err != nil {
			t.Fatal(err)
		}
		holding, release := make(chan struct{}), make(chan struct{})
		go func() {
			_ = db.Update(t.Context(), func(*store.Tx) error {
				close(holding)
				<-release
				return nil
			})
		}()
		<-holding
		var came, went []int
		for i := range 30 {
			write := db.Update
			if i%3 == 0 {
				write = db.Commit
			}
			came = append(came, i)
			go func() {
				err := write(t.Context(), func(tx *store.Tx) error {
					went = append(went, i)
					return tx.PutSetting(t.Context(), kent, fmt.Sprint(i), "1")
				})
				if err != nil {
					t.Error(err)
				}
			}()
			synctest.Wait()
		}
		close(release)
		synctest.Wait()
		if !slices.Equal(came, went) {
			t.Errorf("came %v, went %v", came, went)
		}
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
}

func TestAWriterThatGivesUpWaitingLeavesTheLine(t *testing.T) {
	storetest.EachDB(t, func(t *testing.T, data, _ store.Config) {
		db := storetest.OpenData(t, data)
		impatient, give := context.WithCancel(t.Context())
		err := db.Update(t.Context(), func(*store.Tx) error {
			give()
			return db.Update(impatient, func(*store.Tx) error { return nil })
		})
		if err == nil {
			t.Fatal("a second writer did not wait for the first")
		}
		update(t, db, func(tx *store.Tx) error { return tx.PutSetting(t.Context(), kent, "a", "1") })
	})
}
