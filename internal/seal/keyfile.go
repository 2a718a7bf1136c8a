package seal

import (
	"bytes"
	"encoding/hex"
	"fmt"
)

// A key file is text, so that a person who finds one knows what it is:
//
//	candour key-encryption key 1
//	controller kent
//	database 0193…
//	version 12
//	key 64 hexadecimal digits
const keyFileHead = "candour key-encryption key 1\ncontroller %s\ndatabase %s\nversion %d\nkey "

func encodeKeyFile(kek KEK, secret *[KeySize]byte) []byte {
	head := fmt.Appendf(nil, keyFileHead, kek.Controller, kek.Database, kek.Version)
	text := make([]byte, 0, len(head)+2*KeySize+1)
	text = append(text, head...)
	text = hex.AppendEncode(text, secret[:])
	return append(text, '\n')
}

// decodeKeyFile returns the key of a file that says it is kek. Anything else
// is ErrForeignKeyFile: it must be neither used nor destroyed.
func decodeKeyFile(kek KEK, text []byte) (*[KeySize]byte, error) {
	head := fmt.Appendf(nil, keyFileHead, kek.Controller, kek.Database, kek.Version)
	digits, ours := bytes.CutPrefix(text, head)
	digits, whole := bytes.CutSuffix(digits, []byte("\n"))
	if !ours || !whole || len(digits) != 2*KeySize {
		return nil, ErrForeignKeyFile
	}
	secret := new([KeySize]byte)
	if _, err := hex.Decode(secret[:], digits); err != nil {
		clear(secret[:])
		return nil, ErrForeignKeyFile
	}
	return secret, nil
}
