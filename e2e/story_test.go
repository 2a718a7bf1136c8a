package e2e

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"candour/internal/storetest"
)

// The addresses of a service's forms and of its notice.
const (
	service = "/services/kent/positive-wellbeing"
	noticed = "/notices/kent/positive-wellbeing"
)

// Whom the story is about. Every value is unlike any other word on the pages,
// so that it can be looked for.
const (
	neighbour      = "Hesper Lovage"
	neighbourPhone = "01632 960 517"
	neighbourEmail = "hesper.lovage@example.org"

	person        = "Wilfred Ottershaw"
	personAddress = "7 Quince Mews, Canterbury CT1 2XA"
	personPhone   = "07700 900 641"
	personEmail   = "w.ottershaw@example.org"

	contactNote = "Answering machine plays a foxtrot"
	spokenNote  = "Prefers mornings because of the bassoon"
	health      = "Vertigo on steep stairs"
	relevance   = "the choir sings in a gallery"
	practice    = "Quayside Surgery"
	days        = "Mends accordions in the pantry"
	goal        = "I want to hear a brass band again"
	step        = "Ask the bandmaster about rehearsals"
	visitNote   = "Showed me his metronome collection"
)

func secretsOfTheStory() []string {
	return []string{
		neighbour, "Hesper", "Lovage", neighbourPhone, neighbourEmail, person, "Wilfred", "Ottershaw", "Quince Mews", "CT1 2XA",
		personPhone, personEmail, "foxtrot", "bassoon", "Vertigo", "gallery", "Quayside", "accordions",
		"brass band", "bandmaster", "metronome",
	}
}

// TestTheStory tells the whole of it on SQLite, with every page held to axe,
// three widths and a keyboard, and the invariants after it.
func TestTheStory(t *testing.T) {
	t.Parallel()
	data, keys := storetest.SQLite(t)
	tl := begin(t, data, keys)
	tl.checked = true
	tl.tell()
	tl.invariants()
	tl.everyPageWasHeld()
}

// TestTheStoryOnPostgres tells it again on the other database, looking at less.
func TestTheStoryOnPostgres(t *testing.T) {
	t.Parallel()
	data, keys := storetest.Postgres(t)
	tl := begin(t, data, keys)
	tl.tell()
	tl.invariants()
}

func (tl *tale) tell() {
	tl.secrets = append(tl.secrets, secretsOfTheStory()...)
	tl.beforeAnybodyCame()
	tl.theNoticeIsPublished()
	tl.aNeighbourRefers()
	tl.aManagerAllocates()
	tl.theConnectorTries()
	tl.theConnectorSpeaksToThem()
	tl.theNeighbourIsForgotten()
	tl.theFirstVisit()
	tl.thePlan()
	tl.referringOn()
	tl.theReview()
	tl.theRestriction()
	tl.invariants()
	tl.theWall()
	tl.theyLeave()
	tl.sixMonthsOn()
	tl.theLastDay()
}

// beforeAnybodyCame looks at every list while it is empty.
func (tl *tale) beforeAnybodyCame() {
	nobody := tl.desk("")
	nobody.Goto("/sign-in")
	nobody.stands(empty)
	if got := nobody.Click("Sign in"); got != http.StatusUnprocessableEntity {
		tl.t.Errorf("signing in with nothing gave %d, want 422", got)
	}
	nobody.Sees("Choose your council", "Enter your user name", "Enter your password")
	nobody.stands(wrong)
	for login, paths := range map[string][]string{
		"priya": {"/work"}, "denise": {"/triage", "/people", "/numbers"}, "howard": {"/dates"}, "sofie": {"/people"},
	} {
		for _, path := range paths {
			d := tl.desk(login)
			d.Goto(path)
			d.stands(empty)
		}
	}
	tl.desk("priya").Sees("Nothing is late", "Nobody new")
}

func (tl *tale) aNeighbourRefers() {
	d := tl.desk("")
	d.Goto(service + "/refer-someone")
	d.Sees("You will hear nothing back from us", "Read the whole notice", "Kept until")
	for _, later := range []string{`name="client.ethnicity`, `name="client.medical`, `name="client.date-of-birth`} {
		if strings.Contains(d.HTML(), later) {
			tl.t.Errorf("the public form holds a field %s", later)
		}
	}
	d.stands(empty)
	d.Fill("Your name", neighbour)
	d.Fill("Your phone number (optional)", "ring me")
	d.Fill("Name", person)
	d.Fill("Age (optional)", "eighty")
	if got := d.Click("Send this referral"); got != http.StatusUnprocessableEntity {
		tl.t.Errorf("a referral without an address gave %d, want 422", got)
	}
	d.Sees("Three things need another look")
	if d.Value("Your name") != neighbour || d.Value("Name") != person || d.Value("Your phone number (optional)") != "ring me" {
		tl.t.Error("the form lost what was typed")
	}
	d.stands(wrong)
	d.Fill("Your phone number (optional)", neighbourPhone)
	d.Fill("Your email (optional)", neighbourEmail)
	d.Fill("Address and postcode", personAddress)
	d.Fill("Phone number (optional)", personPhone)
	d.Fill("Email (optional)", personEmail)
	d.Fill("Age (optional)", "83")
	d.Select("Interpreter", "Polish")
	d.Choose("Is it safe for us to ring them?", "Yes")
	d.Choose("Do they know that you are referring them?", "Yes")
	d.stands(filled)
	d.Click("Send this referral")
	d.Sees("Thank you. We have it.", "You will hear nothing back from us")
	d.SeesNot(neighbour, person)
	d.stands(filled)
	tl.aPersonRefersThemselves()
}

func (tl *tale) aPersonRefersThemselves() {
	d := tl.desk("")
	d.Goto(service + "/refer-yourself")
	d.SeesNot("You will hear nothing back from us", "Your phone number")
	d.stands(empty)
	if got := d.Click("Send this referral"); got != http.StatusUnprocessableEntity {
		tl.t.Errorf("an empty form gave %d, want 422", got)
	}
	d.stands(wrong)
	d.Fill("Name", "Agnes Bellwether")
	d.Fill("Address and postcode", "No fixed address, usually at the library in Deal")
	d.Click("Send this referral")
	d.Sees("They ring you")
	tl.secrets = append(tl.secrets, "Agnes", "Bellwether", "library in Deal")
}

func (tl *tale) aManagerAllocates() {
	d := tl.desk("denise")
	d.Goto("/triage")
	d.Sees(person+", 83", "referred by someone else", "asked for it themselves")
	d.stands(filled)
	if got := d.Within("referred by someone else").Click("Give"); got != http.StatusUnprocessableEntity {
		tl.t.Errorf("giving a referral to nobody gave %d, want 422", got)
	}
	d.Sees("Choose who takes this referral")
	d.stands(wrong)
	d.Select("Connector for "+person, "Priya Nair, 0 people")
	d.Within("referred by someone else").Click("Give")
	d.SeesNot(person)
	d.Select("Connector for Agnes Bellwether", "Tom Ashby, 0 people")
	d.Click("Give")
	d.Sees("Nobody is waiting", "Everyone has a Connector")
	d.Goto("/people")
	d.Fill("Name", strings.Repeat("a", 101))
	if got := d.Click("Find"); got != http.StatusUnprocessableEntity {
		tl.t.Errorf("a name of 101 letters gave %d, want 422", got)
	}
	d.stands(wrong)
	d.Fill("Name", "Otter")
	d.Click("Find")
	d.Sees(person)
	d.stands(filled)
}

// episode is the address of the page about the person of the story.
func (tl *tale) episode() string {
	tl.t.Helper()
	if tl.about != "" {
		return tl.about
	}
	rows := tl.site.Rows("SELECT id, subject FROM episode WHERE origin = 'someone else'")
	if len(rows) != 1 {
		tl.t.Fatalf("%d episodes were begun by somebody else, want one", len(rows))
	}
	tl.about, tl.subject = "/episodes/"+rows[0][0], rows[0][1]
	return tl.about
}

func (tl *tale) theConnectorTries() {
	d := tl.desk("priya")
	d.Goto("/work")
	d.Sees("First call to " + person)
	d.stands(filled)
	d.Click(person)
	d.stands(empty)
	for _, page := range []string{"/chronology", "/letter"} {
		d.Goto(tl.episode() + page)
		d.stands(empty)
	}
	d.Goto(tl.episode() + "/contacts")
	d.Sees("Nobody has tried to reach them yet", "Hidden from you")
	d.SeesNot(neighbour)
	d.stands(empty)
	if got := d.Click("Keep this contact"); got != http.StatusUnprocessableEntity {
		tl.t.Errorf("a contact of nothing gave %d, want 422", got)
	}
	d.Sees("Choose how you tried", "Choose what came of it")
	d.stands(wrong)
	tl.tried("Left a voicemail", contactNote)
	d.Sees("Left a voicemail", contactNote, "Hidden from you")
	d.SeesNot(neighbour, "Open who referred them")
	if r := tl.site.SignIn("priya").Post(tl.episode()+"/contacts/referrer", nil); r.Status != http.StatusForbidden || strings.Contains(r.Body, neighbour) {
		tl.t.Errorf("asking for the referrer after a voicemail gave %d, want 403 and no name", r.Status)
	}
	tl.tried("The details were wrong", "")
	d.Sees("It may be opened because of an attempt")
	d.SeesNot(neighbour)
	before := tl.looksAtTheReferrer()
	d.Click("Open who referred them")
	d.Sees(neighbour, neighbourPhone, neighbourEmail, "Tell them nothing about "+person)
	d.stands(filled)
	if after := tl.looksAtTheReferrer(); after != before+1 {
		tl.t.Errorf("opening the referrer made %d entries, want one", after-before)
	}
}

// tried logs one attempt to ring.
func (tl *tale) tried(outcome, note string) {
	d := tl.desk("priya")
	d.Choose("How", "Rang")
	d.Choose("What came of it", outcome)
	d.Fill("Note (optional)", note)
	d.Click("Keep this contact")
}

// looksAtTheReferrer counts the released entries of opening the panel.
func (tl *tale) looksAtTheReferrer() int {
	tl.t.Helper()
	n := 0
	for _, e := range tl.ledger("kent") {
		if e.Screen == "referrer panel" && e.Outcome == "released" {
			n++
		}
	}
	return n
}

func (tl *tale) theConnectorSpeaksToThem() {
	d := tl.desk("priya")
	d.Click("I spoke to them")
	d.Sees("the referrer’s name", "the referrer’s phone number", "the referrer’s email", "What to read out", "10 minutes")
	d.stands(empty)
	if got := d.Click("Yes, I spoke to " + person); got != http.StatusUnprocessableEntity {
		tl.t.Errorf("saying so with nothing chosen gave %d, want 422", got)
	}
	d.stands(wrong)
	tl.speaks()
	d.Sees("Whoever referred them is unreadable to everyone now", "I keyed that wrongly")
	d.SeesNot(neighbour, "Open who referred them")
	tl.nobodyReadsTheNeighbour()
	d.Click("I keyed that wrongly")
	d.Sees("Keyed wrongly", "Open who referred them")
	d.Click("Open who referred them")
	d.Sees(neighbour)
	d.Click("I spoke to them")
	tl.speaks()
	tl.nobodyReadsTheNeighbour()
}

func (tl *tale) speaks() {
	d := tl.desk("priya")
	d.Choose("How you spoke", "By telephone")
	d.Fill("Time (optional)", "10:15")
	d.Choose("How they were given the privacy notice", "Read out")
	visit := d.Within("Day of the first visit (optional)")
	visit.Fill("Day", "1")
	visit.Fill("Month", "12")
	visit.Fill("Year", "2026")
	d.Fill("Note (optional)", spokenNote)
	d.Click("Yes, I spoke to " + person)
}

// nobodyReadsTheNeighbour asks for the referrer as everybody who works there.
func (tl *tale) nobodyReadsTheNeighbour() {
	tl.t.Helper()
	for _, login := range []string{"priya", "tom", "denise", "sofie", "howard"} {
		c := tl.site.SignIn(login)
		for _, r := range []struct {
			how  string
			body string
		}{
			{"opening the panel", c.Post(tl.episode()+"/contacts/referrer", nil).Body},
			{"the contacts", c.Get(tl.episode() + "/contacts").Body},
			{"the overview", c.Get(tl.episode()).Body},
		} {
			if strings.Contains(r.body, "Hesper") {
				tl.t.Errorf("%s still shows %s the referrer", r.how, login)
			}
		}
	}
}

func (tl *tale) theNeighbourIsForgotten() {
	tl.site.Clock.Pass(11 * time.Minute)
	tl.sweep()
	d := tl.desk("priya")
	d.Goto(tl.episode() + "/contacts")
	d.SeesNot("I keyed that wrongly", neighbour)
	d.Click("certificate")
	d.Sees("Certificate of destruction", "What was destroyed", "Whoever referred you", "not yet final")
	d.stands(filled)
	if printed := d.Print("certificate"); !strings.Contains(printed, "What was destroyed") {
		tl.t.Errorf("the printed certificate says %q", printed)
	}
}
