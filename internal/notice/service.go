package notice

// A Role is a place in the service's team.
type Role struct {
	Code   string // "connector"
	Title  string // "Community Connector"
	Called string // the same in the middle of a sentence
	Sees   string // "", or "dates only": no item, but every date of destruction
}

// A Form asks items at one stage by one channel.
type Form struct {
	Code    string // "refer-someone", "refer-yourself", "first-visit"
	Title   string
	Stage   string
	Channel []string
	By      string // actor whose use lets it record
	From    string // source written into provenance
	Groups  []FormGroup
}

// A FormGroup is a heading and the items under it.
type FormGroup struct {
	Title string
	Items []int
}

// A Measure is a scale asked at baseline, review and exit.
type Measure struct {
	Code, Title, Source string
	Item                int // item that holds the answers
	Questions           []Question
	Sum                 bool // whether the answers are summed (never for ONS4)
}

// A Question is one line of a measure with its scale.
type Question struct {
	Code, Text string
	Low, High  int
	LowSays    string
	HighSays   string
	Better     string   // "higher" or "lower"
	Labels     []string // a word for each point, or nil
}

// A Clock is a dated duty with an alert.
type Clock struct {
	Code   string // "allocate"
	Says   string
	After  string // event or "last contact"
	Days   int    // working days, or 0
	Months int
	Clause Clause
}

// A Letter is a template the service may send.
type Letter struct {
	Code, Title string
	Body        []string // paragraphs with {item} marks
	By          string   // role whose use lets it fill the marks
	Purpose     string   // the purpose it is written for
	Large       Large    // when it must be in large print
	Clause      Clause
}

// Large says which answer asks for large print, 16 points or more.
type Large struct{ Item, When string }

// A Provider is an organisation an onward referral may go to.
type Provider struct{ Code, Name, Recipient, Activity string }
