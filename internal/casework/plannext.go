package casework

import (
	"context"

	"candour/internal/calendar"
	"candour/internal/care"
	"candour/internal/gate"
)

// The neutral codes of what comes next once a plan is under way.
const (
	NextVisit  = "visit"
	NextStep   = "step"
	NextReview = "review"
)

// reviewAfter is how many days after the last contact the plan is looked at
// again, when nothing else is planned.
const reviewAfter = 28

// A deed is something planned for a day.
type deed struct {
	on   calendar.Day
	what string
}

// settle works out what comes next in an episode, so that no open episode is
// without a next deed, and saves the episode. over is a visit whose outcome
// was just recorded.
func (d *Desk) settle(ctx context.Context, tx *gate.Tx, f *File, over care.ID) error {
	deeds, err := deedsOf(ctx, tx, f, over)
	if err != nil {
		return err
	}
	next := reviewOf(tx, f)
	for i, it := range deeds {
		if i == 0 || it.on.Before(next.on) {
			next = it
		}
	}
	f.Episode.NextOn, f.Episode.NextWhat = next.on, next.what
	return tx.SaveEpisode(ctx, f)
}

// deedsOf are the calls, visits and steps that are planned.
func deedsOf(ctx context.Context, tx *gate.Tx, f *File, over care.ID) ([]deed, error) {
	var out []deed
	e := &f.Episode
	visits, err := keptOf[care.Visit](f, care.KindVisit)
	if err != nil {
		return nil, err
	}
	what, met := FirstVisit, over != ""
	for _, v := range visits {
		if v.Is.Outcome == care.VisitMet {
			what, met = NextVisit, true
		}
	}
	tasks, err := tx.Tasks(ctx, f)
	if err != nil {
		return nil, err
	}
	tasked := map[care.ID]bool{}
	for _, t := range tasks {
		switch t.Kind {
		case TaskVisit:
			tasked[t.Of] = true
			out = append(out, deed{t.DueOn, what})
		case TaskStep:
			out = append(out, deed{t.DueOn, NextStep})
		}
	}
	for _, v := range visits { // those brought in from elsewhere have no task
		if v.Is.Outcome == care.VisitAhead && v.ID != over && !tasked[v.ID] {
			out = append(out, deed{v.Is.On, what})
		}
	}
	goals, err := keptOf[care.Goal](f, care.KindGoal)
	if err != nil {
		return nil, err
	}
	out = append(out, standing(e, met, len(out) > 0)...)
	for _, g := range goals {
		if g.Is.Review.After(tx.Today()) {
			out = append(out, deed{g.Is.Review, NextReview})
		}
	}
	return out, nil
}

// standing is what was to come next already and is not done by planning: a
// call to make, a first visit to arrange.
func standing(e *care.Episode, met, planned bool) []deed {
	switch e.NextWhat {
	case FirstCall, CallAgain:
		return []deed{{e.NextOn, e.NextWhat}}
	case FirstVisit:
		if !met && !planned {
			return []deed{{e.NextOn, e.NextWhat}}
		}
	}
	return nil
}

// reviewOf is when the plan is looked at again if nothing else is planned.
func reviewOf(tx *gate.Tx, f *File) deed {
	from := f.Episode.LastContactOn
	if from.IsZero() {
		from = tx.Today()
	}
	on, _ := calendar.EnglandAndWales().Roll(from.AddDays(reviewAfter))
	return deed{on, NextReview}
}
