package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"strings"
	"time"

	"candour/internal/access"
	"candour/internal/care"
	"candour/internal/casework"
	"candour/internal/gate"
	"candour/internal/installation"
	"candour/internal/retention"
	"candour/internal/web"
)

// An at says where an installation's databases and keys are.
type at struct {
	Data    string `default:"data" type:"path" help:"Data directory, of the embedded database."`
	DataURL string `name:"data-url" env:"CANDOUR_DATA_URL" help:"Data database, when it is PostgreSQL. It may hold a password, so give it by the environment."`
	KeysURL string `name:"keys-url" env:"CANDOUR_KEYS_URL" help:"Key database, when it is PostgreSQL: another one, with backups of its own."`
	KEK     string `type:"path" help:"Key directory; DIR.kek when not given."`
	Archive string `type:"path" help:"Ledger archive; DIR.archive when not given."`
	Escrow  string `type:"path" help:"Escrow copies of keys; DIR.escrow when not given."`
	Node    string `default:"one" help:"Name of this node, different for each."`
	Packs   string `type:"existingdir" help:"A folder of packs, one folder a controller; by default the packs in this program. A published version runs on until another is published."`
}

func (a at) config() (installation.Config, error) {
	if a.DataURL == "" {
		if err := os.MkdirAll(a.Data, 0o700); err != nil {
			return installation.Config{}, fmt.Errorf("making the data directory: %w", err)
		}
	}
	return installation.Config{
		Dir: a.Data, Data: a.DataURL, Keys: a.KeysURL, KEK: a.KEK, Archive: a.Archive, Escrow: a.Escrow, Node: a.Node, Sources: packFiles(a.Packs),
	}, nil
}

type serveCommand struct {
	at
	Addr string `default:"localhost:8080" help:"Address to listen on. Until real sign-in exists only a loopback address is served."`
}

// Run serves a real installation: the calendar follows Europe/London, and
// nobody can sign in whom staff add did not enrol.
func (c *serveCommand) Run(ctx context.Context, std streams) error {
	if err := loopback(c.Addr); err != nil {
		return err
	}
	config, err := c.config()
	if err != nil {
		return err
	}
	log := slog.New(slog.NewTextHandler(std.err, nil))
	config.Log = log
	node, err := installation.Open(ctx, config)
	if err != nil {
		return err
	}
	defer node.Close()
	tellFaults(std, node)
	if err := noDemo(ctx, node); err != nil {
		return err
	}
	desk, err := access.New(node.Gate, time.Now, false)
	if err != nil {
		return err
	}
	for _, k := range node.Packs.Controllers {
		if _, err := node.Gate.BuildIndex(ctx, k.Code); err != nil {
			return err
		}
	}
	ends := retention.New(node.Gate)
	pages, err := web.New(web.Config{Access: desk, Cases: casework.New(node.Gate), Retention: ends, Governance: node.Governance, Log: log, Hosts: loopbackNames})
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", c.Addr)
	if err != nil {
		return fmt.Errorf("listening: %w", err)
	}
	fmt.Fprintf(std.out, "Candour is at http://%s\n", listener.Addr())
	return serveUntil(ctx, listener, pages, timetableOf(node, casework.New(node.Gate), ends, log))
}

// tellFaults says which files do not compile and what runs in their place.
func tellFaults(std streams, node *installation.Node) {
	for _, s := range node.Governance.Faulty() {
		fmt.Fprintf(std.err, "candour: the files of %s/%s do not compile, so version %d, in force since %s, keeps running:\n%v\n",
			s.Pack.Controller.Code, s.Pack.Service, s.Version.Number, s.Version.Effective.Long(), s.Faults)
	}
}

// noDemo refuses a demonstration's data: its calendar stands still, so nothing
// in it would ever be destroyed.
func noDemo(ctx context.Context, node *installation.Node) error {
	for _, k := range node.Packs.Controllers {
		held, err := node.Gate.Held(ctx, k.Code)
		if err != nil {
			return err
		}
		if held {
			return fmt.Errorf("the calendar of %s is held, as a demonstration's is: a real installation follows the day, so give another --data", k.Code)
		}
	}
	return nil
}

type staffCommand struct {
	Add   staffAddCommand   `cmd:"" help:"Enrol somebody. The password is read from standard input, one line."`
	Leave staffLeaveCommand `cmd:"" help:"End somebody's access, the same second, on every node."`
}

type staffLeaveCommand struct {
	at
	Controller string `required:"" help:"Council."`
	Login      string `required:"" help:"User name."`
}

// Run ends a worker's access.
func (c *staffLeaveCommand) Run(ctx context.Context, std streams) error {
	config, err := c.config()
	if err != nil {
		return err
	}
	node, err := installation.Open(ctx, config)
	if err != nil {
		return err
	}
	defer node.Close()
	w, _, err := node.Gate.WorkerByLogin(ctx, c.Controller, strings.ToLower(c.Login))
	if err != nil {
		return err
	}
	if err := node.Gate.Leave(ctx, gate.Reader{Controller: c.Controller, Role: "timetable"}, w.ID); err != nil {
		return err
	}
	fmt.Fprintf(std.out, "%s has no access any more.\n", w.ID)
	return nil
}

type staffAddCommand struct {
	at
	Controller string   `required:"" help:"Council."`
	Login      string   `required:"" help:"User name, chosen by the council, never an email address."`
	Name       string   `required:"" help:"Name that colleagues see."`
	Role       string   `required:"" help:"Role of the pack: connector, \"team manager\", …"`
	Teams      []string `help:"Teams, with commas."`
}

// Run enrols a worker.
func (c *staffAddCommand) Run(ctx context.Context, std streams) error {
	line, err := bufio.NewReader(os.Stdin).ReadString('\n')
	password := strings.TrimRight(line, "\r\n")
	if len(password) < 12 {
		return errors.Join(err, errors.New("the password needs at least 12 characters, on standard input"))
	}
	config, err := c.config()
	if err != nil {
		return err
	}
	node, err := installation.Open(ctx, config)
	if err != nil {
		return err
	}
	defer node.Close()
	desk, err := access.New(node.Gate, time.Now, false)
	if err != nil {
		return err
	}
	hash, err := desk.Hash(password)
	if err != nil {
		return err
	}
	by := gate.Reader{Controller: c.Controller, Role: "timetable"}
	id, err := node.Gate.AddWorker(ctx, by, care.Worker{Login: strings.ToLower(c.Login), Role: c.Role, Teams: c.Teams}, c.Name, hash)
	if err != nil {
		return err
	}
	fmt.Fprintf(std.out, "Enrolled as %s.\n", id)
	return nil
}
