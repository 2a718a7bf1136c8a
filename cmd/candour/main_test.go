package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"candour/internal/promise"
	"candour/packs"
)

// obey runs one command line and gives its exit code and what it printed.
func obey(t *testing.T, args ...string) (int, string, string) {
	t.Helper()
	var out, complaint bytes.Buffer
	code := run(t.Context(), args, streams{&out, &complaint})
	return code, out.String(), complaint.String()
}

func TestHelpNamesTheCommands(t *testing.T) {
	code, out, _ := obey(t, "--help")
	if code != 0 || !strings.Contains(out, "promises") {
		t.Errorf("code %d, printed %q", code, out)
	}
}

func TestAnUnknownCommandExitsWithTwo(t *testing.T) {
	code, _, complaint := obey(t, "no-such-command")
	if code != 2 || !strings.Contains(complaint, "no-such-command") || !strings.Contains(complaint, "--help") {
		t.Errorf("code %d, said %q", code, complaint)
	}
}

func TestPromisesSaysWhatIsKeptAndWhetherItIsStale(t *testing.T) {
	root := t.TempDir()
	for _, args := range [][]string{
		{"init", "-q"}, {"-c", "user.name=a", "-c", "user.email=a@example.org", "commit", "-q", "--allow-empty", "-m", "Start"},
	} {
		git := exec.Command("git", args...)
		git.Dir = root
		if out, err := git.CombinedOutput(); err != nil {
			t.Fatalf("git %s: %v: %s", args[0], err, out)
		}
	}
	if err := os.WriteFile(filepath.Join(root, ".git", "info", "exclude"), []byte(".cache/\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	code, _, complaint := obey(t, "promises", "--root", root)
	if code != 1 || !strings.Contains(complaint, "make test") {
		t.Errorf("without a record: code %d, said %q, want 1 and the mend", code, complaint)
	}
	tree, err := promise.TreeAt(root)
	if err != nil {
		t.Fatal(err)
	}
	save(t, root, tree)
	_, out, _ := obey(t, "promises", "--root", root)
	if !strings.HasPrefix(out, "1 of 307 promises kept by passing tests\n") || strings.Contains(out, "STALE") {
		t.Errorf("printed %q", out)
	}
	save(t, root, promise.Tree{Commit: "0123456789abcdef"})
	if _, out, _ := obey(t, "promises", "--root", root); !strings.Contains(out, "01234567: STALE") {
		t.Errorf("a record of another commit printed %q, want it called stale", out)
	}
}

func TestCheckListsEveryFaultOfAPack(t *testing.T) {
	code, out, complaint := obey(t, "check")
	if code != 0 || !strings.Contains(out, "kent/positive-wellbeing: sound") {
		t.Errorf("the packs in the program: code %d, printed %q, said %q", code, out, complaint)
	}
	dir := t.TempDir()
	if err := os.CopyFS(dir, packs.FS); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "kent", "positive-wellbeing", "notice.yaml")
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, append(text, "surprise: 1\nanother: 2\n"...), 0o644); err != nil {
		t.Fatal(err)
	}
	code, out, complaint = obey(t, "check", dir)
	if code != 1 || !strings.Contains(complaint, "faults") {
		t.Errorf("broken packs: code %d, said %q", code, complaint)
	}
	for _, want := range []string{"notice.yaml:", "surprise", "another", "Mend: "} {
		if !strings.Contains(out, want) {
			t.Errorf("printed %q, want %q in it", out, want)
		}
	}
}

func TestNoticePrintsWhatThePublicReads(t *testing.T) {
	code, out, _ := obey(t, "notice", "kent/positive-wellbeing")
	if code != 0 || !strings.Contains(out, "Positive Wellbeing") || !strings.Contains(out, "Kent County Council") {
		t.Errorf("code %d, printed %q", code, out)
	}
	code, _, complaint := obey(t, "notice", "kent/elsewhere")
	if code != 1 || !strings.Contains(complaint, "kent/positive-wellbeing") {
		t.Errorf("code %d, said %q, want the notices there are", code, complaint)
	}
}

func save(t *testing.T, root string, tree promise.Tree) {
	t.Helper()
	record := promise.Record{Tree: tree, Claims: []promise.Claim{{ID: "PW-08", Package: "p", Test: "T", Passed: true}}}
	if err := promise.Save(filepath.Join(root, promise.RecordFile), record); err != nil {
		t.Fatal(err)
	}
}
