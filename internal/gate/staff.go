package gate

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"candour/internal/calendar"
	"candour/internal/care"
	"candour/internal/policy"
	"candour/internal/store"
)

// A StaffCard is what colleagues see of a worker. The name rests sealed under
// the worker's own key; each node holds the cards in memory.
type StaffCard struct {
	ID   care.ID
	Name string
	Role string
	Left bool
}

const (
	staffService = "staff"
	staffTier    = "account"
	kindName     = "name"
)

// AddWorker makes a worker with a sealed name and an already hashed password.
func (g *Gate) AddWorker(ctx context.Context, by Reader, w care.Worker, name, passwordHash string) (care.ID, error) {
	keys, err := g.keys.Create(ctx, by.Controller, 1)
	if err != nil {
		return "", fmt.Errorf("making a worker's key: %w", err)
	}
	w.Controller, w.ID, w.Subject = by.Controller, NewID(), NewID()
	err = g.Update(ctx, by, Ask{Screen: "staff", Act: "add worker"}, func(tx *Tx) error {
		if err := tx.change(); err != nil {
			return err
		}
		if err := tx.store.PutWorker(ctx, by.Controller, w, passwordHash); err != nil {
			return fmt.Errorf("adding a worker: %w", err)
		}
		e := care.Episode{Subject: w.Subject}
		if _, err := tx.makeTiers(ctx, &e, []string{staffTier}, keys); err != nil {
			return err
		}
		s := care.Section{ID: NewID(), Subject: w.Subject, Tier: staffTier, Kind: kindName, Key: keys[0]}
		f := &File{Episode: care.Episode{Service: staffService}}
		if err := tx.seal(ctx, f, &s, name); err != nil {
			return err
		}
		tx.Did("add worker", "")
		tx.Of(w.ID)
		return tx.insertSection(ctx, &s)
	})
	if err != nil {
		return "", err
	}
	g.houses[by.Controller].staff.Store(nil)
	return w.ID, nil
}

// Leave ends a worker's access the same second, on every node.
func (g *Gate) Leave(ctx context.Context, by Reader, worker care.ID) error {
	return g.Revoke(ctx, by, Ask{Screen: "staff", Act: "leaver"}, func(tx *Tx) error {
		if err := tx.change(); err != nil {
			return err
		}
		if err := tx.store.LeaveWorker(ctx, by.Controller, worker, tx.today); err != nil {
			return fmt.Errorf("recording a leaver: %w", err)
		}
		if err := tx.store.EndSessionsOf(ctx, by.Controller, worker); err != nil {
			return fmt.Errorf("ending a leaver's sessions: %w", err)
		}
		tx.Did("leaver", "")
		tx.Of(worker)
		tx.after = append(tx.after, func() { tx.house.staff.Store(nil) })
		return nil
	})
}

// Staff gives the cards of a controller's workers, from memory once opened.
func (g *Gate) Staff(ctx context.Context, controller string) (map[care.ID]StaffCard, error) {
	h, err := g.house(controller)
	if err != nil {
		return nil, err
	}
	if cards := h.staff.Load(); cards != nil {
		return *cards, nil
	}
	cards := map[care.ID]StaffCard{}
	who := Reader{Controller: controller, Role: "staff directory"}
	err = g.View(ctx, who, Ask{Screen: "staff directory", Act: policy.Index}, func(tx *Tx) error {
		clear(cards)
		workers, err := tx.store.Workers(ctx, controller)
		if err != nil {
			return fmt.Errorf("listing workers: %w", err)
		}
		for _, w := range workers {
			name, err := tx.workerName(ctx, w)
			if err != nil {
				return err
			}
			cards[w.ID] = StaffCard{ID: w.ID, Name: name, Role: w.Role, Left: !w.LeftOn.IsZero()}
		}
		tx.Counted(len(workers), "")
		return nil
	})
	if err != nil {
		return nil, err
	}
	h.staff.Store(&cards)
	return cards, nil
}

// Card gives one worker's card, looking afresh when the worker is not yet
// known here: somebody may have joined on another node.
func (g *Gate) Card(ctx context.Context, controller string, id care.ID) (StaffCard, error) {
	cards, err := g.Staff(ctx, controller)
	if err != nil {
		return StaffCard{}, err
	}
	if c, ok := cards[id]; ok || id == "" {
		return c, nil
	}
	g.houses[controller].staff.Store(nil)
	if cards, err = g.Staff(ctx, controller); err != nil {
		return StaffCard{}, err
	}
	return cards[id], nil
}

func (tx *Tx) workerName(ctx context.Context, w care.Worker) (string, error) {
	sections, err := tx.store.Sections(ctx, w.Controller, w.Subject, []string{staffTier})
	if err != nil || len(sections) == 0 {
		return "", err
	}
	if err := tx.open(ctx, sections[0].Key); err != nil {
		return "", err
	}
	plain, err := tx.unseal(staffService, &sections[0])
	if err != nil {
		return "", err
	}
	var name string
	if err := json.Unmarshal(plain, &name); err != nil {
		return "", fmt.Errorf("reading a worker's name: %w", ErrAlarm)
	}
	return name, nil
}

// A Session is a signed-in worker. ID is the hex SHA-256 of the cookie's value.
type Session struct {
	ID         string
	Worker     care.Worker
	Supervised bool
	CreatedAt  time.Time
	SeenAt     time.Time
	EndsAt     time.Time
	Today      calendar.Day // the controller's calendar day when the session was found
}

// Reader is who the session asks as.
func (s *Session) Reader() Reader {
	return Reader{
		Controller: s.Worker.Controller, Worker: s.Worker.ID, Role: s.Worker.Role, Teams: s.Worker.Teams,
		Supervised: s.Supervised,
	}
}

// WorkerByLogin gives a worker and the stored password hash, or
// care.ErrNotFound. It is for sign-in alone.
func (g *Gate) WorkerByLogin(ctx context.Context, controller, login string) (w care.Worker, hash string, err error) {
	if _, err := g.house(controller); err != nil {
		return w, "", err
	}
	err = g.db.View(ctx, func(s *store.Tx) error {
		w, hash, err = s.WorkerByLogin(ctx, controller, login)
		return err
	})
	if err != nil {
		return w, "", fmt.Errorf("signing in: %w", err)
	}
	return w, hash, nil
}

// SignIn keeps a new session, with its entry.
func (g *Gate) SignIn(ctx context.Context, n Session) error {
	return g.Update(ctx, n.Reader(), Ask{Screen: "sign in", Act: "sign in"}, func(tx *Tx) error {
		if err := tx.change(); err != nil {
			return err
		}
		tx.Did("sign in", "")
		err := tx.store.PutSession(ctx, n.Worker.Controller, store.Session{
			ID: n.ID, Worker: n.Worker, Supervised: n.Supervised, CreatedAt: n.CreatedAt, SeenAt: n.SeenAt, EndsAt: n.EndsAt,
		})
		if err != nil {
			return fmt.Errorf("keeping a session: %w", err)
		}
		return nil
	})
}

// SignInRefused records a failed sign-in: one entry of one shape, whoever it
// was and whether or not there is such a worker.
func (g *Gate) SignInRefused(ctx context.Context, controller string) error {
	h, err := g.house(controller)
	if err != nil {
		return err
	}
	day, err := g.Today(ctx, controller)
	if err != nil {
		return err
	}
	tx := &Tx{gate: g, house: h, today: day, who: Reader{Controller: controller, Role: "sign in form"}, ask: Ask{Screen: "sign in", Act: "sign in"}}
	return g.append(ctx, h, tx.refusal(unknown()), 0, true)
}

// Session finds a live session by the hash of its cookie, or care.ErrNotFound.
// Idle and absolute ends are the caller's to hold.
func (g *Gate) Session(ctx context.Context, controller, id string) (*Session, error) {
	if _, err := g.house(controller); err != nil {
		return nil, err
	}
	var out *Session
	err := g.db.Glance(ctx, func(s *store.Tx) error {
		row, err := s.Session(ctx, controller, id)
		if err != nil {
			return err
		}
		today := heldDay{held: row.Held}
		out = &Session{
			ID: row.ID, Worker: row.Worker, Supervised: row.Supervised,
			CreatedAt: row.CreatedAt, SeenAt: row.SeenAt, EndsAt: row.EndsAt, Today: today.or(g.now()),
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("finding a session: %w", err)
	}
	return out, nil
}

// TouchSession moves a session's last-seen time. It is no change to anybody's
// data and has no entry.
func (g *Gate) TouchSession(ctx context.Context, controller, id string) error {
	return g.db.Update(ctx, func(s *store.Tx) error { return s.TouchSession(ctx, controller, id, g.now()) })
}

// SignOut ends a session, with its entry.
func (g *Gate) SignOut(ctx context.Context, s *Session) error {
	err := g.Update(ctx, s.Reader(), Ask{Screen: "sign out", Act: "sign out"}, func(tx *Tx) error {
		if err := tx.change(); err != nil {
			return err
		}
		tx.Did("sign out", "")
		return tx.store.EndSession(ctx, s.Worker.Controller, s.ID)
	})
	if errors.Is(err, care.ErrNotFound) {
		return nil
	}
	return err
}
