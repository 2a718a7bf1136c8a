package ledger

import (
	"bytes"
	"context"
	"testing"
)

// Wherever a crash cuts the last write, what was acknowledged before is read
// back, and the next append takes the place of the unfinished one.
func TestArchivePassesOverAnUnfinishedLastWrite(t *testing.T) {
	ctx := context.Background()
	a := newArchived(t, 3)
	segment := a.files(t)[0]
	whole := map[string][]byte{}
	before := read(t, segment)
	ar := a.open(t)
	if err := ar.Append(ctx, 3, a.bodies[3:6], a.checkpoint(t, 6)); err != nil {
		t.Fatal(err)
	}
	whole[segment] = read(t, segment)
	for cut := len(before); cut < len(whole[segment]); cut++ {
		write(t, segment, whole[segment][:cut])
		if size, err := a.tryOpen(); size != 3 || err != nil {
			t.Fatalf("cut at %d of %d: got %d, %v; want 3 entries", cut, len(whole[segment]), size, err)
		}
		zeroed := append(bytes.Clone(whole[segment][:cut]), make([]byte, len(whole[segment])-cut)...)
		if cut > len(whole[segment])-sumSize {
			continue // a sector is written whole: its last bytes alone cannot be missing
		}
		write(t, segment, zeroed)
		if size, err := a.tryOpen(); cut%sector == 0 && (size != 3 || err != nil) {
			t.Fatalf("zeros from %d of %d: got %d, %v; want 3 entries", cut, len(whole[segment]), size, err)
		}
	}
	write(t, segment, whole[segment][:len(whole[segment])-20])
	again := a.open(t)
	if err := again.Append(ctx, 3, a.bodies[3:6], a.checkpoint(t, 6)); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(read(t, segment), whole[segment]) {
		t.Error("appending again after the crash left another file than before it")
	}
}

func TestArchivePassesOverAnUnfinishedIntent(t *testing.T) {
	ctx := context.Background()
	a := newArchived(t)
	if err := a.open(t).PutIntent(ctx, intentNo(1)); err != nil {
		t.Fatal(err)
	}
	file := a.files(t)[0]
	before := len(read(t, file))
	if err := a.open(t).PutIntent(ctx, intentNo(2)); err != nil {
		t.Fatal(err)
	}
	whole := read(t, file)
	for cut := before; cut < len(whole); cut += 7 {
		write(t, file, whole[:cut])
		ar := a.open(t)
		if got, err := ar.Intents(ctx); len(got) != 1 || err != nil {
			t.Fatalf("cut at %d: got %d intents, %v; want 1", cut, len(got), err)
		}
		if err := ar.PutIntent(ctx, intentNo(2)); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(read(t, file), whole) {
			t.Fatalf("cut at %d: putting the intent again left another file", cut)
		}
	}
}

// A shorter frame in the place of a longer one that was never finished leaves
// nothing of it behind.
func TestAppendClearsAwayWhatACrashLeft(t *testing.T) {
	ctx := context.Background()
	a, longer := newArchived(t, 2), newArchived(t, 2, 5)
	file := a.files(t)[0]
	unfinished := read(t, longer.files(t)[0])[len(read(t, file)):]
	write(t, file, append(read(t, file), unfinished[:len(unfinished)-sumSize]...))
	ar := a.open(t)
	if c, _ := ar.Latest(); c.Size != 2 {
		t.Fatalf("reaches %d, want 2", c.Size)
	}
	must(t, ar.Append(ctx, 2, a.bodies[2:3], a.checkpoint(t, 3)))
	if size, err := a.tryOpen(); size != 3 || err != nil {
		t.Errorf("got %d, %v; want 3", size, err)
	}
	if after := read(t, file); !bytes.HasSuffix(after, []byte("\nend "+ar.segments[0].last+"\n")) {
		t.Errorf("the file ends %q, want the end of the last frame", after[len(after)-100:])
	}
}
