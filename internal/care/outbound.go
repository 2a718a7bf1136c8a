package care

import "candour/internal/calendar"

// An Outbound is the record of what left the service: to whom, why, to which
// country, and exactly which answers. It is kept sealed with the onward
// referral; the ledger holds the items and the send, never the organisation.
type Outbound struct {
	Send      ID             `json:"send"`
	Recipient string         `json:"recipient"` // recipient code of the pack
	Provider  string         `json:"provider"`  // provider code of the pack
	Purpose   string         `json:"purpose"`
	Country   string         `json:"country"` // "UK"
	Items     []OutboundItem `json:"items"`
	On        calendar.Day   `json:"on"`
	By        ID             `json:"by,omitempty"`
}

// An OutboundItem is one answer that left. Answers are only ever added to, so
// its place among them stays what went, whatever is corrected later.
type OutboundItem struct {
	Item string `json:"item"`
	Nth  int    `json:"nth"` // counted from 0, the oldest answer
}

// A Closing is why an episode ended. It is kept sealed: the reason may tell of
// a life.
type Closing struct {
	On     calendar.Day `json:"on"`
	Reason string       `json:"reason"`
	By     ID           `json:"by,omitempty"`
}

// KindClosing is the kind of the one record of a closing.
const KindClosing = "closing"

// The reasons an episode ends.
const (
	ClosedFinished  = "finished"
	ClosedAsked     = "asked"
	ClosedMoved     = "moved"
	ClosedNoContact = "no contact"
	ClosedElsewhere = "elsewhere"
	ClosedDied      = "died"
)

// ClosingReasons are the reasons in the order they are offered.
var ClosingReasons = []string{ClosedFinished, ClosedAsked, ClosedMoved, ClosedElsewhere, ClosedNoContact, ClosedDied}

// Validate says what to mend. since is the day the referral came.
func (c Closing) Validate(since, today calendar.Day) Problems {
	var p Problems
	p.oneOf("reason", c.Reason, ClosingReasons...)
	p.notAhead("on", c.On, today)
	if !c.On.IsZero() && c.On.Before(since) {
		p.add("on", "This is before the referral came. Write the day they left")
	}
	return p
}
