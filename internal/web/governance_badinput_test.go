package web_test

import (
	"net/url"

	"candour/internal/webtest"
)

// governanceForms are the data protection officer's, in the order in which a
// version comes to the public.
func governanceForms(s *webtest.Site) []sentForm {
	version := func(act string) func() string {
		return func() string {
			return noticeOf + "/versions/" + s.Rows("SELECT id FROM publication ORDER BY number DESC")[0][0] + act
		}
	}
	gap := func() string { return noticeOf + "/gaps/" + gapOf(s, "howard", phoneGap) }
	const office, agreement = noticeOf + "/registers/office/data%20protection%20officer", noticeOf + "/registers/agreement/activity%20provider"
	year := filled(dated("from", webtest.FirstDay), dated("until", webtest.FirstDay.AddMonths(12)))
	forms := []sentForm{
		{route: "POST /governance/{service}/versions", to: path(noticeOf + "/versions"), good: values(nil)},
		{route: "POST /governance/{service}/versions/{id}/check", to: version("/check"), good: values(nil)},
		{route: "POST /governance/{service}/versions/{id}/approve", to: version("/approve"), good: values(nil)},
		{
			route: "POST /governance/{service}/versions/{id}/publish", to: version("/publish"),
			good: values(filled(dated("from", webtest.FirstDay), url.Values{"how": {"sample"}})), codes: []string{"how"}, days: []string{"from"},
			more: []wrong{
				{name: "a day that has gone", change: func(v url.Values) { v.Set("from-year", "2025") }, field: "from"},
				{name: "everything missing", change: set("how", "live"), field: "how"},
			},
		},
		{
			route: "POST /governance/{service}/readings", from: path(noticeOf + "/readings"), to: path(noticeOf + "/readings"),
			good: values(url.Values{"decision": {"declined"}}),
			more: []wrong{
				{name: "no decision", change: func(v url.Values) { v.Del("decision") }},
				{name: "words that were never shown", change: set("words", typed)},
			},
		},
		{
			route: "POST /governance/{service}/gaps/{gap}", from: gap, to: gap,
			good: values(url.Values{"how": {"phone"}, "value": {"01632 960 140"}}), codes: []string{"how"},
			texts: map[string]int{"value": 300}, shapes: map[string]string{"value": typed},
		},
		{
			route: "POST /governance/{service}/registers/{kind}/{about}", from: path(office), to: path(office),
			good:  values(filled(dated("from", webtest.FirstDay), url.Values{"state": {"held"}, "holder": {string(s.Staff["howard"])}})),
			codes: []string{"state", "holder"}, days: []string{"from", "until"},
			more: []wrong{{name: "somebody of another council", change: set("holder", string(s.Staff["ingrid"])), field: "holder"}},
		},
		{
			route: "POST /governance/{service}/registers/{kind}/{about}", from: path(agreement), to: path(agreement),
			good:  values(filled(year, url.Values{"state": {"in force"}, "where": {"file 12"}})),
			codes: []string{"state"}, days: []string{"from", "until"}, texts: map[string]int{"where": 300},
			more: []wrong{{name: "a review before it begins", change: func(v url.Values) { v.Set("until-year", "2025") }, field: "until"}},
		},
	}
	for i := range forms {
		forms[i].as, forms[i].open = "howard", true
		if forms[i].from == nil {
			forms[i].from = path(noticeOf)
		}
	}
	return forms
}
