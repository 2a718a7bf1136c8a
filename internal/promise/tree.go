package promise

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// A Tree names the state of the source that a run saw.
type Tree struct {
	Commit  string `json:"commit"`  // of HEAD, hex
	Changes string `json:"changes"` // hash of what was changed and not committed, or ""
}

// Says names the tree for a person: "1a2b3c4d" or "1a2b3c4d with changes".
func (t Tree) Says() string {
	says := t.Commit[:min(8, len(t.Commit))]
	if t.Changes != "" {
		says += " with changes"
	}
	return says
}

// TreeAt gives the state of the source in a working folder of git.
func TreeAt(root string) (Tree, error) {
	commit, err := git(root, "rev-parse", "HEAD")
	if err != nil {
		return Tree{}, err
	}
	diff, err := git(root, "diff", "HEAD")
	if err != nil {
		return Tree{}, err
	}
	others, err := git(root, "ls-files", "--others", "--exclude-standard", "-z")
	if err != nil {
		return Tree{}, err
	}
	tree := Tree{Commit: strings.TrimSpace(commit)}
	if diff == "" && others == "" {
		return tree, nil
	}
	sum := sha256.New()
	fmt.Fprint(sum, diff)
	for name := range strings.SplitSeq(strings.TrimSuffix(others, "\x00"), "\x00") {
		data, err := os.ReadFile(filepath.Join(root, name))
		if err != nil {
			continue // removed since it was listed
		}
		fmt.Fprintf(sum, "%s %x\n", name, sha256.Sum256(data))
	}
	tree.Changes = hex.EncodeToString(sum.Sum(nil))
	return tree, nil
}

func git(root string, args ...string) (string, error) {
	run := exec.Command("git", args...)
	run.Dir = root
	out, err := run.Output()
	if err != nil {
		return "", fmt.Errorf("asking git %s: %w", args[0], err)
	}
	return string(out), nil
}
