package store

import (
	"context"
	"fmt"
	"time"

	"candour/internal/care"
)

// The states of a send. Each step is one conditional UPDATE.
const (
	SendDiscussed = "discussed"
	SendPermitted = "permitted"
	SendClaimed   = "claimed"
	SendSent      = "sent"
	SendAborted   = "aborted"
	SendWithdrawn = "withdrawn"
)

// A Send is one outbound share of a section.
type Send struct {
	ID         care.ID
	Episode    care.ID
	Section    care.ID
	State      string
	ClaimedAt  time.Time
	FinishedAt time.Time
	Version    int64
}

const sendColumns = `id, episode, section, state, claimed_at, finished_at, version`

func scanSend(r row) (s Send, err error) {
	err = r.Scan(&s.ID, &s.Episode, &s.Section, &s.State, instant{&s.ClaimedAt}, instant{&s.FinishedAt}, &s.Version)
	return s, err
}

// InsertSend keeps a new send of a section in its first state.
func (tx *Tx) InsertSend(ctx context.Context, controller string, id, episode, section care.ID, state string) error {
	_, err := tx.exec(ctx, `
		INSERT INTO send (controller, id, episode, section, state) VALUES ($1, $2, $3, $4, $5)`,
		controller, id, episode, section, state)
	if err != nil {
		return fmt.Errorf("inserting send %s: %w", id, err)
	}
	return nil
}

// AdvanceSend moves a send from one state to another, and notes when it was
// claimed or came to an end. From any other state it is ErrConflict: a claim
// and a withdrawal cannot both win.
func (tx *Tx) AdvanceSend(ctx context.Context, controller string, id care.ID, from, to string, at time.Time) error {
	n, err := tx.exec(ctx, `
		UPDATE send SET state = $1, version = version + 1,
			claimed_at = CASE WHEN $1 = 'claimed' THEN $2 ELSE claimed_at END,
			finished_at = CASE WHEN $1 IN ('sent', 'aborted', 'withdrawn') THEN $2 ELSE finished_at END
		WHERE controller = $3 AND id = $4 AND state = $5`, to, at, controller, id, from)
	if err := expect(n, err, care.ErrConflict); err != nil {
		return fmt.Errorf("moving send %s to %s: %w", id, to, err)
	}
	return nil
}

// Send gives one send, or ErrNotFound.
func (tx *Tx) Send(ctx context.Context, controller string, id care.ID) (Send, error) {
	s, err := scanSend(tx.one(ctx, `
		SELECT `+sendColumns+` FROM send WHERE controller = $1 AND id = $2`, controller, id))
	if err != nil {
		return Send{}, fmt.Errorf("reading send %s: %w", id, err)
	}
	return s, nil
}

// Sends gives every send of an episode, by id.
func (tx *Tx) Sends(ctx context.Context, controller string, episode care.ID) ([]Send, error) {
	all, err := list(ctx, tx.handle, scanSend, `
		SELECT `+sendColumns+` FROM send WHERE controller = $1 AND episode = $2 ORDER BY id`, controller, episode)
	if err != nil {
		return nil, fmt.Errorf("reading the sends of episode %s: %w", episode, err)
	}
	return all, nil
}
