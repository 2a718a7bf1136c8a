// Package gate is the only door to personal data: decide, open, log, release.
//
// Every read goes through View, every change through Update, every change that
// takes something away from somebody through Revoke, every new person through
// Create, every destruction through Destroy. Nothing is released before the
// ledger entry that records it is durable; a refusal is an entry too. No entry
// commits after a revocation has: an entry's commit first writes this node's
// row of the revocation counter, and decides again if it moved.
//
// gate imports store, seal and ledger below it and the meaning rooms; the work
// rooms above see only Gate and Tx, never SQL and never a key.
package gate

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"candour/internal/calendar"
	"candour/internal/care"
	"candour/internal/ledger"
	"candour/internal/notice"
	"candour/internal/seal"
	"candour/internal/store"
)

// An Archive keeps, outside the data directory, what a restore must not
// forget: every destruction intent before its key is deleted.
type Archive interface {
	// PutIntent returns once the intents are durable outside the data directory.
	PutIntent(ctx context.Context, intents ...care.Intent) error
}

// Config is what a gate stands on. Now is machine time.
type Config struct {
	DB       *store.DB
	Keys     seal.Keys
	Archives map[string]Archive     // by controller
	Logs     map[string]*ledger.Log // by controller
	Packs    notice.Packs
	Node     string
	Loads    bool // takes bulk loads: an installation not yet serving anybody
	Now      func() time.Time
	Log      *slog.Logger
}

// A Gate is the door of one node. It is safe for concurrent use.
type Gate struct {
	db       *store.DB
	keys     seal.Keys
	archives map[string]Archive
	logs     map[string]*ledger.Log
	node     string
	loads    bool
	now      func() time.Time
	log      *slog.Logger

	services atomic.Pointer[map[string]map[string]*Service] // controller, service; replaced whole
	serving  sync.Mutex                                     // one replacement at a time
	houses   map[string]*house                              // controller
	stopping chan struct{}
	running  sync.WaitGroup
	closing  sync.Once
}

// A house is what a node keeps for one controller.
type house struct {
	controller string
	queue      chan *pending
	looking    atomic.Int64  // views under way
	writing    chan struct{} // one change at a time on this node: a semaphore, not a mutex
	day        atomic.Pointer[heldDay]
	staff      atomic.Pointer[map[care.ID]StaffCard]
	names      *nameIndex
	fed        atomic.Int64 // microseconds of the last entry the index has heard of
	tallies    sync.Map     // service to *heldTally
}

// A heldDay is the calendar day as it stood at one value of the counter.
type heldDay struct {
	revocation int64
	held       calendar.Day // zero: follow the machine's London day
	working    sync.Map     // ids of workers found not to have left
}

// ErrAlarm marks what must never happen: refuse to serve, destroy nothing,
// call somebody.
var ErrAlarm = errors.New("alarm")

// Open joins the node to every controller of the packs and starts the group
// commit of each.
func Open(ctx context.Context, c Config) (*Gate, error) {
	g := &Gate{
		db: c.DB, keys: c.Keys, archives: c.Archives, logs: c.Logs, node: c.Node, loads: c.Loads, now: c.Now, log: c.Log,
		houses: map[string]*house{}, stopping: make(chan struct{}),
	}
	services := map[string]map[string]*Service{}
	for _, k := range c.Packs.Controllers {
		if err := g.join(ctx, k.Code); err != nil {
			return nil, err
		}
		services[k.Code] = map[string]*Service{}
	}
	for _, p := range c.Packs.Services {
		services[p.Controller.Code][p.Service] = newService(p)
	}
	g.services.Store(&services)
	for _, h := range g.houses {
		g.running.Go(func() { g.commits(h) })
	}
	return g, nil
}

func (g *Gate) join(ctx context.Context, controller string) error {
	err := g.db.Commit(ctx, func(s *store.Tx) error {
		return s.JoinNode(ctx, controller, g.node, g.now())
	})
	if err != nil {
		return fmt.Errorf("joining node to %s: %w", controller, err)
	}
	g.houses[controller] = &house{
		controller: controller,
		queue:      make(chan *pending, queueLength),
		writing:    make(chan struct{}, 1),
		names:      newNameIndex(),
	}
	return nil
}

// Close waits for the group commits under way and stops. It may be called
// again.
func (g *Gate) Close() {
	g.closing.Do(func() { close(g.stopping) })
	g.running.Wait()
}

// Service gives a controller's service, or ErrNotFound.
func (g *Gate) Service(controller, service string) (*Service, error) {
	if s := g.serves(controller)[service]; s != nil {
		return s, nil
	}
	return nil, fmt.Errorf("service %s of %s: %w", service, controller, care.ErrNotFound)
}

// Services lists a controller's services.
func (g *Gate) Services(controller string) []*Service {
	var out []*Service
	for _, s := range g.serves(controller) {
		out = append(out, s)
	}
	return out
}

// serves gives a controller's services as they are now.
func (g *Gate) serves(controller string) map[string]*Service { return (*g.services.Load())[controller] }

// Today is the controller's calendar day outside any transaction: for pages
// that touch nothing personal and for the timetable.
func (g *Gate) Today(ctx context.Context, controller string) (calendar.Day, error) {
	var held calendar.Day
	err := g.db.View(ctx, func(s *store.Tx) (err error) {
		held, err = s.CalendarDay(ctx, controller)
		return err
	})
	if err != nil {
		return calendar.Day{}, fmt.Errorf("reading the calendar of %s: %w", controller, err)
	}
	if !held.IsZero() {
		return held, nil
	}
	return calendar.Of(g.now()), nil
}

// today is the day as of one snapshot. Moving a held calendar is a revocation,
// so a day read at one value of the counter stands while the counter does. A
// transaction that writes does not keep what it read: it may be the one that
// moves the calendar, or may never commit.
func (g *Gate) today(ctx context.Context, h *house, s *store.Tx, revocation int64, keep bool) (calendar.Day, error) {
	if d := h.day.Load(); d != nil && d.revocation == revocation {
		return d.or(g.now()), nil
	}
	held, err := s.CalendarDay(ctx, h.controller)
	if err != nil {
		return calendar.Day{}, fmt.Errorf("reading the calendar of %s: %w", h.controller, err)
	}
	d := &heldDay{revocation: revocation, held: held}
	if keep {
		h.day.Store(d)
	}
	return d.or(g.now()), nil
}

func (d *heldDay) or(now time.Time) calendar.Day {
	if d.held.IsZero() {
		return calendar.Of(now)
	}
	return d.held
}

func (g *Gate) house(controller string) (*house, error) {
	if h := g.houses[controller]; h != nil {
		return h, nil
	}
	return nil, fmt.Errorf("controller: %w", care.ErrNotFound)
}
