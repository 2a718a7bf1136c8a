// Command bench sets Candour's audited view of a record beside PocketBase's
// plain one: the same machine, the same number of items, the same load, in
// interleaved rounds. It is a module of its own so that PocketBase is no
// dependency of Candour.
//
//	go run . -candour ../bin/candour
//
// Both servers are processes of their own. Candour is the demo as `make run`
// starts it, signed in as a Community Connector, on the fullest episode of
// their work, answered as a whole HTML page. PocketBase is as it comes: one
// collection of 30 text fields, readable by any signed-in user, answered as
// JSON. Without -candour only PocketBase is measured.
package main

import (
	"cmp"
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"slices"
	"strings"
	"time"
)

type settings struct {
	candour   string
	span      time.Duration
	rounds    int
	addr, dir string
}

func main() {
	var s settings
	flag.StringVar(&s.candour, "candour", "", "the candour program to measure")
	flag.DurationVar(&s.span, "span", 5*time.Second, "how long a round lasts")
	flag.IntVar(&s.rounds, "rounds", 3, "how many rounds each target gets at each number of connections")
	flag.StringVar(&s.addr, "pocketbase-addr", "127.0.0.1:8099", "where PocketBase serves")
	flag.StringVar(&s.dir, "pocketbase-dir", "", "serve PocketBase from this folder and measure nothing")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, s); err != nil {
		stop()
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, s settings) error {
	if s.dir != "" {
		return servePocketBase(s.dir, s.addr)
	}
	dir, err := os.MkdirTemp("", "bench-")
	if err != nil {
		return fmt.Errorf("making room for the servers: %w", err)
	}
	defer os.RemoveAll(dir)
	stop, err := startPocketBase(dir, s.addr)
	if err != nil {
		return err
	}
	defer stop()
	other, err := signIn(ctx, s.addr)
	if err != nil {
		return err
	}
	targets := []target{other}
	if s.candour != "" {
		said, stop, err := startCandour(s.candour, dir)
		if err != nil {
			return err
		}
		defer stop()
		ours, err := openEpisode(ctx, said)
		if err != nil {
			return err
		}
		targets = append(targets, ours)
	}
	for _, t := range targets {
		if _, err := load(ctx, t, 4, time.Second); err != nil {
			return fmt.Errorf("warming up: %w", err)
		}
	}
	for _, connections := range []int{16, 64} {
		if err := measure(ctx, s, targets, connections); err != nil {
			return err
		}
	}
	return nil
}

// measure runs the rounds of each target in turn, so that a busy spell of the
// machine falls on all of them, and prints the median round of each.
func measure(ctx context.Context, s settings, targets []target, connections int) error {
	took := make([][]round, len(targets))
	for range s.rounds {
		for i, t := range targets {
			r, err := load(ctx, t, connections, s.span)
			if err != nil {
				return err
			}
			took[i] = append(took[i], r)
		}
	}
	fmt.Printf("\n%d connections, %d rounds of %s each, load %s\n", connections, s.rounds, s.span, loadAverage())
	first := middle(took[0])
	for i, t := range targets {
		r := middle(took[i])
		fmt.Printf("  %-24s %8.0f a second  p50 %8s  p99 %8s  %6d bytes  %.2f of PocketBase\n", t.name, r.perSecond(),
			r.at(0.5).Round(10*time.Microsecond), r.at(0.99).Round(10*time.Microsecond), r.bytes/int64(max(r.requests, 1)), r.perSecond()/first.perSecond())
	}
	return nil
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
