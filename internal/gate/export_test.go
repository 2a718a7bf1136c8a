package gate

import (
	"context"

	"candour/internal/care"
	"candour/internal/seal"
)

// SetArchive puts another archive under a controller's gate.
func SetArchive(g *Gate, controller string, a Archive) { g.archives[controller] = a }

// AfterKeys runs do once, between the first keys that are made and their use.
func AfterKeys(g *Gate, do func()) { g.keys = &stalling{Keys: g.keys, do: do} }

type stalling struct {
	seal.Keys
	do func()
}

func (s *stalling) Create(ctx context.Context, controller string, n int) ([]care.ID, error) {
	ids, err := s.Keys.Create(ctx, controller, n)
	if do := s.do; do != nil {
		s.do = nil
		do()
	}
	return ids, err
}

// Indexed counts the people whose names this node holds in memory, and the
// words of names.
func Indexed(g *Gate, controller string) (people, words int) {
	x := g.houses[controller].names
	x.mu.Lock()
	defer x.mu.Unlock()
	return len(x.at), len(x.words) + len(x.fresh)
}
