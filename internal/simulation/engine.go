package simulation

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"time"

	"github.com/jackc/pgx/v5"
	"modernc.org/sqlite"
)

// An engine runs real driver calls outside the bubble. Its channels are made
// outside, so that waiting for one does not count as rest and the bubble's
// time stands still meanwhile.
type engine struct {
	work     chan func()
	replies  chan chan struct{} // idle ones
	postgres string
	watchdog *time.Timer
}

// patience is how long in real time a run may show no progress.
const patience = time.Minute

func newEngine(c Config) *engine {
	e := &engine{work: make(chan func()), replies: make(chan chan struct{}, 64), postgres: c.Postgres}
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

// settled waits until o has finished, or is known to wait for a lock.
func (e *engine) settled(o *op) bool {
	for wait := 500 * time.Microsecond; ; wait *= 2 {
		select {
		case <-o.finished:
			return true
		case <-time.After(min(wait, 4*time.Millisecond)):
		}
		if e.blocked(o.conn.pid) {
			return false
		}
	}
}

// landed gives those of the operations in flight that have finished, once
// each has either finished or is known to wait still.
func (e *engine) landed(flight []*op) (done []*op) {
	e.outside(func() {
		for _, o := range flight {
			if e.settled(o) {
				done = append(done, o)
			}
		}
	})
	return done
}

// deadlockTimeout is how soon PostgreSQL looks for a deadlock.
const deadlockTimeout = 20 * time.Millisecond

// anyLanded waits in real time for PostgreSQL to break a deadlock.
func (e *engine) anyLanded(flight []*op) (found bool) {
	e.outside(func() {
		for end := time.Now().Add(10 * deadlockTimeout); time.Now().Before(end) && !found; time.Sleep(time.Millisecond) {
			for _, o := range flight {
				select {
				case <-o.finished:
					found = true
				default:
				}
			}
		}
	})
	return found
}

// blocked asks PostgreSQL whether a backend waits for a lock.
func (e *engine) blocked(pid uint32) bool {
	var n int
	err := e.ask(func(c *pgx.Conn) error {
		return c.QueryRow(context.Background(), `SELECT coalesce(cardinality(pg_blocking_pids($1)), 0)`, int32(pid)).Scan(&n)
	})
	if err != nil {
		panic(fmt.Sprintf("simulation: asking who blocks a backend: %v", err))
	}
	return n > 0
}

// controls are the connections that watch servers, kept between runs because
// connecting takes as long as a short run. Runs are never parallel, and a run
// asks from one goroutine at a time.
var controls = map[string]*pgx.Conn{}

func (e *engine) ask(f func(*pgx.Conn) error) error {
	c := controls[e.postgres]
	if c == nil || c.IsClosed() {
		var err error
		if c, err = pgx.Connect(context.Background(), e.postgres); err != nil {
			return fmt.Errorf("connecting to watch PostgreSQL: %w", err)
		}
		controls[e.postgres] = c
	}
	return f(c)
}

// connected makes a new PostgreSQL connection known to the engine. It runs
// outside the bubble.
func (e *engine) connected(c *conn) error {
	if e.postgres == "" {
		return nil
	}
	p, ok := c.inner.(interface{ Conn() *pgx.Conn })
	if !ok {
		return nil
	}
	c.pid = p.Conn().PgConn().PID()
	_, err := p.Conn().Exec(context.Background(), fmt.Sprintf(`SET deadlock_timeout = %d`, deadlockTimeout.Milliseconds()))
	return err
}

// kill closes the connections of a dead node for real, which rolls back what
// they had open, and waits for its operations in flight.
func (e *engine) kill(conns []*conn, flight []*op) {
	e.outside(func() {
		for _, c := range conns {
			if c.pid == 0 {
				continue
			}
			if err := e.ask(func(p *pgx.Conn) error { return terminate(p, c.pid) }); err != nil {
				panic(fmt.Sprintf("simulation: ending a backend: %v", err))
			}
		}
		for _, o := range flight {
			<-o.finished
		}
		for _, c := range conns {
			_ = c.inner.Close() // it is dead either way
		}
	})
}

// terminate ends a backend and waits until it is gone, and its locks with it.
// PostgreSQL's own way of waiting looks only ten times a second.
func terminate(p *pgx.Conn, pid uint32) error {
	ctx := context.Background()
	if _, err := p.Exec(ctx, `SELECT pg_terminate_backend($1)`, int32(pid)); err != nil {
		return err
	}
	for there := true; there; time.Sleep(500 * time.Microsecond) {
		err := p.QueryRow(ctx, `
			SELECT EXISTS (SELECT 1 FROM pg_stat_activity WHERE pid = $1)
				OR EXISTS (SELECT 1 FROM pg_locks WHERE pid = $1)`, int32(pid)).Scan(&there)
		if err != nil {
			return err
		}
	}
	return nil
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
