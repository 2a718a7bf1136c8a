package web_test

import (
	"encoding/csv"
	"encoding/json"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"candour/internal/webtest"
)

func TestTheListNamesEveryNoticeAndEachCouncilsNumberOrItsGap(t *testing.T) {
	webtest.Each(t, func(t *testing.T, s *webtest.Site) {
		r := s.Visitor().Get("/notices")
		for _, p := range s.Node.Governance.Packs().Services {
			at := "/notices/" + p.Controller.Code + "/" + p.Service
			if got := held(r, at+`"`, at+`/easy"`, p.Page().Version()); len(got) != 3 {
				t.Errorf("the list says of %s only %q", at, got)
			}
		}
		for _, c := range s.Node.Governance.Packs().Controllers {
			if want := c.Phone; want == "" && !strings.Contains(r.Body, "No phone number published yet") || !strings.Contains(r.Body, want) {
				t.Errorf("the list gives neither the number of %s nor its gap", c.Name)
			}
		}
	})
}

func TestEveryWayToReadEveryNoticeIsThereInBothSizesWithANumberToRingOrItsGap(t *testing.T) {
	webtest.Each(t, func(t *testing.T, s *webtest.Site) {
		v := s.Visitor()
		elsewhere := regexp.MustCompile(`(?:src|action)="(?:https?:)?//|<(?:link|script)[^>]+(?:https?:)?//`)
		for _, p := range s.Node.Governance.Packs().Services {
			for _, way := range []string{"", "/easy", "/print", "/script", "/languages", "/versions", "/record"} {
				at := "/notices/" + p.Controller.Code + "/" + p.Service + way
				r, large := v.Get(at), v.Get(at+"?print=large")
				if r.Status != http.StatusOK || large.Status != http.StatusOK || !strings.Contains(large.Body, "cd-large") || strings.Contains(r.Body, "cd-large") {
					t.Errorf("%s gave %d, and %d in large print", at, r.Status, large.Status)
				}
				number := p.Controller.Phone
				if number == "" {
					number = "No phone number published yet"
				}
				if !strings.Contains(r.Body, number) {
					t.Errorf("%s has neither a number to ring nor its gap", at)
				}
				if found := elsewhere.FindString(r.Body); found != "" {
					t.Errorf("%s asks another site: %s", at, found)
				}
			}
		}
	})
}

func TestEasyReadIsShortAndSaysWhenThingsGo(t *testing.T) {
	webtest.Each(t, func(t *testing.T, s *webtest.Site) {
		r := s.Visitor().Get(noticeAt + "/easy")
		want := []string{"We need your name.", "We never ask about your date of birth.", "gone 6 months after you leave.", "Or after 31 December 2027.", "We use the date that comes first.", "You can have a copy.", "It costs nothing.", "There is no phone number for the public yet."}
		if got := held(r, want...); len(got) != len(want) {
			t.Errorf("easy read says only %q", got)
		}
		for _, jargon := range []string{"Article", "GDPR", "processing", "controller", "data subject"} {
			if strings.Contains(r.Body, jargon) {
				t.Errorf("easy read says %q", jargon)
			}
		}
	})
}

func TestTheScriptPausesAndSaysWhatToWriteDown(t *testing.T) {
	webtest.Each(t, func(t *testing.T, s *webtest.Site) {
		v := s.Visitor()
		r := v.Get(noticeAt + "/script")
		text := unescaped(r.Body)
		for _, p := range s.Node.Governance.Packs().Services {
			if p.Service != "positive-wellbeing" {
				continue
			}
			for _, part := range p.Script() {
				for line := range strings.SplitSeq(part, ". ") {
					if !strings.Contains(text, strings.TrimSuffix(line, ".")) {
						t.Errorf("the script leaves out %q", line)
					}
				}
			}
		}
		if got := held(r, "Pause. Let them ask.", "Wait for the answer.", "What to write down", "The version you read: last updated 1 April 2022."); len(got) != 4 {
			t.Errorf("the script says only %q", got)
		}
		if r := v.Get(noticeAt + "/script?who=referrer"); r.Status != http.StatusOK || !strings.Contains(r.Body, "We never pass it on to anybody.") {
			t.Errorf("the referrer's script gave %d", r.Status)
		}
		if r := v.Get(noticeAt + "/script?who=" + url.QueryEscape("nobody")); r.Status != http.StatusUnprocessableEntity {
			t.Errorf("the script for nobody gave %d, want 422", r.Status)
		}
	})
}

func TestNoTranslationIsClaimedButEnglish(t *testing.T) {
	webtest.Each(t, func(t *testing.T, s *webtest.Site) {
		r := s.Visitor().Get(noticeAt + "/languages")
		if n := strings.Count(r.Body, "The whole notice"); n != 1 {
			t.Errorf("%d languages are said to have the whole notice", n)
		}
		if got := held(r, `lang="pl"`, "Not begun", "No machine translates it"); len(got) != 3 {
			t.Errorf("the catalogue says only %q", got)
		}
	})
}

func TestThePageSaysItsReadingAgeAndItsOwnAddress(t *testing.T) {
	webtest.Each(t, func(t *testing.T, s *webtest.Site) {
		r := s.Visitor().Get(noticeAt)
		if !regexp.MustCompile(`Reading age: 1[0-4] for the five sentences, 1[0-4] for the whole notice`).MatchString(r.Body) {
			t.Error("the foot says no reading age, or one far from 12")
		}
		if got := held(r, s.URL+noticeAt, "mailto:?"); len(got) != 2 {
			t.Errorf("to send it on, the page gives only %q", got)
		}
	})
}

func TestTheRecordOfProcessingIsAPageAndTheSameAsItsFile(t *testing.T) {
	webtest.Each(t, func(t *testing.T, s *webtest.Site) {
		v := s.Visitor()
		text := unescaped(v.Get(noticeAt + "/record").Body)
		file := v.Get(noticeAt + "/record.csv")
		rows, err := csv.NewReader(strings.NewReader(file.Body)).ReadAll()
		if err != nil || len(rows) < 3 || !strings.HasPrefix(file.Header.Get("Content-Type"), "text/csv") {
			t.Fatalf("the file is no table: %v, %d rows, %s", err, len(rows), file.Header.Get("Content-Type"))
		}
		for _, row := range rows[1:] {
			for _, cell := range row {
				for value := range strings.SplitSeq(cell, "; ") {
					if !strings.Contains(text, value) {
						t.Errorf("the page does not say %q, and the file does", value)
					}
				}
			}
		}
	})
}

func TestEveryNoticeAndRecordIsLinkedData(t *testing.T) {
	webtest.Each(t, func(t *testing.T, s *webtest.Site) {
		v := s.Visitor()
		for _, p := range s.Node.Governance.Packs().Services {
			for _, name := range []string{"record.jsonld", "notice.jsonld"} {
				r := v.Get("/notices/" + p.Controller.Code + "/" + p.Service + "/" + name)
				if !json.Valid([]byte(r.Body)) || r.Header.Get("Content-Type") != "application/ld+json" {
					t.Errorf("%s of %s is %s, or no JSON", name, p.Service, r.Header.Get("Content-Type"))
				}
			}
		}
		if r := v.Get("/notices/kent/nothing/record.csv"); r.Status != http.StatusNotFound {
			t.Errorf("the record of no service gave %d", r.Status)
		}
	})
}

func TestTheVersionsOfTheNoticeAreListed(t *testing.T) {
	webtest.Each(t, func(t *testing.T, s *webtest.Site) {
		if r := s.Visitor().Get(noticeAt + "/versions?from=7&to=9"); r.Status != http.StatusUnprocessableEntity || len(held(r, `href="#to"`, `id="to"`)) != 2 {
			t.Errorf("comparing versions that are not there gave %d, want 422", r.Status)
		}
		if got := held(s.Visitor().Get(noticeAt+"/versions"), "1 April 2022", "No version was published here yet", "(section 11, line 1)"); len(got) != 3 {
			t.Errorf("the versions say only %q", got)
		}
	})
}
