package main

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"

	"candour/internal/promise"
)

type promisesCommand struct {
	Root string `help:"The repository whose tests ran." default:"." type:"existingdir"`
}

// Run prints the tally of the last run of all tests, and says when the source
// has changed since.
func (c *promisesCommand) Run(std streams) error {
	var record promise.Record
	err := promise.Load(filepath.Join(c.Root, promise.RecordFile), &record)
	if errors.Is(err, fs.ErrNotExist) {
		return errors.New("no run of all tests is on record here: run `make test` first")
	}
	if err != nil {
		return err
	}
	var proofs promise.Proofs
	err = promise.Load(filepath.Join(c.Root, promise.ProofsFile), &proofs)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := promise.NewTally(record.Claims, proofs.Proofs).Print(std.out); err != nil {
		return fmt.Errorf("printing the tally: %w", err)
	}
	now, err := promise.TreeAt(c.Root)
	if err != nil {
		return err
	}
	fmt.Fprintf(std.out, "\nTests ran at %s on %s%s.\n", record.At, record.Tree.Says(), stale(record.Tree, now, "make test"))
	if len(proofs.Proofs) > 0 {
		fmt.Fprintf(std.out, "Clauses were broken at %s on %s%s.\n", proofs.At, proofs.Tree.Says(), stale(proofs.Tree, now, "make prove"))
	}
	return nil
}

func stale(then, now promise.Tree, mend string) string {
	if then == now {
		return ""
	}
	return fmt.Sprintf(": STALE, the source is now %s; run `%s`", now.Says(), mend)
}
