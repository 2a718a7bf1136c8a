package e2e

import (
	"net/http"
	"strings"

	"candour/e2e/browser"
)

// theNotices are read by somebody who is not signed in: the short way, and
// every other way.
func (tl *tale) theNotices(nobody *desk) {
	nobody.Goto("/notices")
	nobody.Sees("Positive Wellbeing", "Children's Services")
	nobody.stands(filled)
	nobody.Goto(noticed)
	nobody.stands(empty)
	nobody.Select("The month in which you leave", "November 2027")
	nobody.Click("Show me")
	nobody.Sees("If you leave on 30 November 2027", "31 December 2027")
	nobody.stands(filled)
	printed := nobody.Print("notice")
	for _, want := range []string{"What we do with your information", "9.1"} { // what is closed on the page is open on paper
		if !strings.Contains(printed, want) {
			tl.t.Errorf("the printed notice does not say %q", want)
		}
	}
	if got := nobody.Goto(noticed + "?leave=1999-01"); got != http.StatusUnprocessableEntity {
		tl.t.Errorf("a month that is not offered gave %d, want 422", got)
	}
	nobody.stands(wrong)
	for way, says := range map[string]string{
		"/print": "Every line of the notice", "/easy": "We need your name.", "/script": "Pause. Let them ask.", "/languages": "Not begun",
		"/versions": "1 April 2022", "/record": "To let you join the scheme",
	} {
		nobody.Goto(noticed + way)
		nobody.Sees(says)
		nobody.stands(filled)
	}
	nobody.Goto(noticed + "/script?who=nobody")
	nobody.stands(wrong)
	nobody.Goto(noticed + "/versions?from=1&to=99")
	nobody.stands(wrong)
	nobody.Goto("/cookies")
	nobody.Sees("we set no cookie at all")
	nobody.stands(filled)
	tl.theOtherNotices(nobody)
}

// theOtherNotices hold every other pack's notice to what a page must stand:
// they have what Kent's has not, such as reviews instead of ends.
func (tl *tale) theOtherNotices(nobody *desk) {
	for _, p := range tl.site.Node.Governance.Packs().Services {
		at := "/notices/" + p.Controller.Code + "/" + p.Service
		if at == noticed {
			continue
		}
		for _, way := range []string{"", "/print", "/easy", "/script", "/versions", "/record"} {
			nobody.Goto(at + way)
			nobody.Axe()
			nobody.Fits(browser.Narrow)
		}
	}
}
