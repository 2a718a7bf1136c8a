package ledger

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"slices"

	"candour/internal/care"
)

// maxFile bounds what a verification reads into memory.
const maxFile = 1 << 30

// AuditCheckpoint writes the newest signed checkpoint, as it is published:
// candour audit checkpoint.
func AuditCheckpoint(ctx context.Context, w io.Writer, l *Log) error {
	c, err := l.Latest(ctx)
	if err != nil {
		return fmt.Errorf("finding the newest checkpoint: %w", err)
	}
	_, err = io.WriteString(w, c.Note)
	return err
}

// AuditKey writes the public verifier key: candour audit key.
func AuditKey(w io.Writer, l *Log) error {
	_, err := fmt.Fprintln(w, l.VerifierKey())
	return err
}

// AuditProve writes the proof file of one entry: candour audit prove ENTRY.
func AuditProve(ctx context.Context, w io.Writer, l *Log, entry care.ID) error {
	if !isID(string(entry)) {
		return fmt.Errorf("an entry is named by its id, such as 8c1f9a52-6f0f-4d6e-9d55-2b1f0a6f6a3e: %w", care.ErrInvalid)
	}
	proof, err := l.Prove(ctx, entry)
	if err != nil {
		return err
	}
	_, err = w.Write(proof)
	return err
}

// AuditExport writes the bundle between the checkpoints of two sizes, to the
// newest when to is Newest: candour audit export.
func AuditExport(ctx context.Context, w io.Writer, l *Log, from, to int64) error {
	bundle, err := l.Export(ctx, from, to)
	if err != nil {
		return err
	}
	_, err = w.Write(bundle)
	return err
}

// AuditVerify checks a bundle or a proof of one entry with the public
// verifier key alone and writes what it shows: candour audit verify BUNDLE
// --key PUB. It needs no database and no secret. The error says what does not
// hold; nothing is written then.
func AuditVerify(w io.Writer, file io.Reader, verifierKey string) error {
	data, err := io.ReadAll(io.LimitReader(file, maxFile+1))
	if err != nil {
		return fmt.Errorf("reading the file: %w", err)
	}
	if len(data) > maxFile {
		return fmt.Errorf("the file is larger than %d bytes: export it in smaller pieces", maxFile)
	}
	if bytes.HasPrefix(data, []byte(proofVersion)) {
		e, p, err := VerifyProof(data, verifierKey)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(w, "Verified: entry %s (%s, %s) is number %d of the %d that %s signed.\nRoot: %s\n",
			e.ID, e.Act, e.Outcome, p.Position, p.Checkpoint.Size, p.Checkpoint.Origin, p.Checkpoint.Root)
		return err
	}
	rep, err := VerifyBundle(data, verifierKey)
	if err != nil {
		return err
	}
	return rep.write(w)
}

func (rep Report) write(w io.Writer) error {
	var out bytes.Buffer
	fmt.Fprintf(&out, "Verified: %s\n", rep.Origin)
	fmt.Fprintf(&out, "%d entries, from position %d up to %d: none missing, altered or reordered; %d refusals.\n",
		rep.To-rep.From, rep.From, rep.To, rep.Refusals)
	if len(rep.Entries) > 0 {
		fmt.Fprintf(&out, "Made between %s and %s.\n", rep.First.Format(timeLayout), rep.Last.Format(timeLayout))
	}
	acts := map[string]int{}
	var names []string
	for _, e := range rep.Entries {
		if acts[e.Act]++; acts[e.Act] == 1 {
			names = append(names, e.Act)
		}
	}
	slices.Sort(names)
	for _, name := range names {
		fmt.Fprintf(&out, "%8d  %s\n", acts[name], name)
	}
	fmt.Fprintf(&out, "Root before: %s\nRoot after:  %s\n", rep.Older, rep.Newer)
	_, err := w.Write(out.Bytes())
	return err
}
