package seal

import (
	"bufio"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"candour/internal/care"
)

// The plaintext of an escrow copy: one line of JSON that says what it is, then
// the keys, then their number. A key is one byte (the length of its id), the
// id, its making in microseconds (8 bytes, big-endian) and its 32 bytes. A
// length of zero ends the keys; their number follows in 8 bytes.

// A CopyHead says what an escrow copy holds.
type CopyHead struct {
	Format     string    `json:"format"`
	Controller string    `json:"controller"`
	Database   care.ID   `json:"database"` // identity of the key database
	Version    int64     `json:"version"`  // current key-encryption key when made
	MadeAt     time.Time `json:"made_at"`
}

const copyFormat = "candour key copy 1"

// A copyWriter writes the plaintext of an escrow copy.
type copyWriter struct {
	to     io.Writer
	count  uint64
	record []byte
}

func newCopyWriter(to io.Writer, head CopyHead) (*copyWriter, error) {
	head.Format = copyFormat
	line, err := json.Marshal(head)
	if err != nil {
		return nil, err
	}
	_, err = to.Write(append(line, '\n'))
	return &copyWriter{to: to}, err
}

// add writes one key and leaves no bytes of it in the writer.
func (w *copyWriter) add(id care.ID, createdAt time.Time, key *Key) error {
	if len(id) == 0 || len(id) > 255 {
		return fmt.Errorf("copying key %s: its id has %d bytes", id, len(id))
	}
	r := append(w.record[:0], byte(len(id)))
	r = append(r, id...)
	r = binary.BigEndian.AppendUint64(r, uint64(createdAt.UnixMicro()))
	r = append(r, key.bytes()[:]...)
	defer clear(r)
	w.record = r
	w.count++
	_, err := w.to.Write(r)
	return err
}

func (w *copyWriter) end() error {
	_, err := w.to.Write(binary.BigEndian.AppendUint64([]byte{0}, w.count))
	return err
}

// A copyReader reads the plaintext of an escrow copy.
type copyReader struct {
	from  *bufio.Reader
	count uint64
}

var errBadCopy = errors.New("not an escrow copy of keys, or a damaged one")

const longestHead = 4096

func newCopyReader(from io.Reader) (*copyReader, CopyHead, error) {
	r := bufio.NewReaderSize(from, longestHead)
	var head CopyHead
	line, err := r.ReadSlice('\n')
	if err == nil {
		err = json.Unmarshal(line, &head)
	}
	if err != nil || head.Format != copyFormat {
		return nil, CopyHead{}, errors.Join(errBadCopy, err)
	}
	return &copyReader{from: r}, head, nil
}

// next returns the next key, or io.EOF when all were read and their number is
// as written.
func (r *copyReader) next() (care.ID, time.Time, *Key, error) {
	length, err := r.from.ReadByte()
	if err != nil {
		return "", time.Time{}, nil, errors.Join(errBadCopy, err)
	}
	record := make([]byte, int(length)+8+KeySize)
	defer clear(record)
	if length == 0 {
		return "", time.Time{}, nil, r.checkEnd(record[:8])
	}
	if _, err := io.ReadFull(r.from, record); err != nil {
		return "", time.Time{}, nil, errors.Join(errBadCopy, err)
	}
	r.count++
	id, rest := care.ID(record[:length]), record[length:]
	createdAt := time.UnixMicro(int64(binary.BigEndian.Uint64(rest))).UTC()
	secret := new([KeySize]byte)
	copy(secret[:], rest[8:])
	return id, createdAt, keyOf(secret), nil
}

func (r *copyReader) checkEnd(number []byte) error {
	if _, err := io.ReadFull(r.from, number); err != nil {
		return errors.Join(errBadCopy, err)
	}
	if n := binary.BigEndian.Uint64(number); n != r.count {
		return fmt.Errorf("%w: it holds %d keys and says %d", errBadCopy, r.count, n)
	}
	if _, err := r.from.ReadByte(); err != io.EOF {
		return fmt.Errorf("%w: it goes on after its end", errBadCopy)
	}
	return io.EOF
}
