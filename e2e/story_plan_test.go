package e2e

import (
	"net/http"
	"strings"
)

func (tl *tale) theFirstVisit() {
	d := tl.desk("priya")
	d.Goto(tl.episode() + "/plan")
	d.stands(empty)
	d.Goto(tl.episode() + "/measures")
	d.Sees("Nobody has asked yet")
	d.stands(empty)
	d.Goto(tl.episode() + "/first-visit")
	d.stands(empty)
	if got := d.Click("Keep these answers"); got != http.StatusUnprocessableEntity {
		tl.t.Errorf("a visit of nothing gave %d, want 422", got)
	}
	d.Choose("How you asked", "By telephone")
	d.Fill("Health (optional)", health)
	if got := d.Click("Keep these answers"); got != http.StatusUnprocessableEntity {
		tl.t.Errorf("health without its relevance gave %d, want 422", got)
	}
	d.Sees("Say why this is relevant")
	d.stands(wrong)
	d.Fill("Why this is relevant: Health", relevance)
	if got := d.Click("Keep these answers"); got != http.StatusUnprocessableEntity {
		tl.t.Errorf("health by telephone without a reason gave %d, want 422", got)
	}
	d.Sees("Say why it was not asked face to face")
	if got := d.Value("Health (optional)"); got != health {
		tl.t.Errorf("the form lost what was typed: %q", got)
	}
	d.Choose("How you asked", "Face to face")
	tl.answers()
	d.stands(filled)
	d.Click("Keep these answers")
	d.stands(filled)
	d.Goto(tl.episode() + "/held")
	d.Sees(health, relevance, days, "Widowed", "face to face", "What we hold and why", "Who has looked")
	d.SeesNot("White and Asian")
	d.stands(filled)
	d.Goto(tl.episode() + "/measures")
	d.Sees("Loneliness", "Asked once so far")
	d.stands(filled)
	tl.detailsConfirmed()
}

// answers fills in the first visit, face to face.
func (tl *tale) answers() {
	d := tl.desk("priya")
	d.Tick("Large print")
	d.Choose("Gender", "Man")
	d.Select("Marital status", "Widowed or surviving civil partner")
	d.Fill("GP practice (optional)", practice)
	d.Fill("Why this is relevant: GP practice", relevance)
	d.Fill("How they spend their days (optional)", days)
	d.Select("Ethnic group", "Mixed: White and Asian")
	for _, question := range []string{"How often do you miss having company?", "How often do you feel left out?", "How often do you feel cut off from other people?"} {
		d.Choose(question, "Often")
	}
	d.Choose("How often are you lonely?", "Now and then")
	d.wellBeing("3", "4", "2", "7")
}

// wellBeing answers the four questions that are never added up.
func (d *desk) wellBeing(satisfied, worthwhile, happy, anxious string) {
	d.Select("These days, how satisfied are you with your life?", satisfied)
	d.Select("How far do the things you do in your life feel worthwhile?", worthwhile)
	d.Select("How happy did you feel yesterday?", happy)
	d.Select("How anxious did you feel yesterday?", anxious)
}

func (tl *tale) detailsConfirmed() {
	d := tl.desk("priya")
	d.Goto(tl.episode() + "/confirm-details")
	if got := d.Value("Name"); got != person {
		tl.t.Errorf("the details to confirm begin with %q", got)
	}
	d.stands(filled)
	d.Fill("Address and postcode", "")
	d.Choose("How you asked", "Face to face")
	if got := d.Click("Keep these answers"); got != http.StatusUnprocessableEntity {
		tl.t.Errorf("confirming no address gave %d, want 422", got)
	}
	d.stands(wrong)
	d.Fill("Address and postcode", personAddress)
	d.Fill("Age (optional)", "84")
	d.Click("Keep these answers")
	d.Sees(person, "84")
}

func (tl *tale) thePlan() {
	d := tl.desk("priya")
	d.Goto(tl.episode() + "/plan")
	d.Click("Add what matters")
	d.stands(empty)
	if got := d.Click("Add to the plan"); got != http.StatusUnprocessableEntity {
		tl.t.Errorf("a goal without words gave %d, want 422", got)
	}
	d.stands(wrong)
	d.Fill("In their own words", goal)
	d.Click("Add to the plan")
	d.Sees(goal)
	d.Click("Add a step")
	d.Sees("Towards “" + goal)
	d.stands(empty)
	if got := d.Click("Add this step"); got != http.StatusUnprocessableEntity {
		tl.t.Errorf("a step without words gave %d, want 422", got)
	}
	d.stands(wrong)
	d.Fill("What will be done", step)
	d.Choose("Who does it", "Their Connector")
	tl.day(d, "By when (optional)", "4", "12", "2026")
	d.Click("Add this step")
	d.Sees(step, "by 4 Dec", "0 of 1")
	d.Click("Done")
	d.Sees("1 of 1")
	tl.toldAboutSomething()
	tl.visited()
	d.Goto(tl.episode() + "/plan")
	d.stands(filled)
	if printed := d.Print("plan"); !strings.Contains(printed, goal) || strings.Contains(printed, "Move the calendar") {
		tl.t.Errorf("the printed plan says %q", printed)
	}
}

// day fills the three boxes of a date.
func (tl *tale) day(d *desk, legend, day, month, year string) {
	box := d.Within(legend)
	box.Fill("Day", day)
	box.Fill("Month", month)
	box.Fill("Year", year)
}

func (tl *tale) toldAboutSomething() {
	d := tl.desk("priya")
	d.Click("Add a signpost")
	d.Sees("Nothing about them leaves")
	d.stands(empty)
	if got := d.Click("Keep this"); got != http.StatusUnprocessableEntity {
		tl.t.Errorf("a signpost to nothing gave %d, want 422", got)
	}
	d.stands(wrong)
	d.Choose("What you told them about", "Arts")
	d.Select("Who runs it (optional)", "Arts: Castle Street Choir, Tonbridge")
	d.Click("Keep this")
	d.Sees("Told about arts: Castle Street Choir", "Nothing about them left")
	if n := len(tl.site.Rows("SELECT id FROM send")); n != 0 {
		tl.t.Errorf("a signpost made %d sends", n)
	}
}

func (tl *tale) visited() {
	d := tl.desk("priya")
	d.Click("Plan a visit")
	d.stands(empty)
	if got := d.Click("Plan this visit"); got != http.StatusUnprocessableEntity {
		tl.t.Errorf("a visit on no day gave %d, want 422", got)
	}
	d.stands(wrong)
	tl.day(d, "Day Month Year", "23", "11", "2026")
	d.Fill("Time", "14:00")
	d.Fill("Back by", "16:30")
	d.Click("Plan this visit")
	d.Sees("Visit at home", "Back by 16:30")
	d.Goto(tl.episode() + "/letter")
	d.Sees("Dear "+person, "In large print, because they need it")
	d.stands(filled)
	if printed := d.Print("letter"); !strings.Contains(printed, "Dear "+person) || strings.Contains(printed, "Back to the plan") {
		tl.t.Errorf("the printed letter says %q", printed)
	}
	d.Goto(tl.episode() + "/plan")
	d.Within("Back by 16:30").Click("Say what came of it")
	d.stands(empty)
	if got := d.Click("Keep this"); got != http.StatusUnprocessableEntity {
		tl.t.Errorf("a visit of which nothing came gave %d, want 422", got)
	}
	d.stands(wrong)
	d.Choose("What came of it", "We met")
	d.Fill("Reported back at (optional)", "15:40")
	d.Fill("Note (optional)", visitNote)
	d.Click("Keep this")
	d.Sees("Met", "Reported back at 15:40")
}

func (tl *tale) referringOn() {
	d := tl.desk("priya")
	d.Goto(tl.episode() + "/plan")
	d.Click("Talk about an organisation")
	d.Sees("Nothing leaves with this page")
	d.SeesNot(neighbour, health)
	if strings.Contains(d.HTML(), `value="referrer.`) {
		tl.t.Error("the page that refers them on offers something of whoever referred them")
	}
	d.stands(empty)
	if got := d.Click("Keep this"); got != http.StatusUnprocessableEntity {
		tl.t.Errorf("referring on to nobody gave %d, want 422", got)
	}
	d.stands(wrong)
	d.Select("Organisation", "Befriending: Doorstep Friends, Ashford")
	d.Tick("Name")
	d.Tick("Phone number")
	d.Click("Keep this")
	d.Sees("Talked through", "not yet")
	at := d.Path()
	c := tl.site.SignIn("priya")
	if r := c.Post(at+"/send", c.Get(at).Form()); r.Status != http.StatusForbidden {
		tl.t.Errorf("sending before it was talked through gave %d, want 403", r.Status)
	}
	if got := d.Click("We talked it through"); got != http.StatusUnprocessableEntity {
		tl.t.Errorf("talking on no day gave %d, want 422", got)
	}
	d.stands(wrong)
	tl.day(d, "The day you talked", "23", "11", "2026")
	d.Click("We talked it through")
	d.stands(filled)
	if got := d.Click("Keep their answer"); got != http.StatusUnprocessableEntity {
		tl.t.Errorf("an answer of nothing gave %d, want 422", got)
	}
	d.stands(wrong)
	tl.theySayYes()
}

func (tl *tale) theySayYes() {
	d := tl.desk("priya")
	d.Choose("May this go to them?", "They said yes")
	d.Tick("Name")
	tl.day(d, "The day they said it", "23", "11", "2026")
	d.Choose("How you asked", "Face to face")
	d.Click("Keep their answer")
	d.Sees("They said yes", "not sent yet")
	d.Click("Send it")
	d.Sees("For Doorstep Friends", person, "This is all that goes")
	d.SeesNot(personPhone, health)
	d.stands(filled)
	if printed := d.Print("message"); !strings.Contains(printed, "Doorstep Friends") || strings.Contains(printed, "I handed it over") {
		tl.t.Errorf("the printed message says %q", printed)
	}
	d.Click("I handed it over")
	d.Sees("It went on 23 November 2026", "To Doorstep Friends, Ashford, in the UK")
	d.stands(filled)
	d.Goto(tl.episode() + "/plan")
	d.Sees("Doorstep Friends, Ashford", "Anyone else")
}

func (tl *tale) theReview() {
	tl.moveTo("1", "3", "2027")
	d := tl.desk("priya")
	d.Goto(tl.episode() + "/measures")
	d.Click("Ask the scales")
	d.stands(empty)
	if got := d.Click("Keep these answers"); got != http.StatusUnprocessableEntity {
		tl.t.Errorf("a review of nothing gave %d, want 422", got)
	}
	d.stands(wrong)
	d.Choose("How you asked", "Face to face")
	d.Choose("How often do you miss having company?", "Some of the time")
	d.Choose("How often do you feel left out?", "Hardly ever")
	d.Choose("How often do you feel cut off from other people?", "Hardly ever")
	d.wellBeing("6", "6", "5", "8")
	d.Click("Keep these answers")
	d.Sees("Better", "Worse: talk about it", "Answers on 23 November 2026 and on 1 March 2027")
	d.stands(filled)
	d.Goto(tl.episode() + "/chronology")
	d.Sees("November 2026", "March 2027", visitNote)
	d.stands(filled)
	d.Goto("/work")
	d.stands(filled)
	tl.asTheManager()
}

// asTheManager looks as whoever supervises: facts, and no words of the plan.
func (tl *tale) asTheManager() {
	d := tl.desk("denise")
	d.Goto(tl.episode())
	d.Sees(person)
	d.SeesNot(health, days)
	d.Goto(tl.episode() + "/plan")
	d.SeesNot(goal, step, "Add what matters")
	d.Goto(tl.episode() + "/measures")
	d.Sees("Hidden from you")
	d.Goto("/numbers")
	d.SeesNot(person)
	d.stands(filled)
}

// moveTo takes the demonstration's calendar to a day.
func (tl *tale) moveTo(day, month, year string) {
	d := tl.desk("denise")
	d.Goto("/time-machine")
	tl.day(d, "Day Month Year", day, month, year)
	if got := d.Enter(); got != http.StatusOK {
		tl.t.Fatalf("moving the calendar to %s %s %s gave %d", day, month, year, got)
	}
}

func (tl *tale) theRestriction() {
	d := tl.desk("priya")
	d.Goto(tl.episode() + "/restrict")
	d.stands(empty)
	if got := d.Click("Restrict it"); got != http.StatusUnprocessableEntity {
		tl.t.Errorf("restricting without a reason gave %d, want 422", got)
	}
	d.stands(wrong)
	d.Choose("Why they ask for it", "They say that something is wrong")
	d.Click("Restrict it")
	d.Sees("The use of this record is restricted")
	d.stands(filled)
	if got := d.Goto(tl.episode()); got != http.StatusForbidden {
		tl.t.Errorf("a restricted record gave %d, want 403", got)
	}
	d.SeesNot(health)
	d.stands(wrong)
	d.Goto(tl.episode() + "/restrict")
	if got := d.Click("Open it once"); got != http.StatusUnprocessableEntity {
		tl.t.Errorf("opening it on no ground gave %d, want 422", got)
	}
	d.stands(wrong)
	d.Choose("Ground", "To protect somebody else")
	d.Click("Open it once")
	d.Sees(person, "To protect somebody else")
	d.stands(filled)
	d.Goto(tl.episode() + "/restrict")
	if got := d.Click("Lift the restriction"); got != http.StatusUnprocessableEntity {
		tl.t.Errorf("lifting it without a reason gave %d, want 422", got)
	}
	d.stands(wrong)
	d.Choose("Why it ends", "They asked us to lift it")
	d.Click("Lift the restriction")
	d.Sees(person)
}
