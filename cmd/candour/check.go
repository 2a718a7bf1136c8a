package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"candour/internal/notice"
	"candour/packs"
)

type checkCommand struct {
	Schema string `enum:",notice,service,controller,instruments" default:"" placeholder:"FILE" help:"Print the JSON Schema of notice, service, controller or instruments, for an editor, and check nothing."`
	Dir    string `arg:"" optional:"" type:"existingdir" help:"A folder of packs, one folder a controller; by default the packs in this program."`
}

// Run reads and checks every pack. It prints each fault with file, line,
// column, the rule broken and the mend, and fails if any stops a pack.
func (c *checkCommand) Run(std streams) error {
	if c.Schema != "" {
		schema, err := notice.Schema(c.Schema)
		if err != nil {
			return err
		}
		_, err = std.out.Write(schema)
		return err
	}
	all, err := loadPacks(c.Dir)
	var faults *notice.Faults
	if errors.As(err, &faults) {
		fmt.Fprintln(std.out, faults)
		return fmt.Errorf("the packs have faults: %d things to mend", len(faults.List))
	}
	if err != nil {
		return err
	}
	for _, p := range all.Services {
		for _, warning := range p.Warnings {
			fmt.Fprintln(std.out, warning)
		}
		for _, gap := range p.Gaps {
			fmt.Fprintln(std.out, notice.Fault{Pos: gap.Pos, Rule: "gap", Says: strings.TrimSuffix(gap.Says, "."), Mend: "have the council fill it, and publish again", Warning: true})
		}
		fmt.Fprintf(std.out, "%s/%s: sound; %d items, %d uses, %d tiers, %d readings, %d gaps, %d warnings\n", p.Controller.Code, p.Service,
			len(p.Items), len(p.Uses), len(p.Tiers), len(p.Readings), len(p.Gaps), len(p.Warnings))
	}
	return nil
}

// loadPacks reads the packs of a folder, or those in the program.
func loadPacks(dir string) (notice.Packs, error) { return notice.LoadAll(packFiles(dir)) }

// packFiles are the files of a folder of packs, or those in the program.
func packFiles(dir string) fs.FS {
	if dir == "" {
		return packs.FS
	}
	return draft{os.DirFS(dir)}
}

// A draft is a folder of packs that takes the facts of law and of bodies from
// the program where it has none of its own.
type draft struct{ fs.FS }

func (d draft) Open(name string) (fs.File, error) {
	file, err := d.FS.Open(name)
	if errors.Is(err, fs.ErrNotExist) && name == notice.InstrumentsFile {
		return packs.FS.Open(name)
	}
	return file, err
}
