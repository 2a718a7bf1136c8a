package notice_test

import (
	"errors"
	"flag"
	"io/fs"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"candour/internal/notice"
	"candour/packs"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the golden files anew")

const (
	noticeFile  = "kent/positive-wellbeing/notice.yaml"
	serviceFile = "kent/positive-wellbeing/service.yaml"
	kentFile    = "kent/controller.yaml"
)

// kent loads the pack as it is shipped.
func kent(t testing.TB) *notice.Pack {
	t.Helper()
	p, err := notice.Load(packs.FS, "kent", "positive-wellbeing")
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// edited gives the shipped packs with one place of one file changed.
func edited(t testing.TB, file, old, with string) fstest.MapFS {
	t.Helper()
	out := fstest.MapFS{}
	err := fs.WalkDir(packs.FS, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := fs.ReadFile(packs.FS, name)
		out[name] = &fstest.MapFile{Data: text}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	text := string(out[file].Data)
	if n := strings.Count(text, old); n != 1 {
		t.Fatalf("%q is %d times in %s, want once", old, n, file)
	}
	out[file].Data = []byte(strings.Replace(text, old, with, 1))
	return out
}

// faults loads an edited pack and gives what is wrong with it.
func faults(t testing.TB, fsys fs.FS) []notice.Fault {
	t.Helper()
	p, err := notice.Load(fsys, "kent", "positive-wellbeing")
	if err == nil {
		return p.Warnings
	}
	var fs *notice.Faults
	if !errors.As(err, &fs) || p != nil {
		t.Fatalf("got pack %v and error %T, want no pack and *notice.Faults", p != nil, err)
	}
	return fs.List
}

func golden(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), got); d != "" {
		t.Errorf("%s differs (-want +got):\n%s", file, d)
	}
}

func TestLoadAllGivesEveryController(t *testing.T) {
	ps, err := notice.LoadAll(packs.FS)
	if err != nil {
		t.Fatal(err)
	}
	var codes []string
	for _, c := range ps.Controllers {
		codes = append(codes, c.Code)
	}
	for _, want := range []string{"kent", "norfolk"} {
		if !slices.Contains(codes, want) {
			t.Errorf("got controllers %v, without %s", codes, want)
		}
	}
	p, ok := ps.Service("kent", "positive-wellbeing")
	if !ok {
		t.Fatalf("got %d services, and kent's is not among them", len(ps.Services))
	}
	if _, ok := ps.Service("norfolk", "positive-wellbeing"); ok {
		t.Error("norfolk has kent's service")
	}
	if len(p.Warnings) != 0 {
		t.Errorf("the shipped pack has warnings: %v", p.Warnings)
	}
}

func TestHashFollowsEverySourceFile(t *testing.T) {
	was := kent(t).Hash
	seen := map[string]string{was: "as shipped"}
	for _, file := range []string{noticeFile, serviceFile, kentFile} {
		text, _ := fs.ReadFile(packs.FS, file)
		first, _, _ := strings.Cut(string(text), "\n")
		p, err := notice.Load(edited(t, file, first+"\n", first+"\n# one more remark\n"), "kent", "positive-wellbeing")
		if err != nil {
			t.Fatal(err)
		}
		if other, ok := seen[p.Hash]; ok {
			t.Errorf("the hash with %s changed is that of the pack %s", file, other)
		}
		seen[p.Hash] = file + " changed"
	}
	if again := kent(t).Hash; again != was {
		t.Errorf("got hash %s, then %s", was, again)
	}
}

func TestEveryClauseHasItsSentenceAndPlace(t *testing.T) {
	p := kent(t)
	seen := map[string]bool{}
	for _, c := range p.Clauses() {
		if c.Says == "" || c.Place == "" || c.Pos.Line == 0 {
			t.Errorf("clause %s says %q at %q, written at %v", c.Ref, c.Says, c.Place, c.Pos)
		}
		if seen[c.Ref] {
			t.Errorf("clause %s is there twice", c.Ref)
		}
		seen[c.Ref] = true
		if got, ok := p.Clause(c.Ref); !ok || !cmp.Equal(got, c) {
			t.Errorf("Clause(%q) gives another clause", c.Ref)
		}
	}
}

func TestReadingsAreNotAcceptedByTheCouncil(t *testing.T) {
	for _, r := range kent(t).Readings {
		if r.Accepted != "none" || r.Proposed != "candour" {
			t.Errorf("reading %s is proposed by %q and accepted by %q", r.Code, r.Proposed, r.Accepted)
		}
	}
}

func TestContactOutcomeMakesItsEvent(t *testing.T) {
	p := kent(t)
	want := map[string]string{
		"spoke to the person themselves": "reached", "wrong details": "contact failed", "unreachable": "contact failed",
		"voicemail": "", "letter": "", "spoke to someone else": "", "no answer": "",
	}
	for _, o := range p.Outcomes {
		event, known := want[o.Code]
		if !known {
			t.Errorf("outcome %q is new: say here which event it makes", o.Code)
		}
		if got, _ := p.EventOf(o.Code); got.Code != event {
			t.Errorf("EventOf(%q) = %q, want %q", o.Code, got.Code, event)
		}
	}
}

func TestMeasuresRunAsTheirScales(t *testing.T) {
	p := kent(t)
	ucla, _ := p.Measure("ucla-3")
	low, high := 0, 0
	for _, q := range ucla.Questions {
		low, high = low+q.Low, high+q.High
	}
	if !ucla.Sum || low != 3 || high != 9 {
		t.Errorf("the loneliness scale sums %v from %d to %d, want 3 to 9", ucla.Sum, low, high)
	}
	ons, _ := p.Measure("ons-4")
	if ons.Sum || len(ons.Questions) != 4 {
		t.Errorf("well-being sums %v over %d questions, want four and never a sum", ons.Sum, len(ons.Questions))
	}
	for _, q := range ons.Questions {
		want := "higher"
		if q.Code == "anxious" {
			want = "lower"
		}
		if q.Low != 0 || q.High != 10 || q.Better != want {
			t.Errorf("%s runs %d to %d, better %s", q.Code, q.Low, q.High, q.Better)
		}
	}
}

func TestManagerNeverReachesTheReferrer(t *testing.T) {
	p := kent(t)
	for _, u := range p.Uses {
		for _, i := range p.ItemsOf(u) {
			for _, by := range u.By {
				if p.Items[i].About == "referrer" && by != "connector" && by != "triage" && by != "public form" {
					t.Errorf("%s lets %q reach %s", u.Clause.Ref, by, p.Items[i].Code)
				}
			}
		}
	}
}
