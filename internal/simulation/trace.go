package simulation

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
)

// A Step is one operation as the trace tells it. It holds no arguments: two
// runs with the same steps in the same order are the same run.
type Step struct {
	N         int // from 1
	Node      string
	Task      string // "" when the operation's context names none
	DB        string
	Conn      int // of the node, in order of opening; 0 for a point
	Op        string
	Statement string
	Outcome   string // "ok", "busy", "waits", "failed", "died before", "died after"
}

// String gives the step on one line.
func (s Step) String() string {
	return fmt.Sprintf("%4d %s/%s %s#%d %s %s: %s", s.N, s.Node, s.Task, s.DB, s.Conn, s.Op, s.Statement, s.Outcome)
}

func (w *World) describe(o *op) Step {
	s := Step{N: len(w.trace) + 1, Node: o.node.name, Task: o.task, DB: o.db, Op: o.kind, Statement: o.text, Outcome: "ok"}
	if o.conn != nil {
		s.Conn = o.conn.id
	}
	return s
}

// An Outcome is what one run showed.
type Outcome struct {
	Seed   uint64
	Kill   Kill
	Trace  []Step
	Killed string // node that died, or ""
	Err    error  // the fault found, or nil
}

// Hash is the same for two runs exactly when their traces are.
func (o *Outcome) Hash() string {
	h := sha256.New()
	for _, s := range o.Trace {
		fmt.Fprintln(h, s)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// Statements gives the distinct operations of the trace, each as database,
// kind and statement, in order of first appearance with the step of it.
func (o *Outcome) Statements() []Step {
	var list []Step
	seen := map[[3]string]bool{}
	for _, s := range o.Trace {
		key := [3]string{s.DB, s.Op, s.Statement}
		if !seen[key] {
			seen[key] = true
			list = append(list, s)
		}
	}
	return list
}

// tail is how much of a trace a fault prints.
const tail = 60

// Fault tells a failing run and how to see it again.
func (o *Outcome) Fault() string {
	var b strings.Builder
	fmt.Fprintf(&b, "seed %d", o.Seed)
	if o.Kill.Step > 0 {
		fmt.Fprintf(&b, ", killed at step %d (after: %t)", o.Kill.Step, o.Kill.After)
	}
	fmt.Fprintf(&b, ": %v\nreplay with %s=%d; trace %s, the last of %d steps:\n", o.Err, seedVariable, o.Seed, o.Hash()[:16], len(o.Trace))
	for _, s := range o.Trace[max(0, len(o.Trace)-tail):] {
		fmt.Fprintln(&b, s)
	}
	return b.String()
}
