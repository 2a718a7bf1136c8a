package e2e

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
)

func (tl *tale) theyLeave() {
	d := tl.desk("priya")
	d.Goto(tl.episode() + "/ends")
	d.Sees("If they left today", "Sensitive details", "Everything else", "Certificate")
	d.stands(filled)
	tl.day(d, "If they leave on another day", "31", "June", "2027")
	if got := d.Click("Show me"); got != http.StatusUnprocessableEntity {
		tl.t.Errorf("leaving on 31 June gave %d, want 422", got)
	}
	d.stands(wrong)
	tl.day(d, "If they leave on another day", "31", "3", "2027")
	d.Click("Show me")
	d.Sees("If they left on 31 March 2027", "30 September 2027")
	d.Goto(tl.episode() + "/close")
	d.Sees("Your access ends at once", "31 December 2027", "1 September 2027")
	d.stands(empty)
	if got := d.Click("Close this episode"); got != http.StatusUnprocessableEntity {
		tl.t.Errorf("closing without a reason gave %d, want 422", got)
	}
	d.stands(wrong)
	d.Choose("Why it ends", "They have what they came for")
	d.Click("Close this episode")
	d.Sees("You can no longer open it")
	d.stands(filled)
	tl.nobodyButTheAuditor()
}

// nobodyButTheAuditor sees that leaving ended everybody's access, each refusal
// quoting the notice, and that the auditor alone reads a name and an address.
func (tl *tale) nobodyButTheAuditor() {
	for login, want := range map[string]int{
		"priya": http.StatusForbidden, "denise": http.StatusForbidden, "tom": http.StatusForbidden,
		"howard": http.StatusNotFound, // whose role has no use of any record
	} {
		d := tl.desk(login)
		if got := d.Goto(tl.episode()); got != want {
			tl.t.Errorf("after leaving the record gave %s %d, want %d", login, got, want)
		}
		d.SeesNot(person, personAddress, personPhone)
		d.stands(wrong)
	}
	tl.desk("priya").Sees("Not shown", "Only until you leave")
	tl.desk("denise").Sees("Not shown", "Only until you leave")
	d := tl.desk("sofie")
	d.Goto("/people")
	d.Click(person)
	d.Sees(person, personAddress)
	d.SeesNot(health, days, goal)
	d.stands(filled)
	for _, path := range []string{"/ends", "/held", "/chronology", "/contacts", "/plan", "/measures"} {
		d.Goto(tl.episode() + path)
		d.SeesNot(health, days, goal, neighbour, contactNote)
		d.private()
	}
}

func (tl *tale) sixMonthsOn() {
	d := tl.desk("howard")
	d.Goto("/dates")
	d.Sees("Still kept", "Destroyed")
	d.SeesNot(person, neighbour)
	d.stands(filled)
	machine := tl.desk("denise")
	machine.Goto("/time-machine")
	machine.stands(filled)
	tl.day(machine, "Day Month Year", "1", "1", "2020")
	if got := machine.Enter(); got != http.StatusUnprocessableEntity {
		tl.t.Errorf("moving the calendar back gave %d, want 422", got)
	}
	machine.stands(wrong)
	tl.moveTo("2", "9", "2027")
	if n := tl.living("sensitive"); n != 1 { // the other person's, who has not left
		tl.t.Errorf("six months on %d sensitive parts live, want one", n)
	}
	auditor := tl.desk("sofie")
	auditor.Goto(tl.episode())
	auditor.Sees(person, personAddress)
	auditor.SeesNot(health, days)
	auditor.Goto(tl.episode() + "/ends")
	auditor.Sees("Certificate")
	auditor.stands(filled)
	tl.theLedger()
}

// living counts the parts of a tier that can still be read.
func (tl *tale) living(tier string) int {
	tl.t.Helper()
	return len(tl.site.Rows("SELECT subject FROM tier WHERE controller = 'kent' AND code = $1 AND state = 'living'", tier))
}

func (tl *tale) theLedger() {
	d := tl.desk("howard")
	d.Goto("/ledger")
	d.stands(empty)
	if err := tl.site.Node.Integrate(tl.t.Context()); err != nil {
		tl.t.Fatal(err)
	}
	d.Goto("/ledger")
	d.Sees("In the ledger", "Public key", "Newest checkpoint")
	d.SeesNot(person, neighbour)
	d.stands(filled)
	d.Click("entry No. " + tl.site.Rows("SELECT max(position) FROM entry WHERE controller = 'kent'")[0][0])
	d.Sees("One entry", "Download the proof")
	d.stands(filled)
	proof := d.Get(d.Path() + "/proof")
	if proof.Status != http.StatusOK || !strings.Contains(proof.Body, "candour.example/kent") {
		tl.t.Errorf("the proof of an entry gave %d: %.80q", proof.Status, proof.Body)
	}
	tl.desk("priya").Goto("/worried")
	tl.desk("priya").stands(filled)
	nobody := tl.desk("")
	nobody.Goto("/")
	nobody.stands(filled)
	tl.theNotices(nobody)
}

// theLastDay goes past the end of the programme: nothing personal is left, and
// the numbers have not changed.
func (tl *tale) theLastDay() {
	before := tl.counted()
	for _, cell := range []string{"referrals ", "someone else", "equality 2026|mixed-white-asian: 1", "outcomes 2027-Q1|ucla-3|better: 1"} {
		if !strings.Contains(before, cell) {
			tl.t.Errorf("the numbers hold no %q:\n%s", cell, before)
		}
	}
	tl.moveTo("1", "1", "2028")
	for _, tier := range []string{"referrer", "sensitive", "record"} {
		if n := tl.living(tier); n != 0 {
			tl.t.Errorf("on 1 January 2028 %d parts of tier %s live", n, tier)
		}
	}
	if n := len(tl.site.Rows("SELECT id FROM section WHERE controller = 'kent' AND episode <> ''")); n != 0 {
		tl.t.Errorf("on 1 January 2028 %d sealed sections are left", n)
	}
	if after := tl.counted(); after != before {
		tl.t.Errorf("the numbers changed with the people:\n%s\nbefore:\n%s", after, before)
	}
	d := tl.desk("howard")
	d.Goto("/dates")
	d.Sees("Nothing personal is left")
	auditor := tl.desk("sofie")
	if got := auditor.Goto(tl.episode()); got == http.StatusOK {
		tl.t.Error("after the last day the record still opens to the auditor")
	}
	auditor.SeesNot(person, personAddress)
	tl.desk("denise").Goto("/time-machine")
	tl.desk("denise").stands(empty)
}

// counted is what is counted of everybody who ever came, cell by cell, and
// what the page of numbers tells of it.
func (tl *tale) counted() string {
	tl.t.Helper()
	tally, err := tl.site.Node.Gate.Tally(tl.t.Context(), tl.site.Reader("denise"), "positive-wellbeing")
	if err != nil {
		tl.t.Fatal(err)
	}
	var cells []string
	for count, of := range tally {
		for cell, n := range of {
			cells = append(cells, fmt.Sprintf("%s %s: %d", count, cell, n.Sum()))
		}
	}
	slices.Sort(cells)
	d := tl.desk("denise")
	d.Goto("/numbers")
	_, told, _ := strings.Cut(d.Text(), "These count people")
	return strings.Join(append(cells, told), "\n")
}
