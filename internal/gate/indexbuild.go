package gate

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"runtime"
	"strconv"
	"sync"

	"candour/internal/care"
	"candour/internal/policy"
	"candour/internal/store"
)

const (
	indexer   = "name index"
	nameItem  = "client.name"
	indexStep = 1000
)

// BuildIndex opens every living name of a controller's services once, in
// batches, each recorded as one entry. Every processor takes a range of the
// subjects, whose ids are random.
func (g *Gate) BuildIndex(ctx context.Context, controller string) (int, error) {
	h, err := g.house(controller)
	if err != nil {
		return 0, err
	}
	n := 0
	h.fed.Store(g.now().Add(-feedOverlap).UnixMicro())
	for _, svc := range g.serves(controller) {
		got, err := g.indexService(ctx, h, svc)
		n += got
		if err != nil {
			return n, fmt.Errorf("building the name index: %w", err)
		}
	}
	return n, nil
}

func (g *Gate) indexService(ctx context.Context, h *house, svc *Service) (int, error) {
	if svc.Item(nameItem) == nil {
		return 0, nil
	}
	ranges := runtime.GOMAXPROCS(0)
	counts, errs := make([]int, ranges), make([]error, ranges)
	var all sync.WaitGroup
	for i := range ranges {
		all.Go(func() { counts[i], errs[i] = g.indexRange(ctx, h, svc, bound(i, ranges), bound(i+1, ranges)) })
	}
	all.Wait()
	total := 0
	for i := range ranges {
		total += counts[i]
		if errs[i] != nil {
			return total, errs[i]
		}
	}
	return total, nil
}

// bound is where range i of n begins, as ids are written: "" for the first,
// and after the last one what no id reaches.
func bound(i, n int) care.ID {
	switch i {
	case 0:
		return ""
	case n:
		return "g"
	}
	at := uint64(math.MaxUint32) * uint64(i) / uint64(n)
	return care.ID(strconv.FormatUint(1<<32+at, 16)[1:])
}

// indexRange opens the names of the subjects after one id and up to another.
func (g *Gate) indexRange(ctx context.Context, h *house, svc *Service, after, upTo care.ID) (int, error) {
	it := svc.Item(nameItem)
	who := Reader{Controller: h.controller, Role: indexer}
	ask := Ask{Screen: indexer, Act: policy.Index, Purposes: svc.Table.PurposesOf(indexer, policy.Index)}
	total := 0
	for {
		var named []named
		var last care.ID
		err := g.View(ctx, who, ask, func(tx *Tx) (err error) {
			named, last, err = tx.indexBatch(ctx, svc, it.Index, after, upTo)
			return err
		})
		if err != nil {
			return total, err
		}
		for _, n := range named {
			h.names.put(n.subject, n.episode, it.Tier, n.name)
		}
		total += len(named)
		if last == "" {
			return total, nil
		}
		after = last
	}
}

// A named is one person whose name was opened for the index.
type named struct {
	subject, episode care.ID
	name             string
}

// indexBatch opens one batch of names, of the records that the Scope of the
// name index lets be opened: it comes from the same table as every decision.
// Of each record the items of one tier are opened and nothing but the name is
// taken. The batch's entry gives the count and a commitment to whom, and names
// nobody. last is where the next batch goes on, "" at the end.
func (tx *Tx) indexBatch(ctx context.Context, svc *Service, name int, after, upTo care.ID) (found []named, last care.ID, err error) {
	scope := svc.Table.Scope(tx.who.Role, tx.ask.Act, tx.ask.Purposes, false, []int{name})
	sections, last, err := tx.store.SectionsInScope(ctx, tx.who.Controller, store.ScopedSections{
		Service: svc.Pack.Service, Tier: svc.Pack.Items[name].Tier, Kind: kindItems, Scope: scope, Asker: tx.who.asker(), Today: tx.today,
		After: after, UpTo: upTo, Limit: indexStep,
	})
	if err != nil {
		return nil, "", err
	}
	keys := make([]care.ID, len(sections))
	for i := range sections {
		keys[i] = sections[i].Key
	}
	if err := tx.open(ctx, keys...); err != nil {
		return nil, "", err
	}
	subjects := make([]string, len(sections))
	for i := range sections {
		s := &sections[i]
		text, err := tx.nameIn(svc, s)
		if err != nil {
			return nil, "", err
		}
		subjects[i] = string(s.Subject)
		found = append(found, named{s.Subject, s.Episode, text})
	}
	tx.shown.service = svc.Pack.Service
	tx.Counted(len(sections), commit(subjects))
	return found, last, nil
}

// nameIn gives the name that stands among the items of a sealed section.
func (tx *Tx) nameIn(svc *Service, s *care.Section) (string, error) {
	plain, err := tx.unseal(svc.Pack.Service, s)
	if err != nil {
		return "", err
	}
	var items struct {
		Name []care.Value `json:"client.name"`
	}
	if err := json.Unmarshal(plain, &items); err != nil {
		return "", fmt.Errorf("reading section %s: %w", s.ID, ErrAlarm)
	}
	if len(items.Name) == 0 {
		return "", nil
	}
	return items.Name[len(items.Name)-1].Text, nil
}
