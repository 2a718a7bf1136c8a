// Package policy decides, field by field, who may do what with which items
// for which purpose, and quotes the clauses for and against. It is pure:
// values in, values out, no I/O. Default deny; nothing stops early, so a
// refusal can quote every clause that bore on it. It imports notice, care and
// calendar and nothing else of the house.
package policy

import "candour/internal/notice"

// The acts a use may allow. Storing and sharing are uses as much as reading
// is; each is a separate audited act.
const (
	See      = "see"
	Record   = "record"
	Correct  = "correct"
	Allocate = "allocate"
	Index    = "index"
	Share    = "share"
	Destroy  = "destroy"
	Derive   = "derive"
	Export   = "export"
)

// TierState is whether a tier of one person's record can still be read.
type TierState uint8

// The states of a tier. Only Living can be opened.
const (
	Living TierState = iota
	Suspended
	Destroyed // intended or done: refuses from the intent on
	Absent    // no key was ever made for it
)

// A Request is one question put to the table. All of it is cleartext.
type Request struct {
	By       string // actor: role code, "public form", "name index"
	Act      string
	Purposes []string // the purposes the screen declares; an item needs one of them
	Facts    Facts
}

// Facts is what the engine knows of the episode and of the asker, with
// nothing about a life in it.
type Facts struct {
	Stage      string          // "application", "engaged", or "left" once no stage holds
	Happened   map[string]bool // events of the pack that have happened and stand
	Allocated  bool            // the asker is the named worker
	Covering   bool            // the asker covers for the named worker today
	InTeam     bool            // the episode belongs to a team of the asker's
	Supervised bool            // on council premises, supervised, no export
	Restricted bool            // UK GDPR Art 18 restriction stands
	Ground     string          // recorded Art 18(2) ground, or ""
	Tiers      []TierState     // by Tier.Index; what is missing is Absent. Recording into a tier about to be made says Living
}

// An Answer is the decision on one item. Nothing in it is personal.
type Answer struct {
	Item    int // Item.Index, or -1 when the notice names no such item
	Allowed bool
	Purpose string           // the purpose it was allowed for
	Why     Reason           // when refused: the one that a person is told first
	For     []int            // uses whose every condition held (index into Pack.Uses)
	Against []int            // uses that named the item for this actor and act but failed
	Rules   []*notice.Clause // what refused it besides uses: a tier, a restriction, the item's own rules
}

// A Decision answers for every item of the pack, in Item.Index order.
type Decision struct {
	Answers []Answer
	Pack    *notice.Pack
}
