//go:build !bare

package gate

import (
	"context"
	"errors"

	"candour/internal/care"
	"candour/internal/policy"
)

// decide puts a request to the service's table.
func (s *Service) decide(r policy.Request) policy.Decision { return s.Table.Decide(r) }

// release records what the snapshot showed, or what it refused, and only then
// lets the caller have it.
func (g *Gate) release(ctx context.Context, h *house, tx *Tx, err error) error {
	var no *Refusal
	switch {
	case err == nil:
		return g.append(ctx, h, tx.entry(), tx.seen, false)
	case errors.As(err, &no):
		if logged := g.append(ctx, h, tx.refusal(no), tx.seen, false); logged != nil {
			return logged
		}
		return no
	case errors.Is(err, care.ErrNotFound):
		return g.release(ctx, h, tx, unknown())
	}
	return err
}
