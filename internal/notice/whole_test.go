package notice_test

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"candour/internal/notice"
	"candour/packs"

	"github.com/google/go-cmp/cmp"
)

const (
	wholeNotice     = "testshire/everything/notice.yaml"
	wholeService    = "testshire/everything/service.yaml"
	wholeController = "testshire/controller.yaml"
	wholePublished  = "testshire/everything/published.txt"
)

// wholeFiles are the files of a made-up pack that says everything once, with
// the facts of law that the shipped packs share.
func wholeFiles(t testing.TB) fstest.MapFS {
	t.Helper()
	out := fstest.MapFS{}
	for _, name := range []string{wholeNotice, wholeService, wholeController} {
		text, err := os.ReadFile("testdata/whole/" + name)
		if err != nil {
			t.Fatal(err)
		}
		out[name] = &fstest.MapFile{Data: text}
	}
	text, err := fs.ReadFile(packs.FS, notice.InstrumentsFile)
	if err != nil {
		t.Fatal(err)
	}
	out[notice.InstrumentsFile] = &fstest.MapFile{Data: text}
	return out
}

func whole(t testing.TB) *notice.Pack {
	t.Helper()
	p, err := notice.Load(wholeFiles(t), "testshire", "everything")
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestPageSaysEverythingThePackDoes(t *testing.T) {
	p := whole(t)
	golden(t, "testdata/whole.txt", p.Page().Text())
	seen := map[string]bool{}
	for _, c := range p.Clauses() {
		if c.Says == "" || c.Place == "" || c.Pos.Line == 0 {
			t.Errorf("clause %s says %q at %q, written at %v", c.Ref, c.Says, c.Place, c.Pos)
		}
		if seen[c.Ref] {
			t.Errorf("clause %s is there twice", c.Ref)
		}
		seen[c.Ref] = true
	}
}

func TestSectionsHaveTheirKeys(t *testing.T) {
	var got []string
	for _, s := range whole(t).Page().Sections {
		got = append(got, s.Key)
		if len(s.Lines) == 0 {
			t.Errorf("section %q says nothing", s.Key)
		}
	}
	if d := cmp.Diff(strings.Fields("who collect why sees share long rights safe ask open changes"), got); d != "" {
		t.Error(d)
	}
}

func TestEveryClauseOfEverythingCanBeTakenOut(t *testing.T) {
	was, p := whole(t), whole(t)
	for _, c := range p.Clauses() {
		q, ok := p.Without(c.Ref)
		if !ok {
			t.Errorf("clause %s cannot be taken out", c.Ref)
			continue
		}
		if cmp.Equal(p, q, opaque) {
			t.Errorf("without %s the pack is the same", c.Ref)
		}
		if q.Page().Text() == "" {
			t.Errorf("without %s the page says nothing", c.Ref)
		}
	}
	if d := cmp.Diff(was, p, opaque); d != "" {
		t.Errorf("taking clauses out of copies changed the pack:\n%s", d)
	}
}

// A date printed as a month is never told to the day, and no date at all is
// said so.
func TestVersionIsDatedAsPrinted(t *testing.T) {
	if got := whole(t).Page().Version(); got != "Last updated November 2024" {
		t.Errorf("the page is of %q", got)
	}
	fsys := wholeFiles(t)
	change(t, fsys, wholeNotice, "versions: [{date: 2024-11, as: last updated}]", "versions: {gap: The print bears no date}")
	p, err := notice.Load(fsys, "testshire", "everything")
	if err != nil {
		t.Fatal(err)
	}
	if got := p.Page().Version(); got != "The printed notice bears no date" || !p.Page().InForce.IsZero() {
		t.Errorf("the page is of %q, in force on %v", got, p.Page().InForce)
	}
}

func TestPublishedTextInStepLoads(t *testing.T) {
	fsys := wholeFiles(t)
	fsys[wholePublished] = &fstest.MapFile{Data: []byte(whole(t).Page().Text())}
	if _, err := notice.Load(fsys, "testshire", "everything"); err != nil {
		t.Error(err)
	}
}

// Rights follow from the bases: without consent there is nothing to take back
// and nothing to move, and without a public task nothing to object to.
func TestRightsFollowFromTheBases(t *testing.T) {
	rights := func(p *notice.Pack) string {
		var out []string
		for _, r := range p.Rights.Grants {
			out = append(out, r.Code)
		}
		return strings.Join(out, ", ")
	}
	if got := rights(whole(t)); !strings.Contains(got, "withdraw consent") || !strings.Contains(got, "object") || !strings.Contains(got, "move") {
		t.Errorf("with consent and a public task the rights are %s", got)
	}
	fsys := wholeFiles(t)
	change(t, fsys, wholeNotice, "article 6: e,", "article 6: c,")
	p, err := notice.Load(fsys, "testshire", "everything")
	if err != nil {
		t.Fatal(err)
	}
	if got := rights(p); strings.Contains(got, "object") {
		t.Errorf("with no public task the rights are %s", got)
	}
}

// change edits one place of one file.
func change(t testing.TB, fsys fstest.MapFS, file, old, with string) {
	t.Helper()
	text := string(fsys[file].Data)
	if n := strings.Count(text, old); n != 1 {
		t.Fatalf("%q is %d times in %s, want once", old, n, file)
	}
	fsys[file] = &fstest.MapFile{Data: []byte(strings.Replace(text, old, with, 1))}
}

func wholeFaults(t testing.TB, fsys fs.FS) []notice.Fault {
	t.Helper()
	p, err := notice.Load(fsys, "testshire", "everything")
	if err == nil {
		return p.Warnings
	}
	var list *notice.Faults
	if !errors.As(err, &list) || p != nil {
		t.Fatalf("got pack %v and error %T, want no pack and *notice.Faults", p != nil, err)
	}
	return list.List
}

func TestBrokenNewDeclarationSaysWhereWhatAndHowToMend(t *testing.T) {
	var all strings.Builder
	for _, c := range brokenWhole {
		t.Run(c.name, func(t *testing.T) {
			fsys := wholeFiles(t)
			if c.file == wholePublished {
				fsys[c.file] = &fstest.MapFile{Data: []byte(whole(t).Page().Text())}
			}
			change(t, fsys, c.file, c.old, c.with)
			fmt.Fprintf(&all, "== %s\n", c.name)
			list := wholeFaults(t, fsys)
			found := false
			for _, f := range list {
				fmt.Fprintln(&all, f.Error())
				found = found || f.Rule == c.rule
				if f.Pos.Line < 1 || f.Pos.Col < 1 || f.Mend == "" || f.Says == "" {
					t.Errorf("the fault is not whole: %#v", f)
				}
			}
			if !found {
				t.Errorf("no fault names the rule %q:\n%v", c.rule, list)
			}
		})
	}
	golden(t, "testdata/broken-whole.txt", all.String())
}
