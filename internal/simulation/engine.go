package simulation

import (
	"errors"
	"fmt"
	"runtime/debug"
	"time"

	"modernc.org/sqlite"
)

// An engine runs real driver calls outside the bubble. Its channels are made
// outside, so that waiting for one does not count as rest and the bubble's
// time stands still meanwhile.
type engine struct {
	work     chan func()
	replies  chan chan struct{} // idle ones
	postgres string
	here     bool            // the server runs on this machine, and its backends can be stopped
	held     map[uint32]bool // backends stopped while another operation runs
	watchdog *time.Timer
}

// patience is how long in real time a run may show no progress.
const patience = time.Minute

func newEngine(c Config) *engine {
	e := &engine{work: make(chan func()), replies: make(chan chan struct{}, 64), postgres: c.Postgres, here: isHere(c.Postgres), held: map[uint32]bool{}}
	for range cap(e.replies) {
		e.replies <- make(chan struct{}, 1)
	}
	e.watchdog = time.AfterFunc(patience, func() {
		debug.SetTraceback("all")
		panic(fmt.Sprintf("simulation: seed %d made no progress for %s: is a mutex held across an operation?", c.Seed, patience))
	})
	go func() {
		for f := range e.work {
			go f()
		}
	}()
	return e
}

func (e *engine) close() {
	e.watchdog.Stop()
	close(e.work)
}

// outside runs f on a goroutine outside the bubble and waits for it.
func (e *engine) outside(f func()) {
	reply := <-e.replies
	e.work <- func() {
		f()
		reply <- struct{}{}
	}
	<-reply
	e.replies <- reply
}

// straight runs o without scheduling.
func (e *engine) straight(o *op) (err error) {
	if o.call != nil {
		e.outside(func() { err = o.call() })
	}
	return err
}

// run runs o and reports whether it finished; on PostgreSQL it may be waiting
// for a lock instead. Its error is in o.err.
func (e *engine) run(o *op) (finished bool) {
	if o.call == nil {
		return true
	}
	e.outside(func() {
		e.watchdog.Reset(patience)
		if e.postgres == "" || o.conn == nil || o.conn.pid == 0 {
			o.err = o.call()
			finished = true
			return
		}
		o.finished = make(chan struct{})
		go func() {
			o.err = o.call()
			close(o.finished)
		}()
		finished = e.settled(o)
	})
	return finished
}

// SQLite's result codes, https://www.sqlite.org/rescode.html.
const (
	sqliteBusy         = 5
	sqliteLocked       = 6
	sqliteBusySnapshot = 517 // waiting does not help
)

// isBusy reports whether err goes away by waiting for another transaction.
func isBusy(err error) bool {
	lite, ok := errors.AsType[*sqlite.Error](err)
	if !ok || lite.Code() == sqliteBusySnapshot {
		return false
	}
	kind := lite.Code() & 0xff
	return kind == sqliteBusy || kind == sqliteLocked
}
