package gate

import (
	"context"
	"fmt"

	"candour/internal/care"
	"candour/internal/policy"
)

// Unopened gives an episode with nothing of it opened: for a page that says
// whether a restriction stands and may lift it, which is no use of what the
// restriction protects (UK GDPR Art 18(2) and (3)). Who could not open it
// unrestricted is refused as ever.
func (tx *Tx) Unopened(ctx context.Context, id care.ID) (*File, error) {
	sight, err := tx.sight(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("reading episode %s: %w", id, err)
	}
	f, err := tx.decide(sight)
	if err != nil {
		return nil, err
	}
	f.Facts.Restricted = false
	f.Act = f.Service.Table.Decide(tx.request(tx.ask.Act, f.Facts))
	if no := tx.refused(f); no != nil {
		return nil, no
	}
	f.Facts.Restricted = !f.Episode.RestrictedAt.IsZero()
	f.See.Answers = make([]policy.Answer, len(f.See.Answers))
	tx.shown.subject(f.Service.Pack.Service, f.Episode.Subject)
	return f, nil
}
