package care_test

import (
	"slices"
	"testing"

	"candour/internal/care"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

var (
	loneliness = care.Scale{Code: "ucla-3", Sum: true, Questions: []care.ScaleQuestion{
		{Code: "companionship", Low: 1, High: 3}, {Code: "left-out", Low: 1, High: 3}, {Code: "isolated", Low: 1, High: 3},
	}}
	wellbeing = care.Scale{Code: "ons-4", Questions: []care.ScaleQuestion{
		{Code: "satisfied", High: 10, HigherIsBetter: true}, {Code: "worthwhile", High: 10, HigherIsBetter: true},
		{Code: "happy", High: 10, HigherIsBetter: true}, {Code: "anxious", High: 10},
	}}
)

func answers(points map[string]int) care.MeasureAnswers { return care.MeasureAnswers{Points: points} }

func TestLonelinessIsSummedOnlyWhenAllIsAnswered(t *testing.T) {
	total, ok := loneliness.Total(answers(map[string]int{"companionship": 3, "left-out": 3, "isolated": 2}))
	if total != 8 || !ok {
		t.Errorf("got %d, %v, want 8", total, ok)
	}
	if total, ok := loneliness.Total(answers(map[string]int{"companionship": 3, "left-out": 3})); ok {
		t.Errorf("two answers of three made the sum %d", total)
	}
	if low, high := loneliness.Range(); low != 3 || high != 9 {
		t.Errorf("the sum runs from %d to %d, want 3 to 9", low, high)
	}
}

func TestPersonalWellbeingIsNeverSummed(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		points := map[string]int{}
		for _, q := range wellbeing.Questions {
			points[q.Code] = rapid.IntRange(q.Low, q.High).Draw(t, q.Code)
		}
		if total, ok := wellbeing.Total(answers(points)); ok || total != 0 {
			t.Fatalf("the four questions were summed to %d", total)
		}
		if c, ok := wellbeing.Change(answers(points), answers(points)); ok || c.Direction != care.NotTold {
			t.Fatalf("the four questions changed as one: %+v", c)
		}
	})
}

func TestChangeIsToldQuestionByQuestion(t *testing.T) {
	before := answers(map[string]int{"satisfied": 4, "worthwhile": 5, "happy": 6, "anxious": 3})
	after := answers(map[string]int{"satisfied": 6, "happy": 6, "anxious": 5})
	want := []care.MeasureChange{
		{Question: "satisfied", Before: 4, After: 6, Direction: care.Better},
		{Question: "worthwhile", Direction: care.NotTold},
		{Question: "happy", Before: 6, After: 6, Direction: care.Same},
		{Question: "anxious", Before: 3, After: 5, Direction: care.Worse},
	}
	if diff := cmp.Diff(want, wellbeing.Changes(before, after)); diff != "" {
		t.Errorf("another change (-want +got):\n%s", diff)
	}
	c, ok := loneliness.Change(
		answers(map[string]int{"companionship": 3, "left-out": 3, "isolated": 2}),
		answers(map[string]int{"companionship": 2, "left-out": 2, "isolated": 2}))
	if want := (care.MeasureChange{Before: 8, After: 6, Direction: care.Better}); c != want || !ok {
		t.Errorf("got %+v, want %+v", c, want)
	}
}

// Looking back instead of forward turns better into worse and leaves the same.
func TestChangeTurnsAroundWithTime(t *testing.T) {
	turned := map[care.Direction]care.Direction{
		care.Better: care.Worse, care.Worse: care.Better, care.Same: care.Same, care.NotTold: care.NotTold,
	}
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.SampledFrom([]care.Scale{loneliness, wellbeing}).Draw(t, "scale")
		draw := func(when string) care.MeasureAnswers {
			points := map[string]int{}
			for _, q := range s.Questions {
				if rapid.Bool().Draw(t, when+" answered") {
					points[q.Code] = rapid.IntRange(q.Low, q.High).Draw(t, when)
				}
			}
			return answers(points)
		}
		a, b := draw("before"), draw("after")
		there, back := s.Changes(a, b), s.Changes(b, a)
		for i := range there {
			if back[i].Direction != turned[there[i].Direction] || back[i].Before != there[i].After {
				t.Fatalf("forward %+v, back %+v", there[i], back[i])
			}
		}
	})
}

func TestReadMeasureTakesPointsOfTheScaleAndNonAnswers(t *testing.T) {
	got, problems := care.ReadMeasure(wellbeing, care.Baseline, today, today, map[string]string{
		"satisfied": "0", "worthwhile": "declined", "happy": "", "anxious": "10", "weight": "90",
	})
	want := care.MeasureAnswers{
		Measure: "ons-4", Moment: care.Baseline, On: today,
		Points: map[string]int{"satisfied": 0, "anxious": 10}, Empty: map[string]care.Empty{"worthwhile": care.Declined},
	}
	if diff := cmp.Diff(want, got); diff != "" || len(problems) > 0 {
		t.Errorf("problems %v (-want +got):\n%s", problems, diff)
	}
	for _, bad := range []string{"11", "-1", "seven", "7.5", "declined ", "٧"} {
		_, problems := care.ReadMeasure(wellbeing, care.Review, today, today, map[string]string{"happy": bad})
		if problems.Of("happy") != "Choose a point from 0 to 10" {
			t.Errorf("%q: %v", bad, problems)
		}
	}
	_, problems = care.ReadMeasure(wellbeing, "noon", today.AddDays(1), today, nil)
	fields := []string{}
	for _, p := range problems {
		fields = append(fields, p.Field)
	}
	if want := []string{"on", "moment"}; !slices.Equal(fields, want) {
		t.Errorf("to mend %v, want %v", fields, want)
	}
	if _, problems := care.ReadMeasure(wellbeing, care.Exit, today, today, nil); problems.Of("satisfied") == "" {
		t.Error("a measure without one answer was taken")
	}
}
