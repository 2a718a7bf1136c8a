package casework

import (
	"context"

	"candour/internal/care"
	"candour/internal/gate"
	"candour/internal/policy"
)

// Held is everything the notice lets the service hold about one person, item
// by item, and who has looked.
type Held struct {
	Header
	Referrer ReferrerPanel
	Lives    []Life
	Looks    []Look
	More     bool // there are older looks than those listed
	Entry    care.ID
}

// A Look is one entry that names the person: which role did what, what for
// and on which day. Own is the asker's.
type Look struct {
	gate.Placed
	Own bool
}

// looksMost is how many looks the page lists.
const looksMost = 50

// Held opens an episode for the page of what is held and why.
func (d *Desk) Held(ctx context.Context, who Who, id care.ID) (*Held, error) {
	var h *Held
	err := d.see(ctx, who, "what we hold", recordPurposes, id, func(tx *gate.Tx, f *File) error {
		h = &Held{Entry: tx.Entry()}
		var err error
		if h.Header, err = d.header(ctx, tx, f); err != nil {
			return err
		}
		intents, err := tx.Intents(ctx, f)
		if err != nil {
			return err
		}
		h.Lives = lives(f, intents)
		if h.Referrer, err = d.panel(ctx, tx, f, nil); err != nil {
			return err
		}
		return h.looks(ctx, tx, f)
	})
	if err != nil {
		return nil, err
	}
	h.Worker, err = d.workerName(ctx, who.Controller, h.File.Episode.Worker)
	return h, err
}

func (h *Held) looks(ctx context.Context, tx *gate.Tx, f *File) error {
	entries, err := tx.EntriesAbout(ctx, f, looksMost+1)
	if err != nil {
		return err
	}
	if len(entries) > looksMost {
		entries, h.More = entries[:looksMost], true
	}
	for _, e := range entries {
		h.Looks = append(h.Looks, Look{Placed: e, Own: e.Actor == string(tx.Who().Worker)})
	}
	return nil
}

// Did puts an act of the ledger into a word or two.
func (l Look) Did() string {
	if words, ok := actWords[l.Act]; ok {
		return words
	}
	return l.Act
}

var actWords = map[string]string{
	policy.See: "looked", policy.Record: "wrote", policy.Correct: "put right", policy.Allocate: "gave to a Connector",
	policy.Share: "passed on", policy.Index: "indexed for search", policy.Export: "copied out", "load": "brought in",
	"destroy intended": "began to destroy", "destroy ended": "destroyed", "open tasks": "opened a task",
}
