package web_test

import (
	"net/http"
	"testing"

	"candour/internal/calendar"
	"candour/internal/policy"
	"candour/internal/promise"
	"candour/internal/webtest"
)

// sends posts one referral and wants the status that follows.
func sends(t *testing.T, s *webtest.Site, item, value string, want int) {
	t.Helper()
	v := s.Visitor()
	form := v.Get(referSomeone).Form()
	for code, answer := range map[string]string{
		"referrer.name": "Mavis Cole", "client.name": "Arthur Penfold", "client.address": "14 Orchard Row, Tonbridge TN9 1QD",
	} {
		form.Set(code, answer)
	}
	form.Set(item, value)
	if r := v.Post(referSomeone, form); r.Status != want {
		t.Errorf("a referral with %s gave %d, want %d", item, r.Status, want)
	}
}

func TestTheReferrerFormTakesThreeItemsAndNoFourth(t *testing.T) {
	webtest.Each(t, func(t *testing.T, s *webtest.Site) {
		promise.Kept(t, "PW-08")
		for item, value := range map[string]string{
			"referrer.name": "Mavis Cole", "referrer.telephone": "01632 960 118", "referrer.email": "mavis@example.org",
		} {
			sends(t, s, item, value, http.StatusSeeOther)
		}
		sends(t, s, "referrer.address", "2 Orchard Row", http.StatusUnprocessableEntity)
	})
}

func TestThePersonsItemsAreTakenAndADateOfBirthIsNot(t *testing.T) {
	webtest.Each(t, func(t *testing.T, s *webtest.Site) {
		promise.Kept(t, "PW-09")
		for item, value := range map[string]string{
			"client.name": "Arthur Penfold", "client.address": "14 Orchard Row, Tonbridge TN9 1QD", "client.telephone": "07700 900 123",
			"client.email": "arthur@example.org", "client.age": "84", "client.interpreter": "none",
			"client.knows-of-referral": "yes", "client.safe-to-contact": "yes",
		} {
			sends(t, s, item, value, http.StatusSeeOther)
		}
		sends(t, s, "client.date-of-birth", "1942-03-01", http.StatusUnprocessableEntity)
		pack := promise.Pack(t)
		answer := policy.Compile(pack).DecideCollect(policy.Collect{
			By: "public form", Act: policy.Record, Purposes: []string{"join"}, Facts: policy.Facts{Stage: "application"},
			Item: "client.date-of-birth", From: "client", Channel: "web",
		})
		if answer.Allowed || answer.Why != policy.NeverCollected {
			t.Errorf("a date of birth: allowed %v, why %q, want it never collected", answer.Allowed, answer.Why)
		}
		age, ok := pack.ItemByCode("client.age")
		asked := calendar.Date(2026, 11, 23)
		value, problem := policy.ValidateAnswer(age, policy.Raw{Values: []string{"84"}, Asked: asked})
		if !ok || problem != "" || value.AsAt != asked {
			t.Errorf("an age asked on %v is kept as at %v: %s", asked, value.AsAt, problem)
		}
	})
}
