package gate

import (
	"context"
	"errors"
	"fmt"
	"time"

	"candour/internal/ledger"
	"candour/internal/store"
)

const (
	queueLength = 4096 // entries waiting; a full queue makes askers wait
	batchMost   = 512  // entries in one group commit

	// gatherFor is how long a group commit waits for looks under way: about
	// as long as making it durable takes.
	gatherFor = 3 * time.Millisecond
)

// errMoved says that something was revoked since the snapshot was read, so
// the decision must be made again.
var errMoved = errors.New("something was revoked since the decision")

// A pending is one entry on its way to a group commit.
type pending struct {
	row  store.EntryRow
	seen int64 // the counter's value in the snapshot that decided
	any  bool  // true when nothing depends on the counter: a refusal's entry
	done chan error
}

// commits is the group commit of one controller on this node: it takes what
// is waiting, commits it as one transaction, and answers everybody in it.
func (g *Gate) commits(h *house) {
	for {
		select {
		case p := <-h.queue:
			g.commitBatch(h, g.gather(h, p))
		case <-g.stopping:
			return
		}
	}
}

// gather takes what waits, and for a moment what is on its way: a commit costs
// the same for one entry as for many. Whoever looks alone waits for nobody.
func (g *Gate) gather(h *house, first *pending) []*pending {
	batch := []*pending{first}
	var enough <-chan time.Time
	for len(batch) < batchMost {
		select {
		case p := <-h.queue:
			batch = append(batch, p)
			continue
		default:
		}
		if h.looking.Load() <= int64(len(batch)) {
			return batch
		}
		if enough == nil {
			enough = time.After(gatherFor)
		}
		select {
		case p := <-h.queue:
			batch = append(batch, p)
		case <-enough:
			return batch
		case <-g.stopping:
			return batch
		}
	}
	return batch
}

// commitBatch writes this node's row first, so that no entry of the batch can
// commit after a revocation has, and leaves out every entry whose decision is
// older than the counter it read.
func (g *Gate) commitBatch(h *house, batch []*pending) {
	ctx := context.WithoutCancel(context.Background())
	var late map[*pending]bool
	err := g.db.Commit(ctx, func(s *store.Tx) error {
		late = map[*pending]bool{}
		now, err := s.WriteLane(ctx, h.controller, g.node, laneViews, g.now())
		if err != nil {
			return err
		}
		rows := make([]store.EntryRow, 0, len(batch))
		for _, p := range batch {
			if !p.any && p.seen != now {
				late[p] = true
				continue
			}
			rows = append(rows, p.row)
		}
		if len(rows) == 0 {
			return nil
		}
		return s.InsertEntries(ctx, h.controller, rows)
	})
	for _, p := range batch {
		switch {
		case err != nil:
			p.done <- fmt.Errorf("recording the entry: %w", err)
		case late[p]:
			p.done <- errMoved
		default:
			p.done <- nil
		}
	}
}

// The lanes of a node's row of the counter.
const (
	laneViews  = "views"
	laneWrites = "writes"
)

// append joins the next group commit and waits until the entry is durable.
func (g *Gate) append(ctx context.Context, h *house, e ledger.Entry, seen int64, any bool) error {
	row, err := entryRow(e)
	if err != nil {
		return err
	}
	p := &pending{row: row, seen: seen, any: any, done: make(chan error, 1)}
	select {
	case h.queue <- p:
	case <-ctx.Done():
		return fmt.Errorf("recording the entry: %w", ctx.Err())
	case <-g.stopping:
		return errors.New("recording the entry: the node is stopping")
	}
	select {
	case err := <-p.done:
		return err
	case <-ctx.Done():
		return fmt.Errorf("recording the entry: %w", ctx.Err())
	case <-g.stopping:
		return errors.New("recording the entry: the node is stopping")
	}
}

func entryRow(e ledger.Entry) (store.EntryRow, error) {
	body, err := e.Encode()
	if err != nil {
		return store.EntryRow{}, fmt.Errorf("encoding an entry: %w", err)
	}
	return store.EntryRow{ID: e.ID, At: e.At, Body: body, Subjects: e.Subjects}, nil
}
