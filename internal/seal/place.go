package seal

import (
	"encoding/binary"
)

// A Place says where sealed bytes belong. Moved anywhere else they do not
// open: to another controller, subject, tier, section, kind, item or version.
type Place struct {
	Controller, Service, Subject, Tier, Section, Kind, Item string

	Version int64
}

// AD returns the place as associated data. No two places give the same bytes.
func (p Place) AD() []byte {
	ad := bound("candour section 1", p.Controller, p.Service, p.Subject, p.Tier, p.Section, p.Kind, p.Item)
	return binary.BigEndian.AppendUint64(ad, uint64(p.Version))
}

// bound joins a purpose and its parts so that no two lists of parts give the
// same bytes: each is preceded by its length.
func bound(purpose string, parts ...string) []byte {
	size := 8 + len(purpose) + 8 // room for a version at the end
	for _, part := range parts {
		size += 8 + len(part)
	}
	ad := appendPart(make([]byte, 0, size), purpose)
	for _, part := range parts {
		ad = appendPart(ad, part)
	}
	return ad
}

func appendPart(ad []byte, part string) []byte {
	ad = binary.BigEndian.AppendUint64(ad, uint64(len(part)))
	return append(ad, part...)
}
