package simulation

import (
	"cmp"
	"database/sql/driver"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing/synctest"
	"time"
)

// Faults of the run itself.
var (
	errStuck   = errors.New("nothing can go on: every task waits")
	errTooLong = errors.New("the run has more steps than it may")
)

const (
	mostSteps   = 100_000
	busyTimeout = 5 * time.Second // of the bubble: how long a busy operation waits
	mostRest    = 48 * time.Hour  // of the bubble: how long every task may sleep
)

// A schedule is what the seed decides. Half of the seeds pick evenly; the
// others let one task run ahead of all until its luck turns, which finds
// faults that need one task to stand still for long.
type schedule struct {
	r       *rand.Rand
	steady  bool
	luck    map[string]int
	flight  []*op // waiting for a lock inside PostgreSQL
	arrived []*op // out of flight, not yet delivered
}

func newSchedule(seed uint64) schedule {
	r := rand.New(rand.NewPCG(seed, 0x6361_6e64_6f75_7221))
	return schedule{r: r, steady: r.IntN(2) == 0, luck: map[string]int{}}
}

// schedule lets operations go until every task has ended.
func (w *World) schedule() error {
	for {
		synctest.Wait()
		if len(w.sched.arrived) > 0 {
			w.arrive()
			continue
		}
		w.stall()
		o, over := w.choose()
		var err error
		switch {
		case o != nil && len(w.trace) >= w.config.Steps:
			w.put(o)
			err = errTooLong
		case o != nil:
			err = w.step(o)
		case over:
			return nil
		default:
			err = w.rest()
		}
		if err != nil {
			return errors.Join(err, w.abort())
		}
	}
}

// arrive delivers one operation that waited for a lock.
func (w *World) arrive() {
	o := w.sched.arrived[0]
	w.sched.arrived = w.sched.arrived[1:]
	ends := o.endsTransaction() || o.err != nil
	o.deliver(o.err)
	if ends {
		w.release(o.db)
	}
}

// stall lets time pass while operations are parked, at one step in sixteen.
func (w *World) stall() {
	if w.config.Stall > 0 && w.sched.r.IntN(16) == 0 {
		time.Sleep(time.Duration(w.sched.r.Int64N(int64(w.config.Stall))))
		synctest.Wait()
	}
}

// choose picks what goes next, or nil. Over says that nothing is left to do.
func (w *World) choose() (o *op, over bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.failBusy()
	ready := make([]*op, 0, len(w.parked))
	for _, p := range w.parked {
		if !p.busy {
			ready = append(ready, p)
		}
	}
	if len(ready) == 0 {
		return nil, w.running == 0 && len(w.parked)+len(w.sched.flight) == 0
	}
	slices.SortFunc(ready, before)
	o = w.sched.pick(ready)
	w.parked = slices.DeleteFunc(w.parked, func(p *op) bool { return p == o })
	return o, false
}

// before orders operations by what they are, never by when they parked.
func before(a, b *op) int {
	id := func(o *op) int {
		if o.conn == nil {
			return 0
		}
		return o.conn.id
	}
	return cmp.Or(cmp.Compare(a.node.name, b.node.name), cmp.Compare(a.task, b.task), cmp.Compare(a.db, b.db),
		cmp.Compare(id(a), id(b)), cmp.Compare(a.kind, b.kind), cmp.Compare(a.text, b.text))
}

func (s *schedule) pick(ready []*op) *op {
	if s.steady {
		return ready[s.r.IntN(len(ready))]
	}
	var best *op
	most := -1
	for _, o := range ready {
		name := o.node.name + "/" + o.task
		if _, known := s.luck[name]; !known || s.r.IntN(12) == 0 {
			s.luck[name] = s.r.IntN(1 << 20)
		}
		if s.luck[name] > most {
			best, most = o, s.luck[name]
		}
	}
	return best
}

// failBusy gives up on operations that have been busy too long.
func (w *World) failBusy() {
	w.parked = slices.DeleteFunc(w.parked, func(o *op) bool {
		late := o.busy && time.Since(o.since) >= busyTimeout
		if late {
			o.deliver(o.err)
		}
		return late
	})
}

// step lets o go and writes it down.
func (w *World) step(o *op) error {
	s := w.describe(o)
	kill := w.config.Kill
	if err := w.atStep(s, false); err != nil {
		w.put(o)
		return err
	}
	if kill.Step == s.N && !kill.After {
		s.Outcome = "died before"
		w.trace = append(w.trace, s)
		w.die(o)
		return nil
	}
	w.engine.hold(w.sched.flight)
	finished := w.engine.run(o)
	if o.conn != nil {
		s.Conn = o.conn.id // a connect has its number only now
	}
	busy := finished && isBusy(o.err)
	switch {
	case !finished:
		s.Outcome = "waits"
	case busy:
		s.Outcome = "busy"
	case o.err != nil:
		s.Outcome = "failed"
	}
	if err := w.atStep(s, true); err != nil {
		w.trace = append(w.trace, s)
		w.put(o)
		return err
	}
	if kill.Step == s.N {
		s.Outcome = "died after"
		w.trace = append(w.trace, s)
		if !finished {
			w.sched.flight = append(w.sched.flight, o)
		}
		w.die(o)
		return nil
	}
	w.trace = append(w.trace, s)
	if o.node.lag != nil {
		o.lag = o.node.lag(s)
	}
	w.settle(o, finished, busy)
	w.engine.resumeAll(w.sched.flight)
	return nil
}

// settle does what follows from how o went.
func (w *World) settle(o *op, finished, busy bool) {
	switch {
	case !finished:
		w.sched.flight = append(w.sched.flight, o)
	case busy:
		if !o.busy && o.since.IsZero() {
			o.since = time.Now()
		}
		o.busy = true
		w.put(o)
	default:
		// PostgreSQL gives up a transaction's locks when a statement fails.
		ends := o.endsTransaction() || o.err != nil
		o.deliver(o.err)
		if ends {
			w.release(o.db)
		}
	}
}

func (w *World) put(o *op) {
	w.mu.Lock()
	w.parked = append(w.parked, o)
	w.mu.Unlock()
}

// release lets whatever waited for a transaction of db try again.
func (w *World) release(db string) {
	w.mu.Lock()
	for _, p := range w.parked {
		if p.db == db {
			p.busy = false
		}
	}
	w.mu.Unlock()
	if len(w.sched.flight) == 0 {
		return
	}
	w.land(w.engine.landed(w.sched.flight))
}

// land moves operations out of flight, in the order of what they are.
func (w *World) land(done []*op) {
	slices.SortFunc(done, before)
	w.sched.arrived = append(w.sched.arrived, done...)
	w.sched.flight = slices.DeleteFunc(w.sched.flight, func(o *op) bool { return slices.Contains(done, o) })
}

// rest waits until something parks: time passes in the bubble.
func (w *World) rest() error {
	if len(w.sched.flight) > 0 && w.engine.anyLanded(w.sched.flight) {
		w.land(w.engine.landed(w.sched.flight))
		return nil
	}
	wait := mostRest
	w.mu.Lock()
	for _, p := range w.parked {
		wait = min(wait, busyTimeout-time.Since(p.since))
	}
	w.mu.Unlock()
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-w.wake:
		return nil
	case <-timer.C:
	}
	if wait == mostRest {
		return errStuck
	}
	return nil
}

func (w *World) atStep(s Step, after bool) (err error) {
	if w.config.AtStep != nil {
		w.engine.outside(func() { err = w.config.AtStep(Point{s, after}) })
		if err != nil {
			err = fmt.Errorf("at step %s: %w", s, err)
		}
	}
	return err
}

// die ends the life of o's node: real connections first, then its goroutines
// hear, then its context is cancelled.
func (w *World) die(o *op) {
	n := o.node
	w.killed = n
	w.bury(n, o)
	for _, db := range n.databases() {
		w.release(db)
	}
}

func (n *Node) databases() []string {
	var names []string
	for db := range n.dbs {
		names = append(names, db)
	}
	slices.Sort(names)
	return names
}

func (w *World) bury(n *Node, at *op) {
	n.dead.Store(true)
	var heard, flight []*op
	w.mu.Lock()
	conns := n.conns
	n.conns = nil
	w.parked = slices.DeleteFunc(w.parked, func(p *op) bool {
		if p.node == n {
			heard = append(heard, p)
		}
		return p.node == n
	})
	w.mu.Unlock()
	w.sched.flight = slices.DeleteFunc(w.sched.flight, func(p *op) bool {
		if p.node == n {
			flight = append(flight, p)
		}
		return p.node == n
	})
	w.sched.arrived = slices.DeleteFunc(w.sched.arrived, func(p *op) bool {
		if p.node == n {
			heard = append(heard, p)
		}
		return p.node == n
	})
	w.engine.hold(w.sched.flight)
	w.engine.kill(conns, flight)
	heard = append(heard, flight...)
	if at != nil && !slices.Contains(heard, at) {
		heard = append(heard, at)
	}
	slices.SortFunc(heard, before)
	for _, p := range heard {
		p.deliver(driver.ErrBadConn)
		synctest.Wait()
	}
	n.cancel()
	synctest.Wait()
}

// abort ends every node, so that the bubble can end.
func (w *World) abort() error {
	w.mu.Lock()
	nodes := slices.Clone(w.nodes)
	w.mu.Unlock()
	for _, n := range nodes {
		if !n.Dead() {
			w.bury(n, nil)
		}
	}
	for {
		w.mu.Lock()
		left := w.running
		w.mu.Unlock()
		if left == 0 {
			return nil
		}
		if err := w.rest(); err != nil {
			return err
		}
		synctest.Wait()
	}
}
