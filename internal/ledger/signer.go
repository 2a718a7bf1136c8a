package ledger

import (
	"crypto/ed25519"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// A Signer signs the checkpoints of one controller's ledger (Ed25519, C2SP
// signed-note). It never shows its secret.
type Signer struct {
	controller string
	signer     note.Signer
	verifier   note.Verifier
	key        string // public verifier key text
}

// OpenSigner reads the controller's signing key from dir, the key directory,
// and makes it there if there is none: readable by its owner only, durable
// before it is used, never replaced. It refuses a key that others can read or
// that belongs to another controller.
func OpenSigner(dir, controller string) (*Signer, error) {
	if !isPlace(controller) {
		return nil, fmt.Errorf("opening the signing key of a controller whose code is out of shape")
	}
	path := filepath.Join(dir, "ledger-"+controller+".key")
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		if err := makeSigningKey(dir, path, controller); err != nil {
			return nil, fmt.Errorf("making the signing key of %s: %w", controller, err)
		}
		info, err = os.Stat(path)
	}
	if err != nil {
		return nil, fmt.Errorf("finding the signing key of %s: %w", controller, err)
	}
	if info.Mode().Perm()&0o077 != 0 {
		return nil, fmt.Errorf("opening the signing key of %s: others than its owner may read %s; run chmod 600 on it", controller, path)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("reading the signing key of %s: %w", controller, err)
	}
	s, err := parseSigner(strings.TrimSuffix(string(text), "\n"), controller)
	if err != nil {
		return nil, fmt.Errorf("reading the signing key of %s: %w", controller, err)
	}
	return s, nil
}

func makeSigningKey(dir, path, controller string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	secret, _, err := note.GenerateKey(rand.Reader, Origin(controller))
	if err != nil {
		return err
	}
	draft, err := os.CreateTemp(dir, ".ledger-key-*") // made readable by its owner only
	if err != nil {
		return err
	}
	defer os.Remove(draft.Name())
	_, err = draft.WriteString(secret + "\n")
	if err = errors.Join(err, draft.Sync(), draft.Close()); err != nil {
		return err
	}
	// Link, unlike rename, never replaces a key that another process made meanwhile.
	if err := os.Link(draft.Name(), path); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return syncDir(dir)
}

func parseSigner(secret, controller string) (*Signer, error) {
	signer, err := note.NewSigner(secret)
	if err != nil {
		return nil, errors.New("it is not a signing key")
	}
	if signer.Name() != Origin(controller) {
		return nil, fmt.Errorf("it belongs to %s: %w", signer.Name(), ErrForeignKey)
	}
	parts := strings.SplitN(secret, "+", 5) // PRIVATE+KEY+name+hash+key, and base64 may hold a plus
	raw, err := base64.StdEncoding.DecodeString(parts[len(parts)-1])
	if err != nil || len(raw) != 1+ed25519.SeedSize {
		return nil, errors.New("it is not a signing key")
	}
	public := ed25519.NewKeyFromSeed(raw[1:]).Public().(ed25519.PublicKey)
	key, err := note.NewEd25519VerifierKey(signer.Name(), public)
	if err != nil {
		return nil, err
	}
	verifier, err := note.NewVerifier(key)
	if err != nil {
		return nil, err
	}
	return &Signer{controller: controller, signer: signer, verifier: verifier, key: key}, nil
}

// VerifierKey is the public key text to give to auditors and witnesses
// (golang.org/x/mod/sumdb/note: name+hash+key).
func (s *Signer) VerifierKey() string { return s.key }

// Verifier verifies what s signs.
func (s *Signer) Verifier() note.Verifier { return s.verifier }

// Controller is whose ledger s signs.
func (s *Signer) Controller() string { return s.controller }

// Sign signs a checkpoint for a tree.
func (s *Signer) Sign(size int64, root tlog.Hash) (Checkpoint, error) {
	text, err := note.Sign(&note.Note{Text: checkpointBody(s.signer.Name(), size, root)}, s.signer)
	if err != nil {
		return Checkpoint{}, fmt.Errorf("signing the checkpoint of %d entries: %w", size, err)
	}
	return Checkpoint{Origin: s.signer.Name(), Size: size, Root: root, Note: string(text), Bare: string(text)}, nil
}

// NewVerifier reads a public verifier key text, such as a file an auditor was
// given.
func NewVerifier(key string) (note.Verifier, error) {
	v, err := note.NewVerifier(strings.TrimSpace(key))
	if err != nil {
		return nil, fmt.Errorf("reading a verifier key (%v): %w", err, ErrForeignKey)
	}
	return v, nil
}

// syncDir makes the names in a directory durable.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
