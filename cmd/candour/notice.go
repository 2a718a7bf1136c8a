package main

import (
	"errors"
	"fmt"
	"strings"

	"candour/internal/notice"
)

type noticeCommand struct {
	Service string `arg:"" help:"Which notice, as controller/service: kent/positive-wellbeing."`
	Dir     string `type:"existingdir" help:"A folder of packs; by default the packs in this program."`
}

// Run prints the notice that the public reads, made from the pack.
func (c *noticeCommand) Run(std streams) error {
	all, err := loadPacks(c.Dir)
	var faults *notice.Faults
	if errors.As(err, &faults) {
		return fmt.Errorf("the packs have faults; candour check lists them: %w", faults)
	}
	if err != nil {
		return err
	}
	var have []string
	for _, p := range all.Services {
		name := p.Controller.Code + "/" + p.Service
		if name == c.Service {
			_, err := fmt.Fprintln(std.out, p.Page().Text())
			return err
		}
		have = append(have, name)
	}
	return fmt.Errorf("no pack is called %s; there is %s", c.Service, strings.Join(have, ", "))
}
