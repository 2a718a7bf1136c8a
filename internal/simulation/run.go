package simulation

import (
	"errors"
	"os"
	"strconv"
	"testing"
	"testing/cryptotest"
	"testing/synctest"
)

// seedVariable names the environment variable that replays one seed.
const seedVariable = "CANDOUR_SEED"

// Run runs the story once and tells what it showed. It does not fail t.
func Run(t *testing.T, c Config, story Story) *Outcome {
	t.Helper()
	if c.Steps == 0 {
		c.Steps = mostSteps
	}
	cryptotest.SetGlobalRandom(t, c.Seed)
	e := newEngine(c)
	defer e.close()
	out := &Outcome{Seed: c.Seed, Kill: c.Kill}
	synctest.Test(t, func(*testing.T) {
		w := &World{config: c, engine: e, sched: newSchedule(c.Seed), wake: make(chan struct{}, 1)}
		w.quiet.Store(true)
		out.Err = errors.Join(story(w), w.end())
		out.Trace = w.trace
		if w.killed != nil {
			out.Killed = w.killed.name
		}
	})
	return out
}

// end leaves nothing of the run behind.
func (w *World) end() error {
	err := w.abort()
	synctest.Wait()
	return err
}

// Search runs the story under seeds from c.Seed on, n of them, and gives the
// first run that shows a fault, or nil.
func Search(t *testing.T, c Config, n int, story Story) *Outcome {
	t.Helper()
	for range n {
		if out := Run(t, c, story); out.Err != nil {
			return out
		}
		c.Seed++
	}
	return nil
}

// Seeds is Search for a test that wants no fault: it fails t with the seed
// and the end of the trace. When CANDOUR_SEED is set, only that seed runs.
func Seeds(t *testing.T, c Config, n int, story Story) {
	t.Helper()
	if s := os.Getenv(seedVariable); s != "" {
		seed, err := strconv.ParseUint(s, 10, 64)
		if err != nil {
			t.Fatalf("%s is a number, not %q", seedVariable, s)
		}
		c.Seed, n = seed, 1
	}
	if out := Search(t, c, n, story); out != nil {
		t.Fatal(out.Fault())
	}
}

// A Tally counts the crash points of a story.
type Tally struct {
	Enumerated int        // two for each step of the run in which nobody dies
	Visited    int        // runs in which a node died there
	Faults     []*Outcome // runs that showed a fault, the undisturbed one included
}

// Crashes runs the story once to count its steps, and then once for each step
// and moment with the node of that step dying there. Which picks the steps;
// nil is all. Each run begins at the beginning, so long stories want
// [Config.AtStep] and copies instead.
func Crashes(t *testing.T, c Config, which func(Step) bool, story Story) Tally {
	t.Helper()
	whole := Run(t, c, story)
	var tally Tally
	if whole.Err != nil {
		tally.Faults = append(tally.Faults, whole)
		return tally
	}
	for _, s := range whole.Trace {
		if which != nil && !which(s) {
			continue
		}
		for _, after := range []bool{false, true} {
			tally.Enumerated++
			c.Kill = Kill{Step: s.N, After: after}
			out := Run(t, c, story)
			if out.Killed == s.Node {
				tally.Visited++
			}
			if out.Err != nil {
				tally.Faults = append(tally.Faults, out)
			}
		}
	}
	return tally
}
