package rehearsal

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"candour/internal/gate"
)

// A mark is a word that stands nowhere but where a test put it. All begin
// alike, so that one pass over a file finds any; each goes on in its own way.
// The é tells UTF-8 from UTF-16, from an escape and from a folded word.
type mark string

const stem = "Quorvéxil"

// newMark gives the n-th mark. No mark is part of another.
func newMark(n int) mark {
	const letters = "bcdfghjklmnpqrstvwxz"
	tail := make([]byte, 4)
	for i := range tail {
		tail[i], n = letters[n%len(letters)], n/len(letters)
	}
	return mark(stem + string(tail))
}

// numeral is a number that stands nowhere else, for what is only a number.
const numeral = 918273645

// An encoding is a way in which words may lie on a disk.
type encoding struct {
	name string
	of   func(string) []byte
}

var encodings = []encoding{
	{"UTF-8", func(s string) []byte { return []byte(s) }},
	{"UTF-16LE", func(s string) []byte { return wide(s, binary.LittleEndian) }},
	{"UTF-16BE", func(s string) []byte { return wide(s, binary.BigEndian) }},
	{"base64 at 0", func(s string) []byte { return based(s, 0) }},
	{"base64 at 1", func(s string) []byte { return based(s, 1) }},
	{"base64 at 2", func(s string) []byte { return based(s, 2) }},
	{"hex", func(s string) []byte { return []byte(hex.EncodeToString([]byte(s))) }},
	{"HEX", func(s string) []byte { return []byte(strings.ToUpper(hex.EncodeToString([]byte(s)))) }},
	{"URL", func(s string) []byte { return []byte(url.QueryEscape(s)) }},
	{"folded", func(s string) []byte { return []byte(strings.Join(gate.Fold(s), " ")) }},
	{"lower case", func(s string) []byte { return []byte(strings.ToLower(s)) }},
	{"JSON escape", func(s string) []byte { return []byte(strings.ReplaceAll(s, "é", `\u00e9`)) }},
	{"Latin-1", func(s string) []byte { return []byte(strings.ReplaceAll(s, "é", "\xe9")) }},
}

func wide(s string, order binary.AppendByteOrder) []byte {
	var b []byte
	for _, u := range utf16.Encode([]rune(s)) {
		b = order.AppendUint16(b, u)
	}
	return b
}

// based is what of s shows in base64, whatever stands before and after it, when
// it begins so many bytes into a group of three.
func based(s string, at int) []byte {
	text := base64.StdEncoding.EncodeToString(append(make([]byte, at), s...))
	first := (at*8 + 5) / 6
	last := (at + len(s)) * 8 / 6
	return []byte(text[first:last])
}

// A scanner looks for marks in every encoding.
type scanner struct {
	stems map[string][]byte          // by encoding: how every mark begins
	whole map[string]map[mark][]byte // by encoding
	plain [][]byte                   // looked for as they are
}

func newScanner(marks []mark) *scanner {
	s := &scanner{stems: map[string][]byte{}, whole: map[string]map[mark][]byte{}}
	for _, e := range encodings {
		s.stems[e.name] = e.of(stem)
		s.whole[e.name] = map[mark][]byte{}
		for _, m := range marks {
			s.whole[e.name][m] = e.of(string(m))
		}
	}
	for _, e := range encodings[:3] {
		s.plain = append(s.plain, e.of(fmt.Sprint(numeral)))
	}
	return s
}

// A find is one mark in one encoding.
type find struct {
	mark     mark // "" for the beginning of one, or the numeral
	encoding string
}

// bytes looks through one stretch of bytes.
func (s *scanner) bytes(data []byte, found map[find]string, where string) {
	for _, e := range encodings {
		begins := s.stems[e.name]
		for rest := data; ; {
			i := bytes.Index(rest, begins)
			if i < 0 {
				break
			}
			of := mark("")
			for m, whole := range s.whole[e.name] {
				if bytes.HasPrefix(rest[i:], whole) {
					of = m
				}
			}
			found[find{of, e.name}] = where
			rest = rest[i+len(begins):]
		}
	}
	for _, p := range s.plain {
		if bytes.Contains(data, p) {
			found[find{"", "number"}] = where
		}
	}
}

// folder looks through the names and the bytes of every file below a folder.
// It gives what it found, and how many bytes it read.
func (s *scanner) folder(t testing.TB, folders ...string) (found map[find]string, size int) {
	t.Helper()
	found = map[find]string{}
	for _, root := range folders {
		err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			if os.IsNotExist(err) {
				return nil // PostgreSQL removes files as it goes
			}
			if err != nil {
				return err
			}
			s.bytes([]byte(path), found, "the name "+path)
			if !d.Type().IsRegular() {
				return nil
			}
			data, err := os.ReadFile(path)
			if err != nil && !os.IsNotExist(err) {
				return err
			}
			size += len(data)
			s.bytes(data, found, path)
			return nil
		})
		must(t, err)
	}
	return found, size
}

// none fails for whatever was found.
func none(t testing.TB, found map[find]string) {
	t.Helper()
	for f, where := range found {
		t.Errorf("found %q as %s in %s", f.mark, f.encoding, where)
	}
}

func TestMarksAreToldApart(t *testing.T) {
	var marks []mark
	for n := range 400 {
		marks = append(marks, newMark(n))
	}
	slices.Sort(marks)
	if len(slices.Compact(marks)) != 400 {
		t.Error("two marks are the same")
	}
	s := newScanner(marks)
	for _, m := range []mark{marks[0], marks[7], marks[399]} {
		for _, e := range encodings {
			for pad := range 3 {
				text := append([]byte(strings.Repeat("x", pad)), e.of(string(m))...)
				found := map[find]string{}
				s.bytes(append(text, "tail"...), found, "here")
				if _, ok := found[find{m, e.name}]; !ok {
					t.Errorf("%s as %s was not found", m, e.name)
				}
			}
		}
		for pad := range 3 { // as real base64 of real text
			found := map[find]string{}
			s.bytes([]byte(base64.StdEncoding.EncodeToString([]byte(strings.Repeat("y", pad)+string(m)+" and more"))), found, "here")
			if _, ok := found[find{m, fmt.Sprintf("base64 at %d", pad)}]; !ok {
				t.Errorf("%s in base64 after %d bytes was not found", m, pad)
			}
		}
	}
}
