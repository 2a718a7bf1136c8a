package ledger

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func TestOpenSignerMakesOneKeyAndKeepsIt(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "candour.kek")
	keys := make([]string, 8)
	var all sync.WaitGroup
	for i := range keys {
		all.Go(func() {
			s, err := OpenSigner(dir, "kent")
			if err != nil {
				t.Error(err)
				return
			}
			keys[i] = s.VerifierKey()
		})
	}
	all.Wait()
	for _, key := range keys {
		if key != keys[0] || !strings.HasPrefix(key, "candour.example/kent+") {
			t.Errorf("got key %q, want %q", key, keys[0])
		}
	}
	files, err := os.ReadDir(dir)
	if err != nil || len(files) != 1 {
		t.Fatalf("the key directory holds %v, %v; want one file", files, err)
	}
	info, err := files[0].Info()
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v; want 0600", info.Mode(), err)
	}
}

func TestOpenSignerRefusesAKeyThatIsNotItsOwn(t *testing.T) {
	dir := t.TempDir()
	s, err := OpenSigner(dir, "kent")
	must(t, err)
	kent, norfolk := filepath.Join(dir, "ledger-kent.key"), filepath.Join(dir, "ledger-norfolk.key")
	secret := read(t, kent)

	write(t, norfolk, secret)
	if _, err := OpenSigner(dir, "norfolk"); !errors.Is(err, ErrForeignKey) {
		t.Errorf("Kent's key under Norfolk's name: got %v, want ErrForeignKey", err)
	}
	must(t, os.Chmod(kent, 0o640))
	if _, err := OpenSigner(dir, "kent"); err == nil || !strings.Contains(err.Error(), "chmod 600") {
		t.Errorf("a key that others may read: got %v", err)
	}
	must(t, os.Chmod(kent, 0o600))
	write(t, kent, secret[:len(secret)/2])
	if _, err := OpenSigner(dir, "kent"); err == nil || strings.Contains(err.Error(), string(secret[20:40])) {
		t.Errorf("half a key: got %v", err)
	}
	if _, err := OpenSigner(dir, "../kent"); err == nil {
		t.Error("a controller that is a path: accepted")
	}
	if text := fmt.Sprintf("%v %+v %s", s, s, s); strings.Contains(text, "PRIVATE") {
		t.Errorf("a printed signer shows its secret: %s", text)
	}
}

func TestParseCheckpointRefusesWhatWasNotSigned(t *testing.T) {
	s := testSigner(t)
	c, err := s.Sign(7, leafNo(7))
	must(t, err)
	got, err := ParseCheckpoint(c.Note, s.Verifier())
	if err != nil || got != c {
		t.Fatalf("got %+v, %v; want %+v", got, err, c)
	}
	if want := "candour.example/kent\n7\n" + leafNo(7).String() + "\n\n— candour.example/kent "; !strings.HasPrefix(c.Note, want) {
		t.Errorf("the note is %q, want it to begin %q", c.Note, want)
	}
	for i := range c.Note {
		bad := []byte(c.Note)
		bad[i] ^= 1
		if _, err := ParseCheckpoint(string(bad), s.Verifier()); err == nil {
			t.Errorf("byte %d changed: accepted", i)
		}
	}
	// The last character of the signature has two bits to spare.
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
	last := strings.LastIndexByte(c.Note, '=') - 1
	spare := []byte(c.Note)
	spare[last] = alphabet[strings.IndexByte(alphabet, spare[last])+1]
	if _, err := ParseCheckpoint(string(spare), s.Verifier()); !errors.Is(err, ErrTampered) {
		t.Errorf("the same signature written otherwise: got %v, want ErrTampered", err)
	}
	if _, err := ParseCheckpoint(c.Note, testSigner(t).Verifier()); !errors.Is(err, ErrForeignKey) {
		t.Errorf("another key: got %v, want ErrForeignKey", err)
	}
}

func TestCheckpointHasNoExtensionLines(t *testing.T) {
	s := testSigner(t)
	for name, body := range map[string]string{
		"an extension line": checkpointBody(Origin("kent"), 7, leafNo(7)) + "more\n",
		"a leading zero":    strings.Replace(checkpointBody(Origin("kent"), 7, leafNo(7)), "\n7\n", "\n07\n", 1),
		"a negative size":   checkpointBody(Origin("kent"), -7, leafNo(7)),
		"another origin":    checkpointBody(Origin("norfolk"), 7, leafNo(7)),
		"half a hash":       "candour.example/kent\n7\nAAAA\n",
		"two lines":         "candour.example/kent\n7\n",
	} {
		if _, err := ParseCheckpoint(signText(t, s, body), s.Verifier()); !errors.Is(err, ErrTampered) {
			t.Errorf("%s: got %v, want ErrTampered", name, err)
		}
	}
	if _, err := ParseCheckpoint(signText(t, s, checkpointBody(Origin("kent"), 0, tlog.Hash{})), s.Verifier()); err != nil {
		t.Errorf("size 0: %v", err)
	}
}

func signText(t *testing.T, s *Signer, body string) string {
	t.Helper()
	signed, err := note.Sign(&note.Note{Text: body}, s.signer)
	must(t, err)
	return string(signed)
}
