package simulation_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"candour/internal/simulation"
)

func TestAtStepSeesEveryMomentInOrder(t *testing.T) {
	b := bank{fresh: onSQLite(t), transfer: rightly, nodes: 2, each: 1}
	var seen []simulation.Point
	c := simulation.Config{Seed: 5, AtStep: func(p simulation.Point) error { seen = append(seen, p); return nil }}
	out := simulation.Run(t, c, b.story())
	if out.Err != nil {
		t.Fatal(out.Fault())
	}
	if len(seen) != 2*len(out.Trace) {
		t.Fatalf("%d moments for %d steps", len(seen), len(out.Trace))
	}
	for i, s := range out.Trace {
		if b, a := seen[2*i], seen[2*i+1]; b.After || !a.After || b.Step.N != s.N || a.Step.N != s.N {
			t.Fatalf("step %d was seen as %v and %v", s.N, b, a)
		}
	}
	stop := errors.New("enough")
	c.AtStep = func(p simulation.Point) error {
		if p.Step.N == 4 {
			return stop
		}
		return nil
	}
	if out := simulation.Run(t, c, b.story()); !errors.Is(out.Err, stop) || len(out.Trace) != 3 {
		t.Errorf("stopped at step 4 with %v after %d steps", out.Err, len(out.Trace))
	}
}

func TestBusyOperationWaitsForTheOtherTransaction(t *testing.T) {
	b := bank{fresh: onSQLite(t), transfer: rightly, nodes: 3, each: 2}
	busy := 0
	for seed := range uint64(20) {
		out := simulation.Run(t, simulation.Config{Seed: seed}, b.story())
		if out.Err != nil {
			t.Fatal(out.Fault())
		}
		for _, s := range out.Trace {
			if s.Outcome == "busy" {
				busy++
			}
		}
	}
	if busy == 0 {
		t.Error("no operation was ever busy in 20 seeds of three tellers")
	}
}

func TestRunThatGoesNowhereIsAFault(t *testing.T) {
	out := simulation.Run(t, simulation.Config{Seed: 1}, func(w *simulation.World) error {
		w.Node("a").Go("waits for nobody", func(ctx context.Context) error {
			<-ctx.Done()
			return ctx.Err()
		})
		return w.Wait()
	})
	if out.Err == nil {
		t.Error("a task that waits for ever was taken for finished")
	}
	out = simulation.Run(t, simulation.Config{Seed: 1, Steps: 30}, func(w *simulation.World) error {
		n := w.Node("a")
		n.Go("never ends", func(ctx context.Context) error {
			for n.Point(ctx, "again") == nil {
				time.Sleep(time.Second)
			}
			return nil
		})
		return w.Wait()
	})
	if out.Err == nil || len(out.Trace) != 30 {
		t.Errorf("an endless run ended with %v after %d steps", out.Err, len(out.Trace))
	}
}

func TestDeadNodeIsDeadToAllItsTasks(t *testing.T) {
	const tasks = 3
	var after, refused int
	out := simulation.Run(t, simulation.Config{Seed: 9, Kill: simulation.Kill{Step: 8, After: true}}, func(w *simulation.World) error {
		n := w.Node("a")
		for i := range tasks {
			n.Go(fmt.Sprint("task", i), func(ctx context.Context) error {
				for range 10 {
					if err := n.Point(ctx, "beat"); err != nil {
						refused++
						return err
					}
					if n.Dead() {
						after++
					}
				}
				return nil
			})
		}
		err := w.Wait()
		if !n.Dead() || n.Context().Err() == nil {
			return errors.New("the node lives")
		}
		return err
	})
	if out.Err != nil || out.Killed != "a" {
		t.Fatalf("%v, killed %q", out.Err, out.Killed)
	}
	if after != 0 || refused != tasks {
		t.Errorf("%d beats answered after death, %d of %d tasks refused", after, refused, tasks)
	}
}

func TestWithdrawnOperationNeverHappens(t *testing.T) {
	out := simulation.Run(t, simulation.Config{Seed: 2, Stall: time.Hour}, func(w *simulation.World) error {
		n := w.Node("a")
		n.Go("hurried", func(ctx context.Context) error {
			for range 200 {
				short, cancel := context.WithTimeout(ctx, time.Second)
				err := n.Point(short, "late")
				cancel()
				if errors.Is(err, context.DeadlineExceeded) {
					return nil
				}
			}
			return errors.New("no stall outlasted the timeout")
		})
		return w.Wait()
	})
	if out.Err != nil {
		t.Error(out.Err)
	}
}

// A lag holds up the caller of one step and nobody else.
func TestLagHoldsUpItsCallerAlone(t *testing.T) {
	const late = 3 * time.Hour
	var slow, quick time.Duration
	out := simulation.Run(t, simulation.Config{Seed: 4}, func(w *simulation.World) error {
		a, b := w.Node("a"), w.Node("b")
		a.Lag(func(s simulation.Step) time.Duration {
			if s.Statement == "slow" {
				return late
			}
			return 0
		})
		began := time.Now()
		a.Go("slow", func(ctx context.Context) error {
			err := a.Point(ctx, "slow")
			slow = time.Since(began)
			return err
		})
		b.Go("quick", func(ctx context.Context) error {
			err := b.Point(ctx, "slow")
			quick = time.Since(began)
			return err
		})
		return w.Wait()
	})
	if out.Err != nil {
		t.Fatal(out.Fault())
	}
	if slow != late || quick != 0 {
		t.Errorf("the late caller waited %s and the other %s, want %s and none", slow, quick, late)
	}
}
