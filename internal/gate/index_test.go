package gate_test

import (
	"errors"
	"testing"

	"candour/internal/care"
	"candour/internal/gate"
	"candour/internal/installation"
	"candour/internal/policy"
)

// find searches by name as the team manager does.
func find(t *testing.T, g *gate.Gate, who gate.Reader, query string) []care.ID {
	t.Helper()
	var out []care.ID
	ask := gate.Ask{Screen: "find someone", Act: policy.See, Purposes: []string{"join", "supervise"}}
	err := g.View(t.Context(), who, ask, func(tx *gate.Tx) error {
		out = nil
		files, err := tx.Search(t.Context(), "positive-wellbeing", query, 20, "client.name")
		for _, f := range files {
			out = append(out, f.Episode.ID)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestAnIndexBuiltAtStartFindsBeginningsOfNames(t *testing.T) {
	eachNode(t, func(t *testing.T, w *world) {
		id := w.refer(t)
		if _, err := w.Gate.BuildIndex(t.Context(), "kent"); err != nil {
			t.Fatal(err)
		}
		for _, query := range []string{"arthur", "Penf", "PENFOLD art", "Árthur"} {
			if got := find(t, w.Gate, w.manager, query); len(got) != 1 || got[0] != id {
				t.Errorf("%q found %v, want the one episode", query, got)
			}
		}
		for _, query := range []string{"thur", "Arthur Ashdown", ""} {
			if got := find(t, w.Gate, w.manager, query); len(got) != 0 {
				t.Errorf("%q found %v, want nobody", query, got)
			}
		}
		norfolk := w.workerOf(t, "norfolk", "team manager", "denise")
		ask := gate.Ask{Screen: "find someone", Act: policy.See, Purposes: []string{"join"}}
		err := w.Gate.View(t.Context(), norfolk, ask, func(tx *gate.Tx) error {
			files, err := tx.Search(t.Context(), "positive-wellbeing", "Arthur", 20, "client.name")
			if len(files) != 0 {
				t.Error("another council's search found somebody")
			}
			return err
		})
		if !errors.Is(err, care.ErrNotFound) { // the service is another council's
			t.Errorf("another council's search ended with %v", err)
		}
	})
}

func TestAnotherNodesReferralIsFoundAfterTheFeed(t *testing.T) {
	eachNode(t, func(t *testing.T, w *world) {
		config := w.config
		config.Node = "two"
		two, err := installation.Open(t.Context(), config)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = two.Close() })
		if _, err := two.Gate.BuildIndex(t.Context(), "kent"); err != nil {
			t.Fatal(err)
		}
		id := w.refer(t)
		if got := find(t, two.Gate, w.manager, "Penfold"); len(got) != 0 {
			t.Fatalf("before the feed the other node found %v", got)
		}
		if _, err := two.Gate.FeedIndex(t.Context(), "kent"); err != nil {
			t.Fatal(err)
		}
		if got := find(t, two.Gate, w.manager, "Penfold"); len(got) != 1 || got[0] != id {
			t.Errorf("after the feed the other node found %v", got)
		}
	})
}
