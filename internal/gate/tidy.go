package gate

import (
	"context"
	"fmt"
	"time"

	"candour/internal/store"
)

// tokensKept is how long a form's one-use token is remembered: a form left
// open for longer is shown again rather than sent twice.
const tokensKept = 7 * 24 * time.Hour

// Tidy forgets sessions that have ended and old forms' tokens. Neither says
// anything about a person, so it leaves no entry.
func (g *Gate) Tidy(ctx context.Context, controller string) error {
	return g.db.Update(ctx, func(s *store.Tx) error {
		if _, err := s.EndSessionsBefore(ctx, controller, g.now()); err != nil {
			return fmt.Errorf("forgetting ended sessions: %w", err)
		}
		if _, err := s.ForgetSubmissions(ctx, controller, g.now().Add(-tokensKept)); err != nil {
			return fmt.Errorf("forgetting old forms: %w", err)
		}
		return nil
	})
}
