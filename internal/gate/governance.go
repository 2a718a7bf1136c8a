package gate

import (
	"context"
	"fmt"

	"candour/internal/calendar"
	"candour/internal/care"
	"candour/internal/notice"
	"candour/internal/store"
)

// What follows are the versions of notices and the registers kept about them.
// They hold nothing about anybody the service helps, so nothing is opened; a
// change still needs an entry to commit, which names the version's hash.

// A Publication is one version of a service's notice.
type Publication = store.Publication

// A PublicationFile is one file of a version, as it was.
type PublicationFile = store.PublicationFile

// A Step is who took a version one state further, and when.
type Step = store.Step

// A RegisterLine is one dated line that an office keeps about a notice.
type RegisterLine = store.RegisterRow

// Serve puts a controller's services in place of those that ran: what is
// decided from now on is decided by these packs. Services of a controller that
// this node did not join are left out.
func (g *Gate) Serve(controller string, packs []*notice.Pack) {
	g.serving.Lock()
	defer g.serving.Unlock()
	all := map[string]map[string]*Service{}
	for c, services := range *g.services.Load() {
		all[c] = services
	}
	if _, joined := all[controller]; !joined {
		return
	}
	fresh := map[string]*Service{}
	for _, p := range packs {
		if was := all[controller][p.Service]; was != nil && was.Pack == p {
			fresh[p.Service] = was
			continue
		}
		fresh[p.Service] = newService(p)
	}
	all[controller] = fresh
	g.services.Store(&all)
	g.houses[controller].tallies.Clear() // worked out by the old counts
}

// Governed reads every version and every line of the register of a controller,
// and its calendar day, in one snapshot. It is for the node itself, which
// shows them to nobody.
func (g *Gate) Governed(ctx context.Context, controller string) (all []Publication, lines []RegisterLine, today calendar.Day, err error) {
	err = g.db.View(ctx, func(s *store.Tx) error {
		if all, err = s.Publications(ctx, controller); err != nil {
			return err
		}
		if lines, err = s.Register(ctx, controller); err != nil {
			return err
		}
		held, err := s.CalendarDay(ctx, controller)
		d := heldDay{held: held}
		today = d.or(g.now())
		return err
	})
	if err != nil {
		return nil, nil, today, fmt.Errorf("reading what is published by %s: %w", controller, err)
	}
	return all, lines, today, nil
}

// PublishedSource gives the files of a version, for the node that runs it.
func (g *Gate) PublishedSource(ctx context.Context, controller string, id care.ID) (files []PublicationFile, err error) {
	err = g.db.View(ctx, func(s *store.Tx) error {
		files, err = s.PublicationFiles(ctx, controller, id)
		return err
	})
	return files, err
}

// Publications gives every version of the controller's notices.
func (tx *Tx) Publications(ctx context.Context) ([]Publication, error) {
	return tx.store.Publications(ctx, tx.who.Controller)
}

// Publication gives one version, or care.ErrNotFound.
func (tx *Tx) Publication(ctx context.Context, id care.ID) (Publication, error) {
	all, err := tx.Publications(ctx)
	if err != nil {
		return Publication{}, err
	}
	for _, p := range all {
		if p.ID == id {
			return p, nil
		}
	}
	return Publication{}, fmt.Errorf("finding version %s: %w", id, care.ErrNotFound)
}

// PublicationFiles gives the files of a version.
func (tx *Tx) PublicationFiles(ctx context.Context, id care.ID) ([]PublicationFile, error) {
	return tx.store.PublicationFiles(ctx, tx.who.Controller, id)
}

// Draft keeps a new version with its files, in the state it is given.
func (tx *Tx) Draft(ctx context.Context, p *Publication, files []PublicationFile) error {
	if err := tx.change(); err != nil {
		return err
	}
	p.ID = NewOrderedID()
	if err := tx.store.InsertPublication(ctx, tx.who.Controller, p, files); err != nil {
		return err
	}
	tx.version(p)
	return nil
}

// Advance takes a version out of one state into that of p.
func (tx *Tx) Advance(ctx context.Context, from string, p Publication) error {
	if err := tx.change(); err != nil {
		return err
	}
	if err := tx.store.AdvancePublication(ctx, tx.who.Controller, from, p); err != nil {
		return err
	}
	tx.version(&p)
	return nil
}

// version has the entry name a version: its service, its id and its hash.
func (tx *Tx) version(p *Publication) {
	tx.shown.service = p.Service
	tx.Of(p.ID)
	tx.Counted(int(p.Number), p.Hash)
}

// Register gives every line the controller keeps, oldest first.
func (tx *Tx) Register(ctx context.Context) ([]RegisterLine, error) {
	return tx.store.Register(ctx, tx.who.Controller)
}

// Keep adds a line to the register, dated today. The entry names the line, and
// the hash of the words it was decided on.
func (tx *Tx) Keep(ctx context.Context, l *RegisterLine) error {
	if err := tx.change(); err != nil {
		return err
	}
	l.ID, l.At, l.OnDay, l.Worker = NewOrderedID(), tx.gate.now(), tx.today, tx.who.Worker
	if err := tx.store.InsertRegister(ctx, tx.who.Controller, l); err != nil {
		return err
	}
	tx.shown.service = l.Service
	tx.Of(l.ID)
	tx.Counted(0, l.Words)
	return nil
}

// Living counts the open episodes of a service.
func (tx *Tx) Living(ctx context.Context, service string) (int64, error) {
	return tx.store.Living(ctx, tx.who.Controller, service)
}
