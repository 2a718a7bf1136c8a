package main

import (
	"io"

	"candour/internal/policy"
)

type noticeCedarCommand struct{ which }

// Run prints who may do what with which items for which purpose, as Cedar.
func (c *noticeCedarCommand) Run(std streams) error {
	p, err := c.pack()
	if err != nil {
		return err
	}
	_, err = io.WriteString(std.out, policy.Cedar(p))
	return err
}
