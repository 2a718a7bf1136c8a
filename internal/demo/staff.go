package demo

import "candour/internal/calendar"

// A Login is one sign-in of the demo. Passwords are printed at start-up and
// open nothing but made-up data.
type Login struct {
	Controller string // "kent"
	Name       string
	User       string
	Password   string
	Role       string // pack role code, or the office that the page of dates is open to
	Title      string
	Teams      []string
	Districts  []string // of a Connector: whose referrals come to them
}

// Team is the one team of the Kent service.
const Team = "community-connectors"

// Staff gives everyone who can sign in to the demo.
func Staff() []Login { return staff }

var staff = []Login{
	{
		Controller: "kent", Name: "Priya Nair", User: "priya", Password: "hop-garden-41", Role: "connector", Title: "Community Connector, east Kent", Teams: []string{Team},
		Districts: []string{"Ashford", "Canterbury", "Dover", "Folkestone and Hythe", "Swale", "Thanet"},
	},
	{
		Controller: "kent", Name: "Tom Ashby", User: "tom", Password: "cobnut-lane-27", Role: "connector", Title: "Community Connector, west Kent", Teams: []string{Team},
		Districts: []string{"Dartford", "Gravesham", "Maidstone", "Sevenoaks", "Tonbridge and Malling", "Tunbridge Wells"},
	},
	{Controller: "kent", Name: "Denise Marlowe", User: "denise", Password: "oast-house-63", Role: "team manager", Title: "Team manager", Teams: []string{Team}},
	{Controller: "kent", Name: "Howard Finch", User: "howard", Password: "white-cliff-18", Role: "data protection officer", Title: "Data protection officer"},
	{Controller: "kent", Name: "Sofie Peeters", User: "sofie", Password: "north-sea-52", Role: "auditor", Title: "Auditor for the funder"},
	{Controller: "norfolk", Name: "Martin Wherry", User: "martin", Password: "reed-bed-35", Role: "team manager", Title: "Team manager"},
	{Controller: "norfolk", Name: "Ingrid Staithe", User: "ingrid", Password: "salt-marsh-74", Role: "data protection officer", Title: "Data protection officer"},
}

// TriagedBy is who allocates the referrals of the stories.
const TriagedBy = "denise"

// connectorOf gives the login of the Connector whose district it is.
func connectorOf(district string) string {
	for i := range staff {
		for _, d := range staff[i].Districts {
			if d == district {
				return staff[i].User
			}
		}
	}
	return ""
}

// NextDeed gives the day and neutral code of what comes next in a story, as
// an episode carries them for the worker's list.
func (s *Story) NextDeed() (calendar.Day, string) {
	switch {
	case !s.Left.IsZero():
		return calendar.Day{}, ""
	case s.Worker == "":
		return office(s.Received.AddDays(2)), "allocate"
	case s.Reached.IsZero() && len(s.Contacts) == 0:
		return s.planned(s.Allocated.AddDays(2)), "first call"
	case s.Reached.IsZero():
		return s.planned(s.Contacts[len(s.Contacts)-1].On.AddDays(5)), "call again"
	}
	for _, v := range s.Visits {
		if v.Outcome == "" {
			return v.On, "visit"
		}
	}
	return office(s.LastContact().AddDays(28)), "review"
}

// planned is the office day of a deed. Of what would be late by now, all but
// one in six were put off to a day of the coming fortnight.
func (s *Story) planned(on calendar.Day) calendar.Day {
	if on = office(on); on.Before(Today) && s.N/len(courses)%6 > 0 {
		return office(Today.AddDays(s.N % 11))
	}
	return on
}

// LastContact gives the day of the last attempt or past visit, or no day.
func (s *Story) LastContact() calendar.Day {
	var last calendar.Day
	if n := len(s.Contacts); n > 0 {
		last = s.Contacts[n-1].On
	}
	for _, v := range s.Visits {
		if v.Outcome != "" && v.On.After(last) {
			last = v.On
		}
	}
	return last
}
