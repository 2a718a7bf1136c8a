package seal

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"candour/internal/care"
	"candour/internal/store"
)

// A vault is a key database with its key files, escrow copies and the escrow
// identity: everything that a test starts, stops and attacks.
type vault struct {
	t    *testing.T
	db   *store.KeyDB
	dir  string
	keys *Embedded
	now  time.Time
	kept map[care.ID][]byte // what living keys sealed
}

func newVault(t *testing.T, db *store.KeyDB) *vault {
	t.Helper()
	v := &vault{t: t, db: db, dir: t.TempDir(), kept: map[care.ID][]byte{},
		now: time.Date(2026, 11, 23, 2, 0, 0, 0, time.UTC)}
	if err := CreateEscrow(v.path("escrow"), v.path("safe/identity.txt"), ""); err != nil {
		t.Fatal(err)
	}
	v.restart(db)
	return v
}

func (v *vault) path(name string) string { return filepath.Join(v.dir, name) }

// restart opens the keys anew, as a new process would.
func (v *vault) restart(db database) {
	v.t.Helper()
	keys, err := v.open(db)
	if err != nil {
		v.t.Fatal(err)
	}
	v.keys = keys
}

func (v *vault) open(db database) (*Embedded, error) {
	escrow, err := OpenEscrow(v.path("escrow"), "")
	if err != nil {
		return nil, err
	}
	files, err := OpenFiles(v.path("kek"), "")
	if err != nil {
		return nil, err
	}
	return openAt(v.t.Context(), db, Options{
		Controllers: []string{"kent"}, Escrow: escrow, Custodian: files, Now: func() time.Time { return v.now },
	})
}

// create makes n keys and seals something under each.
func (v *vault) create(n int) []care.ID {
	v.t.Helper()
	ids, err := v.keys.Create(v.t.Context(), "kent", n)
	if err != nil {
		v.t.Fatal(err)
	}
	keys, err := v.keys.Open(v.t.Context(), "kent", ids...)
	if err != nil {
		v.t.Fatal(err)
	}
	defer WipeAll(keys)
	for _, id := range ids {
		v.kept[id] = keys[id].Seal([]byte("about "+id), []byte(id))
	}
	return ids
}

func (v *vault) delete(ids ...care.ID) (version int64) {
	v.t.Helper()
	for _, id := range ids {
		var err error
		if version, err = v.keys.Delete(v.t.Context(), "kent", id); err != nil {
			v.t.Fatal(err)
		}
		delete(v.kept, id)
	}
	return version
}

// everythingOpens fails unless every living key opens what it sealed, exactly
// one key-encryption key is current, and the dead do not open.
func (v *vault) everythingOpens(dead ...care.ID) {
	v.t.Helper()
	ids := append([]care.ID{}, dead...)
	for id := range v.kept {
		ids = append(ids, id)
	}
	keys, err := v.keys.Open(v.t.Context(), "kent", ids...)
	if err != nil {
		v.t.Fatal(err)
	}
	defer WipeAll(keys)
	if len(keys) != len(v.kept) {
		v.t.Errorf("opened %d keys, want %d", len(keys), len(v.kept))
	}
	for id, sealed := range v.kept {
		got, err := keys[id].Open(sealed, []byte(id))
		if err != nil || string(got) != "about "+string(id) {
			v.t.Fatalf("key %s: got %q, %v", id, got, err)
		}
	}
	current := 0
	for _, row := range must(v.keys.keks(v.t.Context(), "kent")) {
		if row.State == store.KEKCurrent {
			current++
		}
	}
	if current != 1 {
		v.t.Errorf("got %d current key-encryption keys, want 1", current)
	}
}

// finished fails unless the change of the key-encryption key is over and only
// the current one is left.
func (v *vault) finished(version int64) {
	v.t.Helper()
	_, finished, err := v.keys.LastChange(v.t.Context(), "kent")
	if err != nil || !finished {
		v.t.Errorf("the change is unfinished (%v)", err)
	}
	if got := must(v.keys.Version(v.t.Context(), "kent")); got != version {
		v.t.Errorf("got version %d, want %d", got, version)
	}
	held := must(v.keys.custodian.Versions(v.t.Context(), "kent"))
	if len(held) != 1 || held[0] != version {
		v.t.Errorf("key files of versions %v are left, want %d alone", held, version)
	}
}

func everyNode(context.Context, int64) (bool, error) { return true, nil }

// rotate runs a whole change, a day later.
func (v *vault) rotate() int64 {
	v.t.Helper()
	v.now = v.now.Add(24 * time.Hour)
	r := v.keys.Rotation("kent", everyNode)
	version, err := r.Run(v.t.Context())
	if err != nil {
		v.t.Fatal(err)
	}
	if made, ok := r.Made(); ok && must(v.keys.escrow.digest(made.ID)) != made.SHA256 {
		v.t.Errorf("escrow copy %s is not what was made", made.ID)
	}
	return version
}

// copy opens a controller's newest escrow copy and the identity.
func (v *vault) newestCopy() (file, identity *bytes.Reader) {
	v.t.Helper()
	copies := must(v.keys.escrow.copies("kent"))
	newest := copies[0]
	for _, id := range copies {
		if must(parseCopy(id)).madeAt.After(must(parseCopy(newest)).madeAt) {
			newest = id
		}
	}
	return bytes.NewReader(must(os.ReadFile(v.keys.escrow.path(newest)))),
		bytes.NewReader(must(os.ReadFile(v.path("safe/identity.txt"))))
}

var errDied = errors.New("the node died")

// A mortal key database dies before or after its nth transaction.
type mortal struct {
	database
	left  int  // transactions until death
	after bool // die after the last, which is then durable
	count int  // transactions begun
}

func (m *mortal) Update(ctx context.Context, f func(*store.KeyTx) error) error {
	return m.run(func() error { return m.database.Update(ctx, f) })
}

func (m *mortal) View(ctx context.Context, f func(*store.KeyTx) error) error {
	return m.run(func() error { return m.database.View(ctx, f) })
}

func (m *mortal) Glance(ctx context.Context, f func(*store.KeyTx) error) error {
	return m.run(func() error { return m.database.Glance(ctx, f) })
}

func (m *mortal) run(transaction func() error) error {
	m.count++
	m.left--
	switch {
	case m.left < 0, m.left == 0 && !m.after:
		return errDied
	case m.left == 0:
		if err := transaction(); err != nil {
			return err
		}
		return errDied
	}
	return transaction()
}
