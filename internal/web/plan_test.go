package web_test

import (
	"encoding/json"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"candour/internal/calendar"
	"candour/internal/care"
	"candour/internal/promise"
	"candour/internal/seal"
	"candour/internal/webtest"
)

// dated fills the three boxes of a date.
func dated(name string, on calendar.Day) url.Values {
	y, m, d := on.Date()
	return url.Values{name + "-day": {strconv.Itoa(d)}, name + "-month": {strconv.Itoa(int(m))}, name + "-year": {strconv.Itoa(y)}}
}

// filled joins what several fields are filled with.
func filled(all ...url.Values) url.Values {
	out := url.Values{}
	for _, v := range all {
		maps.Copy(out, v)
	}
	return out
}

var summary = regexp.MustCompile(`(?s)govuk-error-summary__list">(.*?)</ul>|<main[^>]*>(.{0,300})`)

// faults is what a page says is wrong.
func faults(r webtest.Reply) []string {
	return summary.FindAllString(r.Body, 2)
}

// engaged is a case whose person was reached.
func engaged(t *testing.T, s *webtest.Site, more url.Values) *caseWork {
	t.Helper()
	c := newCase(t, s, more)
	c.spoke(nil)
	return c
}

// does sends a form that must be kept.
func (c *caseWork) does(under string, fill url.Values) {
	c.t.Helper()
	if r := c.send(under, fill); r.Status != http.StatusSeeOther {
		c.t.Fatalf("%s gave %d: %s", under, r.Status, faults(r))
	}
}

// press posts to an address with the hidden fields of a page of the case.
func (c *caseWork) press(from, to string, fill url.Values) webtest.Reply {
	c.t.Helper()
	form := c.priya.Get(c.path(from)).Form()
	for name, values := range fill {
		form[name] = values
	}
	return c.priya.Post(c.path(to), form)
}

// kept are the ids of the records of a kind.
func (c *caseWork) kept(kind string) []string {
	c.t.Helper()
	var ids []string
	for _, row := range c.Rows("SELECT id FROM section WHERE episode = $1 AND kind = $2 ORDER BY id", c.id, kind) {
		ids = append(ids, row[0])
	}
	return ids
}

// opened reads a record past every door: only a test may.
func (c *caseWork) opened(id string, into any) {
	c.t.Helper()
	row := c.Rows(`SELECT s.subject, s.tier, s.kind, s.item, s.version, s.key_id, s.sealed, e.service
		FROM section s JOIN episode e ON e.controller = s.controller AND e.id = s.episode WHERE s.id = $1`, id)[0]
	key := care.ID(row[5])
	keys, err := c.Node.Keys.Open(c.t.Context(), "kent", key)
	if err != nil || keys[key] == nil {
		c.t.Fatalf("opening the key of %s: %v", id, err)
	}
	version, _ := strconv.ParseInt(row[4], 10, 64)
	place := seal.Place{
		Controller: "kent", Service: row[7], Subject: row[0], Tier: row[1], Section: id, Kind: row[2], Item: row[3], Version: version,
	}
	plain, err := keys[key].Open([]byte(row[6]), place.AD())
	if err != nil {
		c.t.Fatal(err)
	}
	if err := json.Unmarshal(plain, into); err != nil {
		c.t.Fatal(err)
	}
}

const goalWords = "I want to be in a room with singing again"

// planned is an engaged case with one goal and two steps.
func planned(t *testing.T, s *webtest.Site) *caseWork {
	t.Helper()
	c := engaged(t, s, nil)
	c.does("/plan/goal", url.Values{"text": {goalWords}})
	goal := "/plan/goal/" + c.kept(care.KindGoal)[0] + "/step"
	c.does(goal, filled(url.Values{"text": {"Ask Jean for a lift"}, "who": {care.ByPerson}}))
	c.does(goal, filled(url.Values{"text": {"Find when the choir meets"}, "who": {care.ByConnector}}, dated("due", webtest.FirstDay.AddDays(4))))
	return c
}

func TestADoneStepMovesProgressAndKeepsItsHistory(t *testing.T) {
	webtest.Each(t, func(t *testing.T, s *webtest.Site) {
		promise.Kept(t, "PW-21")
		c := planned(t, s)
		if got := held(c.priya.Get(c.path("/plan")), goalWords, "0 of 2 steps"); len(got) != 2 {
			t.Fatalf("before, the plan shows only %q", got)
		}
		step := c.kept(care.KindStep)[0]
		for _, move := range []struct{ to, shows string }{{care.Done, "1 of 2 steps"}, {care.Planned, "0 of 2 steps"}, {care.Done, "1 of 2 steps"}} {
			if r := c.press("/plan", "/plan/step/"+step, url.Values{"to": {move.to}}); r.Status != http.StatusSeeOther {
				t.Fatalf("moving to %s gave %d: %s", move.to, r.Status, faults(r))
			}
			if page := c.priya.Get(c.path("/plan")); !strings.Contains(page.Body, move.shows) {
				t.Errorf("after %s the plan does not show %q", move.to, move.shows)
			}
		}
		var kept care.Step
		c.opened(step, &kept)
		var was []string
		for _, m := range kept.History {
			was = append(was, m.To)
		}
		if got := strings.Join(was, ", "); got != "done, planned, done" {
			t.Errorf("the history holds %q", got)
		}
		if page := c.priya.Get(c.path("/plan")); !strings.Contains(page.Body, "Earlier: done 23 Nov, then not done 23 Nov") {
			t.Error("the plan does not show what the step was before")
		}
	})
}

func TestAStepOfTheConnectorsJoinsTheirListUntilItIsDone(t *testing.T) {
	webtest.Each(t, func(t *testing.T, s *webtest.Site) {
		c := planned(t, s)
		open := func() int {
			return len(s.Rows("SELECT id FROM task WHERE episode = $1 AND kind = 'step' AND done_on = '' AND worker = $2 AND due_on = '2026-11-27'", c.id, string(s.Staff["priya"])))
		}
		if open() != 1 {
			t.Fatal("the step is not on the Connector's list")
		}
		step := c.kept(care.KindStep)[1]
		for _, move := range []struct {
			to   string
			want int
		}{{care.Done, 0}, {care.Planned, 1}, {care.Dropped, 0}} {
			if r := c.press("/plan", "/plan/step/"+step, url.Values{"to": {move.to}}); r.Status != http.StatusSeeOther {
				t.Fatalf("moving to %s gave %d", move.to, r.Status)
			}
			if open() != move.want {
				t.Errorf("after %s there are %d open deeds, want %d", move.to, open(), move.want)
			}
		}
	})
}

func TestASignpostSendsNothing(t *testing.T) {
	webtest.Each(t, func(t *testing.T, s *webtest.Site) {
		promise.Begun(t, "PW-05")
		promise.Kept(t, "PW-22")
		c := engaged(t, s, nil)
		c.does("/plan/signpost", filled(dated("on", webtest.FirstDay), url.Values{"activity": {"arts"}, "provider": {"castle-street-choir"}}))
		if got := held(c.priya.Get(c.path("/plan")), "Castle Street Choir", "Nothing about them left this service"); len(got) != 2 {
			t.Errorf("the plan shows only %q", got)
		}
		if len(c.kept(care.KindSignpost)) != 1 {
			t.Fatal("the signpost was not kept")
		}
		if rows := s.Rows("SELECT id FROM send"); len(rows) != 0 {
			t.Errorf("a signpost opened %d sends", len(rows))
		}
		if shares := acts(s, "share"); len(shares) != 0 {
			t.Errorf("a signpost was recorded as a share: %q", shares)
		}
		c.does("/onward", url.Values{"provider": {"castle-street-choir"}, "items": {"client.name"}})
		at := "/onward/" + c.kept(care.KindOnward)[0]
		c.press(at, at+"/talked", talkedToday)
		c.press(at, at+"/answer", filled(saidYes, url.Values{"items": {"client.name"}}))
		if r := c.press(at, at+"/send", nil); r.Status != http.StatusSeeOther {
			t.Fatalf("sending an onward referral gave %d: %s", r.Status, faults(r))
		}
		if shares := went(s); len(shares) != 1 {
			t.Errorf("an onward referral, which does send something, is recorded as %d shares", len(shares))
		}
	})
}

// acts lists the ledger entries of an act.
func acts(s *webtest.Site, act string) []string {
	var out []string
	for _, row := range s.Rows("SELECT body FROM entry WHERE controller = 'kent'") {
		if strings.Contains(row[0], `"act":"`+act+`"`) {
			out = append(out, row[0])
		}
	}
	return out
}

func TestThePlanRefusesWhatDoesNotBelong(t *testing.T) {
	webtest.Each(t, func(t *testing.T, s *webtest.Site) {
		c := planned(t, s)
		step := "/plan/goal/" + c.kept(care.KindGoal)[0] + "/step"
		for name, bad := range map[string]struct {
			under  string
			fill   url.Values
			status int
		}{
			"a goal without words":      {"/plan/goal", url.Values{"text": {"  "}}, 422},
			"a goal past all length":    {"/plan/goal", url.Values{"text": {strings.Repeat("x", care.MaxText+1)}}, 422},
			"a field of another form":   {"/plan/goal", url.Values{"text": {"Singing"}, "client.name": {"X"}}, 422},
			"a step by nobody known":    {step, url.Values{"text": {"Ring"}, "who": {"the King"}}, 422},
			"a step due before it":      {step, filled(url.Values{"text": {"Ring"}, "who": {care.ByPerson}}, dated("due", webtest.FirstDay.AddDays(-1))), 422},
			"a day that is none":        {step, url.Values{"text": {"Ring"}, "who": {care.ByPerson}, "due-day": {"31"}, "due-month": {"2"}, "due-year": {"2027"}}, 422},
			"an unknown activity":       {"/plan/signpost", filled(dated("on", webtest.FirstDay), url.Values{"activity": {"gambling"}}), 422},
			"a provider of another one": {"/plan/signpost", filled(dated("on", webtest.FirstDay), url.Values{"activity": {"arts"}, "provider": {"mill-lane-plots"}}), 422},
			"a signpost still to come":  {"/plan/signpost", filled(url.Values{"activity": {"arts"}}, dated("on", webtest.FirstDay.AddDays(1))), 422},
			"a visit yesterday":         {"/plan/visit", filled(visitAt("14:00", "15:30"), dated("on", webtest.FirstDay.AddDays(-1))), 422},
			"a visit at no time":        {"/plan/visit", filled(visitAt("", "15:30"), dated("on", webtest.FirstDay.AddDays(3))), 422},
			"a visit back too soon":     {"/plan/visit", filled(visitAt("14:00", "13:30"), dated("on", webtest.FirstDay.AddDays(3))), 422},
			"a visit of a year":         {"/plan/visit", filled(visitAt("14:00", "15:30"), dated("on", webtest.FirstDay.AddDays(3)), url.Values{"minutes": {"525600"}}), 422},
		} {
			before := s.Stored()
			r := c.send(bad.under, bad.fill)
			if r.Status != bad.status {
				t.Errorf("%s gave %d, want %d", name, r.Status, bad.status)
			}
			same(t, name, before, s.Stored())
			if typed := bad.fill.Get("text"); typed == "Ring" && !strings.Contains(r.Body, `value="Ring"`) {
				t.Errorf("%s lost what was typed", name)
			}
		}
	})
}

func visitAt(clock, backBy string) url.Values {
	return url.Values{"clock": {clock}, "backBy": {backBy}, "place": {care.AtHome}, "minutes": {"60"}}
}

func TestAPlanFormSentTwiceIsKeptOnceAndAStaleOneIsNotKept(t *testing.T) {
	webtest.Each(t, func(t *testing.T, s *webtest.Site) {
		c := engaged(t, s, nil)
		form := filled(c.priya.Get(c.path("/plan/goal")).Form(), url.Values{"text": {goalWords}})
		stale := filled(c.priya.Get(c.path("/plan/goal")).Form(), url.Values{"text": {"Another thing"}})
		for range 2 {
			if r := c.priya.Post(c.path("/plan/goal"), form); r.Status != http.StatusSeeOther || r.To != c.path("/plan") {
				t.Fatalf("sending gave %d to %q", r.Status, r.To)
			}
		}
		r := c.priya.Post(c.path("/plan/goal"), stale)
		if r.Status != http.StatusUnprocessableEntity || len(held(r, "Another thing", "while you had the page open")) != 2 {
			t.Errorf("a stale form gave %d", r.Status)
		}
		if n := len(c.kept(care.KindGoal)); n != 1 {
			t.Errorf("%d goals were kept, want 1", n)
		}
	})
}
