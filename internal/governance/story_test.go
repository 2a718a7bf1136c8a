package governance_test

import (
	"errors"
	"io/fs"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"candour/internal/calendar"
	"candour/internal/care"
	"candour/internal/gate"
	"candour/internal/governance"
	"candour/internal/installation"
	"candour/internal/store"
	"candour/internal/storetest"
)

const pw = "positive-wellbeing"

var firstDay = calendar.Date(2026, time.November, 23)

// A town is one installation whose files a test changes, and its officer.
type town struct {
	*installation.Node
	config  installation.Config
	officer gate.Reader
	manager gate.Reader
	log     *strings.Builder
}

// folder is the packs as a folder on disk would hold them.
func folder(t *testing.T, change ...string) fs.FS {
	t.Helper()
	out := fstest.MapFS{}
	for _, f := range files(t, change...) {
		out[f.Name] = &fstest.MapFile{Data: f.Source}
	}
	return out
}

func each(t *testing.T, f func(t *testing.T, w *town)) {
	t.Helper()
	storetest.EachDB(t, func(t *testing.T, data, keys store.Config) {
		w := &town{log: &strings.Builder{}}
		at := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
		w.config = installation.Config{
			Dir: filepath.Join(storetest.Dir(t), "data"), Data: data.URL, Keys: keys.URL, Sources: folder(t),
			Now: func() time.Time { at = at.Add(time.Millisecond); return at }, Log: slog.New(slog.NewTextHandler(w.log, nil)),
		}
		w.open(t)
		if err := w.Gate.HoldCalendar(t.Context(), "kent", firstDay); err != nil {
			t.Fatal(err)
		}
		w.officer, w.manager = w.worker(t, governance.Officer, "howard"), w.worker(t, "team manager", "denise")
		f(t, w)
	})
}

func (w *town) open(t *testing.T) {
	t.Helper()
	var err error
	if w.Node, err = installation.Open(t.Context(), w.config); err != nil {
		t.Fatal(err)
	}
	n := w.Node
	t.Cleanup(func() { _ = n.Close() })
}

// again closes the node and opens it over other files.
func (w *town) again(t *testing.T, sources fs.FS) {
	t.Helper()
	if err := w.Node.Close(); err != nil {
		t.Fatal(err)
	}
	w.config.Sources = sources
	w.open(t)
}

func (w *town) worker(t *testing.T, role, login string) gate.Reader {
	t.Helper()
	by := gate.Reader{Controller: "kent", Role: "timetable"}
	id, err := w.Gate.AddWorker(t.Context(), by, care.Worker{Login: login, Role: role}, "Name of "+login, "-")
	if err != nil {
		t.Fatal(err)
	}
	return gate.Reader{Controller: "kent", Worker: id, Role: role}
}

func (w *town) service(t *testing.T) *governance.Service {
	t.Helper()
	s, err := w.Governance.Service(t.Context(), w.officer, pw, "notice")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func (w *town) standing(t *testing.T) governance.Standing {
	t.Helper()
	s, err := w.Governance.Standing("kent", pw)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// approved takes the files here to the state before publishing.
func (w *town) approved(t *testing.T) care.ID {
	t.Helper()
	d := w.Governance
	must(t, d.Draft(t.Context(), w.officer, pw, governance.NewToken()))
	id := w.service(t).Versions[0].ID
	must(t, d.Check(t.Context(), w.officer, id, governance.NewToken()))
	must(t, d.Approve(t.Context(), w.officer, id, governance.NewToken()))
	return id
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// publish publishes the files here as a sample.
func (w *town) publish(t *testing.T, from calendar.Day) {
	t.Helper()
	w.Governance.Samples = true
	must(t, w.Governance.Publish(t.Context(), w.officer, w.approved(t), governance.NewToken(), from, false))
}

// ready mends everything that keeps the service from going live.
func (w *town) ready(t *testing.T) {
	t.Helper()
	d, ctx := w.Governance, t.Context()
	for _, r := range w.service(t).Readings {
		must(t, d.Decide(ctx, w.officer, pw, r.Code, r.Words, true, governance.NewToken()))
	}
	for _, g := range w.service(t).Gaps {
		if g.Says == "The print gives no telephone number for the public" {
			must(t, d.Fill(ctx, w.officer, pw, g.Words, governance.ByPhone, "01632 960 140", governance.NewToken()))
		}
	}
	year := governance.Entered{State: governance.InForce, From: firstDay, Until: firstDay.AddMonths(12)}
	must(t, d.Keep(ctx, w.officer, pw, governance.KindPolicy, "special category data", year, governance.NewToken()))
	must(t, d.Keep(ctx, w.officer, pw, governance.KindAgreement, "activity provider", year, governance.NewToken()))
	year.State = governance.Allowed
	must(t, d.Keep(ctx, w.officer, pw, governance.KindImpact, "the service", year, governance.NewToken()))
	must(t, d.Keep(ctx, w.officer, pw, governance.KindOffice, governance.Officer, governance.Entered{State: governance.Held, Holder: w.officer.Worker, From: firstDay}, governance.NewToken()))
}

func TestAVersionComesToThePublicStepByStepAndEachIsInTheLedger(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		d, ctx := w.Governance, t.Context()
		d.Samples = true
		if s := w.standing(t); s.State != governance.NotPublished || s.Pack.InForce().Date.Long() != "1 April 2022" {
			t.Fatalf("before anything is published it is %s, dated %s", s.State, s.Pack.InForce().Date.Long())
		}
		must(t, d.Draft(ctx, w.officer, pw, governance.NewToken()))
		v := w.service(t).Versions[0]
		if err := d.Approve(ctx, w.officer, v.ID, governance.NewToken()); !errors.Is(err, care.ErrConflict) {
			t.Errorf("approving a draft gave %v", err)
		}
		if err := d.Publish(ctx, w.officer, v.ID, governance.NewToken(), firstDay, false); !errors.Is(err, care.ErrConflict) {
			t.Errorf("publishing a draft gave %v", err)
		}
		must(t, d.Check(ctx, w.officer, v.ID, governance.NewToken()))
		must(t, d.Approve(ctx, w.officer, v.ID, governance.NewToken()))
		if err := d.Publish(ctx, w.officer, v.ID, governance.NewToken(), firstDay.AddDays(-1), false); !errors.Is(err, care.ErrInvalid) {
			t.Errorf("publishing for yesterday gave %v", err)
		}
		token := governance.NewToken()
		must(t, d.Publish(ctx, w.officer, v.ID, token, firstDay.AddDays(10), false))
		must(t, d.Publish(ctx, w.officer, v.ID, token, firstDay.AddDays(10), false)) // the same form again
		if s := w.standing(t); s.State != governance.NotPublished || s.Next == nil {
			t.Errorf("before its day it is %s, and the next is %v", s.State, s.Next)
		}
		must(t, w.Gate.Revoke(ctx, w.manager, gate.Ask{Screen: "time machine", Act: "move calendar"}, func(tx *gate.Tx) error {
			tx.Did("move calendar", "demo")
			return tx.MoveCalendar(ctx, firstDay.AddDays(10))
		}))
		must(t, d.Refresh(ctx))
		s := w.standing(t)
		if s.State != governance.Sample || s.Pack.InForce().Date != firstDay.AddDays(10) || s.Version.Number != 1 {
			t.Errorf("on its day it is %s, version %v, dated %s", s.State, s.Version, s.Pack.InForce().Date)
		}
		if text := s.Pack.Page().Text(); !strings.Contains(text, "Last updated 3 December 2026") || !strings.Contains(text, "1 April 2022: last updated") {
			t.Errorf("the notice's date did not move by itself: %.200s", text)
		}
		if svc, err := w.Gate.Service("kent", pw); err != nil || svc.Pack != s.Pack {
			t.Errorf("the gate decides by another pack than the one shown: %v", err)
		}
		acts := map[string]int{}
		must(t, w.Gate.View(ctx, w.officer, gate.Ask{Screen: "ledger", Act: "see"}, func(tx *gate.Tx) error {
			clear(acts)
			page, err := tx.Ledger(ctx, 0, 50)
			for _, e := range append(page.Pending, page.Placed...) {
				if e.Commitment == v.Hash && e.Of == string(v.ID) && e.Service == pw {
					acts[e.Act]++
				}
			}
			return err
		}))
		for _, act := range []string{"draft notice", "check notice", "approve notice", "publish notice"} {
			if acts[act] != 1 {
				t.Errorf("%d entries of %q name the hash, want 1", acts[act], act)
			}
		}
	})
}

func TestOnlyTheOfficerGoverns(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		d, ctx, id := w.Governance, t.Context(), w.approved(t)
		for name, who := range map[string]gate.Reader{
			"a manager": w.manager, "nobody signed in": {Controller: "kent", Role: governance.Officer},
		} {
			for act, do := range map[string]func() error{
				"overview": func() error { _, err := d.Overview(ctx, who); return err },
				"service":  func() error { _, err := d.Service(ctx, who, pw, "notice"); return err },
				"draft":    func() error { return d.Draft(ctx, who, pw, governance.NewToken()) },
				"check":    func() error { return d.Check(ctx, who, id, governance.NewToken()) },
				"publish":  func() error { return d.Publish(ctx, who, id, governance.NewToken(), firstDay, false) },
				"fill": func() error {
					return d.Fill(ctx, who, pw, governance.Words("x"), governance.ByPhone, "999", governance.NewToken())
				},
				"decide": func() error {
					return d.Decide(ctx, who, pw, "R1", w.service(t).Readings[0].Words, true, governance.NewToken())
				},
			} {
				if err := do(); !errors.Is(err, care.ErrRefused) {
					t.Errorf("%s: %s gave %v, want it refused", name, act, err)
				}
			}
		}
		if got := w.service(t); got.Versions[0].State != governance.Approved || got.Readings[0].Line != nil {
			t.Errorf("a refused act was done: %+v", got.Versions[0].Publication)
		}
	})
}

func TestFilesThatFailKeepThePublishedVersionRunning(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		w.publish(t, firstDay)
		was := w.standing(t)
		broken := folder(t, "keep:  ", "kept:  ")
		w.again(t, broken)
		s := w.standing(t)
		if s.Version == nil || s.Version.Hash != was.Version.Hash || s.Pack.Hash != was.Pack.Hash || len(s.Pack.Tiers) == 0 {
			t.Fatalf("with faulty files %+v runs", s.Version)
		}
		if governance.FaultsOf(s.Faults) == nil || !strings.Contains(w.log.String(), "published version keeps running") {
			t.Errorf("it is not said that the files do not compile: %v; the log: %s", s.Faults, w.log)
		}
		if page := w.service(t); governance.FaultsOf(page.Faults) == nil {
			t.Error("the officer's page does not say so")
		}
		must(t, w.Governance.Draft(t.Context(), w.officer, pw, governance.NewToken()))
		v := w.service(t).Versions[0]
		if err := w.Governance.Check(t.Context(), w.officer, v.ID, governance.NewToken()); governance.FaultsOf(err) == nil {
			t.Errorf("checking a faulty draft gave %v", err)
		}
		if got := w.service(t).Versions[0]; got.State != governance.Draft || got.Faults == nil {
			t.Errorf("a faulty draft is %s with faults %v", got.State, got.Faults)
		}
	})
}

func TestFaultyFilesOfWhatWasNeverPublishedStopTheNode(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		must(t, w.Node.Close())
		w.config.Sources = folder(t, "keep:  ", "kept:  ")
		if n, err := installation.Open(t.Context(), w.config); governance.FaultsOf(err) == nil {
			t.Errorf("it opened: %v, %v", n, err)
		}
		w.config.Sources = folder(t)
		w.open(t)
	})
}

func TestAnotherVersionRunsOnlyOnceItIsPublished(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		w.publish(t, firstDay)
		must(t, w.Governance.Refresh(t.Context()))
		w.again(t, folder(t, "until: 6 months after left", "until: 9 months after left"))
		s := w.standing(t)
		if tier, _ := s.Pack.Tier("sensitive"); tier.Limits[0].Months != 6 || !s.Differ() {
			t.Fatalf("files that nobody published run: kept %d months; said to differ: %v", tier.Limits[0].Months, s.Differ())
		}
		w.publish(t, firstDay)
		if tier, _ := w.standing(t).Pack.Tier("sensitive"); tier.Limits[0].Months != 9 {
			t.Errorf("once published it keeps %d months", tier.Limits[0].Months)
		}
		page := w.service(t)
		if v := page.Versions[0]; v.Number != 2 || len(v.Changes) != 1 || !strings.Contains(v.Changes[0].Says, "kept 3 months longer") {
			t.Errorf("version 2 is told of as %+v", v.Changes)
		}
		if err := w.Governance.Draft(t.Context(), w.officer, pw, governance.NewToken()); !errors.Is(err, care.ErrInvalid) {
			t.Errorf("taking the same files twice gave %v", err)
		}
	})
}

func TestAnotherNodeTakesUpWhatIsPublished(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		config := w.config
		config.Node = "two"
		other, err := installation.Open(t.Context(), config)
		must(t, err)
		defer other.Close()
		w.publish(t, firstDay)
		must(t, other.Governance.Refresh(t.Context()))
		if s, err := other.Governance.Standing("kent", pw); err != nil || s.State != governance.Sample {
			t.Errorf("on the other node it is %s: %v", s.State, err)
		}
	})
}

func TestGoingLiveIsRefusedWithExactlyWhatIsMissing(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		d, ctx, id := w.Governance, t.Context(), w.approved(t)
		err := d.Publish(ctx, w.officer, id, governance.NewToken(), firstDay, true)
		var no *governance.NotReady
		if !errors.As(err, &no) {
			t.Fatalf("going live gave %v", err)
		}
		said := map[string]bool{}
		for _, l := range no.Missing {
			said[l.Says] = true
			if l.Mend == "" {
				t.Errorf("nobody is named who can mend %q", l.Says)
			}
		}
		want := []string{
			"There is no telephone number to ring", "There is no appropriate policy document: special category data",
			"There is no approved impact assessment of the service", "There is no agreement with the group or organisation you chose",
			"The office of the data protection officer is vacant",
		}
		for _, r := range w.service(t).Readings {
			want = append(want, "Reading "+r.Code+" is not accepted")
		}
		for _, says := range want {
			if !said[says] {
				t.Errorf("it does not say %q", says)
			}
		}
		if len(no.Missing) != len(want) {
			t.Errorf("it says %d things, want %d: %v", len(no.Missing), len(want), no.Missing)
		}
		if err := d.Publish(ctx, w.officer, id, governance.NewToken(), firstDay, false); !errors.Is(err, care.ErrRefused) {
			t.Errorf("a sample where services are real gave %v", err)
		}
		if w.standing(t).State != governance.NotPublished {
			t.Error("a refused version runs")
		}
		w.ready(t)
		if left := w.service(t).Missing; len(left) != 0 {
			t.Fatalf("with everything mended it still says %v", left)
		}
		must(t, d.Publish(ctx, w.officer, id, governance.NewToken(), firstDay, true))
		if s := w.standing(t); s.State != governance.Live || s.Pack.Controller.Phone != "01632 960 140" {
			t.Errorf("it is %s and rings %q", s.State, s.Pack.Controller.Phone)
		}
	})
}

func TestDatesInTheRegistersComeDue(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		w.ready(t)
		ctx := t.Context()
		lapsed := governance.Entered{State: governance.InForce, From: firstDay.AddMonths(-12), Until: firstDay.AddDays(-1)}
		must(t, w.Governance.Keep(ctx, w.officer, pw, governance.KindPolicy, "special category data", lapsed, governance.NewToken()))
		must(t, w.Governance.Keep(ctx, w.officer, pw, governance.KindAgreement, "activity provider",
			governance.Entered{State: governance.InForce, From: firstDay.AddDays(1), Until: firstDay.AddDays(9)}, governance.NewToken()))
		must(t, w.Governance.Keep(ctx, w.officer, pw, governance.KindOffice, governance.Officer,
			governance.Entered{State: governance.Vacant, From: firstDay}, governance.NewToken()))
		var said []string
		for _, l := range w.service(t).Missing {
			said = append(said, l.Says)
		}
		for _, want := range []string{"was to be reviewed by 22 November 2026", "begins on 24 November 2026 only", "data protection officer is vacant"} {
			if !strings.Contains(strings.Join(said, "\n"), want) {
				t.Errorf("it does not say %q: %q", want, said)
			}
		}
		for _, r := range w.service(t).Kept {
			if r.Code == governance.KindPolicy && len(r.Rows[0].Before) != 1 {
				t.Errorf("the line before is not kept: %+v", r.Rows[0])
			}
		}
		for name, e := range map[string]governance.Entered{
			"no state": {From: firstDay, Until: firstDay}, "no days": {State: governance.InForce},
			"backwards": {State: governance.InForce, From: firstDay, Until: firstDay.AddDays(-1)},
		} {
			if err := w.Governance.Keep(ctx, w.officer, pw, governance.KindAgreement, "activity provider", e, governance.NewToken()); !errors.Is(err, care.ErrInvalid) {
				t.Errorf("%s gave %v", name, err)
			}
		}
		if err := w.Governance.Keep(ctx, w.officer, pw, governance.KindOffice, governance.Officer,
			governance.Entered{State: governance.Held, Holder: gate.NewID(), From: firstDay}, governance.NewToken()); !errors.Is(err, care.ErrInvalid) {
			t.Errorf("a holder who does not work here gave %v", err)
		}
	})
}

func TestAReadingIsAcceptedOnItsWordsAlone(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		d, ctx := w.Governance, t.Context()
		r := w.service(t).Readings[0]
		if err := d.Decide(ctx, w.officer, pw, r.Code, governance.Words("other words"), true, governance.NewToken()); !errors.Is(err, care.ErrConflict) {
			t.Errorf("accepting other words gave %v", err)
		}
		must(t, d.Decide(ctx, w.officer, pw, r.Code, r.Words, true, governance.NewToken()))
		if text := w.standing(t).Pack.Page().Text(); strings.Count(text, "accepted by the data protection officer") != 1 {
			t.Error("the notice does not say that one reading is accepted")
		}
		w.again(t, folder(t, "Only a conversation with the person themselves counts as contact.", "Only a talk with them counts."))
		got := w.service(t).Readings[0]
		if got.Line != nil || !got.Changed || strings.Contains(w.standing(t).Pack.Page().Text(), "accepted by the data protection officer") {
			t.Errorf("a changed reading is still accepted: %+v", got)
		}
		must(t, w.Governance.Decide(ctx, w.officer, pw, got.Code, got.Words, false, governance.NewToken()))
		if got = w.service(t).Readings[0]; got.Line == nil || got.Line.State != governance.Declined {
			t.Errorf("a declined reading stands as %+v", got.Line)
		}
	})
}

func TestAFilledGapStandsOnTheNotice(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		g := w.service(t).Gaps[0]
		for how, value := range map[string]string{
			governance.ByPhone: "ring Beryl", governance.ByEmail: "nobody", governance.OnWeb: "http://council.example", governance.ByPost: "", "fax": "1",
		} {
			if err := w.Governance.Fill(t.Context(), w.officer, pw, g.Words, how, value, governance.NewToken()); !errors.Is(err, care.ErrInvalid) {
				t.Errorf("filling it with %q by %s gave %v", value, how, err)
			}
		}
		must(t, w.Governance.Fill(t.Context(), w.officer, pw, g.Words, governance.OnWeb, "https://ico.example/", governance.NewToken()))
		text := w.standing(t).Pack.Page().Text()
		if !strings.Contains(text, g.Says+". The council filled this in on 23 November 2026: https://ico.example/") {
			t.Error("the notice does not show what fills the gap beside its place")
		}
	})
}
