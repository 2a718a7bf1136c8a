package demo

import (
	"context"
	"fmt"

	"candour/internal/care"
	"candour/internal/gate"
	"candour/internal/governance"
)

// Publish takes the notice of every service that nobody published yet through
// the same acts as any other, as a sample: for the day it was printed with, or
// for the demo's first. A council without an officer publishes nothing.
func Publish(ctx context.Context, d *governance.Desk, ids map[string]care.ID) error {
	for _, p := range d.Packs().Services {
		who, ok := officerOf(p.Controller.Code, ids)
		s, err := d.Standing(p.Controller.Code, p.Service)
		if err != nil {
			return err
		}
		if !ok || s.State != governance.NotPublished {
			continue
		}
		if err := publish(ctx, d, who, p.Service); err != nil {
			return fmt.Errorf("publishing the sample notice %s/%s: %w", p.Controller.Code, p.Service, err)
		}
	}
	return nil
}

func publish(ctx context.Context, d *governance.Desk, who gate.Reader, service string) error {
	if err := d.Draft(ctx, who, service, ""); err != nil {
		return err
	}
	s, err := d.Service(ctx, who, service, "set up")
	if err != nil {
		return err
	}
	v := s.Versions[0]
	from := v.Printed
	if from.IsZero() || from.After(Today) {
		from = Today
	}
	if err := d.Check(ctx, who, v.ID, ""); err != nil {
		return err
	}
	if err := d.Approve(ctx, who, v.ID, ""); err != nil {
		return err
	}
	return d.Publish(ctx, who, v.ID, "", from, false)
}

// officerOf gives the data protection officer among a council's staff.
func officerOf(controller string, ids map[string]care.ID) (gate.Reader, bool) {
	for _, l := range Staff() {
		if l.Controller == controller && l.Role == governance.Officer {
			return gate.Reader{Controller: controller, Worker: ids[l.User], Role: l.Role}, true
		}
	}
	return gate.Reader{}, false
}
