package store

import (
	"context"
	"fmt"
	"time"

	"candour/internal/care"
)

// ClaimSubmission uses a form's one-use token for an episode. When the token
// was used before, it gives the earlier episode with ErrConflict: a replay is
// answered as the first was.
func (tx *Tx) ClaimSubmission(ctx context.Context, controller string, id care.ID, at time.Time, episode care.ID) (earlier care.ID, err error) {
	n, err := tx.exec(ctx, `
		INSERT INTO submission (controller, id, at, episode) VALUES ($1, $2, $3, $4)
		ON CONFLICT (controller, id) DO NOTHING`, controller, id, at, episode)
	if err != nil {
		return "", fmt.Errorf("claiming a submission: %w", err)
	}
	if n == 1 {
		return "", nil
	}
	if earlier, err = tx.Submission(ctx, controller, id); err != nil {
		return "", err
	}
	return earlier, fmt.Errorf("claiming a submission twice: %w", care.ErrConflict)
}

// Submission gives the episode that a form's token was used for, or
// ErrNotFound.
func (tx *Tx) Submission(ctx context.Context, controller string, id care.ID) (care.ID, error) {
	var episode care.ID
	err := tx.one(ctx, `
		SELECT episode FROM submission WHERE controller = $1 AND id = $2`, controller, id).Scan(&episode)
	if err != nil {
		return "", fmt.Errorf("reading a submission: %w", err)
	}
	return episode, nil
}

// ForgetSubmissions forgets the tokens used before an instant: their forms
// have expired.
func (tx *Tx) ForgetSubmissions(ctx context.Context, controller string, before time.Time) (int64, error) {
	n, err := tx.exec(ctx, `DELETE FROM submission WHERE controller = $1 AND at < $2`, controller, before)
	if err != nil {
		return 0, fmt.Errorf("forgetting old submissions: %w", err)
	}
	return n, nil
}
