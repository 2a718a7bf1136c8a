package seal

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"candour/internal/care"
	"candour/internal/store"
	"candour/internal/storetest"
)

func TestRotationLeavesOneKeyEncryptionKeyAndEveryKey(t *testing.T) {
	eachDB(t, func(t *testing.T, db *store.KeyDB) {
		v := newVault(t, db)
		ids := v.create(7)
		v.delete(ids[2])
		for want := int64(2); want <= 4; want++ {
			if got := v.rotate(); got != want {
				t.Errorf("got version %d, want %d", got, want)
			}
			v.everythingOpens(ids[2])
			v.finished(want)
		}
		v.restart(db)
		v.everythingOpens(ids[2])
	})
}

// A node dies before and after every transaction of a change, at every one; a
// new process resumes. Nothing is lost and nothing is left.
func TestRotationResumesAfterDeathAtEveryTransaction(t *testing.T) {
	eachDB(t, func(t *testing.T, db *store.KeyDB) {
		v := newVault(t, db)
		dead := v.create(5)[3]
		v.delete(dead)
		version, points := int64(1), 0
		for n, died := 1, true; died; n++ {
			died = false
			for _, after := range []bool{false, true} {
				v.now = v.now.Add(24 * time.Hour)
				m := &mortal{database: db, left: n + 2, after: after} // opening takes two
				version++
				if keys, err := openMortal(v, m); err == nil {
					_, err = rotateInBatches(t.Context(), keys.Rotation("kent", everyNode))
					died = died || errors.Is(err, errDied)
					if err != nil && !errors.Is(err, errDied) {
						t.Fatalf("transaction %d: %v", n, err)
					}
				} else {
					t.Fatal(err)
				}
				points++
				v.restart(db)
				v.everythingOpens(dead)
				fresh := v.create(1)
				finishOrStart(v, version)
				v.delete(fresh...)
				v.everythingOpens(dead)
				v.finished(version)
			}
		}
		if points < 20 {
			t.Errorf("only %d points of death were tried", points)
		}
		t.Logf("%d points of death", points)
	})
}

func openMortal(v *vault, m *mortal) (*Embedded, error) {
	keys, err := v.open(m)
	if err == nil && m.count != 2 {
		err = fmt.Errorf("opening took %d transactions, the test reckons with 2", m.count)
	}
	return keys, err
}

// finishOrStart resumes the change until the version stands: a death before
// the publication left nothing to resume, and the night's change starts anew.
func finishOrStart(v *vault, version int64) {
	v.t.Helper()
	at, finished, err := v.keys.LastChange(v.t.Context(), "kent")
	if err != nil {
		v.t.Fatal(err)
	}
	if finished && at.Equal(v.now) {
		return
	}
	if _, err := v.keys.Rotation("kent", everyNode).Run(v.t.Context()); err != nil {
		v.t.Fatal(err)
	}
}

// rotateInBatches is Run in batches of two, so that death falls between them.
func rotateInBatches(ctx context.Context, r *Rotation) (int64, error) {
	version, err := r.Publish(ctx)
	for n := 1; n > 0 && err == nil; {
		n, err = r.RewrapBatch(ctx, 2)
	}
	if err == nil {
		err = r.BackUp(ctx)
	}
	if err == nil {
		err = r.DestroyOld(ctx)
	}
	return version, err
}

// A custodian that dies before or after it acts.
type mortalCustodian struct {
	Custodian
	after bool
}

func (c mortalCustodian) Publish(ctx context.Context, kek KEK) error {
	if c.after {
		return errors.Join(c.Custodian.Publish(ctx, kek), errDied)
	}
	return errDied
}

func (c mortalCustodian) Destroy(ctx context.Context, kek KEK) error {
	if c.after {
		return errors.Join(c.Custodian.Destroy(ctx, kek), errDied)
	}
	return errDied
}

func TestRotationResumesAfterDeathAtTheCustodian(t *testing.T) {
	eachDB(t, func(t *testing.T, db *store.KeyDB) {
		v := newVault(t, db)
		v.create(3)
		files := v.keys.custodian
		for _, after := range []bool{false, true} {
			start := must(v.keys.Version(t.Context(), "kent"))
			v.now = v.now.Add(24 * time.Hour)
			v.keys.custodian = mortalCustodian{files, after}
			if _, err := v.keys.Rotation("kent", everyNode).Run(t.Context()); !errors.Is(err, errDied) {
				t.Fatalf("publishing: got %v, want death", err)
			}
			v.restart(db)
			v.everythingOpens()
			r := v.keys.Rotation("kent", everyNode)
			if _, err := r.Publish(t.Context()); err != nil {
				t.Fatal(err)
			}
			v.keys.custodian = mortalCustodian{files, after}
			if _, err := r.Run(t.Context()); !errors.Is(err, errDied) {
				t.Fatalf("destroying: got %v, want death", err)
			}
			if below, _, _ := v.keys.Final(t.Context(), "kent"); below > start {
				t.Errorf("version %d counts as gone before it was known to be", start)
			}
			v.restart(db)
			v.everythingOpens()
			if _, err := v.keys.Rotation("kent", everyNode).Run(t.Context()); err != nil {
				t.Fatal(err)
			}
			v.everythingOpens()
			v.finished(start + 1)
		}
	})
}

func TestDestroyOldRefusesUntilEveryStepIsDone(t *testing.T) {
	eachDB(t, func(t *testing.T, db *store.KeyDB) {
		v := newVault(t, db)
		v.create(3)
		v.now = v.now.Add(24 * time.Hour)
		lagging := true
		r := v.keys.Rotation("kent", func(_ context.Context, version int64) (bool, error) {
			if version != 2 {
				t.Errorf("asked for version %d, want 2", version)
			}
			return !lagging, nil
		})
		tooEarly := func(when string, err error) {
			t.Helper()
			if !errors.Is(err, ErrTooEarly) {
				t.Errorf("%s: got %v, want ErrTooEarly", when, err)
			}
			if held := must(v.keys.custodian.Versions(t.Context(), "kent")); !slices.Equal(held, []int64{1, 2}) {
				t.Errorf("%s: key files of versions %v are left, want both", when, held)
			}
			v.everythingOpens()
		}
		must(r.Publish(t.Context()))
		lagging = false
		tooEarly("before wrapping anew", r.DestroyOld(t.Context()))
		tooEarly("copying before wrapping anew", r.BackUp(t.Context()))
		must(r.RewrapBatch(t.Context(), 2))
		tooEarly("half wrapped anew", r.DestroyOld(t.Context()))
		must(r.RewrapBatch(t.Context(), 2))
		tooEarly("before the escrow copy", r.DestroyOld(t.Context()))
		if err := r.BackUp(t.Context()); err != nil {
			t.Fatal(err)
		}
		straggler := lateKey(v, 1)
		tooEarly("when a slow creator still used the old one", r.DestroyOld(t.Context()))
		if n := must(r.RewrapBatch(t.Context(), 2)); n != 1 {
			t.Errorf("wrapped %d stragglers anew, want 1", n)
		}
		lagging = true
		tooEarly("while a node lags", r.DestroyOld(t.Context()))
		lagging = false
		if err := r.DestroyOld(t.Context()); err != nil {
			t.Fatal(err)
		}
		v.finished(2)
		v.everythingOpens()
		v.delete(straggler)
	})
}

// lateKey adds a key under a version, as a transaction does that read it as
// current before another was published.
func lateKey(v *vault, version int64) care.ID {
	v.t.Helper()
	id, key := care.ID("late"), NewKey()
	v.kept[id] = key.Seal([]byte("about "+id), []byte(id))
	err := v.db.Update(v.t.Context(), func(tx *store.KeyTx) error {
		kek, err := v.keys.prove(v.t.Context(), tx, "kent", version)
		if err != nil {
			return err
		}
		row, err := v.keys.wrap(v.t.Context(), kek, id, key, v.now)
		if err != nil {
			return err
		}
		return tx.InsertKeys(v.t.Context(), "kent", []store.KeyRow{row})
	})
	if err != nil {
		v.t.Fatal(err)
	}
	return id
}

func TestRotationNeedsAnEscrow(t *testing.T) {
	eachDB(t, func(t *testing.T, db *store.KeyDB) {
		v := newVault(t, db)
		v.keys.escrow = nil
		if _, err := v.keys.Rotation("kent", everyNode).Run(t.Context()); !errors.Is(err, ErrNoEscrow) {
			t.Errorf("got %v, want ErrNoEscrow", err)
		}
		v.finished(1)
	})
}

// Another node creates, opens and deletes keys while the key-encryption key
// changes three times: none is lost, none comes back.
func TestRotationWhileKeysComeAndGo(t *testing.T) {
	storetest.EachDB(t, func(t *testing.T, _, config store.Config) {
		v := newVault(t, storetest.OpenKeys(t, config))
		v.create(50)
		other := must(v.open(storetest.OpenKeys(t, config)))
		var stop atomic.Bool
		came := make(chan struct{})
		var mu sync.Mutex // over v.kept and dead
		var wg sync.WaitGroup
		var dead []care.ID
		for range 3 {
			wg.Go(func() {
				for !stop.Load() && !t.Failed() {
					gone, kept := comeAndGo(t, other)
					mu.Lock()
					dead = append(dead, gone)
					maps.Copy(v.kept, kept)
					mu.Unlock()
					select {
					case came <- struct{}{}:
					default:
					}
				}
			})
		}
		ended := make(chan struct{})
		go func() {
			wg.Wait()
			close(ended)
		}()
		for range 3 {
			for range 2 { // they come and go now, and while the change runs
				select {
				case <-came:
				case <-ended: // all failed
				}
			}
			if _, err := rotateUntilDone(t.Context(), v.keys.Rotation("kent", everyNode)); err != nil {
				t.Errorf("changing: %v", err)
			}
		}
		stop.Store(true)
		wg.Wait()
		v.finished(4)
		v.everythingOpens(dead...)
		if len(dead) < 6 {
			t.Errorf("keys came and went only %d times meanwhile", len(dead))
		}
	})
}

// comeAndGo creates three keys, seals something under each and deletes one.
func comeAndGo(t *testing.T, e *Embedded) (gone care.ID, kept map[care.ID][]byte) {
	ids, err := e.Create(t.Context(), "kent", 3)
	if err != nil {
		t.Errorf("creating: %v", err)
		return "", nil
	}
	keys, err := e.Open(t.Context(), "kent", ids...)
	defer WipeAll(keys)
	if err != nil || len(keys) != 3 {
		t.Errorf("opening: got %d keys, %v", len(keys), err)
		return "", nil
	}
	if version, err := e.Delete(t.Context(), "kent", ids[0]); err != nil || version == 0 {
		t.Errorf("deleting: got version %d, %v", version, err)
	}
	kept = map[care.ID][]byte{}
	for _, id := range ids[1:] {
		kept[id] = keys[id].Seal([]byte("about "+id), []byte(id))
	}
	return ids[0], kept
}

// rotateUntilDone repeats steps that came too early: a key created under the
// old version while the new one was being published.
func rotateUntilDone(ctx context.Context, r *Rotation) (version int64, err error) {
	for range 10 {
		if version, err = r.Run(ctx); !errors.Is(err, ErrTooEarly) {
			return version, err
		}
	}
	return version, err
}

// A custodian before whose first Unwrap something happens.
type interrupted struct {
	Custodian
	first func()
}

func (c *interrupted) Unwrap(ctx context.Context, kek KEK, wrapped, ad []byte) ([]byte, error) {
	if first := c.first; first != nil {
		c.first = nil
		first()
	}
	return c.Custodian.Unwrap(ctx, kek, wrapped, ad)
}

func TestOpenOutlivesAChangeBetweenReadingAndUnwrapping(t *testing.T) {
	eachDB(t, func(t *testing.T, db *store.KeyDB) {
		v := newVault(t, db)
		v.create(2)
		changed := false
		v.keys.custodian = &interrupted{v.keys.custodian, func() {
			changed = true
			v.rotate()
		}}
		v.everythingOpens()
		if !changed {
			t.Error("nothing changed meanwhile")
		}
		v.finished(2)
	})
}

func TestANodeForgetsWhatAnotherDestroyed(t *testing.T) {
	eachDB(t, func(t *testing.T, db *store.KeyDB) {
		v := newVault(t, db)
		v.create(2)
		other := must(v.open(db))
		v.rotate()
		if got := must(other.Version(t.Context(), "kent")); got != 2 {
			t.Errorf("the other node reports version %d, want 2", got)
		}
		for kek := range other.custodian.(*FileCustodian).opened {
			if kek.Version != 2 {
				t.Errorf("the other node still holds key-encryption key %d", kek.Version)
			}
		}
	})
}
