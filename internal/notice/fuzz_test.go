package notice_test

import (
	"errors"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"candour/internal/notice"
	"candour/packs"
)

func load(fsys fs.FS) (*notice.Pack, error) {
	return notice.Load(fsys, "kent", "positive-wellbeing")
}

// FuzzParse replaces a part of the notice or of the service by any text, and
// holds that loading never panics, and that whatever is refused is refused
// with a place, a rule and a mend.
func FuzzParse(f *testing.F) {
	files := map[string]string{}
	for _, name := range []string{noticeFile, serviceFile, kentFile, notice.InstrumentsFile} {
		text, err := fs.ReadFile(packs.FS, name)
		if err != nil {
			f.Fatal(err)
		}
		files[name] = string(text)
	}
	for _, c := range broken {
		if c.file == noticeFile {
			f.Add(true, strings.Index(files[c.file], c.old), len(c.old), c.with)
		}
	}
	for _, odd := range []string{"", "a", "- a", "{}", "a: &x *x", "a: !!binary x", "<<: {a: b}", "notice: {", "? a\n: b", "a:\n\t- b", "\r", "|", ">-\n x",
		"notice:", "collect: [[[]]]", "uses: [{by: }]", "stages: {a: {runs: ' to ', says: x}}", "--- a\n--- b", "a: .inf", "keep: {x: {until: 0 months after left, called: x}}"} {
		f.Add(true, 0, 1<<20, odd)
		f.Add(false, 0, 1<<20, odd)
		f.Add(true, 900, 3, odd)
	}
	f.Fuzz(func(t *testing.T, first bool, at, cut int, with string) {
		name := serviceFile
		if first {
			name = noticeFile
		}
		text := files[name]
		at = min(max(at, 0), len(text))
		end := at + min(max(cut, 0), len(text)-at)
		fsys := fstest.MapFS{}
		for n, text := range files {
			fsys[n] = &fstest.MapFile{Data: []byte(text)}
		}
		fsys[name] = &fstest.MapFile{Data: []byte(text[:at] + with + text[end:])}
		holds(t, fsys)
	})
}

// holds: a pack loads and can be read, or every fault is whole.
func holds(t *testing.T, fsys fs.FS) {
	p, err := load(fsys)
	if err == nil {
		if p.Page().Text() == "" || len(p.Script()) == 0 {
			t.Fatal("the notice says nothing")
		}
		return
	}
	var list *notice.Faults
	if !errors.As(err, &list) || len(list.List) == 0 || p != nil {
		t.Fatalf("got pack %v and error %T", p != nil, err)
	}
	for _, one := range list.List {
		if one.Pos.File == "" || one.Pos.Line < 1 || one.Pos.Col < 1 || one.Rule == "" || one.Says == "" || one.Mend == "" {
			t.Fatalf("the fault is not whole: %#v", one)
		}
	}
}
