package store

import (
	"context"
	"fmt"
	"time"

	"candour/internal/calendar"
	"candour/internal/care"
)

// A RegisterRow is one dated line that an office keeps about a notice. It is
// never about anybody the service helps.
type RegisterRow struct {
	ID      care.ID
	Seq     int64  // order of keeping, within the controller
	Service string // "" for the whole council
	Kind    string // "reading", "gap", "office", "agreement", …
	About   string // code within the kind: "R3", "activity provider"
	State   string
	Words   string  // SHA-256 of the words it was decided on, hex, or ""
	Value   string  // what the public may read
	Holder  care.ID // worker who holds the office
	From    calendar.Day
	Until   calendar.Day // last day, or the day it is to be reviewed by
	At      time.Time
	OnDay   calendar.Day // calendar day on which it was kept
	Worker  care.ID      // who kept it
}

const registerColumns = `id, seq, service, kind, about, state, words, value, holder, from_on, until_on, at, on_day, worker`

func scanRegister(r row) (x RegisterRow, err error) {
	err = r.Scan(&x.ID, &x.Seq, &x.Service, &x.Kind, &x.About, &x.State, &x.Words, &x.Value, &x.Holder, &x.From, &x.Until,
		instant{&x.At}, &x.OnDay, &x.Worker)
	return x, err
}

// InsertRegister keeps a line after all that the controller keeps.
func (tx *Tx) InsertRegister(ctx context.Context, controller string, x *RegisterRow) error {
	err := tx.one(ctx, `SELECT COALESCE(MAX(seq), 0) + 1 FROM register WHERE controller = $1`, controller).Scan(&x.Seq)
	if err != nil {
		return fmt.Errorf("numbering a line of the register: %w", err)
	}
	err = tx.insert(ctx, `INSERT INTO register (controller, `+registerColumns+`)`, [][]any{{
		controller, x.ID, x.Seq, x.Service, x.Kind, x.About, x.State, x.Words, x.Value, x.Holder, x.From, x.Until, x.At, x.OnDay, x.Worker,
	}})
	if err != nil {
		return fmt.Errorf("keeping a line of the register: %w", err)
	}
	return nil
}

// Register gives every line a controller keeps, oldest first.
func (tx *Tx) Register(ctx context.Context, controller string) ([]RegisterRow, error) {
	all, err := list(ctx, tx.handle, scanRegister,
		`SELECT `+registerColumns+` FROM register WHERE controller = $1 ORDER BY seq`, controller)
	if err != nil {
		return nil, fmt.Errorf("reading the register: %w", err)
	}
	return all, nil
}

// Living counts the open episodes of a service, those not yet left.
func (tx *Tx) Living(ctx context.Context, controller, service string) (int64, error) {
	var n int64
	err := tx.one(ctx, `SELECT COUNT(*) FROM episode WHERE controller = $1 AND service = $2 AND left_on = ''`,
		controller, service).Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("counting open episodes of %s: %w", service, err)
	}
	return n, nil
}
