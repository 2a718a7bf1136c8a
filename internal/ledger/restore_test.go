package ledger

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"candour/internal/care"
	"candour/internal/store"
	"candour/internal/storetest"

	"github.com/google/go-cmp/cmp"
)

const h24 = 24 * time.Hour

// backup gives an empty database the first n entries, as a backup made after
// the first batch would hold them, the last of them still pending.
func (h *house) backup(conf store.Config, placed, pending int) *house {
	h.t.Helper()
	old := &house{t: h.t, dir: storetest.Dir(h.t)}
	must(h.t, os.CopyFS(filepath.Join(old.dir, "kek"), os.DirFS(filepath.Join(h.dir, "kek"))))
	must(h.t, os.Chmod(filepath.Join(old.dir, "kek", "ledger-kent.key"), 0o600))
	old.db = storetest.OpenData(h.t, conf)
	old.Log = old.node("before")
	old.add(placed)
	old.integrate(old.Log)
	old.add(pending)
	return &house{t: h.t, db: old.db, dir: h.dir, n: old.n}
}

func TestRestoreTakesTheLedgerFromTheArchive(t *testing.T) {
	storetest.EachDB(t, func(t *testing.T, data, _ store.Config) {
		ctx := context.Background()
		h := newHouse(t, data)
		h.seventeen()
		must(t, h.Archive().PutIntent(ctx, intentNo(1), intentNo(2)))
		want := h.placed()
		newest, err := h.Latest(ctx)
		must(t, err)

		conf, _ := storetest.SQLite(t)
		back := h.backup(conf, 8, 3)
		back.Log = back.node("after")
		if err := back.Check(ctx); !errors.Is(err, ErrDatabaseBehind) {
			t.Errorf("check before: got %v, want ErrDatabaseBehind", err)
		}
		if _, err := back.Integrate(ctx, machineTime.Add(h24)); !errors.Is(err, ErrDatabaseBehind) {
			t.Errorf("integrate before: got %v, want ErrDatabaseBehind", err)
		}
		got, err := back.Restore(ctx, machineTime.Add(h24), newest.Note)
		if err != nil || got.From != 8 || got.To != 17 || len(got.Intents) != 2 {
			t.Fatalf("got entries %d to %d, %d intents, %v; want 8 to 17 and 2", got.From, got.To, len(got.Intents), err)
		}
		if diff := cmp.Diff(want, back.placed()); diff != "" {
			t.Errorf("entries (-want +got):\n%s", diff)
		}
		if audited, err := back.Audit(ctx); err != nil || audited.Size != 17 {
			t.Errorf("audit: got %+v, %v", audited, err)
		}
		again, err := back.Latest(ctx)
		if err != nil || again.Note != newest.Note {
			t.Errorf("the newest checkpoint is %q, %v; want %q", again.Note, err, newest.Note)
		}
		var about []store.EntryRow
		must(t, back.db.View(ctx, func(tx *store.Tx) (err error) {
			about, err = tx.EntriesAbout(ctx, "kent", entryNo(16).Subjects[0], 10)
			return err
		}))
		if len(about) != 1 || about[0].ID != entryNo(16).ID {
			t.Errorf("who has looked: got %d entries, want the restored one", len(about))
		}
		if got, err := back.Restore(ctx, machineTime.Add(h24), newest.Note); err != nil || got.From != 17 || got.To != 17 {
			t.Errorf("restoring again: got %d to %d, %v; want nothing", got.From, got.To, err)
		}
	})
}

func TestRestoreOfAnEmptyDatabase(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		h.seventeen()
		conf, _ := storetest.SQLite(t)
		empty := &house{t: t, db: storetest.OpenData(t, conf), dir: h.dir}
		empty.Log = empty.node("after")
		got, err := empty.Restore(context.Background(), machineTime, "")
		if err != nil || got.From != 0 || got.To != 17 {
			t.Errorf("got %d to %d, %v; want 0 to 17", got.From, got.To, err)
		}
		if _, err := empty.Audit(context.Background()); err != nil {
			t.Error(err)
		}
	})
}

func TestRestoreRefuses(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		h.seventeen()
		later, err := h.signer.Sign(18, leafNo(1))
		must(t, err)
		forked, err := h.signer.Sign(12, leafNo(1))
		must(t, err)
		foreign, err := testSigner(t).Sign(17, leafNo(1))
		must(t, err)
		for name, c := range map[string]struct {
			known string
			want  error
		}{
			"an archive behind the last known checkpoint": {later.Note, ErrArchiveBehind},
			"an archive that contradicts it":              {forked.Note, ErrTampered},
			"a checkpoint of another key":                 {foreign.Note, ErrForeignKey},
			"no checkpoint at all":                        {"17 entries", ErrTampered},
		} {
			conf, _ := storetest.SQLite(t)
			empty := &house{t: t, db: storetest.OpenData(t, conf), dir: h.dir}
			empty.Log = empty.node("after")
			if got, err := empty.Restore(ctx, machineTime, c.known); !errors.Is(err, c.want) || len(empty.placed()) != 0 {
				t.Errorf("%s: got %d to %d, %v; want %v and nothing restored", name, got.From, got.To, err, c.want)
			}
		}
		conf, _ := storetest.SQLite(t)
		back := h.backup(conf, 8, 0)
		back.Log = back.node("after")
		changed := entryNo(9)
		changed.Actor = entryNo(8).Actor
		row, err := changed.Row()
		must(t, err)
		must(t, back.db.Update(ctx, func(tx *store.Tx) error { return tx.InsertEntries(ctx, "kent", []store.EntryRow{row}) }))
		if _, err := back.Restore(ctx, machineTime.Add(h24), ""); !errors.Is(err, ErrTampered) {
			t.Errorf("a pending entry that is not the archived one: got %v, want ErrTampered", err)
		}
		if _, err := back.node("third").Restore(ctx, machineTime.Add(h24), ""); !errors.Is(err, care.ErrConflict) {
			t.Errorf("while another node integrates: got %v, want ErrConflict", err)
		}
	})
}
