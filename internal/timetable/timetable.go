// Package timetable says when things run by themselves: the ledger's
// integrator every second, suspensions that ended every few seconds, the
// sweep and the change of keys every night. A job is taken by lease, so that
// several nodes do each once, and a dead node's work is picked up. It imports
// the work rooms and the meaning rooms.
package timetable

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"
)

// A Job is one thing that runs by itself.
type Job struct {
	Name  string
	Every time.Duration // machine time between runs
	Run   func(context.Context) error
}

// A Timetable runs jobs until it is stopped.
type Timetable struct {
	jobs []Job
	log  *slog.Logger
	wake map[string]chan struct{}
}

// New makes a timetable of jobs with different names.
func New(log *slog.Logger, jobs ...Job) *Timetable {
	t := &Timetable{jobs: jobs, log: log, wake: map[string]chan struct{}{}}
	for _, j := range jobs {
		t.wake[j.Name] = make(chan struct{}, 1)
	}
	return t
}

// Wake runs a job soon, whatever its hour: the demo's calendar has moved.
func (t *Timetable) Wake(name string) {
	select {
	case t.wake[name] <- struct{}{}:
	default:
	}
}

// Run runs every job at its hours until ctx ends, then waits for those under
// way.
func (t *Timetable) Run(ctx context.Context) {
	var wg sync.WaitGroup
	for _, j := range t.jobs {
		wg.Go(func() { t.run(ctx, j) })
	}
	wg.Wait()
}

func (t *Timetable) run(ctx context.Context, j Job) {
	tick := time.NewTicker(j.Every)
	defer tick.Stop()
	for {
		if err := j.Run(ctx); err != nil && !errors.Is(err, context.Canceled) {
			t.log.Error("a job did not finish; it runs again at its next hour", "job", j.Name, "err", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		case <-t.wake[j.Name]:
		}
	}
}
