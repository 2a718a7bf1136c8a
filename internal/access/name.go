package access

import (
	"context"

	"candour/internal/gate"
)

// A Session is a signed-in worker.
type Session = gate.Session

// Name gives the display name of whoever is signed in.
func (d *Desk) Name(ctx context.Context, s *Session) (string, error) {
	c, err := d.gate.Card(ctx, s.Worker.Controller, s.Worker.ID)
	if err != nil {
		return "", err
	}
	return c.Name, nil
}
