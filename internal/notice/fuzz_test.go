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
	for _, c := range brokenWhole {
		f.Add(c.file == wholeNotice, 0, 1<<20, c.with)
		f.Add(c.file != wholeService, 2000, 40, c.with)
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
		holds(t, fsys, "kent", "positive-wellbeing")
	})
}

// holds: a pack loads and can be read, or every fault is whole.
func holds(t *testing.T, fsys fs.FS, controller, service string) {
	p, err := notice.Load(fsys, controller, service)
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

// FuzzWhole does the same to the pack that says everything once, and to the
// facts of law.
func FuzzWhole(f *testing.F) {
	files := wholeFiles(f)
	names := []string{wholeNotice, wholeService, wholeController, notice.InstrumentsFile}
	for _, c := range brokenWhole {
		for i, name := range names {
			if c.file == name {
				f.Add(uint8(i), strings.Index(string(files[name].Data), c.old), len(c.old), c.with)
			}
		}
	}
	for i := range names {
		for _, odd := range []string{"a: &x [*x]", "{a: *a}", "instruments: {\u202e: {gap: x}}", "age: 1e309", "\x00", "\xff\xfe", strings.Repeat("[", 300), "told: {exempt: }", "floor: {years: -5}"} {
			f.Add(uint8(i), 400, 20, odd)
			f.Add(uint8(i), 0, 1<<20, odd)
		}
	}
	f.Fuzz(func(t *testing.T, file uint8, at, cut int, with string) {
		name := names[int(file)%len(names)]
		fsys := fstest.MapFS{}
		for n, one := range files {
			fsys[n] = one
		}
		text := string(files[name].Data)
		at = min(max(at, 0), len(text))
		end := at + min(max(cut, 0), len(text)-at)
		fsys[name] = &fstest.MapFile{Data: []byte(text[:at] + with + text[end:])}
		holds(t, fsys, "testshire", "everything")
	})
}

// What is longer than a file may be, deeper than it may nest, or refers to
// itself is refused, and nothing hangs: the test's own end would show it.
func TestHostileTextIsRefused(t *testing.T) {
	for name, text := range map[string]string{
		"too long":          "notice: " + strings.Repeat("a", 1<<20),
		"lists in lists":    strings.Repeat("[", 50_000),
		"deep mappings":     strings.Repeat("{a: ", 20_000),
		"deep blocks":       strings.Repeat("- ", 20_000) + "x",
		"cycle":             "a: &a {b: *a}",
		"many keys":         strings.Repeat("abcdefgh: x\n", 80_000),
		"keys at the limit": strings.Repeat("a: x\n", 9_990),
		"many words":        "a: [" + strings.Repeat("x,", 500_000) + "]",
		"one long word":     "a: \"" + strings.Repeat("\\u202e", 150_000) + "\"",
		"many aliases":      "a: &a [x]\n" + strings.Repeat("- *a\n", 20_000),
	} {
		fsys := wholeFiles(t)
		fsys[wholeNotice] = &fstest.MapFile{Data: []byte(text)}
		if p, err := notice.Load(fsys, "testshire", "everything"); err == nil || p != nil {
			t.Errorf("%s: it loads", name)
		}
	}
}
