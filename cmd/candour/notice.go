package main

import (
	"errors"
	"fmt"
	"strings"

	"candour/internal/notice"
)

type noticeCommand struct {
	Render   noticeRenderCommand   `cmd:"" default:"withargs" help:"Print the notice that the public reads, as text."`
	Record   noticeRecordCommand   `cmd:"" help:"Print the record of processing (UK GDPR Art 30(1)), as CSV or as JSON-LD."`
	Dpv      noticeDpvCommand      `cmd:"" help:"Print the notice as JSON-LD in the W3C Data Privacy Vocabulary."`
	Consents noticeConsentsCommand `cmd:"" help:"Print the wording of each consent line as ISO/IEC TS 27560 consent records keep it, as JSON-LD."`
	Cedar    noticeCedarCommand    `cmd:"" help:"Print the decision table as policies in the Cedar language."`
}

// which notice a command is about, and where its pack is.
type which struct {
	Service string `arg:"" help:"Which notice, as controller/service: kent/positive-wellbeing."`
	Dir     string `type:"existingdir" help:"A folder of packs; by default the packs in this program."`
}

// pack finds the pack. It refuses a folder with faults in any pack.
func (w which) pack() (*notice.Pack, error) {
	all, err := loadPacks(w.Dir)
	var faults *notice.Faults
	if errors.As(err, &faults) {
		return nil, fmt.Errorf("the packs have faults; candour check lists them: %w", faults)
	}
	if err != nil {
		return nil, err
	}
	var have []string
	for _, p := range all.Services {
		name := p.Controller.Code + "/" + p.Service
		if name == w.Service {
			return p, nil
		}
		have = append(have, name)
	}
	return nil, fmt.Errorf("no pack is called %s; there is %s", w.Service, strings.Join(have, ", "))
}

type noticeRenderCommand struct{ which }

// readingAges says how hard the notice is to read: its five sentences, and the
// whole.
func readingAges(pg notice.Page) string {
	return fmt.Sprintf("Reading age: %.0f for the five sentences, %.0f for the whole notice (Flesch–Kincaid grade plus five years).",
		notice.ReadingAgeOf(pg.Summary()).Years(), notice.ReadingAgeOf(pg.Text()).Years())
}

// Run prints the notice that the public reads, made from the pack, and its
// reading ages.
func (c *noticeRenderCommand) Run(std streams) error {
	p, err := c.pack()
	if err != nil {
		return err
	}
	pg := p.Page()
	if _, err := fmt.Fprintln(std.out, pg.Text()); err != nil {
		return err
	}
	_, err = fmt.Fprintln(std.err, readingAges(pg)) // beside the notice, which is what is published
	return err
}
