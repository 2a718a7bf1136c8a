// Command candour is referral and case management in which the privacy notice
// is the program. Each subcommand is a file of its own, which holds its flags
// and wires the rooms together; what it does is done in the rooms.
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"

	"github.com/alecthomas/kong"
)

// A cli is the whole command line. Flags may also be set by environment
// variables; no flag ever holds a secret.
type cli struct {
	Audit    auditCommand    `cmd:"" help:"Check the ledger, or let an outsider check it."`
	Backup   backupCommand   `cmd:"" help:"Copy the data, and the keys to escrow."`
	Serve    serveCommand    `cmd:"" help:"Serve an installation."`
	Staff    staffCommand    `cmd:"" help:"Enrol the people who may sign in."`
	Sweep    sweepCommand    `cmd:"" help:"Confirm the day after the server stood still, so that what is due is destroyed."`
	Restore  restoreCommand  `cmd:"" help:"Bring an installation back: the ledger from its archive, the dead kept dead."`
	Demo     demoCommand     `cmd:"" help:"Serve a demonstration: made-up people, a calendar that can be moved, an embedded database."`
	Check    checkCommand    `cmd:"" help:"Check packs and list every fault with its mend."`
	Notice   noticeCommand   `cmd:"" help:"Print the notice that the public reads, and what else is made from the pack."`
	Promises promisesCommand `cmd:"" help:"Print which promises of the notices are kept, as the last run of all tests showed."`
}

// Streams are where a command prints.
type streams struct{ out, err io.Writer }

// heapGrowth is how much the heap may grow, in per cent of what lives, before
// the collector goes round: a page leaves little behind and a node's heap is
// small, so Go's own 100 has it go round every few pages.
const heapGrowth = 400

func main() {
	debug.SetGCPercent(heapGrowth)
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], streams{os.Stdout, os.Stderr}))
}

// run obeys one command line and gives the exit code: 0 done, 1 not done,
// 2 not understood.
func run(ctx context.Context, args []string, std streams) int {
	exit := -1
	parser, err := kong.New(&cli{},
		kong.Name("candour"),
		kong.Description("Referral and case management in which the privacy notice is the program."),
		kong.Writers(std.out, std.err),
		kong.Exit(func(code int) { exit = code }),
		kong.BindTo(ctx, (*context.Context)(nil)),
		kong.Bind(std),
	)
	if err != nil {
		fmt.Fprintf(std.err, "candour: %v\n", err)
		return 2
	}
	command, err := parser.Parse(args)
	if exit >= 0 {
		return exit // help was asked for and given
	}
	if err != nil {
		fmt.Fprintf(std.err, "candour: %v\nRun candour --help to see what it can do.\n", err)
		return 2
	}
	if err := command.Run(); err != nil {
		fmt.Fprintf(std.err, "candour: %v\n", err)
		return 1
	}
	return 0
}
