package seal

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"candour/internal/care"

	"filippo.io/age"
	"github.com/google/uuid"
)

// EscrowLife is how long an escrow copy of the keys is kept. A deleted key is
// gone for good once the copies that hold it are.
const EscrowLife = 35 * 24 * time.Hour

// ErrNoEscrow says that no recipient for escrow copies is set up. Without one
// no key-encryption key is ever destroyed.
var ErrNoEscrow = errors.New("no escrow key is set up")

// An Escrow is a directory of escrow copies: every data key of a controller,
// encrypted with age (age-encryption.org/v1) to public keys whose secret halves
// are held elsewhere. This machine can write copies and cannot open them.
type Escrow struct {
	dir        string
	recipients []age.Recipient
}

// recipientsFile lists the public escrow keys, one a line, "#" for comments.
const recipientsFile = "recipients.txt"

// OpenEscrow returns the escrow of a directory outside the data directory. It
// returns ErrNoEscrow when the directory has no recipients.txt.
func OpenEscrow(dir, dataDir string) (*Escrow, error) {
	if err := makeOutside(dir, dataDir); err != nil {
		return nil, fmt.Errorf("opening the escrow directory: %w", err)
	}
	file, err := os.Open(filepath.Join(dir, recipientsFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("opening the escrow directory: %w: it has no %s", ErrNoEscrow, recipientsFile)
	}
	if err != nil {
		return nil, fmt.Errorf("opening the escrow directory: %w", err)
	}
	defer file.Close()
	recipients, err := age.ParseRecipients(file)
	if err != nil {
		return nil, fmt.Errorf("reading the escrow recipients: %w", err)
	}
	return &Escrow{dir: dir, recipients: recipients}, nil
}

// CreateEscrow makes a new escrow key: its public half becomes recipients.txt
// of dir, its secret half identityFile, which belongs on another machine or in
// a safe. Both lie outside dataDir. It returns fs.ErrExist when dir has
// recipients; an identity that is there without them, after a crash, is used.
func CreateEscrow(dir, identityFile, dataDir string) error {
	for _, outside := range []string{dir, filepath.Dir(identityFile)} {
		if err := makeOutside(outside, dataDir); err != nil {
			return fmt.Errorf("creating an escrow key: %w", err)
		}
	}
	recipient, err := createIdentity(identityFile)
	if err != nil {
		return fmt.Errorf("creating an escrow key: %w", err)
	}
	public := fmt.Sprintf("# Escrow copies of the keys are encrypted to these.\n%s\n", recipient)
	if err := writeOnce(filepath.Join(dir, recipientsFile), []byte(public)); err != nil {
		return fmt.Errorf("creating an escrow key: %w", err)
	}
	return nil
}

// createIdentity writes a new escrow identity, unless the file is there, and
// returns its recipient.
func createIdentity(path string) (*age.HybridRecipient, error) {
	identity, err := age.GenerateHybridIdentity()
	if err != nil {
		return nil, err
	}
	text := fmt.Appendf(nil, "# Opens the escrow copies of the keys. Keep it on another machine or in a safe.\n%s\n", identity)
	defer clear(text)
	err = writeOnce(path, text)
	if err == nil || !errors.Is(err, fs.ErrExist) {
		return identity.Recipient(), err
	}
	there, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	defer clear(there)
	identities, err := age.ParseIdentities(bytes.NewReader(there))
	if err != nil {
		return nil, err
	}
	for _, identity := range identities {
		if hybrid, ok := identity.(*age.HybridIdentity); ok {
			return hybrid.Recipient(), nil
		}
	}
	return nil, fmt.Errorf("%s holds no identity of the kind Candour makes", filepath.Base(path))
}

// path returns where the copy with an id lies.
func (s *Escrow) path(id care.ID) string { return filepath.Join(s.dir, string(id)+".age") }

// copies lists the ids of a controller's copies.
func (s *Escrow) copies(controller string) ([]care.ID, error) {
	entries, err := os.ReadDir(s.dir)
	if err != nil {
		return nil, fmt.Errorf("listing escrow copies: %w", err)
	}
	var ids []care.ID
	for _, entry := range entries {
		id, ours := strings.CutSuffix(entry.Name(), ".age")
		if name, err := parseCopy(care.ID(id)); ours && err == nil && name.controller == controller {
			ids = append(ids, care.ID(id))
		}
	}
	return ids, nil
}

// remove deletes a copy durably. One that is already gone is no error.
func (s *Escrow) remove(id care.ID) error {
	if err := os.Remove(s.path(id)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("removing escrow copy %s: %w", id, err)
	}
	return syncDir(s.dir)
}

// digest returns the SHA-256 of a copy as it lies on the disk.
func (s *Escrow) digest(id care.ID) (string, error) {
	file, err := os.Open(s.path(id))
	if err != nil {
		return "", fmt.Errorf("reading escrow copy %s back: %w", id, err)
	}
	defer file.Close()
	sum := sha256.New()
	if _, err := io.Copy(sum, file); err != nil {
		return "", fmt.Errorf("reading escrow copy %s back: %w", id, err)
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}

// A copyName is what the id of an escrow copy says.
type copyName struct {
	controller string
	label      int64 // lowest version that a key in it was wrapped under
	madeAt     time.Time
}

const copyTime = "20060102T150405Z"

// newID returns a fresh id: controller, label, time, and chance.
func (n copyName) newID() care.ID {
	return care.ID(fmt.Sprintf("%s-%d-%s-%.8s", n.controller, n.label, n.madeAt.UTC().Format(copyTime), uuid.NewString()))
}

func parseCopy(id care.ID) (copyName, error) {
	parts := strings.Split(string(id), "-")
	if len(parts) < 4 {
		return copyName{}, fmt.Errorf("%q is not the id of an escrow copy", id)
	}
	tail := parts[len(parts)-3:]
	label, err := strconv.ParseInt(tail[0], 10, 64)
	madeAt, err2 := time.Parse(copyTime, tail[1])
	if err := errors.Join(err, err2); err != nil {
		return copyName{}, fmt.Errorf("%q is not the id of an escrow copy: %w", id, err)
	}
	return copyName{strings.Join(parts[:len(parts)-3], "-"), label, madeAt}, nil
}

// A draft is an escrow copy being written.
type draft struct {
	file   *os.File
	sum    hash.Hash
	sealed io.WriteCloser // what is written here is encrypted
}

func (s *Escrow) draft() (*draft, error) {
	if err := removeStale(s.dir, time.Now().Add(-time.Hour)); err != nil {
		return nil, err
	}
	file, err := os.CreateTemp(s.dir, unfinished+"*")
	if err != nil {
		return nil, fmt.Errorf("writing an escrow copy: %w", err)
	}
	d := &draft{file: file, sum: sha256.New()}
	d.sealed, err = age.Encrypt(io.MultiWriter(file, d.sum), s.recipients...)
	if err != nil {
		d.discard()
		return nil, fmt.Errorf("encrypting an escrow copy: %w", err)
	}
	return d, nil
}

// finish makes the copy durable under its id and returns its SHA-256.
func (d *draft) finish(path string) (string, error) {
	defer d.discard()
	if err := errors.Join(d.sealed.Close(), d.file.Sync()); err != nil {
		return "", fmt.Errorf("writing an escrow copy: %w", err)
	}
	if err := os.Link(d.file.Name(), path); err != nil {
		return "", fmt.Errorf("writing an escrow copy: %w", err)
	}
	return hex.EncodeToString(d.sum.Sum(nil)), syncDir(filepath.Dir(path))
}

// discard gives up the draft's file; it does nothing to a nil draft.
func (d *draft) discard() {
	if d != nil {
		d.file.Close()
		os.Remove(d.file.Name())
	}
}
