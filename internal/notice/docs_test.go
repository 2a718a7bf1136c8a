package notice_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

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
