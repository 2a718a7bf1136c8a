package web_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"candour/internal/care"
	"candour/internal/gate"
	"candour/internal/seal"
	"candour/internal/webtest"
)

// sealed opens what is sealed of the one episode of a service, past every door:
// only a test may, and only to see that it is what was sent. It gives the
// answers by item and the records by kind.
func sealed(t *testing.T, s *webtest.Site, controller, service string) (items map[string][]care.Value, records map[string][]string) {
	t.Helper()
	items, records = map[string][]care.Value{}, map[string][]string{}
	rows := s.Rows(`SELECT s.subject, s.id, s.version, s.key_id, s.sealed, s.tier, s.kind, s.item FROM section s
		JOIN episode e ON e.id = s.episode WHERE e.controller = $1 AND e.service = $2`, controller, service)
	for _, row := range rows {
		keys, err := s.Node.Keys.Open(t.Context(), controller, care.ID(row[3]))
		if err != nil {
			t.Fatal(err)
		}
		var version int64
		if err := json.Unmarshal([]byte(row[2]), &version); err != nil {
			t.Fatal(err)
		}
		place := seal.Place{
			Controller: controller, Service: service, Subject: row[0], Tier: row[5], Section: row[1], Kind: row[6], Item: row[7], Version: version,
		}
		plain, err := keys[care.ID(row[3])].Open([]byte(row[4]), place.AD())
		seal.WipeAll(keys)
		if err != nil {
			t.Fatal(err)
		}
		if row[6] != care.KindItems {
			records[row[6]] = append(records[row[6]], string(plain))
			continue
		}
		var some map[string][]care.Value
		if err := json.Unmarshal(plain, &some); err != nil {
			t.Fatal(err)
		}
		for code, values := range some {
			items[code] = values
		}
	}
	return items, records
}

// sent posts a form that anybody may fill in, and wants it taken.
func sent(t *testing.T, s *webtest.Site, address string, fill url.Values) webtest.Reply {
	t.Helper()
	v := s.Visitor()
	form := v.Get(address).Form()
	for name, values := range fill {
		form[name] = values
	}
	r := v.Post(address, form)
	if r.Status != http.StatusSeeOther {
		t.Fatalf("%s gave %d: %s", address, r.Status, r.Body)
	}
	return r
}

// only is the address of the one thing that came in to a service.
func only(t *testing.T, s *webtest.Site, controller, service string) string {
	t.Helper()
	rows := s.Rows("SELECT id FROM episode WHERE controller = $1 AND service = $2", controller, service)
	if len(rows) != 1 {
		t.Fatalf("%d episodes of %s", len(rows), service)
	}
	return "/received/" + rows[0][0]
}

// What others say of somebody opens a duty to tell them within a month, for
// each person apart, but for those whom the notice exempts.
func TestWhoeverIsSpokenOfIsToldWithinAMonth(t *testing.T) {
	webtest.EachBorough(t, func(t *testing.T, s *webtest.Site) {
		s.Enrol("borough", "ada", "adviser", webtest.WarmHomes)
		sent(t, s, tellUs, coldHome(url.Values{}))
		for kind, want := range map[string]int{"notice": 1, "notice landlord": 1, "notice visitor": 0, "notice caller": 0} {
			rows := s.Rows("SELECT due_on FROM task WHERE kind = $1", kind)
			if len(rows) != want || want == 1 && !strings.HasPrefix(rows[0][0], "2026-12-23") {
				t.Errorf("of the duty %q there are %v, want %d by 23 December", kind, rows, want)
			}
		}
		ada := s.SignIn("ada")
		list := ada.Get("/triage")
		if got := held(list, "Give the privacy notice to the person whose home is cold", "Give the privacy notice to whoever lets the home", "Edith Larkspur"); len(got) != 3 {
			t.Errorf("the worker's list holds only %q", got)
		}
		at := only(t, s, "borough", webtest.WarmHomes)
		page := ada.Get(at)
		if got := held(page, "Give the privacy notice by 23 December 2026", "Art 14(5)(b)", "14 March 1949", "Punjabi (Shahmukhi)", "2024"); len(got) != 5 {
			t.Errorf("the record holds only %q", got)
		}
		form := page.Form()
		form.Set("person", "landlord")
		for range 2 { // a replay changes nothing again
			if r := ada.Post(at+"/told", form); r.Status != http.StatusSeeOther {
				t.Fatalf("giving the notice gave %d: %s", r.Status, r.Body)
			}
		}
		for kind, done := range map[string]bool{"notice landlord": true, "notice": false} {
			if on := s.Rows("SELECT done_on FROM task WHERE kind = $1", kind)[0][0]; strings.HasPrefix(on, "2026-11-23") != done {
				t.Errorf("the duty %q is done on %q", kind, on)
			}
		}
		if !strings.Contains(ada.Get(at).Body, "Given the privacy notice on 23 November 2026") {
			t.Error("the record does not say that the landlord was told")
		}
		before := s.Stored()
		for name, change := range map[string]func(url.Values){
			"another's code":  func(v url.Values) { v.Set("person", "caller") },
			"nobody's code":   func(v url.Values) { v.Set("person", "quagga") },
			"a stale page":    func(v url.Values) { v.Set("version", "1") },
			"no version":      func(v url.Values) { v.Del("version") },
			"no token":        func(v url.Values) { v.Set("token", "x") },
			"a strange field": func(v url.Values) { v.Set("stage", "left") },
		} {
			form := ada.Get(at).Form()
			form.Set("token", string(gate.NewID()))
			change(form)
			if r := ada.Post(at+"/told", form); r.Status < 400 || r.Status >= 500 {
				t.Errorf("%s gave %d", name, r.Status)
			}
			same(t, name, before, s.Stored())
		}
	})
}

// The three ways to have no answer are three stored answers.
func TestNoAnswerIsStoredAsWhatItIs(t *testing.T) {
	webtest.EachBorough(t, func(t *testing.T, s *webtest.Site) {
		sent(t, s, tellUs, url.Values{
			"client.name": {"Edith Larkspur"}, "client.language": {"unknown"}, "client.heating": {"declined"}, "client.safe-to-contact": {"not asked"},
		})
		items, _ := sealed(t, s, "borough", webtest.WarmHomes)
		for code, want := range map[string]care.Empty{
			"client.language": care.Unknown, "client.heating": care.Declined, "client.safe-to-contact": care.NotAsked,
		} {
			if got := items[code]; len(got) != 1 || got[0].Empty != want || got[0].From != "caller" || got[0].Channel != "web" {
				t.Errorf("%s is stored as %+v, want %q", code, got, want)
			}
		}
		if _, ok := items["client.address"]; ok {
			t.Error("a question left open has an answer")
		}
	})
}

// Where everything rests on consent, nothing is kept that no yes covers.
func TestOnlyWhatWasAgreedToIsKept(t *testing.T) {
	reach, all := []string{"client.address", "client.name"}, []string{"client.address", "client.chores", "client.health", "client.name"}
	for name, c := range map[string]struct {
		said url.Values
		kept []string
		next string
	}{
		"no word":           {nil, reach, "awaiting consent"},
		"a no":              {url.Values{"consent.match": {"no"}}, reach, "awaiting consent"},
		"the other yes":     {url.Values{"consent.health": {"yes"}}, reach, "awaiting consent"},
		"the needed yes":    {url.Values{"consent.match": {"yes"}}, []string{"client.address", "client.chores", "client.name"}, "allocate"},
		"a yes and a no":    {url.Values{"consent.match": {"yes"}, "consent.health": {"no"}}, []string{"client.address", "client.chores", "client.name"}, "allocate"},
		"a yes to each":     {url.Values{"consent.match": {"yes"}, "consent.health": {"yes"}}, all, "allocate"},
		"a yes of no words": {url.Values{"consent.match": {"yes"}, "consent.health": {""}}, []string{"client.address", "client.chores", "client.name"}, "allocate"},
	} {
		t.Run(name, func(t *testing.T) {
			webtest.EachBorough(t, func(t *testing.T, s *webtest.Site) {
				fill := url.Values{
					"client.name": {"Edith Larkspur"}, "client.address": {"3 Kiln Row, Tonbridge TN9 1QD"}, "client.chores": {"The garden"},
					"client.health": {"Bad knees"}, "client.health.why": {"Kneeling"},
				}
				for line, answer := range c.said {
					fill[line] = answer
				}
				to := sent(t, s, askHand, fill).To
				items, records := sealed(t, s, "borough", webtest.GoodNeighbours)
				var kept []string
				for code := range items {
					kept = append(kept, code)
				}
				slices.Sort(kept)
				if !slices.Equal(kept, c.kept) {
					t.Errorf("kept is %q, want %q", kept, c.kept)
				}
				if next := s.Rows("SELECT next_what FROM episode WHERE service = 'good-neighbours'")[0][0]; next != c.next {
					t.Errorf("it waits for %q, want %q", next, c.next)
				}
				if waits := strings.Contains(s.Visitor().Get(to).Body, "It waits for a yes"); waits != (c.next == "awaiting consent") {
					t.Errorf("the page says that a yes is missing: %v", waits)
				}
				for line, answer := range c.said {
					yes, code := answer[0] == "yes", strings.TrimPrefix(line, "consent.")
					shown := slices.ContainsFunc(records[care.KindConsent], func(r string) bool {
						var a care.Agreement
						return json.Unmarshal([]byte(r), &a) == nil && a.Line == code && a.Yes == yes && a.Words != "" && a.Edition != "" && a.Channel == "web"
					})
					if shown != (answer[0] != "") {
						t.Errorf("what was said to %s is on record: %v", code, shown)
					}
				}
			})
		})
	}
}

// What came in to one service is nobody's of another service or council, and
// of its own staff each sees what the notice gives their role.
func TestWhatCameInIsItsOwnStaffsAlone(t *testing.T) {
	webtest.EachBorough(t, func(t *testing.T, s *webtest.Site) {
		s.Enrol("borough", "ada", "adviser", webtest.WarmHomes)
		s.Enrol("borough", "vera", "viewer", webtest.WarmHomes)
		s.Enrol("borough", "hugo", "helper", webtest.GoodNeighbours)
		s.Enrol("borough", "out", "adviser")
		sent(t, s, tellUs, coldHome(url.Values{}))
		at := only(t, s, "borough", webtest.WarmHomes)
		for login, want := range map[string]int{"ada": http.StatusOK, "vera": http.StatusOK, "hugo": 404, "out": 404, "priya": 404, "denise": 404, "martin": 404} {
			c := s.SignIn(login)
			if r := c.Get(at); r.Status != want && !(want == 404 && r.Status == http.StatusForbidden) {
				t.Errorf("%s gets %d", login, r.Status)
			}
			if login == "ada" {
				continue
			}
			for _, path := range []string{at, "/triage", "/work", "/episodes/" + strings.TrimPrefix(at, "/received/")} {
				if words := held(c.Get(path), "Edith Larkspur", "Kiln Row", "Nell Quick", "boiler"); len(words) > 0 {
					t.Errorf("%s reads %q at %s", login, words, path)
				}
			}
			form := s.SignIn("ada").Get(at).Form()
			form.Set("person", "client")
			if r := c.Post(at+"/told", form); login != "vera" && r.Status < 400 {
				t.Errorf("%s says that the notice was given: %d", login, r.Status)
			}
		}
		if got := held(s.SignIn("vera").Get(at), "Osbert Fenn", "Wilf Larkspur"); len(got) != 2 {
			t.Errorf("the viewer reads only %q", got)
		}
	})
}

// A worker fills in a form with whoever rings: only their own role's, and held
// to the notice like any other.
func TestAWorkerTakesInByTelephone(t *testing.T) {
	webtest.EachBorough(t, func(t *testing.T, s *webtest.Site) {
		s.Enrol("borough", "ada", "adviser", webtest.WarmHomes)
		s.Enrol("borough", "hugo", "helper", webtest.GoodNeighbours)
		ada := s.SignIn("ada")
		good := func() url.Values {
			form := ada.Get("/intake/ring-us").Form()
			form.Set("client.name", "Edith Larkspur")
			form.Set("client.home", "The boiler has gone")
			return form
		}
		before := s.Stored()
		for name, c := range map[string]string{
			"no name": "client.name=", "an item of another form": "client.nhs-number=9434765919", "another way": "channel=web",
			"a word of offences": "client.home=He robbed a bank", "a field of nobody's": "quagga=1", "no token": "token=x",
		} {
			form := good()
			change, _ := url.ParseQuery(c)
			for field, values := range change {
				form[field] = values
			}
			if r := ada.Post("/intake/ring-us", form); r.Status != http.StatusUnprocessableEntity {
				t.Errorf("%s gave %d", name, r.Status)
			}
			same(t, name, before, s.Stored())
		}
		for login, paths := range map[string][]string{"hugo": {"/intake/ring-us", "/intake/tell-us"}, "ada": {"/intake/tell-us", "/intake/ring", "/intake/x"}} {
			for _, path := range paths {
				if r := s.SignIn(login).Get(path); r.Status != http.StatusNotFound {
					t.Errorf("%s gets %d at %s", login, r.Status, path)
				}
			}
		}
		form := good()
		for range 2 {
			if r := ada.Post("/intake/ring-us", form); r.Status != http.StatusSeeOther {
				t.Fatalf("a form filled in rightly gave %d: %s", r.Status, r.Body)
			}
		}
		only(t, s, "borough", webtest.WarmHomes)
		items, _ := sealed(t, s, "borough", webtest.WarmHomes)
		if v := items["client.name"]; len(v) != 1 || v[0].Channel != "phone" || v[0].From != "caller" || v[0].By != s.Staff["ada"] {
			t.Errorf("how it came in is kept as %+v", v)
		}
	})
}

// The duty to tell stands on a Kent record too, and in its Connector's list,
// until the notice is given.
func TestARecordSaysByWhenTheNoticeIsGiven(t *testing.T) {
	webtest.Each(t, func(t *testing.T, s *webtest.Site) {
		c := newCase(t, s, nil)
		const duty = "Give the privacy notice by 23 December 2026"
		if len(held(c.priya.Get(c.path("")), duty)) != 1 {
			t.Error("the record does not say by when the notice is given")
		}
		if len(s.Rows("SELECT 1 FROM task WHERE kind = 'notice' AND episode = $1", c.id)) != 1 {
			t.Error("the duty is no task of the service")
		}
		c.spoke(url.Values{"notice": {"read out"}})
		if len(held(c.priya.Get(c.path("")), "Give the privacy notice")) != 0 {
			t.Error("the record still asks for a notice that was given")
		}
	})
}
