package store

import (
	"context"
	"errors"
	"fmt"

	"candour/internal/calendar"
	"candour/internal/care"
)

// A Controller is a council in this installation: UK GDPR Art 4(7).
type Controller struct {
	Code         string
	LedgerOrigin string // first line of its checkpoints
	Revocation   int64  // highest value given to any lane
	CalendarDay  calendar.Day
	SweptDay     calendar.Day
	KeyStore     care.ID // key database this data belongs to, "" until known
}

// PutController adds a controller, or changes its ledger origin and key
// store. The counter and the days stay as they are.
func (tx *Tx) PutController(ctx context.Context, c Controller) error {
	_, err := tx.exec(ctx, `
		INSERT INTO controller (controller, ledger_origin, key_store) VALUES ($1, $2, $3)
		ON CONFLICT (controller) DO UPDATE SET ledger_origin = excluded.ledger_origin, key_store = excluded.key_store`,
		c.Code, c.LedgerOrigin, c.KeyStore)
	if err != nil {
		return fmt.Errorf("putting controller %s: %w", c.Code, err)
	}
	return nil
}

const controllerColumns = `controller, ledger_origin, revocation, calendar_day, swept_day, key_store`

func scanController(r row) (c Controller, err error) {
	err = r.Scan(&c.Code, &c.LedgerOrigin, &c.Revocation, &c.CalendarDay, &c.SweptDay, &c.KeyStore)
	return c, err
}

// Controllers gives every controller, by code.
func (tx *Tx) Controllers(ctx context.Context) ([]Controller, error) {
	all, err := list(ctx, tx.handle, scanController, `SELECT `+controllerColumns+` FROM controller ORDER BY controller`)
	if err != nil {
		return nil, fmt.Errorf("listing controllers: %w", err)
	}
	return all, nil
}

// Controller gives one controller, or ErrNotFound.
func (tx *Tx) Controller(ctx context.Context, controller string) (Controller, error) {
	c, err := scanController(tx.one(ctx, `SELECT `+controllerColumns+` FROM controller WHERE controller = $1`, controller))
	if err != nil {
		return Controller{}, fmt.Errorf("reading controller %s: %w", controller, err)
	}
	return c, nil
}

// CalendarDay gives the day the demo's calendar stands at, zero when the
// calendar follows Europe/London.
func (tx *Tx) CalendarDay(ctx context.Context, controller string) (calendar.Day, error) {
	c, err := tx.Controller(ctx, controller)
	return c.CalendarDay, err
}

// SetCalendarDay moves the demo's calendar. It never goes back: that is
// ErrInvalid.
func (tx *Tx) SetCalendarDay(ctx context.Context, controller string, day calendar.Day) error {
	n, err := tx.exec(ctx, `
		UPDATE controller SET calendar_day = $1 WHERE controller = $2 AND calendar_day <= $1`,
		day, controller)
	if err := expect(n, err, care.ErrInvalid); err != nil {
		return fmt.Errorf("moving the calendar of %s: %w", controller, err)
	}
	return nil
}

// SweptDay gives the day of the last completed retention sweep, or zero.
func (tx *Tx) SweptDay(ctx context.Context, controller string) (calendar.Day, error) {
	c, err := tx.Controller(ctx, controller)
	return c.SweptDay, err
}

// SetSweptDay records that the sweep of a day is complete.
func (tx *Tx) SetSweptDay(ctx context.Context, controller string, day calendar.Day) error {
	n, err := tx.exec(ctx, `UPDATE controller SET swept_day = $1 WHERE controller = $2`, day, controller)
	if err := expect(n, err, care.ErrNotFound); err != nil {
		return fmt.Errorf("recording the sweep of %s: %w", controller, err)
	}
	return nil
}

// Setting gives a small fact of the installation, "" when it was never put.
func (tx *Tx) Setting(ctx context.Context, controller, name string) (string, error) {
	var value string
	err := tx.one(ctx, `SELECT value FROM setting WHERE controller = $1 AND name = $2`, controller, name).Scan(&value)
	if err != nil && !errors.Is(err, care.ErrNotFound) {
		return "", fmt.Errorf("reading setting %s: %w", name, err)
	}
	return value, nil
}

// PutSetting keeps a small fact of the installation, never a personal one.
func (tx *Tx) PutSetting(ctx context.Context, controller, name, value string) error {
	_, err := tx.exec(ctx, `
		INSERT INTO setting (controller, name, value) VALUES ($1, $2, $3)
		ON CONFLICT (controller, name) DO UPDATE SET value = excluded.value`,
		controller, name, value)
	if err != nil {
		return fmt.Errorf("putting setting %s: %w", name, err)
	}
	return nil
}
