package promise

import (
	"strings"
	"testing"

	"candour/internal/notice"
	"candour/packs"
)

func TestTheProverBreaksOneClauseOfThePacksThatTestsLoad(t *testing.T) {
	if p := Pack(t); len(p.NeverShare) == 0 {
		t.Fatal("unbroken, the pack lacks the clause that keeps the referrer's details in")
	}
	whole, err := notice.Load(packs.FS, "kent", "positive-wellbeing")
	if err != nil {
		t.Fatal(err)
	}
	ref := whole.NeverShare[0].Clause.Ref
	breaks := Breaks(whole, ref)
	if len(breaks) != 1 || breaks[0].How != Without {
		t.Fatalf("the ways to break %s are %v, want one without it", ref, breaks)
	}
	t.Setenv(BreakVariable, breaks[0].String())
	if p := Pack(t); len(p.NeverShare) != len(whole.NeverShare)-1 {
		t.Errorf("broken, the pack has %d such clauses, want one fewer than %d", len(p.NeverShare), len(whole.NeverShare))
	}
	if again, err := notice.Load(packs.FS, "kent", "positive-wellbeing"); err != nil || len(again.NeverShare) != len(whole.NeverShare) {
		t.Errorf("what the program loads is broken too: %v", err)
	}
}

func TestABreakThatCannotBeMadeIsSaidToBeOne(t *testing.T) {
	for _, asked := range []string{"nonsense", "without kent/positive-wellbeing keep.nothing", "without kent/elsewhere keep.record"} {
		t.Setenv(BreakVariable, asked)
		s := &spy{}
		if failed := s.naming(func() { Pack(s) }); !strings.HasPrefix(failed, CannotBreak) {
			t.Errorf("%q: got %q, want it to begin %q", asked, failed, CannotBreak)
		}
	}
}

func TestEveryClauseThatCarriesAPromiseCanBeBroken(t *testing.T) {
	for _, p := range Packs(t).Services {
		for _, c := range p.Clauses() {
			if len(c.Cites) > 0 && len(Breaks(p, c.Ref)) == 0 {
				t.Errorf("%s carries %v and cannot be broken", c.Ref, c.Cites)
			}
			for _, id := range c.Cites {
				if !Known(id) {
					t.Errorf("%s cites %q, which is no promise", c.Ref, id)
				}
			}
		}
	}
}
