package rehearsal

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"candour/internal/calendar"
	"candour/internal/care"
	"candour/internal/gate"
	"candour/internal/installation"
	"candour/internal/notice"
	"candour/internal/promise"
	"candour/internal/simulation"
	"candour/internal/store"
	"candour/internal/storetest"
)

const (
	service = "positive-wellbeing"
	team    = "community-connectors"
)

var firstDay = calendar.Date(2026, time.November, 23)

// proving asks for the large counts.
var proving = os.Getenv("CANDOUR_PROVE") == "1"

// count is how many of something a test does.
func count(quick, thorough int) int {
	if proving {
		return thorough
	}
	return quick
}

// A place is where an installation lies: its folders and its databases.
type place struct {
	config     installation.Config
	controller string
	connector  gate.Reader
	manager    gate.Reader
}

// kent gives the Kent pack alone.
func kent(t testing.TB) notice.Packs {
	t.Helper()
	p := promise.Pack(t)
	return notice.Packs{Controllers: []notice.Controller{p.Controller}, Services: []*notice.Pack{p}}
}

var quiet = slog.New(slog.DiscardHandler)

// at gives a place in a folder, on databases elsewhere if any are given.
func at(dir string, packs notice.Packs, data, keys string) *place {
	p := &place{controller: packs.Controllers[0].Code}
	p.config = installation.Config{
		Dir: filepath.Join(dir, "data"), Data: data, Keys: keys, Packs: packs, Log: quiet, BusyTimeout: -1,
	}
	if data == "" {
		p.config.Data, p.config.Keys = "sqlite:"+p.file("candour.db"), "sqlite:"+p.file("keys.db")
	}
	return p
}

func (p *place) file(name string) string { return filepath.Join(p.config.Dir, name) }

// open puts a node together, on a node of the simulator if one is given.
func (p *place) open(ctx context.Context, name string, sim *simulation.Node, now func() time.Time) (*installation.Node, error) {
	c := p.config
	c.Node, c.Now = name, now
	if sim != nil {
		c.WrapData, c.WrapKeys = sim.Wrap("data"), sim.Wrap("keys")
	} else {
		c.BusyTimeout = 0
	}
	return installation.Open(ctx, c)
}

// furnish makes the staff of an installation that has none, and stops its
// calendar.
func (p *place) furnish(ctx context.Context, g *gate.Gate) error {
	by := gate.Reader{Controller: p.controller, Role: "timetable"}
	for _, w := range []struct {
		role, login string
		who         *gate.Reader
	}{{"connector", "priya", &p.connector}, {"team manager", "denise", &p.manager}} {
		id, err := g.AddWorker(ctx, by, care.Worker{Login: w.login, Role: w.role, Teams: []string{team}}, "Name of "+w.login, "-")
		if err != nil {
			return err
		}
		*w.who = gate.Reader{Controller: p.controller, Worker: id, Role: w.role, Teams: []string{team}}
	}
	return g.HoldCalendar(ctx, p.controller, firstDay)
}

// A stage gives each run of a story an installation of its own, whose first
// node furnishes it if nobody has. It is called inside the bubble, before the
// story.
type stage func(w *simulation.World) (*place, error)

// furnished opens a place on a quiet node of the simulator to furnish it.
func furnished(w *simulation.World, p *place) error {
	ctx := context.Background()
	n, err := p.open(ctx, "furnisher", w.Node("furnisher"), time.Now)
	if err != nil {
		return err
	}
	defer n.Close()
	return p.furnish(ctx, n.Gate)
}

// onSQLite copies one furnished installation for each run.
func onSQLite(t *testing.T) stage {
	t.Helper()
	packs, dir := kent(t), storetest.Dir(t)
	model := at(filepath.Join(dir, "model"), packs, "", "")
	if err := os.MkdirAll(model.config.Dir, 0o700); err != nil {
		t.Fatal(err)
	}
	out := simulation.Run(t, simulation.Config{Seed: 1}, func(w *simulation.World) error { return furnished(w, model) })
	if out.Err != nil {
		t.Fatal(out.Err)
	}
	runs := 0
	return func(w *simulation.World) (p *place, err error) {
		runs++
		last, into := filepath.Join(dir, fmt.Sprint(runs-1)), filepath.Join(dir, fmt.Sprint(runs))
		w.Outside(func() {
			_ = os.RemoveAll(last)
			err = copyTree(filepath.Join(dir, "model"), into)
		})
		p = at(into, packs, "", "")
		p.connector, p.manager = model.connector, model.manager
		return p, err
	}
}

// onPostgres gives each run one pair of databases, emptied down to the last
// page: what a serialisable transaction runs into depends on which rows share
// a page, and a seed must replay.
func onPostgres(t *testing.T) (stage, string) {
	t.Helper()
	data, keys := storetest.Postgres(t)
	packs, dir, runs := kent(t), storetest.Dir(t), 0
	for _, url := range []string{data.URL, keys.URL} {
		tables, db := tablesOf(t, url)
		for _, name := range tables { // statistics change plans, and plans change locks
			_, err := db.Exec("ALTER TABLE " + name + " SET (autovacuum_enabled = off)")
			must(t, err)
		}
	}
	return func(w *simulation.World) (p *place, err error) {
		runs++
		w.Outside(func() { err = errors.Join(empty(t, data.URL), empty(t, keys.URL)) })
		p = at(filepath.Join(dir, fmt.Sprint(runs)), packs, data.URL, keys.URL)
		p.config.BusyTimeout = 0
		return p, err
	}, data.URL
}

// tablesOf lists the tables of a PostgreSQL database that hold what it stores.
func tablesOf(t *testing.T, url string) ([]string, *sql.DB) {
	t.Helper()
	db, _, err := database(url)
	must(t, err)
	var list string
	must(t, db.QueryRow(`
		SELECT string_agg(quote_ident(tablename), ',' ORDER BY tablename) FROM pg_tables
		WHERE schemaname = 'public' AND tablename NOT LIKE '%schema_version'`).Scan(&list))
	return strings.Split(list, ","), db
}

func empty(t *testing.T, url string) error {
	tables, db := tablesOf(t, url)
	_, err := db.Exec("TRUNCATE " + strings.Join(tables, ", "))
	return err
}

// onEach runs f on both databases.
func onEach(t *testing.T, f func(t *testing.T, fresh stage, c simulation.Config)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { f(t, onSQLite(t), simulation.Config{Seed: 1}) })
	t.Run("postgres", func(t *testing.T) {
		fresh, url := onPostgres(t)
		f(t, fresh, simulation.Config{Seed: 1, Postgres: url})
	})
}

// copyTree copies files for this user alone, as the originals are.
func copyTree(from, into string) error {
	return filepath.WalkDir(from, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(from, path)
		if err != nil {
			return err
		}
		to := filepath.Join(into, rel)
		switch {
		case d.IsDir():
			return os.MkdirAll(to, 0o700)
		case strings.HasSuffix(path, "-shm"):
			return nil
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		return os.WriteFile(to, data, 0o600)
	})
}

// newPlace gives an installation outside any simulation, on either database,
// with machine time that the test moves.
func newPlace(t *testing.T, data, keys store.Config) *place {
	t.Helper()
	p := at(storetest.Dir(t), kent(t), data.URL, keys.URL)
	if err := os.MkdirAll(p.config.Dir, 0o700); err != nil {
		t.Fatal(err)
	}
	return p
}

// onlySeed is the one seed that was asked for, if one was.
func onlySeed(t *testing.T) (uint64, bool) {
	t.Helper()
	asked := os.Getenv("CANDOUR_SEED")
	if asked == "" {
		return 0, false
	}
	seed, err := strconv.ParseUint(asked, 10, 64)
	if err != nil {
		t.Fatalf("CANDOUR_SEED is a number, not %q", asked)
	}
	return seed, true
}
