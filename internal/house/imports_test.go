package house

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
)

// The floors of the house, lowest first. A room may import rooms of the
// floors named for it, and what it is listed with.
var (
	meaning   = []string{"calendar", "care", "notice", "policy", "standards"}
	mechanism = []string{"store", "seal", "ledger"}
	work      = []string{"access", "casework", "governance", "retention", "demo"}
	edges     = []string{"web", "timetable"}
	wiring    = []string{"installation"} // puts a node together, for the command line and for tests
)

// rooms says which rooms of internal/ each room may import. The test support
// rooms at the end are imported by tests only, so they may look anywhere.
var rooms = map[string][]string{
	"calendar": nil,
	"care":     {"calendar"},
	"notice":   {"calendar"},
	"policy":   {"calendar", "care", "notice"},

	"standards": {"calendar", "notice", "policy"},

	"store":  meaning,
	"seal":   join(meaning, "store"),
	"ledger": join(meaning, "store"),

	"gate": join(meaning, mechanism...),

	"access":     join(meaning, "gate"),
	"casework":   join(meaning, "gate"),
	"governance": join(meaning, "gate"),
	"retention":  join(meaning, "gate"),
	"demo":       join(meaning, "gate", "access", "casework", "governance", "retention"),

	"timetable": join(meaning, work...),
	"web":       join(meaning, work...),

	"installation": slices.Concat(meaning, mechanism, []string{"gate", "governance"}),
}

// proof is what only tests import, wherever it stands.
var proof = []string{
	"internal/house", "internal/promise", "internal/rehearsal", "internal/simulation", "internal/storetest", "internal/webtest", "e2e",
}

// Outside packages that one room keeps to itself.
var keepers = map[string][]string{
	"database/sql":             {"internal/store"},
	"github.com/jackc/pgx":     {"internal/store"},
	"modernc.org/sqlite":       {"internal/store"},
	"github.com/pressly/goose": {"internal/store"},
	"github.com/alecthomas":    {"cmd/candour"},
}

// A value may say how a database holds it without knowing any database.
const driverValues = "database/sql/driver"

// What a pure room never touches: it takes values and gives values.
var impure = []string{"os", "net", "net/http", "os/exec", "log", "log/slog", "database/sql", "math/rand", "math/rand/v2", "crypto/rand"}

func join(list []string, more ...string) []string { return append(slices.Clone(list), more...) }

func TestImportsGoDownwards(t *testing.T) {
	for _, wrong := range importsWrong(source(t)) {
		t.Error(wrong)
	}
}

func TestImportsPlantedWrongAreFound(t *testing.T) {
	for name, c := range map[string]struct{ file, imports, want string }{
		"upwards":         {"internal/policy/x.go", "candour/internal/store", "may not import internal/store"},
		"past the door":   {"internal/web/x.go", "candour/internal/gate", "may not import internal/gate"},
		"sideways":        {"internal/casework/x.go", "candour/internal/access", "may not import internal/access"},
		"keys":            {"internal/retention/x.go", "candour/internal/seal", "may not import internal/seal"},
		"a stray driver":  {"internal/gate/x.go", "database/sql", "only internal/store may import"},
		"a driver's part": {"internal/demo/x.go", "github.com/jackc/pgx/v5/stdlib", "only internal/store may import"},
		"proof":           {"internal/gate/x.go", "candour/internal/promise", "only tests may import"},
		"not pure":        {"internal/policy/x.go", "os", "takes values and gives values"},
		"a new room":      {"internal/cellar/x.go", "fmt", "is not on the map"},
		"the command":     {"internal/web/x.go", "candour/cmd/candour", "may not import cmd/candour"},
	} {
		f := planted(t, c.file, fmt.Sprintf("package x\n\nimport _ %q\n", c.imports))
		if got := strings.Join(importsWrong([]file{f}), "\n"); !strings.Contains(got, c.want) {
			t.Errorf("%s: got %q, want %q in it", name, got, c.want)
		}
	}
}

func TestImportsAllowedArePassed(t *testing.T) {
	for name, imports := range map[string]string{
		"internal/gate/x.go":        "candour/internal/seal",
		"internal/store/x.go":       "modernc.org/sqlite",
		"internal/gate/x_test.go":   "candour/internal/promise",
		"internal/web/x.go":         "candour/internal/web/ui",
		"cmd/candour/x.go":          "candour/internal/promise",
		"e2e/x_test.go":             "candour/internal/store",
		"internal/policy/x_test.go": "os",
	} {
		f := planted(t, name, fmt.Sprintf("package x\n\nimport _ %q\n", imports))
		if wrong := importsWrong([]file{f}); len(wrong) > 0 {
			t.Errorf("%s importing %s: %q", name, imports, wrong)
		}
	}
}

// importsWrong lists every import that breaks a rule.
func importsWrong(files []file) []string {
	found := map[string]bool{}
	for _, f := range files {
		for _, imported := range f.imports() {
			if why := importWrong(f, imported); why != "" {
				found[why] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(found))
}

func importWrong(f file, imported string) string {
	dir := f.dir()
	if f.isTest() || within(dir, proof...) {
		return ""
	}
	for outside, keeper := range keepers {
		if within(imported, outside) && imported != driverValues && !within(dir, keeper...) {
			return fmt.Sprintf("%s: only %s may import %s", dir, strings.Join(keeper, ", "), imported)
		}
	}
	if within(imported, proof...) && dir != "cmd/candour" {
		return fmt.Sprintf("%s: only tests may import %s", dir, imported)
	}
	if within(dir, "cmd/candour") {
		return ""
	}
	if within(dir, "packs") && strings.Contains(imported, "internal/") {
		return "packs hold data and import nothing of the house"
	}
	return roomWrong(dir, imported)
}

// roomWrong judges an import by a room of internal/.
func roomWrong(dir, imported string) string {
	room, ok := roomOf(dir)
	if !ok {
		return ""
	}
	allowed, onMap := rooms[room]
	if !onMap {
		return fmt.Sprintf("internal/%s is not on the map of rooms in this test", room)
	}
	if slices.Contains(meaning, room) && slices.Contains(impure, imported) {
		return fmt.Sprintf("internal/%s takes values and gives values: it may not import %s", room, imported)
	}
	if strings.HasPrefix(imported, "cmd/") {
		return fmt.Sprintf("internal/%s may not import %s", room, imported)
	}
	other, ok := roomOf(imported)
	if !ok || other == room || slices.Contains(allowed, other) {
		return ""
	}
	return fmt.Sprintf("internal/%s may not import internal/%s", room, other)
}

// roomOf gives the room of internal/ that a package stands in.
func roomOf(dir string) (string, bool) {
	rest, ok := strings.CutPrefix(dir, "internal/")
	room, _, _ := strings.Cut(rest, "/")
	return room, ok
}

// within says whether a path is one of the others or inside one of them.
func within(name string, others ...string) bool {
	return slices.ContainsFunc(others, func(other string) bool {
		return name == other || strings.HasPrefix(name, other+"/")
	})
}

// Every room on the map is on a floor, so that no room is reachable by an
// oversight in the table.
func TestEveryRoomStandsOnOneFloor(t *testing.T) {
	floors := slices.Concat(meaning, mechanism, []string{"gate"}, work, edges, wiring)
	slices.Sort(floors)
	if got := slices.Sorted(maps.Keys(rooms)); !slices.Equal(got, floors) {
		t.Errorf("rooms on the map %q, on the floors %q", got, floors)
	}
}
