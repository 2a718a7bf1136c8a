package ledger

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func testSigner(t testing.TB) *Signer {
	t.Helper()
	s, err := OpenSigner(t.TempDir(), "kent")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// sampleLog is a ledger in memory: entries from..to-1 lie in its bundle.
type sampleLog struct {
	signer *Signer
	bodies [][]byte
	stored memory
}

func newSampleLog(t testing.TB, size int) *sampleLog { return sampleOf(t, size, entryNo) }

// newPlainLog has short entries: two ids, a time, two codes.
func newPlainLog(t testing.TB, size int) *sampleLog {
	return sampleOf(t, size, func(n int) Entry {
		e := entryNo(n)
		return Entry{ID: e.ID, At: e.At, Controller: "kent", Act: "see", Actor: e.Actor, Outcome: Released}
	})
}

func sampleOf(t testing.TB, size int, entry func(int) Entry) *sampleLog {
	t.Helper()
	l := &sampleLog{signer: testSigner(t)}
	var f Frontier
	for n := range size {
		body := mustEncode(t, entry(n))
		l.bodies = append(l.bodies, body)
		l.stored = append(l.stored, f.Append(tlog.RecordHash(body))...)
	}
	return l
}

func (l *sampleLog) checkpoint(t testing.TB, size int64) Checkpoint {
	t.Helper()
	root, err := tlog.TreeHash(size, l.stored)
	if err != nil {
		t.Fatal(err)
	}
	c, err := l.signer.Sign(size, root)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func (l *sampleLog) bundle(t testing.TB, from, to int64) *Bundle {
	t.Helper()
	b := &Bundle{Older: l.checkpoint(t, from), Newer: l.checkpoint(t, to), Entries: append([][]byte{}, l.bodies[from:to]...)}
	if from > 0 {
		p, err := tlog.ProveTree(to, from, l.stored)
		if err != nil {
			t.Fatal(err)
		}
		b.Proof = p
	}
	return b
}

func TestVerifyBundleSaysWhatItShows(t *testing.T) {
	l := newSampleLog(t, 130)
	for _, span := range [][2]int64{{0, 0}, {0, 1}, {0, 130}, {1, 130}, {64, 128}, {30, 130}, {129, 130}, {130, 130}} {
		data := l.bundle(t, span[0], span[1]).Encode()
		rep, err := VerifyBundle(data, l.signer.VerifierKey()+"\n")
		if err != nil {
			t.Errorf("entries %v: %v", span, err)
			continue
		}
		if rep.Origin != "candour.example/kent" || rep.From != span[0] || rep.To != span[1] || int64(len(rep.Entries)) != span[1]-span[0] {
			t.Errorf("entries %v: got a report on %s from %d to %d with %d entries", span, rep.Origin, rep.From, rep.To, len(rep.Entries))
		}
		if len(rep.Entries) > 0 && (!rep.First.Equal(entryNo(int(span[0])).At) || !rep.Last.Equal(entryNo(int(span[1])-1).At)) {
			t.Errorf("entries %v: got times %v to %v", span, rep.First, rep.Last)
		}
	}
}

func TestVerifyBundleRefusesEveryByteChanged(t *testing.T) {
	l := newPlainLog(t, 130)
	key := l.signer.VerifierKey()
	data := l.bundle(t, 30, 130).Encode()
	if rep, err := VerifyBundle(data, key); err != nil || len(rep.Entries) != 100 {
		t.Fatalf("the bundle as it was: %d entries, %v", len(rep.Entries), err)
	}
	const parts = 4
	for part := range parts {
		t.Run(fmt.Sprintf("part %d", part), func(t *testing.T) {
			t.Parallel()
			data := bytes.Clone(data)
			for i := part; i < len(data); i += parts {
				for _, flip := range []byte{0x01, 0x20} {
					data[i] ^= flip
					if _, err := VerifyBundle(data, key); err == nil {
						t.Errorf("byte %d of %d changed by %#x (%q): accepted", i, len(data), flip, data[max(0, i-10):min(len(data), i+10)])
					}
					data[i] ^= flip
				}
			}
		})
	}
}

func TestVerifyBundleRefusesAFileCutShortOrMadeLonger(t *testing.T) {
	l := newSampleLog(t, 40)
	key := l.signer.VerifierKey()
	data := l.bundle(t, 30, 40).Encode()
	for cut := 0; cut < len(data); cut++ {
		if _, err := VerifyBundle(data[:cut], key); err == nil {
			t.Errorf("cut to %d of %d bytes: accepted", cut, len(data))
		}
	}
	if _, err := VerifyBundle(append(bytes.Clone(data), '\n'), key); !errors.Is(err, ErrTampered) {
		t.Errorf("with a line added: got %v, want ErrTampered", err)
	}
}

func TestVerifyBundleRefusesEntriesTakenAwaySwappedOrPutIn(t *testing.T) {
	l := newSampleLog(t, 130)
	key := l.signer.VerifierKey()
	refuse := func(what string, b *Bundle) {
		t.Helper()
		if _, err := VerifyBundle(b.Encode(), key); !errors.Is(err, ErrTampered) {
			t.Errorf("%s: got %v, want ErrTampered", what, err)
		}
	}
	for i := range 100 {
		b := l.bundle(t, 30, 130)
		b.Entries = append(b.Entries[:i], b.Entries[i+1:]...)
		refuse(fmt.Sprintf("entry %d taken away", i), b)

		b = l.bundle(t, 30, 130)
		b.Entries[i] = mustEncode(t, entryNo(5000))
		refuse(fmt.Sprintf("entry %d replaced", i), b)

		b = l.bundle(t, 30, 130)
		j := (i + 1) % 100
		b.Entries[i], b.Entries[j] = b.Entries[j], b.Entries[i]
		refuse(fmt.Sprintf("entries %d and %d swapped", i, j), b)
	}
	b := l.bundle(t, 30, 130)
	b.Entries = append(b.Entries, mustEncode(t, entryNo(5000)))
	refuse("an entry put in", b)

	b = l.bundle(t, 30, 130)
	b.Older, b.Newer = b.Newer, b.Older
	refuse("the checkpoints swapped", b)

	b = l.bundle(t, 30, 130)
	b.Older = l.checkpoint(t, 31)
	b.Entries = b.Entries[1:]
	refuse("another older checkpoint", b)
}

func TestVerifyBundleRefusesAnotherKey(t *testing.T) {
	l := newSampleLog(t, 10)
	data := l.bundle(t, 2, 10).Encode()
	if _, err := VerifyBundle(data, testSigner(t).VerifierKey()); !errors.Is(err, ErrForeignKey) {
		t.Errorf("another key of the same name: got %v, want ErrForeignKey", err)
	}
	for _, key := range []string{"", "kent", "candour.example/kent+00000000+AAAA"} {
		if _, err := VerifyBundle(data, key); !errors.Is(err, ErrForeignKey) {
			t.Errorf("key %q: got %v, want ErrForeignKey", key, err)
		}
	}
}

func TestVerifyBundleRefusesEntriesOfAnotherLedger(t *testing.T) {
	l := &sampleLog{signer: testSigner(t)}
	var f Frontier
	strange := entryNo(1)
	strange.Controller = "norfolk"
	for _, body := range [][]byte{mustEncode(t, entryNo(0)), mustEncode(t, strange)} {
		l.bodies = append(l.bodies, body)
		l.stored = append(l.stored, f.Append(tlog.RecordHash(body))...)
	}
	if _, err := VerifyBundle(l.bundle(t, 0, 2).Encode(), l.signer.VerifierKey()); !errors.Is(err, ErrTampered) {
		t.Errorf("another controller's entry: got %v, want ErrTampered", err)
	}
}

// A witness signs beside the log. Its signature is let pass in a proof and
// left out of a bundle.
func TestCheckpointBearsACosignature(t *testing.T) {
	l := newSampleLog(t, 9)
	c := l.checkpoint(t, 9)
	secret, _, err := note.GenerateKey(nil, "witness.example")
	if err != nil {
		t.Fatal(err)
	}
	witness, err := note.NewSigner(secret)
	if err != nil {
		t.Fatal(err)
	}
	n, err := note.Open([]byte(c.Note), note.VerifierList(l.signer.Verifier()))
	if err != nil {
		t.Fatal(err)
	}
	both, err := note.Sign(n, witness)
	if err != nil {
		t.Fatal(err)
	}
	signed, err := ParseCheckpoint(string(both), l.signer.Verifier())
	if err != nil || signed.Root != c.Root || signed.Size != 9 {
		t.Fatalf("parsing with a cosignature: got %+v, %v", signed, err)
	}
	if signed.Bare != c.Note {
		t.Errorf("without the cosignature: got %q, want %q", signed.Bare, c.Note)
	}
	if _, err := parseBare(string(both), l.signer.Verifier()); !errors.Is(err, ErrTampered) {
		t.Errorf("a bundle's checkpoint with a cosignature: got %v, want ErrTampered", err)
	}
}

func TestVerifyProofOfEveryEntry(t *testing.T) {
	l := newSampleLog(t, 23)
	key := l.signer.VerifierKey()
	for n := range int64(23) {
		data := l.proof(t, n, 23)
		e, p, err := VerifyProof(data, key)
		if err != nil || e.ID != entryNo(int(n)).ID || p.Position != n || p.Checkpoint.Size != 23 {
			t.Errorf("entry %d: got %s at %d of %d, %v", n, e.ID, p.Position, p.Checkpoint.Size, err)
		}
		other := base64.StdEncoding.EncodeToString(mustEncode(t, entryNo(int(n)+1)))
		own := base64.StdEncoding.EncodeToString(l.bodies[n])
		if _, _, err := VerifyProof(bytes.Replace(data, []byte(own), []byte(other), 1), key); !errors.Is(err, ErrTampered) {
			t.Errorf("entry %d with another's body: got %v, want ErrTampered", n, err)
		}
	}
	data := l.proof(t, 11, 23)
	if !strings.HasPrefix(string(data), "c2sp.org/tlog-proof@v1\nextra ") {
		t.Errorf("the proof begins %q", data[:40])
	}
	for i := range data {
		data[i] ^= 1
		if _, _, err := VerifyProof(data, key); err == nil {
			t.Errorf("byte %d changed: accepted", i)
		}
		data[i] ^= 1
	}
}

func (l *sampleLog) proof(t testing.TB, n, size int64) []byte {
	t.Helper()
	path, err := tlog.ProveRecord(size, n, l.stored)
	if err != nil {
		t.Fatal(err)
	}
	return (&Inclusion{Position: n, Body: l.bodies[n], Path: path, Checkpoint: l.checkpoint(t, size)}).Encode()
}

func FuzzVerifyBundle(f *testing.F) {
	l := newSampleLog(f, 12)
	key := l.signer.VerifierKey()
	for _, span := range [][2]int64{{0, 12}, {5, 12}, {8, 9}, {12, 12}} {
		f.Add(l.bundle(f, span[0], span[1]).Encode())
	}
	f.Add([]byte(bundleVersion + "\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		rep, err := VerifyBundle(data, key)
		if err != nil {
			return
		}
		if want := l.bundle(t, rep.From, rep.To).Encode(); !bytes.Equal(data, want) {
			t.Errorf("accepted a file that nobody signed:\n%s", data)
		}
	})
}
