package seal

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"candour/internal/care"
)

// Errors of this package. All of them mean: refuse, and destroy nothing.
var (
	ErrTampered       = errors.New("sealed bytes do not belong here or were changed")
	ErrNoKeyFile      = errors.New("key-encryption key is missing")
	ErrForeignKeyFile = errors.New("key-encryption key belongs to another key database")
	ErrExposed        = errors.New("others may read a file that holds a key")
	ErrInsideData     = errors.New("keys must not lie inside the data directory")
	ErrTooEarly       = errors.New("an earlier step is not finished")
)

// KeySize is the length of a key in bytes.
const KeySize = 32

// Overhead is how many bytes sealing adds: a nonce of 12 and a tag of 16.
const Overhead = 28

// Keys creates, opens and deletes data keys. A controller's keys are out of
// reach of every other controller.
type Keys interface {
	// Create makes n random keys. They are wrapped and durable when it returns.
	Create(ctx context.Context, controller string, n int) ([]care.ID, error)
	// Open unwraps keys. An id absent from the map has no key. The caller
	// wipes every key before its request ends.
	Open(ctx context.Context, controller string, ids ...care.ID) (map[care.ID]*Key, error)
	// Delete destroys a key: the point of no return. It returns the version of
	// the key-encryption key it was wrapped under, or 0 when already gone.
	Delete(ctx context.Context, controller string, id care.ID) (kekVersion int64, err error)
	// DeleteMany destroys keys as Delete does, in as few transactions as it
	// can, and returns the version of each that was there.
	DeleteMany(ctx context.Context, controller string, ids ...care.ID) (kekVersions map[care.ID]int64, err error)
	// Old lists keys made before a moment, in order of id, after an id.
	Old(ctx context.Context, controller string, before time.Time, after care.ID, limit int) ([]care.ID, error)
	// Version returns the current version of the key-encryption key, having
	// shown that this node can use it.
	Version(ctx context.Context, controller string) (int64, error)
}

// A Key seals and opens the sections of one data subject, service and tier.
// It never shows its bytes, however it is printed. It must not be wiped while
// another goroutine uses it.
type Key struct {
	// Package fmt prints unexported fields without calling their methods, and
	// follows a pointer to an array when the verb is a wrong one. It does not
	// follow a pointer to a pointer.
	secret **[KeySize]byte
}

// keyOf returns the key that owns these bytes.
func keyOf(secret *[KeySize]byte) *Key { return &Key{&secret} }

// bytes returns the key's own bytes, nil once it was wiped.
func (k *Key) bytes() *[KeySize]byte {
	if k.secret == nil {
		return nil
	}
	return *k.secret
}

// NewKey returns a random key that is kept nowhere.
func NewKey() *Key {
	secret := new([KeySize]byte)
	rand.Read(secret[:]) // never fails: crypto/rand ends the process instead
	return keyOf(secret)
}

// Seal encrypts and authenticates plaintext, bound to ad, under a fresh random
// nonce which it puts in front. It panics when the key was wiped: sealing
// under zeros would publish the plaintext.
func (k *Key) Seal(plaintext, ad []byte) []byte {
	secret := k.bytes()
	if secret == nil {
		panic("seal: key used after it was wiped")
	}
	return newAEAD(secret).Seal(nil, nil, plaintext, ad)
}

// Open returns the plaintext, or ErrTampered when sealed or ad differ in any
// bit from what was sealed, or when the key is another or was wiped.
func (k *Key) Open(sealed, ad []byte) ([]byte, error) {
	secret := k.bytes()
	if secret == nil {
		return nil, fmt.Errorf("opening with a wiped key: %w", ErrTampered)
	}
	plaintext, err := newAEAD(secret).Open(nil, nil, sealed, ad)
	if err != nil {
		return nil, ErrTampered
	}
	return plaintext, nil
}

// Wipe overwrites the key, in every copy of the Key. It may be called again.
func (k *Key) Wipe() {
	if secret := k.bytes(); secret != nil {
		clear(secret[:])
		*k.secret = nil
	}
}

// WipeAll wipes every key of a map that Keys.Open returned.
func WipeAll(keys map[care.ID]*Key) {
	for _, k := range keys {
		k.Wipe()
	}
}

const redacted = "[key]"

// Format writes a fixed word, whatever the verb.
func (Key) Format(f fmt.State, _ rune) { fmt.Fprint(f, redacted) }

// String returns a fixed word.
func (Key) String() string { return redacted }

// GoString returns a fixed word.
func (Key) GoString() string { return redacted }

// LogValue returns a fixed word.
func (Key) LogValue() slog.Value { return slog.StringValue(redacted) }

// newAEAD returns AES-256-GCM with a random nonce in front (NIST SP 800-38D
// §8.2.2): at most 2^32 sealings under one key, which no record reaches.
func newAEAD(secret *[KeySize]byte) cipher.AEAD {
	block, err := aes.NewCipher(secret[:])
	if err != nil {
		panic("seal: " + err.Error()) // only for a wrong key size
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		panic("seal: " + err.Error()) // only for a cipher that is not AES
	}
	return aead
}
