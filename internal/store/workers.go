package store

import (
	"context"
	"fmt"
	"strings"

	"candour/internal/calendar"
	"candour/internal/care"
)

const workerColumns = `w.controller, w.id, w.login, w.role, w.teams, w.subject, w.left_on`

// workerFields are where workerColumns go; teams is split afterwards.
func workerFields(w *care.Worker, teams *string) []any {
	return []any{&w.Controller, &w.ID, &w.Login, &w.Role, teams, &w.Subject, &w.LeftOn}
}

func splitTeams(s string) []string {
	if s == "" {
		return nil
	}
	return strings.Split(s, ",")
}

// PutWorker adds a worker or changes one. The login is unique in a controller:
// another's is ErrConflict. A team code holds no comma.
func (tx *Tx) PutWorker(ctx context.Context, controller string, w care.Worker, passwordHash string) error {
	for _, t := range w.Teams {
		if t == "" || strings.Contains(t, ",") {
			return fmt.Errorf("putting worker %s: team code %q: %w", w.ID, t, care.ErrInvalid)
		}
	}
	_, err := tx.exec(ctx, `
		INSERT INTO worker (controller, id, login, password, role, teams, subject, left_on)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
		ON CONFLICT (controller, id) DO UPDATE SET login = excluded.login, password = excluded.password,
			role = excluded.role, teams = excluded.teams, subject = excluded.subject, left_on = excluded.left_on`,
		controller, w.ID, w.Login, passwordHash, w.Role, strings.Join(w.Teams, ","), w.Subject, w.LeftOn)
	if err != nil {
		return fmt.Errorf("putting worker %s: %w", w.ID, err)
	}
	return nil
}

func scanWorker(r row) (w care.Worker, err error) {
	var teams string
	err = r.Scan(workerFields(&w, &teams)...)
	w.Teams = splitTeams(teams)
	return w, err
}

// Worker gives one worker, or ErrNotFound.
func (tx *Tx) Worker(ctx context.Context, controller string, id care.ID) (care.Worker, error) {
	w, err := scanWorker(tx.one(ctx, `
		SELECT `+workerColumns+` FROM worker w WHERE w.controller = $1 AND w.id = $2`, controller, id))
	if err != nil {
		return care.Worker{}, fmt.Errorf("reading worker %s: %w", id, err)
	}
	return w, nil
}

// WorkerByLogin gives a worker with the hash of the password, or ErrNotFound.
// Those who have left are given too; LeftOn says so.
func (tx *Tx) WorkerByLogin(ctx context.Context, controller, login string) (care.Worker, string, error) {
	var w care.Worker
	var teams, hash string
	err := tx.one(ctx, `
		SELECT `+workerColumns+`, w.password FROM worker w WHERE w.controller = $1 AND w.login = $2`,
		controller, login).Scan(append(workerFields(&w, &teams), &hash)...)
	if err != nil {
		return care.Worker{}, "", fmt.Errorf("reading a worker by login: %w", err)
	}
	w.Teams = splitTeams(teams)
	return w, hash, nil
}

// Workers gives every worker of a controller, by login.
func (tx *Tx) Workers(ctx context.Context, controller string) ([]care.Worker, error) {
	all, err := list(ctx, tx.handle, scanWorker, `
		SELECT `+workerColumns+` FROM worker w WHERE w.controller = $1 ORDER BY w.login`, controller)
	if err != nil {
		return nil, fmt.Errorf("listing workers: %w", err)
	}
	return all, nil
}

// LeaveWorker records a worker's last day. The caller revokes and ends the
// sessions in the same transaction.
func (tx *Tx) LeaveWorker(ctx context.Context, controller string, id care.ID, on calendar.Day) error {
	n, err := tx.exec(ctx, `UPDATE worker SET left_on = $1 WHERE controller = $2 AND id = $3`, on, controller, id)
	if err := expect(n, err, care.ErrNotFound); err != nil {
		return fmt.Errorf("recording that worker %s left: %w", id, err)
	}
	return nil
}

// A Cover says that a worker stands in for an absent one, both days included.
type Cover struct {
	Worker, Absent care.ID
	FromOn, ToOn   calendar.Day
}

// PutCover records who stands in for whom, or moves the end.
func (tx *Tx) PutCover(ctx context.Context, controller string, c Cover) error {
	_, err := tx.exec(ctx, `
		INSERT INTO cover (controller, worker, absent, from_on, to_on) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (controller, worker, absent, from_on) DO UPDATE SET to_on = excluded.to_on`,
		controller, c.Worker, c.Absent, c.FromOn, c.ToOn)
	if err != nil {
		return fmt.Errorf("putting cover by worker %s: %w", c.Worker, err)
	}
	return nil
}

// Covers gives those a worker stands in for on a day.
func (tx *Tx) Covers(ctx context.Context, controller string, worker care.ID, today calendar.Day) ([]care.ID, error) {
	all, err := list(ctx, tx.handle, scanID, `
		SELECT DISTINCT absent FROM cover
		WHERE controller = $1 AND worker = $2 AND from_on <= $3 AND to_on >= $3 ORDER BY absent`,
		controller, worker, today)
	if err != nil {
		return nil, fmt.Errorf("reading whom worker %s covers: %w", worker, err)
	}
	return all, nil
}

func scanID(r row) (id care.ID, err error) {
	err = r.Scan(&id)
	return id, err
}
