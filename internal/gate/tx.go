package gate

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/google/uuid"

	"candour/internal/calendar"
	"candour/internal/care"
	"candour/internal/ledger"
	"candour/internal/notice"
	"candour/internal/seal"
	"candour/internal/store"
)

// A Tx is one look or one change, decided and recorded. It is valid only
// inside the function it was given to, and for one goroutine.
type Tx struct {
	gate     *Gate
	house    *house
	store    *store.Tx
	who      Reader
	ask      Ask
	id       care.ID // of the entry
	seen     int64
	today    calendar.Day
	guessed  bool // seen and today come from memory and this snapshot has not confirmed them
	writable bool
	revoking bool
	dirty    bool

	shown   shown
	act     string         // what was done, once Did was called
	extra   []ledger.Entry // further entries of the same change
	keys    map[care.ID]*seal.Key
	missing []care.ID // keys to look for again in a new snapshot
	after   []func()  // to do once the change has committed
}

// errLookAgain asks for a second look at missing keys in a new snapshot.
var errLookAgain = errors.New("a key is missing: looking again")

// ErrReadOnly says that a view tried to change something.
var ErrReadOnly = errors.New("a view cannot change anything")

// Today is the calendar day of this transaction.
func (tx *Tx) Today() calendar.Day { return tx.today }

// Entry is the id that this transaction's entry has, or will have once it is
// durable: for the page that says so.
func (tx *Tx) Entry() care.ID {
	if tx.id == "" {
		tx.id = NewOrderedID()
	}
	return tx.id
}

// Who is whoever asks.
func (tx *Tx) Who() Reader { return tx.who }

// NewID gives a random id that tells nothing, not even when (UUIDv4).
func NewID() care.ID { return care.ID(uuid.NewString()) }

// NewOrderedID gives a random id that orders by time (UUIDv7).
func NewOrderedID() care.ID { return care.ID(uuid.Must(uuid.NewV7()).String()) }

// Did names the act that the transaction's entry records, with the neutral
// code of its reason. A change on which nobody calls Did fails at commit.
func (tx *Tx) Did(act, reason string) { tx.act, tx.shown.reason = act, reason }

// Of names the record (an intent, a share) that the entry is about.
func (tx *Tx) Of(id care.ID) { tx.shown.of = string(id) }

// Quote adds a clause to the entry.
func (tx *Tx) Quote(c notice.Clause) {
	if c.Ref != "" && !contains(tx.shown.clauses, c.Ref) {
		tx.shown.clauses = append(tx.shown.clauses, c.Ref)
	}
}

// Counted adds to the entry how many were opened and not shown, with a
// commitment to them.
func (tx *Tx) Counted(n int, commitment string) { tx.shown.count, tx.shown.commitment = n, commitment }

// change marks the transaction as changing something.
func (tx *Tx) change() error {
	if !tx.writable {
		return ErrReadOnly
	}
	tx.dirty = true
	return nil
}

// standing refuses a worker who has left, whatever their session said when the
// request began. Leaving is a revocation, so what was found at one value of the
// counter stands while the counter does.
func (tx *Tx) standing(ctx context.Context) error {
	id := tx.who.Worker
	if id == "" {
		return nil
	}
	held := tx.house.day.Load()
	if held != nil && held.revocation != tx.seen {
		held = nil
	}
	if held != nil {
		if _, ok := held.working.Load(id); ok {
			return nil
		}
	}
	w, err := tx.store.Worker(ctx, tx.who.Controller, id)
	if errors.Is(err, care.ErrNotFound) || err == nil && !w.LeftOn.IsZero() {
		return unknown()
	}
	if err != nil {
		return err
	}
	if held != nil && !tx.writable { // a change may never commit
		held.working.Store(id, true)
	}
	return nil
}

// open gives the keys of the ids, fetching those not yet held. A key that is
// missing is looked for again in a new snapshot before it is called missing.
func (tx *Tx) open(ctx context.Context, ids ...care.ID) error {
	var want []care.ID
	for _, id := range ids {
		if _, have := tx.keys[id]; !have && id != "" {
			want = append(want, id)
		}
	}
	if len(want) == 0 {
		return nil
	}
	slices.Sort(want)
	want = slices.Compact(want)
	got, err := tx.gate.keys.Open(ctx, tx.who.Controller, want...)
	if err != nil {
		return fmt.Errorf("opening keys: %w", err)
	}
	if tx.keys == nil {
		tx.keys = make(map[care.ID]*seal.Key, len(want))
	}
	tx.missing = tx.missing[:0]
	for _, id := range want {
		if k, ok := got[id]; ok {
			tx.keys[id] = k
		} else {
			tx.missing = append(tx.missing, id)
		}
	}
	if len(tx.missing) > 0 {
		return errLookAgain
	}
	return nil
}

// wipe forgets every key: no unwrapped key outlives its request.
func (tx *Tx) wipe() {
	for id, k := range tx.keys {
		k.Wipe()
		delete(tx.keys, id)
	}
}

// An itemSet is a set of one pack's items.
type itemSet struct {
	pack *notice.Pack
	bits []uint64
}

func (s *itemSet) add(i int, p *notice.Pack) {
	if s.pack == nil {
		s.pack, s.bits = p, make([]uint64, (len(p.Items)+63)/64)
	}
	s.bits[i/64] |= 1 << (i % 64)
}

func (s *itemSet) codes() []string {
	if s.pack == nil {
		return nil
	}
	out := make([]string, 0, len(s.pack.Items))
	for i := range s.pack.Items {
		if s.bits[i/64]&(1<<(i%64)) != 0 {
			out = append(out, s.pack.Items[i].Code)
		}
	}
	return out
}
