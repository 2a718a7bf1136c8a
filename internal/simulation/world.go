package simulation

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"
)

// A Config says what one run is like.
type Config struct {
	Seed uint64
	Kill Kill // zero: nobody dies

	// Postgres is the address of the server that holds the databases, as
	// someone who may terminate backends; "" when they are SQLite files.
	Postgres string

	// Stall, when not zero, lets up to so much time of the bubble pass at
	// some steps while operations are parked: a node that freezes and wakes.
	Stall time.Duration

	// Steps bounds the run; 0 is 100,000. A longer run fails.
	Steps int

	// AtStep is called outside the bubble before and after every step, with
	// nothing running. An error ends the run.
	AtStep func(Point) error
}

// A Kill says where a node dies. Steps count from 1.
type Kill struct {
	Step  int
	After bool // the operation has happened and nobody was told
}

// A Point is a moment at which a crash is possible.
type Point struct {
	Step  Step
	After bool
}

// A Story is a test's own part: it sets up, starts tasks, waits for them and
// checks what is left. Outside Wait its own operations run straight through,
// without parking, steps or crashes. An error is a fault found.
type Story func(*World) error

// A World is one run. Its methods are for the story's goroutine, inside the
// bubble.
type World struct {
	config  Config
	engine  *engine
	sched   schedule
	quiet   atomic.Bool // operations run straight through
	mu      sync.Mutex  // never held across an operation
	nodes   []*Node
	parked  []*op
	running int           // tasks that have not ended
	wake    chan struct{} // something parked or ended
	errs    []error
	trace   []Step
	killed  *Node
}

// A Node is one instance of the application. It runs until it is killed.
type Node struct {
	world   *World
	name    string
	dead    atomic.Bool
	ctx     context.Context
	cancel  context.CancelFunc
	dbs     map[string]int // connectors so far by database
	conns   []*conn        // living real connections
	connSeq int
	lag     func(Step) time.Duration
}

// Node adds an instance of the application under a name that no other has.
func (w *World) Node(name string) *Node {
	n := &Node{world: w, name: name, dbs: map[string]int{}}
	n.ctx, n.cancel = context.WithCancel(context.Background())
	w.mu.Lock()
	w.nodes = append(w.nodes, n)
	w.mu.Unlock()
	return n
}

// Outside runs f outside the bubble and waits for it: for what a run needs and
// the bubble's clock would spoil, making a PostgreSQL database say.
func (w *World) Outside(f func()) { w.engine.outside(f) }

// Killed gives the node that died, or nil.
func (w *World) Killed() *Node { return w.killed }

// Trace gives the steps so far. A commit that comes earlier in it happened
// earlier.
func (w *World) Trace() []Step { return w.trace }

// Name gives the node's name.
func (n *Node) Name() string { return n.name }

// Dead reports whether the node has died.
func (n *Node) Dead() bool { return n.dead.Load() }

// Lag says how long after a step of the node its caller hears of it: a slow
// network, a process that was stopped. It is asked once a step, in order. Call
// it before the node's first task.
func (n *Node) Lag(of func(Step) time.Duration) { n.lag = of }

// Context is cancelled once the node has died.
func (n *Node) Context() context.Context { return n.ctx }

// taskKey is where a context carries the name of its task.
type taskKey struct{}

func taskOf(ctx context.Context) string {
	name, _ := ctx.Value(taskKey{}).(string)
	return name
}

// Go starts a task on the node. The task begins when the scheduler lets it.
// Its error counts unless the node has died, and is then returned by Wait.
// Name tells the operations of one goroutine from those of another: contexts
// made from ctx carry it to the driver.
func (n *Node) Go(name string, task func(ctx context.Context) error) {
	w := n.world
	w.mu.Lock()
	w.running++
	w.mu.Unlock()
	ctx := context.WithValue(n.ctx, taskKey{}, name)
	go func() {
		err := n.do(ctx, &op{kind: opStart})
		if err == nil {
			err = task(ctx)
		}
		w.mu.Lock()
		defer w.mu.Unlock()
		w.running--
		if err != nil && !n.dead.Load() {
			w.errs = append(w.errs, fmt.Errorf("task %s on node %s: %w", name, n.name, err))
		}
		w.nudge()
	}()
}

// Point is a moment without a statement at which the node can die or stall:
// an answer to a client, the gap between two databases. An error means that
// the node died and the moment did not happen, or happened unheard.
func (n *Node) Point(ctx context.Context, name string) error {
	return n.do(ctx, &op{kind: opPoint, text: name})
}

// nudge tells the scheduler to look again. The caller holds w.mu or not.
func (w *World) nudge() {
	select {
	case w.wake <- struct{}{}:
	default:
	}
}

// Wait schedules until every task has ended. It returns the tasks' errors and
// whatever stopped the run.
func (w *World) Wait() error {
	w.quiet.Store(false)
	defer w.quiet.Store(true)
	err := w.schedule()
	w.mu.Lock()
	defer w.mu.Unlock()
	errs := w.errs
	w.errs = nil
	return errors.Join(append(errs, err)...)
}
