package demo

import "candour/internal/calendar"

// Today is the day on which the demo's calendar starts. Nothing in a story is
// later, except what is planned.
var Today = calendar.Date(2026, 11, 23)

// A course is how far a story has come.
type course uint8

const (
	waiting      course = iota // in triage, allocated to nobody
	waitingLong                // in triage, past the two working days
	toRing                     // allocated, nothing tried
	ringing                    // allocated, voicemail only: not reached
	misled                     // allocated, details wrong: not reached
	justReached                // reached, first visit ahead
	engaged                    // plan under way
	leftOnKeyDay               // left on 31 August 2026
	leftLately                 // left within six months: sensitive tier living
	leftLong                   // left before that: sensitive tier already due
	neverReached               // closed without a word to the person
)

// courses is the mix of a team's caseload, twentieths.
var courses = [20]course{
	waiting, engaged, leftOnKeyDay, ringing, engaged, leftLong, toRing, engaged, leftLately, misled,
	engaged, justReached, neverReached, engaged, leftLong, waitingLong, engaged, leftLately, engaged, leftLong,
}

// teamSize is how many stories a team's current work amounts to. In a longer
// caseload one further story in twenty is current and the others have left.
const teamSize = 600

var past = [4]course{leftLong, leftLately, leftLong, neverReached}

func courseOf(n int) course {
	c := courses[n%len(courses)]
	if c == waitingLong && n/len(courses)%5 > 0 {
		c = engaged // most referrals are given out in time
	}
	if n < teamSize || n/20%20 == 0 || c >= leftOnKeyDay {
		return c
	}
	return past[n%len(past)]
}

// dates fills in when the story began and when it ended.
func (d dice) dates(s *Story, c course) {
	switch c {
	case waiting:
		s.Received = Today.AddDays(-d.upTo(3))
	case waitingLong:
		s.Received = Today.AddDays(-d.between(6, 16))
	case toRing:
		s.Received = Today.AddDays(-d.between(4, 7))
	case ringing, misled:
		s.Received = Today.AddDays(-d.between(14, 27))
	case justReached:
		s.Received = Today.AddDays(-d.between(24, 34))
	case engaged:
		s.Received = Today.AddDays(-d.between(60, 420))
	case leftOnKeyDay:
		s.Left = calendar.Date(2026, 8, 31)
	case leftLately:
		s.Left = office(calendar.Date(2026, 6, 1).AddDays(d.upTo(170)))
	case leftLong:
		s.Left = office(calendar.Date(2024, 1, 8).AddDays(d.upTo(860)))
	case neverReached:
		s.Left = office(calendar.Date(2024, 1, 8).AddDays(d.upTo(1000)))
		s.Received = s.Left.AddDays(-d.between(45, 85))
	}
	if !s.Left.IsZero() && s.Received.IsZero() {
		s.Received = s.Left.AddDays(-d.between(100, 500))
	}
}

// allocate gives the story to the Connector of its half of the county.
func (d dice) allocate(s *Story) {
	s.Worker = connectorOf(s.District)
	s.Allocated = d.after(s.Received, 1, 3)
}

// tries adds failed attempts and gives the day of the last one.
func (d dice) tries(s *Story, n int, outcomes []string) calendar.Day {
	on := d.after(s.Allocated, 1, 2)
	for i := range n {
		s.Contacts = append(s.Contacts, d.attempt(s, on, pick(d, outcomes)))
		if i < n-1 {
			on = d.after(on, 1, 4)
		}
	}
	return on
}

var (
	quietTries = []string{voicemail, voicemail, noAnswer, relative}
	vainTries  = []string{noAnswer, unreachable, wrongDetails}
)

// reach adds the attempts that ended in speaking to the person themselves.
func (d dice) reach(s *Story) {
	on := s.Allocated
	if n := d.upTo(3); n > 0 {
		on = d.tries(s, n, quietTries)
	}
	s.Reached = d.after(on, 1, 3)
	s.Contacts = append(s.Contacts, Contact{On: s.Reached, How: s.reachedBy(), Outcome: toThemselves, Note: pick(d, spokeNotes)})
}

// attempt picks a way to try that the outcome can come of: nobody is rung who
// gave no number, and a doorstep has no voicemail.
func (d dice) attempt(s *Story, on calendar.Day, outcome string) Contact {
	c := Contact{On: on, How: pick(d, attemptHows), Outcome: outcome}
	switch {
	case s.telephone() == "":
		c.How = "doorstep"
		if outcome == voicemail {
			c.Outcome = noAnswer
		}
	case outcome == voicemail:
		c.How, c.Note = "phone", pick(d, voicemailNotes)
	}
	return c
}

func (s *Story) reachedBy() string {
	if s.telephone() == "" {
		return "doorstep"
	}
	return "phone"
}

func (s *Story) telephone() string {
	for i := range s.Client {
		if s.Client[i].Item == "client.telephone" {
			return s.Client[i].Value.Text
		}
	}
	return ""
}

// mislead ends the attempts with one that showed the details to be wrong.
func (d dice) mislead(s *Story) {
	on := d.after(d.tries(s, 1, quietTries), 1, 3)
	wrong := Contact{On: on, How: "phone", Outcome: wrongDetails, Note: "The number belongs to somebody else."}
	if s.telephone() == "" {
		wrong.How, wrong.Note = "doorstep", "Nobody of that name at the address."
	}
	s.Contacts = append(s.Contacts, wrong)
}
