package web_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"candour/internal/care"
	"candour/internal/gate"
	notices "candour/internal/notice"
	"candour/internal/policy"
	"candour/internal/promise"
	"candour/internal/webtest"
)

const councilWide = "/services/city/council-wide/"

// cityForms gives the forms of the city that anybody may fill in.
func cityForms(t *testing.T) (p *notices.Pack, forms []notices.Form) {
	t.Helper()
	p = promise.PackOf(t, "city", "council-wide")
	for _, f := range p.Forms {
		if f.By == "public form" {
			forms = append(forms, f)
		}
	}
	if len(forms) < 5 {
		t.Fatalf("the city has %d forms", len(forms))
	}
	return p, forms
}

func TestEveryQuestionOfTheCitySaysWhy(t *testing.T) {
	webtest.Each(t, func(t *testing.T, s *webtest.Site) {
		promise.Kept(t, "CW-19")
		p, forms := cityForms(t)
		for _, f := range forms {
			body := s.Visitor().Get(councilWide + f.Code).Body
			for _, g := range f.Groups {
				for _, i := range g.Items {
					why := p.Items[i].Shape.Why
					if asks := "We ask " + strings.ToLower(why[:1]) + why[1:]; why == "" || !strings.Contains(body, asks) {
						t.Errorf("%s does not say why it asks for %s", f.Code, p.Items[i].Words)
					}
				}
			}
		}
	})
}

func TestNothingIsAgreedToBeforehand(t *testing.T) {
	webtest.Each(t, func(t *testing.T, s *webtest.Site) {
		promise.Kept(t, "CW-13")
		_, forms := cityForms(t)
		asked := 0
		for _, f := range forms {
			body := s.Visitor().Get(councilWide + f.Code).Body
			asked += strings.Count(body, `name="consent.`)
			if strings.Contains(body, " checked") {
				t.Errorf("%s comes with an answer given", f.Code)
			}
		}
		if asked == 0 {
			t.Error("no form asks whether anybody agrees")
		}
		if len(held(s.Visitor().Get("/notices/city/council-wide"), "Saying no costs you nothing")) != 1 {
			t.Error("the notice does not say that no costs nothing")
		}
	})
}

func TestANeighboursReportStaysTheNeighbours(t *testing.T) {
	for how, send := range map[string]func(*testing.T, *webtest.Site, url.Values){
		"on the web": func(t *testing.T, s *webtest.Site, fill url.Values) {
			sent(t, s, councilWide+"report-for-someone", fill)
		},
		"by telephone": func(t *testing.T, s *webtest.Site, fill url.Values) {
			s.Enrol("city", "kit", "contact centre adviser", "council-wide")
			if r := rings(s.SignIn("kit"), "call-for-someone", fill); r.Status != http.StatusSeeOther {
				t.Fatalf("a call gave %d", r.Status)
			}
		},
	} {
		t.Run(how, func(t *testing.T) {
			webtest.Each(t, func(t *testing.T, s *webtest.Site) {
				promise.Kept(t, "CW-62")
				send(t, s, neighbour())
				items, _ := sealed(t, s, "city", "council-wide")
				for _, code := range []string{"resident.name", "resident.reported", "caller.name", "caller.relation", "caller.telephone"} {
					if v := items[code]; len(v) != 1 || v[0].From != "caller" || v[0].Verified {
						t.Errorf("%s is kept as %+v, want what the neighbour said, unverified", code, v)
					}
				}
			})
		})
	}
}

// neighbour is a report of a leak at somebody else's home.
func neighbour() url.Values {
	return url.Values{
		"resident.name": {"Ottoline Marsh"}, "resident.address": {"3 Kiln Row, Riverton RV1 2AB"}, "resident.reported": {"Water runs from her roof"},
		"caller.name": {"Ned Sparrow"}, "caller.relation": {"neighbour"}, "caller.telephone": {"07700 900 512"},
	}
}

func rings(c *webtest.Client, form string, fill url.Values) webtest.Reply {
	sent := c.Get("/intake/" + form).Form()
	for name, values := range fill {
		sent[name] = values
	}
	return c.Post("/intake/"+form, sent)
}

func TestANeighbourWhoAsksLearnsNothing(t *testing.T) {
	webtest.Each(t, func(t *testing.T, s *webtest.Site) {
		promise.Kept(t, "CW-66")
		sent(t, s, councilWide+"change-my-details", url.Values{
			"resident.name": {"Ottoline Marsh"}, "resident.address": {"3 Kiln Row, Riverton RV1 2AB"}, "resident.telephone": {"07700 900 999"}, "resident.request": {"Mend my boiler"},
		})
		known := only(t, s, "city", "council-wide")
		s.Enrol("city", "kit", "contact centre adviser", "council-wide")
		kit := s.SignIn("kit")
		// Given a neighbour who asks whether she is known, when the adviser takes
		// the call, then nothing of the record shows and the words to say are there.
		form := kit.Get("/intake/call-for-someone")
		if len(held(form, "We cannot tell you what we know about the person")) != 1 {
			t.Error("the adviser is not given what to say")
		}
		answer := rings(kit, "call-for-someone", neighbour())
		if answer.Status != http.StatusSeeOther {
			t.Fatalf("the call gave %d", answer.Status)
		}
		for _, path := range []string{"/intake/call-for-someone", answer.To, "/triage", known} {
			if got := held(kit.Get(path), "07700 900 999", "Mend my boiler"); len(got) > 0 {
				t.Errorf("%s shows %q", path, got)
			}
		}
		stranger := neighbour()
		stranger.Set("resident.name", "Nobody Known")
		if other := rings(kit, "call-for-someone", stranger); other.Status != answer.Status || strings.HasPrefix(answer.To, known) {
			t.Errorf("somebody who is known is answered with %d %s, somebody who is not with %d %s", answer.Status, answer.To, other.Status, other.To)
		}
	})
}

func TestAnOpinionIsKeptOnlyOfThoseWhoAgreed(t *testing.T) {
	for _, agreed := range []string{"", "no", "yes"} {
		t.Run("said "+agreed, func(t *testing.T) {
			webtest.Each(t, func(t *testing.T, s *webtest.Site) {
				promise.Begun(t, "CW-28")
				fill := url.Values{"resident.opinion": {"The library is too cold"}, "resident.consult-contact": {"ottoline@example.org"}}
				if agreed != "" {
					fill.Set("consent.consulting", agreed)
				}
				v := s.Visitor()
				form := v.Get(councilWide + "opinion").Form()
				for name, values := range fill {
					form[name] = values
				}
				// Given no agreement, when it is sent, then there is nobody to invite.
				if r := v.Post(councilWide+"opinion", form); (r.Status == http.StatusSeeOther) != (agreed == "yes") {
					t.Errorf("an opinion gave %d", r.Status)
				}
				items, _ := sealed(t, s, "city", "council-wide")
				for code := range fill {
					if kept := len(items[code]) > 0; strings.HasPrefix(code, "resident.") && kept != (agreed == "yes") {
						t.Errorf("%s is kept: %v", code, kept)
					}
				}
			})
		})
	}
}

func TestAMatchChangesNoOtherRecord(t *testing.T) {
	webtest.Each(t, func(t *testing.T, s *webtest.Site) {
		promise.Kept(t, "CW-43")
		sent(t, s, councilWide+"change-my-details", url.Values{"resident.name": {"Ottoline Marsh"}, "resident.address": {"3 Kiln Row, Riverton RV1 2AB"}, "resident.request": {"I moved in"}})
		id := care.ID(strings.TrimPrefix(only(t, s, "city", "council-wide"), "/received/"))
		worker := s.Enrol("city", "fay", "fraud investigator", "council-wide")
		fay := gate.Reader{Controller: "city", Worker: worker, Role: "fraud investigator", Teams: []string{"council-wide"}}
		kit := gate.Reader{Controller: "city", Worker: s.Enrol("city", "kit", "contact centre adviser", "council-wide"), Role: "contact centre adviser", Teams: []string{"council-wide"}}
		do := func(who gate.Reader, purpose string, then func(*gate.Tx, *gate.File) error) {
			t.Helper()
			ask := gate.Ask{Screen: "match", Act: policy.Record, Purposes: []string{purpose}}
			err := s.Node.Gate.Update(t.Context(), who, ask, func(tx *gate.Tx) error {
				f, err := tx.File(t.Context(), id)
				if err != nil {
					return err
				}
				tx.Did(policy.Record, "match")
				return then(tx, f)
			})
			if err != nil {
				t.Fatalf("%s: %v", purpose, err)
			}
		}
		do(kit, "calls", func(tx *gate.Tx, f *gate.File) error {
			if err := tx.Happen(t.Context(), f, "recorded", tx.Today()); err != nil {
				return err
			}
			return tx.Allocate(t.Context(), f, worker)
		})
		before, _ := sealed(t, s, "city", "council-wide")
		// Given a match, when it is saved, then no other record is altered.
		do(fay, "protect", func(tx *gate.Tx, f *gate.File) error {
			lead := care.Value{Text: "Two electors, one discount", From: "worker", Channel: "system", By: worker, On: tx.Today()}
			return tx.Answers(t.Context(), f, "", []gate.Answer{{Item: "resident.match", Value: lead}})
		})
		after, _ := sealed(t, s, "city", "council-wide")
		if len(after["resident.match"]) != 1 || len(after) != len(before)+1 {
			t.Errorf("the match is kept as %v, among %d items where there were %d", after["resident.match"], len(after), len(before))
		}
		for code, values := range before {
			if !slices.EqualFunc(values, after[code], func(a, b care.Value) bool { return a.Text == b.Text && a.On == b.On && a.From == b.From }) {
				t.Errorf("the match altered %s", code)
			}
		}
	})
}

func TestOnlyTheCookiesThatAreDeclaredAreSet(t *testing.T) {
	webtest.Each(t, func(t *testing.T, s *webtest.Site) {
		promise.Kept(t, "CW-10")
		v := s.Visitor()
		declared := v.Get("/cookies")
		if declared.Status != http.StatusOK {
			t.Fatalf("the statement of cookies gave %d", declared.Status)
		}
		_, forms := cityForms(t)
		pages := []string{"/", "/cookies", "/notices/city/council-wide"}
		for _, f := range forms {
			pages = append(pages, councilWide+f.Code)
		}
		// Given a page, when its cookies are listed, then only declared ones are there.
		for _, path := range pages {
			r := v.Get(path)
			for _, c := range (&http.Response{Header: r.Header}).Cookies() {
				if !strings.Contains(declared.Body, c.Name) {
					t.Errorf("%s sets the cookie %s, which nothing declares", path, c.Name)
				}
			}
			for _, outside := range []string{`src="http`, `src="//`} {
				if strings.Contains(r.Body, outside) {
					t.Errorf("%s fetches from somebody else", path)
				}
			}
		}
		if len(held(v.Get("/notices/city/council-wide"), "To read how we treat you when you use our services over the internet")) != 1 {
			t.Error("the notice does not point to the statement")
		}
	})
}
