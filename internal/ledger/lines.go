package ledger

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// A lineReader takes a file of lines apart. The first thing that is not as it
// should be is kept in err and everything after it is empty. Whoever uses it
// encodes again what was read, to find what was not written canonically.
type lineReader struct {
	rest []byte
	line int
	err  error
}

func (r *lineReader) fail(what string) {
	if r.err == nil {
		r.err = fmt.Errorf("line %d: %s: %w", r.line, what, ErrTampered)
	}
}

// next gives the next line without its line break.
func (r *lineReader) next() []byte {
	if r.err != nil {
		return nil
	}
	r.line++
	line, rest, ok := bytes.Cut(r.rest, []byte("\n"))
	if !ok {
		r.fail("the file is cut off")
		return nil
	}
	r.rest = rest
	return line
}

// literal requires the next line to be want.
func (r *lineReader) literal(want string) {
	if line := r.next(); r.err == nil && string(line) != want {
		r.fail(fmt.Sprintf("not %q", want))
	}
}

// number reads a line "WORD N" with N written without leading zeros.
func (r *lineReader) number(word string) int64 {
	line := string(r.next())
	if r.err != nil {
		return 0
	}
	n, err := strconv.ParseInt(strings.TrimPrefix(line, word+" "), 10, 64)
	if err != nil || n < 0 || line != fmt.Sprintf("%s %d", word, n) {
		r.fail(fmt.Sprintf("not %q and a number", word))
		return 0
	}
	return n
}

// hash reads a line of one hash in base64.
func (r *lineReader) hash() tlog.Hash {
	h, err := tlog.ParseHash(string(r.next()))
	if r.err == nil && err != nil {
		r.fail("not a hash")
	}
	return h
}

// checkpoint reads the lines of a bare checkpoint and verifies it.
func (r *lineReader) checkpoint(v note.Verifier) Checkpoint {
	var text strings.Builder
	for range checkpointLines {
		text.Write(r.next())
		text.WriteByte('\n')
	}
	if r.err != nil {
		return Checkpoint{}
	}
	c, err := parseBare(text.String(), v)
	if err != nil {
		r.err = fmt.Errorf("line %d: %w", r.line, err)
	}
	return c
}
