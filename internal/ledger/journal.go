package ledger

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
)

// A journal is one append-only file of frames. A frame is a head line, as
// many lines as the head says, and a line "end SHA256" over all of those in
// hex. The end is written only once the rest is durable, so after a crash the
// file may lack the end of its last frame, and nothing else can be missing.
type journal struct {
	path   string
	lines  func(head string) (int, error) // how many lines follow a head
	offset int64                          // end of the last complete frame read or written
	last   string                         // sum of that frame, or ""
}

// A frame is one durable append.
type frame struct {
	head  string
	lines [][]byte
	sum   string
}

const (
	sector  = 512 // what a disk writes as a whole or not at all
	sumSize = 2 * sha256.Size
)

var (
	endLine    = regexp.MustCompile(`end [0-9a-f]{64}\n`) // nothing else in a frame looks like it
	errCutOff  = errors.New("the frame is not complete")
	errTornEnd = errors.New("the last frame was never finished")
)

// read visits every frame after the offset and moves the offset past it. A
// frame that a crash left unfinished at the very end is passed over when last
// is set, for the next append to replace. Whatever else does not hold gives
// ErrTampered. A journal that does not exist yet is empty.
func (j *journal) read(last bool, visit func(frame) error) error {
	tail, err := j.tail()
	if err != nil {
		return err
	}
	for len(tail) > 0 {
		fr, n, err := j.parse(tail)
		if errors.Is(err, errTornEnd) && last {
			return nil
		}
		if err != nil {
			return fmt.Errorf("reading %s at byte %d (%v): %w", filepath.Base(j.path), j.offset, err, ErrTampered)
		}
		if err := visit(fr); err != nil {
			return fmt.Errorf("reading %s at byte %d: %w", filepath.Base(j.path), j.offset, err)
		}
		j.offset += int64(n)
		j.last = fr.sum
		tail = tail[n:]
	}
	return nil
}

// tail reads the file from the offset on, made durable first: what a process
// wrote before it died must not be relied on while only in memory.
func (j *journal) tail() ([]byte, error) {
	f, err := os.OpenFile(j.path, os.O_RDWR, 0)
	if errors.Is(err, fs.ErrNotExist) && j.offset == 0 {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("opening %s: %w", filepath.Base(j.path), errors.Join(err, ErrTampered))
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if info.Size() < j.offset {
		return nil, fmt.Errorf("reading %s, which became shorter: %w", filepath.Base(j.path), ErrTampered)
	}
	if info.Size() == j.offset {
		return nil, nil
	}
	if err := f.Sync(); err != nil {
		return nil, fmt.Errorf("syncing %s: %w", filepath.Base(j.path), err)
	}
	return io.ReadAll(io.NewSectionReader(f, j.offset, info.Size()-j.offset))
}

// parse reads one frame at the start of tail and says how long it is.
func (j *journal) parse(tail []byte) (frame, int, error) {
	fr, n, err := j.parseContent(tail)
	want := "end " + fr.sum + "\n"
	rest := tail[n:]
	switch {
	case err == nil && bytes.HasPrefix(rest, []byte(want)):
		return fr, n + len(want), nil
	case endLine.Match(tail): // so all before it was durable, and is not what it was
		return frame{}, 0, errors.New("the sum does not match")
	case err != nil || unwritten(rest, want, j.offset+int64(n)):
		return frame{}, 0, errTornEnd
	}
	return frame{}, 0, errors.New("its end is not the one that was written")
}

func (j *journal) parseContent(tail []byte) (frame, int, error) {
	head, rest, ok := bytes.Cut(tail, []byte("\n"))
	if !ok {
		return frame{}, 0, errCutOff
	}
	count, err := j.lines(string(head))
	if err != nil {
		return frame{}, 0, err
	}
	fr := frame{head: string(head)}
	for range count {
		line, after, ok := bytes.Cut(rest, []byte("\n"))
		if !ok {
			return frame{}, 0, errCutOff
		}
		fr.lines = append(fr.lines, line)
		rest = after
	}
	n := len(tail) - len(rest)
	fr.sum = fmt.Sprintf("%x", sha256.Sum256(tail[:n]))
	return fr, n, nil
}

// unwritten reports whether rest, found in the file at byte at where want was
// being written when the machine stopped, is what a stop can leave: want cut
// short, or with whole sectors still zero.
func unwritten(rest []byte, want string, at int64) bool {
	if len(rest) > len(want) {
		return false
	}
	for i := 0; i < len(rest); {
		n := min(len(rest)-i, int(sector-(at+int64(i))%sector))
		piece := rest[i : i+n]
		if string(piece) != want[i:i+n] && len(bytes.Trim(piece, "\x00")) > 0 {
			return false
		}
		i += n
	}
	return true
}

// append writes one frame durably after the last complete one, in the place
// of whatever a crash left there. When it fails the journal is as before.
func (j *journal) append(head string, lines [][]byte) error {
	var content bytes.Buffer
	content.WriteString(head + "\n")
	for _, line := range lines {
		content.Write(line)
		content.WriteByte('\n')
	}
	sum := fmt.Sprintf("%x", sha256.Sum256(content.Bytes()))
	f, err := os.OpenFile(j.path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	err = errors.Join(j.write(f, content.Bytes(), []byte("end "+sum+"\n")), f.Close())
	if err != nil {
		return fmt.Errorf("appending to %s: %w", filepath.Base(j.path), err)
	}
	j.offset += int64(content.Len() + len("end \n") + sumSize)
	j.last = sum
	return nil
}

func (j *journal) write(f *os.File, content, end []byte) error {
	if err := f.Truncate(j.offset); err != nil {
		return err
	}
	err := writeDurably(f, content, j.offset)
	if err == nil && j.offset == 0 {
		err = syncDir(filepath.Dir(j.path))
	}
	if err == nil {
		err = writeDurably(f, end, j.offset+int64(len(content)))
	}
	if err != nil {
		return errors.Join(err, f.Truncate(j.offset))
	}
	return nil
}

func writeDurably(f *os.File, b []byte, at int64) error {
	if _, err := f.WriteAt(b, at); err != nil {
		return err
	}
	return f.Sync()
}
