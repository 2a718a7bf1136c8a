package rehearsal

import (
	"context"
	"errors"
	"fmt"
	"time"

	"candour/internal/calendar"
	"candour/internal/care"
	"candour/internal/gate"
	"candour/internal/installation"
	"candour/internal/policy"
	"candour/internal/retention"
	"candour/internal/simulation"
)

// A desk is one node at work for the people who use it.
type desk struct {
	*installation.Node
	place *place
	sim   *simulation.Node // nil outside the simulator
	told  *told
}

// openDesk opens a node before the story begins.
func openDesk(w *simulation.World, p *place, h *told, name string) (*desk, error) {
	sim := w.Node(name)
	n, err := p.open(context.Background(), name, sim, h.now)
	if err != nil {
		return nil, err
	}
	return &desk{Node: n, place: p, sim: sim, told: h}, nil
}

// answer tells the world outside, unless the node dies first.
func (d *desk) answer(ctx context.Context, what func()) error {
	if d.sim != nil {
		if err := d.sim.Point(ctx, "answer"); err != nil {
			return err
		}
	}
	d.told.hear(what)
	return nil
}

var (
	seeing    = []string{"join", "plan", "access", "reach"}
	newcomers = []string{"referrer", "record", "sensitive"}
)

func written(item, text string) gate.Answer {
	return gate.Answer{Item: item, Value: care.Value{Text: text, From: "referrer", Channel: "web"}}
}

// refer makes an episode as the public form does, and thanks the referrer.
func (d *desk) refer(ctx context.Context, name string) (id care.ID, err error) {
	d.told.hear(func() { d.told.began++ })
	who := gate.Reader{Controller: d.place.controller, Role: "public form"}
	ask := gate.Ask{Screen: "refer someone", Act: policy.Record, Purposes: []string{"join", "reach"}}
	news := []gate.NewEpisode{{Service: service, Origin: "someone else", Team: team, Tiers: newcomers}}
	err = d.Gate.Create(ctx, who, ask, news, func(tx *gate.Tx, fs []*gate.File) error {
		id = fs[0].Episode.ID
		tx.Did(policy.Record, "referral")
		if err := tx.Answers(ctx, fs[0], "", []gate.Answer{
			written("client.name", name), written("client.address", "1 Orchard Row, Tonbridge"), written("referrer.name", "Mavis Cole"),
		}); err != nil {
			return err
		}
		return tx.AddCount(ctx, fs[0], "record", "referrals", "2026-11|someone else|Tonbridge and Malling")
	})
	if err != nil {
		return "", fmt.Errorf("referring: %w", err)
	}
	return id, d.answer(ctx, func() { d.told.names[id] = name })
}

// referBadly sends an item that the notice does not name: nothing is stored,
// and the keys made for it are never used.
func (d *desk) referBadly(ctx context.Context) error {
	who := gate.Reader{Controller: d.place.controller, Role: "public form"}
	ask := gate.Ask{Screen: "refer someone", Act: policy.Record, Purposes: []string{"join", "reach"}}
	news := []gate.NewEpisode{{Service: service, Origin: "someone else", Team: team, Tiers: newcomers}}
	err := d.Gate.Create(ctx, who, ask, news, func(tx *gate.Tx, fs []*gate.File) error {
		tx.Did(policy.Record, "referral")
		return tx.Answers(ctx, fs[0], "", []gate.Answer{written("client.date-of-birth", "1940-02-29")})
	})
	if errors.Is(err, care.ErrInvalid) {
		return nil
	}
	return fmt.Errorf("a date of birth was taken: %w", err)
}

// opened runs f on a file of an episode in a change.
func opened(ctx context.Context, id care.ID, act string, f func(*gate.Tx, *gate.File) error) func(*gate.Tx) error {
	return func(tx *gate.Tx) error {
		file, err := tx.File(ctx, id)
		if err != nil {
			return err
		}
		tx.Did(act, "")
		return f(tx, file)
	}
}

func (d *desk) allocate(ctx context.Context, id care.ID) error {
	ask := gate.Ask{Screen: "triage", Act: policy.Allocate, Purposes: []string{"join"}}
	err := d.Gate.Update(ctx, d.place.manager, ask, opened(ctx, id, policy.Allocate, func(tx *gate.Tx, f *gate.File) error {
		return tx.Allocate(ctx, f, d.place.connector.Worker)
	}))
	if err != nil {
		return fmt.Errorf("allocating: %w", err)
	}
	return d.answer(ctx, func() { d.told.allocated[id] = true })
}

// tried records an attempt that failed for wrong details, with a note of it.
func (d *desk) tried(ctx context.Context, id care.ID) error {
	ask := gate.Ask{Screen: "contacts", Act: policy.Record, Purposes: []string{"join", "plan"}}
	err := d.Gate.Update(ctx, d.place.connector, ask, opened(ctx, id, policy.Record, func(tx *gate.Tx, f *gate.File) error {
		contact := care.Contact{On: tx.Today(), Channel: "phone", Outcome: "wrong details", Tried: "01632 960101"}
		at, err := tx.Add(ctx, f, gate.NewRecord{Kind: care.KindContact, Item: "client.contact-facts", On: tx.Today(), Payload: contact})
		if err != nil {
			return err
		}
		note := care.Note{On: tx.Today(), Text: "Somebody else's number."}
		if _, err := tx.Add(ctx, f, gate.NewRecord{Kind: care.KindNote, Item: "client.notes", Parent: at, On: tx.Today(), Payload: note}); err != nil {
			return err
		}
		if err := tx.Happen(ctx, f, "contact failed", tx.Today()); err != nil {
			return err
		}
		return tx.SaveEpisode(ctx, f)
	}))
	if err != nil {
		return fmt.Errorf("recording an attempt: %w", err)
	}
	return d.answer(ctx, func() { d.told.attempts[id]++ })
}

// look shows an episode to somebody. A refusal is no fault: what it may be
// refused for depends on who came first.
func (d *desk) look(ctx context.Context, who gate.Reader, id care.ID) error {
	var r release
	ask := gate.Ask{Screen: "episode overview", Act: policy.See, Purposes: seeing}
	if who.Role == "team manager" {
		ask.Purposes = []string{"supervise", "join"}
	}
	err := d.Gate.View(ctx, who, ask, func(tx *gate.Tx) error {
		f, err := tx.File(ctx, id)
		if err != nil {
			return err
		}
		r = release{entry: tx.Entry(), node: d.Name, episode: id, referrer: f.Values("referrer.name") != nil}
		return nil
	})
	if errors.Is(err, care.ErrRefused) || errors.Is(err, care.ErrConflict) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("looking: %w", err)
	}
	r.commit = d.told.lastCommit(r.node, "")
	return d.answer(ctx, func() { d.told.released = append(d.told.released, r) })
}

// happen records an event that takes something away.
func (d *desk) happen(ctx context.Context, id care.ID, event string) error {
	ask := gate.Ask{Screen: "contacts", Act: policy.Record, Purposes: []string{"join"}}
	err := d.Gate.Revoke(ctx, d.place.connector, ask, opened(ctx, id, policy.Record, func(tx *gate.Tx, f *gate.File) error {
		if err := tx.Happen(ctx, f, event, tx.Today()); err != nil {
			return err
		}
		return tx.SaveEpisode(ctx, f)
	}))
	if err != nil {
		return fmt.Errorf("recording %s: %w", event, err)
	}
	return nil
}

func (d *desk) reach(ctx context.Context, id care.ID) error {
	if err := d.happen(ctx, id, "reached"); err != nil {
		return err
	}
	return d.answer(ctx, func() { d.told.reached[id] = true })
}

func (d *desk) leave(ctx context.Context, id care.ID) error {
	if err := d.happen(ctx, id, "left"); err != nil {
		return err
	}
	return d.answer(ctx, func() { d.told.left[id] = true })
}

// sweep finishes what another node began and destroys what is due.
func (d *desk) sweep(ctx context.Context) error {
	return sweep(ctx, d.Gate, d.place.controller)
}

func sweep(ctx context.Context, g *gate.Gate, controller string) error {
	ends := retention.New(g)
	ends.Exempt = true
	_, err := ends.Sweep(ctx, controller)
	// Another node may finish the same destruction first.
	if errors.Is(err, care.ErrConflict) {
		return nil
	}
	return err
}

// sweepKeys destroys the keys that nobody used for an hour.
func (d *desk) sweepKeys(ctx context.Context) error {
	_, err := d.Gate.SweepUnusedKeys(ctx, d.place.controller, d.told.now().Add(-time.Hour))
	if errors.Is(err, care.ErrConflict) {
		return nil
	}
	return err
}

func (d *desk) moveTo(ctx context.Context, day calendar.Day) error {
	ask := gate.Ask{Screen: "time machine", Act: "move calendar"}
	return d.Gate.Revoke(ctx, d.place.manager, ask, func(tx *gate.Tx) error {
		tx.Did("move calendar", "demo")
		return tx.MoveCalendar(ctx, day)
	})
}

func (d *desk) integrate(ctx context.Context) error {
	_, err := d.Logs[d.place.controller].Integrate(ctx, d.told.now())
	if errors.Is(err, care.ErrConflict) {
		return nil // another node holds the lease
	}
	return err
}

// until waits for something that another task tells, or that never will be.
func (d *desk) until(ctx context.Context, most time.Duration, told func() bool) {
	for end := time.Now().Add(most); !told() && !d.told.over() && time.Now().Before(end) && ctx.Err() == nil; {
		time.Sleep(37 * time.Second)
	}
}

// each does deeds one after the other until one fails or the story is over.
func (d *desk) each(deeds ...func() error) error {
	for i, deed := range deeds {
		if d.told.over() {
			return nil
		}
		if err := deed(); err != nil {
			return fmt.Errorf("deed %d: %w", i+1, err)
		}
	}
	return nil
}
