//go:build bare

package gate

import (
	"context"
	"errors"
	"os"

	"candour/internal/care"
	"candour/internal/policy"
)

// A program built with the tag bare is only there to be measured against: it
// is Candour with the decision and the entry of a view taken out, and nothing
// else. It says so when it starts, and must never hold anybody's data.
func init() {
	os.Stderr.WriteString("built bare, for measuring: views are neither decided nor recorded\n")
}

// decide lets whatever rests in a living tier be seen.
func (s *Service) decide(r policy.Request) policy.Decision {
	d := policy.Decision{Answers: make([]policy.Answer, len(s.Pack.Items)), Pack: s.Pack}
	for i := range d.Answers {
		tier := s.tiers[s.Pack.Items[i].Tier]
		d.Answers[i] = policy.Answer{Item: i, Allowed: r.Facts.Tiers[tier] == policy.Living}
	}
	return d
}

// release lets the caller have what the snapshot showed.
func (g *Gate) release(_ context.Context, _ *house, _ *Tx, err error) error {
	if errors.Is(err, care.ErrNotFound) {
		return unknown()
	}
	return err
}
