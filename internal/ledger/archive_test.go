package ledger

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"candour/internal/calendar"
	"candour/internal/care"
	"candour/internal/storetest"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/mod/sumdb/tlog"
)

// archived is a sample ledger in an archive of several batches and segments.
type archived struct {
	*sampleLog
	root string
}

func newArchived(t testing.TB, ends ...int64) *archived {
	t.Helper()
	old := maxSegment
	maxSegment = 1000
	t.Cleanup(func() { maxSegment = old })
	a := &archived{newPlainLog(t, 40), filepath.Join(storetest.Dir(t), "candour.archive")}
	ar := a.open(t)
	from := int64(0)
	for _, to := range ends {
		if err := ar.Append(context.Background(), from, a.bodies[from:to], a.checkpoint(t, to)); err != nil {
			t.Fatal(err)
		}
		from = to
	}
	return a
}

func (a *archived) open(t testing.TB) *Archive {
	t.Helper()
	ar, err := OpenArchive(context.Background(), a.root, "kent", a.signer.Verifier())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { ar.Close() })
	return ar
}

// tryOpen opens and closes the archive and says how far it reaches.
func (a *archived) tryOpen() (int64, error) {
	ar, err := OpenArchive(context.Background(), a.root, "kent", a.signer.Verifier())
	if err != nil {
		return 0, err
	}
	c, _ := ar.Latest()
	return c.Size, ar.Close()
}

func (a *archived) files(t testing.TB) []string {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(a.root, "kent", "*.log"))
	if err != nil {
		t.Fatal(err)
	}
	return names
}

func intentNo(n int) care.Intent {
	r := rand.New(rand.NewPCG(uint64(n), 8))
	return care.Intent{
		Controller: "kent", ID: care.ID(testID(r)), Key: care.ID(testID(r)), Subject: care.ID(testID(r)),
		Episode: care.ID(testID(r)), Tier: "referrer", Reason: "reached", Clause: "keep.referrer",
		OnDay: calendar.Date(2026, 11, 23), CreatedAt: machineTime,
	}
}

func TestArchiveGivesBackEveryBatch(t *testing.T) {
	ctx := context.Background()
	a := newArchived(t, 3, 4, 20, 21, 30, 40)
	if n := len(a.files(t)); n < 3 {
		t.Fatalf("the sample has %d files, too few to show segments", n)
	}
	ar := a.open(t)
	var bodies [][]byte
	var sizes []int64
	err := ar.Batches(ctx, func(b Batch) error {
		if b.From != int64(len(bodies)) {
			t.Errorf("a batch begins at %d, want %d", b.From, len(bodies))
		}
		bodies, sizes = append(bodies, b.Entries...), append(sizes, b.Checkpoint.Size)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(a.bodies, bodies); diff != "" {
		t.Errorf("entries (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]int64{3, 4, 20, 21, 30, 40}, sizes); diff != "" {
		t.Errorf("checkpoints (-want +got):\n%s", diff)
	}
}

func TestArchiveTakesOnlyWhatWasSigned(t *testing.T) {
	ctx := context.Background()
	a := newArchived(t, 10)
	ar := a.open(t)
	if err := ar.Append(ctx, 4, a.bodies[4:10], a.checkpoint(t, 10)); err != nil {
		t.Errorf("a batch that is there already: %v", err)
	}
	changed := append([][]byte{}, a.bodies[10:12]...)
	changed[1] = mustEncode(t, entryNo(900))
	if err := ar.Append(ctx, 10, changed, a.checkpoint(t, 12)); !errors.Is(err, ErrTampered) {
		t.Errorf("another entry than was signed: got %v, want ErrTampered", err)
	}
	if err := ar.Append(ctx, 11, a.bodies[11:12], a.checkpoint(t, 12)); err == nil {
		t.Error("a batch that leaves a gap: accepted")
	}
	if err := ar.Append(ctx, 8, a.bodies[8:12], a.checkpoint(t, 12)); err != nil {
		t.Errorf("a batch that overlaps: %v", err)
	}
	foreign, err := testSigner(t).Sign(12, a.checkpoint(t, 12).Root)
	if err != nil {
		t.Fatal(err)
	}
	if err := ar.Append(ctx, 10, a.bodies[10:12], foreign); !errors.Is(err, ErrForeignKey) {
		t.Errorf("a checkpoint of another key: got %v, want ErrForeignKey", err)
	}
	if size, err := a.tryOpen(); size != 12 || err != nil {
		t.Errorf("afterwards: got %d, %v; want 12 entries", size, err)
	}
}

func TestTwoProcessesShareAnArchive(t *testing.T) {
	ctx := context.Background()
	a := newArchived(t)
	one, two := a.open(t), a.open(t)
	for to := int64(1); to <= 40; to++ {
		ar := one
		if to%2 == 0 {
			ar = two
		}
		if err := ar.Append(ctx, to-1, a.bodies[to-1:to], a.checkpoint(t, to)); err != nil {
			t.Fatal(err)
		}
		if err := ar.PutIntent(ctx, intentNo(int(to)), intentNo(int(to)-1)); err != nil {
			t.Fatal(err)
		}
	}
	for name, ar := range map[string]*Archive{"one": one, "two": two} {
		intents, err := ar.Intents(ctx)
		if err != nil || len(intents) != 41 {
			t.Errorf("%s: got %d intents, %v; want 41", name, len(intents), err)
		}
		if err := ar.Verify(ctx); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if c, _ := ar.Latest(); c.Size != 40 {
			t.Errorf("%s: reaches %d, want 40", name, c.Size)
		}
	}
}

func TestIntentsComeBackInOrderAndOnce(t *testing.T) {
	ctx := context.Background()
	a := newArchived(t)
	ar := a.open(t)
	want := []care.Intent{intentNo(1), intentNo(2), intentNo(3)}
	if err := ar.PutIntent(ctx, want[0]); err != nil {
		t.Fatal(err)
	}
	resumed := want[0]
	resumed.KeyDeletedAt, resumed.KEKVersion = machineTime, 4 // how far it has come is not archived
	if err := ar.PutIntent(ctx, resumed, want[1], want[2]); err != nil {
		t.Fatal(err)
	}
	got, err := a.open(t).Intents(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got, cmp.Comparer(func(a, b calendar.Day) bool { return a == b })); diff != "" {
		t.Errorf("intents (-want +got):\n%s", diff)
	}
	other := want[1]
	other.Key = intentNo(9).Key
	if err := ar.PutIntent(ctx, other); !errors.Is(err, ErrTampered) {
		t.Errorf("the same intent of another key: got %v, want ErrTampered", err)
	}
	named := intentNo(4)
	named.Tier = "Arthur Pettifer"
	if err := ar.PutIntent(ctx, named); !errors.Is(err, ErrEntry) {
		t.Errorf("an intent with a name in it: got %v, want ErrEntry", err)
	}
}

// Any one byte changed anywhere in the archive, in the last frames too, is
// tampering and is never taken for a crash.
func TestArchiveRefusesEveryByteChanged(t *testing.T) {
	ctx := context.Background()
	a := newArchived(t, 2, 4)
	ar := a.open(t)
	for n := range 2 {
		if err := ar.PutIntent(ctx, intentNo(n)); err != nil {
			t.Fatal(err)
		}
	}
	for _, file := range a.files(t) {
		data := read(t, file)
		for i := range data {
			for _, flip := range []byte{0x01, 0x20} {
				if data[i]^flip == 0 {
					continue // a zero byte is asked for with sectors
				}
				data[i] ^= flip
				write(t, file, data)
				if size, err := a.tryOpen(); !errors.Is(err, ErrTampered) && !errors.Is(err, ErrForeignKey) {
					t.Errorf("%s, byte %d of %d changed by %#x: got %d entries, %v; want ErrTampered", filepath.Base(file), i, len(data), flip, size, err)
				}
				data[i] ^= flip
			}
		}
		write(t, file, data)
	}
	if size, err := a.tryOpen(); size != 4 || err != nil {
		t.Errorf("as it was: got %d, %v; want 4", size, err)
	}
}

func TestArchiveNoticesWhatChangedWhileItWasOpen(t *testing.T) {
	ctx := context.Background()
	for name, spoil := range map[string]func(t *testing.T, first, last string){
		"a byte": func(t *testing.T, first, _ string) {
			data := read(t, first)
			data[40] ^= 1
			write(t, first, data)
		},
		"the end cut off": func(t *testing.T, _, last string) { write(t, last, read(t, last)[:50]) },
		"a segment gone":  func(t *testing.T, first, _ string) { must(t, os.Remove(first)) },
		"a segment put in": func(t *testing.T, first, _ string) {
			write(t, filepath.Join(filepath.Dir(first), fmt.Sprintf("entries-%019d.log", 5)), read(t, first))
		},
	} {
		t.Run(name, func(t *testing.T) {
			a := newArchived(t, 10, 20, 30, 40)
			ar := a.open(t)
			if err := ar.Verify(ctx); err != nil {
				t.Fatal(err)
			}
			files := a.files(t)
			spoil(t, files[0], files[len(files)-1])
			if err := ar.Verify(ctx); !errors.Is(err, ErrTampered) {
				t.Errorf("got %v, want ErrTampered", err)
			}
		})
	}
	a := newArchived(t, 10)
	ar := a.open(t)
	write(t, a.files(t)[0], nil)
	if err := ar.Append(ctx, 10, a.bodies[10:12], a.checkpoint(t, 12)); !errors.Is(err, ErrTampered) {
		t.Errorf("appending to a file that was emptied: got %v, want ErrTampered", err)
	}
}

// Whoever has the signing key can write another ledger, but not under a
// process that has read this one.
func TestArchiveNoticesThatItWasWrittenAnew(t *testing.T) {
	ctx := context.Background()
	a := newArchived(t, 20, 40)
	ar := a.open(t)
	a.bodies[25], a.bodies[26] = a.bodies[26], a.bodies[25]
	a.stored = nil
	var f Frontier
	for _, body := range a.bodies {
		a.stored = append(a.stored, f.Append(tlog.RecordHash(body))...)
	}
	must(t, os.RemoveAll(a.root))
	anew := a.open(t)
	must(t, anew.Append(ctx, 0, a.bodies[:20], a.checkpoint(t, 20)))
	must(t, anew.Append(ctx, 20, a.bodies[20:], a.checkpoint(t, 40)))
	if err := ar.Verify(ctx); !errors.Is(err, ErrTampered) {
		t.Errorf("got %v, want ErrTampered", err)
	}
	if err := anew.Verify(ctx); err != nil {
		t.Errorf("by itself: %v", err)
	}
}

// A frame of intents cannot be taken out: the next names its sum.
func TestArchiveNoticesAnIntentTakenOut(t *testing.T) {
	ctx := context.Background()
	a := newArchived(t)
	file := filepath.Join(a.root, "kent", "intents.log")
	var ends []int
	for n := range 3 {
		must(t, a.open(t).PutIntent(ctx, intentNo(n)))
		ends = append(ends, len(read(t, file)))
	}
	whole := read(t, file)
	for name, data := range map[string][]byte{
		"the first":  whole[ends[0]:],
		"the second": append(bytes.Clone(whole[:ends[0]]), whole[ends[1]:]...),
	} {
		write(t, file, data)
		if _, err := a.tryOpen(); !errors.Is(err, ErrTampered) {
			t.Errorf("%s taken out: got %v, want ErrTampered", name, err)
		}
	}
}

func TestArchiveIsReadableByItsOwnerOnly(t *testing.T) {
	a := newArchived(t, 3)
	must(t, a.open(t).PutIntent(context.Background(), intentNo(1)))
	for _, file := range append(a.files(t), filepath.Join(a.root, "kent")) {
		info, err := os.Stat(file)
		if err != nil || info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s: mode %v, %v; want nothing for others", filepath.Base(file), info.Mode(), err)
		}
	}
}

func read(t testing.TB, path string) []byte {
	t.Helper()
	data, err := os.ReadFile(path)
	must(t, err)
	return data
}

func write(t testing.TB, path string, data []byte) {
	t.Helper()
	must(t, os.WriteFile(path, data, 0o600))
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
