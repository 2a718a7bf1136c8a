package simulation

import (
	"context"
	"database/sql/driver"
	"strings"
	"sync"
	"time"
)

// The kinds of operation, as the trace names them.
const (
	opStart    = "start"
	opPoint    = "point"
	opConnect  = "connect"
	opBegin    = "begin"
	opExec     = "exec"
	opQuery    = "query"
	opCommit   = "commit"
	opRollback = "rollback"
	opClose    = "close"
)

// An op is one operation that the scheduler lets go.
type op struct {
	node *Node
	task string
	db   string
	conn *conn
	kind string
	text string       // statement, normalised, or the name of a point
	call func() error // run outside the bubble; nil when there is nothing to run

	err      error
	gone     bool // withdrawn by its caller before it was let go
	busy     bool // waits for another transaction of its database to end
	since    time.Time
	done     chan struct{} // closed inside the bubble once err is set
	finished chan struct{} // closed outside the bubble once call has returned
	lag      time.Duration // how long after it the caller hears of it
}

// endsTransaction reports whether o may have let another transaction go on.
func (o *op) endsTransaction() bool {
	switch o.kind {
	case opCommit, opRollback, opClose, opConnect:
		return true
	case opExec, opQuery:
		return !o.conn.inTx
	}
	return false
}

// do parks o until the scheduler has run it, and returns its error. A dead
// node's operations fail at once.
func (n *Node) do(ctx context.Context, o *op) error {
	w := n.world
	if n.dead.Load() {
		return driver.ErrBadConn
	}
	if o.kind != opStart && w.quiet.Load() {
		return w.engine.straight(o)
	}
	o.node, o.task, o.done = n, taskOf(ctx), make(chan struct{})
	w.mu.Lock()
	w.parked = append(w.parked, o)
	w.mu.Unlock()
	w.nudge()
	select {
	case <-o.done:
		return o.heard()
	case <-ctx.Done():
	}
	if w.withdraw(o) {
		return ctx.Err()
	}
	<-o.done
	return o.heard()
}

// heard is how an operation went, once its caller hears of it.
func (o *op) heard() error {
	if o.lag > 0 {
		time.Sleep(o.lag)
	}
	return o.err
}

// withdraw takes o off the parked list, unless it has been let go.
func (w *World) withdraw(o *op) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	for i, p := range w.parked {
		if p == o {
			w.parked = append(w.parked[:i], w.parked[i+1:]...)
			o.gone = true
			return true
		}
	}
	return false
}

// deliver tells the caller of o how it went.
func (o *op) deliver(err error) {
	o.err = err
	close(o.done)
}

// normalised statements by their text: the same few come again and again.
var normalised sync.Map

// normalise puts a statement on one line, without runs of blanks.
func normalise(query string) string {
	if s, ok := normalised.Load(query); ok {
		return s.(string)
	}
	s := strings.Join(strings.Fields(query), " ")
	normalised.Store(query, s)
	return s
}
