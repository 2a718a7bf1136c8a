package notice_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"candour/internal/notice"
)

// Each pack here is the shipped one with one place changed, and breaks one
// rule. The golden file holds what is said of it, for review as text.
var broken = []struct{ name, rule, file, old, with string }{
	{"unknown key", "unknown key", noticeFile, "title: Positive Wellbeing\n", "title: Positive Wellbeing\nsubtitle: For older people\n"},
	{"unknown key in a block", "unknown key", noticeFile, "by: [web, phone], tier: referrer,", "by: [web, phone], colour: red, tier: referrer,"},
	{"missing key", "missing key", noticeFile, "title: Positive Wellbeing\n", ""},
	{"number for words", "wrong type", noticeFile, "kind: pilot", "kind: 7"},
	{"words for a list", "wrong type", serviceFile, "{title: Ethnic group, items: [client.ethnicity]}", "{title: Ethnic group, items: {ethnic: group}}"},
	{"words for true", "wrong type", noticeFile, "  free: true", "  free: of charge"},
	{"words for a number", "wrong type", noticeFile, "schedule 1: [4]", "schedule 1: [four]"},
	{"empty words", "missing words", noticeFile, "title: Positive Wellbeing\n", "title: \"\"\n"},
	{"not YAML", "not YAML", noticeFile, "cohort: isolated older people", "cohort: [isolated older people"},
	{"alias", "plain YAML", noticeFile, "cohort: isolated older people", "cohort: &c isolated older people"},
	{"key twice", "duplicate", noticeFile, "  kind: pilot\n", "  kind: pilot\n  kind: project\n"},
	{"set twice", "duplicate", noticeFile, "  ethnic:   {says", "  needs: {says: what helps, items: [client.access-needs]}\n  ethnic:   {says"},
	{"item twice", "duplicate", noticeFile, "ask: {gender: your gender}", "ask: {gender: your gender, ethnicity: your ethnic group}"},
	{"odd name", "odd name", noticeFile, "ask: {gender: your gender}", "ask: {Gender: your gender}"},
	{"odd promise", "odd promise", noticeFile, "cites: [PW-19]", "cites: [nineteen]"},
	{"wrong folder", "wrong folder", noticeFile, "notice: positive-wellbeing", "notice: wellbeing"},
	{"bad date", "bad date", noticeFile, "date: 2022-04-01", "date: 2022-02-30"},
	{"versions out of order", "bad date", noticeFile, "  - {date: 2022-04-01, as: last updated, cites: [PW-01]}", "  - {date: 2022-04-01, as: last updated, cites: [PW-01]}\n  - {date: 2021-04-01, as: first}"},
	{"end before the notice", "bad date", noticeFile, "Everything else, until: 2027-12-31", "Everything else, until: 2021-12-31"},
	{"no version", "missing date", noticeFile, "versions:\n  - {date: 2022-04-01, as: last updated, cites: [PW-01]}", "versions: []"},
	{"wildcard", "no wildcards", noticeFile, "items: [client.plan-text, client.notes]", "items: [client.plan-text, client.notes, client.*]"},
	{"wildcard act", "no wildcards", noticeFile, "by: auditor, may: [see]", "by: auditor, may: [see, \"*\"]"},
	{"undeclared event", "undeclared", noticeFile, "for: audit, sets: [referral, facts], after: left", "for: audit, sets: [referral, facts], after: gone"},
	{"undeclared role", "undeclared", noticeFile, "{by: auditor,", "{by: [auditor, inspector],"},
	{"undeclared recipient", "undeclared", noticeFile, "{to: authorities, for: comply", "{to: police, for: comply"},
	{"undeclared set", "undeclared", noticeFile, "sets: [facts, text], at", "sets: [facts, text, diary], at"},
	{"undeclared purpose", "undeclared", noticeFile, "for: access, sets: [needs]", "for: visit, sets: [needs]"},
	{"undeclared basis", "undeclared", noticeFile, "check the work of the team, basis: task", "check the work of the team, basis: trust"},
	{"undeclared outcome", "undeclared", noticeFile, "outcome: [wrong details, unreachable]", "outcome: [wrong details, unreachable, moved away]"},
	{"undeclared stage", "undeclared", noticeFile, "sets: [needs], at: engaged", "sets: [needs], at: [engaged, retired]"},
	{"undeclared reading", "undeclared", noticeFile, "reading: R16}", "reading: R99}"},
	{"undeclared office", "undeclared", noticeFile, "ask: information resilience and transparency team", "ask: complaints team"},
	{"undeclared answers", "undeclared", serviceFile, "codes: housing, label", "codes: tenure, label"},
	{"undeclared field", "undeclared", serviceFile, "items: [client.access-needs]}", "items: [client.access-needs, client.shoe-size]}"},
	{"letter names an undeclared item", "undeclared", serviceFile, "\"{client.address}\"", "\"{client.postcode}\""},
	{"event never used", "never used", noticeFile, "  left:           {is", "  returned: {is: referral received, says: you come back}\n  left:           {is"},
	{"purpose never used", "never used", noticeFile, "  supervise: {says", "  sell: {says: To sell it, basis: task}\n  supervise: {says"},
	{"recipient never used", "never used", noticeFile, "  interreg:          {says", "  cousin: {says: a cousin, kind: independent, where: UK, gets: no personal data}\n  interreg:          {says"},
	{"basis never used", "never used", noticeFile, "  statistics: {article 9", "  vital: {article 6: d, says: a life is at stake}\n  statistics: {article 9"},
	{"role never used", "never used", serviceFile, "  triage:       {title", "  driver: {title: Driver}\n  triage:       {title"},
	{"tier never used", "never used", noticeFile, "  record:    {called", "  paper: {called: Paper, until: 2027-12-31}\n  record:    {called"},
	{"tier without keep", "tier without keep", noticeFile, "by: [visit, phone], tier: sensitive, cites: [PW-11]", "by: [visit, phone], tier: health, cites: [PW-11]"},
	{"item without tier", "missing key", noticeFile, "by: [visit, phone], tier: sensitive, cites: [PW-11]", "by: [visit, phone], cites: [PW-11]"},
	{"item without source", "missing key", noticeFile, "{about: client, from: client, at: engaged, by: [visit, phone], tier: sensitive, cites: [PW-11]", "{about: client, at: engaged, by: [visit, phone], tier: sensitive, cites: [PW-11]"},
	{"item without purpose", "item without purpose", noticeFile, "ask: {gender: your gender}", "ask: {gender: your gender, hobby: your hobby}"},
	{"nobody may record", "nobody may record", noticeFile, "by: connector, may: [see, record, correct], for: access", "by: connector, may: [see], for: access"},
	{"collected for nothing", "collected for nothing", noticeFile, "  equality:  {by: [year, ethnicity], from: [client.ethnicity]}\n", ""},
	{"item not asked", "item not asked", serviceFile, "  client.lifestyle:    {as: long text, label: How they spend their days, max: 4000, why: So that the plan fits the days you like}\n", ""},
	{"forbidden item", "forbidden item", noticeFile, "ask: {gender: your gender}", "ask: {gender: your gender, date-of-birth: your date of birth}"},
	{"special without condition", "special without condition", noticeFile, "basis: task, special: [care], cites: [PW-20, PW-36]", "basis: task, cites: [PW-20, PW-36]"},
	{"policy document", "policy document", noticeFile, "schedule 1: [6, 8, 19], policy document: required,", "schedule 1: [6, 8, 19],"},
	{"condition without paragraph", "condition", noticeFile, "schedule 1: [6, 8, 19], policy document: required,", "policy document: required,"},
	{"condition without secrecy", "condition", noticeFile, "schedule 1: [2], secrecy: connector,", "schedule 1: [2],"},
	{"statistics without paragraph", "condition", noticeFile, "schedule 1: [4],", "schedule 1: [1],"},
	{"legitimate interests", "basis not open", noticeFile, "article 6: e,", "article 6: f,"},
	{"basis of both articles", "basis", noticeFile, "article 6: e,", "article 6: e, article 9: h, secrecy: connector, schedule 1: [2],"},
	{"condition for a basis", "basis", noticeFile, "To check the work of the team, basis: task", "To check the work of the team, basis: care"},
	{"counts only", "only counts", noticeFile, "may: [record], for: manage", "may: [record, see], for: manage"},
	{"software that reads", "actor", noticeFile, "{by: name index, may: [index]", "{by: name index, may: [index, see]"},
	{"dates only", "dates only", noticeFile, "{by: auditor,", "{by: [auditor, data protection officer],"},
	{"share on nobody's word", "share", noticeFile, "permission: ask each time, ", ""},
	{"law without approver", "share", noticeFile, "needs: [order or power, approver]", "needs: [order or power]"},
	{"share of nothing", "share of nothing", noticeFile, "permission: ask each time, sets: [passed on],", "permission: ask each time,"},
	{"never shared", "never shared", noticeFile, "when: law requires, sets: [referral,", "when: law requires, sets: [referrer, referral,"},
	{"nobody may share", "nobody may share", noticeFile, "permission: ask each time, sets: [passed on],", "permission: ask each time, sets: [passed on, facts],"},
	{"transfer", "transfer without mechanism", noticeFile, "says: the group or organisation you chose, kind: independent, where: UK", "says: the group or organisation you chose, kind: independent, where: USA"},
	{"no agreement", "recipient without agreement", noticeFile, "gap: No agreement with an activity provider is in the print, ", ""},
	{"repealed Act", "repealed Act", noticeFile, "acts: [Care Act 2014,", "acts: [Data Protection Act 1998,"},
	{"ends without take", "retention", noticeFile, "or: [2027-12-31], take: earliest, ", "or: [2027-12-31], "},
	{"correction of a date", "retention", noticeFile, "until: 2027-12-31, cites", "until: 2027-12-31, correct within: 10 minutes, cites"},
	{"odd span", "odd span", serviceFile, "within: 2 working days", "within: a while"},
	{"automatic outcome", "automatic outcome", noticeFile, "says: We make no such decision", "says: A score decides"},
	{"fee", "fee", noticeFile, "  free: true", "  free: false"},
	{"contact without outcome", "outcome", noticeFile, "{is: contact, outcome: [spoke to the person themselves],", "{is: contact,"},
	{"one outcome, two events", "outcome", noticeFile, "{is: contact, outcome: [spoke to the person themselves],", "{is: contact, outcome: [spoke to the person themselves, unreachable],"},
	{"form too early", "form asks too early or too late", noticeFile, "from: client, at: engaged, by: [visit, phone], tier: sensitive, cites: [PW-12]", "from: client, at: application, by: [visit, phone], tier: sensitive, cites: [PW-12]"},
	{"form by another channel", "form asks by another channel", serviceFile, "by: connector, channel: [phone, visit], stage: engaged", "by: connector, channel: [phone, visit, post], stage: engaged"},
	{"form leaves out", "form leaves out", serviceFile, "{form: refer-yourself, title: Ask for a Community Connector, by: public form, channel: [web], stage: application, from: client,\n     groups: [{title: You, items: [client.name, client.address,", "{form: refer-yourself, title: Ask for a Community Connector, by: public form, channel: [web], stage: application, from: client,\n     groups: [{title: You, items: [client.name,"},
	{"form without use", "form without use", serviceFile, "title: A referral by telephone, by: triage", "title: A referral by telephone, by: team manager"},
	{"field twice", "duplicate", serviceFile, "items: [client.medical, client.gp-practice]", "items: [client.medical, client.gp-practice, client.medical]"},
	{"declined in a list", "not an answer", serviceFile, "    man: Man\n", "    man: Man\n    declined: Prefers not to say\n"},
	{"choice without list", "code list", serviceFile, "{as: choice, codes: gender, label", "{as: text, codes: gender, label"},
	{"sum that mixes", "sum", serviceFile, "item: client.wellbeing\n    sum: false", "item: client.wellbeing\n    sum: true"},
	{"words for a scale", "scale", serviceFile, "labels: [hardly ever, some of the time, often], better", "labels: [hardly ever, often], better"},
	{"letter sees too much", "letter", serviceFile, "\"{client.address}\"", "\"{client.gender}\""},
	{"provider nobody may share with", "provider", serviceFile, "Canterbury\", recipient: activity provider", "Canterbury\", recipient: interreg"},
	{"missing contact", "missing contact", kentFile, "public enquiries:    {gap: The print gives no telephone number for the public}", "public enquiries:    {}"},
}

func TestBrokenPackSaysWhereWhatAndHowToMend(t *testing.T) {
	var all strings.Builder
	for _, c := range broken {
		t.Run(c.name, func(t *testing.T) {
			fmt.Fprintf(&all, "== %s\n", c.name)
			list := faults(t, edited(t, c.file, c.old, c.with))
			found := false
			for _, f := range list {
				fmt.Fprintln(&all, f.Error())
				found = found || f.Rule == c.rule
				if f.Pos.Line < 1 || f.Pos.Col < 1 || f.Mend == "" || f.Says == "" {
					t.Errorf("the fault is not whole: %#v", f)
				}
			}
			if !found {
				t.Errorf("no fault names the rule %q:\n%v", c.rule, list)
			}
		})
	}
	golden(t, "testdata/broken.txt", all.String())
}

func TestEveryFaultIsListedNotOnlyTheFirst(t *testing.T) {
	fsys := edited(t, noticeFile, "article 6: e,", "article 6: f,")
	for _, c := range [][3]string{
		{noticeFile, "ask: {gender: your gender}", "ask: {gender: your gender, date-of-birth: your date of birth}"},
		{noticeFile, "  free: true", "  free: false"},
		{serviceFile, "within: 2 working days", "within: a while"},
	} {
		fsys[c[0]] = &fstest.MapFile{Data: []byte(strings.Replace(string(fsys[c[0]].Data), c[1], c[2], 1))}
	}
	_, err := notice.LoadAll(fsys)
	if err == nil {
		t.Fatal("a pack with four faults loads")
	}
	for _, rule := range []string{"basis not open", "forbidden item", "fee", "odd span"} {
		if !strings.Contains(err.Error(), ": "+rule+": ") {
			t.Errorf("the error does not name %q:\n%v", rule, err)
		}
	}
}

func TestMissingFilesAreFaults(t *testing.T) {
	for _, fsys := range []fstest.MapFS{{}, {kentFile: {Data: []byte("controller: kent")}}} {
		if p, err := notice.Load(fsys, "kent", "positive-wellbeing"); err == nil || p != nil {
			t.Errorf("a pack loads from %v", fsys)
		}
	}
	if _, err := notice.LoadAll(fstest.MapFS{}); err == nil {
		t.Error("no packs at all is no fault")
	}
	if n := len(faults(t, fstest.MapFS{})); n != 3 {
		t.Errorf("got %d faults, want one for each of the three files", n)
	}
}
