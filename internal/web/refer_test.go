package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"candour/internal/promise"
	"candour/internal/webtest"
)

const referSomeone = "/services/kent/positive-wellbeing/refer-someone"

func referral(form url.Values) url.Values {
	form.Set("referrer.name", "Mavis Cole")
	form.Set("referrer.telephone", "01632 960 118")
	form.Set("client.name", "Arthur Penfold")
	form.Set("client.address", "14 Orchard Row, Tonbridge TN9 1QD")
	form.Set("client.age", "84")
	form.Set("client.safe-to-contact", "yes")
	return form
}

func TestAReferralIsKeptAndItsReplayIsNot(t *testing.T) {
	webtest.Each(t, func(t *testing.T, s *webtest.Site) {
		v := s.Visitor()
		form := referral(v.Get(referSomeone).Form())
		for range 2 {
			r := v.Post(referSomeone, form)
			if r.Status != http.StatusSeeOther || !strings.Contains(r.To, "/sent") {
				t.Fatalf("sending gave %d to %q: %s", r.Status, r.To, r.Body)
			}
		}
	})
}

func TestAReferrersAddressIsRefused(t *testing.T) {
	webtest.Each(t, func(t *testing.T, s *webtest.Site) {
		promise.Kept(t, "PW-08")
		v := s.Visitor()
		form := referral(v.Get(referSomeone).Form())
		form.Set("referrer.address", "2 Orchard Row")
		if r := v.Post(referSomeone, form); r.Status != http.StatusUnprocessableEntity {
			t.Fatalf("an address of the referrer's gave %d, want 422", r.Status)
		}
	})
}

func TestADateOfBirthIsRefused(t *testing.T) {
	webtest.Each(t, func(t *testing.T, s *webtest.Site) {
		promise.Kept(t, "PW-09")
		v := s.Visitor()
		form := referral(v.Get(referSomeone).Form())
		form.Set("client.date-of-birth", "1942-03-01")
		if r := v.Post(referSomeone, form); r.Status != http.StatusUnprocessableEntity {
			t.Fatalf("a date of birth gave %d, want 422", r.Status)
		}
	})
}

func TestAReferralWithoutAnAddressSaysSoAndKeepsWhatWasTyped(t *testing.T) {
	webtest.Each(t, func(t *testing.T, s *webtest.Site) {
		v := s.Visitor()
		form := referral(v.Get(referSomeone).Form())
		form.Del("client.address")
		r := v.Post(referSomeone, form)
		if r.Status != http.StatusUnprocessableEntity {
			t.Fatalf("no address gave %d, want 422", r.Status)
		}
		for _, want := range []string{"no fixed address", "Arthur Penfold", "01632 960 118", `href="#client.address"`} {
			if !strings.Contains(r.Body, want) {
				t.Errorf("the page does not hold %q", want)
			}
		}
	})
}
