package retention_test

import (
	"errors"
	"testing"
	"time"

	"candour/internal/care"
	"candour/internal/gate"
	"candour/internal/installation"
	"candour/internal/promise"
	"candour/internal/retention"
	"candour/internal/store"
	"candour/internal/storetest"
)

func open(t *testing.T, data, keys store.Config) *installation.Node {
	t.Helper()
	n, err := installation.Open(t.Context(), installation.Config{
		Dir: storetest.Dir(t) + "/data", Data: data.URL, Keys: keys.URL, Packs: promise.Packs(t),
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = n.Close() })
	return n
}

func TestARealCalendarIsNotMoved(t *testing.T) {
	storetest.EachDB(t, func(t *testing.T, data, keys store.Config) {
		n := open(t, data, keys)
		today, err := n.Gate.Today(t.Context(), "kent")
		if err != nil {
			t.Fatal(err)
		}
		who := gate.Reader{Controller: "kent", Role: "timetable"}
		if _, err := retention.New(n.Gate).Move(t.Context(), who, today.AddDays(400)); !errors.Is(err, care.ErrRefused) {
			t.Errorf("moving it gave %v, want a refusal", err)
		}
		if held, err := n.Gate.Held(t.Context(), "kent"); held || err != nil {
			t.Errorf("the calendar is held: %v, %v", held, err)
		}
	})
}

func TestACertificateOfAKeyThatNobodyUsedStandsAlone(t *testing.T) {
	storetest.EachDB(t, func(t *testing.T, data, keys store.Config) {
		n := open(t, data, keys)
		if _, err := n.Keys.Create(t.Context(), "kent", 3); err != nil {
			t.Fatal(err)
		}
		if got, err := n.Gate.SweepUnusedKeys(t.Context(), "kent", time.Now().Add(time.Hour)); err != nil || got != 3 {
			t.Fatalf("swept %d, %v", got, err)
		}
		id := certified(t, n)
		c, err := retention.New(n.Gate).Certificate(t.Context(), gate.Reader{Controller: "kent", Role: "auditor"}, id)
		if err != nil {
			t.Fatal(err)
		}
		if len(c.Beside) != 0 {
			t.Errorf("it lists %d destructions of keys of other people's", len(c.Beside))
		}
		if _, err := retention.New(n.Gate).Certificate(t.Context(), gate.Reader{Controller: "norfolk", Role: "auditor"}, id); !errors.Is(err, care.ErrNotFound) {
			t.Errorf("another council reads it: %v", err)
		}
	})
}

// certified gives the id of one destruction that the ledger tells of.
func certified(t *testing.T, n *installation.Node) care.ID {
	t.Helper()
	by := gate.Reader{Controller: "kent", Role: "timetable"}
	id, err := n.Gate.AddWorker(t.Context(), by, care.Worker{Login: "nadia", Role: "data protection officer"}, "Nadia Rowe", "-")
	if err != nil {
		t.Fatal(err)
	}
	var of care.ID
	who := gate.Reader{Controller: "kent", Worker: id, Role: "data protection officer"}
	err = n.Gate.View(t.Context(), who, gate.Ask{Screen: "ledger", Act: "see"}, func(tx *gate.Tx) error {
		page, err := tx.Ledger(t.Context(), 0, 50)
		for _, e := range page.Pending {
			if e.Act == "destroy ended" {
				of = care.ID(e.Of)
			}
		}
		return err
	})
	if err != nil || of == "" {
		t.Fatalf("no destruction in the ledger: %v", err)
	}
	return of
}

// A server that stood still for longer than a weekend destroys nothing until
// two people who answer for the service say that the day is right.
func TestAfterAJumpTwoPeopleConfirmTheDay(t *testing.T) {
	storetest.EachDB(t, func(t *testing.T, data, keys store.Config) {
		at := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
		n, err := installation.Open(t.Context(), installation.Config{
			Dir: storetest.Dir(t) + "/data", Data: data.URL, Keys: keys.URL, Packs: promise.Packs(t), Now: func() time.Time { return at },
		})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = n.Close() })
		worker := func(login, role string) gate.Reader {
			by := gate.Reader{Controller: "kent", Role: "timetable"}
			id, err := n.Gate.AddWorker(t.Context(), by, care.Worker{Login: login, Role: role}, "Name of "+login, "-")
			if err != nil {
				t.Fatal(err)
			}
			return gate.Reader{Controller: "kent", Worker: id, Role: role}
		}
		officer, manager, connector := worker("howard", "data protection officer"), worker("denise", "team manager"), worker("priya", "connector")
		desk := retention.New(n.Gate)
		sweeps := func() bool {
			t.Helper()
			_, err := desk.Sweep(t.Context(), "kent")
			if err != nil && !errors.Is(err, retention.ErrJumped) {
				t.Fatal(err)
			}
			return err == nil
		}
		if !sweeps() {
			t.Fatal("the first sweep did not run")
		}
		if at = at.AddDate(0, 0, 2); !sweeps() {
			t.Error("a weekend without a server stops the sweep")
		}
		if at = at.AddDate(0, 0, 3); sweeps() {
			t.Fatal("three days without a server do not stop the sweep")
		}
		if _, err := desk.Confirm(t.Context(), connector); !errors.Is(err, care.ErrRefused) {
			t.Errorf("a Connector confirming the day got %v", err)
		}
		if _, err := desk.Confirm(t.Context(), officer); err != nil {
			t.Fatal(err)
		}
		if _, err := desk.Confirm(t.Context(), officer); !errors.Is(err, care.ErrRefused) {
			t.Errorf("the same person confirming twice got %v", err)
		}
		if sweeps() {
			t.Error("one person alone let it go on")
		}
		if _, err := desk.Confirm(t.Context(), manager); err != nil {
			t.Fatal(err)
		}
		if !sweeps() {
			t.Error("two people confirmed it and it does not go on")
		}
	})
}
