// Package care holds the nouns of the work: episodes, sections, contacts,
// plans, measures, tasks. It is pure: values and the rules between them, no
// I/O. It imports calendar and nothing else of the house.
package care

import (
	"errors"
	"time"

	"candour/internal/calendar"
)

// Sentinels that every room above shares. A refusal carries its clauses in
// gate.Refusal and matches ErrRefused.
var (
	ErrNotFound = errors.New("not found")
	ErrConflict = errors.New("changed by someone else since it was read")
	ErrInvalid  = errors.New("not valid")
	ErrRefused  = errors.New("refused")
)

// ID is an opaque random identifier (UUID text), never derived from data.
type ID string

// An Episode is one engagement with a service, referral to closure. It holds
// only ids, neutral codes and the dates the engine sorts by.
type Episode struct {
	Controller    string
	Service       string
	ID            ID
	Subject       ID     // the subject record
	Stage         string // pack stage code, or "left"
	Origin        string // "someone else" or "themselves"
	Team          string
	Worker        ID // allocated worker, or ""
	ReceivedOn    calendar.Day
	AllocatedOn   calendar.Day // zero until allocated
	ReachedOn     calendar.Day // zero until reached
	LeftOn        calendar.Day // zero until left
	LastContactOn calendar.Day // last attempt or visit, zero if none
	NextOn        calendar.Day // next planned deed, zero if none
	NextWhat      string       // neutral code: "first call", "visit", "review"
	RestrictedAt  time.Time    // UK GDPR Art 18; zero when not
	Version       int64
}

// A Happening is one event of the pack, standing or undone.
type Happening struct {
	ID      ID
	Episode ID
	Event   string // pack event code
	On      calendar.Day
	At      time.Time // machine time
	By      ID        // worker
	Undone  bool
}

// TierState is the state of one tier's key.
type TierState string

// The states of a tier's key, in the order they can follow each other.
const (
	TierLiving    TierState = "living"
	TierSuspended TierState = "suspended" // correction period: unreadable, may be lifted by the same worker
	TierIntended  TierState = "intended"  // destruction intent written; never returns
	TierDestroyed TierState = "destroyed" // key deleted and rows purged
)

// A Tier is one subject record's tier: the key it is sealed under and when
// the notice says it is destroyed.
type Tier struct {
	Subject        ID
	Episode        ID
	Code           string // pack tier code
	Key            ID
	State          TierState
	LastDay        calendar.Day // kept to the end of this day; zero while no limit can be known
	Clause         string       // pack clause ref behind LastDay: "keep.sensitive"
	SuspendedBy    ID
	SuspendedUntil time.Time // machine time
}

// A Section is a sealed set of items in one tier, or one sealed record of an
// episode (a contact, a goal, a visit) governed by one item.
type Section struct {
	ID      ID
	Subject ID
	Episode ID
	Tier    string
	Kind    string // "items", "contact", "note", "goal", "step", "visit", "measure", "onward", "signpost", "count"
	Item    string // item code that governs it, "" for kind "items"
	Parent  ID     // e.g. a note's contact, a step's goal
	On      calendar.Day
	Version int64
	Key     ID
	Sealed  []byte
}

// An Intent is a destruction under way or done: DESIGN's point of no return
// lies between KeyDeletedAt being zero and not.
type Intent struct {
	Controller   string
	ID           ID
	Subject      ID
	Episode      ID
	Tier         string
	Key          ID
	Reason       string       // neutral code: "reached", "due", "unused key"
	Clause       string       // pack clause ref
	OnDay        calendar.Day // calendar day it was due
	CreatedAt    time.Time
	KeyDeletedAt time.Time
	FinishedAt   time.Time
	FinalAt      time.Time // no copy of the wrapped key remains anywhere
	KEKVersion   int64     // key-encryption key the deleted key was last wrapped under
	EntryID      ID        // ledger entry of the end
}

// A Task is a dated deed for a worker or a team.
type Task struct {
	ID      ID
	Episode ID
	Worker  ID     // "" for the team
	Kind    string // neutral code: "allocate", "interpreter", "still engaged", "visit", "step", "notice"
	DueOn   calendar.Day
	DoneOn  calendar.Day
	Of      ID // section it belongs to, or ""
}

// A Worker is a member of staff or a partner's auditor. The name is sealed.
type Worker struct {
	Controller string
	ID         ID
	Login      string // user name, chosen by the council, never an email address
	Role       string // pack role code
	Teams      []string
	Subject    ID // subject record that holds the sealed name
	LeftOn     calendar.Day
}

// A Value is one answer with its provenance. Values of an item are kept in
// order; the last stands.
type Value struct {
	Text       string       `json:"t,omitempty"`
	Codes      []string     `json:"c,omitempty"`
	Number     int          `json:"n,omitempty"`
	AsAt       calendar.Day `json:"d,omitzero"` // day it was true: an age's as-at date
	Empty      Empty        `json:"e,omitempty"`
	From       string       `json:"f"`            // "client", "referrer", "worker"
	Channel    string       `json:"h"`            // "web", "phone", "visit"
	ChannelWhy string       `json:"hw,omitempty"` // why not face to face
	Relevance  string       `json:"r,omitempty"`  // why it is relevant, where the pack asks
	Verified   bool         `json:"v,omitempty"`
	By         ID           `json:"b,omitempty"` // worker who recorded it; "" for a public form
	On         calendar.Day `json:"on,omitzero"`
}

// Empty tells apart the ways an answer can be missing.
type Empty string

// The three different non-answers, each stored as itself. What a form left
// open has no Value at all.
const (
	Answered Empty = ""
	Declined Empty = "declined"  // preferred not to say
	Unknown  Empty = "unknown"   // asked, does not know
	NotAsked Empty = "not asked" // whoever filled in the form says it was not asked
)
