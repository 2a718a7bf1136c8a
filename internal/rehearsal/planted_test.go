package rehearsal

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// A defect is planted in a copy of the gate's own source, over which these very
// tests are built once more: nothing in the program itself can be made to fail
// so. The test that passes here must fail there, for the reason named, and a
// seed that showed it must show it again.
type defect struct {
	name  string
	file  string // of internal/gate
	right string // what the gate says
	wrong string // what the copy says
	test  string // that catches it
	says  string // what it finds
	seeds bool   // found by a seed, which must replay
}

// planter goes beside the gate in the copy.
const planter = `package gate

import "os"

func planted(name string) bool { return os.Getenv("CANDOUR_PLANTED") == name }
`

var defects = []defect{
	{
		name: "release before entry", file: "release.go",
		right: "		return g.append(ctx, h, tx.entry(), tx.seen, false)\n	case errors.As",
		wrong: `		if planted("release before entry") {
			go func() { _ = g.append(context.WithoutCancel(ctx), h, tx.entry(), tx.seen, false) }()
			return nil
		}
		return g.append(ctx, h, tx.entry(), tx.seen, false)
	case errors.As`,
		test: "TestStorySurvivesACrashAtEveryStatement", says: errUnlogged.Error(),
	},
	{
		name: "key deleted before intent", file: "destroy.go",
		right: "	intents, err := g.intend(ctx, controller, dooms)\n",
		wrong: `	for _, d := range dooms {
		if d.Reason == "event" && planted("key deleted before intent") {
			if _, err := g.keys.Delete(ctx, controller, d.Tier.Key); err != nil {
				return nil, err
			}
		}
	}
	intents, err := g.intend(ctx, controller, dooms)
`,
		test: "TestStorySurvivesACrashAtEveryStatement", says: errNoIntent.Error(),
	},
	{
		name: "key sweep without intent", file: "destroy.go",
		right: "		intents, err := g.intendUnused(ctx, controller, old)\n",
		wrong: `		if planted("key sweep without intent") {
			var used map[care.ID]bool
			if err := g.db.View(ctx, func(s *store.Tx) (err error) { used, err = s.KeyUsed(ctx, controller, old); return err }); err != nil {
				return n, err
			}
			for _, id := range old {
				if used[id] {
					continue
				}
				if _, err := g.keys.Delete(ctx, controller, id); err != nil {
					return n, err
				}
			}
			continue
		}
		intents, err := g.intendUnused(ctx, controller, old)
`,
		test: "TestAStalledCreatorLosesNothing", says: "is missing without a destruction intent", seeds: true,
	},
	{
		name: "counter only read", file: "commit.go",
		right: "		now, err := s.WriteLane(ctx, h.controller, g.node, laneViews, g.now())\n",
		wrong: `		write := s.WriteLane
		if planted("counter only read") {
			write = func(ctx context.Context, controller, node, lane string, _ time.Time) (int64, error) {
				return s.ReadLane(ctx, controller, node, lane)
			}
		}
		now, err := write(ctx, h.controller, g.node, laneViews, g.now())
`,
		test: "TestNothingIsReadAfterItIsTakenAway/postgres", says: errAfterwards.Error(), seeds: true,
	},
}

// imported is what a copy needs besides what the file imports.
var imported = map[string]string{"commit.go": `"time"`}

func TestPlantedDefectsAreCaught(t *testing.T) {
	binary := plant(t)
	for _, d := range defects {
		t.Run(d.name, func(t *testing.T) {
			run := exec.Command(binary, "-test.v", "-test.run", "^"+strings.ReplaceAll(d.test, "/", "$/^")+"$")
			run.Env = append(os.Environ(), "CANDOUR_PLANTED="+d.name)
			out, err := run.CombinedOutput()
			switch {
			case err == nil:
				t.Errorf("%s passes with the defect planted", d.test)
			case !bytes.Contains(out, []byte(d.says)):
				t.Errorf("%s failed, and not because %s:\n%.8000s", d.test, d.says, out)
			case d.seeds && !bytes.Contains(out, []byte("replays to the same trace")):
				t.Errorf("the seed that found it did not replay:\n%.8000s", out)
			}
		})
	}
}

// plant builds these tests over a copy of the gate with every defect in it,
// each asleep until CANDOUR_PLANTED names it.
func plant(t *testing.T) string {
	t.Helper()
	root, err := filepath.Abs(filepath.Join("..", ".."))
	if err != nil {
		t.Fatal(err)
	}
	dir, gate := t.TempDir(), filepath.Join(root, "internal", "gate")
	files := map[string]string{"planted.go": planter}
	for _, d := range defects {
		if files[d.file] == "" {
			text, err := os.ReadFile(filepath.Join(gate, d.file))
			if err != nil {
				t.Fatal(err)
			}
			files[d.file] = string(text)
			if more := imported[d.file]; more != "" && !strings.Contains(string(text), more) {
				files[d.file] = strings.Replace(string(text), "import (\n", "import (\n\t"+more+"\n", 1)
			}
		}
		if strings.Count(files[d.file], d.right) != 1 {
			t.Fatalf("internal/gate/%s no longer says once:\n%s", d.file, d.right)
		}
		files[d.file] = strings.Replace(files[d.file], d.right, d.wrong, 1)
	}
	replace := map[string]string{}
	for name, text := range files {
		replace[filepath.Join(gate, name)] = filepath.Join(dir, name)
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	overlay, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "overlay.json"), overlay, 0o600); err != nil {
		t.Fatal(err)
	}
	binary := filepath.Join(dir, "planted.test")
	build := exec.Command("go", "test", "-c", "-overlay", filepath.Join(dir, "overlay.json"), "-o", binary, "./internal/rehearsal")
	build.Dir = root
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("building over the defects: %v\n%s", err, out)
	}
	return binary
}
