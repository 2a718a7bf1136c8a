package timetable

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

func TestAJobRunsAtItsHoursAndWhenWoken(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var ran atomic.Int32
		tt := New(slog.New(slog.NewTextHandler(io.Discard, nil)), Job{Name: "sweep", Every: time.Hour, Run: func(context.Context) error {
			ran.Add(1)
			return errors.New("not today")
		}})
		ctx, stop := context.WithCancel(t.Context())
		done := make(chan struct{})
		go func() { tt.Run(ctx); close(done) }()
		synctest.Wait()
		if got := ran.Load(); got != 1 {
			t.Fatalf("at the start it ran %d times, want 1", got)
		}
		tt.Wake("sweep")
		synctest.Wait()
		if got := ran.Load(); got != 2 {
			t.Fatalf("after waking it ran %d times, want 2", got)
		}
		time.Sleep(time.Hour + time.Second)
		synctest.Wait()
		if got := ran.Load(); got != 3 {
			t.Fatalf("an hour on it ran %d times, want 3, although it failed before", got)
		}
		stop()
		<-done
	})
}
