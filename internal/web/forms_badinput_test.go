package web_test

import (
	"net/http"
	"net/url"
	"slices"
	"testing"

	"candour/internal/care"
	"candour/internal/demo"
	"candour/internal/webtest"
)

// TestEveryFormRefusesBadInput sends every form of the site wrongly in every
// way, then rightly and again, in the order in which a person's case meets
// them. A POST route that is not in the table fails the test.
func TestEveryFormRefusesBadInput(t *testing.T) {
	webtest.Each(t, func(t *testing.T, s *webtest.Site) {
		forms := everyForm(t, s)
		listed := []string{"POST /intake/{form}", "POST /received/{id}/told"} // of services without case pages: sent wrongly in anyform_test.go
		for _, f := range forms {
			listed = append(listed, f.route)
		}
		for _, r := range s.Server.Routes() {
			if r.Method == http.MethodPost && !slices.Contains(listed, "POST "+r.Pattern) {
				t.Errorf("POST %s is sent no bad input", r.Pattern)
			}
		}
		clients := map[string]*webtest.Client{"": s.Visitor()}
		other := s.SignIn("martin")
		for _, f := range forms {
			if clients[f.as] == nil {
				clients[f.as] = s.SignIn(f.as)
			}
			c := clients[f.as]
			if f.route == "POST /sign-in" || f.route == "POST /sign-out" {
				c = s.Visitor()
			}
			f.refuses(t, s, c)
			f.belongsToNobodyElse(t, s, c, other)
			f.isDoneOnce(t, s, c)
		}
	})
}

func path(p string) func() string { return func() string { return p } }

func values(v url.Values) func() url.Values { return func() url.Values { return v } }

// everyForm is every form in the order of a case. What is not known before the
// case has begun is looked up when it is needed.
func everyForm(t *testing.T, s *webtest.Site) []sentForm {
	c := &caseWork{Site: s, t: t}
	id := func() string {
		if c.id == "" {
			c.id = s.Rows("SELECT id FROM episode WHERE origin = 'someone else'")[0][0]
		}
		return c.id
	}
	under := func(p string) func() string { return func() string { return "/episodes/" + id() + p } }
	return slices.Concat(publicForms(), staffForms(s, id), meetingForms(under), planForms(c, under), onwardForms(c, under), governanceForms(s), endingForms(under))
}

func publicForms() []sentForm {
	const yourself = "/services/kent/positive-wellbeing/refer-yourself"
	short := map[string]int{"client.name": 200, "client.address": 500}
	person := url.Values{"client.name": {"Arthur Penfold"}, "client.address": {"14 Orchard Row, Tonbridge TN9 1QD"}}
	shapes := map[string]string{"client.telephone": "ring me", "client.email": "no email", "client.age": "eighty-four"}
	// What belongs to a later stage, or is never asked, is no field of a public form.
	later := []wrong{
		{name: "an item of a later stage", change: set("client.gender", "woman")},
		{name: "a special item", change: set("client.medical", typed)},
		{name: "a date of birth", change: set("client.date-of-birth", "1942-03-01")},
		{name: "no address", change: func(v url.Values) { v.Del("client.address") }, field: "client.address", keeps: "Arthur Penfold"},
	}
	return []sentForm{
		{
			route: "POST /services/{controller}/{service}/{form}", from: path(referSomeone), to: path(referSomeone),
			good:  values(filled(person, url.Values{"referrer.name": {"Mavis Cole"}, "client.telephone": {"01632 960 833"}})),
			codes: []string{"client.interpreter", "client.safe-to-contact", "client.knows-of-referral"}, texts: short, shapes: shapes, open: true,
			more: append(slices.Clone(later), wrong{name: "a referrer's address", change: set("referrer.address", typed)}),
		},
		{
			route: "POST /services/{controller}/{service}/{form}", from: path(yourself), to: path(yourself), good: values(person),
			codes: []string{"client.interpreter", "client.safe-to-contact"}, texts: short, shapes: shapes, open: true,
			more: append(slices.Clone(later), wrong{name: "a referrer", change: set("referrer.name", typed)}),
		},
	}
}

func staffForms(s *webtest.Site, id func() string) []sentForm {
	priya := demo.Staff()[0]
	return []sentForm{
		{
			route: "POST /sign-in", from: path("/sign-in"), to: path("/sign-in"), bare: true,
			good:  values(url.Values{"council": {priya.Controller}, "user": {priya.User}, "password": {priya.Password}}),
			codes: []string{"council"}, texts: map[string]int{"user": 100},
			repeat: "signing in again begins another session",
			more: []wrong{
				{name: "a wrong password", change: set("password", typed)},
				{name: "nobody's name", change: set("user", "Quagga"), keeps: "Quagga"},
				{name: "another council", change: set("council", "norfolk")},
			},
		},
		{
			route: "POST /sign-out", from: path("/sign-in"), to: path("/sign-out"), always: true, good: values(nil),
		},
		{
			route: "POST /triage/{id}/allocate", as: "denise", from: path("/triage"),
			to:    func() string { return "/triage/" + id() + "/allocate" },
			good:  func() url.Values { return url.Values{"worker": {string(s.Staff["priya"])}} },
			codes: nil,
			more: []wrong{
				{name: "nobody", change: set("worker", ""), field: "worker-"},
				{name: "a worker that is none", change: set("worker", typed), field: "worker-"},
				{name: "somebody who is no Connector", change: set("worker", string(s.Staff["howard"])), field: "worker-"},
				{name: "a worker of another council", change: set("worker", string(s.Staff["martin"])), field: "worker-"},
			},
		},
		{
			route: "POST /people", as: "priya", from: path("/people"), to: path("/people"), bare: true,
			good: values(url.Values{"name": {"Arthur"}}), texts: map[string]int{"name": 100},
		},
	}
}

func meetingForms(under func(string) func() string) []sentForm {
	asked := url.Values{"channel": {care.ByVisit}}
	return []sentForm{
		{
			route: "POST /episodes/{id}/contacts", as: "priya", from: under("/contacts"), to: under("/contacts"),
			good:  values(filled(attempt(care.ByPhone, "wrong details"), url.Values{"note": {"No answer twice"}})),
			codes: []string{"channel", "outcome"}, days: []string{"on"}, texts: map[string]int{"tried": care.MaxLine, "note": care.MaxNote},
			shapes: map[string]string{"clock": "Quagga"},
			more: []wrong{
				{name: "a day to come", change: func(v url.Values) { v.Set("on-year", "2027") }, field: "on", keeps: "No answer twice"},
				{name: "an outcome that has its own page", change: set("outcome", "spoke to the person themselves"), field: "outcome"},
				{name: "a note by post", change: set("channel", care.ByPost), field: "note", keeps: "No answer twice"},
			},
		},
		{
			route: "POST /episodes/{id}/contacts/referrer", as: "priya", from: under("/contacts"), to: under("/contacts/referrer"),
			good: values(url.Values{}), bare: true,
			more: []wrong{{name: "a token", change: func(v url.Values) { v.Set("referrer.name", typed) }}},
		},
		{
			route: "POST /episodes/{id}/contacts/spoke", as: "priya", from: under("/contacts/spoke"), to: under("/contacts/spoke"),
			good:  values(url.Values{"channel": {"phone"}, "notice": {"read out"}}),
			codes: []string{"channel", "notice"}, texts: map[string]int{"note": care.MaxNote}, shapes: map[string]string{"clock": "Quagga"},
			days: []string{"visit"},
			more: []wrong{
				{name: "a visit that has gone", change: func(v url.Values) {
					for name, value := range dated("visit", webtest.FirstDay.AddDays(-1)) {
						v[name] = value
					}
				}, field: "visit"},
				{name: "by post", change: set("channel", care.ByPost), field: "channel"},
			},
		},
		{
			route: "POST /episodes/{id}/contacts/undo", as: "priya", from: under("/contacts"), to: under("/contacts/undo"), good: values(nil),
		},
		{ // said again, so that the case goes on
			route: "POST /episodes/{id}/contacts/spoke", as: "priya", from: under("/contacts/spoke"), to: under("/contacts/spoke"),
			good: values(url.Values{"channel": {"phone"}, "notice": {"handed over"}}),
		},
		{
			route: "POST /episodes/{id}/first-visit", as: "priya", from: under("/first-visit"), to: under("/first-visit"),
			good: values(filled(asked, url.Values{
				"client.gender": {"woman"}, "client.medical": {"Gets breathless on hills"}, "client.medical.why": {"The walking group"}, "ucla-3.isolated": {"3"},
			})),
			codes: []string{"channel", "client.gender", "client.marital-status", "client.ethnicity", "client.access-needs", "ucla-3.isolated", "ons-4.happy"},
			texts: map[string]int{"client.medical": 4000, "client.medical.why": 500, "client.gp-practice": 200, "client.lifestyle": 4000},
			more: []wrong{
				{name: "health without its relevance", change: func(v url.Values) { v.Del("client.medical.why") }, field: "client.medical.why", keeps: "breathless"},
				{name: "health by telephone without a reason", change: set("channel", care.ByPhone), field: "channel-why", keeps: "breathless"},
				{name: "health by post", change: set("channel", care.ByPost), field: "channel", keeps: "breathless"},
				{name: "an item of the application", change: set("client.name", typed)},
				{name: "an item that is a worker's", change: set("client.notes", typed)},
				{name: "points beyond the scale", change: set("ons-4.happy", "11"), field: "ons-4.happy"},
			},
		},
		{
			route: "POST /episodes/{id}/confirm-details", as: "priya", from: under("/confirm-details"), to: under("/confirm-details"),
			good: values(filled(asked, url.Values{
				"client.name": {"Arthur Penfold"}, "client.address": {"14 Orchard Row, Tonbridge TN9 1QD"}, "client.age": {"85"},
			})),
			codes: []string{"channel", "client.interpreter"}, texts: map[string]int{"client.name": 200, "client.address": 500},
			shapes: map[string]string{"client.telephone": "ring me", "client.email": "no email", "client.age": "Quagga"},
			more:   []wrong{{name: "an item of the first visit", change: set("client.gender", "woman")}},
		},
		{
			route: "POST /episodes/{id}/measures/review", as: "priya", from: under("/measures/review"), to: under("/measures/review"),
			good:  values(filled(asked, url.Values{"moment": {care.Review}, "ucla-3.isolated": {"1"}, "ons-4.happy": {"7"}})),
			codes: []string{"channel", "moment", "ucla-3.isolated", "ons-4.happy"},
			more:  []wrong{{name: "by telephone without a reason", change: set("channel", care.ByPhone), field: "channel-why"}},
		},
	}
}

func planForms(c *caseWork, under func(string) func() string) []sentForm {
	goal := func() string { return "/episodes/" + c.id + "/plan/goal/" + c.kept(care.KindGoal)[0] + "/step" }
	step := func() string { return "/episodes/" + c.id + "/plan/step/" + c.kept(care.KindStep)[0] }
	visit := func() string { return "/episodes/" + c.id + "/plan/visit/" + c.kept(care.KindVisit)[0] }
	return []sentForm{
		{
			route: "POST /episodes/{id}/plan/goal", as: "priya", from: under("/plan/goal"), to: under("/plan/goal"),
			good: values(url.Values{"text": {goalWords}}), texts: map[string]int{"text": care.MaxText}, days: []string{"review"},
		},
		{
			route: "POST /episodes/{id}/plan/goal/{goal}/step", as: "priya", from: goal, to: goal,
			good:  values(url.Values{"text": {"Ask Jean for a lift"}, "who": {care.ByPerson}}),
			codes: []string{"who"}, texts: map[string]int{"text": care.MaxText}, days: []string{"due"},
		},
		{
			route: "POST /episodes/{id}/plan/step/{step}", as: "priya", from: under("/plan"), to: step, good: values(url.Values{"to": {care.Done}}),
			more: []wrong{{name: "an unknown state", change: set("to", typed)}, {name: "no state", change: func(v url.Values) { v.Del("to") }}},
		},
		{
			route: "POST /episodes/{id}/plan/signpost", as: "priya", from: under("/plan/signpost"), to: under("/plan/signpost"),
			good:  values(filled(dated("on", webtest.FirstDay), url.Values{"activity": {"arts"}, "provider": {"castle-street-choir"}})),
			codes: []string{"activity", "provider"}, days: []string{"on"},
		},
		{
			route: "POST /episodes/{id}/plan/visit", as: "priya", from: under("/plan/visit"), to: under("/plan/visit"),
			good:  values(filled(visitAt("14:00", "15:30"), dated("on", webtest.FirstDay))),
			codes: []string{"place"}, days: []string{"on"}, shapes: map[string]string{"clock": "Quagga", "backBy": "Quagga", "minutes": "Quagga"},
		},
		{
			route: "POST /episodes/{id}/plan/visit/{visit}", as: "priya", from: visit, to: visit, good: values(url.Values{"outcome": {care.VisitMet}}),
			codes: []string{"outcome"}, texts: map[string]int{"note": care.MaxNote}, shapes: map[string]string{"backAt": "Quagga"},
		},
	}
}

func onwardForms(c *caseWork, under func(string) func() string) []sentForm {
	at := func(p string) func() string {
		return func() string { return "/episodes/" + c.id + "/onward/" + c.kept(care.KindOnward)[0] + p }
	}
	return []sentForm{
		{
			route: "POST /episodes/{id}/onward", as: "priya", from: under("/onward"), to: under("/onward"),
			good:  values(url.Values{"provider": {"castle-street-choir"}, "items": {"client.name", "client.telephone"}}),
			codes: []string{"provider", "items"}, days: []string{"talked"}, repeat: "it leads to the plan, which lists it once",
			more: []wrong{
				{name: "an item that may not leave", change: set("items", "client.medical"), field: "items"},
				{name: "the referrer's name", change: set("items", "referrer.name"), field: "items"},
			},
		},
		{
			route: "POST /episodes/{id}/onward/{onward}/talked", as: "priya", from: at(""), to: at("/talked"),
			good: values(talkedToday), days: []string{"on"},
		},
		{
			route: "POST /episodes/{id}/onward/{onward}/answer", as: "priya", from: at(""), to: at("/answer"),
			good: values(saidYes), codes: []string{"said", "channel", "items"}, days: []string{"on"},
		},
		{route: "POST /episodes/{id}/onward/{onward}/send", as: "priya", from: at(""), to: at("/send"), good: values(nil)},
		{route: "POST /episodes/{id}/onward/{onward}/sent", as: "priya", from: at("/message"), to: at("/sent"), good: values(nil)},
		{route: "POST /episodes/{id}/onward/{onward}/withdraw", as: "priya", from: at(""), to: at("/withdraw"), good: values(nil)},
	}
}

func endingForms(under func(string) func() string) []sentForm {
	return []sentForm{
		{
			route: "POST /episodes/{id}/restrict", as: "priya", from: under("/restrict"), to: under("/restrict"),
			good: values(url.Values{"why": {"accuracy"}}), codes: []string{"why"},
		},
		{
			route: "POST /episodes/{id}/protective-look", as: "priya", from: under("/restrict"), to: under("/protective-look"), bare: true,
			good: values(url.Values{"ground": {"legal claims"}}), codes: []string{"ground"},
		},
		{
			route: "POST /episodes/{id}/restrict/lift", as: "priya", from: under("/restrict"), to: under("/restrict/lift"),
			good: values(url.Values{"why": {"settled"}}), codes: []string{"why"},
		},
		{
			route: "POST /episodes/{id}/close", as: "priya", from: under("/close"), to: under("/close"),
			good:  values(filled(dated("on", webtest.FirstDay), url.Values{"reason": {care.ClosedFinished}})),
			codes: []string{"reason"}, days: []string{"on"}, repeat: "whoever closed it can no longer open it",
			more: []wrong{{name: "a day to come", change: func(v url.Values) { v.Set("on-year", "2027") }, field: "on"}},
		},
		{
			route: "POST /time-machine", as: "denise", from: path("/time-machine"), to: path("/time-machine"), bare: true,
			good: values(dated("to", webtest.FirstDay.AddDays(30))), days: []string{"to"}, repeat: "the calendar stands there already",
			more: []wrong{{name: "a day that has gone", change: func(v url.Values) { v.Set("to-year", "2020") }, field: "to"}},
		},
	}
}
