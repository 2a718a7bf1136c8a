package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"candour/internal/calendar"
	"candour/internal/promise"
	"candour/internal/webtest"
)

// tellings gives the last day of each duty to tell somebody, by its kind.
func tellings(t *testing.T, s *webtest.Site) map[string]calendar.Day {
	t.Helper()
	out := map[string]calendar.Day{}
	for _, row := range s.Rows("SELECT kind, due_on FROM task WHERE kind LIKE 'notice%'") {
		day, err := calendar.Parse(row[1][:len("2026-12-23")])
		if err != nil {
			t.Fatal(err)
		}
		out[row[0]] = day
	}
	return out
}

// A school tells Children's Services of a child: whoever it spoke of is to be
// told within a month.
func TestASchoolsReferralOpensTheDutyToTell(t *testing.T) {
	webtest.Each(t, func(t *testing.T, s *webtest.Site) {
		promise.Kept(t, "CS-30")
		sent(t, s, "/services/norfolk/childrens-services/refer-a-child", url.Values{
			"reporter.name": {"Sister Agatha"}, "reporter.work": {"Head, Saltmarsh Primary School"}, "reporter.tie": {"school"},
			"child.name": {"Tobias Reedham"}, "child.concern": {"He is hungry each morning"}, "parent.name": {"Hilda Reedham"},
		})
		month := webtest.FirstDay.AddMonths(1)
		duties := tellings(t, s)
		for _, kind := range []string{"notice", "notice parent"} {
			if due, ok := duties[kind]; !ok || due.After(month) {
				t.Errorf("the duty %q is due on %v, want by %v", kind, due, month)
			}
		}
		if _, ok := duties["notice reporter"]; ok {
			t.Error("whoever told us is to be told of themselves")
		}
		items, _ := sealed(t, s, "norfolk", "childrens-services")
		for _, code := range []string{"child.name", "child.concern", "parent.name"} {
			if v := items[code]; len(v) != 1 || v[0].From != "reporter" || v[0].Verified {
				t.Errorf("%s is kept as %+v, want what the reporter said, unverified", code, v)
			}
		}
		s.Enrol("norfolk", "fern", "front door worker", "childrens-services")
		fern := s.SignIn("fern")
		if got := held(fern.Get("/triage"), "Tobias Reedham", "Give the privacy notice to"); len(got) != 2 {
			t.Errorf("the front door reads only %q", got)
		}
		s.Enrol("norfolk", "hal", "coordinator", "parent-carers")
		if got := held(s.SignIn("hal").Get("/triage"), "Tobias Reedham", "Hilda", "Agatha"); len(got) > 0 {
			t.Errorf("another service reads %q", got)
		}
	})
}

// The front door asks no consent for what rests on law.
func TestAFormThatRestsOnLawAsksNoConsent(t *testing.T) {
	webtest.Each(t, func(t *testing.T, s *webtest.Site) {
		promise.Begun(t, "CS-32")
		for _, form := range []string{"report-a-concern", "refer-a-child"} {
			if body := s.Visitor().Get("/services/norfolk/childrens-services/" + form).Body; strings.Contains(body, `name="consent.`) || strings.Contains(body, "What you agree to") {
				t.Errorf("%s asks for consent", form)
			}
		}
	})
}

// Somebody rings the city: unless the notice was given to them there and then,
// it is to be sent within a month.
func TestATelephoneCallOpensTheDutyToSendTheNotice(t *testing.T) {
	for form, fill := range map[string]url.Values{
		"call-for-someone":  {"resident.name": {"Ottoline Marsh"}, "resident.reported": {"Her roof leaks"}, "caller.name": {"Ned Sparrow"}},
		"call-for-yourself": {"resident.name": {"Ottoline Marsh"}, "resident.request": {"My roof leaks"}},
	} {
		t.Run(form, func(t *testing.T) {
			webtest.Each(t, func(t *testing.T, s *webtest.Site) {
				promise.Kept(t, "CW-01")
				s.Enrol("city", "kit", "contact centre adviser", "council-wide")
				kit := s.SignIn("kit")
				page := kit.Get("/intake/" + form)
				sent := page.Form()
				for name, values := range fill {
					sent[name] = values
				}
				if r := kit.Post("/intake/"+form, sent); r.Status != http.StatusSeeOther {
					t.Fatalf("a call gave %d", r.Status)
				}
				if due, ok := tellings(t, s)["notice"]; !ok || due.After(webtest.FirstDay.AddMonths(1)) {
					t.Errorf("the notice is to be sent by %v", due)
				}
				at := only(t, s, "city", "council-wide")
				told := kit.Get(at)
				if len(held(told, "Give the privacy notice by 23 December 2026", "Ottoline Marsh")) != 2 {
					t.Fatalf("the record says only %q", held(told, "Give the privacy notice by 23 December 2026", "Ottoline Marsh"))
				}
				given := told.Form()
				given.Set("person", "resident")
				if r := kit.Post(at+"/told", given); r.Status != http.StatusSeeOther {
					t.Fatalf("giving the notice gave %d", r.Status)
				}
				if len(held(kit.Get(at), "Given the privacy notice on 23 November 2026")) != 1 {
					t.Error("that it was given is not on record")
				}
			})
		})
	}
}
