package rehearsal

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"testing"
	"time"

	"candour/internal/care"
	"candour/internal/simulation"
)

var errAfterwards = errors.New("a look at what was taken away was recorded after it was taken")

// takingAway is one node showing who referred a person while another records
// that the person was reached, which takes the referrer away.
func takingAway(fresh stage) simulation.Story {
	return func(w *simulation.World) error {
		return onTwo(w, fresh, func(a, b *desk) error {
			id, err := toBeReached(a)
			if err != nil {
				return err
			}
			taken := 0
			a.sim.Go("looks", func(ctx context.Context) error {
				look := func() error { return a.look(ctx, a.place.connector, id) }
				return a.each(look, look)
			})
			b.sim.Go("reaches", func(ctx context.Context) error {
				if err := b.happen(ctx, id, "reached"); err != nil {
					return err
				}
				taken = b.told.lastCommit("b", "reaches")
				return nil
			})
			if err := w.Wait(); err != nil {
				return err
			}
			for _, r := range a.told.released {
				if r.referrer && r.commit > taken {
					return fmt.Errorf("%w: at step %d, taken at %d", errAfterwards, r.commit, taken)
				}
			}
			return nil
		})
	}
}

// onTwo opens two nodes for f, and inspects what f leaves.
func onTwo(w *simulation.World, fresh stage, f func(a, b *desk) error) error {
	p, err := fresh(w)
	if err != nil {
		return err
	}
	h := newTold(w.Trace)
	h.brief = true
	a, err := openDesk(w, p, h, "a")
	if err != nil {
		return err
	}
	if p.manager.Worker == "" {
		if err := p.furnish(context.Background(), a.Gate); err != nil {
			return errors.Join(err, a.Close())
		}
	}
	b, err := openDesk(w, p, h, "b")
	if err != nil {
		return errors.Join(err, a.Close())
	}
	if err := errors.Join(f(a, b), a.close(), b.close()); err != nil {
		return err
	}
	w.Outside(func() { err = inspect(p, h.copy()) })
	return err
}

// toBeReached makes an episode whose referrer its Connector may see.
func toBeReached(d *desk) (id care.ID, err error) {
	ctx := context.Background()
	return id, d.each(
		func() (err error) { id, err = d.refer(ctx, "Arthur Penfold"); return err },
		func() error { return d.allocate(ctx, id) },
		func() error { return d.tried(ctx, id) },
	)
}

// plainly lets seeds decide nothing but the order.
func plainly(c simulation.Config) func(uint64) simulation.Config {
	return func(seed uint64) simulation.Config { c.Seed = seed; return c }
}

func TestNothingIsReadAfterItIsTakenAway(t *testing.T) {
	onEach(t, func(t *testing.T, fresh stage, c simulation.Config) {
		seeds := count(40, 1000)
		if c.Postgres != "" {
			seeds = count(15, 500)
		}
		underSeeds(t, seeds, plainly(c), takingAway(fresh), func(*simulation.Outcome) {})
	})
}

// stalling is a creator who makes keys, hears of it only hours later, and then
// uses them, while the other node sweeps keys that nobody used for an hour.
func stalling(fresh stage) simulation.Story {
	return func(w *simulation.World) error {
		return onTwo(w, fresh, func(a, b *desk) error {
			a.sim.Lag(once(func(s simulation.Step) bool { return s.DB == "keys" && s.Op == "commit" }, upTo(150*time.Minute)))
			a.sim.Go("refers", func(ctx context.Context) error {
				_, err := a.refer(ctx, "Arthur Penfold")
				return err
			})
			b.sim.Go("sweeps", func(ctx context.Context) error {
				for range 3 {
					time.Sleep(61 * time.Minute)
					if err := b.sweepKeys(ctx); err != nil {
						return err
					}
				}
				return nil
			})
			return w.Wait()
		})
	}
}

// once lags at the first step that is such.
func once(such func(simulation.Step) bool, by time.Duration) func(simulation.Step) time.Duration {
	return func(s simulation.Step) time.Duration {
		if by == 0 || !such(s) {
			return 0
		}
		lag := by
		by = 0
		return lag
	}
}

// upTo gives a time that the run's seed decides.
func upTo(most time.Duration) time.Duration {
	var b [8]byte
	_, _ = rand.Read(b[:])
	return time.Duration(binary.BigEndian.Uint64(b[:]) % uint64(most))
}

func TestAStalledCreatorLosesNothing(t *testing.T) {
	onEach(t, func(t *testing.T, fresh stage, c simulation.Config) {
		seeds, swept := count(30, 1000), 0
		if c.Postgres != "" {
			seeds = count(15, 500)
		}
		if underSeeds(t, seeds, plainly(c), stalling(fresh), func(out *simulation.Outcome) {
			if executed(out, "DELETE FROM data_key") {
				swept++
			}
		}) && swept == 0 {
			t.Error("no creator ever stood still for long enough")
		}
	})
}
