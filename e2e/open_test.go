package e2e

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"
)

// nothingPersonalInTheOpen is the fourth invariant: nothing about anybody in
// the log, in an address that was visited, or anywhere in the databases in the
// clear. Titles and error pages were looked at as they came.
func (tl *tale) nothingPersonalInTheOpen() {
	tl.t.Helper()
	tl.without("invariant 4: the log", tl.site.Logged())
	for _, v := range tl.visits() {
		tl.without("invariant 4: an address", v.Path)
	}
	wanted := slices.Concat(tl.secrets, tl.staff)
	for table, text := range tl.tables() {
		for _, secret := range wanted {
			if written := findIn(text, secret); written != "" {
				tl.t.Errorf("invariant 4: table %s holds %q in the clear, as %s", table, secret, written)
			}
		}
	}
	for name, content := range tl.files() {
		for _, secret := range wanted {
			if written := findIn(content, secret); written != "" {
				tl.t.Errorf("invariant 4: the file %s holds %q, as %s", name, secret, written)
			}
		}
	}
}

// tables is the content of every table, as any client of the database reads it.
func (tl *tale) tables() map[string][]byte {
	tl.t.Helper()
	out := map[string][]byte{}
	for _, table := range []string{
		"node", "controller", "worker", "session", "episode", "cover", "happening", "tier", "section", "intent", "task",
		"submission", "stat", "send", "entry", "entry_subject", "tree_hash", "checkpoint", "lease", "setting",
		"publication", "publication_file", "register",
	} {
		var b bytes.Buffer
		for _, row := range tl.site.Rows("SELECT * FROM " + table) {
			for _, cell := range row {
				b.WriteString(cell)
				b.WriteByte(0)
			}
		}
		out[table] = b.Bytes()
	}
	return out
}

// files is every byte that the installation has on disk: SQLite's files with
// their journals, and the directories of data, keys and archive. What
// PostgreSQL has on disk is looked through by the canary test.
func (tl *tale) files() map[string][]byte {
	tl.t.Helper()
	out := map[string][]byte{}
	for _, dir := range tl.site.Dirs() {
		err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() {
				return err
			}
			content, err := os.ReadFile(path)
			out[path] = content
			return err
		})
		if err != nil {
			tl.t.Fatal(err)
		}
	}
	if len(out) == 0 {
		tl.t.Fatal("invariant 4: no file was looked through")
	}
	return out
}

// findIn says in which of its writings a secret stands in content, or "".
func findIn(content []byte, secret string) string {
	folded := bytes.ToLower(content)
	for _, written := range ways(secret) {
		if bytes.Contains(folded, []byte(written)) {
			return "text"
		}
	}
	for name, written := range map[string][]byte{
		"UTF-16": inUTF16(secret), "hex": []byte(hex.EncodeToString([]byte(secret))),
	} {
		if bytes.Contains(content, written) {
			return name
		}
	}
	for at := range 3 {
		if whole := inBase64(secret, at); whole != "" && bytes.Contains(content, []byte(whole)) {
			return "base64"
		}
	}
	return ""
}

func inUTF16(s string) []byte {
	var out []byte
	for _, unit := range utf16.Encode([]rune(s)) {
		out = append(out, byte(unit), byte(unit>>8))
	}
	return out
}

func TestTheSearchFindsEveryWriting(t *testing.T) {
	const secret = "Wilfred Ottershaw"
	for how, content := range map[string][]byte{
		"plain": []byte("x" + secret + "y"), "folded": []byte("WILFRED OTTERSHAW"), "in an address": []byte("?name=Wilfred+Ottershaw&"),
		"escaped": []byte("/Wilfred%20Ottershaw/"), "UTF-16": inUTF16(secret), "hex": []byte(hex.EncodeToString([]byte("a" + secret))),
		"base64, first":  []byte(base64.StdEncoding.EncodeToString([]byte(secret))),
		"base64, second": []byte(base64.StdEncoding.EncodeToString([]byte("a" + secret + "b"))),
		"base64, third":  []byte(base64.StdEncoding.EncodeToString([]byte("ab" + secret + "c"))),
	} {
		if findIn(content, secret) == "" {
			t.Errorf("written %s it is not found", how)
		}
	}
	if findIn([]byte("tel. 7700900641"), "07700 900 641") == "" {
		t.Error("a number without its nought is not found")
	}
	if how := findIn([]byte("Wilfred Otter, Ottershaw Road"), secret); how != "" {
		t.Errorf("found as %s where it is not", how)
	}
}

// inBase64 is the part of a text's base64 that is the same whatever stands
// before and after it, when it begins so many bytes into a group of three.
func inBase64(s string, at int) string {
	encoded := base64.StdEncoding.EncodeToString([]byte(strings.Repeat("\x00", at) + s))
	skip := []int{0, 2, 3}[at]
	end := (at + len(s)) / 3 * 4
	if end-skip < 8 { // too short to mean anything
		return ""
	}
	return encoded[skip:end]
}
