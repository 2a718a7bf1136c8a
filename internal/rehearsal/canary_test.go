package rehearsal

import (
	"bytes"
	"database/sql"
	"fmt"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"candour/internal/care"
	"candour/internal/gate"
	"candour/internal/installation"
	"candour/internal/notice"
	"candour/internal/policy"
	"candour/internal/promise"
	"candour/internal/seal"
	"candour/internal/simulation"
	"candour/internal/store"
	"candour/internal/storetest"
)

// A disk is everything that an installation and its databases write to.
type disk struct {
	data, keys store.Config
	folders    []string
	flush      func() // has the databases write out what they hold back
}

// onDisks runs f with disks that nothing else writes to.
func onDisks(t *testing.T, f func(t *testing.T, fresh func() disk)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) {
		f(t, func() disk {
			data, keys := storetest.SQLite(t)
			return disk{data, keys, []string{filepath.Dir(strings.TrimPrefix(data.URL, "sqlite:"))}, func() {}}
		})
	})
	t.Run("postgres", func(t *testing.T) {
		f(t, func() disk {
			s := storetest.Start(t)
			dir, err := s.DataDir()
			must(t, err)
			checkpoint := func() {
				db, err := sql.Open("pgx", s.URL("postgres"))
				must(t, err)
				defer db.Close()
				_, err = db.Exec("CHECKPOINT")
				must(t, err)
			}
			// The server's log lies beside its data.
			return disk{
				store.Config{URL: s.Create(t, "data")}, store.Config{URL: s.Create(t, "keys")},
				[]string{filepath.Dir(dir)}, checkpoint,
			}
		})
	})
}

// walk is the canary's way through the whole story.
type walk struct {
	t     *testing.T
	d     *desk
	pack  *notice.Pack
	at    time.Time
	marks []mark
	used  map[string]bool // items of the pack that hold a mark
	id    care.ID

	auditor gate.Reader
}

// mark gives a mark that was not used before.
func (w *walk) mark() string {
	m := newMark(len(w.marks))
	w.marks = append(w.marks, m)
	return string(m)
}

// TestNothingPersonalLiesInTheClear fills every item of the pack, every record
// and every name with a mark, walks the whole story, and looks for the marks
// in every byte on disk: while it is under way, and after the end. The same
// scanner first finds each of them in a control column that nothing seals.
func TestNothingPersonalLiesInTheClear(t *testing.T) {
	onDisks(t, func(t *testing.T, fresh func() disk) {
		promise.Begun(t, "CC-43")
		k, other := fresh(), fresh()
		temp := storetest.Dir(t)
		t.Setenv("TMPDIR", temp)
		var log bytes.Buffer
		w := startWalk(t, k, slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug})))
		w.referred()
		w.engaged()
		w.covers()
		control(t, other, w.marks)

		folders := append(k.folders, filepath.Dir(w.d.place.config.Dir), temp)
		look := func(when string) {
			k.flush()
			found, size := newScanner(w.marks).folder(t, folders...)
			newScanner(w.marks).bytes(log.Bytes(), found, "the log")
			t.Logf("%s: %d marks in %d encodings looked for in %d bytes", when, len(w.marks), len(encodings), size)
			none(t, found)
		}
		look("under way")
		w.ended()
		look("after the end")
		must(t, w.d.close())
		look("after closing")
	})
}

// control plants every mark in every encoding in a column that nothing seals,
// on a disk of its own, and requires the scanner to find each.
func control(t *testing.T, k disk, marks []mark) {
	t.Helper()
	db, done, err := controlColumn(k.data.URL)
	must(t, err)
	defer done()
	for _, m := range marks {
		for _, e := range encodings {
			_, err := db.Exec(`INSERT INTO control (v) VALUES ($1)`, append([]byte("before "), append(e.of(string(m)), " after"...)...))
			must(t, err)
		}
	}
	k.flush()
	found, _ := newScanner(marks).folder(t, k.folders...)
	for _, m := range marks {
		for _, e := range encodings {
			if _, ok := found[find{m, e.name}]; !ok {
				t.Errorf("%s as %s in the control column was not found", m, e.name)
			}
		}
	}
}

func controlColumn(address string) (*sql.DB, func(), error) {
	driver, dsn, column := "pgx", address, "BYTEA"
	if path, ok := strings.CutPrefix(address, "sqlite:"); ok {
		driver, dsn, column = "sqlite", "file:"+path+"?_pragma=journal_mode(wal)&_pragma=synchronous(off)", "BLOB"
	}
	db, err := sql.Open(driver, dsn)
	if err != nil {
		return nil, nil, err
	}
	_, err = db.Exec(`CREATE TABLE control (v ` + column + ` NOT NULL)`)
	return db, func() { _ = db.Close() }, err
}

func startWalk(t *testing.T, k disk, log *slog.Logger) *walk {
	t.Helper()
	p := newPlace(t, k.data, k.keys)
	p.config.Log = log
	must(t, seal.CreateEscrow(p.config.Dir+".escrow", filepath.Join(t.TempDir(), "escrow-identity.txt"), p.config.Dir))
	w := &walk{t: t, pack: p.config.Packs.Services[0], at: time.Now(), used: map[string]bool{}}
	now := func() time.Time { w.at = w.at.Add(time.Millisecond); return w.at }
	n, err := p.open(t.Context(), "one", nil, now)
	must(t, err)
	w.d = &desk{Node: n, place: p, told: newTold(func() []simulation.Step { return nil })}
	w.staff(n)
	return w
}

// staff is furnish with marked names.
func (w *walk) staff(n *installation.Node) {
	w.t.Helper()
	by := gate.Reader{Controller: "kent", Role: "timetable"}
	for _, s := range []struct {
		role, login string
		who         *gate.Reader
	}{{"connector", "priya", &w.d.place.connector}, {"team manager", "denise", &w.d.place.manager}, {"auditor", "sofie", &w.auditor}} {
		id, err := n.Gate.AddWorker(w.t.Context(), by, care.Worker{Login: s.login, Role: s.role, Teams: []string{team}}, w.mark(), "-")
		must(w.t, err)
		*s.who = gate.Reader{Controller: "kent", Worker: id, Role: s.role, Teams: []string{team}}
	}
	must(w.t, n.Gate.HoldCalendar(w.t.Context(), "kent", firstDay))
	w.auditor.Supervised = true
	_, err := n.Gate.Staff(w.t.Context(), "kent")
	must(w.t, err)
}

// answers gives a marked answer to every item that a source gives at a stage
// by a channel, of those that pass.
func (w *walk) answers(stage, from, channel string, pass func(*notice.Item) bool) []gate.Answer {
	var out []gate.Answer
	for i := range w.pack.Items {
		it := &w.pack.Items[i]
		if w.used[it.Code] || !has(it.At, stage) || !has(it.From, from) || !pass(it) {
			continue
		}
		w.used[it.Code] = true
		out = append(out, gate.Answer{Item: it.Code, Value: care.Value{
			Text: w.mark(), Codes: []string{w.mark()}, Number: numeral, AsAt: firstDay, From: from, Channel: channel,
			ChannelWhy: w.mark(), Relevance: w.mark(), On: firstDay,
		}})
	}
	return out
}

func has(list []string, s string) bool {
	return strings.Contains("\x00"+strings.Join(list, "\x00")+"\x00", "\x00"+s+"\x00")
}

// referred is a referral on the public form, triaged, tried, searched for.
func (w *walk) referred() {
	w.t.Helper()
	ctx, d := w.t.Context(), w.d
	who := gate.Reader{Controller: "kent", Role: "public form"}
	ask := gate.Ask{Screen: "refer someone", Act: policy.Record, Purposes: []string{"join", "reach"}}
	news := []gate.NewEpisode{{Service: service, Origin: "someone else", Team: team, Tiers: newcomers}}
	answers := w.answers("application", "referrer", "web", func(it *notice.Item) bool {
		return it.Tier == "referrer" || it.Tier == "record"
	})
	var name string
	for _, a := range answers {
		if a.Item == "client.name" {
			name = a.Value.Text
		}
	}
	must(w.t, d.Gate.Create(ctx, who, ask, news, func(tx *gate.Tx, fs []*gate.File) error {
		w.id = fs[0].Episode.ID
		tx.Did(policy.Record, "referral")
		return tx.Answers(ctx, fs[0], "", answers)
	}))
	must(w.t, d.allocate(ctx, w.id))
	must(w.t, d.tried(ctx, w.id))
	must(w.t, d.look(ctx, d.place.connector, w.id))
	_, err := d.Gate.BuildIndex(ctx, "kent")
	must(w.t, err)
	found := 0
	must(w.t, d.Gate.View(ctx, d.place.connector, gate.Ask{Screen: "my work", Act: policy.See, Purposes: []string{"join"}}, func(tx *gate.Tx) error {
		files, err := tx.Search(ctx, service, name, 10, "client.name")
		found = len(files)
		return err
	}))
	if found != 1 {
		w.t.Errorf("%d people found by a marked name", found)
	}
}

// engaged reaches the person, fills every later item and adds every kind of
// record.
func (w *walk) engaged() {
	w.t.Helper()
	ctx, d := w.t.Context(), w.d
	must(w.t, d.reach(ctx, w.id))
	ask := gate.Ask{Screen: "first visit", Act: policy.Record, Purposes: []string{"join", "access", "plan", "manage"}}
	answers := w.answers("engaged", "client", "visit", func(*notice.Item) bool { return true })
	must(w.t, d.Gate.Update(ctx, d.place.connector, ask, opened(ctx, w.id, policy.Record, func(tx *gate.Tx, f *gate.File) error {
		return tx.Answers(ctx, f, "", answers)
	})))
	ask.Purposes = []string{"join", "plan"}
	records := w.records()
	must(w.t, d.Gate.Update(ctx, d.place.connector, ask, opened(ctx, w.id, policy.Record, func(tx *gate.Tx, f *gate.File) error {
		for _, r := range records {
			if _, err := tx.Add(ctx, f, r); err != nil {
				return fmt.Errorf("adding a %s: %w", r.Kind, err)
			}
		}
		return tx.AddCount(ctx, f, "record", "referrals", "2026-11|someone else|elsewhere")
	})))
	must(w.t, d.look(ctx, d.place.connector, w.id))
	must(w.t, d.look(ctx, d.place.manager, w.id))
}

// records are one of every kind, with a mark in every field that takes words.
func (w *walk) records() []gate.NewRecord {
	day := firstDay
	list := []gate.NewRecord{
		{Kind: care.KindContact, Item: "client.contact-facts", Payload: care.Contact{
			On: day, Clock: w.mark(), Channel: w.mark(), Outcome: w.mark(), Tried: w.mark(), Interpreter: w.mark(), NoticeGiven: w.mark(),
		}},
		{Kind: care.KindNote, Item: "client.notes", Payload: care.Note{On: day, Text: w.mark()}},
		{Kind: care.KindGoal, Item: "client.plan-text", Payload: care.Goal{Text: w.mark(), Set: day, History: []care.Move{{To: w.mark(), On: day}}}},
		{Kind: care.KindStep, Item: "client.plan-text", Payload: care.Step{Text: w.mark(), Who: w.mark(), Set: day}},
		{Kind: care.KindVisit, Item: "client.plan-facts", Payload: care.Visit{On: day, Clock: w.mark(), Place: w.mark(), Outcome: w.mark(), BackBy: w.mark(), BackAt: w.mark()}},
		{Kind: care.KindSignpost, Item: "client.plan-facts", Payload: care.Signpost{On: day, Activity: w.mark(), Provider: w.mark()}},
		{Kind: care.KindOnward, Item: "client.plan-facts", Payload: care.Onward{Recipient: w.mark(), Provider: w.mark(), Items: []string{w.mark()}}},
		{Kind: care.KindPermission, Item: "client.plan-facts", Payload: care.Permission{Recipient: w.mark(), Provider: w.mark(), Items: []string{w.mark()}, Channel: w.mark(), On: day}},
		{Kind: care.KindMeasure, Item: "client.loneliness", Payload: care.MeasureAnswers{Measure: w.mark(), Moment: w.mark(), On: day, Channel: w.mark(), Why: w.mark()}},
		{Kind: care.KindMeasure, Item: "client.wellbeing", Payload: care.MeasureAnswers{Measure: w.mark(), Moment: w.mark(), On: day, Points: map[string]int{w.mark(): numeral}}},
	}
	for i := range list {
		list[i].On = day
		w.used[list[i].Item] = true
	}
	return list
}

// covers requires that every item of the pack holds a mark, and that the marks
// are there to be found by whoever has the keys.
func (w *walk) covers() {
	w.t.Helper()
	for i := range w.pack.Items {
		if !w.used[w.pack.Items[i].Code] {
			w.t.Errorf("no mark was put in %s", w.pack.Items[i].Code)
		}
	}
	l, err := w.d.place.lies(w.t.Context())
	must(w.t, err)
	words, closed, err := l.read(w.t.Context(), "kent", w.d.Keys)
	must(w.t, err)
	all := fmt.Sprint(words)
	for _, m := range w.marks {
		if !strings.Contains(all, string(m)) {
			w.t.Errorf("%s is not in anything sealed", m)
		}
	}
	if len(closed) > 0 {
		w.t.Errorf("%d sections did not open", len(closed))
	}
}

// ended destroys the referrer, closes the episode, changes the keys, and goes
// to the end of all.
func (w *walk) ended() {
	w.t.Helper()
	ctx, d := w.t.Context(), w.d
	w.at = w.at.Add(11 * time.Minute)
	must(w.t, d.sweep(ctx))
	must(w.t, d.leave(ctx, w.id))
	ask := gate.Ask{Screen: "episode overview", Act: policy.See, Purposes: []string{"audit"}}
	must(w.t, d.Gate.View(ctx, w.auditor, ask, func(tx *gate.Tx) error {
		_, err := tx.File(ctx, w.id)
		return err
	}))
	must(w.t, d.integrate(ctx))
	must(w.t, d.ChangeKeys(ctx, "kent"))
	must(w.t, d.Gate.HoldCalendar(ctx, "kent", endOfAll))
	must(w.t, d.sweep(ctx))
	must(w.t, d.integrate(ctx))
	l, err := d.place.lies(ctx)
	must(w.t, err)
	for _, s := range l.sections {
		if s.Tier != staffTier {
			w.t.Errorf("a section of tier %s is left at the end", s.Tier)
		}
	}
}
