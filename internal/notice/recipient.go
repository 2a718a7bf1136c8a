package notice

// A Recipient is an organisation that may receive, as the notice names it.
type Recipient struct {
	Code, Kind, Where, Gets string
	Says                    string   // "the group or organisation you chose"
	Agreement, Notice       string   // where the agreement and its own notice are, "" with a Gap
	Transfer                Transfer // of a transfer abroad (UK GDPR Arts 45 and 46)
	ChosenBy                string   // item whose answer picks one of Members: "client.address"
	Members                 []Member
	Body                    string // its name in the list of bodies, where that has changed
	Clause                  Clause
}

// A Transfer is what lets data go abroad.
type Transfer struct {
	Mechanism string // "" within the UK
	Evidence  string // where it is shown to be in force, "" with a gap
	Check     int    // months between looking whether it still is
}

// A Member is one of the bodies a recipient stands for.
type Member struct {
	Code, Name        string
	Agreement, Notice string
}

// A Share says what may go to whom, why, and on whose permission.
type Share struct {
	To, Purpose, Permission, When, Output string
	On                                    string // consent code, or ""
	Exactly                               bool   // all of Items and nothing else
	Until                                 string // event that closes it, or ""
	Withhold                              string // what may have to be held back: "protected address"
	OptOut                                OptOut
	Sets                                  []string
	Items                                 []int // at most these
	Needs                                 []string
	Clause                                Clause
}

// An OptOut is a wish that keeps a share closed.
type OptOut struct{ Says, Unless string }

// Plain reports whether the share rests on nothing but permission, an order
// and what is on record: what the gate can hold to. Any other is refused.
func (s Share) Plain() bool {
	return s.On == "" && !s.Exactly && s.Until == "" && s.Withhold == "" && s.OptOut == (OptOut{})
}
