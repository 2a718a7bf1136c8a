package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"candour/internal/access"
	"candour/internal/calendar"
	"candour/internal/casework"
	"candour/internal/demo"
	"candour/internal/installation"
	"candour/internal/retention"
	"candour/internal/seal"
	"candour/internal/timetable"
	"candour/internal/web"
)

type demoCommand struct {
	Addr     string `default:"localhost:8080" help:"Address to listen on. Only a loopback address is served: demo sign-ins are no secret."`
	Data     string `default:"data" type:"path" help:"Data directory. DIR.kek, DIR.archive and DIR.escrow are made beside it."`
	DataURL  string `name:"data-url" env:"CANDOUR_DATA_URL" help:"Data database, when it is PostgreSQL. It may hold a password, so give it by the environment."`
	KeysURL  string `name:"keys-url" env:"CANDOUR_KEYS_URL" help:"Key database, when it is PostgreSQL: another one."`
	People   int    `default:"300" help:"How many made-up people the first start loads, up to 100,000."`
	Seed     uint64 `default:"1" help:"The same seed makes up the same people."`
	Packs    string `type:"existingdir" help:"A folder of packs, one folder a controller; by default the packs in this program."`
	Calendar string `help:"Move the calendar forward to this day (2027-06-01) before serving."`
	JSON     bool   `help:"Print the address and the sign-ins as one JSON object."`
}

// Run makes the demonstration if it is not there yet, and serves it.
func (c *demoCommand) Run(ctx context.Context, std streams) error {
	if err := loopback(c.Addr); err != nil {
		return err
	}
	if (c.DataURL == "") != (c.KeysURL == "") {
		return errors.New("--data-url and --keys-url go together: two databases, with backups of their own")
	}
	if c.People < 0 || c.People > demo.MostPeople {
		return fmt.Errorf("--people is a number up to %d", demo.MostPeople)
	}
	log := slog.New(slog.NewTextHandler(std.err, nil))
	config := installation.Config{Dir: c.Data, Data: c.DataURL, Keys: c.KeysURL, Sources: packFiles(c.Packs), Log: log}
	if err := c.prepare(ctx, std, config); err != nil {
		return err
	}
	node, err := installation.Open(ctx, config)
	if err != nil {
		return err
	}
	defer node.Close()
	tellFaults(std, node)
	if err := c.move(ctx, node); err != nil {
		return err
	}
	return c.serve(ctx, std, node, log)
}

// prepare makes a new demonstration: an escrow, the staff, the calendar, the
// caseload. One already there is left as it is.
func (c *demoCommand) prepare(ctx context.Context, std streams, config installation.Config) error {
	done := filepath.Join(c.Data, "demo.json")
	if _, err := os.Stat(done); err == nil {
		return nil
	}
	if _, err := os.Stat(filepath.Join(c.Data, "candour.db")); err == nil {
		return fmt.Errorf("%s holds an installation that no finished demonstration made: give another --data, for its calendar would be held and moved", c.Data)
	}
	if err := os.MkdirAll(c.Data, 0o700); err != nil {
		return fmt.Errorf("making the data directory: %w", err)
	}
	err := seal.CreateEscrow(c.Data+".escrow", c.Data+".escrow-identity.txt", c.Data)
	if err != nil && !errors.Is(err, os.ErrExist) {
		return err
	}
	config.Loads = true
	node, err := installation.Open(ctx, config)
	if err != nil {
		return err
	}
	defer node.Close()
	began := time.Now()
	if err := c.load(ctx, node); err != nil {
		return fmt.Errorf("%w\nRemove %s, %s.kek, %s.archive and %s.escrow to begin again", err, c.Data, c.Data, c.Data, c.Data)
	}
	if !c.JSON {
		took := time.Since(began)
		fmt.Fprintf(std.out, "Loaded %d made-up people in %.1f s (%.0f a second).\n", c.People, took.Seconds(), float64(c.People)/took.Seconds())
	}
	return os.WriteFile(done, fmt.Appendf(nil, "{\"people\": %d, \"seed\": %d}\n", c.People, c.Seed), 0o600)
}

func (c *demoCommand) load(ctx context.Context, node *installation.Node) error {
	for _, k := range node.Packs.Controllers {
		if err := node.Gate.HoldCalendar(ctx, k.Code, demo.Today); err != nil {
			return err
		}
	}
	desk, err := access.New(node.Gate, time.Now, true)
	if err != nil {
		return err
	}
	ids, err := demo.Enrol(ctx, node.Gate, desk)
	if err != nil {
		return err
	}
	node.Governance.Samples = true
	if err := demo.Publish(ctx, node.Governance, ids); err != nil {
		return err
	}
	svc, err := node.Gate.Service(demo.Controller, demo.Service)
	if err != nil {
		return err
	}
	if err := demo.Load(ctx, node.Gate, svc.Pack, ids, c.Seed, c.People); err != nil {
		return err
	}
	return node.Integrate(ctx)
}

// move takes the calendar forward, and sweeps what that makes due.
func (c *demoCommand) move(ctx context.Context, node *installation.Node) error {
	if c.Calendar == "" {
		return nil
	}
	day, err := calendar.Parse(c.Calendar)
	if err != nil {
		return err
	}
	ends := retention.New(node.Gate)
	ends.Exempt = true
	for _, k := range node.Packs.Controllers {
		today, err := ends.Today(ctx, k.Code)
		if err != nil {
			return err
		}
		if !day.After(today) {
			continue
		}
		if err := node.Gate.HoldCalendar(ctx, k.Code, day); err != nil {
			return err
		}
		if _, err := ends.Sweep(ctx, k.Code); err != nil {
			return err
		}
	}
	return nil
}

func (c *demoCommand) serve(ctx context.Context, std streams, node *installation.Node, log *slog.Logger) error {
	desk, err := access.New(node.Gate, time.Now, true)
	if err != nil {
		return err
	}
	cases, ends := casework.New(node.Gate), retention.New(node.Gate)
	ends.Exempt, node.Governance.Samples = true, true
	cases.Districts = demo.District
	for _, k := range node.Packs.Controllers {
		if _, err := node.Gate.BuildIndex(ctx, k.Code); err != nil {
			return err
		}
	}
	hours := timetableOf(node, cases, ends, log)
	pages, err := web.New(web.Config{
		Access: desk, Cases: cases, Retention: ends, Governance: node.Governance, Log: log, Hosts: loopbackNames,
		Demo: &web.Demo{SignIns: signIns(), Moved: func() { hours.Wake(jobNotices); hours.Wake(jobSweep); hours.Wake(jobClocks) }},
	})
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", c.Addr)
	if err != nil {
		return fmt.Errorf("listening: %w", err)
	}
	if err := c.announce(std, listener.Addr()); err != nil {
		return err
	}
	return serveUntil(ctx, listener, pages, hours)
}

// serveUntil serves pages and runs the timetable until ctx ends, then lets
// what is under way finish.
func serveUntil(ctx context.Context, l net.Listener, pages http.Handler, hours *timetable.Timetable) error {
	server := &http.Server{Handler: pages, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 30 * time.Second, IdleTimeout: 2 * time.Minute}
	ran := make(chan struct{})
	go func() { hours.Run(ctx); close(ran) }()
	stopped := make(chan error, 1)
	go func() {
		<-ctx.Done()
		grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
		defer cancel()
		stopped <- server.Shutdown(grace)
	}()
	if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	<-ran
	return <-stopped
}

// announce prints where the demonstration is and who can sign in.
func (c *demoCommand) announce(std streams, at net.Addr) error {
	_, port, err := net.SplitHostPort(at.String())
	if err != nil {
		return err
	}
	address := "http://localhost:" + port
	if c.JSON {
		return json.NewEncoder(std.out).Encode(struct {
			Address string       `json:"address"`
			SignIns []web.SignIn `json:"signIns"`
		}{address, signIns()})
	}
	fmt.Fprintf(std.out, "\nCandour is at %s\n\n%-38s %-10s %-10s %s\n", address, "Who", "Council", "User name", "Password")
	for _, s := range signIns() {
		fmt.Fprintf(std.out, "%-38s %-10s %-10s %s\n", s.Name+", "+s.Title, s.Controller, s.User, s.Password)
	}
	fmt.Fprintln(std.out, "\nEveryone in it is made up. Stop it with Ctrl-C.")
	return nil
}

func signIns() []web.SignIn {
	var out []web.SignIn
	for _, l := range demo.Staff() {
		out = append(out, web.SignIn{Controller: l.Controller, Name: l.Name, User: l.User, Password: l.Password, Role: l.Role, Title: l.Title})
	}
	return out
}

// loopbackNames are the names that a loopback server answers to.
var loopbackNames = []string{"localhost", "127.0.0.1", "::1", "[::1]"}

// loopback refuses an address that others could reach.
func loopback(addr string) error {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return fmt.Errorf("--addr is a host and a port, like localhost:8080: %w", err)
	}
	if ip := net.ParseIP(host); host == "localhost" || ip != nil && ip.IsLoopback() {
		return nil
	}
	return fmt.Errorf("%s could be reached from other machines: until real sign-in exists only a loopback address is served", addr)
}
