package demo

import (
	"candour/internal/calendar"
	"candour/internal/care"
)

// A Story is what happened to one person referred to the service: plain
// values in the pack's own codes, with no ids, which whoever replays it makes.
// Every slice is in order of day. A zero day means that it has not happened.
type Story struct {
	N        int    // position in the caseload, from 0
	Origin   string // "someone else" or "themselves"
	Source   string // kind of referrer, for the count of referrals: "neighbour"
	District string // council district of the address: "Thanet"
	Received calendar.Day
	Referrer []Answer // three items at most; none when people refer themselves
	Client   []Answer // the person's details as given with the referral

	Worker    string // login of the allocated Connector, or ""
	Allocated calendar.Day
	Contacts  []Contact
	Reached   calendar.Day // day of the first contact with the person themselves
	Later     []Answer     // items of the engaged stage
	Measures  []Measure
	Goals     []Goal
	Signposts []Signpost
	Onwards   []Onward
	Visits    []Visit
	Left      calendar.Day
	LeftWhy   string // "goals met", "moved away", "declined", "unreachable"
}

// An Answer is a value given for one item of the pack.
type Answer struct {
	Item  string // "client.telephone"
	Value care.Value
}

// A Contact is one attempt to get in touch with the person.
type Contact struct {
	On      calendar.Day
	How     string // "phone", "letter", "doorstep"
	Outcome string // pack outcome: "voicemail", "spoke to the person themselves"
	Note    string // the Connector's own words, or ""
}

// A Measure is one scale asked once, with the answers in question order.
type Measure struct {
	Code    string // "ucla-3", "lonely-direct", "ons-4"
	Moment  string // "baseline", "review" or "exit"
	On      calendar.Day
	Answers []int
}

// A Goal is one line of the person's plan.
type Goal struct {
	On    calendar.Day
	Text  string
	Steps []Step
}

// A Step is what someone will do towards a goal by a day.
type Step struct {
	Text string
	Who  string // "person" or "connector"
	Due  calendar.Day
	Done calendar.Day
}

// A Signpost is an activity the person was told about; no data leaves.
type Signpost struct {
	On       calendar.Day
	Activity string // pack activity code: "gardening"
}

// An Onward is a referral to an activity provider, as far as it went. The
// later days are zero while it has not come to that.
type Onward struct {
	Provider  string // pack provider code
	Discussed calendar.Day
	Permitted calendar.Day
	Sent      calendar.Day
}

// A Visit is one meeting with the person, planned or past.
type Visit struct {
	On      calendar.Day
	Place   string // "home", "cafe" or "community centre"
	Outcome string // "met", "not in", or "" while it lies ahead
	Note    string
}
