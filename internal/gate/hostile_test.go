package gate_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"candour/internal/calendar"
	"candour/internal/care"
	"candour/internal/gate"
	"candour/internal/installation"
	"candour/internal/policy"
)

// A request reads its session before it opens anything. Whoever leaves in
// between must meet a closed door, or leaving would not be the same second.
func TestWhoeverLeftOpensNothingWithWhatTheirSessionSaidBefore(t *testing.T) {
	eachNode(t, func(t *testing.T, w *world) {
		id := w.refer(t)
		w.allocate(t, id)
		if _, err := w.see(t.Context(), w.connector, id); err != nil {
			t.Fatal(err)
		}
		if err := w.Gate.Leave(t.Context(), w.manager, w.connector.Worker); err != nil {
			t.Fatal(err)
		}
		if _, err := w.see(t.Context(), w.connector, id); !errors.Is(err, care.ErrRefused) {
			t.Errorf("a leaver opened the record: %v", err)
		}
		ask := gate.Ask{Screen: "my work", Act: policy.See, Purposes: []string{"join"}}
		err := w.Gate.View(t.Context(), w.connector, ask, func(tx *gate.Tx) error {
			_, err := tx.List(t.Context(), "positive-wellbeing", gate.ListFilter{}, "client.name")
			return err
		})
		if !errors.Is(err, care.ErrRefused) {
			t.Errorf("a leaver got a list: %v", err)
		}
		for name, write := range map[string]func(context.Context, gate.Reader, gate.Ask, func(*gate.Tx) error) error{
			"changed": w.Gate.Update, "revoked": w.Gate.Revoke,
		} {
			err := write(t.Context(), w.connector, gate.Ask{Screen: "contacts", Act: policy.Record, Purposes: []string{"join"}}, func(tx *gate.Tx) error {
				f, err := tx.File(t.Context(), id)
				if err != nil {
					return err
				}
				tx.Did(policy.Record, "")
				return tx.SaveEpisode(t.Context(), f)
			})
			if !errors.Is(err, care.ErrRefused) {
				t.Errorf("a leaver %s the record: %v", name, err)
			}
		}
		worker := care.Worker{Controller: "kent", ID: w.connector.Worker, Role: "connector"}
		if err := w.Gate.SignIn(t.Context(), gate.Session{ID: "00", Worker: worker, EndsAt: w.clock.at.Add(time.Hour)}); !errors.Is(err, care.ErrRefused) {
			t.Errorf("a leaver whose password was checked before still signed in: %v", err)
		}
	})
}

// A refusal is recorded even when something was revoked since the node last
// looked at the counter.
func TestARefusalAfterARevocationIsARefusalAndIsRecorded(t *testing.T) {
	eachNode(t, func(t *testing.T, w *world) {
		id := w.refer(t)
		w.allocate(t, id)
		if _, err := w.see(t.Context(), w.connector, id); err != nil { // the node holds the counter
			t.Fatal(err)
		}
		if err := w.Gate.Leave(t.Context(), w.manager, w.worker(t, "connector", "owen").Worker); err != nil {
			t.Fatal(err)
		}
		ask := gate.Ask{Screen: "dates", Act: policy.Derive}
		err := w.Gate.View(t.Context(), w.connector, ask, func(tx *gate.Tx) error { return tx.Refuse() })
		if !errors.Is(err, care.ErrRefused) {
			t.Fatalf("got %v, want a refusal", err)
		}
		var page gate.LedgerPage
		err = w.Gate.View(t.Context(), w.manager, gate.Ask{Screen: "ledger", Act: policy.See}, func(tx *gate.Tx) (err error) {
			page, err = tx.Ledger(t.Context(), 0, 25)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		for _, e := range page.Pending {
			if e.Screen == "dates" && e.Outcome == "refused" {
				n++
			}
		}
		if n != 1 {
			t.Errorf("%d entries of the refusal, want 1", n)
		}
	})
}

// A fault in one change must not close the door for every other.
func TestAChangeThatPanicsDoesNotKeepTheLane(t *testing.T) {
	eachNode(t, func(t *testing.T, w *world) {
		func() {
			defer func() {
				if recover() == nil {
					t.Fatal("it did not panic")
				}
			}()
			_ = w.Gate.Update(t.Context(), w.connector, gate.Ask{Screen: "contacts", Act: policy.Record}, func(*gate.Tx) error { panic("a fault") })
		}()
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		defer cancel()
		if err := w.Gate.Swept(ctx, "kent", calendar.Date(2026, time.November, 23)); err != nil {
			t.Errorf("the next change: %v", err)
		}
	})
}

// Two nodes may finish the same destruction: the one that comes second finds
// it ended, ends the rest of its own, and says nothing twice.
func TestTwoNodesMayFinishTheSameDestruction(t *testing.T) {
	eachNode(t, func(t *testing.T, w *world) {
		first, second := w.refer(t), w.refer(t)
		for _, id := range []care.ID{first, second} {
			w.allocate(t, id)
			w.happen(t, id, "reached")
		}
		w.clock.at = w.clock.at.Add(11 * time.Minute)
		other := w.second(t)
		archive := &halting{reached: make(chan struct{}), goOn: make(chan struct{})}
		gate.SetArchive(w.Gate, "kent", archive)
		dooms, err := w.Gate.Due(t.Context(), "kent", 10)
		if err != nil || len(dooms) != 2 {
			t.Fatalf("due: %v, %v", dooms, err)
		}
		done := make(chan error, 1)
		go func() {
			_, err := w.Gate.Destroy(t.Context(), "kent", dooms)
			done <- err
		}()
		<-archive.reached // this node stalls between its intents and its keys
		if n, err := other.Gate.Resume(t.Context(), "kent"); err != nil || n != 2 {
			t.Fatalf("the other node finished %d, %v", n, err)
		}
		close(archive.goOn)
		if err := <-done; err != nil {
			t.Errorf("the node that stalled: %v", err)
		}
		ended := 0
		err = w.Gate.View(t.Context(), w.manager, gate.Ask{Screen: "ledger", Act: policy.See}, func(tx *gate.Tx) error {
			page, err := tx.Ledger(t.Context(), 0, 100)
			ended = 0
			for _, e := range page.Pending {
				if e.Act == "destroy ended" {
					ended++
				}
			}
			return err
		})
		if err != nil || ended != 2 {
			t.Errorf("%d entries of an end, want 2: %v", ended, err)
		}
	})
}

// A backup may be older than somebody whom the archive says died.
func TestARestoreFinishesTheDestructionOfSomebodyTheBackupNeverHeld(t *testing.T) {
	eachNode(t, func(t *testing.T, w *world) {
		gone := care.Intent{
			Controller: "kent", ID: gate.NewID(), Subject: gate.NewID(), Episode: gate.NewID(), Tier: "referrer", Key: gate.NewID(),
			Reason: "event", CreatedAt: w.clock.at,
		}
		if n, err := w.Gate.Redestroy(t.Context(), "kent", []care.Intent{gone}); err != nil || n != 1 {
			t.Fatalf("done again: %d, %v", n, err)
		}
		if n, err := w.Gate.Resume(t.Context(), "kent"); err != nil || n != 0 {
			t.Errorf("left open: %d, %v", n, err)
		}
	})
}

// A creator that stalls for an hour loses its keys to the sweep, and nothing
// else: what it was given to keep is kept under new ones.
func TestACreatorWhoseKeysWereSweptKeepsWhatItWasGiven(t *testing.T) {
	eachNode(t, func(t *testing.T, w *world) {
		stall := func(tx *gate.Tx, fs []*gate.File) error {
			tx.Did(policy.Record, "referral")
			return tx.Answers(t.Context(), fs[0], "", []gate.Answer{
				{Item: "client.name", Value: care.Value{Text: "Arthur Penfold", From: "referrer", Channel: "web"}},
			})
		}
		swept := 0
		gate.AfterKeys(w.Gate, func() {
			n, err := w.Gate.SweepUnusedKeys(t.Context(), "kent", time.Now().Add(100*365*24*time.Hour))
			if err != nil {
				t.Error(err)
			}
			swept += n
		})
		who := gate.Reader{Controller: "kent", Role: "public form"}
		ask := gate.Ask{Screen: "refer someone", Act: policy.Record, Purposes: []string{"join", "reach"}}
		news := []gate.NewEpisode{{Service: "positive-wellbeing", Origin: "themselves", Team: team, Tiers: []string{"record"}}}
		if err := w.Gate.Create(t.Context(), who, ask, news, stall); err != nil {
			t.Errorf("a creator that stalled: %v", err)
		}
		if swept != 1 {
			t.Errorf("%d keys were swept under the creator, want 1", swept)
		}
	})
}

// A halting archive stalls a node between its intents and its keys.
type halting struct{ reached, goOn chan struct{} }

func (a *halting) PutIntent(context.Context, ...care.Intent) error {
	close(a.reached)
	<-a.goOn
	return nil
}

// second is another node of the same installation.
func (w *world) second(t *testing.T) *installation.Node {
	t.Helper()
	c := w.config
	c.Node = "two"
	n, err := installation.Open(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { n.Close() })
	return n
}

// A referral given to somebody who has left would wait for nobody, and another
// node may remember them as still there.
func TestNothingIsGivenToALeaver(t *testing.T) {
	eachNode(t, func(t *testing.T, w *world) {
		id := w.refer(t)
		if err := w.Gate.Leave(t.Context(), w.manager, w.connector.Worker); err != nil {
			t.Fatal(err)
		}
		for name, to := range map[string]care.ID{"a leaver": w.connector.Worker, "nobody": gate.NewID()} {
			err := w.Gate.Update(t.Context(), w.manager, gate.Ask{Screen: "triage", Act: policy.Allocate, Purposes: []string{"join"}}, func(tx *gate.Tx) error {
				f, err := tx.File(t.Context(), id)
				if err != nil {
					return err
				}
				tx.Did(policy.Allocate, "")
				return tx.Allocate(t.Context(), f, to)
			})
			if !errors.Is(err, care.ErrInvalid) {
				t.Errorf("giving a referral to %s: %v", name, err)
			}
		}
	})
}

// What one node destroys, no other node's memory keeps.
func TestTheNameOfTheDeadLeavesEveryNodesMemory(t *testing.T) {
	eachNode(t, func(t *testing.T, w *world) {
		w.refer(t)
		other := w.second(t)
		if n, err := other.Gate.BuildIndex(t.Context(), "kent"); err != nil || n != 1 {
			t.Fatalf("indexed %d, %v", n, err)
		}
		if err := w.Gate.HoldCalendar(t.Context(), "kent", calendar.Date(2028, time.January, 1)); err != nil {
			t.Fatal(err)
		}
		dooms, err := w.Gate.Due(t.Context(), "kent", 10)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Gate.Destroy(t.Context(), "kent", dooms); err != nil {
			t.Fatal(err)
		}
		if _, err := other.Gate.FeedIndex(t.Context(), "kent"); err != nil {
			t.Fatal(err)
		}
		if people, words := gate.Indexed(other.Gate, "kent"); people+words != 0 {
			t.Errorf("another node still holds %d of the dead and %d words of names", people, words)
		}
	})
}
