package web_test

import (
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"candour/internal/retention"
	"candour/internal/webtest"
)

// figuresOf reads the figures of Kent's service until the whole ledger is
// counted.
func figuresOf(t *testing.T, s *webtest.Site) retention.Figures {
	t.Helper()
	if err := s.Node.Integrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	f, err := s.Ends.Figures(t.Context(), "kent", "positive-wellbeing")
	if err != nil || f.Counted != f.Placed {
		t.Fatalf("counted %d of %d entries: %v", f.Counted, f.Placed, err)
	}
	return f
}

func TestTheFiguresAreTheLedgersAndSmallOnesAreNotTold(t *testing.T) {
	webtest.Each(t, func(t *testing.T, s *webtest.Site) {
		before := figuresOf(t, s)
		c := engaged(t, s, nil)
		s.SignIn("sofie").Get(c.path("")) // the auditor may not look before somebody left
		s.Clock.Pass(11 * time.Minute)
		if _, err := s.Ends.Sweep(t.Context(), "kent"); err != nil {
			t.Fatal(err)
		}
		after := figuresOf(t, s)
		if n := after.Destroyed - before.Destroyed; n != 1 || after.OnTheDay-before.OnTheDay != 1 {
			t.Errorf("%d parts are counted as destroyed, %d by the promised day; the referrer's alone went, at once", n, after.OnTheDay-before.OnTheDay)
		}
		if after.Refusals <= before.Refusals {
			t.Errorf("%d refusals, and the auditor was refused one more than %d", after.Refusals, before.Refusals)
		}
		if after.Shares != 0 {
			t.Errorf("%d shares, and nothing was sent", after.Shares)
		}
		r := s.Visitor().Get(noticeAt)
		at := strconv.FormatInt(after.Placed-1, 10)
		if got := held(r, "Under 10", "None", "up to entry "+at); len(got) != 3 {
			t.Errorf("the notice says of the figures only %q", got)
		}
		if strings.Contains(r.Body, ">1</dd>") {
			t.Error("the notice tells a figure of one")
		}
	})
}

func TestTheLedgerIsCountedOnceHoweverManyAsk(t *testing.T) {
	webtest.Each(t, func(t *testing.T, s *webtest.Site) {
		engaged(t, s, nil)
		want := figuresOf(t, s)
		fresh := retention.New(s.Node.Gate)
		var all sync.WaitGroup
		for range 8 {
			all.Go(func() {
				if _, err := fresh.Figures(t.Context(), "kent", "positive-wellbeing"); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		if got, err := fresh.Figures(t.Context(), "kent", "positive-wellbeing"); err != nil || got != want {
			t.Errorf("counted by eight at once: %+v, %v; by one: %+v", got, err, want)
		}
	})
}
