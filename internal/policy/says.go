package policy

import (
	"fmt"
	"slices"
	"strings"

	"candour/internal/notice"
)

// Clauses gives the clauses of the notice for and against an answer, each
// once. A refusal that nothing else explains quotes what the notice says of
// the item itself; only an item the notice does not name has no clause.
func (t *Table) Clauses(a Answer) (forClauses, against []notice.Clause) {
	for _, i := range a.For {
		forClauses = quote(forClauses, &t.pack.Uses[i].Clause)
	}
	for _, rule := range a.Rules {
		against = quote(against, rule)
	}
	for _, i := range a.Against {
		against = quote(against, &t.pack.Uses[i].Clause)
	}
	if !a.Allowed && len(against) == 0 && a.Item >= 0 {
		against = append(against, t.pack.Items[a.Item].Clause)
	}
	return forClauses, against
}

// What a refused act is called when a person reads of it.
var refusedAs = map[string]string{
	See: "Hidden", Index: "Hidden", Derive: "Hidden", Export: "Not exported",
	Record: "Not kept", Correct: "Not changed", Allocate: "Not given to anyone",
	Share: "Not sent", Destroy: "Not destroyed",
}

// Says explains an answer on an act to a person in one plain sentence, or
// gives "" when the act is allowed. It holds nothing personal.
func (t *Table) Says(a Answer, act string) string {
	if a.Allowed || a.Why == Permitted {
		return ""
	}
	as := refusedAs[act]
	if as == "" {
		as = "Refused"
	}
	switch a.Why {
	case NotYet:
		return as + " until " + t.events(a) + "."
	case WrongStage:
		return as + ": it opens only " + t.span(t.useWords(a, WrongStage)) + "."
	case NotYours:
		return as + " from all but " + or(relationWords(t.useWords(a, NotYours))) + "."
	case NotAtThisStage, NotFromThem, NotByThisChannel, NeedsReason:
		return as + ": " + t.itemRule(a)
	}
	return as + ": " + plainly[a.Why]
}

var plainly = map[Reason]string{
	NeverCollected:  "the notice says it is never collected.",
	NotInNotice:     "the notice does not name it.",
	TierGone:        "it can no longer be read, or was never kept.",
	Restricted:      "use of this record is restricted, and no reason that the law allows is recorded.",
	NoUse:           "the notice gives your role no use of it here.",
	NotHere:         "it opens only on council premises, supervised, and cannot be exported.",
	NotCollectedYet: "the notice says it may be collected later, and it is not yet.",
	NotOnThisForm:   "this form does not ask for it.",
	NeedsRelevance:  "say why it is relevant.",

	NeverShared:         "the notice says it is never shared.",
	NoShare:             "the notice does not say it goes to them for this.",
	OnlyAnonymous:       "nothing about a person goes to them.",
	NotProven:           "nothing on record yet shows that its conditions hold.",
	NotToThem:           "they are not on the list of who may receive.",
	NotAmongThese:       "the notice does not list it among what goes to them.",
	NeedsOnRecord:       "the order or power and who approved it are not all on record.",
	NoPermission:        "the person has not said yes to it.",
	PermissionElsewhere: "the person said yes to somebody else, not to them.",
	PermissionWithdrawn: "the person took their yes back.",
}

// useWords gathers the words of a condition from the uses that failed on it.
func (t *Table) useWords(a Answer, on Reason) []string {
	var words []string
	for _, i := range a.Against {
		switch u := &t.pack.Uses[i]; on {
		case NotYet:
			words = append(words, u.After...)
		case WrongStage:
			words = append(words, u.At...)
		case NotYours:
			if u.Who != "" {
				words = append(words, u.Who)
			}
		}
	}
	return unique(words)
}

func relationWords(whos []string) []string {
	words := make([]string, len(whos))
	for i, who := range whos {
		switch who {
		case AllocatedOrCovering:
			words[i] = "the worker it is given to and whoever covers for them"
		case InTeam:
			words[i] = "the team that holds it"
		default:
			words[i] = who
		}
	}
	return words
}

// events says in plain words what must happen before a use opens.
func (t *Table) events(a Answer) string {
	return t.eventsSaid(t.useWords(a, NotYet))
}

func (t *Table) eventsSaid(codes []string) string {
	var said []string
	for _, code := range codes {
		i := slices.IndexFunc(t.pack.Events, func(e notice.Event) bool { return e.Code == code })
		if i < 0 {
			said = append(said, code)
			continue
		}
		said = append(said, eventWords(&t.pack.Events[i]))
	}
	return or(said)
}

func eventWords(e *notice.Event) string {
	switch e.Kind {
	case notice.ReferralReceived:
		return "the referral is received"
	case notice.EpisodeClosed:
		return "the person has left"
	case notice.ContactMade:
		return fmt.Sprintf("an attempt to reach the person has ended as “%s”", strings.Join(e.Outcomes, "” or “"))
	}
	return e.Code
}

// itemRule says the item's own rule that an attempt to collect broke.
func (t *Table) itemRule(a Answer) string {
	item := &t.pack.Items[a.Item]
	switch a.Why {
	case NotAtThisStage:
		return "the notice asks for it only " + t.span(item.At) + "."
	case NotFromThem:
		return "the notice takes it only from " + or(t.sources(item.From)) + "."
	case NeedsReason:
		return "say why it was not asked face to face."
	}
	by := make([]string, len(item.By))
	for i, ch := range item.By {
		by[i] = channelWords(ch.Code)
	}
	return "the notice takes it only " + or(by) + "."
}

func (t *Table) sources(codes []string) []string {
	words := make([]string, len(codes))
	for i, code := range codes {
		words[i] = "the " + code
		for _, p := range t.pack.People {
			if p.Code == code && p.Says != "" {
				words[i] = strings.ToLower(p.Says[:1]) + p.Says[1:]
			}
		}
	}
	return words
}

func channelWords(code string) string {
	switch code {
	case "web":
		return "on the web form"
	case "phone":
		return "by phone"
	case "visit":
		return "face to face"
	case "post":
		return "by post"
	}
	return "by " + code
}

// span says between which events the stages lie: "after …, until …".
func (t *Table) span(codes []string) string {
	var first, last *notice.Stage
	for i := range t.pack.Stages {
		if s := &t.pack.Stages[i]; slices.Contains(codes, s.Code) {
			if first == nil {
				first = s
			}
			last = s
		}
	}
	var parts []string
	if first != nil && first.Code != t.pack.Stages[0].Code && first.From != "" {
		parts = append(parts, "after "+t.eventsSaid([]string{first.From}))
	}
	if last != nil && len(last.Until) > 0 {
		parts = append(parts, "until "+t.eventsSaid(last.Until))
	}
	if len(parts) == 0 {
		return "at the stages “" + strings.Join(codes, "” and “") + "”"
	}
	return strings.Join(parts, ", ")
}

// or joins words as a sentence does: a, b or c.
func or(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + " or " + words[last]
}

// unique keeps the first of each word, in order.
func unique(words []string) []string {
	var kept []string
	for _, w := range words {
		if !slices.Contains(kept, w) {
			kept = append(kept, w)
		}
	}
	return kept
}
