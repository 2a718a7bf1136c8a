package gate

import (
	"context"
	"fmt"
	"time"

	"candour/internal/care"
	"candour/internal/policy"
	"candour/internal/store"
)

// feedStep is how many subjects one batch of the feed opens.
const feedStep = 200

// feedOverlap is read again each time: an entry's time is taken before it
// commits, so one that was slow to commit may be older than the last one seen.
const feedOverlap = 10 * time.Second

// FeedIndex brings this node's name index up to what other nodes changed: it
// opens the names of every subject that entries have named since it last ran,
// and forgets those destroyed, closed or restricted since.
// Each batch is one entry with a count and a commitment, naming nobody. It
// gives how many names were opened.
func (g *Gate) FeedIndex(ctx context.Context, controller string) (int, error) {
	h, err := g.house(controller)
	if err != nil {
		return 0, err
	}
	total := 0
	for {
		from := time.UnixMicro(h.fed.Load()).UTC()
		n, more, err := g.feedBatch(ctx, h, from)
		total += n
		if err != nil || !more {
			return total, err
		}
	}
}

func (g *Gate) feedBatch(ctx context.Context, h *house, from time.Time) (n int, more bool, err error) {
	var subjects []care.ID
	last := from
	err = g.db.View(ctx, func(s *store.Tx) (err error) {
		subjects, last, err = s.SubjectsNamedSince(ctx, h.controller, from, feedStep)
		return err
	})
	if err != nil || len(subjects) == 0 {
		return 0, false, err
	}
	stand := make(map[care.ID]bool, len(subjects))
	for _, svc := range g.serves(h.controller) {
		if err := g.feedService(ctx, h, svc, subjects, stand); err != nil {
			return n, false, fmt.Errorf("feeding the name index: %w", err)
		}
	}
	n = len(stand)
	for _, id := range subjects {
		if !stand[id] {
			h.names.forget(id)
		}
	}
	h.names.tidy()
	more = len(subjects) == feedStep
	if !more {
		last = later(from, last.Add(-feedOverlap))
	}
	h.fed.Store(last.UnixMicro())
	return n, more, nil
}

// feedService puts the names of one service's subjects and notes whose stand.
// Those whose names nobody may find any more are forgotten by the caller.
func (g *Gate) feedService(ctx context.Context, h *house, svc *Service, subjects []care.ID, stand map[care.ID]bool) error {
	it := svc.Item(nameItem)
	if it == nil {
		return nil
	}
	who := Reader{Controller: h.controller, Role: indexer}
	ask := Ask{Screen: indexer, Act: policy.Index, Purposes: svc.Table.PurposesOf(indexer, policy.Index)}
	var files []*File
	err := g.View(ctx, who, ask, func(tx *Tx) error {
		scope := svc.Table.Scope(indexer, policy.Index, ask.Purposes, false, []int{it.Index})
		episodes, err := tx.store.Episodes(ctx, h.controller, svc.Pack.Service, scope, who.asker(), tx.today,
			ListFilter{Subjects: subjects, Limit: 1000})
		if err != nil {
			return err
		}
		if files, err = tx.files(ctx, svc, episodes, []int{it.Index}); err != nil {
			return err
		}
		shown := tx.shown.subjects
		tx.shown.subjects = nil
		tx.Counted(len(files), commit(shown))
		return nil
	})
	if err != nil {
		return err
	}
	for _, f := range files {
		if v, ok := f.Value(nameItem); ok {
			stand[f.Episode.Subject] = true
			h.names.put(f.Episode.Subject, f.Episode.ID, it.Tier, v.Text)
		}
	}
	return nil
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}
