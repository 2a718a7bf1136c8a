package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"candour/internal/care"
)

// The lanes of a node: each is a row of its own, so that group commits of
// views and single writes wait for revocations but not for each other.
const (
	Views  = "views"
	Writes = "writes"
)

// A Node is one lane of one running process.
type Node struct {
	ID         string
	Lane       string
	Revocation int64
	SeenAt     time.Time
	KEKVersion int64 // newest key-encryption key it says it holds
}

// JoinNode adds this process to a controller, or brings its rows back. Its
// first statement writes the controller's row, so it waits for a revocation
// under way and starts at the counter that left.
func (tx *Tx) JoinNode(ctx context.Context, controller, node string, at time.Time) error {
	var now int64
	err := tx.one(ctx, `
		UPDATE controller SET revocation = revocation WHERE controller = $1 RETURNING revocation`,
		controller).Scan(&now)
	for _, lane := range []string{Views, Writes} {
		if err != nil {
			break
		}
		_, err = tx.exec(ctx, `
			INSERT INTO node (controller, id, lane, revocation, seen_at) VALUES ($1, $2, $3, $4, $5)
			ON CONFLICT (controller, id, lane) DO UPDATE SET revocation = excluded.revocation, seen_at = excluded.seen_at`,
			controller, node, lane, now, at)
	}
	if err != nil {
		return fmt.Errorf("joining %s: %w", controller, err)
	}
	return nil
}

// LeaveNode takes a process out: one that stops, or one taken for dead. From
// then on nothing it holds back can commit.
func (tx *Tx) LeaveNode(ctx context.Context, controller, node string) error {
	if _, err := tx.exec(ctx, `DELETE FROM node WHERE controller = $1 AND id = $2`, controller, node); err != nil {
		return fmt.Errorf("leaving %s: %w", controller, err)
	}
	return nil
}

// Nodes gives every lane of every process of a controller.
func (tx *Tx) Nodes(ctx context.Context, controller string) ([]Node, error) {
	all, err := list(ctx, tx.handle, func(r row) (n Node, err error) {
		err = r.Scan(&n.ID, &n.Lane, &n.Revocation, instant{&n.SeenAt}, &n.KEKVersion)
		return n, err
	}, `SELECT id, lane, revocation, seen_at, kek_version FROM node WHERE controller = $1 ORDER BY id, lane`, controller)
	if err != nil {
		return nil, fmt.Errorf("listing the nodes of %s: %w", controller, err)
	}
	return all, nil
}

// WriteLane writes this node's row of the revocation counter and gives its
// value. It is the first call of every transaction that writes entries: a
// revocation then either was before it, and shows in the value, or comes
// after it. It returns ErrNoNode when the row is gone.
func (tx *Tx) WriteLane(ctx context.Context, controller, node, lane string, at time.Time) (int64, error) {
	var revocation int64
	err := tx.one(ctx, `
		UPDATE node SET seen_at = $1 WHERE controller = $2 AND id = $3 AND lane = $4 RETURNING revocation`,
		at, controller, node, lane).Scan(&revocation)
	return revocation, laneError("writing", lane, err)
}

// ReadLane gives the counter without writing it: for a view to remember, never
// for a commit to rely on.
func (tx *Tx) ReadLane(ctx context.Context, controller, node, lane string) (int64, error) {
	var revocation int64
	err := tx.one(ctx, `
		SELECT revocation FROM node WHERE controller = $1 AND id = $2 AND lane = $3`,
		controller, node, lane).Scan(&revocation)
	return revocation, laneError("reading", lane, err)
}

func laneError(doing, lane string, err error) error {
	if errors.Is(err, care.ErrNotFound) {
		err = ErrNoNode
	}
	if err != nil {
		return fmt.Errorf("%s lane %s: %w", doing, lane, err)
	}
	return nil
}

// Revoke adds one to the counter in every lane of every node of a controller
// and gives the new value. It is the first call of its transaction, instead of
// WriteLane, and the transaction is a Commit: whoever took a lane first would
// wait for the other in a circle.
func (tx *Tx) Revoke(ctx context.Context, controller string) (int64, error) {
	var now int64
	err := tx.one(ctx, `
		UPDATE controller SET revocation = revocation + 1 WHERE controller = $1 RETURNING revocation`,
		controller).Scan(&now)
	if err == nil {
		_, err = tx.exec(ctx, `UPDATE node SET revocation = revocation + 1 WHERE controller = $1`, controller)
	}
	if err != nil {
		return 0, fmt.Errorf("revoking in %s: %w", controller, err)
	}
	return now, nil
}

// SetNodeKEK records the newest key-encryption key that a node holds.
func (tx *Tx) SetNodeKEK(ctx context.Context, controller, node string, version int64) error {
	n, err := tx.exec(ctx, `
		UPDATE node SET kek_version = $1 WHERE controller = $2 AND id = $3`, version, controller, node)
	if err := expect(n, err, ErrNoNode); err != nil {
		return fmt.Errorf("recording a node's key-encryption key: %w", err)
	}
	return nil
}
