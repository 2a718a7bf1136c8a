package installation

import (
	"context"
	"errors"
	"fmt"
	"time"

	"candour/internal/seal"
	"candour/internal/store"
)

// liveFor is how long after it was last seen a node counts as living.
const liveFor = 10 * time.Minute

// Each runs f for every controller that this node can take the lease of a job
// for; the others are another node's. The lease outlives a node that dies by
// its span.
func (n *Node) Each(ctx context.Context, job string, span time.Duration, f func(ctx context.Context, controller string) error) error {
	var errs []error
	for _, c := range n.Packs.Controllers {
		fence, ok, err := n.lease(ctx, c.Code, job, span)
		if err != nil {
			errs = append(errs, err)
			continue
		}
		if !ok {
			continue
		}
		if err := f(ctx, c.Code); err != nil {
			errs = append(errs, fmt.Errorf("%s of %s: %w", job, c.Code, err))
		}
		errs = append(errs, n.unlease(ctx, c.Code, job, fence))
	}
	return errors.Join(errs...)
}

func (n *Node) lease(ctx context.Context, controller, job string, span time.Duration) (fence int64, ok bool, err error) {
	err = n.db.Update(ctx, func(s *store.Tx) error {
		fence, ok, err = s.TakeLease(ctx, controller, job, n.Name, n.now(), span)
		return err
	})
	return fence, ok, err
}

func (n *Node) unlease(ctx context.Context, controller, job string, fence int64) error {
	return n.db.Update(ctx, func(s *store.Tx) error { return s.ReleaseLease(ctx, controller, job, n.Name, fence) })
}

// Integrate places every pending entry of every controller and copies the
// batch to the archive. The integrator takes its own lease.
func (n *Node) Integrate(ctx context.Context) error {
	var errs []error
	for code, l := range n.Logs {
		if _, err := l.Integrate(ctx, n.now()); err != nil {
			errs = append(errs, fmt.Errorf("integrating the ledger of %s: %w", code, err))
		}
	}
	return errors.Join(errs...)
}

// Report tells the other nodes that this one lives and which key-encryption
// key it can use.
func (n *Node) Report(ctx context.Context) error {
	for _, c := range n.Packs.Controllers {
		version, err := n.Keys.Version(ctx, c.Code)
		if err != nil {
			return err
		}
		err = n.db.Update(ctx, func(s *store.Tx) error {
			for _, lane := range []string{store.Views, store.Writes} {
				if _, err := s.WriteLane(ctx, c.Code, n.Name, lane, n.now()); err != nil {
					return err
				}
			}
			return s.SetNodeKEK(ctx, c.Code, n.Name, version)
		})
		if err != nil {
			return fmt.Errorf("reporting the key-encryption key of %s: %w", c.Code, err)
		}
	}
	return nil
}

// ChangeKeys changes a controller's key-encryption key, and marks final every
// destruction of which no copy of the wrapped key is left. Without an escrow
// nothing is changed: a lost key file would then be the loss of everything.
func (n *Node) ChangeKeys(ctx context.Context, controller string) error {
	change := n.Keys.Rotation(controller, n.everyNode(controller))
	_, err := change.Run(ctx)
	if made, ok := change.Made(); ok {
		if err := n.Gate.RecordKeyCopy(ctx, controller, made.SHA256); err != nil {
			return err
		}
	}
	switch {
	case errors.Is(err, seal.ErrNoEscrow), errors.Is(err, seal.ErrTooEarly):
		return nil // tried again at the next hour
	case err != nil:
		return fmt.Errorf("changing the key-encryption key: %w", err)
	}
	return n.Finalise(ctx, controller)
}

// Finalise marks final what can be.
func (n *Node) Finalise(ctx context.Context, controller string) error {
	below, _, err := n.Keys.Final(ctx, controller)
	if err != nil {
		return err
	}
	_, err = n.Gate.Finalise(ctx, controller, below)
	return err
}

// everyNode says whether every living node has reported a version.
func (n *Node) everyNode(controller string) func(context.Context, int64) (bool, error) {
	return func(ctx context.Context, version int64) (bool, error) {
		if err := n.Report(ctx); err != nil {
			return false, err
		}
		all := true
		err := n.db.View(ctx, func(s *store.Tx) error {
			nodes, err := s.Nodes(ctx, controller)
			all = true
			for _, other := range nodes {
				living := n.now().Sub(other.SeenAt) < liveFor
				all = all && (!living || other.KEKVersion >= version)
			}
			return err
		})
		return all, err
	}
}

// Feed brings this node's name index up to what other nodes changed. A node
// that is alone has heard of everything already.
func (n *Node) Feed(ctx context.Context) error {
	var errs []error
	for _, c := range n.Packs.Controllers {
		alone := true
		err := n.db.View(ctx, func(s *store.Tx) error {
			nodes, err := s.Nodes(ctx, c.Code)
			alone = true
			for _, other := range nodes {
				alone = alone && (other.ID == n.Name || n.now().Sub(other.SeenAt) >= liveFor)
			}
			return err
		})
		if err == nil && !alone {
			_, err = n.Gate.FeedIndex(ctx, c.Code)
		}
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}
