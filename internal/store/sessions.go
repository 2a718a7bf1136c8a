package store

import (
	"context"
	"fmt"
	"time"

	"candour/internal/calendar"
	"candour/internal/care"
)

// A Session is a worker signed in. Its id is the hex SHA-256 of the cookie's
// value, so the database alone signs nobody in.
type Session struct {
	ID         string
	Worker     care.Worker
	Supervised bool // on council premises, supervised, no export
	CreatedAt  time.Time
	SeenAt     time.Time
	EndsAt     time.Time
	Held       calendar.Day // where the controller's calendar is held; zero when it follows the machine; read, not written
}

// PutSession keeps a new session.
func (tx *Tx) PutSession(ctx context.Context, controller string, s Session) error {
	_, err := tx.exec(ctx, `
		INSERT INTO session (controller, id, worker, supervised, created_at, seen_at, ends_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		controller, s.ID, s.Worker.ID, s.Supervised, s.CreatedAt, s.SeenAt, s.EndsAt)
	if err != nil {
		return fmt.Errorf("keeping a session of worker %s: %w", s.Worker.ID, err)
	}
	return nil
}

// Session gives a session with its worker and the controller's calendar, in
// one statement, or ErrNotFound. Whether it has
// ended or the worker left is for the caller, who knows the time.
func (tx *Tx) Session(ctx context.Context, controller, id string) (Session, error) {
	s := Session{ID: id}
	var teams string
	err := tx.one(ctx, `
		SELECT s.supervised, s.created_at, s.seen_at, s.ends_at, c.calendar_day, `+workerColumns+`
		FROM session s JOIN worker w ON w.controller = s.controller AND w.id = s.worker
			JOIN controller c ON c.controller = s.controller
		WHERE s.controller = $1 AND s.id = $2`, controller, id).
		Scan(append([]any{&s.Supervised, instant{&s.CreatedAt}, instant{&s.SeenAt}, instant{&s.EndsAt}, &s.Held},
			workerFields(&s.Worker, &teams)...)...)
	if err != nil {
		return Session{}, fmt.Errorf("reading a session: %w", err)
	}
	s.Worker.Teams = splitTeams(teams)
	return s, nil
}

// TouchSession records that a session was used.
func (tx *Tx) TouchSession(ctx context.Context, controller, id string, at time.Time) error {
	n, err := tx.exec(ctx, `UPDATE session SET seen_at = $1 WHERE controller = $2 AND id = $3`, at, controller, id)
	if err := expect(n, err, care.ErrNotFound); err != nil {
		return fmt.Errorf("touching a session: %w", err)
	}
	return nil
}

// EndSession forgets one session. Ending it twice is no error.
func (tx *Tx) EndSession(ctx context.Context, controller, id string) error {
	if _, err := tx.exec(ctx, `DELETE FROM session WHERE controller = $1 AND id = $2`, controller, id); err != nil {
		return fmt.Errorf("ending a session: %w", err)
	}
	return nil
}

// EndSessionsOf forgets every session of a worker.
func (tx *Tx) EndSessionsOf(ctx context.Context, controller string, worker care.ID) error {
	if _, err := tx.exec(ctx, `DELETE FROM session WHERE controller = $1 AND worker = $2`, controller, worker); err != nil {
		return fmt.Errorf("ending the sessions of worker %s: %w", worker, err)
	}
	return nil
}

// EndSessionsBefore forgets the sessions that ended before an instant.
func (tx *Tx) EndSessionsBefore(ctx context.Context, controller string, at time.Time) (int64, error) {
	n, err := tx.exec(ctx, `DELETE FROM session WHERE controller = $1 AND ends_at < $2`, controller, at)
	if err != nil {
		return 0, fmt.Errorf("forgetting ended sessions: %w", err)
	}
	return n, nil
}
