package policy

import (
	"regexp"
	"slices"
	"strings"

	"candour/internal/notice"
)

// A Held is what free words hold that the notice says is never written down:
// the words as they stand there, and the line that says so.
type Held struct {
	Words []string
	Never *notice.NeverCollect
}

// HoldsNever looks in free words for what the notice never collects, in free
// text too. It finds by a list of words, so it holds back now and then what is
// harmless and lets through what is said in other words: it is a net under
// people's care, and not in place of it.
func HoldsNever(p *notice.Pack, text string) (Held, bool) {
	for i := range p.Never {
		n := &p.Never[i]
		if !n.FreeText || n.Category != offences {
			continue
		}
		if words := offenceWords(text); len(words) > 0 {
			return Held{Words: words, Never: n}, true
		}
	}
	return Held{}, false
}

// offences is the category of UK GDPR Article 10.
const offences = "offences"

// offenceWords gives the words of a text that speak of convictions, offences
// and the proceedings about them (UK GDPR Art 10; DPA 2018 s 11(2)), each once.
func offenceWords(text string) []string {
	var found []string
	for _, w := range ofOffences.FindAllString(text, -1) {
		w = strings.ToLower(strings.Join(strings.Fields(w), " "))
		if !slices.Contains(found, w) {
			found = append(found, w)
		}
	}
	return found
}

var ofOffences = regexp.MustCompile(`(?i)\b(?:` + strings.Join([]string{
	// what a court or the police say
	`convict(?:s|ed|ion|ions)?`, `(?:ex-?)?offen[cs]es?`, `(?:ex-?)?offend(?:s|ed|er|ers|ing)?`, `re-?offend(?:s|ed|er|ers|ing)?`,
	`criminals?`, `criminality`, `crimes?`, `felon(?:y|ies|s)?`, `misdemeanou?rs?`, `rap\s+sheet`,
	`arrest(?:s|ed|ing)?`, `prosecut(?:e|es|ed|ion|ions|or|ing)`, `indict(?:ed|ment|ments)`, `plead(?:ed|s)?\s+guilty`, `(?:found|proven)\s+guilty`, `guilty\s+of`,
	`charged\s+with`, `police\s+(?:caution|cautions|record|bail|custody|charge|charges)`, `cautioned\s+by`, `caution\s+for`,
	`sentenced`, `(?:suspended|custodial|prison|life)\s+sentences?`, `(?:crown|magistrates'?|magistrates’)\s+court`,
	// where it leads
	`prisons?`, `imprison(?:ed|ment)`, `prisoners?`, `inmates?`, `jail(?:ed|s)?`, `gaol(?:ed|s)?`, `behind\s+bars`, `did\s+time`, `inside\s+for`,
	`probation`, `parole(?:d|e)?`, `on\s+(?:bail|remand|licence|tag)`, `remanded`, `bailed`, `young\s+offenders?`, `borstal`, `community\s+(?:order|payback|service\s+order)`,
	`asbos?`, `restraining\s+order`, `non-molestation\s+order`, `sex\s+offenders?'?\s+register`, `dbs\s+(?:hit|disclosure)`,
	// what was done
	`theft|thefts|thief|thieves|stole|stolen|steals|stealing|shoplift(?:s|ed|er|ers|ing)?|burglar(?:s|y|ies)?|burgled|robber(?:s|y|ies)?|robbed|mugg(?:ed|er|ers|ing)`,
	`fraud(?:s|ster|sters|ulent)?|forgery|forged|blackmail(?:s|ed)?|extort(?:ed|ion)|brib(?:e|es|ed|ery)|money\s+launder(?:ing|er)`,
	`assault(?:s|ed|ing)?|gbh|abh|manslaughter|murder(?:s|ed|er|ers)?|stabb(?:ed|ing|ings)|wounding|affray|kidnap(?:s|ped|ping)?`,
	`rape(?:s|d)?|rapists?|paedophil(?:e|es|ia)|indecent\s+(?:exposure|images)|stalk(?:ed|er|ers|ing)`,
	`arson(?:ist|ists)?|vandal(?:s|ism|ised)?|criminal\s+damage|trespass(?:ed|er|ers|ing)?`,
	`drug\s+(?:deal|dealer|dealers|dealing|possession|trafficking)|possession\s+of|county\s+lines|drink[\s-]?driv(?:e|er|ing)|drunk[\s-]?driv(?:e|er|ing)`,
}, `|`) + `)\b`)
