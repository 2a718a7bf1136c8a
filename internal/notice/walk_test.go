package notice_test

import (
	"encoding/csv"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"candour/internal/notice"
	"candour/packs"
)

// walks are the printed notices and the packs that say the same.
var walks = map[string]struct{ controller, service string }{
	"cc": {"norfolk", "connecting-communities"},
	"cs": {"norfolk", "childrens-services"},
	"cw": {"city", "council-wide"},
	"pc": {"norfolk", "parent-carers"},
	"pw": {"kent", "positive-wellbeing"},
}

// A printed is one fact of a printed notice, typed by hand from its line, with
// the section of the published page that must say it.
type printed struct{ line, section, fact, why string }

// printedFacts reads what was typed.
func printedFacts(t *testing.T, code string) []printed {
	t.Helper()
	f, err := os.Open(filepath.Join("testdata", "walk", code+".csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if want := []string{"line", "section", "fact", "why"}; !slices.Equal(rows[0], want) {
		t.Fatalf("the columns are %q", rows[0])
	}
	var facts []printed
	for _, r := range rows[1:] {
		facts = append(facts, printed{r[0], r[1], r[2], r[3]})
	}
	return facts
}

var spaces = regexp.MustCompile(`\s+`)

func folded(s string) string {
	return strings.ToLower(spaces.ReplaceAllString(strings.ReplaceAll(s, "’", "'"), " "))
}

// said gives the lines of a section of the published page that hold the fact.
func said(page notice.Page, f printed) (lines []notice.Line) {
	want := folded(f.fact)
	for _, s := range page.Sections {
		if s.Key != f.section {
			continue
		}
		for _, l := range s.Lines {
			if strings.Contains(folded(l.Group+" "+l.Says), want) {
				lines = append(lines, l)
			}
		}
		if strings.Contains(folded(s.Title), want) {
			lines = append(lines, notice.Line{Says: s.Title})
		}
	}
	if f.section == "who" && strings.Contains(folded(page.Council+" "+page.Title), want) {
		lines = append(lines, notice.Line{Says: page.Title})
	}
	return lines
}

// Every fact of the printed notices, typed line by line before the packs were
// written, stands in its section of the page made from the pack.
func TestEveryPrintedFactIsOnThePage(t *testing.T) {
	for code, of := range walks {
		t.Run(code, func(t *testing.T) {
			p := packOf(t, packs.FS, of.controller, of.service)
			for _, f := range printedFacts(t, code) {
				if words := len(strings.Fields(f.fact)); words == 0 || words > 6 {
					t.Errorf("line %s: %q is %d words long", f.line, f.fact, words)
				}
				if len(said(p.Page(), f)) == 0 {
					t.Errorf("line %s: %q (%s) does not stand under %q", f.line, f.fact, f.why, f.section)
				}
			}
		})
	}
}

func packOf(t *testing.T, fsys fs.FS, controller, service string) *notice.Pack {
	t.Helper()
	p, err := notice.Load(fsys, controller, service)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// always are the printed facts that every notice says whatever its pack says,
// because the law says them.
var always = map[string]string{
	"all of this is free":      "UK GDPR Article 12(5)",
	"and why":                  "UK GDPR Articles 13 and 14",
	"try to do what you ask":   "UK GDPR Article 12(2)",
	"law makes us keep or use": "UK GDPR Article 12(4)",
	"no longer need":           "UK GDPR Article 5(1)(e)",
	"then destroyed":           "UK GDPR Article 5(1)(e): every part ends in destruction",
	"destroyed":                "UK GDPR Article 5(1)(e): every part ends in destruction",
}

// Each fact, changed, makes its row fail: it leaves its section when the
// clauses behind it are taken out, or loosened, or else when it is spelt
// differently in the pack.
func TestEveryPrintedFactChangedIsMissed(t *testing.T) {
	for code, of := range walks {
		t.Run(code, func(t *testing.T) {
			p := packOf(t, packs.FS, of.controller, of.service)
			page := p.Page()
			for _, f := range printedFacts(t, code) {
				if goes(p, page, f, (*notice.Pack).Without) || goes(p, page, f, (*notice.Pack).Loosened) {
					continue
				}
				if law, ok := always[f.fact]; ok {
					t.Logf("line %s: %q is said of every notice: %s", f.line, f.fact, law)
					continue
				}
				changed, ok := misspelt(t, of.controller, of.service, f.fact)
				if !ok {
					t.Errorf("line %s: %q stands under %q whatever the pack says", f.line, f.fact, f.section)
					continue
				}
				q, err := notice.Load(changed, of.controller, of.service)
				if err == nil && len(said(q.Page(), f)) > 0 && !goes(q, q.Page(), f, (*notice.Pack).Without) && !goes(q, q.Page(), f, (*notice.Pack).Loosened) {
					t.Errorf("line %s: %q, changed in the pack, still stands under %q", f.line, f.fact, f.section)
				}
			}
		})
	}
}

// goes reports whether the fact leaves its section once every clause behind
// the lines that say it is broken.
func goes(p *notice.Pack, page notice.Page, f printed, how func(*notice.Pack, string) (*notice.Pack, bool)) bool {
	for range 3 { // what another line said first may move up into its place
		broken := false
		for _, l := range said(page, f) {
			for _, ref := range l.Clauses {
				if q, ok := how(p, ref); ok {
					p, broken = q, true
				}
			}
		}
		if !broken {
			return false
		}
		if page = p.Page(); len(said(page, f)) == 0 {
			return true
		}
	}
	return false
}

// misspelt gives the packs with the fact changed wherever this pack or its
// controller spells it, or its last two words or more; ok is false when
// neither does.
func misspelt(t *testing.T, controller, service, fact string) (out fstest.MapFS, ok bool) {
	t.Helper()
	words := strings.Fields(regexp.QuoteMeta(fact))
	for first := 0; first == 0 || first <= len(words)-2; first++ {
		if out, ok = respelt(t, controller, service, strings.Join(words[first:], `\s+`)); ok {
			return out, true
		}
	}
	return nil, false
}

func respelt(t *testing.T, controller, service, pattern string) (out fstest.MapFS, found bool) {
	t.Helper()
	out = fstest.MapFS{}
	find := regexp.MustCompile(`(?i)` + pattern)
	for _, name := range []string{
		"instruments.yaml", controller + "/controller.yaml",
		controller + "/" + service + "/notice.yaml", controller + "/" + service + "/service.yaml",
	} {
		text, err := fs.ReadFile(packs.FS, name)
		if err != nil {
			t.Fatal(err)
		}
		changed := find.ReplaceAllStringFunc(string(text), func(s string) string { found = true; return shifted(s) })
		out[name] = &fstest.MapFile{Data: []byte(changed)}
	}
	return out, found
}

// shifted alters every letter and digit of a fact, keeping its shape.
func shifted(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= '0' && r <= '8' || r >= 'a' && r <= 'y' || r >= 'A' && r <= 'Y':
			return r + 1
		case r == '9':
			return '0'
		case r == 'z' || r == 'Z':
			return r - 25
		}
		return r
	}, s)
}
