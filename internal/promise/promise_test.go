package promise

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestEveryPromiseOfTheFiveNoticesIsListedOnce(t *testing.T) {
	seeds := map[string]int{}
	ids := map[string]bool{}
	for _, p := range All() {
		seed, number, ok := strings.Cut(p.ID, "-")
		if !ok || len(number) != 2 || ids[p.ID] {
			t.Errorf("id %q is malformed or listed twice", p.ID)
		}
		if p.Says == "" || p.Must == "" || p.Test == "" || p.Kind == "" {
			t.Errorf("%s has an empty column", p.ID)
		}
		ids[p.ID] = true
		seeds[seed]++
	}
	want := map[string]int{"CC": 46, "CS": 77, "CW": 74, "PC": 38, "PW": 72}
	if diff := cmp.Diff(want, seeds); diff != "" {
		t.Errorf("promises a notice (-want +got):\n%s", diff)
	}
}

// A spy is a test that notes what is said to it.
type spy struct{ said []string }

func (s *spy) Helper()                        {}
func (s *spy) Attr(key, value string)         { s.said = append(s.said, key+" "+value) }
func (s *spy) Fatalf(format string, a ...any) { panic(fmt.Sprintf(format, a...)) }
func (s *spy) naming(f func()) (failed string) {
	defer func() {
		if r := recover(); r != nil {
			failed = r.(string)
		}
	}()
	f()
	return ""
}

func TestNamingAnUnknownPromiseFailsTheTest(t *testing.T) {
	s := &spy{}
	if failed := s.naming(func() { Kept(s, "PW-27"); Begun(s, "PW-05") }); failed != "" {
		t.Errorf("naming known promises failed: %s", failed)
	}
	if want := []string{"promise PW-27", "promise-begun PW-05"}; !slices.Equal(s.said, want) {
		t.Errorf("said %q, want %q", s.said, want)
	}
	if failed := s.naming(func() { Kept(s, "PW-99") }); !strings.Contains(failed, "PW-99") {
		t.Errorf("naming PW-99 gave %q, want a failure naming it", failed)
	}
}

func TestAPromiseIsKeptOnlyIfEveryTestNamingItPassedOnBothDatabases(t *testing.T) {
	on := func(test string, databases ...string) Claim {
		return Claim{ID: "PW-27", Package: "p", Test: test, Passed: true, Databases: databases}
	}
	failed := Claim{ID: "PW-27", Package: "p", Test: "TestOther"}
	begun := Claim{ID: "PW-27", Package: "p", Test: "TestPart", Passed: true, Begun: true}
	caught, missed := Proof{ID: "PW-27", Clause: "c", How: Without, Caught: []string{"TestA"}}, Proof{ID: "PW-27", Clause: "d", How: Without}
	missedLoose := Proof{ID: "PW-27", Clause: "c", How: Loosened}
	for _, c := range []struct {
		name   string
		claims []Claim
		proofs []Proof
		list   func(Tally) []string
	}{
		{"no database", []Claim{on("TestA")}, nil, func(t Tally) []string { return t.Kept }},
		{"both in subtests", []Claim{on("TestA", "postgres", "sqlite")}, nil, func(t Tally) []string { return t.Kept }},
		{"each subtest names it", []Claim{on("TestA/sqlite", "sqlite"), on("TestA/postgres", "postgres")}, nil, func(t Tally) []string { return t.Kept }},
		{"one only", []Claim{on("TestA/sqlite", "sqlite")}, nil, func(t Tally) []string { return t.OneDatabase }},
		{"one of two tests on one only", []Claim{on("TestA"), on("TestB", "postgres")}, nil, func(t Tally) []string { return t.OneDatabase }},
		{"one failed", []Claim{on("TestA"), failed}, nil, func(t Tally) []string { return t.Failing }},
		{"begun only", []Claim{begun}, nil, func(t Tally) []string { return t.Begun }},
		{"begun and kept", []Claim{begun, on("TestA")}, nil, func(t Tally) []string { return t.Kept }},
		{"proved", []Claim{on("TestA")}, []Proof{caught, missedLoose}, func(t Tally) []string { return t.Proved }},
		{"one clause unnoticed", []Claim{on("TestA")}, []Proof{caught, missed}, func(t Tally) []string { return t.Unnoticed }},
		{"nobody", nil, nil, func(t Tally) []string {
			return slices.DeleteFunc(slices.Clone(t.Unclaimed), func(id string) bool { return id != "PW-27" })
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			tally := NewTally(c.claims, c.proofs)
			if got := c.list(tally); !slices.Equal(got, []string{"PW-27"}) {
				t.Errorf("listed %q, want PW-27; tally %+v", got, tally)
			}
		})
	}
}

func TestSkippedAndEndlessTestsKeepNothing(t *testing.T) {
	run := &Run{}
	for _, e := range []Event{
		{Action: "attr", Package: "p", Test: "TestSkipped", Key: keptAttribute, Value: "PW-08"},
		{Action: "skip", Package: "p", Test: "TestSkipped"},
		{Action: "attr", Package: "p", Test: "TestEndless", Key: keptAttribute, Value: "PW-09"},
		{Action: "attr", Package: "p", Test: "TestBoth", Key: keptAttribute, Value: "PW-10"},
		{Action: "pass", Package: "p", Test: "TestBoth/sqlite"},
		{Action: "pass", Package: "p", Test: "TestBoth/postgres"},
		{Action: "pass", Package: "p", Test: "TestBoth"},
	} {
		run.Add(e)
	}
	want := []Claim{
		{ID: "PW-08", Package: "p", Test: "TestSkipped"},
		{ID: "PW-09", Package: "p", Test: "TestEndless"},
		{ID: "PW-10", Package: "p", Test: "TestBoth", Passed: true, Databases: []string{"postgres", "sqlite"}},
	}
	if diff := cmp.Diff(want, run.Claims()); diff != "" {
		t.Errorf("claims (-want +got):\n%s", diff)
	}
}

func TestTallyPrintsCountsAndIds(t *testing.T) {
	var out strings.Builder
	claims := []Claim{{ID: "PW-08", Package: "p", Test: "T", Passed: true}, {ID: "PW-09", Package: "p", Test: "T", Passed: true}}
	if err := NewTally(claims, []Proof{{ID: "PW-09", Caught: []string{"T"}}}).Print(&out); err != nil {
		t.Fatal(err)
	}
	want := "2 of 307 promises kept by passing tests\n1 of those proved by breaking the clause behind them\n\n" +
		"Proved by breaking (1)\n  PW  09\n\nKept, not tried by breaking (1)\n  PW  08\n\nNamed by no test yet (305)\n  CC  01 02"
	if !strings.HasPrefix(out.String(), want) {
		t.Errorf("printed\n%s\nwant it to begin\n%s", out.String(), want)
	}
}

func TestTreeChangesWithTheSource(t *testing.T) {
	root := t.TempDir()
	for _, args := range [][]string{
		{"init", "-q"}, {"-c", "user.name=a", "-c", "user.email=a@example.org", "commit", "-q", "--allow-empty", "-m", "Start"},
	} {
		run := exec.Command("git", args...)
		run.Dir = root
		if out, err := run.CombinedOutput(); err != nil {
			t.Fatalf("git %s: %v: %s", args[0], err, out)
		}
	}
	clean, err := TreeAt(root)
	if err != nil || clean.Commit == "" || clean.Changes != "" {
		t.Fatalf("a clean tree gave %+v, %v", clean, err)
	}
	seen := []Tree{clean}
	for _, content := range []string{"one", "two"} {
		if err := os.WriteFile(filepath.Join(root, "file"), []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
		tree, err := TreeAt(root)
		if err != nil || slices.Contains(seen, tree) {
			t.Errorf("with %q the tree gave %+v, %v, as before", content, tree, err)
		}
		seen = append(seen, tree)
	}
}
