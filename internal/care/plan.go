package care

import (
	"fmt"

	"candour/internal/calendar"
)

// The states of a goal or step.
const (
	Planned  = "planned"
	UnderWay = "under way"
	Done     = "done"
	Dropped  = "dropped" // no longer wanted: it counts neither for nor against
)

// A Move is one change of state, kept with the day and the worker.
type Move struct {
	To string       `json:"to"`
	On calendar.Day `json:"on"`
	By ID           `json:"by,omitempty"`
}

// A Goal is one thing that matters to the person, in their words.
type Goal struct {
	Text    string       `json:"text"`
	Set     calendar.Day `json:"set"`
	Review  calendar.Day `json:"review,omitzero"` // day it is looked at again
	By      ID           `json:"by,omitempty"`
	History []Move       `json:"history,omitempty"` // oldest first
}

// State is where the goal stands.
func (g Goal) State() string { return stateOf(g.History) }

// Move gives the goal in a new state, with the old ones kept.
func (g Goal) Move(to string, on calendar.Day, by ID) (Goal, error) {
	history, err := move(g.History, Move{to, on, by})
	g.History = history
	return g, err
}

// Validate says what to mend.
func (g Goal) Validate() Problems {
	var p Problems
	p.needed("text", g.Text, "Write what matters to the person, in their words")
	p.tooLong("text", g.Text, MaxText)
	if !g.Review.IsZero() && g.Review.Before(g.Set) {
		p.add("review", "The review comes before the goal was set. Write a later day")
	}
	return p
}

// Who does a step.
const (
	ByPerson    = "person"
	ByConnector = "connector"
	ByAnother   = "somebody else"
)

// A Step is what someone will do towards a goal by a day.
type Step struct {
	Text    string       `json:"text"`
	Who     string       `json:"who"` // "person", "connector", "somebody else"
	Due     calendar.Day `json:"due,omitzero"`
	Set     calendar.Day `json:"set"`
	By      ID           `json:"by,omitempty"`
	History []Move       `json:"history,omitempty"` // oldest first
}

// State is where the step stands.
func (s Step) State() string { return stateOf(s.History) }

// Move gives the step in a new state, with the old ones kept.
func (s Step) Move(to string, on calendar.Day, by ID) (Step, error) {
	history, err := move(s.History, Move{to, on, by})
	s.History = history
	return s, err
}

// Open reports whether something is still to be done.
func (s Step) Open() bool { return s.State() == Planned || s.State() == UnderWay }

// Late reports whether the step is open after its day.
func (s Step) Late(today calendar.Day) bool {
	return s.Open() && !s.Due.IsZero() && s.Due.Before(today)
}

// Validate says what to mend.
func (s Step) Validate() Problems {
	var p Problems
	p.needed("text", s.Text, "Write what will be done")
	p.tooLong("text", s.Text, MaxText)
	p.oneOf("who", s.Who, ByPerson, ByConnector, ByAnother)
	if !s.Due.IsZero() && s.Due.Before(s.Set) {
		p.add("due", "This day was already over when the step was set. Write a later day")
	}
	return p
}

func stateOf(history []Move) string {
	if len(history) == 0 {
		return Planned
	}
	return history[len(history)-1].To
}

// move appends a move. Every state can follow every other (what was done can
// turn out not to be), but never itself, and never an earlier day.
func move(history []Move, m Move) ([]Move, error) {
	switch m.To {
	case Planned, UnderWay, Done, Dropped:
	default:
		return history, fmt.Errorf("moving to %q: %w", m.To, ErrInvalid)
	}
	if m.To == stateOf(history) {
		return history, fmt.Errorf("moving to %q, where it stands: %w", m.To, ErrConflict)
	}
	if n := len(history); n > 0 && m.On.Before(history[n-1].On) {
		return history, fmt.Errorf("moving on %s, before the last move: %w", m.On, ErrInvalid)
	}
	return append(history[:len(history):len(history)], m), nil
}

// Progress is how many steps are done, of those not dropped.
type Progress struct{ Done, Of int }

// ProgressOf works progress out from the steps themselves; it is never kept.
func ProgressOf(steps []Step) Progress {
	var p Progress
	for _, s := range steps {
		switch s.State() {
		case Dropped:
			continue
		case Done:
			p.Done++
		}
		p.Of++
	}
	return p
}

// Finished reports whether there were steps and all are done.
func (p Progress) Finished() bool { return p.Of > 0 && p.Done == p.Of }

// String says "3 of 4 steps".
func (p Progress) String() string {
	switch p.Of {
	case 0:
		return "no steps yet"
	case 1:
		return fmt.Sprintf("%d of 1 step", p.Done)
	}
	return fmt.Sprintf("%d of %d steps", p.Done, p.Of)
}
