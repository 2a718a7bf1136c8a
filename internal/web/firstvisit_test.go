package web_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"candour/internal/care"
	"candour/internal/promise"
	"candour/internal/seal"
	"candour/internal/webtest"
)

// visit sends the first-visit form, with the hidden fields of the page of
// contacts when the form itself is not yet offered.
func (c *caseWork) visit(fill url.Values) webtest.Reply {
	c.t.Helper()
	form := c.priya.Get(c.path("/contacts")).Form()
	for name, values := range fill {
		form[name] = values
	}
	return c.priya.Post(c.path("/first-visit"), form)
}

// onlyLater holds one item to the stage after the person was reached: nothing
// of it is stored before, whatever the browser sends.
func onlyLater(t *testing.T, s *webtest.Site, item, answer string) {
	t.Helper()
	c := newCase(t, s, nil)
	fill := url.Values{"channel": {"visit"}, item: {answer}}
	before := s.Stored()
	r := c.visit(fill)
	if r.Status != http.StatusUnprocessableEntity {
		t.Errorf("before the person was reached, %s gave %d, want 422", item, r.Status)
	}
	same(t, item, before, s.Stored())
	c.spoke(nil)
	if r := c.visit(fill); r.Status != http.StatusSeeOther {
		t.Errorf("once the person was reached, %s gave %d: %s", item, r.Status, r.Body)
	}
	if got := c.stored(item); len(got) != 1 || got[0].Codes[0] != answer {
		t.Errorf("of %s is kept %d answers", item, len(got))
	}
}

// stored opens what is sealed of an item, past every door: only a test may,
// and only to see that it is what was sent.
func (c *caseWork) stored(item string) []care.Value {
	c.t.Helper()
	it, ok := promise.Pack(c.t).ItemByCode(item)
	if !ok {
		c.t.Fatalf("no item %s", item)
	}
	rows := c.Rows("SELECT subject, id, version, key_id, sealed FROM section WHERE episode = $1 AND tier = $2 AND kind = 'items'", c.id, it.Tier)
	if len(rows) == 0 {
		return nil
	}
	row := rows[0]
	version, err := strconv.ParseInt(row[2], 10, 64)
	if err != nil {
		c.t.Fatal(err)
	}
	keys, err := c.Node.Keys.Open(c.t.Context(), "kent", care.ID(row[3]))
	if err != nil {
		c.t.Fatal(err)
	}
	defer seal.WipeAll(keys)
	place := seal.Place{Controller: "kent", Service: "positive-wellbeing", Subject: row[0], Tier: it.Tier, Section: row[1], Kind: "items", Version: version}
	plain, err := keys[care.ID(row[3])].Open([]byte(row[4]), place.AD())
	if err != nil {
		c.t.Fatal(err)
	}
	var items care.ItemsPayload
	if err := json.Unmarshal(plain, &items); err != nil {
		c.t.Fatal(err)
	}
	return items[item]
}

func TestGenderIsNotAskedBeforeThePersonIsReached(t *testing.T) {
	webtest.Each(t, func(t *testing.T, s *webtest.Site) {
		promise.Kept(t, "PW-11")
		onlyLater(t, s, "client.gender", "woman")
	})
}

func TestMaritalStatusIsNotAskedBeforeThePersonIsReached(t *testing.T) {
	webtest.Each(t, func(t *testing.T, s *webtest.Site) {
		promise.Kept(t, "PW-12")
		onlyLater(t, s, "client.marital-status", "widowed")
	})
}

func TestEducationHousingAndEmploymentAreNotAskedBeforeThePersonIsReached(t *testing.T) {
	webtest.Each(t, func(t *testing.T, s *webtest.Site) {
		promise.Kept(t, "PW-13")
		onlyLater(t, s, "client.education", "school")
		onlyLater(t, s, "client.housing", "sheltered")
		onlyLater(t, s, "client.employment", "retired")
	})
}

func TestHealthIsKeptOnlyWithTheReasonItIsRelevant(t *testing.T) {
	webtest.Each(t, func(t *testing.T, s *webtest.Site) {
		promise.Kept(t, "PW-14")
		c := newCase(t, s, nil)
		c.spoke(nil)
		for item, answer := range map[string]string{"client.medical": "Arthritis in both knees", "client.gp-practice": "Castle Street Surgery"} {
			before := s.Stored()
			r := c.visit(url.Values{"channel": {"visit"}, item: {answer}})
			if r.Status != http.StatusUnprocessableEntity || len(held(r, answer, "why this is relevant")) != 2 {
				t.Errorf("%s without a reason gave %d", item, r.Status)
			}
			same(t, item, before, s.Stored())
			r = c.visit(url.Values{"channel": {"visit"}, item: {answer}, item + ".why": {"Stairs at the choir"}})
			if r.Status != http.StatusSeeOther {
				t.Errorf("%s with a reason gave %d: %s", item, r.Status, r.Body)
			}
			if got := c.stored(item); len(got) != 1 || got[0].Relevance != "Stairs at the choir" {
				t.Errorf("the reason of %s is not kept with it", item)
			}
		}
	})
}

func TestEthnicityIsKeptToBeCountedAndNeverShown(t *testing.T) {
	webtest.Each(t, func(t *testing.T, s *webtest.Site) {
		promise.Kept(t, "PW-16")
		c := newCase(t, s, nil)
		c.spoke(nil)
		before := s.Stored()
		if r := c.visit(url.Values{"channel": {"visit"}, "client.ethnicity": {"martian"}}); r.Status != http.StatusUnprocessableEntity {
			t.Errorf("an unknown code gave %d, want 422", r.Status)
		}
		same(t, "an unknown code", before, s.Stored())
		if r := c.visit(url.Values{"channel": {"visit"}, "client.ethnicity": {"mixed-white-asian"}}); r.Status != http.StatusSeeOther {
			t.Fatalf("a valid code gave %d: %s", r.Status, r.Body)
		}
		got := c.stored("client.ethnicity")
		if len(got) != 1 || got[0].Codes[0] != "mixed-white-asian" || got[0].From != "client" || got[0].Channel != "visit" {
			t.Error("the answer is not kept with its source and how it was asked")
		}
		if it, ok := promise.Pack(t).ItemByCode("client.ethnicity"); !ok || it.Special != "ethnicity" {
			t.Errorf("its category is %q", it.Special)
		}
		recorded := looksAt(s, "first-visit", "released")
		if last := recorded[len(recorded)-1]; !strings.Contains(strings.Join(recorded, ""), `"manage"`) {
			t.Errorf("the entry does not say for what: %s", last)
		}
		for _, under := range []string{"", "/first-visit", "/measures", "/held", "/chronology"} {
			if len(held(c.priya.Get(c.path(under)), `"mixed-white-asian" selected`, "Mixed: White and Asian</dd>")) > 0 {
				t.Errorf("%s shows the answer to a caseworker", under)
			}
		}
		if r := c.visit(url.Values{"channel": {"visit"}, "client.ethnicity": {"white-irish"}}); r.Status != http.StatusUnprocessableEntity {
			t.Errorf("a second answer gave %d, want 422", r.Status)
		}
		if n := counts(t, s, "equality")["2026|mixed-white-asian"]; n != 1 {
			t.Errorf("it is counted %d times", n)
		}
	})
}

// counts gives the cells of a statistic.
func counts(t *testing.T, s *webtest.Site, code string) map[string]int64 {
	t.Helper()
	tally, err := s.Node.Gate.Tally(t.Context(), s.Reader("denise"), "positive-wellbeing")
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]int64{}
	for cell, n := range tally[code] {
		out[cell] = n.Sum()
	}
	return out
}

func TestSpecialAnswersAreAskedFaceToFaceOrByPhoneWithTheReason(t *testing.T) {
	webtest.Each(t, func(t *testing.T, s *webtest.Site) {
		promise.Kept(t, "PW-37")
		pack := promise.Pack(t)
		v := s.Visitor()
		for _, address := range []string{referSomeone, "/services/kent/positive-wellbeing/refer-yourself"} {
			form := v.Get(address)
			for _, it := range pack.Items {
				if it.Special != "" && strings.Contains(form.Body, `name="`+it.Code) {
					t.Errorf("the web form asks for %s", it.Code)
				}
			}
			sent := referral(form.Form())
			sent.Set("client.medical", "Arthritis")
			if r := v.Post(address, sent); r.Status != http.StatusUnprocessableEntity {
				t.Errorf("a web form with health gave %d, want 422", r.Status)
			}
		}
		c := newCase(t, s, nil)
		c.spoke(nil)
		lonely := url.Values{"client.loneliness": {"Most in the evenings"}}
		for name, how := range map[string]url.Values{
			"by phone without a reason": {"channel": {"phone"}},
			"by post":                   {"channel": {"post"}, "channel-why": {"Far away"}},
			"on the web":                {"channel": {"web"}},
			"in no way":                 {},
		} {
			for field, values := range lonely {
				how[field] = values
			}
			before := s.Stored()
			if r := c.visit(how); r.Status != http.StatusUnprocessableEntity {
				t.Errorf("%s gave %d, want 422", name, r.Status)
			}
			same(t, name, before, s.Stored())
		}
		everySpecial(c)
		lonely["channel"], lonely["channel-why"] = []string{"phone"}, []string{"In hospital until June"}
		if r := c.visit(lonely); r.Status != http.StatusSeeOther {
			t.Errorf("by phone with a reason gave %d: %s", r.Status, r.Body)
		}
		if got := c.stored("client.loneliness"); len(got) != 2 || got[1].Channel != "phone" || got[1].ChannelWhy != "In hospital until June" {
			t.Error("how it was asked and why is not kept with the answer")
		}
	})
}

// everySpecial asks every special item face to face, and sees that how it was
// asked is kept with it.
func everySpecial(c *caseWork) {
	c.t.Helper()
	answers := map[string]string{
		"client.access-needs": "large-print", "client.medical": "Arthritis", "client.gp-practice": "Castle Street Surgery",
		"client.wellbeing": "Better", "client.social-interaction": "My sister", "client.loneliness": "Evenings",
		"client.lifestyle": "Radio", "client.ethnicity": "white-irish",
	}
	fill := url.Values{"channel": {"visit"}, "client.medical.why": {"Stairs"}, "client.gp-practice.why": {"Stairs"}}
	for item, answer := range answers {
		fill.Set(item, answer)
	}
	if r := c.visit(fill); r.Status != http.StatusSeeOther {
		c.t.Errorf("face to face gave %d", r.Status)
	}
	for _, it := range promise.Pack(c.t).Items {
		if it.Special == "" {
			continue
		}
		if got := c.stored(it.Code); len(got) != 1 || got[0].Channel != "visit" {
			c.t.Errorf("how %s was asked is not kept with it", it.Code)
		}
	}
}

func TestAFirstVisitRefusesWhatDoesNotBelong(t *testing.T) {
	webtest.Each(t, func(t *testing.T, s *webtest.Site) {
		c := newCase(t, s, nil)
		c.spoke(nil)
		for name, fill := range map[string]url.Values{
			"nothing":            {"channel": {"visit"}},
			"an unknown field":   {"channel": {"visit"}, "client.shoe-size": {"9"}},
			"an unknown code":    {"channel": {"visit"}, "client.gender": {"cat"}},
			"two answers":        {"channel": {"visit"}, "client.gender": {"woman", "man"}},
			"an endless answer":  {"channel": {"visit"}, "client.lifestyle": {strings.Repeat("x", 5000)}},
			"a point off scale":  {"channel": {"visit"}, "ons-4.happy": {"11"}},
			"a point of letters": {"channel": {"visit"}, "ucla-3.isolated": {"much"}},
			"a date of birth":    {"channel": {"visit"}, "client.date-of-birth": {"1 3 1942"}},
			"the referrer":       {"channel": {"visit"}, "referrer.name": {"Mavis Cole"}},
		} {
			before := s.Stored()
			if r := c.visit(fill); r.Status != http.StatusUnprocessableEntity {
				t.Errorf("%s gave %d, want 422", name, r.Status)
			}
			same(t, name, before, s.Stored())
		}
	})
}

func TestNeedsStandInTheHeaderOfEveryPage(t *testing.T) {
	webtest.Each(t, func(t *testing.T, s *webtest.Site) {
		promise.Begun(t, "PW-20")
		c := newCase(t, s, nil)
		c.spoke(nil)
		r := c.visit(url.Values{"channel": {"visit"}, "client.access-needs": {"large-print", "hearing-loop"}})
		if r.Status != http.StatusSeeOther {
			t.Fatalf("needs gave %d: %s", r.Status, r.Body)
		}
		for _, under := range []string{"", "/contacts", "/measures"} {
			if !strings.Contains(c.priya.Get(c.path(under)).Body, "Large print, Hearing loop") {
				t.Errorf("%s does not say what makes it easier", under)
			}
		}
	})
}

func TestAnAddressIsNeededOrSaidToBeNone(t *testing.T) {
	webtest.Each(t, func(t *testing.T, s *webtest.Site) {
		promise.Kept(t, "PW-17")
		v := s.Visitor()
		form := referral(v.Get(referSomeone).Form())
		form.Del("client.address")
		before := s.Stored()
		if r := v.Post(referSomeone, form); r.Status != http.StatusUnprocessableEntity || !strings.Contains(r.Body, "no fixed address") {
			t.Errorf("no address gave %d", r.Status)
		}
		same(t, "a referral without an address", before, s.Stored())
		c := newCase(t, s, url.Values{"client.address": {"No fixed address, by the fountain in Tonbridge"}})
		if len(held(c.priya.Get(c.path("")), "by the fountain in Tonbridge")) != 1 {
			t.Error("having no fixed address is not kept")
		}
		form = referral(v.Get(referSomeone).Form())
		form.Del("client.name")
		if r := v.Post(referSomeone, form); r.Status != http.StatusUnprocessableEntity {
			t.Errorf("no name gave %d", r.Status)
		}
		c.tried("no answer") // what the Connector needs to act on
		c.spoke(url.Values{"visit-day": {"7"}, "visit-month": {"12"}, "visit-year": {"2026"}})
		if rows := s.Rows("SELECT kind FROM section WHERE episode = $1 AND kind IN ('contact', 'visit')", c.id); len(rows) != 3 {
			t.Errorf("%d contacts and visits are kept, want 3", len(rows))
		}
	})
}

func TestAnAgeIsKeptWithTheDayItWasAsked(t *testing.T) {
	webtest.Each(t, func(t *testing.T, s *webtest.Site) {
		promise.Kept(t, "PW-09")
		v := s.Visitor()
		form := referral(v.Get(referSomeone).Form())
		form.Set("client.date-of-birth", "1 March 1942")
		before := s.Stored()
		if r := v.Post(referSomeone, form); r.Status != http.StatusUnprocessableEntity {
			t.Errorf("a date of birth gave %d, want 422", r.Status)
		}
		same(t, "a date of birth", before, s.Stored())
		c := newCase(t, s, nil)
		if got := c.stored("client.age"); len(got) != 1 || got[0].Number != 84 || got[0].AsAt != webtest.FirstDay {
			t.Error("the age is not kept with the day it was asked")
		}
		if len(held(c.priya.Get(c.path("")), "84 (asked Nov 2026)")) != 1 {
			t.Error("the age does not stand with the month it was asked")
		}
	})
}

func TestConfirmedDetailsAreMarkedAsCheckedWithThePerson(t *testing.T) {
	webtest.Each(t, func(t *testing.T, s *webtest.Site) {
		c := newCase(t, s, nil)
		c.spoke(nil)
		page := c.priya.Get(c.path("/confirm-details"))
		if len(held(page, "Arthur Penfold", "14 Orchard Row", "01632 960 833")) != 3 {
			t.Error("the form does not show what is to be confirmed")
		}
		fill := url.Values{
			"channel": {"visit"}, "client.name": {"Arthur Penfold"}, "client.address": {"41 Orchard Row, Tonbridge TN9 1QD"}, "client.age": {"85"},
		}
		if r := c.send("/confirm-details", fill); r.Status != http.StatusSeeOther {
			t.Fatalf("confirming gave %d: %s", r.Status, r.Body)
		}
		if len(held(c.priya.Get(c.path("")), "41 Orchard Row", "Checked against the person themselves")) != 2 {
			t.Error("the overview does not show it as checked")
		}
		fill.Del("client.address")
		fill.Set("client.address", " ")
		if r := c.send("/confirm-details", fill); r.Status != http.StatusUnprocessableEntity {
			t.Errorf("no address gave %d, want 422", r.Status)
		}
	})
}
