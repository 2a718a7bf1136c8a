package notice_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"candour/internal/notice"
	"candour/internal/promise"
)

// The document of the language names every key the parser reads and every
// rule a fault can carry.
func TestDocumentNamesEveryKeyAndRule(t *testing.T) {
	doc, err := os.ReadFile("../../docs/notice-language.md")
	if err != nil {
		t.Fatal(err)
	}
	files, _ := filepath.Glob("*.go")
	object := regexp.MustCompile(`(?s)\.(?:object|said|lost)\((.*?)\)`)
	word := regexp.MustCompile(`"([^"]+)"`)
	rule := regexp.MustCompile(`(?s)(?:\.fault\(|(?:faults|warn|add)\((?:[^",]|\([^)]*\))*, )"([a-z][A-Za-z ]+)", "`)
	found := 0
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var words []string
		for _, m := range object.FindAllStringSubmatch(string(source), -1) {
			for _, w := range word.FindAllStringSubmatch(m[1], -1) {
				words = append(words, strings.TrimSuffix(w[1], "!"))
			}
		}
		for _, m := range rule.FindAllStringSubmatch(string(source), -1) {
			words = append(words, m[1])
		}
		found += len(words)
		for _, w := range words {
			if !strings.Contains(string(doc), "`"+w+"`") && !strings.Contains(string(doc), "`"+w+":") {
				t.Errorf("%s reads or reports %q, and the document does not name it", file, w)
			}
		}
	}
	if found < 200 {
		t.Errorf("found only %d keys and rules in the source: the test no longer sees them", found)
	}
}

func TestCitedPromisesExist(t *testing.T) {
	for _, c := range kent(t).Clauses() {
		for _, id := range c.Cites {
			if !promise.Known(id) {
				t.Errorf("%s cites %s, which is no promise", c.Ref, id)
			}
		}
	}
}

// Every example of the document is of the language: put into a pack, it
// breaks no rule on how things are written.
func TestExamplesOfTheDocumentAreRead(t *testing.T) {
	doc, err := os.ReadFile("../../docs/notice-language.md")
	if err != nil {
		t.Fatal(err)
	}
	written := []string{"not YAML", "plain YAML", "unknown key", "unknown word", "wrong type", "odd span", "odd name", "missing words", "missing date", "missing contact"}
	examples := regexp.MustCompile("(?s)```yaml\n(.*?)```").FindAllStringSubmatch(string(doc), -1)
	if len(examples) < 8 {
		t.Fatalf("the document has %d examples", len(examples))
	}
	for _, m := range examples {
		file, text := wholeNotice, m[1]
		switch first, _, _ := strings.Cut(text, ":"); {
		case first == "controller":
			file = wholeController
		case first == "instruments":
			file = notice.InstrumentsFile
		case first == "asked":
			file = wholeService
		case strings.HasPrefix(text, "- "):
			text = "collect:\n" + text
		}
		fsys := wholeFiles(t)
		fsys[file] = &fstest.MapFile{Data: []byte(text)}
		for _, f := range wholeFaults(t, fsys) {
			whole := f.Rule == "missing key" && !strings.HasPrefix(f.Says, "the file ")
			if f.Pos.File == file && (whole || slices.Contains(written, f.Rule)) {
				t.Errorf("the example\n%s\nis refused: %v", text, f)
			}
		}
	}
}
