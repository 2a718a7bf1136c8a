package e2e

import (
	"net/http"
	"regexp"
	"slices"
	"testing"

	"candour/internal/storetest"
	"candour/internal/webtest"
)

// TestAServiceWithoutCasePages sends the forms of a service that has a pack and
// no case pages yet, and reads as its own staff what came in.
func TestAServiceWithoutCasePages(t *testing.T) {
	t.Parallel()
	data, keys := storetest.SQLite(t)
	tl := beginAt(t, webtest.StartWith(t, data, keys, webtest.WithBorough(t)), data, keys)
	tl.checked, tl.secrets = true, []string{"Edith Larkspur", "Nell Quick", "Kiln Row"}
	tl.site.Enrol("borough", "ada", "adviser", webtest.WarmHomes)

	d := tl.desk("")
	d.Goto("/services/borough/warm-homes/tell-us")
	d.stands(empty)
	d.Fill("Name", "Edith Larkspur")
	d.Fill("What is wrong (optional)", "The burglar broke the boiler")
	if got := d.Click("Send"); got != http.StatusUnprocessableEntity {
		t.Errorf("a word of offences gave %d, want 422", got)
	}
	d.Sees("we never write down criminal convictions and offences", "burglar")
	d.stands(wrong)
	d.Fill("What is wrong (optional)", "The boiler is broken")
	d.Fill("Your name (optional)", "Nell Quick")
	d.Click("Send")
	d.Sees("It is now with the team of Warm Homes", "We look at each cold home, within 5 working days")
	d.stands(filled)
	d.Goto("/services/borough/good-neighbours/ask")
	d.Sees("Tell a neighbour what I would like a hand with?", "ring the Help Line on 01632 960 001")

	d.Goto("/sign-in")
	d.Choose("Your council", "Borough Council")
	d.Fill("User name", "ada")
	d.Fill("Password", "lantern-hill-ada")
	d.Click("Sign in")
	d.Sees("What came in", "Edith Larkspur", "Give the privacy notice to")
	d.stands(filled)
	d.Click("Somebody rings")
	d.stands(empty)
	d.Click("Keep these answers")
	d.stands(wrong)
	d.Goto("/triage")
	d.Goto(regexp.MustCompile(`/received/[0-9a-f-]{36}`).FindString(d.HTML()))
	d.stands(filled)
	d.Click("They were given the notice")
	d.Sees("Given the privacy notice on")
	for route, states := range lookedElsewhere {
		for _, state := range states {
			if !slices.Contains(tl.states[route], state) {
				t.Errorf("%s was not looked at while %s", route, state)
			}
		}
	}
}
