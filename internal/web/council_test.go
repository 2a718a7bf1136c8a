package web_test

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"candour/internal/care"
	"candour/internal/gate"
	"candour/internal/promise"
	"candour/internal/webtest"
)

func TestAnotherCouncilsSearchFindsNothingAndCountsNothing(t *testing.T) {
	webtest.Each(t, func(t *testing.T, s *webtest.Site) {
		promise.Kept(t, "PW-03")
		v := s.Visitor()
		if r := v.Post(referSomeone, referral(v.Get(referSomeone).Form())); r.Status != http.StatusSeeOther {
			t.Fatalf("referring gave %d", r.Status)
		}
		if found := s.SignIn("denise").Post("/people", url.Values{"name": {"Penfold"}}); !strings.Contains(found.Body, "Arthur Penfold") {
			t.Fatal("Kent's own manager does not find the person, so nothing is shown by another council's not finding them")
		}
		norfolk := s.SignIn("martin")
		there, absent := norfolk.Post("/people", url.Values{"name": {"Penfold"}}), norfolk.Post("/people", url.Values{"name": {"Nobody"}})
		if there.Status != absent.Status || there.Body != absent.Body {
			t.Error("Norfolk's search tells a name that Kent holds from one that nobody has")
		}
		if strings.Contains(there.Body, "Penfold") {
			t.Error("Norfolk's search shows the name")
		}
		page := v.Get(noticeAt).Body
		for _, want := range []string{"Kent County Council", "We are the controller"} {
			if !strings.Contains(page, want) {
				t.Errorf("the notice does not say %q: whose information it is", want)
			}
		}
	})
}

func TestAWorkerOutsideTheProjectsTeamIsDenied(t *testing.T) {
	webtest.Each(t, func(t *testing.T, s *webtest.Site) {
		promise.Kept(t, "PW-04")
		v := s.Visitor()
		v.Post(referSomeone, referral(v.Get(referSomeone).Form()))
		queue, err := s.Cases.Triage(t.Context(), s.Reader("denise"))
		if err != nil || len(queue.Waiting) != 1 {
			t.Fatalf("the queue holds %v, %v", queue, err)
		}
		id := queue.Waiting[0].Episode.ID
		by := gate.Reader{Controller: "kent", Role: "timetable"}
		for _, role := range []string{"team manager", "connector"} {
			outside := care.Worker{Login: "outside " + role, Role: role, Teams: []string{"community-safety"}}
			worker, err := s.Node.Gate.AddWorker(t.Context(), by, outside, "Somebody Outside", "-")
			if err != nil {
				t.Fatal(err)
			}
			who := gate.Reader{Controller: "kent", Worker: worker, Role: role, Teams: outside.Teams}
			if _, err := s.Cases.Overview(t.Context(), who, id); !errors.Is(err, care.ErrRefused) {
				t.Errorf("a %s of another team got %v, want a refusal", role, err)
			}
		}
		if _, err := s.Cases.Overview(t.Context(), s.Reader("denise"), id); err != nil {
			t.Errorf("the project's own manager got %v", err)
		}
		page := v.Get(noticeAt).Body
		for _, want := range []string{"Interreg Connected Communities", "Community Safety", "Business Development"} {
			if !strings.Contains(page, want) {
				t.Errorf("the notice does not say %q", want)
			}
		}
	})
}
