package web_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"candour/internal/calendar"
	"candour/internal/promise"
	"candour/internal/webtest"
)

const noticeAt = "/notices/kent/positive-wellbeing"

func TestTheNoticeShowsItsDate(t *testing.T) {
	webtest.Each(t, func(t *testing.T, s *webtest.Site) {
		promise.Kept(t, "PW-01")
		if got := held(s.Visitor().Get(noticeAt), "Last updated 1 April 2022"); len(got) != 1 {
			t.Error("the published notice does not show the date of the version in force")
		}
	})
}

func TestTheNoticeIsWholeAndEveryClausePointsAtItsLine(t *testing.T) {
	webtest.Each(t, func(t *testing.T, s *webtest.Site) {
		r := s.Visitor().Get(noticeAt)
		if r.Status != http.StatusOK {
			t.Fatalf("the notice gave %d", r.Status)
		}
		pack := promise.Pack(t)
		for _, section := range pack.Page().Sections {
			for _, l := range section.Lines {
				if !strings.Contains(unescaped(r.Body), l.Says) {
					t.Errorf("line %d.%d is missing: %s", section.Number, l.Number, l.Says)
				}
			}
		}
		place := regexp.MustCompile(`^section (\d+), line (\d+)$`)
		for _, c := range pack.Clauses() {
			m := place.FindStringSubmatch(c.Place)
			if m == nil || !strings.Contains(r.Body, `id="s`+m[1]+`-`+m[2]+`"`) {
				t.Errorf("clause %s is said to be at %q, and the page has no such line", c.Ref, c.Place)
			}
		}
		for _, want := range []string{"What we do", "Who sees your details", "When they are destroyed", "Can you say no?", "Whom to ask", "What the printed notice leaves open", "No phone number published yet"} {
			if !strings.Contains(r.Body, want) {
				t.Errorf("the page does not say %q", want)
			}
		}
	})
}

func unescaped(body string) string {
	return strings.NewReplacer("&#39;", "'", "&#34;", `"`, "&amp;", "&").Replace(body)
}

func TestWhatWouldHappenToMineIsAnsweredAndNotStored(t *testing.T) {
	webtest.Each(t, func(t *testing.T, s *webtest.Site) {
		v := s.Visitor()
		before := s.Stored()
		r := v.Get(noticeAt + "?leave=2027-02")
		if got := held(r, "If you leave on 28 February 2027", "Kept to the end of 28 August 2027", "Kept to the end of 31 December 2027", "We stored nothing"); len(got) != 4 {
			t.Errorf("the answer says only %q", got)
		}
		same(t, "asking", before, s.Stored())
		for _, month := range []string{"2027-13", "1999-01", "Arthur", "2028-01"} {
			if r := v.Get(noticeAt + "?leave=" + month); r.Status != http.StatusUnprocessableEntity {
				t.Errorf("the month %q gave %d, want 422", month, r.Status)
			}
		}
		if r := v.Get(noticeAt + "?print=large"); !strings.Contains(r.Body, "cd-large") || !strings.Contains(r.Body, "Ordinary print") {
			t.Error("there is no large print")
		}
	})
}

func TestEveryAnswerOnLeavingIsTheDayItDies(t *testing.T) {
	webtest.Each(t, func(t *testing.T, s *webtest.Site) {
		c := engaged(t, s, nil)
		today := c.priya.Get(c.path("/ends"))
		if got := held(today, "If they left today, 23 November 2026", "Kept to the end of 23 May 2027", "Kept to the end of 31 December 2027", "section 6, line 2"); len(got) != 4 {
			t.Errorf("the page of ends says only %q", got)
		}
		other := c.priya.Get(c.path("/ends?leaves-day=31&leaves-month=8&leaves-year=2027"))
		if got := held(other, "If they left on 31 August 2027", "Kept to the end of 31 December 2027"); len(got) != 2 {
			t.Errorf("for 31 August 2027 it says only %q", got)
		}
		if got := held(other, "29 February 2028", "28 February 2028"); len(got) > 0 {
			t.Error("the earlier of the two ends is not the one taken")
		}
		for _, q := range []string{"?leaves-day=31&leaves-month=2&leaves-year=2027", "?leaves-day=x", "?leaves-day=1&leaves-month=1&leaves-year=2020"} {
			if r := c.priya.Get(c.path("/ends" + q)); r.Status != http.StatusUnprocessableEntity {
				t.Errorf("%s gave %d, want 422", q, r.Status)
			}
		}
		left := goneBy(t, s, calendar.Date(2026, time.August, 31))
		if got := held(s.SignIn("sofie").Get("/episodes/"+left+"/ends"), "They left on 31 August 2026", "28 February 2027"); len(got) != 2 {
			t.Errorf("of somebody who left it says only %q", got)
		}
	})
}

func TestTheNoticeOfEveryPackIsShownWhateverEndsItsParts(t *testing.T) {
	webtest.Each(t, func(t *testing.T, s *webtest.Site) {
		v := s.Visitor()
		for _, p := range s.Node.Governance.Packs().Services {
			at := "/notices/" + p.Controller.Code + "/" + p.Service
			r := v.Get(at)
			if r.Status != http.StatusOK || !strings.Contains(r.Body, p.Page().Version()) {
				t.Errorf("%s gave %d, or does not say %q", at, r.Status, p.Page().Version())
			}
			for _, x := range p.People {
				if r := v.Get(at + "?who=" + url.QueryEscape(x.Code) + "&leave=2026-11"); r.Status != http.StatusOK && r.Status != http.StatusUnprocessableEntity {
					t.Errorf("%s asked for %s gave %d", at, x.Code, r.Status)
				}
			}
		}
	})
}

func TestTheOldAddressOfTheNoticeLeadsToTheNewOne(t *testing.T) {
	webtest.Each(t, func(t *testing.T, s *webtest.Site) {
		r := s.Visitor().Get("/services/kent/positive-wellbeing?leave=2027-02")
		if r.Status != http.StatusMovedPermanently || r.To != noticeAt+"?leave=2027-02" {
			t.Errorf("the old address gave %d to %q", r.Status, r.To)
		}
		if r := s.Visitor().Get("/services/kent/nothing"); r.Status != http.StatusNotFound {
			t.Errorf("the old address of no service gave %d", r.Status)
		}
	})
}

func TestHomeLinksOnlyToFormsThatAreThere(t *testing.T) {
	webtest.Each(t, func(t *testing.T, s *webtest.Site) {
		v := s.Visitor()
		links := regexp.MustCompile(`href="(/(?:services|notices)/[^"#?]+)`).FindAllStringSubmatch(v.Get("/").Body, -1)
		if len(links) < 3 {
			t.Fatalf("home links to %v", links)
		}
		for _, l := range links {
			if r := v.Get(l[1]); r.Status != http.StatusOK {
				t.Errorf("home links to %s, which gives %d", l[1], r.Status)
			}
		}
	})
}
