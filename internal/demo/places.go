package demo

import (
	_ "embed"
	"strconv"
	"strings"
)

//go:embed postcodes.csv
var postcodesCSV string

// A place is a real postcode with its post town and council district.
type place struct{ postcode, town, district string }

var places = readPlaces(postcodesCSV)

func readPlaces(csv string) []place {
	lines := strings.Split(strings.TrimSpace(csv), "\n")[1:]
	list := make([]place, len(lines))
	for i, line := range lines {
		cells := strings.Split(line, ",")
		list[i] = place{cells[0], cells[1], cells[2]}
	}
	return list
}

// Streets are made up: a word of the Kent countryside and a kind of road.
var (
	streetWords = []string{
		"Alder", "Applegarth", "Bellfield", "Bluebell", "Bramley", "Brickfield", "Chalkdown", "Cherry Orchard", "Cobnut", "Coppice",
		"Cricketers", "Damson", "Dovecote", "Drovers", "Elmstone", "Fernhill", "Goldings", "Greensand", "Hawthorn", "Hazelwood",
		"Hopfield", "Hornbeam", "Kiln", "Kingfisher", "Larkspur", "Linnet", "Lychgate", "Malthouse", "Medlar", "Millstream", "Mulberry",
		"Oast", "Orchard", "Pippin", "Plover", "Quarry", "Ragstone", "Rowan", "Saltmarsh", "Sheepfold", "Shingle", "Smugglers",
		"Spindle", "Swallow", "Tannery", "Tern", "Thornden", "Wagtail", "Watermill", "Wealden", "Whitebeam", "Woodpecker",
	}
	streetKinds = []string{"Avenue", "Close", "Court", "Crescent", "Drive", "Gardens", "Lane", "Mead", "Rise", "Road", "Row", "Street", "Walk", "Way"}
)

// address writes a made-up house at a real place, one line to a part.
func (d dice) address(at place) string {
	var b strings.Builder
	b.Grow(64)
	switch n := d.upTo(100); {
	case n < 12:
		b.WriteString("Flat ")
		b.WriteString(strconv.Itoa(d.between(1, 24)))
		b.WriteString("\n")
	case n < 15:
		b.WriteString("Room ")
		b.WriteString(strconv.Itoa(d.between(1, 40)))
		b.WriteString("\n")
	}
	b.WriteString(strconv.Itoa(d.between(1, 148)))
	b.WriteByte(' ')
	b.WriteString(pick(d, streetWords))
	b.WriteByte(' ')
	b.WriteString(pick(d, streetKinds))
	b.WriteByte('\n')
	b.WriteString(at.town)
	b.WriteByte('\n')
	b.WriteString(at.postcode)
	return b.String()
}

// telephone gives a number of the ranges Ofcom keeps free for drama.
func (d dice) telephone(mobile int) string {
	tail := strconv.Itoa(1000 + d.upTo(1000))[1:]
	if d.percent(mobile) {
		return "07700 900" + tail
	}
	return "01632 960" + tail
}

// email gives an address at a domain reserved for examples (RFC 2606).
func (d dice) email(first, last string) string {
	b := make([]byte, 0, 48)
	b = fold(b, first)
	b = append(b, '.')
	b = fold(b, last)
	if d.percent(40) {
		b = strconv.AppendInt(b, int64(d.between(2, 99)), 10)
	}
	return string(append(b, pick(d, emailDomains)...))
}

var emailDomains = []string{"@example.org", "@example.net"}

func fold(b []byte, name string) []byte {
	for _, r := range name {
		switch {
		case 'A' <= r && r <= 'Z':
			b = append(b, byte(r)+'a'-'A')
		case 'a' <= r && r <= 'z':
			b = append(b, byte(r))
		default:
			if plain, ok := folded[r]; ok {
				b = append(b, plain)
			}
		}
	}
	return b
}
