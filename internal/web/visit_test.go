package web_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"candour/internal/calendar"
	"candour/internal/care"
	"candour/internal/promise"
	"candour/internal/webtest"
)

// isPlanned reports whether an entry is of something recorded on the plan, for
// the plan.
func isPlanned(entry string) bool {
	return strings.Contains(entry, `"screen":"plan"`) && strings.Contains(entry, `"plan"]`)
}

// visits plans a visit for a day.
func (c *caseWork) visits(on calendar.Day) {
	c.t.Helper()
	c.does("/plan/visit", filled(visitAt("14:00", "15:30"), dated("on", on)))
}

func TestAFollowUpVisitIsOnItsConnectorsListWhenDue(t *testing.T) {
	webtest.Each(t, func(t *testing.T, s *webtest.Site) {
		promise.Kept(t, "PW-23")
		c := engaged(t, s, nil)
		due := webtest.FirstDay.AddDays(21)
		c.visits(due)
		if planned := acts(s, "record"); !slices.ContainsFunc(planned, isPlanned) {
			t.Errorf("the visit is recorded for another purpose than the plan: %q", planned)
		}
		if _, err := s.Ends.Move(t.Context(), s.Reader("denise"), due); err != nil {
			t.Fatal(err)
		}
		for login, want := range map[string]int{"priya": 1, "tom": 0} {
			w, err := s.Cases.MyWork(t.Context(), s.Reader(login))
			if err != nil {
				t.Fatal(err)
			}
			n := 0
			for _, k := range w.Tasks {
				if k.Task.Kind == "visit" && k.Task.DueOn == due && string(k.Task.Episode) == c.id {
					n++
				}
			}
			if n != want {
				t.Errorf("on its day the visit stands %d times on %s's list, want %d", n, login, want)
			}
		}
		if got := held(c.priya.Get(c.path("/plan")), "Today 14:00", "Visit at home", "Back by 15:30"); len(got) != 3 {
			t.Errorf("the plan shows only %q", got)
		}
	})
}

func TestAnInterpreterIsBookedBeforeEveryVisit(t *testing.T) {
	webtest.Each(t, func(t *testing.T, s *webtest.Site) {
		promise.Kept(t, "PW-10")
		for language, want := range map[string]int{"polish": 1, "none": 0} {
			c := engaged(t, s, url.Values{"client.interpreter": {language}})
			on := calendar.Date(2026, 12, 7) // a Monday
			c.visits(on)
			tasks := s.Rows("SELECT due_on FROM task WHERE episode = $1 AND kind = 'interpreter' AND done_on = ''", c.id)
			if len(tasks) != want {
				t.Fatalf("with %s needed, %d interpreters are to be booked, want %d", language, len(tasks), want)
			}
			if want == 1 && tasks[0][0] != "2026-12-04" {
				t.Errorf("the interpreter is to be booked by %s, want the Friday before", tasks[0][0])
			}
		}
	})
}

func TestWhatCameOfAVisitIsContactUnlessItWasCancelled(t *testing.T) {
	webtest.Each(t, func(t *testing.T, s *webtest.Site) {
		on := webtest.FirstDay.AddDays(7)
		cases := map[string]*caseWork{}
		for _, outcome := range []string{care.VisitMet, care.VisitNotIn, care.VisitCancelled} {
			cases[outcome] = engaged(t, s, nil)
			cases[outcome].visits(on)
		}
		if _, err := s.Ends.Move(t.Context(), s.Reader("denise"), on); err != nil {
			t.Fatal(err)
		}
		for outcome, c := range cases {
			contact := on.String()
			if outcome == care.VisitCancelled {
				contact = webtest.FirstDay.String()
			}
			told := "/plan/visit/" + c.kept(care.KindVisit)[0]
			c.does(told, url.Values{"outcome": {outcome}, "backAt": {"15:20"}})
			row := s.Rows("SELECT last_contact_on, next_what FROM episode WHERE id = $1", c.id)[0]
			if row[0] != contact || row[1] == "" {
				t.Errorf("after %q the last contact was on %s and %q comes next, want %s", outcome, row[0], row[1], contact)
			}
			if open := s.Rows("SELECT id FROM task WHERE episode = $1 AND kind IN ('visit', 'interpreter') AND done_on = ''", c.id); len(open) != 0 {
				t.Errorf("after %q %d deeds of the visit stay open", outcome, len(open))
			}
			if r := c.send(told, url.Values{"outcome": {care.VisitMet}}); r.Status != http.StatusUnprocessableEntity {
				t.Errorf("telling of it again gave %d", r.Status)
			}
		}
	})
}

func TestAMeetingBeforeContactIsSaidUnderContactsFirst(t *testing.T) {
	webtest.Each(t, func(t *testing.T, s *webtest.Site) {
		c := newCase(t, s, nil)
		c.visits(webtest.FirstDay)
		before := s.Stored()
		r := c.send("/plan/visit/"+c.kept(care.KindVisit)[0], url.Values{"outcome": {care.VisitMet}})
		if r.Status != http.StatusUnprocessableEntity || !strings.Contains(r.Body, "say so under Contacts first") {
			t.Fatalf("meeting before contact gave %d", r.Status)
		}
		same(t, "a meeting before contact", before, s.Stored())
	})
}
