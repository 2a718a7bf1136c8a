package installation_test

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"candour/internal/care"
	"candour/internal/gate"
	"candour/internal/installation"
	"candour/internal/ledger"
	"candour/internal/policy"
	"candour/internal/promise"
	"candour/internal/seal"
	"candour/internal/store"
	"candour/internal/storetest"
)

// A site is an installation whose machine time a test moves.
type site struct {
	*installation.Node
	config    installation.Config
	connector gate.Reader
	manager   gate.Reader
	passed    time.Duration
}

const team = "community-connectors"

func open(t *testing.T, data, keys store.Config) *site {
	t.Helper()
	s := &site{}
	dir := filepath.Join(storetest.Dir(t), "data")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := seal.CreateEscrow(dir+".escrow", dir+".identity", dir); err != nil {
		t.Fatal(err)
	}
	s.config = installation.Config{
		Dir: dir, Data: data.URL, Keys: keys.URL, Packs: promise.Packs(t),
		Now: func() time.Time { return time.Now().Add(s.passed) },
	}
	s.reopen(t)
	t.Cleanup(func() { _ = s.Node.Close() })
	s.connector, s.manager = s.worker(t, "connector", "priya"), s.worker(t, "team manager", "denise")
	return s
}

func (s *site) worker(t *testing.T, role, login string) gate.Reader {
	t.Helper()
	by := gate.Reader{Controller: "kent", Role: "timetable"}
	id, err := s.Gate.AddWorker(t.Context(), by, care.Worker{Login: login, Role: role, Teams: []string{team}}, "Name of "+login, "-")
	if err != nil {
		t.Fatal(err)
	}
	return gate.Reader{Controller: "kent", Worker: id, Role: role, Teams: []string{team}}
}

func (s *site) reopen(t *testing.T) {
	t.Helper()
	var err error
	if s.Node, err = installation.Open(t.Context(), s.config); err != nil {
		t.Fatal(err)
	}
}

// refer opens an episode and allocates it to the Connector.
func (s *site) refer(t *testing.T, name string) care.ID {
	t.Helper()
	ctx, id := t.Context(), care.ID("")
	ask := gate.Ask{Screen: "refer someone", Act: policy.Record, Purposes: []string{"join", "reach"}}
	news := []gate.NewEpisode{{Service: "positive-wellbeing", Origin: "someone else", Team: team, Tiers: []string{"referrer", "record", "sensitive"}}}
	err := s.Gate.Create(ctx, gate.Reader{Controller: "kent", Role: "public form"}, ask, news, func(tx *gate.Tx, fs []*gate.File) error {
		id = fs[0].Episode.ID
		tx.Did(policy.Record, "referral")
		return tx.Answers(ctx, fs[0], "", []gate.Answer{
			{Item: "client.name", Value: care.Value{Text: name, From: "referrer", Channel: "web"}},
			{Item: "client.address", Value: care.Value{Text: "1 Mill Lane, no postcode known", From: "referrer", Channel: "web"}},
			{Item: "referrer.name", Value: care.Value{Text: "Mavis Cole", From: "referrer", Channel: "web"}},
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	err = s.Gate.Update(ctx, s.manager, gate.Ask{Screen: "triage", Act: policy.Allocate, Purposes: []string{"join"}}, func(tx *gate.Tx) error {
		f, err := tx.File(ctx, id)
		if err != nil {
			return err
		}
		tx.Did(policy.Allocate, "")
		return tx.Allocate(ctx, f, s.connector.Worker)
	})
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// reach records that the Connector spoke to the person, and lets the referrer
// be destroyed.
func (s *site) reach(t *testing.T, id care.ID) {
	t.Helper()
	ctx := t.Context()
	ask := gate.Ask{Screen: "spoke", Act: policy.Record, Purposes: []string{"join"}}
	err := s.Gate.Revoke(ctx, s.connector, ask, func(tx *gate.Tx) error {
		f, err := tx.File(ctx, id)
		if err != nil {
			return err
		}
		tx.Did(policy.Record, "contact")
		if err := tx.Happen(ctx, f, "reached", tx.Today()); err != nil {
			return err
		}
		return tx.SaveEpisode(ctx, f)
	})
	if err != nil {
		t.Fatal(err)
	}
	s.passed += 11 * time.Minute
	dooms, err := s.Gate.Due(ctx, "kent", 10)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Gate.Destroy(ctx, "kent", dooms); err != nil {
		t.Fatal(err)
	}
}

func (s *site) file(t *testing.T, id care.ID) *gate.File {
	t.Helper()
	var f *gate.File
	ask := gate.Ask{Screen: "episode overview", Act: policy.See, Purposes: []string{"join", "reach"}}
	err := s.Gate.View(t.Context(), s.connector, ask, func(tx *gate.Tx) (err error) {
		f, err = tx.File(t.Context(), id)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// TestARestoreKeepsTheDeadDead backs up, destroys somebody's referrer, loses
// the data database, restores, and finds the living whole and the dead dead.
func TestARestoreKeepsTheDeadDead(t *testing.T) {
	storetest.EachDB(t, func(t *testing.T, data, keys store.Config) {
		promise.Kept(t, "PW-64")
		if says := promise.Pack(t).Page().Text(); !strings.Contains(says, "loss, misuse") {
			t.Error("the notice does not say that information is guarded against loss and misuse")
		}
		s := open(t, data, keys)
		early := s.refer(t, "Arthur Penfold")
		backup := filepath.Join(storetest.Dir(t), "backup.db")
		if err := s.BackUp(t.Context(), backup); err != nil {
			t.Fatal(err)
		}
		s.reach(t, early)
		late := s.refer(t, "Beryl Quested")
		if err := s.Integrate(t.Context()); err != nil {
			t.Fatal(err)
		}
		if err := s.Node.Close(); err != nil {
			t.Fatal(err)
		}

		s.config.Data = "sqlite:" + backup
		if _, err := installation.Open(t.Context(), s.config); !errors.Is(err, ledger.ErrDatabaseBehind) {
			t.Fatalf("serving an unrestored backup gave %v, want it refused", err)
		}
		done, err := installation.Recover(t.Context(), s.config, installation.Restore{})
		if err != nil {
			t.Fatal(err)
		}
		i := slices.IndexFunc(done, func(r installation.Restored) bool { return r.Controller == "kent" })
		if i < 0 || done[i].Lost == 0 || done[i].Redestroyed != 1 {
			t.Errorf("restoring said %+v, want some of Kent's entries lost and one destruction done again", done)
		}
		s.reopen(t)
		f := s.file(t, early)
		if v, _ := f.Value("client.name"); v.Text != "Arthur Penfold" {
			t.Errorf("the living read %q", v.Text)
		}
		if f.Values("referrer.name") != nil || f.Tier("referrer").State != care.TierDestroyed {
			t.Errorf("the referrer came back from the backup: tier %+v", f.Tier("referrer").State)
		}
		ask := gate.Ask{Screen: "episode overview", Act: policy.See, Purposes: []string{"join"}}
		err = s.Gate.View(t.Context(), s.connector, ask, func(tx *gate.Tx) error {
			_, err := tx.File(t.Context(), late)
			return err
		})
		if !errors.Is(err, care.ErrNotFound) {
			t.Errorf("a person whom the backup never held gave %v", err)
		}
		if _, err := s.Logs["kent"].Audit(t.Context()); err != nil {
			t.Errorf("the restored ledger does not verify: %v", err)
		}
	})
}

// TestAnArchiveThatIsBehindIsRefused loses the newest part of the archive: a
// restore could not know who died.
func TestAnArchiveThatIsBehindIsRefused(t *testing.T) {
	storetest.EachDB(t, func(t *testing.T, data, keys store.Config) {
		s := open(t, data, keys)
		id := s.refer(t, "Arthur Penfold")
		if err := s.Integrate(t.Context()); err != nil {
			t.Fatal(err)
		}
		old := filepath.Join(storetest.Dir(t), "archive")
		if err := os.CopyFS(old, os.DirFS(s.config.Dir+".archive")); err != nil {
			t.Fatal(err)
		}
		backup := filepath.Join(storetest.Dir(t), "backup.db")
		if err := s.BackUp(t.Context(), backup); err != nil {
			t.Fatal(err)
		}
		s.reach(t, id)
		if err := s.Integrate(t.Context()); err != nil {
			t.Fatal(err)
		}
		known, err := s.Logs["kent"].Latest(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		_ = s.Node.Close()
		s.config.Data, s.config.Archive = "sqlite:"+backup, old
		_, err = installation.Recover(t.Context(), s.config, installation.Restore{LastKnown: map[string]string{"kent": known.Note}})
		if !errors.Is(err, ledger.ErrArchiveBehind) {
			t.Errorf("an archive behind the last known checkpoint gave %v, want it refused", err)
		}
	})
}

// TestForeignAndMissingKeysAreRefused starts on another installation's key
// directory, and on none: it refuses, says why, and destroys nothing.
func TestForeignAndMissingKeysAreRefused(t *testing.T) {
	storetest.EachDB(t, func(t *testing.T, data, keys store.Config) {
		s := open(t, data, keys)
		id := s.refer(t, "Arthur Penfold")
		_ = s.Node.Close()

		lost := s.config
		lost.KEK = filepath.Join(storetest.Dir(t), "empty.kek")
		if _, err := installation.Open(t.Context(), lost); !errors.Is(err, seal.ErrNoKeyFile) {
			t.Errorf("a missing key file gave %v", err)
		}
		otherData, otherKeys := storetest.SQLite(t)
		other := open(t, otherData, otherKeys)
		_ = other.Node.Close()
		foreign := s.config
		foreign.KEK = other.config.Dir + ".kek"
		if _, err := installation.Open(t.Context(), foreign); !errors.Is(err, seal.ErrForeignKeyFile) {
			t.Errorf("another database's key file gave %v", err)
		}
		mixed := s.config
		mixed.Keys, mixed.KEK = other.config.Keys, other.config.Dir+".kek"
		if _, err := installation.Open(t.Context(), mixed); !errors.Is(err, installation.ErrForeignKeys) {
			t.Errorf("another key database gave %v", err)
		}
		s.reopen(t)
		if v, _ := s.file(t, id).Value("client.name"); v.Text != "Arthur Penfold" {
			t.Errorf("after the refusals the record reads %q", v.Text)
		}
	})
}

// To the sweep of unused keys, every key beside an empty data database looks
// unused: a mistyped address must not destroy everything within the hour.
func TestNewDataBesideKeysInUseIsRefused(t *testing.T) {
	storetest.EachDB(t, func(t *testing.T, data, keys store.Config) {
		s := open(t, data, keys)
		id := s.refer(t, "Arthur Penfold")
		if err := s.Node.Close(); err != nil {
			t.Fatal(err)
		}
		wrong := s.config
		wrong.Data = "sqlite:" + filepath.Join(storetest.Dir(t), "mistyped.db")
		wrong.Archive = filepath.Join(storetest.Dir(t), "archive")
		n, err := installation.Open(t.Context(), wrong)
		if err == nil {
			_ = n.Close()
		}
		if !errors.Is(err, installation.ErrForeignKeys) {
			t.Errorf("opening new data beside keys in use: %v", err)
		}
		s.reopen(t)
		if v, _ := s.file(t, id).Value("client.name"); v.Text != "Arthur Penfold" {
			t.Errorf("afterwards the name reads %q", v.Text)
		}
	})
}
