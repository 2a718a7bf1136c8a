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
