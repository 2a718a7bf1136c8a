package simulation

import (
	"context"
	"fmt"
	"strings"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
)

// isHere reports whether a server is reached through a socket of this machine,
// so that its process ids are this machine's.
func isHere(address string) bool {
	c, err := pgx.ParseConfig(address)
	return address != "" && err == nil && strings.HasPrefix(c.Host, "/")
}

// hold stops the backends of operations that wait for locks, so that whatever
// runs next lets them go one after the other, in the order in which they came:
// PostgreSQL itself lets two waiters for one row race. A backend that waits
// for a lock sleeps and holds nothing of the server's own.
func (e *engine) hold(flight []*op) {
	if len(flight) < 2 || !e.here {
		return
	}
	e.outside(func() {
		for _, o := range flight {
			if syscall.Kill(int(o.conn.pid), syscall.SIGSTOP) == nil {
				e.held[o.conn.pid] = true
			}
		}
	})
}

// resume lets a stopped backend go on. It runs outside the bubble.
func (e *engine) resume(pid uint32) {
	if e.held[pid] {
		_ = syscall.Kill(int(pid), syscall.SIGCONT)
		delete(e.held, pid)
	}
}

// resumeAll lets the backends in flight go on where nothing has changed.
func (e *engine) resumeAll(flight []*op) {
	if len(e.held) == 0 {
		return
	}
	e.outside(func() {
		for _, o := range flight {
			e.resume(o.conn.pid)
		}
	})
}

// landed gives those of the operations in flight that have finished, once
// each has either finished or is known to wait still.
func (e *engine) landed(flight []*op) (done []*op) {
	e.outside(func() {
		for _, o := range flight {
			e.resume(o.conn.pid)
			if e.settled(o) {
				done = append(done, o)
			}
		}
	})
	return done
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
			e.resume(c.pid)
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
// What a serialisable transaction has read is remembered beyond its end, while
// others run beside it, and is no lock. PostgreSQL's own way of waiting looks
// only ten times a second.
func terminate(p *pgx.Conn, pid uint32) error {
	ctx := context.Background()
	if _, err := p.Exec(ctx, `SELECT pg_terminate_backend($1)`, int32(pid)); err != nil {
		return err
	}
	for there := true; there; time.Sleep(500 * time.Microsecond) {
		err := p.QueryRow(ctx, `
			SELECT EXISTS (SELECT 1 FROM pg_stat_activity WHERE pid = $1)
				OR EXISTS (SELECT 1 FROM pg_locks WHERE pid = $1 AND mode <> 'SIReadLock')`, int32(pid)).Scan(&there)
		if err != nil {
			return err
		}
	}
	return nil
}
