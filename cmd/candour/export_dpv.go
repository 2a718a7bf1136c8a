package main

import (
	"candour/internal/standards"
)

type noticeDpvCommand struct{ which }

// Run prints the notice as a dpv:PrivacyNotice.
func (c *noticeDpvCommand) Run(std streams) error {
	p, err := c.pack()
	if err != nil {
		return err
	}
	_, err = std.out.Write(standards.Notice(p))
	return err
}

type noticeConsentsCommand struct{ which }

// Run prints the wording blocks of consent records. A notice without consents
// gives a document without blocks.
func (c *noticeConsentsCommand) Run(std streams) error {
	p, err := c.pack()
	if err != nil {
		return err
	}
	_, err = std.out.Write(standards.Consents(p))
	return err
}
