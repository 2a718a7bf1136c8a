package ledger

import (
	"bytes"
	"fmt"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// A Bundle is a piece of the ledger that an outsider can check with nothing
// but the public key: two signed checkpoints, every entry between them and
// the proof that the older tree is the beginning of the newer.
//
// As a file it is UTF-8 text, every line ended by a line feed:
//
//	candour.example/bundle@v1
//	ORIGIN                        the older checkpoint: five lines, with
//	SIZE                          the log's signature alone
//	ROOT
//
//	— ORIGIN SIGNATURE
//	ORIGIN                        the newer checkpoint, likewise
//	SIZE
//	ROOT
//
//	— ORIGIN SIGNATURE
//	proof COUNT
//	HASH                          COUNT hashes in base64, the consistency
//	…                             proof of RFC 6962 section 2.1.2
//	entries COUNT
//	{"id":…}                      COUNT entries, oldest first, as [Entry.Encode]
//	…                             writes them; none may be missing
//
// The form is canonical: there is one file for one bundle, so whatever byte
// is changed, the file no longer verifies.
type Bundle struct {
	Older, Newer Checkpoint
	Proof        tlog.TreeProof
	Entries      [][]byte // canonical bodies of entries Older.Size to Newer.Size-1
}

const bundleVersion = "candour.example/bundle@v1"

// A Report says what a verified bundle shows.
type Report struct {
	Origin       string
	From, To     int64 // entries From to To-1 are in the bundle
	Older, Newer tlog.Hash
	Entries      []Entry
	First, Last  time.Time // earliest and latest machine time among the entries; zero when there are none
	Refusals     int
}

// Encode writes the bundle's file.
func (b *Bundle) Encode() []byte {
	var out bytes.Buffer
	fmt.Fprintf(&out, "%s\n%s%sproof %d\n", bundleVersion, b.Older.Bare, b.Newer.Bare, len(b.Proof))
	for _, h := range b.Proof {
		fmt.Fprintf(&out, "%s\n", h)
	}
	fmt.Fprintf(&out, "entries %d\n", len(b.Entries))
	for _, body := range b.Entries {
		out.Write(body)
		out.WriteByte('\n')
	}
	return out.Bytes()
}

// ParseBundle reads a bundle's file and checks everything in it under v: both
// signatures, the consistency of the two trees, and that the entries are
// exactly those that lead from one to the other. It fails with ErrTampered,
// or with ErrForeignKey when another key signed.
func ParseBundle(data []byte, v note.Verifier) (*Bundle, error) {
	r := &lineReader{rest: data}
	r.literal(bundleVersion)
	b := &Bundle{Older: r.checkpoint(v), Newer: r.checkpoint(v)}
	for range min(r.number("proof"), 2*64) {
		b.Proof = append(b.Proof, r.hash())
	}
	count := r.number("entries")
	if r.err == nil && count != b.Newer.Size-b.Older.Size {
		r.fail("not as many entries as lie between the checkpoints")
	}
	for i := int64(0); i < count && r.err == nil; i++ {
		b.Entries = append(b.Entries, r.next())
	}
	if r.err != nil {
		return nil, fmt.Errorf("reading a bundle: %w", r.err)
	}
	if err := b.check(); err != nil {
		return nil, fmt.Errorf("checking a bundle: %w", err)
	}
	if !bytes.Equal(b.Encode(), data) {
		return nil, fmt.Errorf("reading a bundle that is not canonical: %w", ErrTampered)
	}
	return b, nil
}

// check holds the entries and the proof against the two roots.
func (b *Bundle) check() error {
	leaves := make([]tlog.Hash, len(b.Entries))
	for i, body := range b.Entries {
		leaves[i] = tlog.RecordHash(body)
	}
	return covers(b.Proof, b.Older.Size, b.Older.Root, b.Newer.Size, b.Newer.Root, leaves)
}

// VerifyBundle checks a bundle's file with the public verifier key alone: no
// database, no secret. It rejects a bundle from which an entry was taken, in
// which two were swapped, or in which any byte was changed, and one whose
// entries are not well formed, name another controller or repeat an id.
func VerifyBundle(data []byte, verifierKey string) (Report, error) {
	v, err := NewVerifier(verifierKey)
	if err != nil {
		return Report{}, err
	}
	b, err := ParseBundle(data, v)
	if err != nil {
		return Report{}, err
	}
	rep := Report{
		Origin: b.Newer.Origin, From: b.Older.Size, To: b.Newer.Size,
		Older: b.Older.Root, Newer: b.Newer.Root,
	}
	seen := map[string]bool{}
	for i, body := range b.Entries {
		e, err := Decode(body)
		if err != nil {
			return Report{}, fmt.Errorf("reading entry %d of a bundle: %w", rep.From+int64(i), err)
		}
		if Origin(e.Controller) != rep.Origin || seen[e.ID] {
			return Report{}, fmt.Errorf("reading entry %d of a bundle, which is another ledger's or twice there: %w", rep.From+int64(i), ErrTampered)
		}
		seen[e.ID] = true
		rep.count(e)
	}
	return rep, nil
}

func (rep *Report) count(e Entry) {
	rep.Entries = append(rep.Entries, e)
	if rep.First.IsZero() || e.At.Before(rep.First) {
		rep.First = e.At
	}
	if e.At.After(rep.Last) {
		rep.Last = e.At
	}
	if e.Outcome == Refused {
		rep.Refusals++
	}
}
