package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"candour/internal/installation"
)

type backupCommand struct {
	Data string `default:"data" type:"path" help:"Data directory."`
	To   string `required:"" type:"path" help:"New file to write the copy of the data database to."`
}

// Run copies the data database and, to the escrow, the keys. The copy alone
// opens nothing.
func (c *backupCommand) Run(ctx context.Context, std streams) error {
	if _, err := os.Stat(c.To); err == nil {
		return fmt.Errorf("%s exists: a backup never overwrites anything", c.To)
	}
	node, err := installation.Open(ctx, installation.Config{Dir: c.Data, Sources: packFiles(""), Node: "backup"})
	if err != nil {
		return err
	}
	defer node.Close()
	if err := node.BackUp(ctx, c.To); err != nil {
		return err
	}
	fmt.Fprintf(std.out, "The data is in %s; it holds no key. The keys are copied to %s.escrow.\n", c.To, c.Data)
	return nil
}

type restoreCommand struct {
	Data       string `default:"data" type:"path" help:"Data directory to restore into. Its key directory and ledger archive stay as they are."`
	From       string `type:"existingfile" help:"Copy of the data database that backup wrote."`
	Accept     bool   `help:"Accept the restore: the keys of what came after the backup are then swept. Until then they are held, so that the database set aside still opens."`
	Checkpoint string `type:"existingfile" help:"File with the last signed checkpoint that anybody outside holds. An archive that does not reach it is refused."`
	Controller string `default:"kent" help:"Council of the checkpoint and of the escrow copy."`
	Escrow     string `type:"existingfile" help:"Escrow copy of the keys, when the key database was lost too."`
	Identity   string `type:"existingfile" help:"File with the escrow identity that opens it."`
}

// Run puts the copy in place and recovers. What was there is set aside, never
// removed.
func (c *restoreCommand) Run(ctx context.Context, std streams) error {
	if c.Accept == (c.From != "") {
		return errors.New("give --from to restore, or --accept once the restore is right")
	}
	if c.Accept {
		return c.accept(ctx, std)
	}
	how, done, err := c.how()
	defer done()
	if err != nil {
		return err
	}
	if err := c.place(std); err != nil {
		return err
	}
	all, err := installation.Recover(ctx, installation.Config{Dir: c.Data, Sources: packFiles(""), Node: "restore"}, how)
	for _, r := range all {
		fmt.Fprintf(std.out, "%s: the ledger was taken from its archive; %d entries speak of data the backup did not hold; %d keys of the dead deleted; %d destructions done again; %d keys brought back.\n",
			r.Controller, r.Lost, r.KeysDead, r.Redestroyed, r.KeysBack)
	}
	return err
}

// accept lets the keys of what came after the backup be swept.
func (c *restoreCommand) accept(ctx context.Context, std streams) error {
	node, err := installation.Open(ctx, installation.Config{Dir: c.Data, Sources: packFiles(""), Node: "restore"})
	if err != nil {
		return err
	}
	defer node.Close()
	for _, k := range node.Packs.Controllers {
		if err := node.Gate.HoldUnusedKeys(ctx, k.Code, false); err != nil {
			return err
		}
	}
	fmt.Fprintln(std.out, "Accepted. What was set aside can be removed.")
	return nil
}

func (c *restoreCommand) how() (how installation.Restore, done func(), err error) {
	var open []io.Closer
	done = func() {
		for _, f := range open {
			_ = f.Close()
		}
	}
	if c.Checkpoint != "" {
		text, err := os.ReadFile(c.Checkpoint)
		if err != nil {
			return how, done, err
		}
		how.LastKnown = map[string]string{c.Controller: string(text)}
	}
	if (c.Escrow == "") != (c.Identity == "") {
		return how, done, errors.New("--escrow and --identity go together")
	}
	if c.Escrow == "" {
		return how, done, nil
	}
	file, err := os.Open(c.Escrow)
	if err != nil {
		return how, done, err
	}
	open = append(open, file)
	identity, err := os.Open(c.Identity)
	if err != nil {
		return how, done, err
	}
	open = append(open, identity)
	how.Copies = map[string]installation.Copy{c.Controller: {File: file, Identity: identity}}
	return how, done, nil
}

// place sets the data database aside and puts the copy where it was, durably.
func (c *restoreCommand) place(std streams) error {
	if err := os.MkdirAll(c.Data, 0o700); err != nil {
		return err
	}
	at := filepath.Join(c.Data, "candour.db")
	for _, suffix := range []string{"-wal", "-shm", ""} {
		aside := at + ".before-restore" + suffix
		err := os.Rename(at+suffix, aside)
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			return fmt.Errorf("setting the data database aside: %w", err)
		}
		if err == nil && suffix == "" {
			fmt.Fprintf(std.out, "What was there is set aside in %s. Its keys are held until you run restore --accept.\n", aside)
		}
	}
	return copyDurably(c.From, at)
}

func copyDurably(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	if _, err := io.Copy(out, in); err != nil {
		return errors.Join(err, out.Close())
	}
	return errors.Join(out.Sync(), out.Close())
}
