package seal

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var kent1 = KEK{"kent", "db-1", 1}

func files(t *testing.T) (*FileCustodian, string) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "kek")
	c, err := OpenFiles(dir, "")
	if err != nil {
		t.Fatal(err)
	}
	return c, dir
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func TestFileCustodianOpensWhatItWrappedAfterARestart(t *testing.T) {
	c, dir := files(t)
	if err := c.Publish(t.Context(), kent1); err != nil {
		t.Fatal(err)
	}
	wrapped := must(c.Wrap(t.Context(), kent1, []byte("a data key"), []byte("ad")))
	c = must(OpenFiles(dir, ""))
	got, err := c.Unwrap(t.Context(), kent1, wrapped, []byte("ad"))
	if err != nil || string(got) != "a data key" {
		t.Errorf("got %q, %v", got, err)
	}
	if _, err := c.Unwrap(t.Context(), kent1, wrapped, []byte("AD")); !errors.Is(err, ErrTampered) {
		t.Errorf("other associated data: got %v, want ErrTampered", err)
	}
	info := must(os.Stat(filepath.Join(dir, "kek-kent-1.key")))
	if info.Mode().Perm() != 0o600 {
		t.Errorf("got mode %o, want 600", info.Mode().Perm())
	}
	if left := must(os.ReadDir(dir)); len(left) != 1 {
		t.Errorf("got %d files, want the key file alone", len(left))
	}
}

func TestPublishNeverReplacesAKeyFile(t *testing.T) {
	c, dir := files(t)
	path := filepath.Join(dir, "kek-kent-1.key")
	if err := c.Publish(t.Context(), kent1); err != nil {
		t.Fatal(err)
	}
	before := must(os.ReadFile(path))
	again := must(OpenFiles(dir, ""))
	if err := again.Publish(t.Context(), kent1); err != nil {
		t.Errorf("publishing what a crash cut short: %v", err)
	}
	err := again.Publish(t.Context(), KEK{"kent", "db-2", 1})
	if !errors.Is(err, ErrForeignKeyFile) {
		t.Errorf("publishing over another database's: got %v, want ErrForeignKeyFile", err)
	}
	if !bytes.Equal(before, must(os.ReadFile(path))) {
		t.Error("the key file changed")
	}
}

func TestDestroyLeavesNoKeyAndMayBeRepeated(t *testing.T) {
	c, dir := files(t)
	path := filepath.Join(dir, "kek-kent-1.key")
	if err := c.Publish(t.Context(), kent1); err != nil {
		t.Fatal(err)
	}
	if err := os.Link(path, filepath.Join(dir, "second name")); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := c.Destroy(t.Context(), kent1); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := os.Stat(path); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the key file is still there: %v", err)
	}
	left := must(os.ReadFile(filepath.Join(dir, "second name")))
	if len(bytes.Trim(left, "\x00")) != 0 {
		t.Error("the key file was removed without being overwritten")
	}
	if _, err := c.Wrap(t.Context(), kent1, []byte("x"), nil); !errors.Is(err, ErrNoKeyFile) {
		t.Errorf("wrapping under a destroyed key: got %v, want ErrNoKeyFile", err)
	}
}

func TestDestroyResumesAfterOverwriting(t *testing.T) {
	c, dir := files(t)
	path := filepath.Join(dir, "kek-kent-1.key")
	if err := os.WriteFile(path, make([]byte, 150), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := c.Destroy(t.Context(), kent1); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(path); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the overwritten file is still there: %v", err)
	}
}

func TestDestroyRefusesAForeignKeyFile(t *testing.T) {
	c, dir := files(t)
	path := filepath.Join(dir, "kek-kent-1.key")
	if err := c.Publish(t.Context(), kent1); err != nil {
		t.Fatal(err)
	}
	before := must(os.ReadFile(path))
	if err := c.Destroy(t.Context(), KEK{"kent", "db-2", 1}); !errors.Is(err, ErrForeignKeyFile) {
		t.Errorf("got %v, want ErrForeignKeyFile", err)
	}
	if !bytes.Equal(before, must(os.ReadFile(path))) {
		t.Error("the key file changed")
	}
}

func TestKeyFileRefusesEveryChangedByte(t *testing.T) {
	secret := NewKey().bytes()
	text := encodeKeyFile(kent1, secret)
	if got, err := decodeKeyFile(kent1, text); err != nil || *got != *secret {
		t.Fatalf("decoding an unchanged file: %v", err)
	}
	for i := range text {
		changed := bytes.Clone(text)
		changed[i] ^= 0x80
		if _, err := decodeKeyFile(kent1, changed); !errors.Is(err, ErrForeignKeyFile) {
			t.Errorf("byte %d changed: got %v, want ErrForeignKeyFile", i, err)
		}
		if _, err := decodeKeyFile(kent1, text[:i]); !errors.Is(err, ErrForeignKeyFile) {
			t.Errorf("cut to %d bytes: got %v, want ErrForeignKeyFile", i, err)
		}
	}
}

func TestFileCustodianRefusesAReadableKeyFile(t *testing.T) {
	c, dir := files(t)
	if err := c.Publish(t.Context(), kent1); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(filepath.Join(dir, "kek-kent-1.key"), 0o640); err != nil {
		t.Fatal(err)
	}
	c = must(OpenFiles(dir, ""))
	if _, err := c.Wrap(t.Context(), kent1, []byte("x"), nil); !errors.Is(err, ErrExposed) {
		t.Errorf("got %v, want ErrExposed", err)
	}
}

func TestKeyDirectoryLiesOutsideTheData(t *testing.T) {
	root := t.TempDir()
	data := filepath.Join(root, "data")
	if err := os.MkdirAll(filepath.Join(data, "deep"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(filepath.Join(data, "deep"), filepath.Join(root, "link")); err != nil {
		t.Fatal(err)
	}
	for dir, inside := range map[string]bool{
		data:                               true,
		filepath.Join(data, "kek"):         true,
		filepath.Join(root, "link", "kek"): true,
		filepath.Join(root, "data.kek"):    false,
		filepath.Join(data, "..", "other"): false,
	} {
		_, err := OpenFiles(dir, data)
		if errors.Is(err, ErrInsideData) != inside || (err != nil) != inside {
			t.Errorf("%s: got %v, want refused %v", strings.TrimPrefix(dir, root), err, inside)
		}
	}
}

func TestControllerCodeCannotLeaveTheDirectory(t *testing.T) {
	c, _ := files(t)
	for _, code := range []string{"", "../kent", "kent/x", "Kent", "kent.", strings.Repeat("k", 65)} {
		if err := c.Publish(t.Context(), KEK{code, "db-1", 1}); err == nil {
			t.Errorf("published a key for controller %q", code)
		}
	}
}

func TestVersionsTellsControllersApart(t *testing.T) {
	c, _ := files(t)
	for _, kek := range []KEK{{"a", "d", 10}, {"a", "d", 9}, {"a-1", "d", 3}} {
		if err := c.Publish(t.Context(), kek); err != nil {
			t.Fatal(err)
		}
	}
	got := must(c.Versions(t.Context(), "a"))
	if len(got) != 2 || got[0] != 9 || got[1] != 10 {
		t.Errorf("got %v, want [9 10]", got)
	}
}
