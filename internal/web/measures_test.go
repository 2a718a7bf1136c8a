package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"candour/internal/calendar"
	"candour/internal/promise"
	"candour/internal/webtest"
)

// answered is what a form of the scales sends.
func answered(moment string, points map[string]string) url.Values {
	v := url.Values{"channel": {"visit"}}
	if moment != "" {
		v.Set("moment", moment)
	}
	for q, n := range points {
		v.Set(q, n)
	}
	return v
}

var before = map[string]string{
	"ucla-3.companionship": "3", "ucla-3.left-out": "3", "ucla-3.isolated": "2", "lonely-direct.lonely": "4",
	"ons-4.satisfied": "4", "ons-4.worthwhile": "5", "ons-4.happy": "6", "ons-4.anxious": "3",
}

var after = map[string]string{
	"ucla-3.companionship": "2", "ucla-3.left-out": "2", "ucla-3.isolated": "2", "lonely-direct.lonely": "4",
	"ons-4.satisfied": "6", "ons-4.worthwhile": "declined", "ons-4.happy": "6", "ons-4.anxious": "5",
}

func TestAReviewShowsWhatChangedSinceTheFirstVisit(t *testing.T) {
	webtest.Each(t, func(t *testing.T, s *webtest.Site) {
		promise.Kept(t, "PW-15")
		c := newCase(t, s, nil)
		c.spoke(nil)
		first := answered("", before)
		views := map[string]string{
			"client.wellbeing": "Better since the spring", "client.social-interaction": "My sister on Sundays",
			"client.loneliness": "Most in the evenings", "client.lifestyle": "Reading and the radio",
		}
		for item, words := range views {
			first.Set(item, words)
		}
		if r := c.visit(first); r.Status != http.StatusSeeOther {
			t.Fatalf("the baseline gave %d: %s", r.Status, r.Body)
		}
		for item, words := range views {
			if got := c.stored(item); len(got) != 1 || got[0].Text != words {
				t.Errorf("their own words on %s are not kept", item)
			}
		}
		page := c.priya.Get(c.path("/measures"))
		if got := held(page, "Asked once so far", "23 November 2026"); len(got) != 2 {
			t.Errorf("after the baseline the page holds only %q", got)
		}
		if r := c.send("/measures/review", answered("review", after)); r.Status != http.StatusSeeOther {
			t.Fatalf("the review gave %d: %s", r.Status, r.Body)
		}
		page = c.priya.Get(c.path("/measures"))
		for _, want := range []string{
			"Loneliness: 8 on 23 November 2026, 6 on 23 November 2026", // the three-item scale is summed
			"satisfied are you with your life?: 4 on 23 November 2026, 6 on",
			"anxious did you feel yesterday?: 3 on 23 November 2026, 5 on",
			"Worse: talk about it", "Preferred not to say", "The same",
		} {
			if !strings.Contains(page.Body, want) {
				t.Errorf("the page does not say %q", want)
			}
		}
		if strings.Contains(page.Body, "0 to 40") || strings.Contains(page.Body, "Personal well-being:") {
			t.Error("the four questions on well-being are added up")
		}
		want := map[string]int64{
			"2026-Q4|ucla-3|better": 1, "2026-Q4|lonely-direct|same": 1, "2026-Q4|ons-4 satisfied|better": 1,
			"2026-Q4|ons-4 happy|same": 1, "2026-Q4|ons-4 anxious|worse": 1,
		}
		got := counts(t, s, "outcomes")
		for cell, n := range want {
			if got[cell] != n {
				t.Errorf("cell %s counts %d, want %d", cell, got[cell], n)
			}
		}
		if len(got) != len(want) {
			t.Errorf("the cells are %v", got)
		}
	})
}

func TestTheScalesAreHeldToStageChannelAndMoment(t *testing.T) {
	webtest.Each(t, func(t *testing.T, s *webtest.Site) {
		c := newCase(t, s, nil)
		refused := func(name string, fill url.Values) {
			t.Helper()
			form := c.priya.Get(c.path("/contacts")).Form()
			for field, values := range fill {
				form[field] = values
			}
			before := s.Stored()
			if r := c.priya.Post(c.path("/measures/review"), form); r.Status != http.StatusUnprocessableEntity {
				t.Errorf("%s gave %d, want 422", name, r.Status)
			}
			same(t, name, before, s.Stored())
		}
		refused("before the person was reached", answered("baseline", before))
		c.spoke(nil)
		refused("nothing", answered("review", nil))
		refused("no moment", answered("", before))
		refused("an unknown moment", answered("someday", before))
		byPhone := answered("review", before)
		byPhone.Set("channel", "phone")
		refused("by phone without a reason", byPhone)
		if r := c.send("/measures/review", answered("baseline", before)); r.Status != http.StatusSeeOther {
			t.Fatalf("a baseline gave %d: %s", r.Status, r.Body)
		}
		refused("a second baseline", answered("baseline", after))
		if got := held(s.SignIn("denise").Get(c.path("/measures")), "Loneliness: 8", "Hidden from you."); len(got) != 1 || got[0] != "Hidden from you." {
			t.Errorf("the manager sees %q", got)
		}
	})
}

func TestAnswersOnDifferentDaysStandUnderTheirDays(t *testing.T) {
	webtest.Each(t, func(t *testing.T, s *webtest.Site) {
		c := newCase(t, s, nil)
		c.spoke(nil)
		c.visit(answered("", before))
		if err := s.Node.Gate.HoldCalendar(t.Context(), "kent", calendar.Date(2027, time.February, 22)); err != nil {
			t.Fatal(err)
		}
		if r := c.send("/measures/review", answered("exit", after)); r.Status != http.StatusSeeOther {
			t.Fatalf("leaving measures gave %d: %s", r.Status, r.Body)
		}
		page := c.priya.Get(c.path("/measures"))
		if len(held(page, "Hollow ring: 23 November 2026. Full dot: 22 February 2027")) != 1 {
			t.Error("the days are not told apart")
		}
		if n := counts(t, s, "outcomes")["2027-Q1|ucla-3|better"]; n != 1 {
			t.Errorf("the quarter counts %d", n)
		}
	})
}
