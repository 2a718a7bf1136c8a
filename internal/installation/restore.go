package installation

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"

	"candour/internal/care"
	"candour/internal/ledger"
	"candour/internal/store"
)

// A Restore says how to bring an installation back whose data database was
// put in place from a backup.
type Restore struct {
	LastKnown map[string]string // last signed checkpoint anybody outside holds, by controller
	Copies    map[string]Copy   // escrow copies of keys to bring back, by controller
}

// A Copy is an escrow copy of keys with the identity that opens it.
type Copy struct{ File, Identity io.Reader }

// Restored says what a restore of one controller did.
type Restored struct {
	Controller  string
	Lost        int64 // entries that speak of data the backup did not hold
	KeysDead    int   // keys deleted because the archive says that they died
	Redestroyed int   // destructions that had to be done again
	KeysBack    int   // keys brought back from the escrow copy
}

// Recover takes the ledger from its archive, never from the backup; refuses
// when the archive is behind the last known checkpoint; deletes every key that
// the archive says died, from a restored key backup too; purges what those
// keys opened; records what range was lost; and proves consistency before
// anything is served. It may be run again after a crash.
func Recover(ctx context.Context, c Config, r Restore) ([]Restored, error) {
	c.fill()
	if err := c.read(); err != nil {
		return nil, err
	}
	c.restoring, c.newKeys = true, len(r.Copies) > 0
	n, err := Open(ctx, c)
	if err != nil {
		return nil, err
	}
	defer n.Close()
	var out []Restored
	for _, k := range c.Packs.Controllers {
		done, err := n.recover(ctx, k.Code, r)
		if err != nil {
			return out, fmt.Errorf("restoring %s: %w", k.Code, err)
		}
		out = append(out, done)
	}
	return out, nil
}

func (n *Node) recover(ctx context.Context, controller string, r Restore) (Restored, error) {
	out := Restored{Controller: controller}
	log := n.Logs[controller]
	back, err := log.Restore(ctx, n.now(), r.LastKnown[controller])
	if err != nil {
		return out, err
	}
	size, err := n.sizeAtBackup(ctx, controller)
	if err != nil {
		return out, err
	}
	out.Lost = back.To - max(size, back.From)
	died := make(map[care.ID]bool, len(back.Intents))
	dead := make([]care.ID, 0, len(back.Intents))
	for _, in := range back.Intents {
		died[in.Key] = true
		dead = append(dead, in.Key)
	}
	if c, ok := r.Copies[controller]; ok {
		got, err := n.Keys.RestoreBackup(ctx, controller, c.File, c.Identity, func(id care.ID) bool { return died[id] })
		if err != nil {
			return out, err
		}
		out.KeysBack = got.Keys
	}
	if out.KeysDead, err = n.Keys.DeleteAll(ctx, controller, dead); err != nil {
		return out, err
	}
	if out.Redestroyed, err = n.Gate.Redestroy(ctx, controller, back.Intents); err != nil {
		return out, err
	}
	if err := n.Gate.HoldUnusedKeys(ctx, controller, true); err != nil {
		return out, err
	}
	if err := n.Gate.RecordRestore(ctx, controller, out.Lost); err != nil {
		return out, err
	}
	return out, n.prove(ctx, controller, log)
}

// prove integrates what the restore recorded and checks the whole ledger
// against its archive.
func (n *Node) prove(ctx context.Context, controller string, log *ledger.Log) error {
	if _, err := log.Integrate(ctx, n.now()); err != nil {
		return err
	}
	if err := log.Check(ctx); err != nil {
		return err
	}
	_, err := log.Audit(ctx)
	return err
}

// backedUpAt is the setting of a backup that says how many entries its ledger
// had: what came after speaks of data the backup does not hold.
const backedUpAt = "ledger size at backup"

// BackUp writes a copy of the data into a new SQLite file, whatever database
// the data is in, and copies every controller's keys to the escrow. The copy
// holds no key and no ledger: that comes from its archive.
func (n *Node) BackUp(ctx context.Context, file string) error {
	if err := n.Integrate(ctx); err != nil {
		return err
	}
	var errs []error
	for _, c := range n.Packs.Controllers {
		if _, err := n.Keys.BackUp(ctx, c.Code); err != nil {
			errs = append(errs, fmt.Errorf("copying the keys of %s to escrow: %w", c.Code, err))
		}
	}
	return errors.Join(append(errs, n.copyTo(ctx, file))...)
}

func (n *Node) copyTo(ctx context.Context, file string) error {
	sizes := map[string]int64{} // read first: what is added meanwhile counts as lost
	for code, log := range n.Logs {
		c, err := log.Latest(ctx)
		if err != nil && !errors.Is(err, care.ErrNotFound) {
			return err
		}
		sizes[code] = c.Size
	}
	to, err := store.Open(ctx, store.Config{URL: "sqlite:" + file})
	if err != nil {
		return err
	}
	err = n.db.CopyData(ctx, to)
	for code, size := range sizes {
		if err != nil {
			break
		}
		err = to.Update(ctx, func(s *store.Tx) error {
			return s.PutSetting(ctx, code, backedUpAt, strconv.FormatInt(size, 10))
		})
	}
	return errors.Join(err, to.Flush(ctx), to.Close())
}

// sizeAtBackup is how many entries the ledger had when the backup was made.
func (n *Node) sizeAtBackup(ctx context.Context, controller string) (size int64, err error) {
	err = n.db.View(ctx, func(s *store.Tx) error {
		text, err := s.Setting(ctx, controller, backedUpAt)
		if err != nil || text == "" {
			return err
		}
		size, err = strconv.ParseInt(text, 10, 64)
		return err
	})
	return size, err
}
