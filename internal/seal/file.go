package seal

import (
	"bytes"
	"context"
	"crypto/cipher"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// A FileCustodian holds key-encryption keys as files in a directory outside
// the data directory: kek-<controller>-<version>.key, readable by their owner
// alone. It serves one node.
//
// Never copy the directory into a backup: a copied key-encryption key opens
// yesterday's key database. Escrow copies are the backup of keys.
type FileCustodian struct {
	dir string

	mu     sync.RWMutex
	opened map[KEK]cipher.AEAD
}

var _ Custodian = (*FileCustodian)(nil)

// OpenFiles returns the custodian of a directory, which it makes when missing.
// It returns ErrInsideData when the directory lies inside dataDir; dataDir may
// be empty when the data is not in a directory.
func OpenFiles(dir, dataDir string) (*FileCustodian, error) {
	if err := makeOutside(dir, dataDir); err != nil {
		return nil, fmt.Errorf("opening the key directory: %w", err)
	}
	return &FileCustodian{dir: dir, opened: map[KEK]cipher.AEAD{}}, nil
}

// Publish implements [Custodian].
func (c *FileCustodian) Publish(_ context.Context, kek KEK) error {
	if err := checkController(kek.Controller); err != nil {
		return fmt.Errorf("publishing a key-encryption key: %w", err)
	}
	secret := NewKey()
	defer secret.Wipe()
	text := encodeKeyFile(kek, secret.bytes())
	defer clear(text)
	err := writeOnce(c.path(kek), text)
	if err != nil && !errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("publishing key-encryption key %d: %w", kek.Version, err)
	}
	_, err = c.aead(kek)
	return err
}

// Wrap implements [Custodian].
func (c *FileCustodian) Wrap(_ context.Context, kek KEK, secret, ad []byte) ([]byte, error) {
	aead, err := c.aead(kek)
	if err != nil {
		return nil, err
	}
	return aead.Seal(nil, nil, secret, ad), nil
}

// Unwrap implements [Custodian].
func (c *FileCustodian) Unwrap(_ context.Context, kek KEK, wrapped, ad []byte) ([]byte, error) {
	aead, err := c.aead(kek)
	if err != nil {
		return nil, err
	}
	secret, err := aead.Open(nil, nil, wrapped, ad)
	if err != nil {
		return nil, ErrTampered
	}
	return secret, nil
}

// Destroy implements [Custodian]. It overwrites the file with zeros, makes
// that durable, and removes it. On flash and copy-on-write file systems an
// older block may survive; see docs/threats.md.
func (c *FileCustodian) Destroy(_ context.Context, kek KEK) error {
	c.Forget(kek)
	path := c.path(kek)
	text, err := os.ReadFile(path)
	defer clear(text)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return syncDir(c.dir) // the removal may not have been durable yet
	case err != nil:
		return fmt.Errorf("destroying key-encryption key %d: %w", kek.Version, err)
	case len(bytes.Trim(text, "\x00")) > 0: // not yet overwritten
		if _, err := decodeKeyFile(kek, text); err != nil {
			return fmt.Errorf("destroying key-encryption key %d: %w", kek.Version, err)
		}
	}
	if err := shred(path, len(text)); err != nil {
		return fmt.Errorf("destroying key-encryption key %d: %w", kek.Version, err)
	}
	return nil
}

// Forget implements [Custodian].
func (c *FileCustodian) Forget(kek KEK) {
	c.mu.Lock()
	delete(c.opened, kek)
	c.mu.Unlock()
}

// Versions implements [Custodian].
func (c *FileCustodian) Versions(_ context.Context, controller string) ([]int64, error) {
	entries, err := os.ReadDir(c.dir)
	if err != nil {
		return nil, fmt.Errorf("listing key-encryption keys: %w", err)
	}
	var versions []int64
	for _, entry := range entries {
		name, ours := strings.CutPrefix(entry.Name(), "kek-"+controller+"-")
		name, key := strings.CutSuffix(name, ".key")
		version, err := strconv.ParseInt(name, 10, 64)
		if ours && key && err == nil && version > 0 {
			versions = append(versions, version)
		}
	}
	slices.Sort(versions)
	return versions, nil
}

// aead returns the cipher of a key-encryption key, read from its file once.
func (c *FileCustodian) aead(kek KEK) (cipher.AEAD, error) {
	c.mu.RLock()
	aead, ok := c.opened[kek]
	c.mu.RUnlock()
	if ok {
		return aead, nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	secret, err := readKeyFile(c.path(kek), kek)
	if err != nil {
		return nil, fmt.Errorf("reading key-encryption key %d of %s: %w", kek.Version, kek.Controller, err)
	}
	defer clear(secret[:])
	aead = newAEAD(secret)
	c.opened[kek] = aead
	return aead, nil
}

func (c *FileCustodian) path(kek KEK) string {
	return filepath.Join(c.dir, fmt.Sprintf("kek-%s-%d.key", kek.Controller, kek.Version))
}

// readKeyFile reads the key of a file that only its owner may read.
func readKeyFile(path string, kek KEK) (*[KeySize]byte, error) {
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, ErrNoKeyFile
	}
	if err != nil {
		return nil, err
	}
	if info.Mode().Perm()&0o077 != 0 {
		return nil, fmt.Errorf("%w: its mode is %#o, not 0600", ErrExposed, info.Mode().Perm())
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	defer clear(text)
	return decodeKeyFile(kek, text)
}
