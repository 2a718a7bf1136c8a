package rehearsal

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"candour/internal/calendar"
	"candour/internal/care"
	"candour/internal/gate"
	"candour/internal/installation"
	"candour/internal/seal"

	_ "github.com/jackc/pgx/v5/stdlib"
	_ "modernc.org/sqlite"
)

// What an inspection can find. Each is a promise of the design.
var (
	errLost      = errors.New("an acknowledged write is lost")
	errUnlogged  = errors.New("a page was released and no entry records it")
	errNoPurpose = errors.New("an entry of a look names no purpose or no basis")
	errNoIntent  = errors.New("a key is missing and no intent explains it")
	errHalf      = errors.New("a tier is half destroyed")
	errStats     = errors.New("the statistics changed when somebody was destroyed")
	errKept      = errors.New("what should be destroyed is still there")
)

// endOfAll is a day after everything personal of the service has ended.
var endOfAll = calendar.Date(2028, time.January, 2)

// inspect looks at an installation on which nothing runs: first at what lies
// there, then at what a fresh node makes of it, and last at the end of all.
func inspect(p *place, h *told) error {
	ctx := context.Background()
	if err := p.lying(ctx, h); err != nil {
		return fmt.Errorf("as it was left: %w", err)
	}
	return resumes(p, h)
}

// resumes looks at what a fresh node makes of an installation.
func resumes(p *place, h *told) error {
	ctx := context.Background()
	at := h.at.Add(3 * time.Hour) // leases, correction periods and the hour of unused keys are over
	now := func() time.Time { at = at.Add(time.Millisecond); return at }
	n, err := p.open(ctx, "fresh", nil, now)
	if err != nil {
		return fmt.Errorf("opening a fresh node: %w", err)
	}
	defer n.Close()
	if err := p.mended(ctx, n, h, now); err != nil {
		return fmt.Errorf("after a fresh node resumed: %w", err)
	}
	return nil
}

// mended has the fresh node finish everything and holds it to the rules.
func (p *place) mended(ctx context.Context, n *installation.Node, h *told, now func() time.Time) error {
	if err := p.keptWords(ctx, n, h); err != nil {
		return err
	}
	before, err := p.counted(ctx, n)
	if err != nil {
		return err
	}
	if before < len(h.names) || before > h.began {
		return fmt.Errorf("%d people counted, %d acknowledged, %d begun: %w", before, len(h.names), h.began, errStats)
	}
	if _, err := n.Gate.Resume(ctx, p.controller); err != nil {
		return fmt.Errorf("resuming: %w", err)
	}
	if err := sweep(ctx, n.Gate, p.controller); err != nil {
		return fmt.Errorf("sweeping: %w", err)
	}
	if _, err := n.Gate.SweepUnusedKeys(ctx, p.controller, now()); err != nil {
		return fmt.Errorf("sweeping unused keys: %w", err)
	}
	if err := p.whole(ctx, h); err != nil {
		return err
	}
	if err := p.keptWords(ctx, n, h); err != nil {
		return err
	}
	if !h.brief {
		if err := p.ended(ctx, n, before); err != nil {
			return err
		}
	}
	if _, err := n.Logs[p.controller].Integrate(ctx, now()); err != nil {
		return err
	}
	_, err = n.Logs[p.controller].Audit(ctx)
	return err
}

// ended takes the calendar to the end of all: nothing personal remains, and
// the numbers stand.
func (p *place) ended(ctx context.Context, n *installation.Node, before int) error {
	if err := n.Gate.HoldCalendar(ctx, p.controller, endOfAll); err != nil {
		return err
	}
	if err := sweep(ctx, n.Gate, p.controller); err != nil {
		return fmt.Errorf("sweeping at the end: %w", err)
	}
	after, err := p.counted(ctx, n)
	if err != nil {
		return err
	}
	if after != before {
		return fmt.Errorf("%d people counted before and %d after: %w", before, after, errStats)
	}
	l, err := p.lies(ctx)
	if err != nil {
		return err
	}
	for _, t := range l.tiers {
		if t.Code != staffTier {
			return fmt.Errorf("tier %s at the end: %w", t.Code, errKept)
		}
	}
	for _, s := range l.sections {
		if s.Tier != staffTier {
			return fmt.Errorf("a section of tier %s at the end: %w", s.Tier, errKept)
		}
	}
	return nil
}

const staffTier = "account"

// counted is how many people the dashboard counts, living and frozen.
func (p *place) counted(ctx context.Context, n *installation.Node) (int, error) {
	who := gate.Reader{Controller: p.controller, Role: "timetable"}
	t, err := n.Gate.Tally(ctx, who, service)
	if err != nil {
		return 0, fmt.Errorf("counting: %w", err)
	}
	sum := 0
	for _, c := range t["referrals"] {
		sum += int(c.Sum())
	}
	return sum, nil
}

// lying holds the databases, as they are, to what may never be otherwise.
func (p *place) lying(ctx context.Context, h *told) error {
	l, err := p.lies(ctx)
	if err != nil {
		return err
	}
	for _, t := range l.tiers {
		if !l.keys[t.Key] && l.byKey[t.Key] == nil {
			return fmt.Errorf("key of tier %s: %w", t.Code, errNoIntent)
		}
	}
	for _, in := range l.byKey {
		if !in.FinishedAt.IsZero() && (l.keys[in.Key] || l.entries[string(in.EntryID)] == nil) {
			return fmt.Errorf("a finished intent of tier %s: %w", in.Tier, errHalf)
		}
	}
	if err := l.looks(h); err != nil {
		return err
	}
	for id := range h.names {
		e, there := l.episodes[id]
		if !there || h.allocated[id] && e.Worker == "" || h.reached[id] && e.Stage == "application" || h.left[id] && e.Stage != gate.Left {
			return fmt.Errorf("episode at stage %q: %w", e.Stage, errLost)
		}
	}
	return nil
}

// looks holds every release to its entry, and every look to its purpose.
func (l *lying) looks(h *told) error {
	for _, r := range h.released {
		if e := l.entries[string(r.entry)]; e == nil || e.Act != "see" || e.Outcome != "released" {
			return errUnlogged
		}
	}
	for _, e := range l.entries {
		if e.Act == "see" && e.Outcome == "released" && (len(e.Purposes) == 0 || len(e.Bases) == 0) {
			return errNoPurpose
		}
	}
	return nil
}

// whole holds an installation that nothing is under way in: each tier is
// there with its key and its rows, or gone with both.
func (p *place) whole(ctx context.Context, h *told) error {
	l, err := p.lies(ctx)
	if err != nil {
		return err
	}
	inUse := map[care.ID]bool{}
	for _, t := range l.tiers {
		rows := slices.ContainsFunc(l.sections, func(s care.Section) bool { return s.Subject == t.Subject && s.Tier == t.Code })
		gone := t.State == care.TierDestroyed
		inUse[t.Key] = !gone
		if t.State != care.TierLiving && !gone || gone == l.keys[t.Key] || gone != (l.byKey[t.Key] != nil) || gone && rows {
			return fmt.Errorf("tier %s is %s, key there: %t, intent there: %t, rows there: %t: %w",
				t.Code, t.State, l.keys[t.Key], l.byKey[t.Key] != nil, rows, errHalf)
		}
		e := l.episodes[t.Episode]
		ends := t.Code == "referrer" && (h.reached[t.Episode] || h.left[t.Episode])
		if ends && !gone {
			return fmt.Errorf("tier %s of an episode at stage %s: %w", t.Code, e.Stage, errKept)
		}
	}
	for key := range l.keys {
		if !inUse[key] {
			return fmt.Errorf("a key that nothing uses: %w", errKept)
		}
	}
	for _, in := range l.byKey {
		if in.FinishedAt.IsZero() || l.entries[string(in.EntryID)] == nil {
			return fmt.Errorf("an intent of tier %s is open: %w", in.Tier, errHalf)
		}
	}
	return nil
}

// keptWords opens everything that may still be there and looks for what was
// acknowledged in it.
func (p *place) keptWords(ctx context.Context, n *installation.Node, h *told) error {
	l, err := p.lies(ctx)
	if err != nil {
		return err
	}
	words, _, err := l.read(ctx, p.controller, n.Keys)
	if err != nil {
		return err
	}
	for id, name := range h.names {
		e := l.episodes[id]
		if l.state(e.Subject, "record") == care.TierLiving && !strings.Contains(words[e.Subject]["record"], name) {
			return fmt.Errorf("the name of somebody referred: %w", errLost)
		}
		attempts := strings.Count(words[e.Subject]["record"], "01632 960101")
		if l.state(e.Subject, "record") == care.TierLiving && attempts < h.attempts[id] {
			return fmt.Errorf("%d of %d attempts are there: %w", attempts, h.attempts[id], errLost)
		}
		if l.state(e.Subject, "referrer") == care.TierLiving && !strings.Contains(words[e.Subject]["referrer"], "Mavis Cole") {
			return fmt.Errorf("the name of a referrer: %w", errLost)
		}
	}
	return nil
}

// lying is what rests in the two databases, read by hand.
type lying struct {
	tiers    []care.Tier
	episodes map[care.ID]care.Episode
	sections []care.Section
	byKey    map[care.ID]*care.Intent
	entries  map[string]*looked
	keys     map[care.ID]bool
}

// looked is what an inspection wants of an entry.
type looked struct {
	Act      string   `json:"act"`
	Outcome  string   `json:"outcome"`
	Purposes []string `json:"purposes"`
	Bases    []string `json:"bases"`
}

// database opens one of the databases with no gate before it.
func database(url string) (db *sql.DB, done func(), err error) {
	if path, ok := strings.CutPrefix(url, "sqlite:"); ok {
		db, err = sql.Open("sqlite", "file:"+path+"?_busy_timeout=5000&_query_only=1")
		return db, func() { _ = db.Close() }, err
	}
	if servers[url] == nil { // connecting takes as long as a short run
		if servers[url], err = sql.Open("pgx", url); err != nil {
			return nil, nil, err
		}
	}
	return servers[url], func() {}, nil
}

// servers are the connections by which PostgreSQL is inspected. Runs are never
// parallel.
var servers = map[string]*sql.DB{}

// lies reads everything of the controller that the rules speak of.
func (p *place) lies(ctx context.Context) (*lying, error) {
	data, done, err := database(p.config.Data)
	if err != nil {
		return nil, err
	}
	defer done()
	keys, done, err := database(p.config.Keys)
	if err != nil {
		return nil, err
	}
	defer done()
	l := &lying{
		episodes: map[care.ID]care.Episode{}, byKey: map[care.ID]*care.Intent{},
		entries: map[string]*looked{}, keys: map[care.ID]bool{},
	}
	r := &reader{ctx: ctx, db: data, controller: p.controller}
	r.each(`SELECT subject, episode, code, key_id, state FROM tier WHERE controller = $1 ORDER BY subject, code`, func(scan func(...any) error) error {
		var t care.Tier
		err := scan(&t.Subject, &t.Episode, &t.Code, &t.Key, &t.State)
		l.tiers = append(l.tiers, t)
		return err
	})
	r.each(`SELECT id, service, subject, stage, worker FROM episode WHERE controller = $1`, func(scan func(...any) error) error {
		var e care.Episode
		err := scan(&e.ID, &e.Service, &e.Subject, &e.Stage, &e.Worker)
		l.episodes[e.ID] = e
		return err
	})
	r.each(`SELECT subject, id, episode, tier, kind, item, version, key_id, sealed FROM section WHERE controller = $1`, func(scan func(...any) error) error {
		var s care.Section
		err := scan(&s.Subject, &s.ID, &s.Episode, &s.Tier, &s.Kind, &s.Item, &s.Version, &s.Key, &s.Sealed)
		l.sections = append(l.sections, s)
		return err
	})
	r.each(`SELECT id, subject, tier, key_id, finished_at <> '', entry FROM intent WHERE controller = $1`, func(scan func(...any) error) error {
		var in care.Intent
		var finished bool
		err := scan(&in.ID, &in.Subject, &in.Tier, &in.Key, &finished, &in.EntryID)
		if finished {
			in.FinishedAt = time.Unix(1, 0)
		}
		l.byKey[in.Key] = &in
		return err
	})
	r.each(`SELECT id, body FROM entry WHERE controller = $1`, func(scan func(...any) error) error {
		var id string
		var body []byte
		if err := scan(&id, &body); err != nil {
			return err
		}
		l.entries[id] = &looked{}
		return json.Unmarshal(body, l.entries[id])
	})
	k := &reader{ctx: ctx, db: keys, controller: p.controller}
	k.each(`SELECT id FROM data_key WHERE controller = $1`, func(scan func(...any) error) error {
		var id care.ID
		err := scan(&id)
		l.keys[id] = true
		return err
	})
	return l, errors.Join(r.err, k.err)
}

// state gives the state of one tier, "" when there is none.
func (l *lying) state(subject care.ID, code string) care.TierState {
	for _, t := range l.tiers {
		if t.Subject == subject && t.Code == code {
			return t.State
		}
	}
	return ""
}

// read opens every section whose key is there: the words of each subject by
// tier, and the sections that did not open.
func (l *lying) read(ctx context.Context, controller string, keys seal.Keys) (words map[care.ID]map[string]string, closed []care.Section, err error) {
	var ids []care.ID
	for _, s := range l.sections {
		ids = append(ids, s.Key)
	}
	held, err := keys.Open(ctx, controller, ids...)
	if err != nil {
		return nil, nil, err
	}
	defer seal.WipeAll(held)
	words = map[care.ID]map[string]string{}
	for _, s := range l.sections {
		k := held[s.Key]
		if k == nil {
			closed = append(closed, s)
			continue
		}
		of := "staff"
		if e, ok := l.episodes[s.Episode]; ok {
			of = e.Service
		}
		plain, err := k.Open(s.Sealed, seal.Place{
			Controller: controller, Service: of, Subject: string(s.Subject), Tier: s.Tier,
			Section: string(s.ID), Kind: s.Kind, Item: s.Item, Version: s.Version,
		}.AD())
		if err != nil {
			return nil, nil, fmt.Errorf("opening a section of tier %s: %w", s.Tier, err)
		}
		if words[s.Subject] == nil {
			words[s.Subject] = map[string]string{}
		}
		words[s.Subject][s.Tier] += string(plain) + "\n"
	}
	return words, closed, nil
}

// A reader runs queries one after the other and keeps the first error.
type reader struct {
	ctx        context.Context
	db         *sql.DB
	controller string
	err        error
}

func (r *reader) each(query string, f func(scan func(...any) error) error) {
	if r.err != nil {
		return
	}
	rows, err := r.db.QueryContext(r.ctx, query, r.controller)
	if err != nil {
		r.err = err
		return
	}
	defer rows.Close()
	for rows.Next() && r.err == nil {
		r.err = f(rows.Scan)
	}
	r.err = errors.Join(r.err, rows.Err())
}
