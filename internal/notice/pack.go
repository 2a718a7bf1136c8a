// Package notice turns a pack, the declarative text of one service's privacy
// notice, into one immutable value that the rest of the house obeys.
//
// Parse reads strictly and reports every fault with file, line, column, the
// rule broken and the mend. Check holds the declarations against each other.
// Compile gives a Pack. The package is pure: it reads an fs.FS and returns
// values. It imports calendar and nothing else of the house.
package notice

import "candour/internal/calendar"

// A Pack is one compiled notice with the way its service works. It is
// immutable once compiled and safe for concurrent use.
type Pack struct {
	Controller Controller
	Service    string // code, unique within the controller: "positive-wellbeing"
	Title      string // "Positive Wellbeing"
	About      string
	Programme  Programme
	Versions   []Version // oldest first; the last is in force

	People     []Person
	Events     []Event
	Stages     []Stage
	Items      []Item // Item.Index is the position here
	Sets       []Set
	Bases      []Basis
	Purposes   []Purpose
	Uses       []Use
	Recipients []Recipient
	Shares     []Share
	NeverShare []NeverShare
	Never      []NeverCollect
	Places     []Place
	Automated  Automated
	Tiers      []Tier // Tier.Index is the position here
	Counts     []Count
	Rights     Rights
	Readings   []Reading
	Gaps       []Gap
	Statements []Statement // undertakings beyond the tables
	Contacts   []Contact   // whom to ask about what

	Roles      []Role
	Actors     []Role   // parts of the software that a use may name: "public form"
	Outcomes   []Option // every outcome a contact can have, in the order it is offered
	Activities []Option // kinds of activity, of signposts and providers alike
	Forms      []Form
	Measures   []Measure
	Clocks     []Clock
	Letters    []Letter
	Providers  []Provider // the fixed short list an onward referral may go to

	Hash     string  // hex SHA-256 of the pack's source files, in name order
	Warnings []Fault // what checking found that does not stop the pack
}

// A Clause is the promise behind a declaration: what a decision quotes.
type Clause struct {
	Ref   string   // stable path in the pack: "keep.sensitive", "uses[4]"
	Says  string   // the sentence the public reads, plain English
	Place string   // where the published page has it: "section 6, line 2"
	Cites []string // promise ids: "PW-31"
	Read  string   // reading it rests on, "R3", or ""
	Pos   Pos
}

// A Pos is a place in a pack's source.
type Pos struct {
	File      string
	Line, Col int
}

// A Controller is a council: UK GDPR Art 4(7).
type Controller struct {
	Code      string // "kent"
	Name      string // "Kent County Council"
	Offices   []Office
	Regulator Office // the Information Commissioner
	Corporate string // corporate statement address, or "" with a Gap
	Phone     string // public enquiries, "" with a Gap
	Gaps      []Gap
}

// An Office is a named office with its published contacts, never its holder.
type Office struct {
	Code  string // "data protection officer"
	Name  string
	Email string
	Phone string
	Web   string
}

// A Programme is the funded project a service belongs to.
type Programme struct {
	Name, Kind, Funder string
	Teams              []string // owner teams
	Cohort             string
	Clause             Clause
}

// A Version is one dated publication of the notice.
type Version struct {
	Date   calendar.Day
	As     string // "last updated"
	Clause Clause
}

// A Person is a kind of human being the notice speaks about.
type Person struct {
	Code     string
	Says     string // "the person being referred"
	ToOthers string // how the notice speaks of them to everybody else
}

// EventKind says which happening in an episode makes the event.
type EventKind string

// The happenings an event can be.
const (
	ReferralReceived EventKind = "referral received"
	ContactMade      EventKind = "contact"
	EpisodeClosed    EventKind = "episode closed"
)

// An Event is a happening that keep, uses and shares refer to.
type Event struct {
	Code     string // "reached"
	Kind     EventKind
	Outcomes []string // of a contact: "spoke to the person themselves"
	Says     string   // "you leave"
	ToOthers string   // the same said to anybody but the client
	Clause   Clause
}

// A Stage is a span of an episode between events.
type Stage struct {
	Code     string   // "application"
	From     string   // event that begins it
	Until    []string // events that end it
	Says     string   // "until we have spoken"
	ToOthers string   // the same said to anybody but the client
}

// An Item is one thing the notice says is collected, in exactly one tier.
type Item struct {
	Index    int
	Code     string   // "client.name"
	About    string   // person code
	From     []string // source codes: person codes or "worker"
	At       []string // stage codes at which it may be collected
	By       []Channel
	Tier     string
	Special  string // "", or the special category: "health", "ethnicity" (UK GDPR Art 9(1))
	Relevant bool   // only where relevant, with the reason kept
	Required bool
	Words    string // how the notice names it: "your telephone number"
	Shape    Shape
	Clause   Clause
}

// A Channel is a way an item may be collected.
type Channel struct {
	Code   string // "web", "phone", "visit", "post"
	Reason bool   // only with a reason why not face to face
}

// ShapeKind is what an answer looks like.
type ShapeKind string

// The shapes of an answer.
const (
	Text     ShapeKind = "text"
	LongText ShapeKind = "long text"
	Address  ShapeKind = "address"
	Phone    ShapeKind = "phone"
	Email    ShapeKind = "email"
	Age      ShapeKind = "age" // whole years with the day it was asked
	Choice   ShapeKind = "choice"
	Multi    ShapeKind = "multi"
	Facts    ShapeKind = "facts" // kept by the software itself: dates, places, outcomes
)

// A Shape is how an item is asked and answered, from service.yaml.
type Shape struct {
	Kind    ShapeKind
	Label   string // "Telephone number"
	Hint    string
	Why     string   // why we ask, one sentence
	Choices []Option // of Choice and Multi
	Max     int      // longest answer in characters
}

// A Option is one answer of a closed code list.
type Option struct{ Code, Label string }

// A Set is a named closed list of items.
type Set struct {
	Code  string
	Says  string // "your contact details"
	Items []int  // indexes
}

// A Basis is an Article 6 basis or an Article 9 condition with its parts.
type Basis struct {
	Code      string
	Article6  string // "e", "c", or ""
	Article9  string // "h", "g", "j", or ""
	Schedule1 []int  // DPA 2018 Sch 1 paragraphs
	Acts      []string
	Secrecy   string // role bound to professional secrecy (Art 9(3))
	PolicyDoc string // "required" when an appropriate policy document is
	Says      string
	Gap       string
	Clause    Clause
}

// A Purpose is what information is used for, with its basis.
type Purpose struct {
	Code    string
	Says    string
	Basis   string
	Special []string // Article 9 conditions available under this purpose
	Output  string   // "", "counts", "anonymous"
	Clause  Clause
}

// A Use says who may do what with which items for which purpose.
// Nothing that no use allows is possible.
type Use struct {
	By      []string // actors: role codes, "public form", "name index"
	May     []string // acts: "see", "record", "correct", "allocate", "index"
	Purpose string
	Sets    []string
	At      []string // stages; empty means no stage condition
	After   []string // events that must have happened
	Who     string   // "", "allocated or covering", "in team"
	How     string   // "", "supervised on council premises without export"
	Clause  Clause
}

// A Recipient is an organisation that may receive, as the notice names it.
type Recipient struct {
	Code, Kind, Where, Gets string
	Says                    string // "the group or organisation you chose"
	Agreement, Notice       string // where the agreement and its own notice are, "" with a Gap
	Transfer                string // mechanism of a transfer abroad (UK GDPR Art 46), "" within the UK
	Clause                  Clause
}

// A Share says what may go to whom, why, and on whose permission.
type Share struct {
	To, Purpose, Permission, When, Output string
	Sets                                  []string
	Items                                 []int // at most these
	Needs                                 []string
	Clause                                Clause
}

// A NeverShare closes a set to every recipient but the exceptions.
type NeverShare struct {
	Set    string
	Except []string
	Clause Clause
}

// A NeverCollect is an item the notice says is never asked.
type NeverCollect struct {
	Item   string // "client.date-of-birth"
	Says   string // "your date of birth"
	Clause Clause
}

// A Place is where data may rest.
type Place struct {
	Where  []string
	System string // "an electronic case system"
	Clause Clause
}

// Automated is the notice's statement on automated decisions (Art 22).
type Automated struct {
	Says   string
	Gap    string
	Clause Clause
}

// A Tier is a retention line: every item of the tier is destroyed together.
type Tier struct {
	Index   int
	Code    string // "sensitive"
	Called  string // "Sensitive details"
	Limits  []Limit
	Latest  bool     // take the latest limit; otherwise the earliest
	Correct Duration // correction period before destruction on an event
	Clause  Clause
}

// A Limit is one end of a tier's life: an event, a span after an event, or a
// fixed last day. Kept to the end of that day (Europe/London).
type Limit struct {
	Event  string // "" for a fixed day
	Months int    // after the event; 0 with an Event means at once
	Day    calendar.Day
	Clause Clause
}

// A Duration is a span of machine time in minutes.
type Duration struct{ Minutes int }

// A Count is a statistic that outlives a person.
type Count struct {
	Code string
	By   []string // dimensions: "month", "referral source", "district"
	From []int    // items a dimension is worked out from
}

// Rights says how the notice's rights are asked for.
type Rights struct {
	By, Ask, Warn string
	Free          bool
	Grants        []Right
	Clause        Clause
}

// A Right is one right the notice tells of, in our words.
type Right struct {
	Code    string // "access"
	Says    string
	Article string // "UK GDPR Art 15"
	Clause  Clause
}

// A Reading is what we took silent, garbled or dated print to mean.
type Reading struct {
	Code, Says, Proposed string
	AcceptedBy           string // office that may accept
	Accepted             string // "none" until a signed-in office holder does
	Pos                  Pos
}

// A Statement is an undertaking of the notice beyond its tables.
type Statement struct {
	About  string // "who", "safety"
	Says   string
	Clause Clause
}

// A Contact says which office to ask about what.
type Contact struct {
	Office string // office code, "regulator" or "corporate statement"
	For    string
	Clause Clause
}

// A Gap is something the print lost or never said. It is shown, never filled.
type Gap struct {
	Ref, Says string
	Pos       Pos
}
