package ledger

import (
	"context"
	"errors"
	"fmt"

	"candour/internal/care"
	"candour/internal/store"

	"golang.org/x/mod/sumdb/tlog"
)

var (
	// ErrDatabaseBehind means that the archive holds entries which the
	// database lost: it was restored from a backup, or did not keep what it
	// acknowledged. Restore takes the ledger from the archive.
	ErrDatabaseBehind = errors.New("the database is behind its ledger archive")

	// ErrPending means that an entry is not yet in the tree.
	ErrPending = errors.New("the entry has not been placed yet")
)

// A Log is one controller's ledger: its rows in the database, its signing key
// and its archive.
type Log struct {
	db         *store.DB
	controller string
	node       string // of this process, holder of the lease
	signer     *Signer
	archive    *Archive
}

// New binds a ledger. The signer and the archive must be the controller's.
func New(db *store.DB, controller, node string, signer *Signer, archive *Archive) (*Log, error) {
	if signer.Controller() != controller || archive.Controller() != controller {
		return nil, fmt.Errorf("binding the ledger of %s: %w", controller, ErrForeignKey)
	}
	return &Log{db: db, controller: controller, node: node, signer: signer, archive: archive}, nil
}

// VerifierKey is the public key text that auditors need.
func (l *Log) VerifierKey() string { return l.signer.VerifierKey() }

// Archive is where the ledger is copied to.
func (l *Log) Archive() *Archive { return l.archive }

// Row gives the entry as the database keeps it.
func (e Entry) Row() (store.EntryRow, error) {
	body, err := e.Encode()
	if err != nil {
		return store.EntryRow{}, err
	}
	return store.EntryRow{ID: e.ID, At: e.At, Body: body, Subjects: e.Subjects}, nil
}

// Latest gives the newest signed checkpoint; care.ErrNotFound before the
// first integration.
func (l *Log) Latest(ctx context.Context) (Checkpoint, error) {
	var c Checkpoint
	err := l.db.View(ctx, func(tx *store.Tx) (err error) {
		c, err = l.latest(ctx, tx)
		return err
	})
	return c, err
}

// latest verifies the newest checkpoint in the database.
func (l *Log) latest(ctx context.Context, tx *store.Tx) (Checkpoint, error) {
	row, err := tx.LatestCheckpoint(ctx, l.controller)
	if err != nil {
		return Checkpoint{}, err
	}
	return l.open(row)
}

func (l *Log) open(row store.Checkpoint) (Checkpoint, error) {
	c, err := ParseCheckpoint(row.Note, l.signer.Verifier())
	if err != nil {
		return Checkpoint{}, fmt.Errorf("opening checkpoint %d of %s: %w", row.Size, l.controller, err)
	}
	if c.Size != row.Size {
		return Checkpoint{}, fmt.Errorf("opening checkpoint %d of %s, which says %d: %w", row.Size, l.controller, c.Size, ErrTampered)
	}
	return c, nil
}

// bodies gives the entries from ≤ position < to. One that is missing is
// ErrTampered.
func (l *Log) bodies(ctx context.Context, tx *store.Tx, from, to int64) ([][]byte, error) {
	rows, err := tx.EntriesBetween(ctx, l.controller, from, to)
	if err != nil {
		return nil, err
	}
	if int64(len(rows)) != to-from {
		return nil, fmt.Errorf("reading entries %d to %d: %d are missing: %w", from, to, to-from-int64(len(rows)), ErrTampered)
	}
	bodies := make([][]byte, len(rows))
	for i, row := range rows {
		bodies[i] = row.Body
	}
	return bodies, nil
}

// frontier reads the right edge of the tree that c signed and holds it
// against c.
func (l *Log) frontier(ctx context.Context, tx *store.Tx, c Checkpoint) (*Frontier, error) {
	f, err := LoadFrontier(c.Size, txHashes{ctx, tx, l.controller})
	if err != nil {
		return nil, err
	}
	if f.Root() != c.Root {
		return nil, fmt.Errorf("comparing the stored tree of %d entries with its checkpoint: %w", c.Size, ErrTampered)
	}
	return f, nil
}

// txHashes reads stored hashes in one transaction.
type txHashes struct {
	ctx        context.Context
	tx         *store.Tx
	controller string
}

// ReadHashes implements tlog.HashReader. A hash that is missing is
// ErrTampered.
func (t txHashes) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	raw, err := t.tx.TreeHashes(t.ctx, t.controller, indexes)
	if errors.Is(err, care.ErrNotFound) {
		return nil, fmt.Errorf("%w: %w", err, ErrTampered)
	}
	if err != nil {
		return nil, err
	}
	hashes := make([]tlog.Hash, len(raw))
	for i, h := range raw {
		if len(h) != tlog.HashSize {
			return nil, fmt.Errorf("reading tree hash %d of %d bytes: %w", indexes[i], len(h), ErrTampered)
		}
		hashes[i] = tlog.Hash(h)
	}
	return hashes, nil
}
