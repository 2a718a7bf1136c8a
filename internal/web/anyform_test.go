package web_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"candour/internal/webtest"
)

const (
	tellUs  = "/services/borough/warm-homes/tell-us"
	askHand = "/services/borough/good-neighbours/ask"
)

// coldHome is a form about somebody else's home, filled in rightly.
func coldHome(form url.Values) url.Values {
	for name, value := range map[string]string{
		"client.name": "Edith Larkspur", "client.address": "3 Kiln Row, Tonbridge TN9 1QD", "client.language": "pa-Arab",
		"client.date-of-birth-day": "14", "client.date-of-birth-month": "3", "client.date-of-birth-year": "1949",
		"client.first-cold-year": "2024", "client.nhs-number": "943 476 5919", "client.heating": "declined",
		"client.home": "The boiler has gone", "landlord.name": "Osbert Fenn", "visitor.name": "Wilf Larkspur", "caller.name": "Nell Quick",
	} {
		form.Set(name, value)
	}
	return form
}

// Every form of every pack that anybody may fill in has its address, and asks
// what the pack says with why, and whether an answer is needed.
func TestEveryPublicFormOfEveryPackIsServed(t *testing.T) {
	webtest.EachBorough(t, func(t *testing.T, s *webtest.Site) {
		served := 0
		for _, p := range webtest.WithBorough(t).Services {
			for _, f := range p.Forms {
				if f.By != "public form" {
					continue
				}
				served++
				r := s.Visitor().Get("/services/" + p.Controller.Code + "/" + p.Service + "/" + f.Code)
				if r.Status != http.StatusOK || !strings.Contains(r.Body, f.Title) {
					t.Errorf("%s of %s gave %d", f.Code, p.Service, r.Status)
				}
			}
		}
		if served < 5 {
			t.Errorf("only %d forms are served", served)
		}
		body := s.Visitor().Get(tellUs).Body
		for _, want := range []string{
			"We cannot do without this. We ask so that we know whom to help.", "You may leave this out. We ask so that we can ring.",
			`name="client.date-of-birth-day"`, `name="client.first-cold-year"`, "The year alone is enough", `value="pa-Arab"`,
			`value="declined"`, `value="unknown"`, `value="not asked"`, "Why this is relevant", "We never ask for your religion",
		} {
			if !strings.Contains(body, want) {
				t.Errorf("the form does not hold %q", want)
			}
		}
		if r := s.Visitor().Get("/services/borough/warm-homes/ring-us"); r.Status != http.StatusNotFound {
			t.Errorf("a form of the staff is served to anybody: %d", r.Status)
		}
	})
}

// Each shape is held to what it is; what is wrong is said beside it and all
// that was typed is kept on the page and nowhere else.
func TestAFormHoldsEveryShape(t *testing.T) {
	webtest.EachBorough(t, func(t *testing.T, s *webtest.Site) {
		v := s.Visitor()
		for name, c := range map[string]struct{ set, says string }{
			"a day to come":            {"client.date-of-birth-year=2031", "lies ahead"},
			"a part of a whole date":   {"client.date-of-birth-day=&client.date-of-birth-month=", "whole date"},
			"no month":                 {"client.first-cold-month=19", "Write a date"},
			"no check digit":           {"client.nhs-number=943 476 5918", "does not fit"},
			"a number of letters":      {"client.nhs-number=943476591x", "does not fit"},
			"a language that is none":  {"client.language=xx-Quagga", "Choose from the answers shown"},
			"a code of another list":   {"client.heating=peat", "Choose from the answers shown"},
			"not asked where it must":  {"client.name=", "is needed"},
			"health with no reason":    {"client.health=Weak lungs", "Say why this is relevant"},
			"a reason and no health":   {"client.health.why=Quagga", "Answer the question above"},
			"a conviction in words":    {"client.home=He was convicted of theft in 2019", "never write down"},
			"a conviction as a reason": {"client.health=Weak lungs&client.health.why=Since prison", "never write down"},
			"what is never asked":      {"client.religion=Quaker", "never ask for your religion"},
			"a later item":             {"client.income=900", "does not ask"},
			"a field of nobody's":      {"client.shoe-size=9", "does not ask"},
			"two answers":              {"client.heating=gas&client.heating=wood", "twice"},
			"too many words":           {"client.home=" + strings.Repeat("x", 1001), "Shorten"},
		} {
			form := coldHome(v.Get(tellUs).Form())
			change, _ := url.ParseQuery(c.set)
			for field, values := range change {
				form[field] = values
			}
			before := s.Stored()
			r := v.Post(tellUs, form)
			if r.Status != http.StatusUnprocessableEntity || !strings.Contains(r.Body, c.says) || !strings.Contains(r.Body, "Nell Quick") {
				t.Errorf("%s gave %d, says why: %v, keeps what was typed: %v", name, r.Status, strings.Contains(r.Body, c.says), strings.Contains(r.Body, "Nell Quick"))
			}
			same(t, name, before, s.Stored())
			for _, word := range []string{"convicted", "prison", "Nell Quick"} {
				if strings.Contains(s.Logged(), word) {
					t.Errorf("%s is logged: %q", name, word)
				}
			}
		}
		if r := v.Post(tellUs, coldHome(v.Get(tellUs).Form())); r.Status != http.StatusSeeOther {
			t.Fatalf("a form filled in rightly gave %d: %s", r.Status, r.Body)
		}
	})
}

// Whatever a browser adds to a form, nothing of it reaches the store.
func TestNothingThatAFormDoesNotAskIsEverStored(t *testing.T) {
	forbidden := []string{
		"client.religion=Quagga", "client.income=900", "client.offences=Quagga", "referrer.name=Quagga", "client.shoe-size=9", "client=x",
		"episode=1", "client.name-day=3", "client.health.why.why=Quagga", "client.heating=peat", "client.home=" + strings.Repeat("Quagga ", 300),
		"client.home=a burglar", "client.nhs-number=1234567890", "client.date-of-birth-year=2099", "client.language=tlh", "consent.match=yes",
	}
	webtest.EachBorough(t, func(t *testing.T, s *webtest.Site) {
		v := s.Visitor()
		shown := v.Get(tellUs).Form()
		before := s.Stored()
		rapid.Check(t, func(rt *rapid.T) {
			form := coldHome(copyOf(shown))
			for _, wrong := range rapid.SliceOfNDistinct(rapid.SampledFrom(forbidden), 1, len(forbidden), rapid.ID[string]).Draw(rt, "wrong") {
				set, _ := url.ParseQuery(wrong)
				for field, values := range set {
					form[field] = values
				}
			}
			if r := v.Post(tellUs, form); r.Status != http.StatusUnprocessableEntity {
				rt.Fatalf("it gave %d", r.Status)
			}
			if after := s.Stored(); !sameStore(before, after) {
				rt.Fatal("something was stored")
			}
		})
		if strings.Contains(s.Logged(), "Quagga") {
			t.Error("what was typed is logged")
		}
	})
}

func copyOf(v url.Values) url.Values {
	out := url.Values{}
	for k, values := range v {
		out[k] = slices.Clone(values)
	}
	return out
}

func sameStore(a, b map[string]string) bool {
	for table, digest := range a {
		if b[table] != digest {
			return false
		}
	}
	return true
}
