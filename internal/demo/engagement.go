package demo

import "candour/internal/calendar"

// engage tells the story from reaching the person to until, the last day that
// anything could have happened.
func (d dice) engage(s *Story, p person, until calendar.Day) {
	first := d.after(s.Reached, 3, 12)
	s.Visits = make([]Visit, 0, 8)
	s.Visits = append(s.Visits, Visit{On: first, Place: "home", Outcome: "met", Note: visitNotes[0]})
	s.Later = d.later(p, first)
	lonely, low := d.between(1, 3), d.between(2, 6)
	d.measure(s, "baseline", first, lonely, low)
	d.plan(s, first, until)
	d.followUp(s, first, until)
	review := office(first.AddDays(d.between(80, 100)))
	for range 2 {
		if review.After(until) {
			break
		}
		lonely, low = max(1, lonely-d.upTo(2)), min(9, low+d.between(-1, 2))
		d.measure(s, "review", review, lonely, low)
		review = office(review.AddDays(d.between(85, 100)))
	}
	if !s.Left.IsZero() && d.percent(75) {
		d.measure(s, "exit", s.Left, max(1, lonely-d.upTo(2)), min(10, low+d.upTo(3)))
	}
}

// measure asks the three scales. On UCLA-3 each answer is 1 to 3 and on the
// direct question 1 to 5, lower is better; on ONS4 each is 0 to 10 and the
// last, anxiety, is better lower.
func (d dice) measure(s *Story, moment string, on calendar.Day, lonely, low int) {
	if s.Measures == nil {
		s.Measures = make([]Measure, 0, 12)
	}
	near := func(v, least, most int) int { return min(most, max(least, v+d.between(-1, 1))) }
	s.Measures = append(s.Measures,
		Measure{"ucla-3", moment, on, []int{near(lonely, 1, 3), near(lonely, 1, 3), near(lonely, 1, 3)}},
		Measure{"lonely-direct", moment, on, []int{near(2*lonely-1, 1, 5)}},
		Measure{"ons-4", moment, on, []int{near(low, 0, 10), near(low, 0, 10), near(low, 0, 10), near(9-low, 0, 10)}})
}

// plan gives goals with steps, and the signposts and onward referrals that
// came of them: discussed, then permitted, then sent.
func (d dice) plan(s *Story, first, until calendar.Day) {
	n, at := d.between(1, 3), d.upTo(len(goalsWanted))
	s.Goals = make([]Goal, 0, n)
	for i := range n {
		want := &goalsWanted[(at+3*i)%len(goalsWanted)]
		due := d.after(first, 14, 60)
		goal := Goal{On: first, Text: want.goal, Steps: []Step{
			{Text: want.first, Who: "connector", Due: due, Done: d.done(due, until, 85)},
			{Text: want.second, Who: "person", Due: d.after(due, 10, 40)},
		}}
		if !goal.Steps[0].Done.IsZero() {
			goal.Steps[1].Done = d.done(goal.Steps[1].Due, until, 65)
		}
		s.Goals = append(s.Goals, goal)
		if told := d.after(first, 1, 30); !told.After(until) && d.percent(70) {
			s.Signposts = append(s.Signposts, Signpost{told, want.activity})
		}
		if d.percent(35) {
			d.onward(s, want.provider, first, until)
		}
	}
	sortByDay(s.Signposts, func(p Signpost) calendar.Day { return p.On })
	sortByDay(s.Onwards, func(o Onward) calendar.Day { return o.Discussed })
}

// done gives the day near due on which a step was done, or no day.
func (d dice) done(due, until calendar.Day, likely int) calendar.Day {
	if on := office(due.AddDays(d.between(-6, 4))); !on.After(until) && d.percent(likely) {
		return on
	}
	return calendar.Day{}
}

func (d dice) onward(s *Story, provider string, first, until calendar.Day) {
	o := Onward{Provider: provider, Discussed: d.after(first, 1, 25)}
	if o.Discussed.After(until) {
		return
	}
	if on := d.after(o.Discussed, 1, 10); !on.After(until) && d.percent(80) {
		o.Permitted = on
		if on := d.after(on, 1, 5); !on.After(until) && d.percent(90) {
			o.Sent = on
		}
	}
	s.Onwards = append(s.Onwards, o)
}

// followUp adds visits three to six weeks apart; someone still engaged has
// the next one ahead.
func (d dice) followUp(s *Story, first, until calendar.Day) {
	on := first
	for range 6 {
		on = d.after(on, 21, 45)
		if !on.Before(until) {
			break
		}
		v := Visit{On: on, Place: pick(d, visitPlaces), Outcome: "met", Note: pick(d, visitNotes[1:])}
		if d.percent(8) {
			v.Outcome, v.Note = "not in", ""
		}
		s.Visits = append(s.Visits, v)
	}
	if s.Left.IsZero() && d.percent(85) {
		s.Visits = append(s.Visits, Visit{On: d.after(until, 1, 30), Place: pick(d, visitPlaces)})
	}
}

// sortByDay puts a short list in order, leaving ties as they were.
func sortByDay[T any](list []T, day func(T) calendar.Day) {
	for i := 1; i < len(list); i++ {
		for j := i; j > 0 && day(list[j]).Before(day(list[j-1])); j-- {
			list[j], list[j-1] = list[j-1], list[j]
		}
	}
}
