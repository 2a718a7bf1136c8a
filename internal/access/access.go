// Package access says who is asking: sign-in, sessions, sign-out. In the demo
// and for local use a worker signs in with a user name and a password
// (argon2id). It imports gate and the meaning rooms.
package access

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/alexedwards/argon2id"

	"candour/internal/care"
	"candour/internal/gate"
)

// How long a session lasts.
const (
	Idle     = 30 * time.Minute
	Absolute = 10 * time.Hour
	touch    = time.Minute // a session's last-seen time is no finer than this
)

// comparing is how many passwords are compared at once: each takes 64 MiB.
const comparing = 4

// ErrSignIn says that the user name and password do not go together, or that
// too many tries were made. It never says which.
var ErrSignIn = errors.New("the user name and password do not match")

// A Desk signs people in and out.
type Desk struct {
	gate   *gate.Gate
	now    func() time.Time
	params *argon2id.Params
	decoy  string // hash compared when there is no such worker, so that both take as long
	tries  tries
	turns  chan struct{} // comparing takes memory, and anybody may ask for it
}

// New makes a desk. fast asks for cheap password hashing: for tests and the
// demo's made-up people alone.
func New(g *gate.Gate, now func() time.Time, fast bool) (*Desk, error) {
	d := &Desk{gate: g, now: now, params: argon2id.DefaultParams, turns: make(chan struct{}, comparing)}
	if fast {
		d.params = &argon2id.Params{Memory: 8 * 1024, Iterations: 1, Parallelism: 1, SaltLength: 16, KeyLength: 32}
	}
	var err error
	if d.decoy, err = d.Hash(rand.Text()); err != nil {
		return nil, err
	}
	return d, nil
}

// Hash gives the stored form of a password.
func (d *Desk) Hash(password string) (string, error) {
	h, err := argon2id.CreateHash(password, d.params)
	if err != nil {
		return "", fmt.Errorf("hashing a password: %w", err)
	}
	return h, nil
}

// SignIn checks a user name and password of a controller and gives the value
// of a new session's cookie.
func (d *Desk) SignIn(ctx context.Context, controller, login, password string) (cookie string, s *gate.Session, err error) {
	login = strings.ToLower(strings.TrimSpace(login))
	select { // the turn comes first, so that tries sent together are counted one by one
	case d.turns <- struct{}{}:
		defer func() { <-d.turns }()
	case <-ctx.Done():
		return "", nil, fmt.Errorf("waiting to compare a password: %w", ctx.Err())
	}
	if !d.tries.begin(controller, login, d.now()) {
		return "", nil, d.refuse(ctx, controller)
	}
	w, hash, err := d.gate.WorkerByLogin(ctx, controller, login)
	unknown := errors.Is(err, care.ErrNotFound)
	if err != nil && !unknown {
		return "", nil, err
	}
	if unknown {
		hash = d.decoy
	}
	ok, err := argon2id.ComparePasswordAndHash(password, hash)
	if err != nil || !ok || unknown || !w.LeftOn.IsZero() {
		return "", nil, d.refuse(ctx, controller)
	}
	d.tries.forget(controller, login)
	return d.begin(ctx, w)
}

func (d *Desk) refuse(ctx context.Context, controller string) error {
	if err := d.gate.SignInRefused(ctx, controller); err != nil && !errors.Is(err, care.ErrNotFound) {
		return err
	}
	return ErrSignIn
}

func (d *Desk) begin(ctx context.Context, w care.Worker) (string, *gate.Session, error) {
	secret := make([]byte, 32)
	if _, err := rand.Read(secret); err != nil {
		return "", nil, fmt.Errorf("making a session: %w", err)
	}
	value := base64.RawURLEncoding.EncodeToString(secret)
	now := d.now()
	s := gate.Session{
		ID: hashed(value), Worker: w, CreatedAt: now, SeenAt: now, EndsAt: now.Add(Absolute),
		Supervised: w.Role == Auditor,
	}
	err := d.gate.SignIn(ctx, s)
	if errors.Is(err, care.ErrRefused) { // left since the password was compared
		return "", nil, ErrSignIn
	}
	if err != nil {
		return "", nil, err
	}
	return w.Controller + "." + value, &s, nil
}

// Auditor is the one role whose session counts as supervised on council
// premises. Here the sign-in page is the premises; a supervisor's own sign-in
// beside the auditor's comes with real sign-in.
const Auditor = "auditor"

// Session gives the live session of a cookie's value, or care.ErrNotFound.
func (d *Desk) Session(ctx context.Context, cookie string) (*gate.Session, error) {
	controller, value, ok := strings.Cut(cookie, ".")
	if !ok || len(value) != 43 {
		return nil, fmt.Errorf("reading a session's cookie: %w", care.ErrNotFound)
	}
	s, err := d.gate.Session(ctx, controller, hashed(value))
	if err != nil {
		return nil, err
	}
	now := d.now()
	if now.After(s.EndsAt) || now.Sub(s.SeenAt) > Idle || !s.Worker.LeftOn.IsZero() {
		return nil, fmt.Errorf("the session has ended: %w", care.ErrNotFound)
	}
	if now.Sub(s.SeenAt) > touch {
		if err := d.gate.TouchSession(ctx, controller, s.ID); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// SignOut ends a session.
func (d *Desk) SignOut(ctx context.Context, s *gate.Session) error { return d.gate.SignOut(ctx, s) }

func hashed(value string) string {
	sum := sha256.Sum256([]byte(value))
	return hex.EncodeToString(sum[:])
}

// tries slows guessing at one user name on one node. It never locks a worker
// out for longer than a minute, so nobody can lock out somebody else.
type tries struct {
	mu   sync.Mutex
	seen map[string]*attempt
}

type attempt struct {
	failed int
	until  time.Time
}

const (
	freeTries   = 5
	longestWait = time.Minute
	triesKept   = 10_000
)

// begin counts a try as failed until it is forgotten, so that tries made at
// the same time count too. It reports whether it may be made now.
func (t *tries) begin(controller, login string, now time.Time) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	key := controller + "/" + login
	a := t.seen[key]
	if a != nil && now.Before(a.until) {
		return false
	}
	if a == nil {
		t.room(now)
		a = &attempt{}
		t.seen[key] = a
	}
	a.failed++
	if over := a.failed - freeTries; over >= 0 {
		a.until = now.Add(min(time.Second<<min(over, 6), longestWait))
	}
	return true
}

// room forgets those who wait for nothing any more when many are kept, and
// only then those who do.
func (t *tries) room(now time.Time) {
	if t.seen == nil {
		t.seen = map[string]*attempt{}
	}
	if len(t.seen) < triesKept {
		return
	}
	for _, only := range []func(*attempt) bool{
		func(a *attempt) bool { return a.failed < freeTries },
		func(a *attempt) bool { return !now.Before(a.until) },
		func(*attempt) bool { return true },
	} {
		for key, a := range t.seen {
			if only(a) {
				delete(t.seen, key)
			}
		}
		if len(t.seen) < triesKept {
			return
		}
	}
}

func (t *tries) forget(controller, login string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.seen, controller+"/"+login)
}
