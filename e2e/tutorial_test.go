package e2e

import (
	"net/http"
	"os"
	"regexp"
	"testing"

	"candour/e2e/browser"
	"candour/internal/storetest"
	"candour/internal/webtest"
)

// TestTheTutorialsServiceRuns opens the notice and sends the form of the
// service that docs/tutorial.md writes: a pack, and no program of its own.
func TestTheTutorialsServiceRuns(t *testing.T) {
	t.Parallel()
	data, keys := storetest.SQLite(t)
	tl := beginAt(t, webtest.StartWith(t, data, keys, webtest.WithPacks(t, os.DirFS("../docs/tutorial"))), data, keys)
	tl.checked, tl.secrets = true, []string{"Olwen Tansy", "01632 960 417", "doorstep", "rather sit"}
	tl.site.Enrol("borough", "ines", "instructor", "steady-steps")

	d := tl.desk("") // without script
	d.Goto("/notices")
	d.Click("Steady Steps")
	d.Sees("We run a class in Alder Vale", "The instructor. Nobody else.", "6 months after you leave the class", "01632 960 000")
	d.stands(filled)
	for _, way := range []string{"/print", "/easy", "/script", "/versions", "/record"} {
		d.Goto("/notices/borough/steady-steps" + way)
		d.Axe()
		d.Fits(browser.Narrow)
	}

	d.Goto("/services/borough/steady-steps/join")
	d.Sees("Join the class", "So that we choose exercises that are safe for you")
	d.stands(empty)
	d.Fill("Phone number", "01632 960 417")
	if got := d.Click("Send"); got != http.StatusUnprocessableEntity {
		t.Errorf("a form without a name gave %d, want 422", got)
	}
	d.stands(wrong)
	d.Fill("Name", "Olwen Tansy")
	d.Choose("Where would you like to come?", "The Old Corn Hall")
	d.Fill("Have you fallen in the last year? (optional)", "Once, on the doorstep")
	if got := d.Click("Send"); got != http.StatusUnprocessableEntity {
		t.Errorf("falls without why they matter gave %d, want 422", got)
	}
	d.Fill("Why this is relevant: Have you fallen in the last year?", "I would rather sit than stand")
	d.Click("Send")
	d.Sees("It is now with the team of Steady Steps")
	d.stands(filled)

	d.Goto("/sign-in")
	d.Choose("Your council", "Borough Council")
	d.Fill("User name", "ines")
	d.Fill("Password", "lantern-hill-ines")
	d.Click("Sign in")
	d.Sees("What came in", "Olwen Tansy")
	d.Goto(regexp.MustCompile(`/received/[0-9a-f-]{36}`).FindString(d.HTML()))
	d.Sees("Olwen Tansy", "01632 960 417", "The Old Corn Hall", "I would rather sit than stand")
	d.stands(filled)
	tl.nothingPersonalInTheOpen()
}
