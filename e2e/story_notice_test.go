package e2e

import "net/http"

const governed = "/governance/positive-wellbeing"

// theNoticeIsPublished has the data protection officer take the files in, decide
// on a reading, fill a gap, keep a register and publish, looking at every page
// before and after.
func (tl *tale) theNoticeIsPublished() {
	d := tl.desk("howard")
	d.Goto("/governance")
	d.Sees("not published", "No version was ever published")
	d.stands(empty)
	for _, under := range []string{"", "/readings", "/gaps", "/registers"} {
		d.Goto(governed + under)
		d.stands(empty)
	}
	tl.theOfficerKeepsTheRegisters()
	d.Goto(governed)
	for _, button := range []string{"Take them in as a draft", "Check it", "Approve it"} {
		if got := d.Click(button); got >= http.StatusBadRequest {
			tl.t.Fatalf("%q gave %d", button, got)
		}
	}
	d.Choose("Publish it as", "Live: it serves the public")
	if got := d.Click("Publish it"); got != http.StatusUnprocessableEntity {
		tl.t.Errorf("going live with things missing gave %d, want 422", got)
	}
	d.Sees("It cannot go live yet", "Reading R2 is not accepted")
	d.stands(wrong)
	d.Choose("Publish it as", "A sample: it serves nobody, and says so")
	d.Click("Publish it")
	d.Sees("sample, not live", "in force")
	d.stands(filled)
	d.Goto("/governance")
	d.stands(filled)
	nobody := tl.desk("")
	nobody.Goto(noticed)
	nobody.Sees("This is a sample, not a live service.", "Last updated 23 November 2026")
}

// theOfficerKeepsTheRegisters accepts a reading, fills the gap of the number to
// ring and enters who holds the office.
func (tl *tale) theOfficerKeepsTheRegisters() {
	d := tl.desk("howard")
	d.Goto(governed + "/readings")
	d.Within("Reading R1").Click("Accept reading R1")
	d.Sees("accepted", "Accepted on 23 November 2026 by Howard Finch")
	d.stands(filled)

	d.Goto(governed + "/gaps")
	d.Click("Fill the gap: The print gives no telephone number for the public")
	d.stands(empty)
	d.Choose("What fills it", "A telephone number")
	d.Fill("Write it as the public will read it", "ring us")
	if got := d.Click("Fill the gap"); got != http.StatusUnprocessableEntity {
		tl.t.Errorf("words for a number gave %d, want 422", got)
	}
	d.Sees("Write a telephone number in figures")
	d.stands(wrong)
	d.Fill("Write it as the public will read it", "01632 960 140")
	d.Click("Fill the gap")
	d.Sees("01632 960 140")
	d.stands(filled)
	d.Click("Change what fills the gap: The print gives no telephone number for the public")
	d.stands(filled)

	d.Goto(governed + "/registers")
	d.Click("Enter a line about: Data Protection Officer")
	d.stands(empty)
	d.Choose("How it stands", "Somebody holds it")
	if got := d.Click("Enter it"); got != http.StatusUnprocessableEntity {
		tl.t.Errorf("an office held by nobody gave %d, want 422", got)
	}
	d.stands(wrong)
	d.Select("Who holds it", "Howard Finch")
	for part, value := range map[string]string{"Day": "23", "Month": "11", "Year": "2026"} {
		d.Within("From").Fill(part, value)
	}
	d.Click("Enter it")
	d.Sees("Held by Howard Finch")
	d.stands(filled)
	d.Click("Enter a line about: Data Protection Officer")
	d.stands(filled)
}
