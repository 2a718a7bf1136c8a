// Package installation puts one node together: its two databases, its keys,
// its ledgers and their archives, and the gate over them. It refuses to open
// what does not belong together, says why, and destroys nothing. It is the one
// room besides gate that knows keys; the command line and the tests that need
// a whole node stand on it.
package installation

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"path/filepath"
	"time"

	"candour/internal/care"
	"candour/internal/gate"
	"candour/internal/governance"
	"candour/internal/ledger"
	"candour/internal/notice"
	"candour/internal/seal"
	"candour/internal/store"
)

// ErrForeignKeys says that the key database is not the one this data was
// sealed under.
var ErrForeignKeys = errors.New("the key database belongs to other data")

// A Config says where everything is. Data and Keys are URLs of databases;
// with none given they are SQLite files in Dir.
type Config struct {
	Dir     string // data directory; "" when both databases are servers
	KEK     string // key directory; Dir + ".kek" when empty
	Archive string // ledger archive; Dir + ".archive" when empty
	Escrow  string // escrow copies of keys; Dir + ".escrow" when empty
	Data    string
	Keys    string
	Node    string
	Loads   bool             // takes bulk loads
	Sources fs.FS            // the packs' files, as notice.LoadAll reads them
	Packs   notice.Packs     // compiled packs, in place of what Sources compiles to
	Now     func() time.Time // machine time; time.Now when nil
	Log     *slog.Logger

	// The simulator's seams.
	WrapData, WrapKeys func(driver.Connector) driver.Connector
	BusyTimeout        time.Duration
	Synchronous        string

	files     governance.Files
	restoring bool // the ledger is about to be taken from its archive
	newKeys   bool // the keys are about to come from escrow copies, into a key database of their own
}

// read reads the packs' files. Those that do not compile keep nothing back yet:
// a published version may run in their place.
func (c *Config) read() (err error) {
	if len(c.files.Controllers) > 0 { // read already
		return nil
	}
	if c.Sources != nil {
		if c.files, err = governance.Read(c.Sources); err != nil {
			return err
		}
	}
	c.files = c.files.With(c.Packs)
	c.Packs = notice.Packs{Controllers: c.files.Controllers}
	return nil
}

func (c *Config) fill() {
	if c.KEK == "" {
		c.KEK = c.Dir + ".kek"
	}
	if c.Archive == "" {
		c.Archive = c.Dir + ".archive"
	}
	if c.Escrow == "" {
		c.Escrow = c.Dir + ".escrow"
	}
	if c.Data == "" {
		c.Data = "sqlite:" + filepath.Join(c.Dir, "candour.db")
	}
	if c.Keys == "" {
		c.Keys = "sqlite:" + filepath.Join(c.Dir, "keys.db")
	}
	if c.Node == "" {
		c.Node = "one"
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Log == nil {
		c.Log = slog.Default()
	}
}

// A Node is one running node of an installation.
type Node struct {
	Gate       *gate.Gate
	Governance *governance.Desk
	Keys       *seal.Embedded
	Logs       map[string]*ledger.Log
	Packs      notice.Packs // as they ran when the node was opened
	Name       string

	db    *store.DB
	keyDB *store.KeyDB
	now   func() time.Time
	log   *slog.Logger
}

// Open puts a node together. Everything it finds wrong is an error that says
// what to do; nothing is served and nothing destroyed.
func Open(ctx context.Context, c Config) (*Node, error) {
	c.fill()
	if err := c.read(); err != nil {
		return nil, err
	}
	n := &Node{Packs: c.Packs, Name: c.Node, now: c.Now, log: c.Log, Logs: map[string]*ledger.Log{}}
	if err := n.open(ctx, c); err != nil {
		return nil, errors.Join(err, n.Close())
	}
	return n, nil
}

func (n *Node) open(ctx context.Context, c Config) error {
	var err error
	n.db, err = store.Open(ctx, store.Config{URL: c.Data, Wrap: c.WrapData, BusyTimeout: c.BusyTimeout, Synchronous: c.Synchronous})
	if err != nil {
		return err
	}
	n.keyDB, err = store.OpenKeys(ctx, store.Config{URL: c.Keys, Wrap: c.WrapKeys, BusyTimeout: c.BusyTimeout, Synchronous: c.Synchronous})
	if err != nil {
		return err
	}
	if err := n.openKeys(ctx, c); err != nil {
		return err
	}
	archives := map[string]gate.Archive{}
	for _, k := range c.Packs.Controllers {
		if err := n.enrol(ctx, c, k.Code); err != nil {
			return fmt.Errorf("opening %s: %w", k.Code, err)
		}
		archives[k.Code] = n.Logs[k.Code].Archive()
	}
	n.Gate, err = gate.Open(ctx, gate.Config{
		DB: n.db, Keys: n.Keys, Archives: archives, Logs: n.Logs, Packs: c.Packs, Node: c.Node, Loads: c.Loads, Now: c.Now, Log: c.Log,
	})
	if err != nil {
		return err
	}
	n.Governance = governance.New(n.Gate, c.files, c.Log)
	if err := n.Governance.Refresh(ctx); err != nil {
		return err
	}
	n.Packs = n.Governance.Packs()
	return nil
}

// openKeys opens the keys, and the escrow when the installation has one.
func (n *Node) openKeys(ctx context.Context, c Config) error {
	o := seal.Options{DataDir: c.Dir}
	for _, k := range c.Packs.Controllers {
		o.Controllers = append(o.Controllers, k.Code)
	}
	escrow, err := seal.OpenEscrow(c.Escrow, c.Dir)
	if err != nil && !errors.Is(err, seal.ErrNoEscrow) && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err == nil {
		o.Escrow = escrow
	}
	n.Keys, err = seal.OpenEmbedded(ctx, n.keyDB, c.KEK, o)
	return err
}

// enrol ties a controller's rows, keys, ledger and archive together the first
// time, and holds them to each other ever after.
func (n *Node) enrol(ctx context.Context, c Config, controller string) error {
	if err := n.sameKeys(ctx, controller, c.newKeys, c.restoring); err != nil {
		return err
	}
	signer, err := ledger.OpenSigner(c.KEK, controller)
	if err != nil {
		return err
	}
	archive, err := ledger.OpenArchive(ctx, c.Archive, controller, signer.Verifier())
	if err != nil {
		return err
	}
	log, err := ledger.New(n.db, controller, c.Node, signer, archive)
	if err != nil {
		return err
	}
	n.Logs[controller] = log
	if c.restoring {
		return nil
	}
	return log.Check(ctx)
}

// sameKeys refuses a key database that this data was not sealed under, and new
// data beside keys already in use: to the sweep of unused keys they would all
// look unused.
func (n *Node) sameKeys(ctx context.Context, controller string, fresh, restoring bool) error {
	id, err := n.Keys.Identity(ctx, controller)
	if err != nil {
		return err
	}
	inUse, err := n.Keys.Old(ctx, controller, n.now().AddDate(100, 0, 0), "", 1)
	if err != nil {
		return err
	}
	return n.db.Update(ctx, func(s *store.Tx) error {
		have, err := s.Controller(ctx, controller)
		if err == nil && have.KeyStore != "" && have.KeyStore != id && !fresh {
			return fmt.Errorf("comparing key database %s with %s: %w", id, have.KeyStore, ErrForeignKeys)
		}
		if errors.Is(err, care.ErrNotFound) && len(inUse) > 0 && !fresh && !restoring {
			return fmt.Errorf("finding keys in use beside a data database that is new: %w", ErrForeignKeys)
		}
		return s.PutController(ctx, store.Controller{Code: controller, LedgerOrigin: ledger.Origin(controller), KeyStore: id})
	})
}

// Close stops the group commits and closes everything that was opened.
func (n *Node) Close() error {
	if n.Gate != nil {
		n.Gate.Close()
	}
	var errs []error
	for _, l := range n.Logs {
		errs = append(errs, l.Archive().Close())
	}
	if n.keyDB != nil {
		errs = append(errs, n.keyDB.Close())
	}
	if n.db != nil {
		errs = append(errs, n.db.Close())
	}
	return errors.Join(errs...)
}
