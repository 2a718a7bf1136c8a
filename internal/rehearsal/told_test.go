package rehearsal

import (
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"candour/internal/care"
	"candour/internal/simulation"
)

// told is what the world outside has heard: it must be true ever after,
// whatever dies. It is the test's memory, not the installation's.
type told struct {
	mu        sync.Mutex
	names     map[care.ID]string // of referrals acknowledged, by episode
	attempts  map[care.ID]int    // failed contacts acknowledged
	allocated map[care.ID]bool
	reached   map[care.ID]bool
	left      map[care.ID]bool
	released  []release
	began     int // referrals begun, acknowledged or not
	version   int
	at        time.Time // machine time when last asked for
	trace     func() []simulation.Step
	over      func() bool // everybody stops
	heard     func()      // after each that is told
	brief     bool        // inspections leave the end of all to others
}

// A release is a page that was let go.
type release struct {
	entry    care.ID
	node     string
	commit   int  // step of the trace at which its entry was committed
	referrer bool // it showed who referred the person
	episode  care.ID
}

func newTold(trace func() []simulation.Step) *told {
	return &told{
		names: map[care.ID]string{}, attempts: map[care.ID]int{}, allocated: map[care.ID]bool{},
		reached: map[care.ID]bool{}, left: map[care.ID]bool{}, trace: trace, over: func() bool { return false },
	}
}

// hear notes what was told.
func (h *told) hear(what func()) {
	h.mu.Lock()
	defer h.mu.Unlock()
	what()
	h.version++
	if h.heard != nil {
		h.heard()
	}
}

// now is machine time, remembered for whoever looks from outside the bubble.
func (h *told) now() time.Time {
	at := time.Now()
	h.mu.Lock()
	h.at = at
	h.mu.Unlock()
	return at
}

// copy is what was told up to this moment.
func (h *told) copy() *told {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.unlocked()
}

// unlocked is copy for whoever holds the lock.
func (h *told) unlocked() *told {
	return &told{
		names: maps.Clone(h.names), attempts: maps.Clone(h.attempts), allocated: maps.Clone(h.allocated),
		reached: maps.Clone(h.reached), left: maps.Clone(h.left), released: slices.Clone(h.released),
		began: h.began, version: h.version, at: h.at, brief: h.brief,
	}
}

// someoneElse gives somebody referred besides one, or nobody.
func (h *told) someoneElse(than care.ID) care.ID {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, id := range slices.Sorted(maps.Keys(h.names)) {
		if id != than {
			return id
		}
	}
	return ""
}

func (h *told) somebodyLeft() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(h.left) > 0
}

// lastCommit is the step of a node's latest commit so far by a task, or by the
// group commit, which has no task.
func (h *told) lastCommit(node, task string) int {
	steps := h.trace()
	for _, s := range slices.Backward(steps) {
		if s.Node == node && s.Task == task && s.DB == "data" && s.Op == "commit" && !strings.HasPrefix(s.Outcome, "died") {
			return s.N
		}
	}
	return 0
}
