package notice_test

import (
	"slices"
	"strings"
	"testing"

	"candour/internal/notice"
	"candour/internal/promise"
)

const cityNoticeFile = "city/council-wide/notice.yaml"

func councilWide(t *testing.T) *notice.Pack { return promise.PackOf(t, "city", "council-wide") }

// lines gives what the page says from one clause.
func lines(p *notice.Pack, ref string) string {
	var out []string
	for _, s := range p.Page().Sections {
		for _, l := range s.Lines {
			if slices.Contains(l.Clauses, ref) {
				out = append(out, l.Says)
			}
		}
	}
	return strings.Join(out, "\n")
}

// cityRefused requires the council-wide notice, changed in one place, not to load.
func cityRefused(t *testing.T, what, old, with, says string) {
	t.Helper()
	_, err := notice.Load(edited(t, cityNoticeFile, old, with), "city", "council-wide")
	if err == nil || !strings.Contains(err.Error(), says) {
		t.Errorf("%s: %v", what, err)
	}
}

func TestTheCityTellsWhatItDoesAndWhenItTells(t *testing.T) {
	promise.Kept(t, "CW-01")
	p := councilWide(t)
	clock, ok := p.Clock("notice")
	if !ok || !slices.Contains(clock.Clause.Cites, "CW-01") || !strings.Contains(lines(p, "clocks.notice"), "within 1 month") {
		t.Error("no clock holds the notice to a month")
	}
	if !says(p, "CW-01", "By law we must tell you what we mean to do with information about you and whom we share it with") {
		t.Error("the notice does not say that the law asks it to tell")
	}
}

func TestEveryLineOfTheCitysRecordHasItsEnd(t *testing.T) {
	promise.Kept(t, "CW-07")
	p := councilWide(t)
	for _, tier := range p.Tiers {
		if tier.Review.Months != 12 || !strings.Contains(lines(p, "keep."+tier.Code), "We review it every 12 months") {
			t.Errorf("nobody ever looks again at %s", tier.Code)
		}
	}
	cityRefused(t, "an item of no tier", "by: system, tier: communications, cites", "by: system, cites", "tier")
	cityRefused(t, "a tier with no keep line", "by: system, tier: communications, cites", "by: system, tier: tapes, cites", "tapes")
	cityRefused(t, "a keep line with no end", "called: Recorded contacts, review: every 12 months, after: closed,", "called: Recorded contacts,", "communications")
}

func TestACityItemWithoutAPurposeIsRefused(t *testing.T) {
	promise.Kept(t, "CW-20")
	p := councilWide(t)
	cityRefused(t, "an item in no set", "items: [resident.telephone, resident.date-of-birth, resident.address-protected]", "items: [resident.telephone, resident.address-protected]", "nothing says what")
	x, ok := p.Purpose("services")
	if !ok || !says(p, "CW-20", x.Says) || !strings.Contains(x.Says, "get in touch") {
		t.Error("the notice does not say that it collects to get in touch and to give the service")
	}
}

func TestSayingNoToSharingCostsNothing(t *testing.T) {
	promise.Kept(t, "CW-13")
	p := councilWide(t)
	for _, c := range p.Consents {
		if c.Needed || !strings.Contains(lines(p, c.Clause.Ref), "You can refuse it and still have the service") {
			t.Errorf("the service is lost to whoever says no to %q", c.Says)
		}
	}
	for _, words := range []string{"Pass my sensitive details to whoever gives me the service", "Saying no costs you nothing"} {
		if !says(p, "CW-13", words) {
			t.Errorf("the notice does not say %q", words)
		}
	}
}

func TestConsentThatIsGivenCanBeTakenBack(t *testing.T) {
	promise.Kept(t, "CW-18")
	p := councilWide(t)
	if !strings.Contains(lines(p, "rights.withdraw consent"), "take it back at any time") {
		t.Error("the notice does not say that consent can be taken back")
	}
	for ref, words := range map[string]string{
		"bases.explicit": "Article 9(2)(a)", "bases.offence consent": "Article 10", "consents.sensitive": "take it back at any time, by itself",
	} {
		if !strings.Contains(lines(p, ref), words) {
			t.Errorf("the notice does not show %q", words)
		}
	}
}

func TestTheNoticeSaysWhyEachThingIsAsked(t *testing.T) {
	promise.Kept(t, "CW-19")
	p := councilWide(t)
	for _, it := range p.Items {
		if it.Shape.Why == "" {
			t.Errorf("nothing says why %s is asked", it.Code)
		}
	}
	if !strings.Contains(lines(p, "rights.know"), "what we do with your information and why") {
		t.Error("the notice does not say that you may know how it is used and why")
	}
}

func TestTheKindsOfRecordedContactAreNamed(t *testing.T) {
	promise.Kept(t, "CW-71")
	p := councilWide(t)
	it, ok := p.ItemByCode("resident.communications")
	if !ok || !slices.Contains(it.From, "resident") || !slices.Contains(p.PurposesOf(it.Index), "crime") {
		t.Fatal("no item holds recorded contacts")
	}
	for _, kind := range []string{"phone calls", "emails", "instant messages", "online payments"} {
		if !says(p, "CW-71", kind) {
			t.Errorf("the notice does not name %s", kind)
		}
	}
	if !slices.ContainsFunc(p.Uses, func(u notice.Use) bool {
		return slices.Contains(u.By, "recorder") && slices.Contains(u.May, "record") && slices.Contains(p.ItemsOf(u), it.Index)
	}) {
		t.Error("nothing records them")
	}
}

func TestTechnologyToComeIsShownWithItsAssessment(t *testing.T) {
	promise.Kept(t, "CW-54")
	p := councilWide(t)
	for _, what := range []string{"biometric scanners", "body-worn video cameras"} {
		if !says(p, "CW-54", "assessment for "+what+": needed before use") {
			t.Errorf("the notice does not show %s with the state of its assessment", what)
		}
		if slices.ContainsFunc(p.Items, func(it notice.Item) bool { return it.Special == "biometric" || strings.Contains(it.Words, what) }) {
			t.Errorf("%s is collected and its assessment is not approved", what)
		}
	}
}

// What the notice itself can show of promises whose rest is later work.
func TestTheCityShowsWhomToAsk(t *testing.T) {
	p := councilWide(t)
	for id, words := range map[string]string{
		"CW-10": "“Privacy statement”, whose address is lost",
		"CW-47": "Caldicott Guardian, the Director of Care Services and Commissioning",
		"CW-48": "how we use your NHS number, since the page that the print links is lost",
	} {
		promise.Begun(t, id)
		if !says(p, id, words) {
			t.Errorf("%s: the notice does not say %q", id, words)
		}
	}
}

func TestNothingButANameIsNeeded(t *testing.T) {
	promise.Begun(t, "CW-21")
	for _, it := range councilWide(t).Items {
		if it.Required != (it.Code == "resident.name") {
			t.Errorf("%s: needed %v", it.Code, it.Required)
		}
	}
}

func TestAMatchIsNotTakenForFraud(t *testing.T) {
	promise.Kept(t, "CW-43")
	p := councilWide(t)
	if !strings.Contains(lines(p, "decides automatically"), "no fraud or error is assumed until that person has looked into it") {
		t.Error("the notice does not say that a match is a lead for a person")
	}
}
