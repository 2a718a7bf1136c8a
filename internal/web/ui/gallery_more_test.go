package ui

import "github.com/a-h/templ"

func galleryPlan() templ.Component {
	done := &Mark{Text: "Done", Kind: "done"}
	return under(staff("Plan", "My people", peggy()), subnav("Plan"),
		cols([]templ.Component{
			Section{Text: "What matters to Peggy", First: true, Link: Link{Text: "Print her copy, large", Href: "/print"}},
			markup(`<blockquote class="cd-words">“I want to be in a room with singing again, and to know the faces at the bus stop.”</blockquote>`),
			under(Box{}, Section{Text: "See people at least twice a week", Count: "3 of 4 steps", First: true, Level: 3},
				Worklist{Rows: []Deed{{When: "24 Feb", Before: "Told her about the Thursday lunch club", Note: "Signposted. Nothing about her left this service", Mark: done}, {When: "5 Mar", Before: "Went together, first time", Mark: done}, {When: "by 30 Jun", Before: "Ask Jean for a lift when it rains", Note: "Peggy does this one", Mark: &Mark{Text: "Peggy’s", Kind: "grey"}}}}),
			under(Box{}, Section{Text: "Sing again", Count: "2 of 3 steps", First: true, Level: 3},
				Steps{Label: "Passing her details to Castle Street Choir", Rows: []Step{{"Talked through", "20 May, at home", Behind}, {"Her yes", "12 June, name and phone", Behind}, {"Send", "by 19 June", AtHand}}},
				Worklist{Rows: []Deed{{When: "by 19 Jun", Before: "Send her details to the choir", Note: "Two items, to one place", Act: Link{Text: "Send", Href: "/send", Hidden: "to Castle Street Choir"}}}}),
		}, []templ.Component{
			under(Box{Title: "Her yes, and to whom"}, Items{Rows: []Item{{Name: "Castle Street Choir", Text: "Name, phone", Said: &Provenance{Said: "Asked 12 Jun, at home"}}, {Name: "Anyone else", Text: "No"}}}),
			Quote{Says: "We talk it over and get your yes before passing anything on.", Place: "section 5, line 2"},
		}),
		Section{Text: "How she says things are going"},
		Measures{Caption: "Peggy’s answers in February and May", Before: "19 February", Now: "20 May", BeforeIn: "Feb", NowIn: "May", Rows: []Measure{
			{Name: "Loneliness", Note: "3 to 9, lower is better", Low: 3, High: 9, Before: 8, Now: 6, HasBefore: true, HasNow: true, Words: "Less lonely"},
			{Name: "Satisfied with life", Note: "0 to 10", High: 10, Before: 4, Now: 6, HasBefore: true, HasNow: true, Words: "More satisfied"},
			{Name: "Happy yesterday", Note: "0 to 10", High: 10, Before: 6, Now: 6, HasBefore: true, HasNow: true, Words: "The same"},
			{Name: "Anxious yesterday", Note: "0 to 10, lower is better", High: 10, Before: 3, Now: 5, HasBefore: true, HasNow: true, Worse: true, Words: "More anxious: talk about it"},
			{Name: "Things feel worthwhile", Note: "0 to 10", High: 10, Now: 0, HasNow: true, Words: "First asked in May"}}},
		markup(`<p class="cd-small">Two answers per question. Good for a conversation, too few to prove anything.</p>`))
}

func galleryCertificate() templ.Component {
	return under(staff("Certificate of destruction", "My people", nil), Certificate{
		Issuer:  "Kent County Council · Positive Wellbeing",
		Summary: "Nobody using this system can read the details of whoever referred the person in record 7f3c-91d2. One sealed trace is left, in key backups. It ends by 21 July 2026, and this page will then say final.",
		States:  []CertificateState{{Name: "Unreadable", When: "16 Jun 2026, 11:42"}, {Name: "Destroyed, pending", When: "16 Jun 2026, 11:52", Current: true}, {Name: "Final", When: "when the last key backup has gone, by 21 Jul 2026"}},
		Parts: []CertificatePart{
			{Title: "What was destroyed", Rows: []CertificateRow{{Name: "Items", Text: "name, telephone, email of the referrer"}, {Name: "Copies", Text: "live record, search, journal, replica, data backups up to today"}, {Name: "Not yet", Text: "key backups, which live 35 days at most"}}},
			{Title: "Why, and on whose word", Rows: []CertificateRow{{Name: "Promise", Clause: &Clause{Says: "We keep these until we first speak to the person, and then destroy them.", Place: "section 6, line 1", Href: "#6-1"}}, {Name: "Set off by", Text: "a named worker recording that they spoke to the person"}}},
			{Title: "Check this yourself", Rows: []CertificateRow{{Name: "Ledger entry", Code: "48 213 of 48 260"}, {Name: "Command", Code: "candour audit verify 48213.bundle --key kent.pub"}}},
		},
		Links: []Link{{Text: "Download the proof", Href: "/proof"}, {Text: "How anyone can check it", Href: "/check"}},
	})
}

func galleryTime() templ.Component {
	p := staff("Time machine", "", nil)
	p.Demo = &DemoBar{Today: "Tuesday 16 June 2026"}
	return under(p,
		markup(`<p class="cd-eyebrow">In this demonstration, today is</p><h1 class="cd-day">Tuesday 16 June 2026</h1><p class="cd-p">Move the calendar and watch the promises being kept. It only goes forward, as time does.</p>`),
		StepDown{Title: "Parts of records that can be read", Says: "1,006 readable parts today, falling in steps to none on 1 January 2028", First: "names, addresses, activities", Second: "sensitive details and referrers",
			Stretches: []Stretch{{0, 7.4, 577, 429, "to 18 Jun 2026"}, {7.4, 17.2, 560, 410, "to Aug 2026"}, {17.2, 31.9, 545, 380, "to Dec 2026"}, {31.9, 46.3, 545, 260, "to Mar 2027"}, {46.3, 61, 520, 160, "to Jun 2027"}, {61, 75.6, 520, 60, "to Sep 2027"}, {75.6, 90.4, 520, 5, "to Dec 2027"}, {90.4, 100, 0, 0, "from 1 Jan 2028"}},
			Marks:     []LifeMark{{0, "Today", false}, {31.9, "Jan 2027", true}}, End: &LifeMark{90.4, "1 Jan 2028: none left", false}},
		cols([]templ.Component{
			markup(`<form method="post">`),
			Radios{Field: (&FieldState{Name: "to"}).Set("1"), Legend: "Where next?", Size: "m", Choices: []Choice{{Value: "1", Text: "19 June 2026", Hint: "Harold Finch’s sensitive details are due. His name and address stay."}, {Value: "2", Text: "1 January 2028", Hint: "Nothing personal is left. The totals still stand."}}},
			Button{Text: "Move the calendar"}, markup(`</form>`),
		}, []templ.Component{
			Section{Text: "Before and after", First: true},
			Changes{Caption: "What changes on 19 June 2026", Of: "Readable", Before: "16 Jun", Now: "19 Jun", Rows: []Change{{"Referrers", 41, 39}, {"Sensitive parts", 388, 384}, {"Names and addresses", 577, 577}, {"Totals in reports", 2140, 2140}}},
		}))
}

func galleryTeam() templ.Component {
	return under(staff("West Kent team", "", nil),
		markup(`<p class="cd-eyebrow">Tuesday 16 June 2026</p><h1 class="cd-h1">West Kent team</h1><p class="cd-p">Three people are waiting for a Connector. Bola is over her limit; Dele has room.</p>`),
		Counts{Rows: []Count{{"3", "waiting to be allocated; the oldest must go today"}, {"4", "visits overdue"}, {"118", "people with us now"}}},
		Section{Text: "Who is carrying what", Link: Link{Text: "Move people between workers", Href: "/move"}},
		Loads{Caption: "Load by worker", Who: "Connector", Of: "people", Rows: []Load{{Name: "Bola Martins", Has: 36, Limit: 30, Late: 3, Note: "Over since 2 June"}, {Name: "Dele Okafor", Href: "/w", Has: 24, Limit: 30, Late: 2, Note: "Room for about 3"}, {Name: "Tom Reyes", Has: 17, Note: "No limit agreed yet"}}})
}

func galleryParts() templ.Component {
	return under(staff("Patterns", "", nil),
		NotificationBanner{Text: "Your note is saved.", Done: true},
		markup(`<h1 class="cd-h1">Patterns</h1>`),
		Undo{Text: "The referrer’s details cannot be read now.", Until: "They will be destroyed at 11:52.", Action: "/undo", Fields: []Hidden{{"of", "1"}}},
		Refused{Title: "Not sent.", Why: "Peggy said yes to Castle Street Choir, not to Hope Street Choir. Nothing left this service.", Clauses: []Clause{{Says: "Your yes is for one place at a time", Place: "section 5, line 3", Href: "#5-3"}}, Next: Link{Text: "Ask her about Hope Street", Href: "/ask"}},
		Inset{Lead: "Ruth saved this note while you were writing.", Text: "Yours is safe. Both are below; choose line by line."},
		WarningText{Text: "Nobody can bring these back."},
		LongJob{What: "Destroying 384 sensitive parts", Done: 231, Of: 384, About: "About a minute left.", Refresh: "/job"},
		Nothing{Text: "Nobody new today.", Then: "When Ruth gives you someone, they appear here."},
		markup(`<p class="cd-p">`), Goes{When: "just begun"}, markup(" "), Goes{When: "over half", Spent: .6}, markup(" "), Goes{When: "all spent", Spent: 1}, markup(`</p><p>`),
		Mark{Text: "Plain"}, Mark{Text: "Done", Kind: "done"}, Mark{Text: "Late", Kind: "late"}, Mark{Text: "Waiting", Kind: "warm"}, Mark{Text: "Planned", Kind: "grey"}, Tag{Text: "Open", Colour: "grey"}, markup(`</p>`),
		SummaryList{Rows: []SummaryRow{{Key: Cell{Text: "Name"}, Value: Cell{Text: "Arthur Penfold"}, Actions: []Link{{Text: "Change", Href: "/c", Hidden: "name"}}}, {Key: Cell{Text: "Phone"}, Value: Cell{Text: "01632 960 833"}}}},
		Table{Caption: "Entries", CaptionClass: "govuk-table__caption--m", Head: []Cell{{Text: "When"}, {Text: "Who"}, {Text: "Times", Numeric: true}}, Rows: [][]Cell{{{Text: "16 Jun"}, {Text: "Dele Okafor"}, {Text: "21", Numeric: true}}}, RowHeaders: true},
		InsetText{Text: "Set apart."},
		under(ButtonGroup{}, Button{Text: "Save"}, Button{Text: "Preview", Kind: "secondary"}, Link{Text: "Leave it", Href: "/"}),
		Button{Text: "Begin", Start: true, Href: "/begin"},
		Pagination{Previous: "/p", Next: "/n"})
}
