// Package powercut is test support: it records what SQLite writes and syncs,
// and replays a power cut at every moment of it.
//
// The recording VFS passes everything on to SQLite's own and notes each
// write, truncation, sync and deletion of the files under a folder. A
// [Recording] then rebuilds what a disk could hold had the power gone after
// any of these: once with what had been synced and nothing else, and once
// with a random half of the rest, in pieces of a sector, out of order. Files
// that appeared and were never synced, or were deleted without syncing the
// folder, may be there or not.
//
// Open databases with vfs=candour-recording in their address, in journal mode
// WAL; nothing is recorded through memory mapping, which is off by default.
// The package imports nothing of the house.
package powercut

import (
	"os"
	"path/filepath"
	"strings"
	"sync"
)

// VFS is the name by which a database is opened on the record.
const VFS = "candour-recording"

// A Recording is what happened on disk under one folder, in order.
type Recording struct {
	dir    string
	before map[string][]byte // files as they stood, safely on disk

	mu     sync.Mutex
	events []event
	acks   []ack
	ended  bool
}

// An event is one thing done to a file.
type event struct {
	kind deed
	file string // base name
	at   int64  // offset of a write, size of a truncation
	data []byte
}

type deed uint8

const (
	written deed = iota
	truncated
	synced
	deleted
	deletedForSure // and the folder synced
)

// An ack is something told to a caller once so many events had happened.
type ack struct {
	after int
	what  string
}

var (
	recordingsMu sync.Mutex
	recordings   []*Recording
)

// Record begins a recording of the files under dir, whose files of now count
// as safely on disk. No database under it may be open.
func Record(dir string) (*Recording, error) {
	if err := register(); err != nil {
		return nil, err
	}
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	r := &Recording{dir: dir, before: map[string][]byte{}}
	names, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	for _, n := range names {
		if n.IsDir() || strings.HasSuffix(n.Name(), "-shm") {
			continue
		}
		if r.before[n.Name()], err = os.ReadFile(filepath.Join(dir, n.Name())); err != nil {
			return nil, err
		}
	}
	recordingsMu.Lock()
	recordings = append(recordings, r)
	recordingsMu.Unlock()
	return r, nil
}

// Acknowledge notes that a caller was told of something that must outlive a
// power cut from here on.
func (r *Recording) Acknowledge(what string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.acks = append(r.acks, ack{len(r.events), what})
}

// End stops recording: what is done from here on, closing the databases say,
// is not part of it.
func (r *Recording) End() {
	r.mu.Lock()
	r.ended = true
	r.mu.Unlock()
	recordingsMu.Lock()
	defer recordingsMu.Unlock()
	for i := range recordings {
		if recordings[i] == r {
			recordings = append(recordings[:i], recordings[i+1:]...)
			return
		}
	}
}

// recordingOf gives the recording that a file belongs to and its base name.
func recordingOf(path string) (*Recording, string) {
	recordingsMu.Lock()
	defer recordingsMu.Unlock()
	for _, r := range recordings {
		if filepath.Dir(path) == r.dir {
			return r, filepath.Base(path)
		}
	}
	return nil, ""
}

func (r *Recording) note(e event) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.ended {
		r.events = append(r.events, e)
	}
}
