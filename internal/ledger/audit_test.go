package ledger

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"candour/internal/care"
	"candour/internal/store"
	"candour/internal/storetest"

	"golang.org/x/mod/sumdb/tlog"
)

// seventeen is a house with 17 placed entries in two batches.
func (h *house) seventeen() *house {
	h.t.Helper()
	h.add(8)
	h.integrate(h.Log)
	h.add(9)
	h.integrate(h.Log)
	return h
}

func TestAuditFindsEveryKindOfTampering(t *testing.T) {
	changed := entryNo(5)
	changed.Actor = entryNo(6).Actor // somebody else looked
	swap := []string{
		`UPDATE entry SET position = 99 WHERE position = 3`,
		`UPDATE entry SET position = 3 WHERE position = 4`,
		`UPDATE entry SET position = 4 WHERE position = 99`,
	}
	for name, spoil := range map[string]func(h *house){
		"another actor in an entry": func(h *house) {
			h.spoil(`UPDATE entry SET body = $1 WHERE position = 5`, mustEncode(h.t, changed))
		},
		"one byte of an entry": func(h *house) {
			body := mustEncode(h.t, entryNo(16))
			body[len(body)/2] ^= 1
			h.spoil(`UPDATE entry SET body = $1 WHERE position = 16`, body)
		},
		"an entry removed": func(h *house) { h.spoil(`DELETE FROM entry WHERE position = 5`) },
		"the last entry removed": func(h *house) {
			h.spoil(`DELETE FROM entry WHERE position = 16`)
		},
		"two entries swapped": func(h *house) {
			for _, s := range swap {
				h.spoil(s)
			}
		},
		"an entry put in": func(h *house) {
			h.spoil(`INSERT INTO entry (controller, id, at, body, position) VALUES ('kent', $1, '2026-11-23T09:30:00.000000Z', $2, 17)`,
				entryNo(900).ID, mustEncode(h.t, entryNo(900)))
		},
		"an entry taken out of the tree": func(h *house) { h.spoil(`UPDATE entry SET position = NULL WHERE position = 2`) },
		"a leaf hash":                    func(h *house) { h.spoil(`UPDATE tree_hash SET hash = $1 WHERE idx = 0`, make([]byte, 32)) },
		"an inner hash":                  func(h *house) { h.spoil(`UPDATE tree_hash SET hash = $1 WHERE idx = 5`, make([]byte, 32)) },
		"a hash of the wrong size":       func(h *house) { h.spoil(`UPDATE tree_hash SET hash = $1 WHERE idx = 5`, make([]byte, 3)) },
		"a hash removed":                 func(h *house) { h.spoil(`DELETE FROM tree_hash WHERE idx = 1`) },
		"a checkpoint changed": func(h *house) {
			h.spoil(`UPDATE checkpoint SET note = REPLACE(note, 'kent', 'bent') WHERE size = 8`)
		},
		"an older checkpoint removed": func(h *house) { h.spoil(`DELETE FROM checkpoint WHERE size = 8`) },
		"a checkpoint in another's place": func(h *house) {
			h.spoil(`UPDATE checkpoint SET note = (SELECT c.note FROM checkpoint c WHERE c.size = 17) WHERE size = 8`)
		},
		"a checkpoint under another size": func(h *house) { h.spoil(`UPDATE checkpoint SET size = 99 WHERE size = 17`) },
		"entry and hash together": func(h *house) {
			leaf := leafNo(3)
			h.spoil(`UPDATE entry SET body = $1 WHERE position = 16`, mustEncode(h.t, changed))
			h.spoil(`UPDATE entry SET id = $1 WHERE position = 16`, "00000000-0000-4000-8000-000000000000")
			h.spoil(`UPDATE tree_hash SET hash = $1 WHERE idx = 31`, leaf[:])
		},
		"an older checkpoint signed for another tree": func(h *house) {
			c, err := h.signer.Sign(8, leafNo(1))
			must(h.t, err)
			h.spoil(`UPDATE checkpoint SET note = $1 WHERE size = 8`, c.Note)
		},
		"everything written anew with the key, but the archive": func(h *house) {
			h.rewrite(func(n int) Entry {
				e := entryNo(n)
				if n == 5 {
					e.Actor = entryNo(6).Actor
				}
				return e
			})
		},
		"a byte of the archive": func(h *house) {
			files, err := filepath.Glob(filepath.Join(h.dir, "archive", "kent", "entries-*.log"))
			must(h.t, err)
			data := read(h.t, files[0])
			data[100] ^= 1
			write(h.t, files[0], data)
		},
	} {
		t.Run(strings.ReplaceAll(name, " ", "_"), func(t *testing.T) {
			t.Parallel()
			eachHouse(t, func(t *testing.T, h *house) {
				h.seventeen()
				if _, err := h.Audit(context.Background()); err != nil {
					t.Fatalf("before: %v", err)
				}
				spoil(h)
				if audited, err := h.Audit(context.Background()); !errors.Is(err, ErrTampered) && !errors.Is(err, ErrForeignKey) {
					t.Errorf("got %+v, %v; want ErrTampered", audited, err)
				}
			})
		})
	}
}

// rewrite makes the database hold another ledger, signed and consistent in
// itself.
func (h *house) rewrite(entry func(n int) Entry) {
	var f Frontier
	for n := range h.n {
		body := mustEncode(h.t, entry(n))
		h.spoil(`UPDATE entry SET body = $1 WHERE position = $2`, body, n)
		first := tlog.StoredHashIndex(0, int64(n))
		for i, hash := range f.Append(tlog.RecordHash(body)) {
			h.spoil(`UPDATE tree_hash SET hash = $1 WHERE idx = $2`, hash[:], first+int64(i))
		}
		if n+1 == 8 || n+1 == h.n {
			c, err := h.signer.Sign(f.Size(), f.Root())
			must(h.t, err)
			h.spoil(`UPDATE checkpoint SET note = $1 WHERE size = $2`, c.Note, n+1)
		}
	}
}

func TestCheckRefusesAnArchiveThatIsBehind(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		h.seventeen()
		must(t, h.Check(ctx))
		must(t, os.RemoveAll(filepath.Join(h.dir, "archive")))
		lost := h.node("node-2")
		if err := lost.Check(ctx); !errors.Is(err, ErrArchiveBehind) {
			t.Errorf("check: got %v, want ErrArchiveBehind", err)
		}
		h.add(1)
		h.spoil(`DELETE FROM lease`)
		if in, err := lost.Integrate(ctx, machineTime); !errors.Is(err, ErrArchiveBehind) || in.Archived != 0 {
			t.Errorf("integrate: got %+v, %v; want ErrArchiveBehind", in, err)
		}
		if size, err := lost.RefillArchive(ctx, machineTime); err != nil || size != 18 {
			t.Errorf("refilling: got %d, %v; want 18", size, err)
		}
		must(t, lost.Check(ctx))
	})
}

// What was signed when the process died, and not yet archived, is archived by
// the next integration.
func TestIntegrateArchivesWhatACrashLeft(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		h.seventeen()
		h.add(4)
		fence, _, err := h.lead(ctx, machineTime)
		must(t, err)
		var in Integrated
		if n, err := h.placeBatch(ctx, machineTime, fence, &in); n != 4 || err != nil {
			t.Fatal(n, err)
		}
		next := h.node("node-2")
		if err := next.Check(ctx); err != nil {
			t.Errorf("check after the crash: %v", err)
		}
		if in, err := next.Integrate(ctx, machineTime.Add(2*leaseSpan)); err != nil || in.Archived != 21 {
			t.Errorf("got %+v, %v; want 21 archived", in, err)
		}
		if _, err := next.Audit(ctx); err != nil {
			t.Error(err)
		}
	})
}

func TestCheckRequiresTheIntentOfEveryDeletedKey(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		in := intentNo(1)
		must(t, h.Archive().PutIntent(ctx, in))
		for _, in := range []care.Intent{in, intentNo(2)} {
			must(t, h.db.Update(ctx, func(tx *store.Tx) error { return tx.InsertIntent(ctx, "kent", in) }))
		}
		deleted := func(in care.Intent) {
			in.KEKVersion, in.KeyDeletedAt, in.FinishedAt = 1, machineTime, machineTime
			must(t, h.db.Update(ctx, func(tx *store.Tx) error { return tx.EndIntents(ctx, "kent", []care.Intent{in}) }))
		}
		deleted(in)
		if err := h.Check(ctx); err != nil {
			t.Errorf("the deleted key's intent is archived, the other's key lives: %v", err)
		}
		deleted(intentNo(2))
		if err := h.Check(ctx); !errors.Is(err, ErrArchiveBehind) {
			t.Errorf("a key deleted without an archived intent: got %v, want ErrArchiveBehind", err)
		}
	})
}

func TestAuditRequiresTheIntentOfEveryDestruction(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		e := entryNo(0)
		e.Act, e.Of = ActDestroyEnded, string(intentNo(1).ID)
		row, err := e.Row()
		must(t, err)
		must(t, h.db.Update(ctx, func(tx *store.Tx) error { return tx.InsertEntries(ctx, "kent", []store.EntryRow{row}) }))
		h.integrate(h.Log)
		if _, err := h.Audit(ctx); !errors.Is(err, ErrArchiveBehind) {
			t.Errorf("without the intent: got %v, want ErrArchiveBehind", err)
		}
		must(t, h.Archive().PutIntent(ctx, intentNo(1)))
		if _, err := h.Audit(ctx); err != nil {
			t.Errorf("with the intent: %v", err)
		}
	})
}

func TestAnotherKeyIsRefused(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		h.seventeen()
		s := testSigner(t)
		a, err := OpenArchive(ctx, t.TempDir(), "kent", s.Verifier())
		must(t, err)
		stranger, err := New(h.db, "kent", "node-2", s, a)
		must(t, err)
		if err := stranger.Check(ctx); !errors.Is(err, ErrForeignKey) {
			t.Errorf("check: got %v, want ErrForeignKey", err)
		}
		h.add(1)
		if _, err := stranger.Integrate(ctx, machineTime.Add(h24)); !errors.Is(err, ErrForeignKey) {
			t.Errorf("integrate: got %v, want ErrForeignKey", err)
		}
		if _, err := OpenArchive(ctx, filepath.Join(h.dir, "archive"), "kent", s.Verifier()); !errors.Is(err, ErrForeignKey) {
			t.Errorf("the archive: got %v, want ErrForeignKey", err)
		}
	})
}

// The integrator never builds on a tree that is not the one last signed.
func TestIntegrateRefusesASpoiledTree(t *testing.T) {
	for name, spoil := range map[string]func(h *house){
		"a hash of the frontier": func(h *house) { h.spoil(`UPDATE tree_hash SET hash = $1 WHERE idx = 31`, make([]byte, 32)) },
		"a hash gone":            func(h *house) { h.spoil(`DELETE FROM tree_hash WHERE idx = 31`) },
		"an entry put in":        func(h *house) { h.spoil(`UPDATE entry SET position = 17 WHERE position IS NULL`) },
		"an entry removed":       func(h *house) { h.spoil(`DELETE FROM entry WHERE position = 16`) },
		"the checkpoints gone":   func(h *house) { h.spoil(`DELETE FROM checkpoint`) },
		"a checkpoint under another size": func(h *house) {
			h.spoil(`UPDATE checkpoint SET size = 99, archived_at = '' WHERE size = 17`)
		},
	} {
		t.Run(strings.ReplaceAll(name, " ", "_"), func(t *testing.T) {
			eachHouse(t, func(t *testing.T, h *house) {
				h.seventeen().add(1)
				spoil(h)
				if in, err := h.Integrate(context.Background(), machineTime); !errors.Is(err, ErrTampered) || in.Placed != 0 {
					t.Errorf("integrate: got %+v, %v; want ErrTampered", in, err)
				}
				if err := h.Check(context.Background()); !errors.Is(err, ErrTampered) && !errors.Is(err, ErrDatabaseBehind) {
					t.Errorf("check: got %v, want ErrTampered", err)
				}
			})
		})
	}
}

// The integrator never signs over a row that is not an entry of this ledger.
func TestIntegrateRefusesAPendingRowThatIsNoEntry(t *testing.T) {
	storetest.EachDB(t, func(t *testing.T, data, _ store.Config) {
		strange := entryNo(0)
		strange.Controller = "norfolk"
		for name, body := range map[string][]byte{
			"text":                 []byte("Rang, no answer"),
			"another controller's": mustEncode(t, strange),
			"another entry":        mustEncode(t, entryNo(1)),
		} {
			h := newHouse(t, data)
			h.spoil(`INSERT INTO entry (controller, id, at, body) VALUES ('kent', $1, '2026-11-23T09:30:00.000000Z', $2)`, entryNo(0).ID, body)
			if in, err := h.Integrate(context.Background(), machineTime); !errors.Is(err, ErrTampered) || in.Placed != 0 {
				t.Errorf("%s: got %+v, %v; want ErrTampered", name, in, err)
			}
			h.spoil(`DELETE FROM entry`)
		}
	})
}
