package e2e

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"candour/internal/demo"
	"candour/internal/storetest"
)

// tabTo walks with the Tab key from the top of the page to the control with
// that name.
func (d *desk) tabTo(name string) {
	d.tale.t.Helper()
	names := d.Keyboard()
	i := slices.Index(names, name)
	if i < 0 {
		d.tale.t.Fatalf("Tab never reaches %q, only %q", name, names)
	}
	for range i + 1 {
		d.Key("Tab")
	}
}

// TestAReferralIsMadeAndGivenWithTheKeyboardAlone touches no mouse from the
// public form to the Connector's list.
func TestAReferralIsMadeAndGivenWithTheKeyboardAlone(t *testing.T) {
	t.Parallel()
	data, keys := storetest.SQLite(t)
	tl := begin(t, data, keys)
	d := tl.desk("")
	d.Goto(service + "/refer-yourself")
	d.tabTo("Send this referral")
	if got := d.Enter(); got != http.StatusUnprocessableEntity {
		t.Errorf("an empty form gave %d, want 422", got)
	}
	d.tabTo("Name")
	d.Type(person)
	d.Key("Tab")
	d.Type(personAddress)
	d.tabTo("Interpreter")
	d.Type("Pol")
	d.Key("Tab")
	d.Key("Space") // the first answer to whether it is safe to ring
	if got := d.Value("Interpreter"); got != "polish" {
		t.Errorf("typing Pol into the list chose %q", got)
	}
	d.tabTo("Send this referral")
	d.Enter()
	d.Sees("Thank you. We have it.")

	worker := demo.Staff()[slices.IndexFunc(demo.Staff(), func(l demo.Login) bool { return l.User == "denise" })]
	d.Goto("/sign-in")
	d.tabTo("City Council") // the first of them
	d.Key("ArrowDown")
	if got := d.Value("Kent County Council"); got != "kent" {
		t.Errorf("the arrow chose %q", got)
	}
	d.Key("Tab")
	d.Type(worker.User)
	d.Key("Tab")
	d.Type(worker.Password)
	d.Enter()
	d.tabTo("New referrals")
	d.Enter()
	d.Sees(person, "asked for it themselves")
	d.tabTo("Connector for " + person)
	d.Type("Priya")
	d.tabTo("Give")
	d.Enter()
	d.Sees("Nobody is waiting")
	if rows := tl.site.Rows("SELECT worker FROM episode"); len(rows) != 1 || rows[0][0] != string(tl.site.Staff["priya"]) {
		t.Errorf("the referral was given to %q", strings.Join(rows[0], " "))
	}
}
