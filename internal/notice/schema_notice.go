package notice

import "slices"

// clauseKeys go with any clause.
var clauseKeys = []keyRow{
	{"cites", promises, "The promises that this clause carries, by id, like PW-31."},
	{"reading", reading, "The reading that this clause rests on, like R3."},
	{"gap", words, "What the print lost or never said. It is shown on the page and never filled by guess."},
}

// rightKeys are the rights a notice can grant, each with the promises it carries.
func rightKeys() []keyRow {
	var out []keyRow
	for _, r := range knownRights {
		out = append(out, keyRow{r.Code, promises, r.Says + " (UK GDPR " + r.Article + ")"})
	}
	return out
}

func channelWords() []string {
	var out []string
	for _, c := range channels {
		out = append(out, c, c+withReason)
	}
	return out
}

var noticeKeys = []mapping{
	{"notice", plainly, []keyRow{
		{"notice!", words, "The code of the service, which is the name of its folder."},
		{"title!", words, "The title of the service, as the public reads it."},
		{"controller!", words, "The code of the council, which is the name of the folder above."},
		{"about!", words, "One sentence on what the service does."},
		{"programme", a("programme"), "The funded project that the service belongs to."},
		{"programmes", list(a("programme")), "The funded projects, where there are several."},
		{"versions!", either(list(a("version")), a("lost-versions")), "The dates of the notice, oldest first. The last is in force."},
		{"people!", named(a("person")), "Each kind of person the notice speaks about. It mainly speaks to the first."},
		{"sources", named(a("source")), "Where information comes from besides the people and the worker (UK GDPR Art 14)."},
		{"events!", named(a("event")), "What happens to somebody that starts or ends a stage or a time of keeping."},
		{"stages!", named(a("stage")), "The times between events in which things may be collected and used."},
		{"collect", list(a("block")), "What is collected, in blocks that share everything but the items' names."},
		{"never collect", fragment{"type": "object", "additionalProperties": a("never-collected")}, "What is never asked: person.item, or any name with a category."},
		{"if you do not answer", a("no-answer"), "What follows for somebody who does not answer (UK GDPR Art 13(2)(e))."},
		{"sets!", named(a("set")), "Closed lists of items, named once."},
		{"bases!", named(a("basis")), "What the law lets us rest on."},
		{"purposes!", named(a("purpose")), "What we do with information, and on which basis."},
		{"consents", named(a("consent")), "Lines that can each be given, refused and taken back alone."},
		{"services", named(a("named-service")), "Named activities inside the service."},
		{"uses", list(a("use")), "Who may do what with which items. What no use allows is not possible."},
		{"recipients", named(a("recipient")), "Whoever outside the team may receive something."},
		{"shares", list(a("share")), "What may go to whom, why, and on whose word."},
		{"never share", list(a("never-shared")), "What never leaves."},
		{"places!", a("places"), "Where information is stored."},
		{"decides automatically!", a("automated"), "That no decision is made by software alone."},
		{"keep!", named(a("keep-line")), "How long each tier is kept."},
		{"counts", named(a("count")), "The only statistics that outlive a person."},
		{"research", a("research"), "What we undertake when we study what we hold (UK GDPR Art 89)."},
		{"impact assessments", list(a("assessment")), "Data protection impact assessments (UK GDPR Art 35)."},
		{"rights!", a("rights"), "Your rights, and whom to ask."},
		{"contacts!", list(a("contact")), "Whom to turn to, for what."},
		{"statements", list(a("statement")), "What the notice undertakes beyond its tables."},
		{"readings", matching(readingForm.String(), a("reading")), "What we took silent, garbled or dated print to mean."},
		{"gaps", list(a("gap")), "Gaps that belong to no clause."},
	}},
	{"programme", clausal, []keyRow{
		{"name!", words, "The name of the programme."},
		{"kind", words, "What it is: a programme, a partnership, a project."},
		{"funder", words, "Who pays for it."},
		{"teams", wordList, "The teams that own it."},
		{"cohort", words, "Whom it is for."},
		{"says", words, "One sentence on it, for the page."},
	}},
	{"version", clausal, []keyRow{
		{"date!", dayMonth, "A day (2022-04-01), or a month (2024-11) where the print gives no more."},
		{"as!", words, "What the print calls it: published, last updated."},
	}},
	{"lost-versions", plainly, []keyRow{{"gap!", words, "That the print bears no date."}, clauseKeys[0], clauseKeys[1]}},
	{"person", clausal, []keyRow{
		{"says!", words, "How the notice names this person to themselves: the person being referred."},
		{"to others!", words, "How it names them to everybody else: the person you referred."},
		{"told", either(words, a("told")), "When they are told that others gave their information: within 1 month. Or the exemption (UK GDPR Art 14)."},
	}},
	{"told", clausal, []keyRow{{"exempt!", words, `Why they are not told: "Art 14(5)(b): …".`}}},
	{"source", losable, []keyRow{
		{"says!", words, "The source in words: our own social care records."},
		{"kind!", oneOf("own records", "public body", "organisation", "public"), "What kind of source it is."},
	}},
	{"event", clausal, []keyRow{
		{"is!", oneOf(string(ReferralReceived), string(ContactMade), string(EpisodeClosed), string(PartnerSays), string(Birthday), string(Recorded), string(ConsentWithdrawn)), "What makes it happen."},
		{"outcome", wordList, "Of a contact: the outcomes that make this event."},
		{"by", words, "Of partner says: the recipient who says it."},
		{"chase", words, "Of partner says: how often we ask, like 12 months."},
		{"long stop", words, "Of partner says: when we stop waiting, like 12 months after last activity."},
		{"of", itemName, "Of a birthday: the item that holds the date of birth."},
		{"age", number, "Of a birthday: the age in years."},
		{"consent", words, "Of consent withdrawn: the consent that is taken back."},
		{"says!", words, "The event as a sentence to the person: you leave."},
		{"to others", words, "The same, said to everybody else."},
	}},
	{"stage", plainly, []keyRow{
		{"runs!", fragment{"type": "string", "pattern": " to "}, "From one event to others: referred to reached or left."},
		{"says!", words, "The stage in words, to the person."},
		{"to others", words, "The same, said to everybody else."},
	}},
	{"block", clausal, []keyRow{
		{"about!", words, "The person the items are about."},
		{"from!", wordList, "The people and sources they come from, or worker for what staff write down."},
		{"at!", wordList, "The stages in which they may be collected."},
		{"by!", someOf(channelWords()...), "How they come in. With a reason marks a channel that is the exception."},
		{"tier!", words, "The keep line that says when they are destroyed."},
		{"special", oneOf(specials...), "The special category they belong to (UK GDPR Art 9(1))."},
		{"offences", yes, "true for criminal convictions and offences (UK GDPR Art 10)."},
		{"when", oneOf("relevant", "necessary", Later), "relevant or necessary: the reason is kept. later: not collected yet, and refused."},
		{"require", named(words), "Items that must be answered: name, and how the notice names it."},
		{"ask", named(words), "Items that need not be answered: name, and how the notice names it."},
	}},
	{"never-collected", clausal, []keyRow{
		{"says!", words, "What is never asked, in words."},
		{"category", oneOf(append(slices.Clone(specials), offences)...), "A whole category that is never asked."},
		{"in free text too", yes, "true where it is not written down in free words either."},
	}},
	{"no-answer", losable, []keyRow{{"says!", words, "What follows, in words."}}},
	{"set", plainly, []keyRow{
		{"says!", words, "The set in words, as the page lists it."},
		{"items!", itemNames, "The items in it, each person.item. There are no wildcards."},
	}},
	{"basis", clausal, []keyRow{
		{"article 6", oneOf("a", "b", "c", "d", "e", "f", "ea"), "The letter of UK GDPR Art 6(1)."},
		{"article 9", oneOf("a", "b", "c", "d", "e", "f", "g", "h", "i", "j"), "The letter of UK GDPR Art 9(2)."},
		{"article 10", oneOf("schedule 1", "official authority"), "On what convictions and offences rest (UK GDPR Art 10)."},
		{"schedule 1", list(number), "Paragraphs of Schedule 1 to the Data Protection Act 2018."},
		{"says!", words, "The basis in words: you have agreed."},
		{"acts", wordList, "The Acts it rests on, each in instruments.yaml."},
		{"secrecy", words, "The role under a duty of secrecy."},
		{"policy document", oneOf("required"), "That an appropriate policy document must cover it."},
	}},
	{"purpose", losable, []keyRow{
		{"says!", words, "The purpose in words: To let you join."},
		{"basis!", words, "The Article 6 basis it rests on."},
		{"special", wordList, "The Article 9 and 10 conditions it also rests on."},
		{"output", oneOf("counts", "anonymous", "pseudonymous"), "What comes out, where nobody is to be seen in it."},
		{"compatible", a("compatible"), "That it stands for further compatible uses, which an assessment must name first."},
	}},
	{"compatible", plainly, []keyRow{
		{"assessment!", oneOf("needed"), "That nothing is allowed before an assessment."},
		{"says!", words, "What the print says of such uses."},
	}},
	{"consent", clausal, []keyRow{
		{"says!", words, "What is agreed to, in the person's own voice: Tell my doctor that I joined."},
		{"basis!", words, "The basis, which is of Article 6(1)(a)."},
		{"for!", wordList, "The purposes it opens."},
		{"explicit for", someOf(specials...), "The special categories it names in so many words."},
		{"withdraw", words, "The office that takes it back."},
		{"needed!", yes, "false where it can be refused and the service still given."},
	}},
	{"named-service", clausal, []keyRow{
		{"says!", words, "The activity in words."},
		{"for!", wordList, "The purposes it serves."},
	}},
	{"use", clausal, []keyRow{
		{"by!", wordList, "The roles, or actors of the software."},
		{"may!", someOf(acts...), "What they may do."},
		{"for!", words, "The purpose they do it for."},
		{"sets!", wordList, "The sets they do it with."},
		{"at", wordList, "The stages in which they may."},
		{"after", wordList, "The events after which they may."},
		{"who", oneOf("allocated or covering", "in team"), "Which of them may."},
		{"how", oneOf("supervised on council premises without export"), "Under which conditions they may."},
	}},
	{"recipient", losable, []keyRow{
		{"says!", words, "The recipient in words."},
		{"kind!", oneOf(recipientKinds...), "What kind of body it is."},
		{"where!", words, "The country it is in: UK."},
		{"gets", oneOf(noPersonalData), "That it is never sent anything about anybody."},
		{"agreement", words, "Where the agreement with it is."},
		{"notice", words, "Where its own privacy notice is."},
		{"transfer", either(words, a("transfer")), "What lets information go abroad (UK GDPR Arts 45 and 46)."},
		{"chosen by", itemName, "The item whose answer picks one of the members."},
		{"members", named(a("member")), "The bodies that the name covers."},
		{"body", words, "Its name in instruments.yaml, where that has changed."},
	}},
	{"transfer", clausal, []keyRow{
		{"mechanism!", words, "The mechanism by name."},
		{"evidence", words, "Where it is shown to be in force, or gap."},
		{"check every", words, "How often we look whether it still is, like 12 months."},
	}},
	{"member", plainly, []keyRow{
		{"name!", words, "The name of the body."},
		{"agreement", words, "Where the agreement with it is."},
		{"notice", words, "Where its own privacy notice is."},
		clauseKeys[2],
	}},
	{"share", clausal, []keyRow{
		{"to!", words, "The recipient."},
		{"for!", words, "The purpose."},
		{"permission", oneOf("ask each time"), "That the person is asked each time."},
		{"on", fragment{"type": "string", "pattern": "^consent "}, "The consent that opens it: consent and its name."},
		{"when", oneOf(occasions...), "The circumstance it waits for."},
		{"exactly", yes, "true where the whole of the sets is sent, and nothing else."},
		{"until", words, "The event that closes it."},
		{"withhold", words, "What may have to be held back."},
		{"opt out", a("opt-out"), "A wish that keeps the share closed."},
		{"output", oneOf("anonymous"), "That nobody is to be seen in it."},
		{"sets", wordList, "At most these sets."},
		{"needs", someOf("order or power", "approver", "reason", "review"), "What must be on record first."},
	}},
	{"opt-out", plainly, []keyRow{
		{"says!", words, "The wish in words."},
		{"honoured unless", words, "What outweighs it, like court order."},
	}},
	{"never-shared", clausal, []keyRow{
		{"set!", words, "The set that is never shared."},
		{"except", wordList, "What is no sharing: your own request for a copy."},
	}},
	{"places", losable, []keyRow{
		{"stored!", wordList, "The countries: UK, EEA."},
		{"system", words, "The one system, in words."},
		{"systems", list(a("system")), "Each system, paper and mailboxes included."},
	}},
	{"system", plainly, []keyRow{
		{"name!", words, "What it is called."},
		{"kind!", oneOf("electronic", "paper", "mailbox"), "What it is."},
	}},
	{"automated", clausal, []keyRow{{"says!", fragment{"type": "string", "pattern": "^We make no"}, "A sentence that begins: We make no."}}},
	{"keep-line", clausal, []keyRow{
		{"called!", words, "What is kept, in words: Your contact details."},
		{"until", words, "The end: an event, a span (6 months after left) or a day (2027-12-31)."},
		{"or", wordList, "Further ends."},
		{"take", oneOf("earliest", "latest"), "Which of several ends counts."},
		{"review", words, "How often a person decides, like every 12 months."},
		{"after", words, "The event from which reviews run."},
		{"copies", wordList, "Recipients who confirm that their copy is gone."},
		{"floor", either(oneOf("none"), a("floor")), "The least that a law has it kept."},
		{"correct within", words, "How long a slip may be put right after the end, like 10 minutes."},
	}},
	{"floor", losable, []keyRow{
		{"for!", words, "The law that asks it."},
		{"years!", number, "How many years it asks."},
	}},
	{"count", plainly, []keyRow{
		{"by!", someOf(dimensions...), "What it is broken down by: few and coarse."},
		{"from", itemNames, "The items it is worked out from."},
	}},
	{"research", clausal, []keyRow{
		{"says!", words, "What is studied, in words."},
		{"output!", oneOf("anonymous", "pseudonymous"), "What comes out."},
		{"published", words, "On what condition it is published."},
		{"archive", yes, "true where what names nobody may stay in a public archive."},
	}},
	{"assessment", losable, []keyRow{
		{"for!", words, "What it weighs."},
		{"state!", words, "Where it stands: needed before use."},
	}},
	{"rights", losable, []keyRow{
		{"by!", oneOf("basis"), "That the rights follow from the bases."},
		{"ask!", words, "The office to ask."},
		{"free!", fragment{"const": true}, "That it costs nothing (UK GDPR Art 12(5))."},
		{"warn", words, "What to know before asking."},
		{"grants", a("grants"), "Rights the print grants, with the promises they carry."},
	}},
	{"grants", plainly, rightKeys()},
	{"contact", clausal, []keyRow{
		{"office!", words, "An office, regulator, corporate statement or corporate notice."},
		{"for!", words, "What to turn to them for."},
	}},
	{"statement", clausal, []keyRow{
		{"about!", oneOf(statementsAbout...), "The section it stands in."},
		{"says!", words, "The statement."},
	}},
	{"reading", plainly, []keyRow{
		{"says!", words, "What the print says or leaves out, and what we took it to mean."},
		{"proposed!", words, "Who proposes it."},
		{"accepted by!", words, "The office whose holder may accept it."},
		{"accepted!", oneOf("none"), "Always none: only a signed-in office holder accepts a reading."},
	}},
	{"gap", plainly, []keyRow{{"says!", words, "What is missing."}}},
}
