package ledger

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"candour/internal/care"
	"candour/internal/store"
	"candour/internal/storetest"

	"github.com/google/go-cmp/cmp"
)

// A house is one controller's ledger on a real database, with a second way
// into the database for an intruder.
type house struct {
	*Log
	t    testing.TB
	db   *store.DB
	conf store.Config
	raw  *sql.DB
	dir  string
	n    int // entries appended
}

func eachHouse(t *testing.T, f func(t *testing.T, h *house)) {
	storetest.EachDB(t, func(t *testing.T, data, _ store.Config) { f(t, newHouse(t, data)) })
}

func newHouse(t testing.TB, conf store.Config) *house {
	t.Helper()
	h := &house{t: t, conf: conf, dir: storetest.Dir(t)}
	conf.Wrap = func(c driver.Connector) driver.Connector {
		if h.raw == nil {
			h.raw = sql.OpenDB(c)
		}
		return c
	}
	h.db = storetest.OpenData(t, conf)
	t.Cleanup(func() { h.raw.Close() })
	must(t, h.db.Update(context.Background(), func(tx *store.Tx) error {
		return tx.PutController(context.Background(), store.Controller{Code: "kent", LedgerOrigin: Origin("kent")})
	}))
	h.Log = h.node("node-1")
	return h
}

// node opens the ledger as another process would.
func (h *house) node(name string) *Log {
	h.t.Helper()
	s, err := OpenSigner(filepath.Join(h.dir, "kek"), "kent")
	must(h.t, err)
	a, err := OpenArchive(context.Background(), filepath.Join(h.dir, "archive"), "kent", s.Verifier())
	must(h.t, err)
	h.t.Cleanup(func() { a.Close() })
	l, err := New(h.db, "kent", name, s, a)
	must(h.t, err)
	return l
}

// add commits n entries without a position, in one transaction, newest first.
func (h *house) add(n int) {
	h.t.Helper()
	var rows []store.EntryRow
	for i := range n {
		row, err := entryNo(h.n + n - 1 - i).Row()
		must(h.t, err)
		rows = append(rows, row)
	}
	h.n += n
	must(h.t, h.db.Update(context.Background(), func(tx *store.Tx) error {
		return tx.InsertEntries(context.Background(), "kent", rows)
	}))
}

func (h *house) integrate(l *Log) Integrated {
	h.t.Helper()
	in, err := l.Integrate(context.Background(), machineTime.Add(time.Minute))
	must(h.t, err)
	return in
}

// spoil changes the database behind the store's back.
func (h *house) spoil(statement string, args ...any) {
	h.t.Helper()
	r, err := h.raw.Exec(statement, args...)
	must(h.t, err)
	if n, err := r.RowsAffected(); n == 0 || err != nil {
		h.t.Fatalf("%s: changed %d rows, %v", statement, n, err)
	}
}

// placed gives the ids of all placed entries, in order.
func (h *house) placed() []string {
	h.t.Helper()
	var ids []string
	must(h.t, h.db.View(context.Background(), func(tx *store.Tx) error {
		rows, err := tx.EntriesBetween(context.Background(), "kent", 0, 1<<30)
		ids = nil
		for i, row := range rows {
			if row.Position != int64(i) {
				return fmt.Errorf("position %d follows %d", row.Position, i-1)
			}
			ids = append(ids, row.ID)
		}
		return err
	}))
	return ids
}

func TestIntegrateGivesEveryEntryItsPlace(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		if _, err := h.Latest(context.Background()); !errors.Is(err, care.ErrNotFound) {
			t.Errorf("before the first integration: got %v, want ErrNotFound", err)
		}
		h.add(batchSize + 44)
		in := h.integrate(h.Log)
		want := Integrated{Led: true, Placed: 300, Size: 300, Archived: 300, Late: 300, Oldest: time.Minute}
		if diff := cmp.Diff(want, in); diff != "" {
			t.Errorf("first round (-want +got):\n%s", diff)
		}
		if in := h.integrate(h.Log); in.Placed != 0 || in.Size != 300 || in.Late != 0 {
			t.Errorf("with nothing new: got %+v", in)
		}
		h.add(7)
		if in := h.integrate(h.Log); in.Placed != 7 || in.Size != 307 || in.Archived != 307 {
			t.Errorf("with 7 more: got %+v", in)
		}
		var want307 []string // in the order of their machine time, though committed newest first
		for n := range 307 {
			want307 = append(want307, entryNo(n).ID)
		}
		if diff := cmp.Diff(want307, h.placed()); diff != "" {
			t.Errorf("order (-want +got):\n%s", diff)
		}
		audited, err := h.Audit(context.Background())
		if want := (Audited{Size: 307, Checkpoints: 4, Archived: 307}); err != nil || audited != want {
			t.Errorf("audit: got %+v, %v; want %+v", audited, err, want)
		}
	})
}

func TestLateEntriesAreAnAlarm(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		h.add(3) // at 0, 1 and 2 ms
		now := machineTime.Add(LateAfter + time.Millisecond)
		other := h.node("node-2")
		if _, _, err := other.lead(ctx, now); err != nil {
			t.Fatal(err)
		}
		in, err := h.Integrate(ctx, now) // node-2 leads and does nothing
		if err != nil || in.Led || in.Late != 1 || in.Oldest != LateAfter+time.Millisecond {
			t.Errorf("seen from another node: got %+v, %v; want 1 late", in, err)
		}
		if in, err := other.Integrate(ctx, now); err != nil || in.Placed != 3 || in.Late != 1 {
			t.Errorf("placing them: got %+v, %v; want 1 late", in, err)
		}
	})
}

// Two integrators race, each believing the other dead: nothing is placed
// twice, nothing is lost, and every checkpoint either signed is consistent
// with the last.
func TestRacingIntegratorsNeverPlaceTwice(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		const rounds, perRound = 12, 9
		logs := []*Log{h.Log, h.node("node-2"), h.node("node-3")}
		var all sync.WaitGroup
		var lost sync.Map
		for i, l := range logs {
			all.Go(func() {
				for r := range rounds {
					// Each round is a lease span later, so every node may take the lease at every turn.
					now := machineTime.Add(time.Duration(r*len(logs)+i) * 2 * leaseSpan)
					if _, err := l.Integrate(ctx, now); errors.Is(err, care.ErrConflict) {
						lost.Store([2]int{i, r}, err)
					} else if err != nil {
						t.Errorf("%s: %v", l.node, err)
					}
				}
			})
		}
		for range rounds {
			h.add(perRound)
		}
		all.Wait()
		if in, err := h.Integrate(ctx, machineTime.Add(time.Hour*24)); err != nil || in.Size != rounds*perRound {
			t.Errorf("afterwards: got %+v, %v; want size %d", in, err, rounds*perRound)
		}
		seen := map[string]bool{}
		for _, id := range h.placed() {
			seen[id] = true
		}
		if len(seen) != rounds*perRound {
			t.Errorf("placed %d different entries, want %d", len(seen), rounds*perRound)
		}
		if audited, err := h.Audit(ctx); err != nil || audited.Archived != rounds*perRound {
			t.Errorf("audit: got %+v, %v", audited, err)
		}
	})
}

func TestAStaleIntegratorChangesNothing(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		h.add(5)
		fence, led, err := h.lead(ctx, machineTime)
		if err != nil || !led {
			t.Fatal(led, err)
		}
		other := h.node("node-2")
		if in, err := other.Integrate(ctx, machineTime.Add(2*leaseSpan)); err != nil || in.Size != 5 {
			t.Fatalf("the next integrator: %+v, %v", in, err)
		}
		h.add(5)
		var in Integrated
		if n, err := h.placeBatch(ctx, machineTime, fence, &in); !errors.Is(err, care.ErrConflict) || n != 0 {
			t.Errorf("with a stale lease: placed %d, %v; want ErrConflict", n, err)
		}
		// Even with the lease forged, the size of the tree fences it off.
		err = h.db.Update(ctx, func(tx *store.Tx) error {
			rows, err := tx.PendingEntries(ctx, "kent", 5)
			if err != nil {
				return err
			}
			c, err := h.at(ctx, tx, 0)
			if err != nil {
				return err
			}
			ids, hashes, c, err := h.grow(ctx, tx, c, rows)
			if err != nil {
				return err
			}
			return h.put(ctx, tx, machineTime, 0, ids, hashes, c)
		})
		if !errors.Is(err, care.ErrConflict) {
			t.Errorf("building on an older tree: got %v, want ErrConflict", err)
		}
		if got := len(h.placed()); got != 5 {
			t.Errorf("placed %d entries, want 5", got)
		}
	})
}

func TestExportAndProveSatisfyAnOutsider(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		for _, n := range []int{3, 10, 100} {
			h.add(n)
			h.integrate(h.Log)
		}
		for _, span := range [][2]int64{{0, 3}, {3, 13}, {0, Newest}, {13, Newest}, {113, 113}} {
			data, err := h.Export(ctx, span[0], span[1])
			if err != nil {
				t.Errorf("exporting %v: %v", span, err)
				continue
			}
			if rep, err := VerifyBundle(data, h.VerifierKey()); err != nil || rep.From != span[0] {
				t.Errorf("verifying %v: from %d, %v", span, rep.From, err)
			}
		}
		if _, err := h.Export(ctx, 4, Newest); !errors.Is(err, care.ErrNotFound) {
			t.Errorf("from a size nobody signed: got %v, want ErrNotFound", err)
		}
		if _, err := h.Export(ctx, 13, 3); !errors.Is(err, care.ErrInvalid) {
			t.Errorf("backwards: got %v, want ErrInvalid", err)
		}
		data, err := h.Prove(ctx, care.ID(entryNo(42).ID))
		if err != nil {
			t.Fatal(err)
		}
		if e, p, err := VerifyProof(data, h.VerifierKey()); err != nil || e.ID != entryNo(42).ID || p.Position != 42 {
			t.Errorf("got entry %s at %d, %v; want number 42", e.ID, p.Position, err)
		}
		h.add(1)
		if _, err := h.Prove(ctx, care.ID(entryNo(113).ID)); !errors.Is(err, ErrPending) {
			t.Errorf("a pending entry: got %v, want ErrPending", err)
		}
		if _, err := h.Prove(ctx, care.ID(entryNo(999).ID)); !errors.Is(err, care.ErrNotFound) {
			t.Errorf("an unknown entry: got %v, want ErrNotFound", err)
		}
	})
}
