// Command bench sets Candour's audited view of a record beside two others: the
// same program built bare, which neither decides nor records, and PocketBase's
// plain view of a record. The same machine, the same number of items, the same
// load, in interleaved rounds. It is a module of its own so that PocketBase is
// no dependency of Candour.
//
//	go run . -candour ../bin/candour -bare ../.cache/bare -postgres /usr/lib/postgresql/17/bin
//
// Every server is a process of its own. Candour is the demo as `make run`
// starts it, signed in as a Community Connector, on the fullest episode of
// their work, answered as a whole HTML page. PocketBase is as it comes: one
// collection of 30 text fields, readable by any signed-in user, answered as
// JSON. What is not named is not measured.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"time"
)

type settings struct {
	candour, bare, postgres string
	span                    time.Duration
	rounds                  int
	addr, dir               string
}

func main() {
	var s settings
	flag.StringVar(&s.candour, "candour", "", "the candour program to measure")
	flag.StringVar(&s.bare, "bare", "", "the same program built with the tag bare")
	flag.StringVar(&s.postgres, "postgres", "", "where PostgreSQL's programs are: measure on it too")
	flag.DurationVar(&s.span, "span", 4*time.Second, "how long a round lasts")
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
	if err := os.Chmod(dir, 0o711); err != nil { // PostgreSQL's user passes through
		return fmt.Errorf("making room for the servers: %w", err)
	}
	var b benches
	defer b.stop()
	if err := b.start(ctx, s, dir); err != nil {
		return err
	}
	for _, t := range b.targets {
		if _, err := load(ctx, t, 16, time.Second); err != nil {
			return fmt.Errorf("warming up: %w", err)
		}
	}
	for _, connections := range []int{16, 64} {
		if err := measure(ctx, s, b.targets, connections); err != nil {
			return err
		}
	}
	return nil
}

// benches are the servers under measure.
type benches struct {
	running []*process
	targets []target
	person  string // whose episode is asked for
}

func (b *benches) stop() {
	for i := len(b.running) - 1; i >= 0; i-- {
		b.running[i].stop()
	}
}

func (b *benches) start(ctx context.Context, s settings, dir string) error {
	other, err := startPocketBase(dir, s.addr)
	if err != nil {
		return err
	}
	b.running = append(b.running, other)
	plain, err := signIn(ctx, s.addr)
	if err != nil {
		return err
	}
	plain.processes = []*process{other}
	b.targets = append(b.targets, plain)
	for _, c := range []struct{ name, program string }{{"audited", s.candour}, {"bare", s.bare}} {
		if c.program == "" {
			continue
		}
		if err := b.candour(ctx, "Candour, SQLite, "+c.name, c.program, filepath.Join(dir, "sqlite-"+c.name)); err != nil {
			return err
		}
	}
	if s.postgres == "" {
		return nil
	}
	for _, c := range []struct{ name, program string }{{"audited", s.candour}, {"bare", s.bare}} {
		if c.program == "" {
			continue
		}
		server, err := startPostgres(s.postgres, filepath.Join(dir, "server-"+c.name), "data", "keys")
		if err != nil {
			return err
		}
		b.running = append(b.running, server.process)
		err = b.candour(ctx, "Candour, PostgreSQL, "+c.name, c.program, filepath.Join(dir, "postgres-"+c.name), server.url("data"), server.url("keys"))
		if err != nil {
			return err
		}
		last := &b.targets[len(b.targets)-1]
		last.processes = append(last.processes, server.process)
	}
	return nil
}

func (b *benches) candour(ctx context.Context, name, program, dir string, databases ...string) error {
	if err := os.Mkdir(dir, 0o700); err != nil {
		return fmt.Errorf("making room for Candour: %w", err)
	}
	said, p, err := startCandour(program, dir, databases...)
	if err != nil {
		return err
	}
	b.running = append(b.running, p)
	t, person, err := openEpisode(ctx, said, b.person)
	if err != nil {
		return err
	}
	b.person = person
	t.name, t.processes = name, []*process{p}
	b.targets = append(b.targets, t)
	return nil
}
