package ledger

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// An Inclusion is the proof that one entry is in the tree of a checkpoint.
//
// As a file it is a C2SP tlog-proof, its extra line holding the entry itself,
// from which the leaf hash is computed:
//
//	c2sp.org/tlog-proof@v1
//	extra BASE64-OF-THE-ENTRY
//	index POSITION
//	HASH                          the audit path of RFC 6962 section 2.1.1,
//	…                             the leaf's sibling first
//
//	ORIGIN                        the checkpoint
//	…
//
// The extra line is not trusted: a changed entry gives another leaf hash.
type Inclusion struct {
	Position   int64
	Body       []byte // canonical entry
	Path       tlog.RecordProof
	Checkpoint Checkpoint
}

const proofVersion = "c2sp.org/tlog-proof@v1"

// Encode writes the proof's file.
func (p *Inclusion) Encode() []byte {
	var out bytes.Buffer
	fmt.Fprintf(&out, "%s\nextra %s\nindex %d\n", proofVersion, base64.StdEncoding.EncodeToString(p.Body), p.Position)
	for _, h := range p.Path {
		fmt.Fprintf(&out, "%s\n", h)
	}
	fmt.Fprintf(&out, "\n%s", p.Checkpoint.Note)
	return out.Bytes()
}

// ParseInclusion reads a proof's file and checks it under v. It fails with
// ErrTampered, or with ErrForeignKey when another key signed. Cosignatures
// after the log's own signature are let pass unchecked.
func ParseInclusion(data []byte, v note.Verifier) (*Inclusion, error) {
	r := &lineReader{rest: data}
	r.literal(proofVersion)
	extra, ok := strings.CutPrefix(string(r.next()), "extra ")
	body, err := base64.StdEncoding.Strict().DecodeString(extra)
	if !ok || err != nil {
		r.fail("not the entry in base64")
	}
	p := &Inclusion{Body: body, Position: r.number("index")}
	for r.err == nil && !bytes.HasPrefix(r.rest, []byte("\n")) {
		p.Path = append(p.Path, r.hash())
	}
	r.literal("")
	if r.err != nil {
		return nil, fmt.Errorf("reading a proof: %w", r.err)
	}
	p.Checkpoint, err = ParseCheckpoint(string(r.rest), v)
	if err != nil {
		return nil, fmt.Errorf("reading a proof: %w", err)
	}
	err = tlog.CheckRecord(p.Path, p.Checkpoint.Size, p.Checkpoint.Root, p.Position, tlog.RecordHash(body))
	if err != nil {
		return nil, fmt.Errorf("checking that entry %d is in the tree of %d: %w", p.Position, p.Checkpoint.Size, ErrTampered)
	}
	if !bytes.Equal(p.Encode(), data) {
		return nil, fmt.Errorf("reading a proof that is not canonical: %w", ErrTampered)
	}
	return p, nil
}

// VerifyProof checks the proof of one entry with the public verifier key
// alone, and gives the entry and the proof.
func VerifyProof(data []byte, verifierKey string) (Entry, *Inclusion, error) {
	v, err := NewVerifier(verifierKey)
	if err != nil {
		return Entry{}, nil, err
	}
	p, err := ParseInclusion(data, v)
	if err != nil {
		return Entry{}, nil, err
	}
	e, err := Decode(p.Body)
	if err != nil {
		return Entry{}, nil, err
	}
	if Origin(e.Controller) != p.Checkpoint.Origin {
		return Entry{}, nil, fmt.Errorf("reading the entry of a proof, which is another ledger's: %w", ErrTampered)
	}
	return e, p, nil
}
