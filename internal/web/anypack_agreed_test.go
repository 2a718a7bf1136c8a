package web_test

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"candour/internal/care"
	"candour/internal/gate"
	"candour/internal/policy"
	"candour/internal/promise"
	"candour/internal/webtest"
)

const (
	communities    = "connecting-communities"
	askForSupport  = "/services/norfolk/connecting-communities/ask-for-support"
	convictedWords = "convicted of theft in 2019"
)

// neverAgreed is a request for support, filled in and agreed to by nobody.
func neverAgreed() url.Values {
	return url.Values{
		"client.name": {"Jemima Thurne"}, "client.address": {"2 Staithe Road, Wroxham NR12 8TJ"}, "client.telephone": {"07700 900 411"},
		"client.safe-to-contact": {"no-voicemail"}, "client.support": {"debt"}, "client.housing": {"private-rent"},
	}
}

// Without a yes a request waits, by telephone and on the web, and nothing of it
// is kept but how to reach the person. Nothing takes it past that.
func TestARequestWithoutConsentWaitsForIt(t *testing.T) {
	webtest.Each(t, func(t *testing.T, s *webtest.Site) {
		promise.Kept(t, "CC-29")
		s.Enrol("norfolk", "cal", "call handler", communities)
		cal := s.SignIn("cal")
		form := cal.Get("/intake/phone-request").Form()
		form.Set("client.name", "Jemima Thurne")
		form.Set("client.address", "2 Staithe Road, Wroxham NR12 8TJ")
		if r := cal.Post("/intake/phone-request", form); r.Status != http.StatusSeeOther {
			t.Fatalf("a telephone request gave %d", r.Status)
		}
		if got := held(cal.Get("/triage"), "Jemima Thurne", "awaiting consent"); len(got) != 2 {
			t.Errorf("the queue says only %q", got)
		}
		sent(t, s, askForSupport, neverAgreed())
		for _, row := range s.Rows("SELECT next_what FROM episode WHERE service = 'connecting-communities'") {
			if row[0] != "awaiting consent" {
				t.Errorf("a request without consent waits for %q", row[0])
			}
		}
		items, records := sealed(t, s, "norfolk", communities)
		for code := range items {
			if !slices.Contains([]string{"client.name", "client.address", "client.telephone", "client.safe-to-contact"}, code) {
				t.Errorf("%s is kept without consent", code)
			}
		}
		if len(records[care.KindConsent]) > 0 {
			t.Error("a consent that nobody gave is on record")
		}
	})
	webtest.Each(t, func(t *testing.T, s *webtest.Site) {
		promise.Kept(t, "CC-29")
		fill := neverAgreed()
		fill.Set("consent.tell", "yes")
		sent(t, s, askForSupport, fill)
		items, records := sealed(t, s, "norfolk", communities)
		if len(items["client.support"]) != 1 || len(items["client.housing"]) != 1 || len(records[care.KindConsent]) != 1 {
			t.Error("what was agreed to, or the words it was agreed to in, is not kept")
		}
	})
}

func TestARequestWithoutANameIsNotTaken(t *testing.T) {
	webtest.Each(t, func(t *testing.T, s *webtest.Site) {
		promise.Kept(t, "CC-10")
		v := s.Visitor()
		form := v.Get(askForSupport).Form()
		for name, values := range neverAgreed() {
			form[name] = values
		}
		form.Del("client.name")
		before := s.Stored()
		r := v.Post(askForSupport, form)
		if r.Status != http.StatusUnprocessableEntity || !strings.Contains(r.Body, `href="#client.name"`) || !strings.Contains(r.Body, "07700 900 411") {
			t.Errorf("no name gave %d", r.Status)
		}
		same(t, "no name", before, s.Stored())
	})
}

func TestWhoeverRingsIsWarnedHowToReachThem(t *testing.T) {
	webtest.Each(t, func(t *testing.T, s *webtest.Site) {
		promise.Kept(t, "CC-13")
		s.Enrol("norfolk", "cal", "call handler", communities)
		sent(t, s, askForSupport, neverAgreed())
		cal := s.SignIn("cal")
		for _, at := range []string{"/triage", only(t, s, "norfolk", communities)} {
			if len(held(cal.Get(at), "Ring, but leave no voicemail")) != 1 {
				t.Errorf("%s does not warn of voicemail", at)
			}
		}
	})
}

// agreedCase is a request whose person said yes to two lines, in the hands of
// a caseworker.
func agreedCase(t *testing.T, s *webtest.Site) (answer func(...gate.Answer) error) {
	t.Helper()
	worker := s.Enrol("norfolk", "una", "caseworker", communities)
	una := gate.Reader{Controller: "norfolk", Worker: worker, Role: "caseworker", Teams: []string{communities}}
	fill := neverAgreed()
	fill.Set("consent.tell", "yes")
	sent(t, s, askForSupport, fill)
	id := care.ID(strings.TrimPrefix(only(t, s, "norfolk", communities), "/received/"))
	do := func(then func(*gate.Tx, *gate.File) error) error {
		ask := gate.Ask{Screen: "talk-it-through", Act: policy.Record, Purposes: []string{"notify"}}
		return s.Node.Gate.Update(t.Context(), una, ask, func(tx *gate.Tx) error {
			f, err := tx.File(t.Context(), id)
			if err != nil {
				return err
			}
			tx.Did(policy.Record, "talk")
			return then(tx, f)
		})
	}
	err := do(func(tx *gate.Tx, f *gate.File) error {
		if err := tx.Agree(t.Context(), f, "health", true, tx.Today()); err != nil {
			return err
		}
		if err := tx.Happen(t.Context(), f, "agreed", tx.Today()); err != nil {
			return err
		}
		return tx.Allocate(t.Context(), f, worker)
	})
	if err != nil {
		t.Fatal(err)
	}
	return func(answers ...gate.Answer) error {
		return do(func(tx *gate.Tx, f *gate.File) error {
			for i := range answers {
				answers[i].Value.From, answers[i].Value.Channel, answers[i].Value.By, answers[i].Value.On = "client", "visit", worker, tx.Today()
			}
			return tx.Answers(t.Context(), f, "talk-it-through", answers)
		})
	}
}

func TestHealthIsTakenOnlyWhereSomebodySaysWhyItMatters(t *testing.T) {
	webtest.Each(t, func(t *testing.T, s *webtest.Site) {
		promise.Kept(t, "CC-18")
		v := s.Visitor()
		form := v.Get(askForSupport).Form()
		for name, values := range neverAgreed() { // support with debt, and no reason
			form[name] = values
		}
		form.Set("client.health", "A weak heart")
		before := s.Stored()
		if r := v.Post(askForSupport, form); r.Status != http.StatusUnprocessableEntity {
			t.Errorf("a web form with health gave %d", r.Status)
		}
		same(t, "health on the web", before, s.Stored())
		answer := agreedCase(t, s)
		before = s.Stored()
		var no *gate.AnswersRefused
		if err := answer(gate.Answer{Item: "client.health", Value: care.Value{Text: "A weak heart"}}); !errors.As(err, &no) || no.Items[0].Why != policy.NeedsRelevance {
			t.Errorf("health with no reason: %v", err)
		}
		same(t, "health with no reason", before, s.Stored())
		if err := answer(gate.Answer{Item: "client.health", Value: care.Value{Text: "A weak heart", Relevance: "Stairs to the flat"}}); err != nil {
			t.Errorf("health with a reason: %v", err)
		}
		if err := answer(gate.Answer{Item: "client.orientation", Value: care.Value{Codes: []string{"other"}, Relevance: "A group to join"}}); err == nil {
			t.Error("an orientation is kept that nobody agreed to")
		}
		items, _ := sealed(t, s, "norfolk", communities)
		if got := items["client.health"]; len(got) != 1 || got[0].Relevance != "Stairs to the flat" || len(items["client.orientation"]) != 0 {
			t.Error("health is not kept with its reason, or more is kept than was agreed to")
		}
	})
}

func TestWordsOfOffencesAreHeldBackBeforeTheyAreKept(t *testing.T) {
	webtest.Each(t, func(t *testing.T, s *webtest.Site) {
		promise.Kept(t, "CC-21")
		answer := agreedCase(t, s)
		before := s.Stored()
		var no *gate.AnswersRefused
		err := answer(gate.Answer{Item: "client.relationships", Value: care.Value{Text: "Her brother was " + convictedWords}})
		if !errors.As(err, &no) || no.Items[0].Why != policy.NeverCollected || !strings.Contains(no.Items[0].Says, "“convicted”, “theft”") {
			t.Fatalf("a conviction in free words: %v", err)
		}
		same(t, "a conviction in free words", before, s.Stored())
		if strings.Contains(err.Error()+s.Logged(), "theft") {
			t.Error("the words are in the error or the log")
		}
		if err := answer(gate.Answer{Item: "client.relationships", Value: care.Value{Text: "Her brother lives abroad"}}); err != nil {
			t.Errorf("words without it: %v", err)
		}
	})
}
