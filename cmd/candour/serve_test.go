package main

import (
	"context"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"candour/internal/calendar"
	"candour/internal/care"
	"candour/internal/gate"
	"candour/internal/installation"
	"candour/internal/promise"
)

// installed makes an installation, and holds its calendar as a demonstration's
// is when asked to.
func installed(t *testing.T, held bool) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "data")
	config, err := at{Data: dir, Node: "one"}.config()
	if err != nil {
		t.Fatal(err)
	}
	config.Packs = promise.Packs(t)
	n, err := installation.Open(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	if held {
		if err := n.Gate.HoldCalendar(t.Context(), "kent", calendar.Date(2026, time.November, 23)); err != nil {
			t.Fatal(err)
		}
	}
	if err := n.Close(); err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestADemonstrationNeverTakesARealInstallation(t *testing.T) {
	dir := installed(t, false)
	code, _, complaint := obeyBriefly(t, "demo", "--data", dir, "--people", "0", "--addr", "localhost:0", "--calendar", "2029-01-01")
	if code != 1 || !strings.Contains(complaint, "--data") {
		t.Errorf("code %d, said %q, want it refused: its calendar would have been moved and everything due destroyed", code, complaint)
	}
}

func TestARealServerNeverTakesAHeldCalendar(t *testing.T) {
	dir := installed(t, true)
	code, _, complaint := obeyBriefly(t, "serve", "--data", dir, "--addr", "localhost:0")
	if code != 1 || !strings.Contains(complaint, "calendar") {
		t.Errorf("code %d, said %q, want it refused: nothing in it would ever be destroyed", code, complaint)
	}
}

func TestALeaverHasNoAccessAnyMore(t *testing.T) {
	dir := installed(t, false)
	look := func(f func(*installation.Node)) {
		config, err := at{Data: dir, Node: "two"}.config()
		if err != nil {
			t.Fatal(err)
		}
		n, err := installation.Open(t.Context(), config)
		if err != nil {
			t.Fatal(err)
		}
		defer n.Close()
		f(n)
	}
	look(func(n *installation.Node) {
		by := gate.Reader{Controller: "kent", Role: "timetable"}
		if _, err := n.Gate.AddWorker(t.Context(), by, care.Worker{Login: "priya", Role: "connector"}, "Priya Nair", "-"); err != nil {
			t.Fatal(err)
		}
	})
	if code, _, complaint := obeyBriefly(t, "staff", "leave", "--data", dir, "--controller", "kent", "--login", "Priya"); code != 0 {
		t.Fatalf("code %d, said %q", code, complaint)
	}
	look(func(n *installation.Node) {
		if w, _, err := n.Gate.WorkerByLogin(t.Context(), "kent", "priya"); err != nil || w.LeftOn.IsZero() {
			t.Errorf("afterwards the last day is %s, %v", w.LeftOn, err)
		}
	})
	if code, _, _ := obeyBriefly(t, "staff", "leave", "--data", dir, "--controller", "kent", "--login", "nobody"); code != 1 {
		t.Errorf("ending nobody's access gave code %d, want 1", code)
	}
}

// obeyBriefly obeys a command line that serves unless it refuses to.
func obeyBriefly(t *testing.T, args ...string) (int, string, string) {
	t.Helper()
	ctx, stop := context.WithTimeout(t.Context(), 10*time.Second)
	defer stop()
	var out, complaint strings.Builder
	code := run(ctx, args, streams{&out, &complaint})
	return code, out.String(), complaint.String()
}
