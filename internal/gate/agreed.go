package gate

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"

	"candour/internal/calendar"
	"candour/internal/care"
	"candour/internal/notice"
	"candour/internal/policy"
)

// What an episode's happenings say of consent, before a line's code.
const (
	agreedTo   = "agreed: "
	notAgreed  = "not agreed: "
	agreedMost = 64 // tables kept for one service: more sets of lines than any pack's people give
)

// A variants is one service as it stands for people who agreed to different
// lines of consent.
type variants struct {
	mu  sync.Mutex
	all map[string]*Service
}

// under gives the service as it stands for somebody who agreed to these lines.
// The pack is the same; what rests on consent opens as far as they reach.
func (s *Service) under(given []string) *Service {
	if s.agreeing == nil {
		return s
	}
	key := strings.Join(given, "\n")
	s.agreeing.mu.Lock()
	defer s.agreeing.mu.Unlock()
	if v := s.agreeing.all[key]; v != nil {
		return v
	}
	v := *s
	v.Table = policy.CompileFor(s.Pack, given)
	if len(s.agreeing.all) < agreedMost {
		s.agreeing.all[key] = &v
	}
	return &v
}

// widest is the service for somebody who agreed to everything: what a list is
// filtered by before each row is decided by its own.
func (s *Service) widest() *Service {
	if s.agreeing == nil {
		return s
	}
	var all []string
	for i := range s.Pack.Consents {
		all = append(all, s.Pack.Consents[i].Code)
	}
	return s.under(all)
}

// Agreed lists the lines of consent that stand, in the order of the pack: for
// each the last word counts.
func (s *Service) Agreed(happened []care.Happening) []string {
	var given []string
	for i := range s.Pack.Consents {
		code, yes := s.Pack.Consents[i].Code, false
		for _, h := range happened {
			switch {
			case h.Undone:
			case h.Event == agreedTo+code:
				yes = true
			case h.Event == notAgreed+code:
				yes = false
			}
		}
		if yes {
			given = append(given, code)
		}
	}
	return given
}

// Agreed lists the lines of consent that stand on this episode.
func (f *File) Agreed() []string { return f.Service.Agreed(f.Happened) }

// Asked reports whether a line of consent was ever answered.
func (f *File) Asked(line string) bool {
	return slices.ContainsFunc(f.Happened, func(h care.Happening) bool {
		return !h.Undone && (h.Event == agreedTo+line || h.Event == notAgreed+line)
	})
}

// Agree records what somebody said to a line of consent, and decides the file
// again: what rests on that line is open from here on, in this transaction
// too. Taking a yes back takes something away and belongs in a Revoke.
func (tx *Tx) Agree(ctx context.Context, f *File, line string, yes bool, on calendar.Day) error {
	if err := tx.change(); err != nil {
		return err
	}
	if !slices.ContainsFunc(f.Service.Pack.Consents, func(c notice.Consent) bool { return c.Code == line }) {
		return fmt.Errorf("agreeing to %s: %w", line, care.ErrInvalid)
	}
	if !yes && !tx.revoking && slices.Contains(f.Agreed(), line) {
		return fmt.Errorf("taking back a yes to %s: %w", line, ErrNotRevoking)
	}
	event := notAgreed + line
	if yes {
		event = agreedTo + line
	}
	h := care.Happening{ID: NewOrderedID(), Episode: f.Episode.ID, Event: event, On: on, At: tx.gate.now(), By: tx.who.Worker}
	if err := tx.store.AddHappening(ctx, tx.who.Controller, h); err != nil {
		return fmt.Errorf("recording consent: %w", err)
	}
	f.Happened = append(f.Happened, h)
	f.Service = f.Service.under(f.Agreed())
	f.See = f.Service.decide(tx.request(policy.See, f.Facts))
	f.Act = f.Service.decide(tx.request(tx.ask.Act, f.Facts))
	tx.shown.subject(f.Service.Pack.Service, f.Episode.Subject)
	return nil
}

// Unagreed parts answers that came in by a form: those that may be kept or are
// refused whatever was agreed to, and those for which only a yes is missing.
func (tx *Tx) Unagreed(f *File, form string, answers []Answer) (decide, waiting []Answer) {
	wide := f.Service.widest()
	for _, a := range answers {
		it := f.Service.Item(a.Item)
		if it != nil && !tx.collects(f.Service, f, it, form, a).Allowed && tx.collects(wide, f, it, form, a).Allowed {
			waiting = append(waiting, a)
		} else {
			decide = append(decide, a)
		}
	}
	return decide, waiting
}
