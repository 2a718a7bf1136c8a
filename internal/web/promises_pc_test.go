package web_test

import (
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
	parentCarers     = "parent-carers"
	askForAssessment = "/services/norfolk/parent-carers/ask-for-assessment"
)

// carer is somebody who asks for an assessment, and how to reach them, by item.
var carer = map[string]string{
	"client.name": "Rosamund Oulton", "client.address": "1 Sluice Lane, Loddon NR14 6HD", "client.telephone": "07700 900 733",
	"client.email": "rosamund@example.org", "client.safe-to-contact": "email-only",
}

func asksToBeAssessed() url.Values {
	out := url.Values{"client.language": {"pt"}}
	for item, value := range carer {
		out.Set(item, value)
	}
	return out
}

func TestAnAssessmentIsAskedForByNameAndByWaysToReach(t *testing.T) {
	webtest.Each(t, func(t *testing.T, s *webtest.Site) {
		promise.Kept(t, "PC-10")
		s.Enrol("norfolk", "cora", "coordinator", parentCarers)
		s.Enrol("norfolk", "kit", "assessor", parentCarers)
		cora := s.SignIn("cora")
		for _, from := range []struct {
			as *webtest.Client
			at string
		}{{s.Visitor(), askForAssessment}, {cora, "/intake/phone-request"}} {
			form := from.as.Get(from.at).Form()
			for item, values := range asksToBeAssessed() {
				form[item] = values
			}
			form.Del("client.name")
			before := s.Stored()
			if r := from.as.Post(from.at, form); r.Status != http.StatusUnprocessableEntity || !strings.Contains(r.Body, `href="#client.name"`) {
				t.Errorf("%s with no name gave %d", from.at, r.Status)
			}
			same(t, "no name", before, s.Stored())
		}
		// Given the whole form, then every answer is kept with who gave it.
		sent(t, s, askForAssessment, asksToBeAssessed())
		items, _ := sealed(t, s, "norfolk", parentCarers)
		for item := range carer {
			if v := items[item]; len(v) != 1 || v[0].From != "client" || v[0].Channel != "web" || v[0].On.IsZero() {
				t.Errorf("%s is not kept with its source", item)
			}
		}
		at := only(t, s, "norfolk", parentCarers)
		want := []string{"Rosamund Oulton", "1 Sluice Lane, Loddon NR14 6HD", "07700 900 733", "rosamund@example.org", "Write by email only", "They told us on the web form"}
		if got := held(cora.Get(at), want...); len(got) != len(want) {
			t.Errorf("the coordinator reads only %q", got)
		}
		if got := held(s.SignIn("kit").Get(at), "Rosamund"); len(got) > 0 {
			t.Error("an assessor who was not given the case reads it")
		}
		by := gate.Reader{Controller: "norfolk", Worker: s.Staff["cora"], Role: "coordinator", Teams: []string{parentCarers}}
		err := s.Node.Gate.Update(t.Context(), by, gate.Ask{Screen: "given", Act: policy.Allocate, Purposes: []string{"assess"}}, func(tx *gate.Tx) error {
			f, err := tx.File(t.Context(), care.ID(strings.TrimPrefix(at, "/received/")))
			if err != nil {
				return err
			}
			tx.Did(policy.Allocate, "given")
			return tx.Allocate(t.Context(), f, s.Staff["kit"])
		})
		if err != nil {
			t.Fatal(err)
		}
		if got := held(s.SignIn("kit").Get(at), want[:5]...); len(got) != 5 {
			t.Errorf("the assessor reads only %q", got)
		}
	})
}

func TestNoFormOfParentCarersAsksOfOffences(t *testing.T) {
	p := promise.PackOf(t, "norfolk", parentCarers)
	special, _ := p.Basis("function")
	criminal, _ := p.Basis("offence function")
	if special.Article9 != "g" || criminal.Article10 != "schedule 1" || !slices.Equal(special.Schedule1, criminal.Schedule1) {
		t.Error("the notice does not rest special and criminal information on a statutory function")
	}
	if x, _ := p.Purpose("assess"); !slices.Equal(x.Special, []string{"function", "offence function"}) {
		t.Errorf("an assessment has the conditions %v", x.Special)
	}
	for _, f := range p.Forms {
		for _, i := range f.Items() {
			if p.Items[i].Offences {
				t.Errorf("%s asks %s", f.Code, p.Items[i].Code)
			}
		}
	}
	webtest.Each(t, func(t *testing.T, s *webtest.Site) {
		promise.Kept(t, "PC-30")
		s.Enrol("norfolk", "cora", "coordinator", parentCarers)
		cora, v := s.SignIn("cora"), s.Visitor()
		for _, r := range []webtest.Reply{v.Get(askForAssessment), cora.Get("/intake/phone-request")} {
			for name := range r.Form() {
				item, _ := p.ItemByCode(name)
				if strings.HasPrefix(name, "client.") && (item.Code != name || item.Offences || item.Special != "") {
					t.Errorf("a form asks %s", name)
				}
			}
			if got := held(r, "onviction", "ffence", "criminal"); len(got) > 0 && r.Status == http.StatusOK {
				t.Errorf("a form speaks of %q", got)
			}
		}
		form := v.Get(askForAssessment).Form()
		for item, values := range asksToBeAssessed() {
			form[item] = values
		}
		form.Set("client.offences", "Quagga")
		before := s.Stored()
		if r := v.Post(askForAssessment, form); r.Status != http.StatusUnprocessableEntity {
			t.Errorf("a form with an offence gave %d", r.Status)
		}
		same(t, "an offence", before, s.Stored())
	})
}
