package rehearsal

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"candour/internal/simulation"
	"candour/internal/storetest"
)

// The whole installation dies before and after every statement of both
// databases, at every answer and in the gaps between: what lies on the disk at
// that moment is copied, and a fresh node resumes from the copy. Copies that
// hold the same bytes, of which the same was told, are recovered once.
func TestStorySurvivesACrashAtEveryStatement(t *testing.T) {
	c := crashes{scratch: storetest.Dir(t), recovers: inspect, seen: map[string]bool{}}
	out := simulation.Run(t, simulation.Config{Seed: 1, AtStep: c.visit}, production{fresh: onSQLite(t), playing: func(p play) { c.play = p }}.story())
	if out.Err != nil {
		t.Fatal(out.Fault())
	}
	enumerated := 2 * len(out.Trace)
	t.Logf("crash points: %d enumerated, %d visited, %d different disks recovered", enumerated, c.visited, len(c.seen))
	if c.visited != enumerated {
		t.Errorf("visited %d of %d crash points", c.visited, enumerated)
	}
	for _, kind := range []string{"INSERT INTO intent", "DELETE FROM data_key", "DELETE FROM section", "INSERT INTO entry", "UPDATE tier", "INSERT INTO data_key"} {
		if !executed(out, kind) {
			t.Errorf("the story never came to %s", kind)
		}
	}
}

// A new installation dies before and after every statement of its first
// opening, its migrations and the enrolment of its staff among them, and opens
// again.
func TestFirstOpeningSurvivesACrashAtEveryStatement(t *testing.T) {
	c := crashes{scratch: storetest.Dir(t), recovers: resumes, seen: map[string]bool{}}
	dir, packs := storetest.Dir(t), kent(t)
	out := simulation.Run(t, simulation.Config{Seed: 1, AtStep: c.visit}, func(w *simulation.World) error {
		p, h := at(filepath.Join(dir, "new"), packs, "", ""), newTold(w.Trace)
		if err := os.MkdirAll(p.config.Dir, 0o700); err != nil {
			return err
		}
		h.now()
		c.play = play{p, h}
		sim := w.Node("first")
		sim.Go("opens", func(ctx context.Context) error {
			n, err := p.open(ctx, "first", sim, h.now)
			if err != nil {
				return err
			}
			return errors.Join(p.furnish(ctx, n.Gate), n.Close())
		})
		return w.Wait()
	})
	if out.Err != nil {
		t.Fatal(out.Fault())
	}
	t.Logf("crash points: %d enumerated, %d visited, %d different disks recovered", 2*len(out.Trace), c.visited, len(c.seen))
	if c.visited != 2*len(out.Trace) || c.visited < 200 {
		t.Errorf("visited %d of %d crash points", c.visited, 2*len(out.Trace))
	}
}

// crashes visits every moment of one run.
type crashes struct {
	play     play
	scratch  string
	recovers func(*place, *told) error
	seen     map[string]bool
	visited  int
}

func (c *crashes) visit(simulation.Point) error {
	c.visited++
	h := c.play.told.copy()
	root := filepath.Dir(c.play.place.config.Dir)
	print, err := fingerprint(root, h.version)
	if err != nil || c.seen[print] {
		return err
	}
	c.seen[print] = true
	into, err := os.MkdirTemp(c.scratch, "crash-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(into)
	if err := copyTree(root, into); err != nil {
		return err
	}
	left := at(into, c.play.place.config.Packs, "", "")
	return c.recovers(left, h)
}

// fingerprint is the same for two moments from which recovery cannot differ.
func fingerprint(root string, version int) (string, error) {
	sum := sha256.New()
	fmt.Fprintln(sum, version)
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(path) == ".db-shm" {
			return err
		}
		f, err := os.Open(path)
		if err != nil {
			return err
		}
		defer f.Close()
		fmt.Fprintln(sum, path)
		_, err = io.Copy(sum, f)
		return err
	})
	return string(sum.Sum(nil)), err
}

// executed reports whether a statement that begins so was run and committed to.
func executed(out *simulation.Outcome, begins string) bool {
	for _, s := range out.Trace {
		if len(s.Statement) >= len(begins) && s.Statement[:len(begins)] == begins && s.Outcome == "ok" {
			return true
		}
	}
	return false
}
