package ledger

import (
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// ErrForeignKey means that a checkpoint is not signed by the key at hand.
var ErrForeignKey = errors.New("not signed by this ledger's key")

// A Checkpoint is a signed statement of a tree's size and root (C2SP
// tlog-checkpoint, without extension lines).
type Checkpoint struct {
	Origin string
	Size   int64
	Root   tlog.Hash
	Note   string // the whole signed note, as stored and published
	Bare   string // the note with the log's own signature alone, as bundles and the archive hold it
}

// Origin is the name of a controller's ledger, and of its key.
func Origin(controller string) string { return "candour.example/" + controller }

// ControllerOf is the inverse of Origin; it gives "" for a foreign origin.
func ControllerOf(origin string) string {
	c, ok := strings.CutPrefix(origin, "candour.example/")
	if !ok || !isPlace(c) {
		return ""
	}
	return c
}

func checkpointBody(origin string, size int64, root tlog.Hash) string {
	return fmt.Sprintf("%s\n%d\n%s\n", origin, size, root)
}

// ParseCheckpoint verifies a checkpoint under a verifier. Signatures by other
// keys, such as a witness's, are ignored, as C2SP signed-note requires.
// Anything but the three lines of the body, or a body that is not written
// canonically, is ErrTampered; another key is ErrForeignKey.
func ParseCheckpoint(text string, v note.Verifier) (Checkpoint, error) {
	n, err := note.Open([]byte(text), note.VerifierList(v))
	var unknown *note.UnverifiedNoteError
	if errors.As(err, &unknown) {
		return Checkpoint{}, fmt.Errorf("opening a checkpoint: %w", ErrForeignKey)
	}
	if err != nil {
		return Checkpoint{}, fmt.Errorf("opening a checkpoint (%v): %w", err, ErrTampered)
	}
	lines := strings.Split(n.Text, "\n")
	if len(lines) != 4 || lines[0] != v.Name() {
		return Checkpoint{}, fmt.Errorf("reading a checkpoint's lines: %w", ErrTampered)
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil || size < 0 {
		return Checkpoint{}, fmt.Errorf("reading a checkpoint's size: %w", ErrTampered)
	}
	root, err := tlog.ParseHash(lines[2])
	if err != nil {
		return Checkpoint{}, fmt.Errorf("reading a checkpoint's root: %w", ErrTampered)
	}
	c := Checkpoint{Origin: lines[0], Size: size, Root: root, Note: text}
	_, err = base64.StdEncoding.Strict().DecodeString(n.Sigs[0].Base64)
	if err != nil || n.Text != checkpointBody(c.Origin, c.Size, c.Root) {
		return Checkpoint{}, fmt.Errorf("reading a checkpoint that is not canonical: %w", ErrTampered)
	}
	c.Bare = fmt.Sprintf("%s\n— %s %s\n", n.Text, n.Sigs[0].Name, n.Sigs[0].Base64)
	return c, nil
}

// checkpointLines is how many lines a checkpoint with one signature has.
const checkpointLines = 5

// parseBare reads a checkpoint that must be in its bare form, byte for byte.
func parseBare(text string, v note.Verifier) (Checkpoint, error) {
	c, err := ParseCheckpoint(text, v)
	if err != nil {
		return Checkpoint{}, err
	}
	if c.Bare != text {
		return Checkpoint{}, fmt.Errorf("reading a checkpoint that is not canonical: %w", ErrTampered)
	}
	return c, nil
}
