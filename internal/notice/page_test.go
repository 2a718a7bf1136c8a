package notice_test

import (
	"strings"
	"testing"

	"candour/internal/notice"

	"github.com/google/go-cmp/cmp"
)

func TestPageAsPublished(t *testing.T) {
	p := kent(t)
	text := p.Page().Text() + "\n== Read out by phone to the person\n" + strings.Join(p.Script(), "\n") +
		"\n\n== Read out by phone to a referrer\n" + strings.Join(p.ScriptFor("referrer"), "\n") + "\n"
	golden(t, "testdata/positive-wellbeing.txt", text)
}

func TestPageNumbersAgreeWithClausePlaces(t *testing.T) {
	p := kent(t)
	for ref, want := range map[string]string{
		"keep.referrer": "section 6, line 1", "keep.sensitive": "section 6, line 2", "keep.record": "section 6, line 3",
	} {
		c, _ := p.Clause(ref)
		if c.Place != want {
			t.Errorf("%s is at %q, want %q", ref, c.Place, want)
		}
	}
	for i, s := range p.Page().Sections {
		if s.Number != i+1 || len(s.Lines) == 0 {
			t.Errorf("section %q is number %d of place %d with %d lines", s.Title, s.Number, i+1, len(s.Lines))
		}
		for j, l := range s.Lines {
			if l.Number != j+1 {
				t.Errorf("section %d has line %d in place %d", s.Number, l.Number, j+1)
			}
		}
	}
}

func TestFirstScreenSaysFiveThings(t *testing.T) {
	p := kent(t)
	pg := p.Page()
	if len(pg.First) != 5 {
		t.Fatalf("got %d sentences, want 5", len(pg.First))
	}
	for _, a := range pg.First {
		if a.Question == "" || a.Says == "" {
			t.Errorf("%q is answered %q", a.Question, a.Says)
		}
		for _, ref := range a.Clauses {
			if _, ok := p.Clause(ref); !ok {
				t.Errorf("%q rests on %q, which is no clause", a.Question, ref)
			}
		}
	}
}

func TestLifeRowsFollowTheKeepLines(t *testing.T) {
	type row struct{ Tier, Ends, Last string }
	var got []row
	for _, r := range kent(t).Page().Life {
		got = append(got, row{r.Tier, r.Ends, r.Last.String()})
	}
	want := []row{
		{"referrer", "once we first speak to the person you referred, once the person you referred leaves or 3 months after we receive the referral, whichever comes first", ""},
		{"sensitive", "6 months after you leave or after 31 December 2027, whichever comes first", "2027-12-31"},
		{"record", "after 31 December 2027", "2027-12-31"},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func TestPageFollowsThePack(t *testing.T) {
	was := kent(t).Page().Text()
	p, ok := kent(t).Without("keep.sensitive.until")
	if !ok {
		t.Fatal("no such clause")
	}
	if now := p.Page().Text(); now == was || strings.Contains(now, "6 months after you leave") {
		t.Error("the page still promises what the pack no longer does")
	}
}

func TestScriptTellsTheReferrerOfTheirOwnDetailsOnly(t *testing.T) {
	script := strings.Join(kent(t).ScriptFor("referrer"), "\n")
	for _, want := range []string{"your telephone number", "never pass it on", "once we first speak to the person you referred"} {
		if !strings.Contains(script, want) {
			t.Errorf("the script does not say %q", want)
		}
	}
	for _, not := range []string{"address we", "your age", "Sensitive details"} {
		if strings.Contains(script, not) {
			t.Errorf("the script says %q to a referrer", not)
		}
	}
}

// Tiers that end alike are told of in one sentence of the first screen.
func TestFirstScreenTellsOfTiersThatEndAlikeTogether(t *testing.T) {
	fsys := wholeFiles(t)
	change(t, fsys, wholeNotice, "until: 2 years after support ended, or: [6 months after withdrawn], take: earliest}", "review: every 12 months}")
	change(t, fsys, wholeNotice, "called: Contact details, review", "called: Contact details, after: support ended, review")
	change(t, fsys, wholeNotice, "or: [1 year after left]", "or: [1 year after left, withdrawn]")
	p, err := notice.Load(fsys, "testshire", "everything")
	if err != nil {
		t.Fatal(err)
	}
	if got, want := p.Page().First[2].Says, "Contact details and the file: when a person decides so, at a review every 12 months."; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
