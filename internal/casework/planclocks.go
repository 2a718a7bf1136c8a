package casework

import (
	"context"

	"candour/internal/calendar"
	"candour/internal/care"
	"candour/internal/notice"
)

// Clocks opens the tasks that the clocks of every pack of a controller ask
// for by today, each once: a referral that nobody was given in time is the
// team's; a person nobody has been in touch with is asked whether they still
// want to take part. Run again it opens nothing again. It gives how many it
// opened. The timetable runs it every night.
func (d *Desk) Clocks(ctx context.Context, controller string) (int, error) {
	opened := 0
	for _, s := range d.gate.Services(controller) {
		n, err := d.gate.RunClocks(ctx, controller, s.Pack.Service, []string{TaskAllocate, TaskEngaged}, func(e care.Episode, today calendar.Day) []care.Task {
			return clocked(s.Pack, e, today)
		})
		opened += n
		if err != nil {
			return opened, err
		}
	}
	return opened, nil
}

// clocked are the tasks whose clock has run out for an episode. The notice's
// own clock is no part: its task is opened with the referral.
func clocked(p *notice.Pack, e care.Episode, today calendar.Day) []care.Task {
	var out []care.Task
	if _, ok := p.Clock(TaskAllocate); ok && e.Worker == "" {
		if by := due(p, TaskAllocate, e.ReceivedOn); today.After(by) {
			out = append(out, care.Task{Kind: TaskAllocate, DueOn: by})
		}
	}
	if _, ok := p.Clock(TaskEngaged); ok {
		if by := due(p, TaskEngaged, lastInTouch(e)); !today.Before(by) {
			out = append(out, care.Task{Kind: TaskEngaged, Worker: e.Worker, DueOn: by})
		}
	}
	return out
}

// lastInTouch is the day of the last contact, or of the referral before any.
func lastInTouch(e care.Episode) calendar.Day {
	switch {
	case !e.LastContactOn.IsZero():
		return e.LastContactOn
	case !e.ReachedOn.IsZero():
		return e.ReachedOn
	}
	return e.ReceivedOn
}
