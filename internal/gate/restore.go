package gate

import (
	"context"
	"errors"
	"fmt"

	"candour/internal/care"
	"candour/internal/store"
)

// Redestroy makes a database that came back from a backup keep every
// destruction that happened since: the intents the archive holds stand again,
// their tiers refuse, and their rows are purged. The keys are already gone. It
// gives how many had to be done again.
func (g *Gate) Redestroy(ctx context.Context, controller string, archived []care.Intent) (int, error) {
	n := 0
	err := g.Revoke(ctx, sweeper(controller), Ask{Screen: "restore", Act: actIntend}, func(tx *Tx) error {
		n = 0
		for _, in := range archived {
			_, err := tx.store.IntentByKey(ctx, controller, in.Key)
			if err == nil {
				continue
			}
			if !errors.Is(err, care.ErrNotFound) {
				return fmt.Errorf("looking for an intent: %w", err)
			}
			if err := tx.standAgain(ctx, in); err != nil {
				return err
			}
			n++
		}
		if n == 0 {
			return errNothing
		}
		return nil
	})
	if err != nil && !errors.Is(err, errNothing) {
		return n, fmt.Errorf("making destructions stand again: %w", err)
	}
	_, err = g.Resume(ctx, controller)
	return n, err
}

func (tx *Tx) standAgain(ctx context.Context, in care.Intent) error {
	if err := tx.change(); err != nil {
		return err
	}
	in.Controller = tx.who.Controller
	if in.Subject != "" {
		err := tx.store.IntendTier(ctx, in.Controller, in.Subject, in.Tier)
		if err != nil && !errors.Is(err, care.ErrConflict) && !errors.Is(err, care.ErrNotFound) {
			return err
		}
	}
	if err := tx.store.InsertIntent(ctx, in.Controller, in); err != nil {
		return err
	}
	tx.extra = append(tx.extra, tx.destruction(in, actIntend))
	return nil
}

// RecordRestore is the entry that says a restore happened and how many entries
// speak of data that the backup did not hold.
func (g *Gate) RecordRestore(ctx context.Context, controller string, lost int64) error {
	return g.Update(ctx, sweeper(controller), Ask{Screen: "restore", Act: "restore"}, func(tx *Tx) error {
		tx.Did("restore", "")
		tx.Counted(int(lost), "")
		return nil
	})
}

// RecordKeyCopy is the entry that an escrow copy of the keys was made, with
// its SHA-256 in hex: whoever restores from a copy compares it first.
func (g *Gate) RecordKeyCopy(ctx context.Context, controller, digest string) error {
	return g.Update(ctx, sweeper(controller), Ask{Screen: "keys", Act: "copy keys"}, func(tx *Tx) error {
		tx.Did("copy keys", "escrow")
		tx.Counted(0, digest)
		return nil
	})
}

// keysHeldAfterRestore is the setting that keeps the keys of whatever came
// after a backup until somebody accepts the restore: a mistaken one can then
// still be undone with the database that was set aside.
const keysHeldAfterRestore = "unused keys held"

// HoldUnusedKeys keeps, or with hold false no longer keeps, keys that no tier
// uses from being swept.
func (g *Gate) HoldUnusedKeys(ctx context.Context, controller string, hold bool) error {
	act, value := "accept restore", ""
	if hold {
		act, value = "hold unused keys", "restore"
	}
	return g.Update(ctx, sweeper(controller), Ask{Screen: "restore", Act: act}, func(tx *Tx) error {
		if err := tx.change(); err != nil {
			return err
		}
		tx.Did(act, "")
		return tx.store.PutSetting(ctx, controller, keysHeldAfterRestore, value)
	})
}

func (g *Gate) keysHeld(ctx context.Context, controller string) (bool, error) {
	var value string
	err := g.db.View(ctx, func(s *store.Tx) (err error) {
		value, err = s.Setting(ctx, controller, keysHeldAfterRestore)
		return err
	})
	if err != nil {
		return false, fmt.Errorf("reading whether unused keys are held: %w", err)
	}
	return value != "", nil
}
