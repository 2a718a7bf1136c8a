package main

import (
	"candour/internal/standards"
)

type noticeRecordCommand struct {
	which
	Format string `enum:"csv,jsonld" default:"csv" help:"csv (RFC 4180, one line for each purpose and category of people) or jsonld (W3C Data Privacy Vocabulary)."`
}

// Run prints the service's part of the council's record of processing.
func (c *noticeRecordCommand) Run(std streams) error {
	p, err := c.pack()
	if err != nil {
		return err
	}
	text := standards.RecordOf(p).CSV()
	if c.Format == "jsonld" {
		text = standards.JSONLD(p)
	}
	_, err = std.out.Write(text)
	return err
}
