package web_test

import (
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"candour/internal/promise"
	"candour/internal/webtest"
)

// reached is how somebody who asks for support can be reached, by item.
var reached = map[string]string{
	"client.name": "Ottilie Potter", "client.address": "9 Heron Way, Acle NR13 3QT", "client.telephone": "07700 900 622",
	"client.email": "ottilie@example.org", "client.safe-to-contact": "no-voicemail",
}

// asks is a request for support by somebody who agrees that the council is told.
func asks() url.Values {
	out := url.Values{"client.support": {"debt", "isolation"}, "client.housing": {"shared-ownership"}, "consent.tell": {"yes"}}
	for item, value := range reached {
		out.Set(item, value)
	}
	return out
}

// rung is a request by telephone that a call handler takes, and how it went.
func rung(cal *webtest.Client, fill map[string]string) webtest.Reply {
	form := cal.Get("/intake/phone-request").Form()
	for item, value := range fill {
		form.Set(item, value)
	}
	return cal.Post("/intake/phone-request", form)
}

func TestNoRequestIsTakenWithoutAName(t *testing.T) {
	webtest.Each(t, func(t *testing.T, s *webtest.Site) {
		promise.Kept(t, "CC-10")
		s.Enrol("norfolk", "cal", "call handler", communities)
		cal := s.SignIn("cal")
		nameless := map[string]string{}
		for item, value := range reached {
			nameless[item] = value
		}
		delete(nameless, "client.name")
		before := s.Stored()
		if r := rung(cal, nameless); r.Status != http.StatusUnprocessableEntity || !strings.Contains(r.Body, `href="#client.name"`) {
			t.Errorf("a caller with no name gave %d", r.Status)
		}
		v := s.Visitor()
		form := v.Get(askForSupport).Form()
		for item, values := range asks() {
			form[item] = values
		}
		form.Del("client.name")
		if r := v.Post(askForSupport, form); r.Status != http.StatusUnprocessableEntity || !strings.Contains(r.Body, `href="#client.name"`) {
			t.Errorf("a request with no name gave %d", r.Status)
		}
		same(t, "no name", before, s.Stored())
		sent(t, s, askForSupport, asks())
		if len(held(cal.Get(only(t, s, "norfolk", communities)), "Ottilie Potter")) != 1 {
			t.Error("whoever takes calls does not see whom a request is about")
		}
	})
}

func TestContactDetailsAreShownWithTheSafeWay(t *testing.T) {
	webtest.Each(t, func(t *testing.T, s *webtest.Site) {
		promise.Kept(t, "CC-13")
		s.Enrol("norfolk", "cal", "call handler", communities)
		cal := s.SignIn("cal")
		// Given somebody who asks for no voicemail, when the screen of whoever
		// rings opens, then it warns, beside the number and the addresses.
		sent(t, s, askForSupport, asks())
		page := cal.Get(only(t, s, "norfolk", communities))
		want := []string{"9 Heron Way, Acle NR13 3QT", "07700 900 622", "ottilie@example.org", "Ring, but leave no voicemail"}
		if got := held(page, want...); len(got) != len(want) {
			t.Errorf("the screen shows only %q", got)
		}
		if len(held(cal.Get("/triage"), "Ring, but leave no voicemail")) != 1 {
			t.Error("the list does not warn of voicemail")
		}
	})
}

func TestHousingIsAskedByTheCodesOfThePack(t *testing.T) {
	webtest.Each(t, func(t *testing.T, s *webtest.Site) {
		promise.Kept(t, "CC-14")
		it, _ := promise.PackOf(t, "norfolk", communities).ItemByCode("client.housing")
		want := it.Shape.Choices
		if len(want) < 5 {
			t.Fatalf("the pack has the codes %v", want)
		}
		body := unescaped(s.Visitor().Get(askForSupport).Body)
		for _, o := range want {
			if !strings.Contains(body, `value="`+o.Code+`"`) || !strings.Contains(body, o.Label) {
				t.Errorf("the form does not offer %q", o.Label)
			}
		}
		v := s.Visitor()
		form := v.Get(askForSupport).Form()
		for item, values := range asks() {
			form[item] = values
		}
		form.Set("client.housing", "quagga")
		if r := v.Post(askForSupport, form); r.Status != http.StatusUnprocessableEntity {
			t.Errorf("a code of no list gave %d", r.Status)
		}
		sent(t, s, askForSupport, asks())
		items, _ := sealed(t, s, "norfolk", communities)
		if got := items["client.housing"]; len(got) != 1 || !slices.Equal(got[0].Codes, []string{"shared-ownership"}) || got[0].From != "client" {
			t.Errorf("housing is kept as %d answers", len(got))
		}
		s.Enrol("norfolk", "cal", "call handler", communities)
		if len(held(s.SignIn("cal").Get(only(t, s, "norfolk", communities)), "Part own and part rent")) != 1 {
			t.Error("whoever takes calls does not see the housing")
		}
	})
}

// elsewhere is a thing that a page would load or send from another site.
var elsewhere = regexp.MustCompile(`(?:src|action|poster|data)="(?:https?:)?//|<(?:link|script)[^>]+(?:https?:)?//`)

func TestTheWholeNoticeGoesOnPaperAndAsksNoOtherSite(t *testing.T) {
	webtest.Each(t, func(t *testing.T, s *webtest.Site) {
		promise.Kept(t, "CC-46")
		p := promise.PackOf(t, "norfolk", communities)
		r := s.Visitor().Get("/notices/norfolk/connecting-communities/print")
		body := unescaped(r.Body)
		page := p.Page()
		for _, section := range page.Sections {
			if len(section.Lines) > 0 && !strings.Contains(body, section.Title) {
				t.Errorf("on paper there is no %q", section.Title)
			}
			for _, l := range section.Lines {
				if !strings.Contains(body, l.Says) {
					t.Errorf("on paper the notice does not say %q", l.Says)
				}
			}
		}
		for _, want := range []string{page.Version(), "5 October 2022", "You can read this notice on a phone, print the whole of it"} {
			if !strings.Contains(body, want) {
				t.Errorf("on paper there is no %q", want)
			}
		}
		if found := elsewhere.FindString(r.Body); found != "" {
			t.Errorf("the notice asks another site: %s", found)
		}
		if !strings.Contains(r.Body, `name="viewport"`) {
			t.Error("the notice is not made for a phone")
		}
	})
	// The sheet for paper hides buttons and ways about, and nothing of the notice.
	sheets, err := filepath.Glob("assets/css/*.css")
	if err != nil || len(sheets) == 0 {
		t.Fatalf("no style sheets: %v", err)
	}
	hides := regexp.MustCompile(`([^{}]+)\{[^{}]*display:\s*none`)
	for _, name := range sheets {
		css, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		_, paper, _ := strings.Cut(string(css), "@media print")
		for _, rule := range hides.FindAllStringSubmatch(paper, -1) {
			for _, part := range []string{".cd-whole", ".cd-lines", ".cd-answers", ".cd-main", ".cd-h1", "main"} {
				if slices.Contains(strings.FieldsFunc(rule[1], func(r rune) bool { return r == ',' || r == ' ' || r == '\n' }), part) {
					t.Errorf("%s hides %s on paper", name, part)
				}
			}
		}
		if found := regexp.MustCompile(`url\(["']?(?:https?:)?//|@import`).FindString(string(css)); found != "" {
			t.Errorf("%s asks another site: %s", name, found)
		}
	}
}
