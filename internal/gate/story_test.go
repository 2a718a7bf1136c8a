package gate_test

import (
	"context"
	"errors"
	"path/filepath"
	"testing"
	"time"

	"candour/internal/calendar"
	"candour/internal/care"
	"candour/internal/gate"
	"candour/internal/installation"
	"candour/internal/policy"
	"candour/internal/promise"
	"candour/internal/store"
	"candour/internal/storetest"
)

// A clock is machine time that a test moves.
type clock struct{ at time.Time }

func (c *clock) now() time.Time { c.at = c.at.Add(time.Millisecond); return c.at }

type world struct {
	*installation.Node
	clock     *clock
	config    installation.Config
	connector gate.Reader
	manager   gate.Reader
}

const team = "community-connectors"

func eachNode(t *testing.T, f func(t *testing.T, w *world)) {
	storetest.EachDB(t, func(t *testing.T, data, keys store.Config) {
		all := promise.Packs(t)
		c := &clock{time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)}
		dir := filepath.Join(t.TempDir(), "data")
		config := installation.Config{Dir: dir, Data: data.URL, Keys: keys.URL, Packs: all, Now: c.now}
		n, err := installation.Open(t.Context(), config)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { n.Close() })
		w := &world{Node: n, clock: c, config: config}
		w.connector = w.worker(t, "connector", "priya")
		w.manager = w.worker(t, "team manager", "denise")
		f(t, w)
	})
}

func (w *world) worker(t *testing.T, role, login string) gate.Reader {
	t.Helper()
	return w.workerOf(t, "kent", role, login)
}

func (w *world) workerOf(t *testing.T, controller, role, login string) gate.Reader {
	t.Helper()
	by := gate.Reader{Controller: controller, Role: "timetable"}
	id, err := w.Gate.AddWorker(t.Context(), by, care.Worker{Login: login, Role: role, Teams: []string{team}}, "Name of "+login, "-")
	if err != nil {
		t.Fatal(err)
	}
	return gate.Reader{Controller: controller, Worker: id, Role: role, Teams: []string{team}}
}

// refer makes an episode by the public form.
func (w *world) refer(t *testing.T) care.ID {
	t.Helper()
	who := gate.Reader{Controller: "kent", Role: "public form"}
	ask := gate.Ask{Screen: "refer someone", Act: policy.Record, Purposes: []string{"join", "reach"}}
	var id care.ID
	news := []gate.NewEpisode{{Service: "positive-wellbeing", Origin: "someone else", Team: team, Tiers: []string{"referrer", "record", "sensitive"}}}
	err := w.Gate.Create(t.Context(), who, ask, news, func(tx *gate.Tx, fs []*gate.File) error {
		id = fs[0].Episode.ID
		tx.Did(policy.Record, "referral")
		return tx.Answers(t.Context(), fs[0], "", []gate.Answer{
			{Item: "client.name", Value: care.Value{Text: "Arthur Penfold", From: "referrer", Channel: "web"}},
			{Item: "client.address", Value: care.Value{Text: "1 Orchard Row, Tonbridge", From: "referrer", Channel: "web"}},
			{Item: "referrer.name", Value: care.Value{Text: "Mavis Cole", From: "referrer", Channel: "web"}},
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func (w *world) allocate(t *testing.T, id care.ID) {
	t.Helper()
	err := w.Gate.Update(t.Context(), w.manager, gate.Ask{Screen: "triage", Act: policy.Allocate, Purposes: []string{"join"}}, func(tx *gate.Tx) error {
		f, err := tx.File(t.Context(), id)
		if err != nil {
			return err
		}
		tx.Did(policy.Allocate, "")
		return tx.Allocate(t.Context(), f, w.connector.Worker)
	})
	if err != nil {
		t.Fatal(err)
	}
}

func (w *world) see(ctx context.Context, who gate.Reader, id care.ID) (f *gate.File, err error) {
	err = w.Gate.View(ctx, who, gate.Ask{Screen: "episode overview", Act: policy.See, Purposes: []string{"join", "plan", "access", "reach"}}, func(tx *gate.Tx) (err error) {
		f, err = tx.File(ctx, id)
		return err
	})
	return f, err
}

func (w *world) happen(t *testing.T, id care.ID, event string) {
	t.Helper()
	err := w.Gate.Revoke(t.Context(), w.connector, gate.Ask{Screen: "contacts", Act: policy.Record, Purposes: []string{"join"}}, func(tx *gate.Tx) error {
		f, err := tx.File(t.Context(), id)
		if err != nil {
			return err
		}
		tx.Did(policy.Record, "")
		if err := tx.Happen(t.Context(), f, event, tx.Today()); err != nil {
			return err
		}
		return tx.SaveEpisode(t.Context(), f)
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestARecordOpensToItsConnectorAndToNobodyElse(t *testing.T) {
	eachNode(t, func(t *testing.T, w *world) {
		id := w.refer(t)
		if _, err := w.see(t.Context(), w.connector, id); !errors.Is(err, care.ErrRefused) {
			t.Fatalf("before allocation got %v, want a refusal", err)
		}
		w.allocate(t, id)
		f, err := w.see(t.Context(), w.connector, id)
		if err != nil {
			t.Fatal(err)
		}
		if v, _ := f.Value("client.name"); v.Text != "Arthur Penfold" {
			t.Errorf("the Connector reads the name %q", v.Text)
		}
		if vs := f.Values("referrer.name"); vs != nil {
			t.Error("the referrer opened before any attempt to reach the person failed")
		}
		if _, err := w.see(t.Context(), w.connector, gate.NewID()); !errors.Is(err, care.ErrNotFound) {
			t.Errorf("an unknown id gave %v", err)
		}
		norfolk := w.workerOf(t, "norfolk", "team manager", "denise")
		if _, err := w.see(t.Context(), norfolk, id); !errors.Is(err, care.ErrNotFound) {
			t.Errorf("another council's worker got %v, want not found", err)
		}
	})
}

func TestReachingThePersonDestroysTheReferrer(t *testing.T) {
	eachNode(t, func(t *testing.T, w *world) {
		id := w.refer(t)
		w.allocate(t, id)
		w.happen(t, id, "contact failed")
		f, err := w.see(t.Context(), w.connector, id)
		if err != nil {
			t.Fatal(err)
		}
		if v, _ := f.Value("referrer.name"); v.Text != "Mavis Cole" {
			t.Fatalf("after a failed attempt the referrer reads %q", v.Text)
		}
		w.happen(t, id, "reached")
		f, err = w.see(t.Context(), w.connector, id)
		if err != nil {
			t.Fatal(err)
		}
		if vs := f.Values("referrer.name"); vs != nil {
			t.Error("the referrer is still readable after the person was reached")
		}
		key := f.Tier("referrer").Key
		w.clock.at = w.clock.at.Add(11 * time.Minute)
		dooms, err := w.Gate.Due(t.Context(), "kent", 10)
		if err != nil || len(dooms) != 1 {
			t.Fatalf("due: %v, %v", dooms, err)
		}
		if _, err := w.Gate.Destroy(t.Context(), "kent", dooms); err != nil {
			t.Fatal(err)
		}
		held, err := w.Keys.Open(t.Context(), "kent", key)
		if err != nil || len(held) != 0 {
			t.Errorf("the key is still there: %v, %v", held, err)
		}
		if _, err := w.Logs["kent"].Integrate(t.Context(), w.clock.now()); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Logs["kent"].Audit(t.Context()); err != nil {
			t.Errorf("the ledger does not verify: %v", err)
		}
	})
}

var _ = calendar.Day{}
