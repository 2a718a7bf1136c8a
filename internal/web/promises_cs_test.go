package web_test

import (
	"errors"
	"html"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"candour/internal/calendar"
	"candour/internal/care"
	"candour/internal/gate"
	"candour/internal/policy"
	"candour/internal/promise"
	"candour/internal/webtest"
)

const (
	socialCare     = "childrens-services"
	reportConcern  = "/services/norfolk/childrens-services/report-a-concern"
	childrensPrint = "/notices/norfolk/childrens-services/print"
)

// A childCase is a child whom somebody told of, in the hands of a social
// worker who finds out what is needed.
type childCase struct {
	*webtest.Site
	t    *testing.T
	id   care.ID
	sol  gate.Reader
	room *webtest.Client // the social worker, signed in
}

func newChildCase(t *testing.T, s *webtest.Site, told url.Values) *childCase {
	t.Helper()
	worker := s.Enrol("norfolk", "sol", "social worker", socialCare)
	if told == nil {
		told = url.Values{"child.concern": {"She is often alone at night"}, "child.name": {"Perpetua Winterton"}, "reporter.name": {"Ambrose Quill"}}
	}
	sent(t, s, reportConcern, told)
	c := &childCase{
		Site: s, t: t, id: care.ID(strings.TrimPrefix(only(t, s, "norfolk", socialCare), "/received/")),
		sol: gate.Reader{Controller: "norfolk", Worker: worker, Role: "social worker", Teams: []string{socialCare}},
	}
	fay := gate.Reader{Controller: "norfolk", Worker: s.Enrol("norfolk", "fay", "front door worker", socialCare), Role: "front door worker", Teams: []string{socialCare}}
	err := c.by(fay, policy.Allocate, "safeguard", func(tx *gate.Tx, f *gate.File) error {
		if err := tx.Happen(t.Context(), f, "taken up", tx.Today()); err != nil {
			return err
		}
		return tx.Allocate(t.Context(), f, worker)
	})
	if err != nil {
		t.Fatal(err)
	}
	c.room = s.SignIn("sol")
	return c
}

// by changes the case as a worker for one purpose; "" is none.
func (c *childCase) by(who gate.Reader, act, purpose string, then func(*gate.Tx, *gate.File) error) error {
	ask := gate.Ask{Screen: "assess-child", Act: act}
	if purpose != "" {
		ask.Purposes = []string{purpose}
	}
	return c.Node.Gate.Update(c.t.Context(), who, ask, func(tx *gate.Tx) error {
		f, err := tx.File(c.t.Context(), c.id)
		if err != nil {
			return err
		}
		tx.Did(act, "talk")
		return then(tx, f)
	})
}

// told writes down what somebody said at a visit.
func (c *childCase) told(purpose, from, item string, v care.Value) error {
	return c.by(c.sol, policy.Record, purpose, func(tx *gate.Tx, f *gate.File) error {
		v.From, v.Channel, v.By, v.On = from, "visit", c.sol.Worker, tx.Today()
		return tx.Answers(c.t.Context(), f, "", []gate.Answer{{Item: item, Value: v}})
	})
}

func (c *childCase) keeps(item string) []care.Value {
	items, _ := sealed(c.t, c.Site, "norfolk", socialCare)
	return items[item]
}

// says holds that the printed notice has some words.
func (c *childCase) says(words ...string) {
	c.t.Helper()
	page := html.UnescapeString(c.Visitor().Get(childrensPrint).Body)
	for _, w := range words {
		if !strings.Contains(page, w) {
			c.t.Errorf("the notice does not say %q", w)
		}
	}
}

func TestDetailsOfMoneyNeedAReason(t *testing.T) {
	webtest.Each(t, func(t *testing.T, s *webtest.Site) {
		promise.Kept(t, "CS-24")
		c := newChildCase(t, s, nil)
		for item, from := range map[string]string{"child.money": "child", "parent.money": "parent"} {
			before := s.Stored()
			for _, reason := range []string{"", " "} {
				var no *gate.AnswersRefused
				err := c.told("assess", from, item, care.Value{Text: "Rent is owed", Relevance: reason})
				if !errors.As(err, &no) || no.Items[0].Why != policy.NeedsRelevance {
					t.Errorf("%s for the reason %q: %v", item, reason, err)
				}
			}
			same(t, item, before, s.Stored())
			if err := c.told("assess", from, item, care.Value{Text: "Rent is owed", Relevance: "They may lose their home"}); err != nil {
				t.Errorf("%s with a reason: %v", item, err)
			}
			if got := c.keeps(item); len(got) != 1 || got[0].Relevance != "They may lose their home" {
				t.Errorf("of %s is kept %d answers, or no reason", item, len(got))
			}
		}
		// Nor can anybody send it by a form.
		form := s.Visitor().Get(reportConcern).Form()
		form.Set("child.concern", "She is cold")
		form.Set("child.money", "Rent is owed")
		if r := s.Visitor().Post(reportConcern, form); r.Status != http.StatusUnprocessableEntity {
			t.Errorf("a form with money on it gave %d", r.Status)
		}
	})
}

func TestANoIsKeptApartFromNotKnowing(t *testing.T) {
	webtest.Each(t, func(t *testing.T, s *webtest.Site) {
		promise.Kept(t, "CS-15")
		c := newChildCase(t, s, nil)
		for _, item := range []string{
			"child.ethnicity", "child.beliefs", "child.orientation", "child.health", "child.disabilities", "child.conditions",
			"parent.ethnicity", "parent.beliefs", "parent.orientation", "parent.health",
		} {
			from, _, _ := strings.Cut(item, ".")
			for _, empty := range []care.Empty{care.Unknown, care.Declined} {
				if err := c.told("assess", from, item, care.Value{Empty: empty, Relevance: "It decides which help suits them"}); err != nil {
					t.Errorf("%s, %s: %v", item, empty, err)
				}
			}
			if got := c.keeps(item); len(got) != 2 || got[0].Empty != care.Unknown || got[1].Empty != care.Declined {
				t.Errorf("%s is kept as %+v", item, got)
			}
		}
		if got := held(c.room.Get("/received/"+string(c.id)), "Religion or belief", "Preferred not to say"); len(got) != 2 {
			t.Errorf("the record shows only %q", got)
		}
		c.says("In some of these services you need not tell us anything", "less able to help you")
	})
}

func TestTheDayOfAnUnbornChildIsReplacedAndNotLost(t *testing.T) {
	webtest.Each(t, func(t *testing.T, s *webtest.Site) {
		promise.Kept(t, "CS-17")
		c := newChildCase(t, s, url.Values{"child.concern": {"Nobody is ready for the baby"}, "child.expected": {"about 20 November 2026"}, "parent.name": {"Sidony Acle"}})
		if got := c.keeps("child.expected"); len(got) != 1 || got[0].Text != "about 20 November 2026" || len(c.keeps("child.date-of-birth")) != 0 {
			t.Fatalf("an unborn child is kept with %+v", got)
		}
		for item, text := range map[string]string{"child.date-of-birth": "2026-11-21", "child.expected": "born on 21 November 2026", "parent.date-of-birth": "1999-03-02"} {
			if err := c.told("assess", "parent", item, care.Value{Text: text}); err != nil {
				t.Errorf("%s: %v", item, err)
			}
		}
		born, expected := c.keeps("child.date-of-birth"), c.keeps("child.expected")
		if len(born) != 1 || born[0].Text != "2026-11-21" || len(c.keeps("parent.date-of-birth")) != 1 {
			t.Errorf("the birth is kept as %+v", born)
		}
		if len(expected) != 2 || expected[0].Text != "about 20 November 2026" || expected[0].From != "reporter" || expected[1].By != c.sol.Worker {
			t.Errorf("the history of the day expected is %+v", expected)
		}
		if got := held(c.room.Get("/received/"+string(c.id)), "21 November 2026"); len(got) != 1 {
			t.Error("the record does not show the day of birth")
		}
	})
}

func TestBothSpellsOfAChildStayWithTheirDays(t *testing.T) {
	webtest.Each(t, func(t *testing.T, s *webtest.Site) {
		promise.Kept(t, "CS-05")
		c := newChildCase(t, s, nil)
		if err := c.told("assess", "worker", "child.dealings", care.Value{Codes: []string{"in-need"}}); err != nil {
			t.Fatal(err)
		}
		later := calendar.Date(2027, time.January, 11)
		if err := s.Node.Gate.HoldCalendar(t.Context(), "norfolk", later); err != nil {
			t.Fatal(err)
		}
		if err := c.told("assess", "worker", "child.dealings", care.Value{Codes: []string{"looked-after-fostering"}}); err != nil {
			t.Fatal(err)
		}
		got := c.keeps("child.dealings")
		if len(got) != 2 || got[0].Codes[0] != "in-need" || got[0].On != webtest.FirstDay || got[1].Codes[0] != "looked-after-fostering" || got[1].On != later {
			t.Errorf("the spells are kept as %+v", got)
		}
	})
}

func TestNothingOfAChildIsSavedWithoutAPurpose(t *testing.T) {
	webtest.Each(t, func(t *testing.T, s *webtest.Site) {
		promise.Kept(t, "CS-03")
		c := newChildCase(t, s, nil)
		before := s.Stored()
		if err := c.told("", "worker", "child.notes", care.Value{Text: "We met at school"}); err == nil {
			t.Error("a note with no purpose is saved")
		}
		same(t, "a note with no purpose", before, s.Stored())
		if err := c.told("assess", "worker", "child.notes", care.Value{Text: "We met at school"}); err != nil {
			t.Errorf("a note with a purpose: %v", err)
		}
	})
}

func TestEveryLiveServiceIsInTheCatalogue(t *testing.T) {
	webtest.Each(t, func(t *testing.T, s *webtest.Site) {
		promise.Kept(t, "CS-14")
		v := s.Visitor()
		page := v.Get("/notices")
		for _, p := range promise.Packs(t).Services {
			at := "/notices/" + p.Controller.Code + "/" + p.Service
			if len(held(page, html.EscapeString(p.Controller.Name), `href="`+at)) != 2 {
				t.Errorf("the catalogue does not list %s of %s", p.Service, p.Controller.Code)
			}
			if r := v.Get(at); r.Status != http.StatusOK || !strings.Contains(html.UnescapeString(r.Body), p.Title) {
				t.Errorf("the page of %s gave %d", p.Service, r.Status)
			}
		}
		if r := v.Get(childrensPrint); !strings.Contains(html.UnescapeString(r.Body), "the Children and families part of our website tells you more about") {
			t.Error("the notice does not say where to read more of its services")
		}
	})
}

// Where each answer is from, how, when and by whom is kept with it. Of these
// the record does not show who wrote it down.
func TestWhatTheChildSaysIsKeptAsTheirs(t *testing.T) {
	webtest.Each(t, func(t *testing.T, s *webtest.Site) {
		promise.Begun(t, "CS-29")
		c := newChildCase(t, s, nil)
		if err := c.told("assess", "child", "child.telephone", care.Value{Text: "01632 960 771"}); err != nil {
			t.Fatal(err)
		}
		got := c.keeps("child.telephone")
		if len(got) != 1 || got[0].From != "child" || got[0].Channel != "visit" || got[0].On != webtest.FirstDay || got[0].By != c.sol.Worker {
			t.Errorf("it is kept as %+v", got)
		}
		if len(held(c.room.Get("/received/"+string(c.id)), "They told us face to face")) != 1 {
			t.Error("the record does not show who said it, and how")
		}
	})
}

// A neighbour rings: what they say is theirs, unchecked, and their name is for
// the front door alone. There is no view for the family to hide it from yet.
func TestANeighboursCallIsAttributedAndUnchecked(t *testing.T) {
	webtest.Each(t, func(t *testing.T, s *webtest.Site) {
		promise.Begun(t, "CS-31")
		s.Enrol("norfolk", "fern", "front door worker", socialCare)
		fern := s.SignIn("fern")
		form := fern.Get("/intake/phone-concern").Form()
		form.Set("child.concern", "He cries every night")
		form.Set("child.name", "Barnaby Hickling")
		form.Set("reporter.name", "Lettice Pye")
		form.Set("reporter.tie", "neighbour")
		form.Set("reporter.unnamed", "yes")
		if r := fern.Post("/intake/phone-concern", form); r.Status != http.StatusSeeOther {
			t.Fatalf("a call gave %d: %s", r.Status, r.Body)
		}
		items, _ := sealed(t, s, "norfolk", socialCare)
		if v := items["child.concern"]; len(v) != 1 || v[0].From != "reporter" || v[0].Channel != "phone" || v[0].Verified {
			t.Errorf("the concern is kept as %+v", v)
		}
		at := only(t, s, "norfolk", socialCare)
		if got := held(fern.Get(at), "Lettice Pye", "Told by someone who tells us about the child by telephone"); len(got) != 2 {
			t.Errorf("the front door reads only %q", got)
		}
		s.Enrol("norfolk", "dot", "duty worker", socialCare)
		if r := s.SignIn("dot").Get(at); strings.Contains(r.Body, "Lettice Pye") {
			t.Error("the duty worker reads who rang")
		}
	})
}

// No list shows what the law guards most.
func TestNoListShowsWhatIsGuarded(t *testing.T) {
	webtest.Each(t, func(t *testing.T, s *webtest.Site) {
		promise.Begun(t, "CS-25")
		c := newChildCase(t, s, nil)
		for item, v := range map[string]care.Value{
			"child.ethnicity": {Codes: []string{"other-arab"}}, "child.beliefs": {Codes: []string{"sikh"}}, "child.orientation": {Codes: []string{"bisexual"}},
			"child.health": {Text: "Quinsy"}, "child.conditions": {Text: "Quinsy"}, "child.disabilities": {Codes: []string{"hearing"}},
			"parent.ethnicity": {Codes: []string{"other-arab"}}, "parent.beliefs": {Codes: []string{"sikh"}}, "parent.orientation": {Codes: []string{"bisexual"}}, "parent.health": {Text: "Quinsy"},
		} {
			from, _, _ := strings.Cut(item, ".")
			if err := c.told("assess", from, item, v); err == nil {
				t.Errorf("%s is kept with no reason", item)
			}
			v.Relevance = "It decides which help suits them"
			if err := c.told("assess", from, item, v); err != nil {
				t.Errorf("%s: %v", item, err)
			}
		}
		for _, at := range []string{"/triage", "/people", "/work"} {
			if got := held(c.room.Get(at), "Arab", "Sikh", "Bisexual", "Quinsy", "Hearing"); len(got) > 0 {
				t.Errorf("%s shows %q", at, got)
			}
		}
		c.says("They are never shown in a list")
	})
}
