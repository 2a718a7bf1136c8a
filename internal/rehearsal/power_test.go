package rehearsal

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"candour/internal/care"
	"candour/internal/simulation"
	"candour/internal/simulation/powercut"
	"candour/internal/storetest"
)

// A whole node works on a recorded disk; then the power goes after every write
// and every sync of both databases, with what was synced and with a random
// half of the rest.

// recorded is a node's work on the record.
type recorded struct {
	recording *powercut.Recording
	place     *place
	heard     []*told // what was told, at each acknowledgement
}

func record(t *testing.T, synchronous string) *recorded {
	t.Helper()
	packs, dir := kent(t), storetest.Dir(t)
	p := at(dir, packs, "", "")
	ctx := context.Background()
	if err := os.MkdirAll(p.config.Dir, 0o700); err != nil {
		t.Fatal(err)
	}
	n, err := p.open(ctx, "furnisher", nil, time.Now)
	must(t, err)
	must(t, errors.Join(p.furnish(ctx, n.Gate), n.Close()))
	r := &recorded{place: p}
	r.recording, err = powercut.Record(p.config.Dir)
	must(t, err)
	onRecord := *p
	onRecord.config.Synchronous = synchronous
	onRecord.config.Data += "?vfs=" + powercut.VFS
	onRecord.config.Keys += "?vfs=" + powercut.VFS
	h := newTold(func() []simulation.Step { return nil })
	h.brief = true
	at := time.Now()
	now := func() time.Time { at = at.Add(time.Millisecond); return at }
	node, err := onRecord.open(ctx, "a", nil, now)
	must(t, err)
	d := &desk{Node: node, place: &onRecord, told: h}
	h.heard = func() {
		r.heard = append(r.heard, h.unlocked())
		r.recording.Acknowledge(strconv.Itoa(len(r.heard) - 1))
	}
	must(t, d.shortWork(ctx, func() { at = at.Add(11 * time.Minute) }))
	r.recording.End()
	must(t, d.close())
	return r
}

// shortWork is one person referred, tried, looked at and reached, and the
// referrer destroyed.
func (d *desk) shortWork(ctx context.Context, elevenMinutes func()) error {
	var id care.ID
	return d.each(
		func() (err error) { id, err = d.refer(ctx, "Arthur Penfold"); return err },
		func() error { return d.allocate(ctx, id) },
		func() error { return d.tried(ctx, id) },
		func() error { return d.look(ctx, d.place.connector, id) },
		func() error { return d.reach(ctx, id) },
		func() error { elevenMinutes(); return d.sweep(ctx) },
		func() error { return d.look(ctx, d.place.connector, id) },
	)
}

// cut replays every power cut. What lies on the disk is held to the rules each
// time; every fifth time a fresh node resumes from it.
func (r *recorded) cut(t *testing.T) (powercut.Tally, error) {
	t.Helper()
	looked := 0
	return r.recording.Replay(1, storetest.Dir(t), func(c powercut.Cut) error {
		h := newTold(nil)
		if n := len(c.Acknowledged); n > 0 {
			last, err := strconv.Atoi(c.Acknowledged[n-1])
			if err != nil {
				return err
			}
			h = r.heard[last]
		}
		left := *r.place
		left.config.Data, left.config.Keys = "sqlite:"+filepath.Join(c.Dir, "candour.db"), "sqlite:"+filepath.Join(c.Dir, "keys.db")
		looked++
		if looked%5 != 0 {
			return left.lying(context.Background(), h)
		}
		// The fresh node writes keys and an archive of its own beside the copy.
		home := c.Dir + ".home"
		defer os.RemoveAll(home)
		for _, folder := range []string{".kek", ".archive"} {
			if err := copyTree(r.place.config.Dir+folder, filepath.Join(home, "data"+folder)); err != nil {
				return err
			}
		}
		left.config.Dir = filepath.Join(home, "data")
		h.at = time.Now().Add(time.Hour)
		return inspect(&left, h)
	})
}

func TestAPowerCutLosesNothing(t *testing.T) {
	tally, err := record(t, "").cut(t)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("power cuts: %d enumerated, %d disks looked at", tally.Cuts, tally.Replayed)
	if tally.Cuts < 200 || tally.Replayed < tally.Cuts/2 {
		t.Errorf("only %d disks were looked at for %d cuts", tally.Replayed, tally.Cuts)
	}
}

func TestAPowerCutFindsThatNormalIsNotEnough(t *testing.T) {
	_, err := record(t, "NORMAL").cut(t)
	if !errors.Is(err, errLost) && !errors.Is(err, errUnlogged) {
		t.Errorf("got %v, want a lost write or an unlogged release", err)
	}
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
