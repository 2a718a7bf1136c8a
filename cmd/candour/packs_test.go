package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"candour/packs"
)

// serveOnce obeys a command line that serves, until it says that it does.
func serveOnce(t *testing.T, args ...string) (int, string, string) {
	t.Helper()
	ctx, stop := context.WithTimeout(t.Context(), time.Minute)
	defer stop()
	var complaint strings.Builder
	out := &announced{then: stop}
	code := run(ctx, args, streams{out, &complaint})
	return code, out.String(), complaint.String()
}

// An announced calls then once it was written where Candour is.
type announced struct {
	strings.Builder
	then func()
}

func (a *announced) Write(b []byte) (int, error) {
	n, err := a.Builder.Write(b)
	if strings.Contains(a.String(), "Candour is at") {
		a.then()
	}
	return n, err
}

// TestFilesThatFailAreSaidOnStandardError makes a demonstration, which
// publishes its notices, and serves it again from a folder with a fault in it.
func TestFilesThatFailAreSaidOnStandardError(t *testing.T) {
	dir, folder := filepath.Join(t.TempDir(), "data"), filepath.Join(t.TempDir(), "packs")
	if err := os.CopyFS(folder, packs.FS); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(folder, "kent", "positive-wellbeing", "notice.yaml")
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(file, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, bytes.Replace(text, []byte("\nkeep:"), []byte("\nkept:"), 1), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, _, complaint := obeyBriefly(t, "demo", "--data", dir, "--people", "0", "--addr", "localhost:0", "--packs", folder); !strings.Contains(complaint, "notice.yaml") {
		t.Errorf("with nothing published it said %q", complaint)
	}
	fresh := filepath.Join(t.TempDir(), "data")
	if code, _, complaint := serveOnce(t, "demo", "--data", fresh, "--people", "0", "--addr", "localhost:0"); code != 0 || strings.Contains(complaint, "do not compile") {
		t.Fatalf("code %d, said %q", code, complaint)
	}
	code, _, complaint := serveOnce(t, "demo", "--data", fresh, "--people", "0", "--addr", "localhost:0", "--packs", folder)
	if code != 0 || !strings.Contains(complaint, "kent/positive-wellbeing do not compile, so version 1, in force since") || !strings.Contains(complaint, "notice.yaml:") {
		t.Errorf("code %d, said %q", code, complaint)
	}
}
