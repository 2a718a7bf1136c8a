// Package notice turns a pack, the declarative text of one service's privacy
// notice, into one immutable value that the rest of the house obeys.
//
// Parse reads strictly and reports every fault with file, line, column, the
// rule broken and the mend. Check holds the declarations against each other.
// Compile gives a Pack. The package is pure: it reads an fs.FS and returns
// values. It imports calendar and nothing else of the house.
package notice

import (
	"strings"

	"candour/internal/calendar"
)

// A Pack is one compiled notice with the way its service works. It is
// immutable once compiled and safe for concurrent use.
type Pack struct {
	Controller Controller
	Service    string // code, unique within the controller: "positive-wellbeing"
	Title      string // "Positive Wellbeing"
	About      string
	Programme  Programme
	Programmes []Programme // more of them, where the service belongs to several
	Services   []NamedService
	Versions   []Version // oldest first; the last is in force

	People     []Person
	Sources    []Source
	Events     []Event
	Stages     []Stage
	Items      []Item // Item.Index is the position here
	Sets       []Set
	Bases      []Basis
	Purposes   []Purpose
	Consents   []Consent
	Uses       []Use
	Recipients []Recipient
	Shares     []Share
	NeverShare []NeverShare
	Never      []NeverCollect
	Places     []Place
	Automated  Automated
	Tiers      []Tier // Tier.Index is the position here
	Counts     []Count
	Research   Research
	NoAnswer   NoAnswer
	Assess     []Assessment // impact assessments (UK GDPR Art 35)
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
	Live       bool       // the service serves the public: what only warned before now stops it

	Law      []Successor // printed names of Acts and bodies that have given way to others
	Hash     string      // hex SHA-256 of the pack's source files, in name order
	Warnings []Fault     // what checking found that does not stop the pack
}

// A Clause is the promise behind a declaration: what a decision quotes.
type Clause struct {
	Ref   string   // stable path in the pack: "keep.sensitive", "uses[4]"
	Says  string   // the sentence the public reads, plain English
	Place string   // where the published page has it: "section 6, line 2"
	Cites []string // promise ids: "PW-31"
	Read  string   // reading it rests on, "R3", or ""
	Gap   string   // what the print lost or never gave here, or ""
	Pos   Pos
}

// A Pos is a place in a pack's source.
type Pos struct {
	File      string
	Line, Col int
}

// A Version is one dated publication of the notice. Where the print bears no
// date there is one version, of no day, whose clause says so.
type Version struct {
	Date   calendar.Day // the first of the month where only that is printed
	Month  bool         // the print gives the month alone
	As     string       // "last updated"
	Clause Clause
}

// Dated writes the version's date as far as the print gives it: "5 October
// 2022", "November 2024", or "".
func (v Version) Dated() string {
	day := v.Date.Long()
	if v.Month {
		_, day, _ = strings.Cut(day, " ")
	}
	return day
}

// A Person is a kind of human being the notice speaks about.
type Person struct {
	Code     string
	Says     string // "the person being referred"
	ToOthers string // how the notice speaks of them to everybody else
	Told     Told
	Clause   Clause // of what they are told; empty where nothing is said
}

// Told says when somebody whose information came from others is told so, or
// why they need not be (UK GDPR Art 14).
type Told struct {
	Months, Days int    // at most so long after; Days are working days
	Exempt       string // "Art 14(5)(b): …", or ""
}

// EventKind says which happening in an episode makes the event.
type EventKind string

// The happenings an event can be.
const (
	ReferralReceived EventKind = "referral received"
	ContactMade      EventKind = "contact"
	EpisodeClosed    EventKind = "episode closed"
	PartnerSays      EventKind = "partner says"      // another body tells us
	Birthday         EventKind = "birthday"          // a person reaches an age
	Recorded         EventKind = "recorded"          // a worker records it
	ConsentWithdrawn EventKind = "consent withdrawn" // UK GDPR Art 7(3)
)

// An Event is a happening that keep, uses and shares refer to.
type Event struct {
	Code     string // "reached"
	Kind     EventKind
	Outcomes []string // of a contact: "spoke to the person themselves"
	By       string   // of what a partner says: recipient code
	Chase    int      // of what a partner says: months between our asking
	Stop     Stop     // of what a partner says: when it counts as said
	Of       string   // of a birthday: item code of a date of birth
	Age      int      // of a birthday: whole years
	Consent  string   // of a consent withdrawn: consent code
	Says     string   // "you leave"
	ToOthers string   // the same said to anybody but the client
	Clause   Clause
}

// A Stop ends the wait for another body's word.
type Stop struct {
	Months int
	After  string // event code, or "last activity"; "" where nothing stops it
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
	From     []string // person codes, source codes or "worker"
	At       []string // stage codes at which it may be collected
	By       []Channel
	Tier     string
	Special  string // "", or the special category: "health", "ethnicity" (UK GDPR Art 9(1))
	Offences bool   // criminal convictions and offences (UK GDPR Art 10)
	When     string // "", "relevant", "necessary", or "later": not collected yet
	Relevant bool   // only where relevant or necessary, with the reason kept
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
	Date     ShapeKind = "date"
	Number   ShapeKind = "number"   // a number with a check digit
	Language ShapeKind = "language" // BCP 47
)

// A Shape is how an item is asked and answered, from service.yaml.
type Shape struct {
	Kind    ShapeKind
	Label   string // "Telephone number"
	Hint    string
	Why     string   // why we ask, one sentence
	Choices []Option // of Choice and Multi
	Max     int      // longest answer in characters
	Partial bool     // of Date: a year, or a year and a month, will do
	Of      string   // of Number: "nhs number"
}

// A Option is one answer of a closed code list.
type Option struct{ Code, Label string }

// A Set is a named closed list of items.
type Set struct {
	Code  string
	Says  string // "your contact details"
	Items []int  // indexes
}

// A Basis is an Article 6 basis, or an Article 9 or 10 condition with its
// parts.
type Basis struct {
	Code      string
	Article6  string // "e", "c", or ""
	Article9  string // "h", "g", "j", or ""
	Article10 string // "schedule 1" or "official authority", or ""
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
	Output  string   // "", "counts", "anonymous", "pseudonymous"
	Other   Other
	Clause  Clause
}

// Other marks a purpose that only stands for further compatible uses (UK GDPR
// Art 6(4)). It allows nothing until an assessment names what it allows.
type Other struct {
	Assessment string // "needed", or "" for an ordinary purpose
	Says       string
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

// A NeverShare closes a set to every recipient but the exceptions.
type NeverShare struct {
	Set    string
	Except []string
	Clause Clause
}

// A NeverCollect is an item, or a whole category, that the notice says is
// never asked.
type NeverCollect struct {
	Item     string // "client.date-of-birth", or "" for a category
	Category string // "offences", "health", or ""
	FreeText bool   // nor is it written down in free words
	Says     string // "your date of birth"
	Clause   Clause
}

// A Place is where data may rest.
type Place struct {
	Where   []string
	System  string // "an electronic case system"
	Systems []System
	Clause  Clause
}

// A System is one of the things data rests in.
type System struct {
	Name string // "Liquidlogic"
	Kind string // "electronic", "paper", "mailbox"
}

// Automated is the notice's statement on automated decisions (Art 22).
type Automated struct {
	Says   string
	Gap    string
	Clause Clause
}

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
	About  string // "who", "safety", "sharing", …
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
