package notice

// A Controller is a council: UK GDPR Art 4(7).
type Controller struct {
	Code      string // "kent"
	Name      string // "Kent County Council"
	Offices   []Office
	Regulator Office          // the Information Commissioner
	Corporate string          // corporate statement address, or "" with a Gap
	Notice    CorporateNotice // what every notice of the council inherits
	Policies  []PolicyDocument
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
	Post  string // postal address
	For   string // what it is asked about: "withdrawing consent"
	Then  string // name of the office that takes over, or ""
	When  string // the day it takes over, or what is not known of it
}

// A CorporateNotice is the council's general notice. A service's notice
// inherits its parts (UK GDPR Arts 13 and 14).
type CorporateNotice struct {
	Title string
	At    string // address, "" with a Gap
	Parts []CorporatePart
	Copy  CorporateCopy
}

// A CorporatePart is one of the parts that every notice inherits.
type CorporatePart struct {
	Code   string // "how long"
	Says   string
	Clause Clause
}

// A CorporateCopy says how somebody has the general notice sent to them.
type CorporateCopy struct {
	Says   string
	Ask    string // office code
	Clause Clause
}

// A PolicyDocument is an appropriate policy document (DPA 2018 Sch 1 Part 4).
type PolicyDocument struct {
	Code   string
	Name   string
	Covers []string // "special", "offences"
	At     string   // address, "" with a Gap
	Clause Clause
}

// clone lets each service's pack give the council's clauses their own places.
func (c Controller) clone() Controller {
	c.Notice.Parts = append([]CorporatePart(nil), c.Notice.Parts...)
	c.Policies = append([]PolicyDocument(nil), c.Policies...)
	return c
}
