package ui

import (
	"io"
	"net/url"

	"github.com/a-h/templ"
)

type writer = io.Writer

func galleryPublic(large bool) templ.Component {
	return under(PublicPage{
		Title: "What we do with your information", Controller: "Kent County Council", Service: "Positive Wellbeing",
		Home: "/", Phone: "01632 960 140", Hours: "Monday to Friday, 9 to 5. A person answers.", Large: large,
		Footer: []Link{{Text: "Large print", Href: "/large"}, {Text: "Easy read", Href: "/easy"}, {Text: "Cookies: one, for this visit only", Href: "/cookies"}},
	},
		markup(`<h1 class="cd-h1 cd-h1--serif">What we do with your information</h1><p class="cd-eyebrow">Positive Wellbeing privacy notice. In force since 1 April 2022. <a class="govuk-link" href="/changes">What has changed</a></p>`),
		Five{Lines: []Line{
			{Question: "What we do", Answer: "A Community Connector gets to know you and helps you find company nearby."},
			{Question: "Who sees your details", Answer: "Your Connector, their manager and, later, the funder’s auditor. Nobody else without your yes, unless the law makes us."},
			{Question: "When they are destroyed", Answer: "Health and other sensitive details six months after you leave; the rest at the end of 2027."},
			{Question: "Can you say no?", Answer: "Yes, to the service and to nearly every question. We do need a name and an address."},
			{Question: "Who to ask", Answer: "Ring 01632 960 140.", Link: Link{Text: "Large print", Href: "/large"}},
		}},
		Section{Text: "How long we keep each part"},
		LifePicture{
			Label: "How long each part is kept",
			Marks: []LifeMark{{0, "Someone refers you", false}, {25, "We first speak", true}, {55, "You leave", false}, {76, "6 months on", true}},
			Rows: []LifeRow{
				{Part: "Whoever referred you", Detail: "their name, phone, email", Locked: 100, Ends: 25, Fate: "Gone once we speak to you", Says: "Details of whoever referred you: destroyed when we first speak to you", Tabled: "once we speak to you", Clause: Clause{Place: "section 6, line 1", Href: "#6-1"}},
				{Part: "Sensitive details", Detail: "health, ethnicity, home, work, notes", From: 25, Locked: 100, Ends: 76, Fate: "Gone 6 months after you leave", Says: "Sensitive details: destroyed six months after you leave", Tabled: "6 months after you leave", Clause: Clause{Place: "section 6, line 2", Href: "#6-2"}},
				{Part: "Everything else", Detail: "name, address, what you did with us", Locked: 55, Ends: 100, Fate: "Gone by 1 January 2028", Says: "Everything else: used until you leave, then only an auditor may look, kept to the end of 31 December 2027", Tabled: "end of 31 December 2027", Clause: Clause{Place: "section 6, line 3", Href: "#6-3"}},
			},
		},
		markup(`<div class="cd-cols cd-cols--even"><section><h2 class="cd-h2">What would happen to mine?</h2><form>`),
		Radios{Field: (&FieldState{Name: "where"}).Set("left"), Legend: "Where are you now?", Small: true, Choices: []Choice{{Value: "new", Text: "Someone has put my name forward"}, {Value: "in", Text: "I have a Connector"}, {Value: "left", Text: "I have left, or mean to"}}},
		Select{Field: &FieldState{Name: "m"}, Label: "Month you leave", Options: []Option{{Value: "2026-08", Text: "August 2026"}, {Value: "2026-09", Text: "September 2026"}}},
		Button{Text: "Show me"},
		markup(`</form></section><section id="mine"><h2 class="cd-h2">If you leave on 31 August 2026</h2>`),
		under(Paper{}, markup(`<p><b>Already gone:</b> the details of whoever referred you.</p><p><b>28 February 2027:</b> we destroy your health details, notes, ethnicity and answers about home and work. Nobody can bring them back.</p><p class="cd-notice__src">Worked out from section 6 of the notice. We stored nothing you chose here.</p>`)),
		markup(`</section></div>`),
		Section{Text: "Did we keep our word in May 2026?"},
		Counts{Rows: []Count{{"412", "parts of records destroyed"}, {"412", "of those, on the promised day"}, {"38", "times details were shared, each with a yes"}, {"under 10", "times we refused a request to look"}}},
	)
}

func galleryRefer() templ.Component {
	form := ReadForm(url.Values{"name": {"Arthur Penfold"}, "phone": {"01632 96083"}, "know": {"yes"}, "address": {"3 Mill Steps\nTonbridge TN9 2AB"}, "when-day": {"31"}, "when-month": {"6"}, "when-year": {"2026"}})
	name := form.Text("name").Need("Tell us their name")
	address := form.Text("address")
	phone := form.Text("phone").Check(false, "This number is one digit short. Check it against theirs")
	safe := form.Choice("safe", "yes", "no", "unknown").Need("Choose one. “I do not know” is a good answer")
	when := form.Day("when")
	when.Read("the day you saw them")
	know := form.Choice("know", "yes", "no")
	return under(PublicPage{Title: "Refer someone", Faulty: !form.OK(), Controller: "Kent County Council", Service: "Positive Wellbeing"},
		BackLink{Href: "/"},
		cols([]templ.Component{
			form.Summary(),
			markup(`<h1 class="cd-h1">Refer someone who could use company</h1><p class="cd-p">About three minutes. What you typed is still here.</p>`),
			Inset{Lead: "You will not hear back from us.", Text: "What happens next is between us and them."},
			markup(`<form><h2 class="cd-h2">The person</h2>`),
			TextInput{Field: name, Label: "Their name", Width: "20"},
			TextArea{Field: address, Label: "Their address and postcode", Hint: "Or “no fixed address”, and where they are usually found", Rows: 3},
			TextInput{Field: phone, Label: "Their phone number", Width: "20", InputMode: "tel", Autocomplete: "off"},
			TextInput{Field: &FieldState{Name: "age", Value: "84"}, Label: "Their age, roughly if you are unsure", Hint: "We never ask for a date of birth", Width: "3", InputMode: "numeric", Suffix: "years"},
			Radios{Field: safe, Legend: "Is it safe for us to ring them?", Hint: "For example, could someone else in the house answer and be angry?", Small: true, Choices: []Choice{{Value: "yes", Text: "Yes"}, {Value: "no", Text: "No", Under: TextInput{Field: &FieldState{Name: "instead"}, Label: "How else may we reach them?"}}, {Value: "unknown", Text: "I do not know"}}},
			DateInput{Field: when, Legend: "When did you last see them?", Hint: "For example, 16 6 2026"},
			Radios{Field: know, Legend: "Do they know you are doing this?", Small: true, Choices: []Choice{{Value: "yes", Text: "Yes, and they are happy for us to get in touch"}, {Value: "no", Text: "No, not yet"}}},
			Checkboxes{Field: &FieldState{Name: "needs"}, Legend: "What would help them talk to us?", Choices: []Choice{{Value: "large", Text: "Large print"}, {Value: "interpreter", Text: "An interpreter", Hint: "Say which language below"}, {Divider: "or"}, {Value: "none", Text: "Nothing that we know of"}}},
			Button{Text: "Send this referral"}, markup(`</form>`),
		}, []templ.Component{
			under(Paper{Title: "What happens to your details"},
				markup(`<p>We keep your name, phone and email until the first time we speak to the person. Then we destroy them.</p><p>`),
				Goes{When: "Gone after 3 months at the latest", Spent: .25}, markup(`</p><p class="cd-notice__src"><a class="govuk-link" href="/notice">The full notice</a><br>Rather talk? 01632 960 140</p>`)),
		}))
}

func staff(title, current string, person *Person) StaffPage {
	nav := []NavItem{{Text: "My work", Href: "/work"}, {Text: "My people", Href: "/people"}, {Text: "Calendar", Href: "/calendar"}, {Text: "Activities", Href: "/activities"}, {Text: "Find someone", Href: "/find"}}
	for i := range nav {
		nav[i].Current = nav[i].Text == current
	}
	return StaffPage{Title: title, Service: "Positive Wellbeing, Kent", Who: "Dele Okafor, Connector", SignOut: "/out", Nav: nav, Entry: "/entry/1", Person: person}
}

func galleryWork() templ.Component {
	p := staff("My work", "My work", nil)
	p.Demo = &DemoBar{Today: "Tuesday 16 June 2026", Move: "/demo/time"}
	return under(p,
		markup(`<p class="cd-eyebrow">Tuesday 16 June 2026</p><h1 class="cd-h1">My work</h1><p class="cd-p">Two things are late. You have one visit today.</p>`),
		Week{Label: "Visits this week", Days: []WeekDay{{Name: "Mon 15", Visits: []string{"Peggy A, seen"}}, {Name: "Today", Today: true, Visits: []string{"14:00 Stanley R"}}, {Name: "Wed 17", Visits: []string{"10:30 Nora B", "15:00 Harpreet G"}}, {Name: "Thu 18"}, {Name: "Fri 19", Visits: []string{"11:00 Eileen M"}}}},
		cols([]templ.Component{
			Section{Text: "Late", Count: "2", First: true},
			Worklist{Rows: []Deed{
				{When: "4 days late", Late: true, Before: "Ring ", Who: Link{Text: "Walter Simms", Href: "/1"}, After: ", 79 after his first group", Note: "Promised for 12 June", Act: Link{Text: "Record it", Href: "/r", Hidden: "for Walter Simms"}},
				{When: "1 day late", Late: true, Before: "Review with ", Who: Link{Text: "Iris Tennant", Href: "/2"}, After: ", 86", Note: "Three months since her plan began", Act: Link{Text: "Start", Href: "/r"}}}},
			Section{Text: "This week", Count: "2"},
			Worklist{Rows: []Deed{
				{When: "Today 14:00", Before: "Visit ", Who: Link{Text: "Stanley Rudge", Href: "/1"}, After: ", 82", Note: "Key safe; ring before you set off", Act: Link{Text: "Check in", Href: "/r"}},
				{When: "Fri 11:00", Before: "Visit ", Who: Link{Text: "Eileen Marsh", Href: "/2"}, After: ", 80: gardening club?", Mark: &Mark{Text: "Awaiting her yes", Kind: "warm"}}}},
			Section{Text: "Sent back to you", Count: "none"},
			Nothing{Text: "Nothing has been returned for changes."},
			Pagination{Next: "/work?after=x", NextLabel: "from 22 June"},
		}, []templ.Component{
			under(Box{Title: "Going this month", Note: "These destroy themselves on the day. Nothing for you to do."},
				Worklist{Two: true, Rows: []Deed{
					{Before: "Harold Finch", Note: "sensitive details", Goes: &Goes{When: "19 Jun", Spent: .98}},
					{Before: "Arthur Penfold", Note: "his referrer", Goes: &Goes{When: "when you speak", Spent: .6}}}}),
			markup(`<p class="cd-small">You see 23 people because they were allocated to you. Sorted by date, never by a score.</p>`),
		}))
}

func peggy() *Person {
	return &Person{Name: "Margaret Ashdown", Likes: "Peggy", Age: "81", AgeAsAt: "asked Feb 2026",
		Goes:    &Goes{When: "Destroyed in two parts, the last on 31 Dec 2027", Spent: .36},
		Facts:   []Fact{{Name: "Access needs", Text: "Hearing aid, left. Large print"}, {Name: "Interpreter", Text: "Not needed"}, {Name: "Ring", Text: "01632 960 217, after 10", Num: true}, {Name: "Connector", Text: "You, since 9 Feb 2026"}, {Name: "Basis", Text: "Public task", Href: "/b"}},
		Warning: "ring first and wait. The dog is friendly but fast."}
}

func subnav(current string) SubNav {
	var s SubNav
	for _, t := range []string{"Overview", "Contacts", "Plan", "Measures", "What we hold and why", "Chronology"} {
		s.Items = append(s.Items, NavItem{Text: t, Href: "#", Current: t == current})
	}
	return s
}

func galleryEpisode() templ.Component {
	told := &Provenance{Said: "She told you at home, 19 Feb"}
	span := Span{day("2026-02-09"), day("2028-02-01")}
	return under(staff("Overview of an episode", "My people", peggy()), subnav("Overview"),
		cols([]templ.Component{
			Section{Text: "Where things stand", First: true},
			markup(`<p class="cd-lede">Goes to the Thursday lunch club on her own now. Next: a lift to choir practice before the clocks change.</p>`),
			Next{Title: "Next: Monday 29 June, 11:00", Text: "Three-month review at home. Bring the large-print plan.", Button: Button{Text: "Record a contact", Href: "/c"}},
			Section{Text: "About Peggy", Link: Link{Text: "Change", Href: "/change"}},
			Items{Rows: []Item{
				{Name: "Address", Text: "14 Orchard Row, Tonbridge TN9 1QD", Said: &Provenance{Said: "She told you at home, 19 Feb", Checked: "post"}, Act: Link{Text: "Change", Href: "/x", Hidden: "address"}},
				{Name: "Lives with", Text: "On her own since 2024", Said: told},
				{Name: "Ethnicity", Empty: &Empty{Kind: Declined}, Said: &Provenance{Said: "You asked at home, 19 Feb"}},
				{Name: "Housing", Empty: &Empty{Kind: Unknown, Words: "Asked, she does not know"}},
				{Name: "Education", Empty: &Empty{}},
				{Name: "Who referred her", Empty: &Empty{Kind: Destroyed, On: "12 February 2026, 10:24", Certificate: "/cert"}},
				{Name: "Social care", Withheld: &Withheld{Why: "We cannot say whether another service knows Peggy.", Clause: Clause{Says: "Connectors see this service only", Place: "section 4, line 3", Href: "#4-3"}, Forward: markup(`If you are worried about her, <a class="govuk-link" href="/worried">raise a concern</a>. You do not need to see more to do that.`)}},
				{Name: "Supervision notes", Withheld: &Withheld{Why: "Kept by your manager for overseeing the work.", Clause: Clause{Says: "The team manager, for supervision", Place: "section 4, line 5", Href: "#4-5"}}},
			}},
		}, []templ.Component{
			under(Box{Title: "Why can I see this?", Note: "Because Peggy is allocated to you and her episode is open. Both end when she leaves."},
				Quote{Says: "Your Connector uses your details to get to know you, plan with you and keep in touch.", Place: "section 4, line 1", Href: "#4-1"}),
			markup(`<p class="cd-small">Ruth, your manager, looked on 2 June. Nobody else has since May.</p>`),
		}),
		Section{Text: "What goes when", Link: Link{Text: "What if she leaves on another day?", Href: "/if"}},
		markup(`<p class="cd-small">If she leaves on 30 September 2026, as planned.</p>`),
		LifePicture{Label: "When each part of Peggy’s record goes", HasToday: true, Today: span.At(day("2026-06-16")),
			Marks: []LifeMark{{0, "Feb 2026", false}, {span.At(day("2026-09-30")), "leaves 30 Sep", true}},
			Rows: []LifeRow{
				{Part: "Referrer", Detail: "section 6, line 1", Locked: 100, Ends: 1.4, Fate: "12 Feb 2026", Says: "Referrer: destroyed on 12 February 2026", Tabled: "12 February 2026", Clause: Clause{Place: "section 6, line 1", Href: "#6-1"}},
				{Part: "Sensitive details and notes", Detail: "section 6, line 2", From: 1.4, Locked: 100, Ends: span.At(day("2027-03-30")), Fate: "30 Mar 2027", Says: "Sensitive details: kept to the end of 30 March 2027", Tabled: "end of 30 March 2027", Clause: Clause{Place: "section 6, line 2"}},
				{Part: "Name, address, activities", Detail: "section 6, line 3", Locked: span.At(day("2026-09-30")), Ends: span.At(day("2027-12-31")), Fate: "31 Dec 2027", Says: "Name, address, activities: kept to the end of 31 December 2027", Tabled: "end of 31 December 2027", Clause: Clause{Place: "section 6, line 3"}},
			}})
}

func galleryContacts() templ.Component {
	return under(staff("Contacts", "My people", &Person{Name: "Arthur Penfold", Age: "84", Goes: &Goes{When: "Referrer’s details go when you first speak to him", Spent: .6}, Facts: []Fact{{Name: "Ring", Text: "01632 960 833", Num: true}, {Name: "Safe to ring?", Text: "Yes, referrer says"}}}),
		subnav("Contacts"),
		cols([]templ.Component{
			markup(`<form method="post">`),
			Destroys{Title: "You spoke to Arthur himself?", Text: "Then the person who referred him has done their part. When you confirm, these are destroyed and nobody can bring them back:", Dies: []string{"the referrer’s name", "the referrer’s phone number", "the referrer’s email address"}, Grace: "They become unreadable at once. For ten minutes you can still say you pressed this by mistake.", Clause: Clause{Says: "Until we first speak to the person", Place: "section 6, line 1", Href: "#6-1"}, Yes: Button{Text: "Yes, I spoke to Arthur himself"}, No: Link{Text: "No: voicemail, or somebody else answered", Href: "/no"}},
			markup(`</form>`),
			Section{Text: "Contacts so far", Link: Link{Text: "Add a contact", Href: "/add"}},
			Log{Rows: []LogRow{
				{Title: "Today, 11:41 · rang 01632 960 833 · somebody answered", Text: "You have not yet said who it was.", Now: true},
				{Title: "15 June, 16:02 · rang 01632 960 338", Mark: &Mark{Text: "wrong number", Kind: "late"}, Text: "A business. They do not know him."},
				{Title: "14 June, 10:00 · spoke to Arthur", Undone: true, Text: "You took this back at 10:04: pressed by mistake."},
				{Title: "12 June, 10:30 · rang 01632 960 338", Mark: &Mark{Text: "voicemail", Kind: "grey"}, Text: "Left first name and number only. Voicemail is not contact, so nothing was destroyed."},
				{Title: "11 June, 09:15 · given to you by Ruth Adeyemi", Text: "Referred 10 June through the public form."}}},
		}, []templ.Component{
			under(Box{Title: "Who referred Arthur", Note: "Open to you because his number was wrong (15 June, 16:02). Each look is recorded."},
				Items{Rows: []Item{{Name: "Name", Text: "Joan Whitlock"}, {Name: "Phone", Text: "07700 900 318", Num: true}, {Name: "Email", Text: "joan.whitlock@example.org"}}},
				markup(`<p>`), Goes{When: "Goes when you speak to Arthur, or 10 Sep 2026", Spent: .6}, markup(`</p><p class="cd-small">Ask only for the right details. Tell her nothing about Arthur.</p>`)),
		}))
}
