package notice

import (
	"maps"
	"slices"
)

func shapeWords() []string {
	var out []string
	for _, kind := range slices.Sorted(maps.Keys(shapes)) {
		out = append(out, string(kind))
	}
	return out
}

var serviceKeys = []mapping{
	{"service", plainly, []keyRow{
		{"service!", words, "The code of the service, which is the name of its folder."},
		{"live", yes, "true once the public uses the service."},
		{"roles!", named(a("role")), "Places in the team."},
		{"actors", named(a("role")), "Parts of the software that a use may name: they record or index only."},
		{"contacts", named(words), "Every outcome a contact can have, in words."},
		{"activities", named(words), "Kinds of activity, in words."},
		{"codes", named(named(words)), "Closed lists of answers. Declined and unknown are kept apart from every list."},
		{"asked!", matching(itemForm.String(), a("question")), "How each item is asked."},
		{"forms!", list(a("form")), "The forms, each a few groups of items."},
		{"measures", list(a("measure")), "Questionnaires with a scale."},
		{"clocks", list(a("clock")), "What must be done within a time."},
		{"letters", list(a("letter")), "Letters with marks that the software fills."},
		{"providers", list(a("provider")), "Who gives an activity."},
	}},
	{"role", plainly, []keyRow{
		{"title!", words, "The title, as it begins a sentence."},
		{"called", words, "The same in mid-sentence."},
		{"sees", oneOf("dates only"), "That the role sees dates and no items."},
	}},
	{"question", plainly, []keyRow{
		{"as!", oneOf(shapeWords()...), "The shape of the answer. facts are kept by the software and asked of nobody."},
		{"label!", words, "What stands above the box."},
		{"hint", words, "What stands below it, in smaller letters."},
		{"why!", words, "Why we ask: So that we can ring you."},
		{"max", number, "The longest answer in characters, up to the shape's own limit."},
		{"codes", words, "The code list of a choice or multi."},
		{"partial", yes, "Of a date: true where a year or a month will do."},
		{"of", oneOf(nhsNumber), "Of a number: which one. Its check digit is held."},
	}},
	{"form", plainly, []keyRow{
		{"form!", words, "The code of the form, which is its address."},
		{"title!", words, "Its title."},
		{"by!", words, "The role or actor that records what comes in."},
		{"channel!", someOf(channels...), "How the answers come in."},
		{"stage!", words, "The stage in which it is filled in."},
		{"from!", words, "Who fills it in, or worker."},
		{"groups!", list(a("group")), "Its groups of questions."},
	}},
	{"group", plainly, []keyRow{
		{"title!", words, "The heading of the group."},
		{"items!", itemNames, "The items it asks."},
	}},
	{"measure", plainly, []keyRow{
		{"measure!", words, "The code of the measure."},
		{"title!", words, "Its title."},
		{"source!", words, "Where it was published."},
		{"item!", itemName, "The item that holds the answers."},
		{"sum!", yes, "true where the answers are added up."},
		{"scale!", a("scale"), "The scale of its questions."},
		{"questions!", fragment{"type": "object", "additionalProperties": either(words, a("measured"))}, "Its questions, by code."},
	}},
	{"scale", plainly, []keyRow{
		{"low!", number, "The lowest answer."},
		{"high!", number, "The highest answer."},
		{"low says", words, "What the lowest means."},
		{"high says", words, "What the highest means."},
		{"labels", wordList, "A word for each point."},
		{"better!", oneOf("higher", "lower"), "Which way is better."},
	}},
	{"measured", plainly, []keyRow{
		{"text!", words, "The question."},
		{"better", oneOf("higher", "lower"), "Which way is better, where this one runs the other way."},
	}},
	{"clock", clausal, []keyRow{
		{"clock!", words, "The code of the clock."},
		{"says!", words, "What is done in time, in words: We ring you."},
		{"after!", words, "The event it runs from, or last contact."},
		{"within!", fragment{"type": "string", "pattern": spanForm.String()}, "The time: 2 working days, 6 months."},
	}},
	{"letter", clausal, []keyRow{
		{"letter!", words, "The code of the letter."},
		{"title!", words, "Its title."},
		{"by!", words, "The role that writes it."},
		{"for!", words, "The purpose it is written for."},
		{"large print", a("large"), "Who gets it in large print."},
		{"body!", wordList, "Its paragraphs. Marks in braces are items, or today, visit day, visit time, worker, council, service."},
	}},
	{"large", plainly, []keyRow{
		{"item!", itemName, "The item whose answer asks for it."},
		{"when!", words, "The answer that asks for it."},
	}},
	{"provider", plainly, []keyRow{
		{"provider!", words, "The code of the provider."},
		{"name!", words, "Its name."},
		{"recipient!", words, "The recipient it counts as."},
		{"activity!", words, "The kind of activity it gives."},
	}},
}

var controllerKeys = []mapping{
	{"controller", plainly, []keyRow{
		{"controller!", words, "The code of the council, which is the name of its folder."},
		{"name!", words, "The name of the council."},
		{"offices!", named(a("office")), "Its offices with their published contacts. Offices, never their holders."},
		{"regulator!", a("office"), "The Information Commissioner, and who takes over."},
		{"corporate statement", a("found-web"), "The council's own statement, by its address or a gap."},
		{"corporate notice", a("corporate-notice"), "The general notice that every notice of this council inherits from."},
		{"policy documents", fragment{"type": "object", "additionalProperties": a("policy-document")}, "Appropriate policy documents (DPA 2018, Schedule 1, Part 4)."},
		{"public enquiries!", a("found-phone"), "The number that answers anybody, or a gap."},
	}},
	{"office", plainly, []keyRow{
		{"name!", words, "The name of the office."},
		{"email", words, "Its published email address."},
		{"phone", words, "Its published telephone number."},
		{"web", words, "Its page."},
		{"post", words, "Its postal address."},
		{"for", words, "What it is asked about: withdrawing consent."},
		{"then", a("successor"), "The body that takes over."},
		clauseKeys[2],
	}},
	{"successor", plainly, []keyRow{
		{"name!", words, "The body that takes over."},
		{"from", aDay, "The day it does."},
		clauseKeys[2],
	}},
	{"found-web", plainly, []keyRow{{"web", words, "The address."}, clauseKeys[2]}},
	{"found-phone", plainly, []keyRow{{"phone", words, "The number."}, clauseKeys[2]}},
	{"corporate-notice", plainly, []keyRow{
		{"title!", words, "Its title."},
		{"at", words, "Its address."},
		clauseKeys[2],
		{"parts!", a("corporate-parts"), "What every notice inherits: all four."},
		{"copy", a("copy"), "How to get a copy."},
	}},
	{"corporate-parts", plainly, []keyRow{
		{"who we are!", a("corporate-part"), "Who the controller is."},
		{"how long!", a("corporate-part"), "How long things are kept."},
		{"your rights!", a("corporate-part"), "Which rights there are."},
		{"using your rights!", a("corporate-part"), "How to use them."},
	}},
	{"corporate-part", losable, []keyRow{{"says!", words, "The part in words."}}},
	{"copy", clausal, []keyRow{
		{"says!", words, "How to get a copy, in words."},
		{"ask!", words, "The office that sends it."},
	}},
	{"policy-document", clausal, []keyRow{
		{"name!", words, "The name of the document."},
		{"covers!", someOf("special", offences), "What it covers."},
		{"at", words, "Its address."},
	}},
	{"instruments", plainly, []keyRow{
		{"instruments!", fragment{"type": "object", "additionalProperties": a("known")}, "Acts, codes and regulations by name."},
		{"bodies", fragment{"type": "object", "additionalProperties": a("known")}, "Departments and boards that have changed their names."},
	}},
	{"known", plainly, []keyRow{
		{"kind", oneOf("act", "regulations", "code", "regulation"), "What it is."},
		{"printed as", words, "Another name that notices print."},
		{"from", aDay, "The day it began."},
		{"until", aDay, "The day it ended."},
		{"now", words, "What came after it."},
		clauseKeys[2],
	}},
}
