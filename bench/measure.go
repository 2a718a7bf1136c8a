package main

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"
)

// measure runs the rounds of each target in turn, so that a busy spell of the
// machine falls on all of them, and prints the median round of each beside the
// first, and beside the same target built bare.
func measure(ctx context.Context, s settings, targets []target, connections int) error {
	took := make(map[string][]round, len(targets))
	for range s.rounds {
		for _, t := range targets {
			r, err := load(ctx, t, connections, s.span)
			if err != nil {
				return err
			}
			took[t.name] = append(took[t.name], r)
		}
	}
	fmt.Printf("\n%d connections, %d rounds of %s each, load %s\n", connections, s.rounds, s.span, loadAverage())
	fmt.Printf("  %-30s %9s %9s %9s %10s %9s %12s %8s\n", "", "a second", "p50", "p99", "processor", "bytes", "× PocketBase", "× bare")
	for _, t := range targets {
		r := middle(took[t.name])
		beside := fmt.Sprintf("%.2f", ratio(took[t.name], took[targets[0].name]))
		bare := ""
		if twin := took[strings.Replace(t.name, ", audited", ", bare", 1)]; strings.HasSuffix(t.name, ", audited") && twin != nil {
			bare = fmt.Sprintf("%.2f", ratio(took[t.name], twin))
		}
		fmt.Printf("  %-30s %9.0f %9s %9s %10s %9d %12s %8s\n", t.name, r.perSecond(), r.at(0.5).Round(10*time.Microsecond),
			r.at(0.99).Round(10*time.Microsecond), r.each().Round(time.Microsecond), r.bytes/int64(max(r.requests, 1)), beside, bare)
	}
	return nil
}

// ratio is the median, over the rounds, of one target's rate beside the rate
// of another in the same round.
func ratio(of, to []round) float64 {
	each := make([]float64, len(of))
	for i := range of {
		each[i] = of[i].perSecond() / to[i].perSecond()
	}
	slices.Sort(each)
	return each[len(each)/2]
}

// middle gives the round with the median rate.
func middle(rounds []round) round {
	sorted := slices.Clone(rounds)
	slices.SortFunc(sorted, func(a, b round) int { return cmp.Compare(a.perSecond(), b.perSecond()) })
	return sorted[len(sorted)/2]
}

func loadAverage() string {
	text, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return "unknown"
	}
	return strings.Join(strings.Fields(string(text))[:3], " ")
}
