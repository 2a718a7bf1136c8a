package ledger

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"candour/internal/calendar"
)

// Bounds of one entry. A screen names every subject it shows, so lists of
// people are paged to fewer than MaxListed.
const (
	MaxEntry  = 64 << 10 // bytes of an encoded entry
	MaxListed = 500      // elements of any one list in an entry
)

// The two outcomes of an act.
const (
	Released = "released"
	Refused  = "refused"
)

// Acts that the ledger itself must understand: every "destroy ended" needs
// its intent, named in Of, in the archive.
const (
	ActDestroyIntended = "destroy intended"
	ActDestroyEnded    = "destroy ended"
)

// ErrEntry is matched by every reason an entry cannot be encoded or decoded.
var ErrEntry = errors.New("not an entry of the ledger")

// An Entry records one act: one screen shown, one write, one refusal, one
// destruction. Every field is an id, a neutral code, a number or hex; see
// [Entry.Encode] for the shapes. UK GDPR Art 5(2), accountability.
type Entry struct {
	ID         string        // random UUID
	At         time.Time     // machine time, UTC, to the microsecond
	Day        calendar.Day  // calendar day, the day for the law
	Controller string        // "kent"
	Service    string        // "positive-wellbeing", or ""
	Act        string        // "see", "record", "destroy intended", "sign in"
	Screen     string        // page code, or ""
	Actor      string        // worker id, or "public form", "timetable"
	Role       string        // role code, or ""
	Purposes   []string      // purpose codes
	Bases      []string      // clause refs of the bases
	Subjects   []string      // subject record ids
	Items      []string      // item codes shown or written
	Refused    []RefusedItem // items asked for and refused
	Outcome    string        // Released or Refused
	Clauses    []string      // clause refs that decided
	Of         string        // id of the intent, share or other record concerned, or ""
	Reason     string        // neutral code, or ""
	Count      int           // of whatever the act counts: candidates opened and not shown, rows purged
	Commitment string        // hex, to what is counted and not named, or ""
}

// A RefusedItem is one item that was refused, with the clauses against it.
type RefusedItem struct {
	Item    string   `json:"item"`
	Clauses []string `json:"clauses,omitempty"`
	Why     string   `json:"why"` // neutral code: "not yet", "tier gone"
}

// timeLayout is fixed-width UTC, as the database keeps times.
const timeLayout = "2006-01-02T15:04:05.000000Z"

// wireEntry is the canonical order and naming of an encoded entry's fields.
type wireEntry struct {
	ID         string        `json:"id"`
	At         string        `json:"at"`
	Day        string        `json:"day,omitempty"`
	Controller string        `json:"controller"`
	Service    string        `json:"service,omitempty"`
	Act        string        `json:"act"`
	Screen     string        `json:"screen,omitempty"`
	Actor      string        `json:"actor"`
	Role       string        `json:"role,omitempty"`
	Purposes   []string      `json:"purposes,omitempty"`
	Bases      []string      `json:"bases,omitempty"`
	Subjects   []string      `json:"subjects,omitempty"`
	Items      []string      `json:"items,omitempty"`
	Refused    []RefusedItem `json:"refused,omitempty"`
	Outcome    string        `json:"outcome"`
	Clauses    []string      `json:"clauses,omitempty"`
	Of         string        `json:"of,omitempty"`
	Reason     string        `json:"reason,omitempty"`
	Count      int           `json:"count,omitempty"`
	Commitment string        `json:"commitment,omitempty"`
}

// Encode gives the canonical bytes of an entry: one line of JSON without a
// line break, fields in a fixed order, empty fields left out. It fails with
// ErrEntry, naming the field and never its value, unless every field is an
// id, a code or hex of its expected shape and the whole is within MaxEntry:
// no free text can get into the ledger.
func (e Entry) Encode() ([]byte, error) {
	if err := e.check(); err != nil {
		return nil, err
	}
	body, err := json.Marshal(wireEntry{
		ID: e.ID, At: e.At.UTC().Format(timeLayout), Day: e.Day.String(),
		Controller: e.Controller, Service: e.Service,
		Act: e.Act, Screen: e.Screen, Actor: e.Actor, Role: e.Role,
		Purposes: e.Purposes, Bases: e.Bases, Subjects: e.Subjects, Items: e.Items,
		Refused: e.Refused, Outcome: e.Outcome, Clauses: e.Clauses,
		Of: e.Of, Reason: e.Reason, Count: e.Count, Commitment: e.Commitment,
	})
	if err != nil {
		return nil, fmt.Errorf("encoding an entry: %w", err)
	}
	if len(body) > MaxEntry {
		return nil, fmt.Errorf("encoding an entry of %d bytes, more than %d: %w", len(body), MaxEntry, ErrEntry)
	}
	return body, nil
}

// Decode reads what Encode wrote and nothing else: unknown or repeated
// fields, another order, spaces, or any field out of shape give ErrEntry.
func Decode(body []byte) (Entry, error) {
	if len(body) > MaxEntry {
		return Entry{}, fmt.Errorf("decoding an entry of %d bytes, more than %d: %w", len(body), MaxEntry, ErrEntry)
	}
	var w wireEntry
	if err := json.Unmarshal(body, &w); err != nil { // what it lets pass, encoding again does not
		return Entry{}, fmt.Errorf("decoding an entry: %w", ErrEntry)
	}
	e, err := w.entry()
	if err != nil {
		return Entry{}, fmt.Errorf("decoding an entry: %w", err)
	}
	again, err := e.Encode()
	if err != nil {
		return Entry{}, fmt.Errorf("decoding an entry: %w", err)
	}
	if !bytes.Equal(again, body) {
		return Entry{}, fmt.Errorf("decoding an entry whose bytes are not canonical: %w", ErrEntry)
	}
	return e, nil
}

func (w wireEntry) entry() (Entry, error) {
	at, err := time.Parse(timeLayout, w.At)
	if err != nil {
		return Entry{}, outOfShape("at")
	}
	day, err := calendar.Parse(w.Day)
	if err != nil {
		return Entry{}, outOfShape("day")
	}
	return Entry{
		ID: w.ID, At: at, Day: day,
		Controller: w.Controller, Service: w.Service,
		Act: w.Act, Screen: w.Screen, Actor: w.Actor, Role: w.Role,
		Purposes: w.Purposes, Bases: w.Bases, Subjects: w.Subjects, Items: w.Items,
		Refused: w.Refused, Outcome: w.Outcome, Clauses: w.Clauses,
		Of: w.Of, Reason: w.Reason, Count: w.Count, Commitment: w.Commitment,
	}, nil
}
