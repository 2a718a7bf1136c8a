package powercut

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// A Cut is one thing the disk may hold after a power cut.
type Cut struct {
	Event        int    // the power went after so many events
	Torn         bool   // a random half of what was not synced is there too
	Dir          string // the files, until the check returns
	Acknowledged []string
}

// A Tally counts the cuts of a replay.
type Tally struct {
	Cuts     int // moments at which the power went, the one before any event included
	Replayed int // disks looked at; a moment that changes nothing is looked at once
}

// sector is the largest piece that a disk writes whole.
const sector = 512

// Replay cuts the power after every event, each time with what was synced
// only and with a random half of the rest, and has check look at the files.
// It stops at the first error. Seed decides the halves.
func (r *Recording) Replay(seed uint64, into string, check func(Cut) error) (Tally, error) {
	r.mu.Lock()
	events, acks := r.events, r.acks
	r.mu.Unlock()
	rnd := rand.New(rand.NewPCG(seed, 0x6375_7420))
	d := newDisk(r.before)
	tally := Tally{}
	var told []string
	fresh := true // something safe or told since the last look
	for n := 0; n <= len(events); n++ {
		if n > 0 {
			fresh = d.do(events[n-1]) || fresh
		}
		for len(acks) > 0 && acks[0].after <= n {
			told, acks, fresh = append(told, acks[0].what), acks[1:], true
		}
		tally.Cuts++
		cut := Cut{Event: n, Acknowledged: told}
		if fresh {
			if err := d.look(cut, into, nil, check); err != nil {
				return tally, err
			}
			tally.Replayed++
			fresh = false
		}
		if d.unsynced() {
			cut.Torn = true
			if err := d.look(cut, into, rnd, check); err != nil {
				return tally, err
			}
			tally.Replayed++
		}
	}
	return tally, nil
}

// A disk is what is safe of each file, and what has been done since.
type disk struct {
	safe    map[string][]byte // absent: not there for sure
	pending map[string][]event
}

func newDisk(before map[string][]byte) *disk {
	d := &disk{safe: map[string][]byte{}, pending: map[string][]event{}}
	for name, data := range before {
		d.safe[name] = append([]byte(nil), data...)
	}
	return d
}

// do takes one event and reports whether what is safe changed.
func (d *disk) do(e event) bool {
	switch e.kind {
	case synced:
		changed := len(d.pending[e.file]) > 0
		data, there := d.safe[e.file]
		for _, p := range d.pending[e.file] {
			data, there = apply(data, there, p, nil)
		}
		if there {
			d.safe[e.file] = data
		} else {
			delete(d.safe, e.file)
		}
		delete(d.pending, e.file)
		return changed
	case deletedForSure:
		delete(d.safe, e.file)
		delete(d.pending, e.file)
		return true
	}
	d.pending[e.file] = append(d.pending[e.file], e)
	return false
}

func (d *disk) unsynced() bool {
	for _, p := range d.pending {
		if len(p) > 0 {
			return true
		}
	}
	return false
}

// apply does e to a file's bytes: whole, or by chance a sector at a time.
func apply(data []byte, there bool, e event, rnd *rand.Rand) ([]byte, bool) {
	lucky := func() bool { return rnd == nil || rnd.IntN(2) == 0 }
	switch e.kind {
	case deleted:
		if lucky() {
			return nil, false
		}
	case truncated:
		if lucky() {
			return resize(data, e.at), true
		}
	case written:
		for from := int64(0); from < int64(len(e.data)); {
			to := min(int64(len(e.data)), from+sector-(e.at+from)%sector)
			if lucky() {
				if end := e.at + to; end > int64(len(data)) {
					data = resize(data, end)
				}
				copy(data[e.at+from:], e.data[from:to])
				there = true
			}
			from = to
		}
	}
	return data, there
}

func resize(data []byte, size int64) []byte {
	if size <= int64(len(data)) {
		return data[:size]
	}
	return append(data, make([]byte, size-int64(len(data)))...)
}

// look writes one state of the disk into a folder and has it checked. With no
// chance at all, nothing pending is there.
func (d *disk) look(cut Cut, into string, rnd *rand.Rand, check func(Cut) error) error {
	dir, err := os.MkdirTemp(into, "cut-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	for _, name := range d.names() {
		data, there := d.safe[name]
		if rnd != nil && len(d.pending[name]) > 0 {
			data = append([]byte(nil), data...)
			for _, p := range d.pending[name] {
				data, there = apply(data, there, p, rnd)
			}
		}
		if !there || strings.HasSuffix(name, "-shm") {
			continue
		}
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o600); err != nil {
			return err
		}
	}
	cut.Dir = dir
	if err := check(cut); err != nil {
		return fmt.Errorf("power cut after event %d (unsynced half there: %t): %w", cut.Event, cut.Torn, err)
	}
	return nil
}

func (d *disk) names() []string {
	seen := map[string]bool{}
	for name := range d.safe {
		seen[name] = true
	}
	for name := range d.pending {
		seen[name] = true
	}
	return sorted(seen)
}

// sorted keeps the order of chance the same for every replay.
func sorted(set map[string]bool) []string {
	return slices.Sorted(maps.Keys(set))
}
