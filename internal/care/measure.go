package care

import (
	"strconv"

	"candour/internal/calendar"
)

// A Scale is how the answers to a measure are read.
type Scale struct {
	Code      string
	Sum       bool // the answers make one number; never so for personal well-being
	Questions []ScaleQuestion
}

// A ScaleQuestion is one question with its lowest and highest point.
type ScaleQuestion struct {
	Code           string
	Low, High      int
	HigherIsBetter bool
}

// The moments at which a measure is asked.
const (
	Baseline = "baseline"
	Review   = "review"
	Exit     = "exit"
)

// MeasureAnswers are the answers to one measure at one moment. A question
// that is in neither map was not asked.
type MeasureAnswers struct {
	Measure string           `json:"measure"`
	Moment  string           `json:"moment"`
	On      calendar.Day     `json:"on"`
	Points  map[string]int   `json:"points,omitempty"`
	Empty   map[string]Empty `json:"empty,omitempty"`   // declined, unknown
	Channel string           `json:"channel,omitempty"` // "visit", "phone"
	Why     string           `json:"why,omitempty"`     // why not face to face
	By      ID               `json:"by,omitempty"`
}

// ReadMeasure reads the answers as a form sends them, by question code: a
// point of the scale, "declined", "unknown" or "" for not asked.
func ReadMeasure(s Scale, moment string, on, today calendar.Day, raw map[string]string) (MeasureAnswers, Problems) {
	m := MeasureAnswers{Measure: s.Code, Moment: moment, On: on, Points: map[string]int{}, Empty: map[string]Empty{}}
	var p Problems
	p.notAhead("on", on, today)
	p.oneOf("moment", moment, Baseline, Review, Exit)
	for _, q := range s.Questions {
		switch text := raw[q.Code]; text {
		case "":
		case string(Declined), string(Unknown):
			m.Empty[q.Code] = Empty(text)
		default:
			n, err := strconv.Atoi(text)
			if err != nil || n < q.Low || n > q.High {
				p.add(q.Code, "Choose a point from %d to %d", q.Low, q.High)
				continue
			}
			m.Points[q.Code] = n
		}
	}
	if len(p) == 0 && len(m.Points)+len(m.Empty) == 0 {
		p.add(firstQuestion(s), "Answer at least one question, or choose “preferred not to say”")
	}
	return m, p
}

func firstQuestion(s Scale) string {
	if len(s.Questions) == 0 {
		return "measure"
	}
	return s.Questions[0].Code
}

// Total adds the points up. ok is false when the scale is never summed or a
// question has no point.
func (s Scale) Total(m MeasureAnswers) (total int, ok bool) {
	if !s.Sum || len(s.Questions) == 0 {
		return 0, false
	}
	for _, q := range s.Questions {
		n, answered := m.Points[q.Code]
		if !answered {
			return 0, false
		}
		total += n
	}
	return total, true
}

// Direction is which way an answer moved.
type Direction string

// The directions. Without two points there is none to tell.
const (
	Better  Direction = "better"
	Worse   Direction = "worse"
	Same    Direction = "same"
	NotTold Direction = "not told"
)

// A MeasureChange is how one question, or a whole summed scale, moved.
type MeasureChange struct {
	Question      string // question code, or "" for the sum
	Before, After int    // meaningful unless NotTold
	Direction     Direction
}

// Changes compares two moments question by question, in the scale's order.
func (s Scale) Changes(before, after MeasureAnswers) []MeasureChange {
	changes := make([]MeasureChange, len(s.Questions))
	for i, q := range s.Questions {
		b, asked := before.Points[q.Code]
		a, again := after.Points[q.Code]
		changes[i] = change(q.Code, b, a, asked && again, q.HigherIsBetter)
	}
	return changes
}

// Change compares the sums of two moments. ok is false for a scale that is
// never summed.
func (s Scale) Change(before, after MeasureAnswers) (c MeasureChange, ok bool) {
	if !s.Sum || len(s.Questions) == 0 {
		return MeasureChange{Direction: NotTold}, false
	}
	b, asked := s.Total(before)
	a, again := s.Total(after)
	return change("", b, a, asked && again, s.Questions[0].HigherIsBetter), true
}

// Range gives the lowest and highest sum of the scale.
func (s Scale) Range() (low, high int) {
	for _, q := range s.Questions {
		low, high = low+q.Low, high+q.High
	}
	return low, high
}

func change(question string, before, after int, told, higherIsBetter bool) MeasureChange {
	c := MeasureChange{Question: question, Before: before, After: after, Direction: NotTold}
	switch {
	case !told:
		c.Before, c.After = 0, 0
	case before == after:
		c.Direction = Same
	case (after > before) == higherIsBetter:
		c.Direction = Better
	default:
		c.Direction = Worse
	}
	return c
}
