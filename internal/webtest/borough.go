package webtest

import (
	"embed"
	"io/fs"
	"testing"
	"testing/fstest"

	"candour/internal/care"
	"candour/internal/demo"
	"candour/internal/gate"
	"candour/internal/notice"
	"candour/internal/store"
	"candour/internal/storetest"
	"candour/packs"
)

// boroughFS is a council that is nowhere, with two services that have no case
// pages: what they ask between them is every shape, source and rule of a form.
//
//go:embed testdata/packs
var boroughFS embed.FS

// The borough's services.
const (
	WarmHomes      = "warm-homes"      // others tell of somebody; nothing rests on consent
	GoodNeighbours = "good-neighbours" // everything rests on consent
)

// EachBorough is Each with the borough's packs beside the house's own.
func EachBorough(t *testing.T, f func(t *testing.T, s *Site)) {
	t.Helper()
	all := WithBorough(t)
	storetest.EachDB(t, func(t *testing.T, data, keys store.Config) { f(t, StartWith(t, data, keys, all)) })
}

// WithBorough loads the house's packs and the borough's.
func WithBorough(t testing.TB) notice.Packs {
	t.Helper()
	borough, err := fs.Sub(boroughFS, "testdata/packs")
	if err != nil {
		t.Fatal(err)
	}
	return WithPacks(t, borough)
}

// WithPacks loads the house's packs and those of a folder beside them.
func WithPacks(t testing.TB, beside fs.FS) notice.Packs {
	t.Helper()
	both := fstest.MapFS{}
	for _, from := range []fs.FS{packs.FS, beside} {
		err := fs.WalkDir(from, ".", func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			data, err := fs.ReadFile(from, path)
			both[path] = &fstest.MapFile{Data: data}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	all, err := notice.LoadAll(both)
	if err != nil {
		t.Fatalf("loading the packs: %v", err)
	}
	return all
}

// Enrol gives the site a member of staff beside the demo's, who can sign in.
func (s *Site) Enrol(controller, user, role string, teams ...string) care.ID {
	s.t.Helper()
	l := demo.Login{Controller: controller, Name: "Robin " + user, User: user, Password: "lantern-hill-" + user, Role: role, Teams: teams}
	hash, err := s.desk.Hash(l.Password)
	if err != nil {
		s.t.Fatal(err)
	}
	by := gate.Reader{Controller: controller, Role: "timetable"}
	id, err := s.Node.Gate.AddWorker(s.t.Context(), by, care.Worker{Login: user, Role: role, Teams: teams}, l.Name, hash)
	if err != nil {
		s.t.Fatal(err)
	}
	s.Staff[user], s.more = id, append(s.more, l)
	return id
}

func (s *Site) logins() []demo.Login { return append(demo.Staff(), s.more...) }
