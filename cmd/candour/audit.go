package main

import (
	"context"
	"fmt"
	"os"

	"candour/internal/care"
	"candour/internal/installation"
	"candour/internal/ledger"
)

type auditCommand struct {
	Checkpoint auditCheckpointCommand `cmd:"" help:"Print the latest signed checkpoint of a council's ledger, and the key that checks it."`
	Prove      auditProveCommand      `cmd:"" help:"Print the proof that an entry is in the ledger."`
	Export     auditExportCommand     `cmd:"" help:"Print a bundle: two signed checkpoints, every entry between them, the consistency proof."`
	Verify     auditVerifyCommand     `cmd:"" help:"Check a bundle with the public key alone: no database, no keys."`
}

// where an installation's ledger is.
type where struct {
	Data       string `default:"data" type:"path" help:"Data directory."`
	Controller string `default:"kent" help:"Council."`
}

// ledger opens the ledger of one council.
func (w where) ledger(ctx context.Context, f func(*ledger.Log) error) error {
	if _, err := os.Stat(w.Data); err != nil {
		return fmt.Errorf("there is no data directory here: %w", err)
	}
	node, err := installation.Open(ctx, installation.Config{Dir: w.Data, Sources: packFiles(""), Node: "audit"})
	if err != nil {
		return err
	}
	defer node.Close()
	log := node.Logs[w.Controller]
	if log == nil {
		return fmt.Errorf("no council is called %s", w.Controller)
	}
	if err := node.Integrate(ctx); err != nil {
		return err
	}
	return f(log)
}

type auditCheckpointCommand struct{ where }

// Run prints the checkpoint and the public key.
func (c *auditCheckpointCommand) Run(ctx context.Context, std streams) error {
	return c.ledger(ctx, func(l *ledger.Log) error {
		if err := ledger.AuditCheckpoint(ctx, std.out, l); err != nil {
			return err
		}
		return ledger.AuditKey(std.err, l)
	})
}

type auditProveCommand struct {
	where
	Entry string `arg:"" help:"Id of the entry."`
}

// Run prints the inclusion proof.
func (c *auditProveCommand) Run(ctx context.Context, std streams) error {
	return c.ledger(ctx, func(l *ledger.Log) error { return ledger.AuditProve(ctx, std.out, l, care.ID(c.Entry)) })
}

type auditExportCommand struct {
	where
	From int64 `help:"Size of the earlier checkpoint; 0 for the beginning."`
	To   int64 `help:"Size of the later checkpoint; 0 for the latest."`
}

// Run prints a bundle.
func (c *auditExportCommand) Run(ctx context.Context, std streams) error {
	return c.ledger(ctx, func(l *ledger.Log) error {
		to := c.To
		if to == 0 {
			latest, err := l.Latest(ctx)
			if err != nil {
				return err
			}
			to = latest.Size
		}
		return ledger.AuditExport(ctx, std.out, l, c.From, to)
	})
}

type auditVerifyCommand struct {
	Bundle string `arg:"" type:"existingfile" help:"Bundle to check."`
	Key    string `required:"" help:"Public key of the council's ledger, as text, or the name of a file that holds it."`
}

// Run checks a bundle. It needs no database and no keys.
func (c *auditVerifyCommand) Run(std streams) error {
	key := c.Key
	if text, err := os.ReadFile(c.Key); err == nil {
		key = string(text)
	}
	file, err := os.Open(c.Bundle)
	if err != nil {
		return err
	}
	defer file.Close()
	return ledger.AuditVerify(std.out, file, key)
}
