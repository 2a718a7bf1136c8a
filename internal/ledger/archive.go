package ledger

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"sync"
	"syscall"

	"candour/internal/care"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// ErrArchiveBehind means that the archive lacks what the database says was
// archived. Nothing may be served from such a pair.
var ErrArchiveBehind = errors.New("the ledger archive is behind")

// An Archive is the copy of one controller's ledger outside the data
// directory, in DIR/CONTROLLER: segment files of batches, and one file of
// destruction intents. It is what a restore takes the ledger from. Every file
// is plain text in frames (see journal):
//
//	batch FROM TO            intents COUNT SUM-OF-THE-FRAME-BEFORE
//	entry FROM               {"id":…,"key":…,"tier":…}
//	…                        …
//	checkpoint of size TO    end SHA256
//	end SHA256
//
// All nodes of a controller share one archive; a file lock orders them.
type Archive struct {
	dir      string
	verifier note.Verifier
	lock     *os.File

	mu       sync.Mutex
	tree     Frontier
	latest   Checkpoint
	segments []*journal // in order of position; the last may grow
	intents  *journal
	known    map[care.ID]care.Intent
	order    []care.ID // of the intents, oldest first
}

// A Batch is one append to the archive: entries From to Checkpoint.Size-1.
type Batch struct {
	From       int64
	Entries    [][]byte
	Checkpoint Checkpoint
}

// maxSegment is the size in bytes at which a new segment file begins.
var maxSegment int64 = 16 << 20

const maxBatch = 1 << 20 // lines of one frame

// OpenArchive opens, or begins, the archive of a controller under root and
// reads all of it: every frame must be whole, every checkpoint signed by v,
// every root that of the entries. A last frame that a crash left unfinished
// is passed over. Anything else that does not hold is ErrTampered.
func OpenArchive(ctx context.Context, root, controller string, v note.Verifier) (*Archive, error) {
	if !isPlace(controller) || v.Name() != Origin(controller) {
		return nil, fmt.Errorf("opening a ledger archive: %w", ErrForeignKey)
	}
	dir := filepath.Join(root, controller)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("making the ledger archive of %s: %w", controller, err)
	}
	if err := errors.Join(syncDir(root), syncDir(filepath.Dir(root))); err != nil {
		return nil, fmt.Errorf("making the ledger archive of %s: %w", controller, err)
	}
	lock, err := os.OpenFile(filepath.Join(dir, "lock"), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("opening the ledger archive of %s: %w", controller, err)
	}
	a := &Archive{dir: dir, verifier: v, lock: lock}
	a.reset()
	if err := a.locked(func() error { return nil }); err != nil {
		return nil, errors.Join(fmt.Errorf("opening the ledger archive of %s: %w", controller, err), lock.Close())
	}
	return a, ctx.Err()
}

// Close releases the archive's lock file.
func (a *Archive) Close() error { return a.lock.Close() }

func (a *Archive) reset() {
	a.tree, a.latest, a.segments = Frontier{}, Checkpoint{}, nil
	a.intents = &journal{path: filepath.Join(a.dir, "intents.log"), lines: intentLines}
	a.known, a.order = map[care.ID]care.Intent{}, nil
}

// locked runs do while no other process changes the archive, after reading
// what others appended since.
func (a *Archive) locked(do func() error) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	if err := flock(a.lock, syscall.LOCK_EX); err != nil {
		return fmt.Errorf("locking the archive: %w", err)
	}
	defer flock(a.lock, syscall.LOCK_UN)
	if err := a.catchUp(func(Batch) error { return nil }); err != nil {
		return err
	}
	return do()
}

func flock(f *os.File, how int) error {
	for {
		err := syscall.Flock(int(f.Fd()), how)
		if !errors.Is(err, syscall.EINTR) {
			return err
		}
	}
}

// Reach is Latest after reading what other processes appended.
func (a *Archive) Reach(ctx context.Context) (Checkpoint, error) {
	var c Checkpoint
	err := a.locked(func() error {
		c = a.latest
		return ctx.Err()
	})
	return c, err
}

// Latest is the checkpoint the archive reaches, and whether there is one, as
// far as this process has read it.
func (a *Archive) Latest() (Checkpoint, bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.latest, a.latest.Size > 0
}

// Verify reads the whole archive again from its files, whatever was read
// before, and checks all of it.
func (a *Archive) Verify(ctx context.Context) error {
	return a.Batches(ctx, func(Batch) error { return nil })
}

// Batches reads the whole archive again and visits every batch once it has
// been checked, oldest first.
func (a *Archive) Batches(ctx context.Context, visit func(Batch) error) error {
	return a.locked(func() error {
		fresh := &Archive{dir: a.dir, verifier: a.verifier}
		fresh.reset()
		err := fresh.catchUp(func(b Batch) error {
			if err := ctx.Err(); err != nil {
				return err
			}
			return visit(b)
		})
		if err != nil {
			return err
		}
		if fresh.tree != a.tree {
			return fmt.Errorf("reading %d entries again, which are not those read before: %w", fresh.tree.Size(), ErrTampered)
		}
		return nil
	})
}

// catchUp reads whatever the files hold beyond what was read.
func (a *Archive) catchUp(visit func(Batch) error) error {
	names, err := a.segmentNames()
	if err != nil {
		return err
	}
	if n := len(a.segments); n > len(names) && a.segments[n-1].offset == 0 {
		a.segments = a.segments[:n-1] // begun by an append that failed before its file was made
	}
	for i := max(0, len(a.segments)-1); i < len(names) || i < len(a.segments); i++ {
		if i == len(a.segments) {
			a.segments = append(a.segments, a.segment(a.tree.Size()))
		}
		if i >= len(names) || filepath.Base(a.segments[i].path) != names[i] {
			return fmt.Errorf("looking for %s: %w", filepath.Base(a.segments[i].path), ErrTampered)
		}
		err := a.segments[i].read(i == len(names)-1, func(fr frame) error {
			b, err := a.accept(fr)
			if err != nil {
				return err
			}
			return visit(b)
		})
		if err != nil {
			return err
		}
	}
	return a.intents.read(true, a.acceptIntents)
}

func (a *Archive) segmentNames() ([]string, error) {
	files, err := os.ReadDir(a.dir)
	if err != nil {
		return nil, err
	}
	var names []string
	for _, f := range files {
		if strings.HasPrefix(f.Name(), "entries-") {
			names = append(names, f.Name())
		}
	}
	sort.Strings(names)
	return names, nil
}

func (a *Archive) segment(from int64) *journal {
	return &journal{path: filepath.Join(a.dir, fmt.Sprintf("entries-%019d.log", from)), lines: batchLines}
}

func batchLines(head string) (int, error) {
	from, to, err := parseHead(head)
	if err != nil {
		return 0, err
	}
	return int(to-from) + checkpointLines, nil
}

func batchHead(from, to int64) string { return fmt.Sprintf("batch %d %d", from, to) }

func parseHead(head string) (from, to int64, err error) {
	n, err := fmt.Sscanf(head, "batch %d %d", &from, &to)
	if n != 2 || err != nil || from < 0 || to <= from || to-from > maxBatch || head != batchHead(from, to) {
		return 0, 0, errors.New("the head is not one of a batch")
	}
	return from, to, nil
}

// accept checks one batch against the tree so far and moves the tree on.
func (a *Archive) accept(fr frame) (Batch, error) {
	from, to, err := parseHead(fr.head)
	if err != nil {
		return Batch{}, err
	}
	entries, signed := fr.lines[:to-from], fr.lines[to-from:]
	var text strings.Builder
	for _, line := range signed {
		text.Write(line)
		text.WriteByte('\n')
	}
	c, err := parseBare(text.String(), a.verifier)
	if err != nil {
		return Batch{}, err
	}
	next, err := a.grow(from, entries, c)
	if err != nil {
		return Batch{}, err
	}
	a.tree, a.latest = next, c
	return Batch{From: from, Entries: entries, Checkpoint: c}, nil
}

// grow gives the tree with the entries added, if it is the one c signed.
func (a *Archive) grow(from int64, entries [][]byte, c Checkpoint) (Frontier, error) {
	next := a.tree
	if from != next.Size() || c.Size != from+int64(len(entries)) {
		return next, fmt.Errorf("adding entries %d to %d after %d: %w", from, c.Size, next.Size(), ErrTampered)
	}
	for _, body := range entries {
		next.Append(tlog.RecordHash(body))
	}
	if next.Root() != c.Root {
		return next, fmt.Errorf("comparing the root of %d entries with the one signed: %w", c.Size, ErrTampered)
	}
	return next, nil
}

// Append copies the entries from position from up to the checkpoint c into
// the archive, durably. What is already there is passed over, so it may be
// called again after a crash. Entries that are not the ones c signed are
// refused with ErrTampered.
func (a *Archive) Append(ctx context.Context, from int64, entries [][]byte, c Checkpoint) error {
	c, err := ParseCheckpoint(c.Note, a.verifier)
	if err != nil {
		return fmt.Errorf("archiving a checkpoint: %w", err)
	}
	err = a.locked(func() error {
		have := a.tree.Size()
		if c.Size <= have {
			return ctx.Err()
		}
		if from > have || from+int64(len(entries)) != c.Size || c.Size-have > maxBatch {
			return fmt.Errorf("entries %d to %d do not follow %d", from, c.Size, have)
		}
		rest := entries[have-from:]
		next, err := a.grow(have, rest, c)
		if err != nil {
			return err
		}
		lines := append([][]byte{}, rest...)
		for line := range strings.Lines(c.Bare) {
			lines = append(lines, []byte(strings.TrimSuffix(line, "\n")))
		}
		if err := a.current().append(batchHead(have, c.Size), lines); err != nil {
			return err
		}
		a.tree, a.latest = next, c
		return nil
	})
	if err != nil {
		return fmt.Errorf("archiving entries up to %d: %w", c.Size, err)
	}
	return nil
}

// current is the segment that the next batch goes to.
func (a *Archive) current() *journal {
	if n := len(a.segments); n == 0 || a.segments[n-1].offset >= maxSegment {
		a.segments = append(a.segments, a.segment(a.tree.Size()))
	}
	return a.segments[len(a.segments)-1]
}

// Controller is whose ledger the archive holds.
func (a *Archive) Controller() string { return filepath.Base(a.dir) }
