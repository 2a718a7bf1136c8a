package care

import "candour/internal/calendar"

// The kinds of section. Every section but items is one record, governed by
// one item of the pack.
const (
	KindItems      = "items"
	KindContact    = "contact"
	KindNote       = "note"
	KindGoal       = "goal"
	KindStep       = "step"
	KindVisit      = "visit"
	KindMeasure    = "measure"
	KindOnward     = "onward"
	KindPermission = "permission"
	KindSignpost   = "signpost"
	KindCount      = "count"
)

// An ItemsPayload is what a section of kind items seals: every answer to each
// item of one tier, oldest first, by item code.
type ItemsPayload map[string][]Value

// The channels of a contact.
const (
	ByPhone = "phone"
	ByVisit = "visit"
	ByPost  = "post"
)

// A Contact is one attempt to get in touch with the person: facts only, for
// it outlives what was said, which goes into a Note under it.
type Contact struct {
	On          calendar.Day `json:"on"`
	Clock       string       `json:"clock,omitempty"` // "16:05", London time, or ""
	Channel     string       `json:"channel"`         // "phone", "visit", "post"
	Outcome     string       `json:"outcome"`         // outcome code of the pack
	Tried       string       `json:"tried,omitempty"` // the number or address that was tried
	Interpreter string       `json:"interpreter,omitempty"`
	NoticeGiven string       `json:"notice,omitempty"` // how the privacy notice was given: "read out", "sent", "handed over"
	Undone      bool         `json:"undone,omitempty"` // keyed wrongly, and said so within the correction period
	By          ID           `json:"by,omitempty"`
}

// Validate says what to mend. outcomes are the codes the pack offers.
func (c Contact) Validate(today calendar.Day, outcomes ...string) Problems {
	var p Problems
	p.notAhead("on", c.On, today)
	p.clock("clock", c.Clock)
	p.oneOf("channel", c.Channel, ByPhone, ByVisit, ByPost)
	p.oneOf("outcome", c.Outcome, outcomes...)
	if !reachable(c.Tried) { // it outlives the notes, so it is never words
		p.add("tried", "Write a telephone number or an email address")
	}
	p.tooLong("interpreter", c.Interpreter, MaxLine)
	p.oneOf("notice", c.NoticeGiven, "", "read out", "sent", "handed over")
	return p
}

// reachable reports whether a text is nothing, a telephone number or an email
// address.
func reachable(text string) bool {
	if text == "" {
		return true
	}
	_, phone := ReadPhone(text)
	_, email := ReadEmail(text)
	return phone == "" || email == ""
}

// A Note is what a worker wrote down about a conversation.
type Note struct {
	On   calendar.Day `json:"on"`
	Text string       `json:"text"`
	By   ID           `json:"by,omitempty"`
}

// Validate says what to mend.
func (n Note) Validate(today calendar.Day) Problems {
	var p Problems
	p.notAhead("on", n.On, today)
	p.needed("text", n.Text, "Write the note, or leave without saving")
	p.tooLong("text", n.Text, MaxNote)
	return p
}

// The outcomes of a visit. A visit that lies ahead has none.
const (
	VisitAhead     = ""
	VisitMet       = "met"
	VisitNotIn     = "not in"
	VisitCancelled = "cancelled"
)

// The places of a visit.
const (
	AtHome      = "home"
	AtActivity  = "activity"
	AtElsewhere = "elsewhere"
)

// A Visit is one meeting with the person, planned or past: facts only.
type Visit struct {
	On      calendar.Day `json:"on"`
	Clock   string       `json:"clock,omitempty"`
	Minutes int          `json:"minutes,omitempty"` // how long it is meant to take
	Place   string       `json:"place"`             // "home", "activity", "elsewhere"
	Outcome string       `json:"outcome,omitempty"`
	BackBy  string       `json:"backBy,omitempty"` // lone worker: reports back by this time
	BackAt  string       `json:"backAt,omitempty"` // reported back at
	By      ID           `json:"by,omitempty"`     // the worker who goes
}

// Validate says what to mend. A visit with an outcome has happened; one
// without lies ahead or is overdue.
func (v Visit) Validate(today calendar.Day) Problems {
	var p Problems
	if v.Outcome == VisitAhead || v.Outcome == VisitCancelled {
		p.day("on", v.On)
	} else {
		p.notAhead("on", v.On, today)
	}
	p.clock("clock", v.Clock)
	p.clock("backBy", v.BackBy)
	p.clock("backAt", v.BackAt)
	p.oneOf("place", v.Place, AtHome, AtActivity, AtElsewhere)
	p.oneOf("outcome", v.Outcome, VisitAhead, VisitMet, VisitNotIn, VisitCancelled)
	if v.Minutes < 0 || v.Minutes > 600 {
		p.add("minutes", "Write how many minutes it takes, up to 600")
	}
	return p
}

// A Signpost is something the person was told about. Nothing about them left
// the service.
type Signpost struct {
	On       calendar.Day `json:"on"`
	Activity string       `json:"activity"`           // activity code of the pack
	Provider string       `json:"provider,omitempty"` // provider code, or ""
	By       ID           `json:"by,omitempty"`
}

// Validate says what to mend. activities and providers are the pack's codes.
func (s Signpost) Validate(today calendar.Day, activities, providers []string) Problems {
	var p Problems
	p.notAhead("on", s.On, today)
	p.oneOf("activity", s.Activity, activities...)
	if s.Provider != "" {
		p.oneOf("provider", s.Provider, providers...)
	}
	return p
}
