package main

import (
	"context"
	"log/slog"
	"time"

	"candour/internal/casework"
	"candour/internal/installation"
	"candour/internal/retention"
	"candour/internal/timetable"
)

// The jobs of a node.
const (
	jobIntegrate = "integrate"
	jobSweep     = "sweep"
	jobKeys      = "change keys"
	jobReport    = "report"
	jobUnused    = "unused keys"
	jobClocks    = "clocks"
	jobFeed      = "feed names"
	jobTidy      = "tidy"
	jobNotices   = "notices"
)

// timetableOf is what runs by itself on a node. The sweep comes round every
// few seconds because a suspension ends by machine time; what is due by the
// calendar is found by the same sweep.
func timetableOf(node *installation.Node, cases *casework.Desk, ends *retention.Desk, log *slog.Logger) *timetable.Timetable {
	each := func(job string, span time.Duration, f func(context.Context, string) error) func(context.Context) error {
		return func(ctx context.Context) error { return node.Each(ctx, job, span, f) }
	}
	return timetable.New(log,
		timetable.Job{Name: jobIntegrate, Every: time.Second, Run: node.Integrate},
		timetable.Job{Name: jobFeed, Every: 3 * time.Second, Run: node.Feed},
		timetable.Job{Name: jobNotices, Every: 3 * time.Second, Run: node.Governance.Refresh},
		timetable.Job{Name: jobReport, Every: time.Minute, Run: node.Report},
		timetable.Job{Name: jobSweep, Every: 5 * time.Second, Run: each(jobSweep, time.Hour, func(ctx context.Context, controller string) error {
			_, err := ends.Sweep(ctx, controller)
			return err
		})},
		timetable.Job{Name: jobClocks, Every: time.Minute, Run: each(jobClocks, time.Hour, func(ctx context.Context, controller string) error {
			_, err := cases.Clocks(ctx, controller)
			return err
		})},
		timetable.Job{Name: jobTidy, Every: time.Hour, Run: each(jobTidy, time.Hour, node.Gate.Tidy)},
		timetable.Job{Name: jobUnused, Every: time.Hour, Run: each(jobUnused, time.Hour, func(ctx context.Context, controller string) error {
			_, err := node.Gate.SweepUnusedKeys(ctx, controller, time.Now().Add(-time.Hour))
			return err
		})},
		timetable.Job{Name: jobKeys, Every: 24 * time.Hour, Run: each(jobKeys, 6*time.Hour, node.ChangeKeys)},
	)
}
