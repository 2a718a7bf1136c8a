package demo

import (
	"context"
	"errors"
	"fmt"

	"candour/internal/access"
	"candour/internal/care"
	"candour/internal/gate"
)

// Enrol makes the demo's staff in an installation that has none, and gives
// their ids by login.
func Enrol(ctx context.Context, g *gate.Gate, a *access.Desk) (map[string]care.ID, error) {
	ids := map[string]care.ID{}
	for _, l := range Staff() {
		w, _, err := g.WorkerByLogin(ctx, l.Controller, l.User)
		if err == nil {
			ids[l.User] = w.ID
			continue
		}
		if !errors.Is(err, care.ErrNotFound) {
			return nil, err
		}
		hash, err := a.Hash(l.Password)
		if err != nil {
			return nil, err
		}
		by := gate.Reader{Controller: l.Controller, Role: "timetable"}
		ids[l.User], err = g.AddWorker(ctx, by, care.Worker{Login: l.User, Role: l.Role, Teams: l.Teams}, l.Name, hash)
		if err != nil {
			return nil, fmt.Errorf("enrolling the demo's staff: %w", err)
		}
	}
	return ids, nil
}
