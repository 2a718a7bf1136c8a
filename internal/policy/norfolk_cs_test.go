package policy_test

import (
	"slices"
	"strings"
	"testing"

	"candour/internal/notice"
	"candour/internal/policy"
	"candour/internal/promise"
)

// children is the pack of Children's Services with its table.
func children(t *testing.T) house {
	p := promise.PackOf(t, "norfolk", "childrens-services")
	return house{p, policy.Compile(p)}
}

// tells fails unless the page has a line that says text and is made from a
// clause that carries the promise.
func (h house) tells(t *testing.T, id string, texts ...string) {
	t.Helper()
	for _, text := range texts {
		found := false
		for _, s := range h.Page().Sections {
			for _, l := range s.Lines {
				carried := slices.ContainsFunc(h.Citing(id), func(c notice.Clause) bool { return slices.Contains(l.Clauses, c.Ref) })
				found = found || carried && strings.Contains(l.Says, text)
			}
		}
		if !found {
			t.Errorf("the page does not say %q for %s", text, id)
		}
	}
}

// whole is somebody who is given the child's case and is in its team.
func whole(f *policy.Facts) { f.Allocated, f.InTeam = true, true }

// A deed is what a role does for a purpose while, with which sets.
type deed struct {
	by, act, purpose, stage string
	sets                    []string
}

// opens holds that each deed is allowed, and that the same without a purpose
// is not.
func (h house) opens(t *testing.T, deeds ...deed) {
	t.Helper()
	for _, d := range deeds {
		f := h.at(d.stage, whole)
		got := h.may(d.by, d.act, d.purpose, f)
		for _, code := range h.codes(d.sets...) {
			if !slices.Contains(got, code) {
				t.Errorf("a %s may not %s %s for %s while %s", d.by, d.act, code, d.purpose, d.stage)
			}
		}
		if len(h.codes(d.sets...)) == 0 {
			t.Errorf("the sets %v are empty", d.sets)
		}
		if got := h.table.Decide(policy.Request{By: d.by, Act: d.act, Facts: f}).Allowed(); len(got) > 0 {
			t.Errorf("with no purpose a %s may %s %d items", d.by, d.act, len(got))
		}
	}
}

// heard is an answer that a role writes down, for whatever purposes it has.
func (h house) heard(by, stage, from, channel, item string) policy.Collect {
	c := policy.Collect{
		By: by, Act: policy.Record, Facts: h.at(stage, whole), Item: item, From: from, Channel: channel, Relevance: "It decides which help is safe",
	}
	for _, p := range h.Purposes {
		c.Purposes = append(c.Purposes, p.Code)
	}
	return c
}

func TestNoActivityOfChildrensServicesIsSavedWithoutAPurpose(t *testing.T) {
	promise.Kept(t, "CS-03")
	h := children(t)
	// Given a new activity, when it has no purpose, then it cannot be saved;
	// each of the five purposes opens its own.
	h.opens(t,
		deed{"public form", policy.Record, "safeguard", "front door", []string{"concern", "child details"}},
		deed{"front door worker", policy.Record, "safeguard", "front door", []string{"child numbers", "kept back", "child dealings", "child words"}},
		deed{"front door worker", policy.Record, "advice", "front door", []string{"concern", "child details", "child words"}},
		deed{"social worker", policy.Record, "assess", "assessment", []string{"concern", "child details", "child story", "child words"}},
		deed{"social worker", policy.Record, "services", "help", []string{"child details", "child story", "child money", "child words"}},
		deed{"social worker", policy.See, "support", "help", []string{"child details", "child story", "child health", "child words"}},
		deed{"social worker", policy.See, "safeguard", "assessment", []string{"concern", "child details", "child dealings", "child health"}},
		deed{"duty worker", policy.Record, "safeguard", "help", []string{"concern", "kept back", "child health", "child words"}},
	)
	for _, c := range []policy.Collect{
		h.heard("public form", "front door", "reporter", "web", "child.concern"),
		h.heard("front door worker", "front door", "worker", "phone", "child.notes"),
		h.heard("social worker", "help", "worker", "visit", "child.plan-facts"),
	} {
		h.takes(t, c)
		c.Purposes = nil
		if a := h.table.DecideCollect(c); a.Allowed || a.Why != policy.NoUse {
			t.Errorf("%s with no purpose: allowed %v, why %q", c.Item, a.Allowed, a.Why)
		}
	}
	h.tells(t, "CS-03", "among them children who are in need", "Keeping children safe is work that several organisations share")
}

// Every kind of child and carer the notice speaks of has its own dealings, and
// those who work with them may write them down.
func TestEachKindOfChildHasItsOwnDealings(t *testing.T) {
	promise.Kept(t, "CS-05")
	h := children(t)
	dealings, _ := h.ItemByCode("child.dealings")
	for _, code := range []string{"in-need", "protection", "looked-after-fostering", "looked-after-residential", "disabled", "adopted", "leaving-care"} {
		if !slices.ContainsFunc(dealings.Shape.Choices, func(o notice.Option) bool { return o.Code == code }) {
			t.Errorf("a child cannot be %s", code)
		}
	}
	for _, item := range []string{"child.dealings", "carer.dealings"} {
		h.takes(t, h.heard("social worker", "help", "worker", "visit", item))
	}
	h.opens(t,
		deed{"social worker", policy.Record, "services", "help", []string{"child dealings", "child health", "child origin"}},
		deed{"social worker", policy.Record, "services", "help", []string{"parent story", "parent health"}},
		deed{"social work manager", policy.See, "services", "help", []string{"child dealings", "child story"}},
		deed{"independent reviewing officer", policy.See, "services", "help", []string{"child dealings", "child words"}},
		deed{"adoption worker", policy.See, "adopt", "help", []string{"adoption"}},
	)
	h.tells(t, "CS-05", "looked after, leaving care, disabled, fostered or adopted")
}

func TestTransportLearnsNothingOfOffences(t *testing.T) {
	promise.Kept(t, "CS-08")
	h := children(t)
	// Given a risk of offending on the record, when whoever arranges transport
	// looks, for whatever they are there for, then it is not visible.
	closed := h.codes("child offences", "parent offences", "child story", "child words")
	for _, role := range []string{"business support", "public form", "name index"} {
		for _, p := range h.Purposes {
			for _, act := range []string{policy.See, policy.Share, policy.Record, policy.Index} {
				for _, stage := range []string{"front door", "assessment", "help"} {
					for _, code := range h.may(role, act, p.Code, h.at(stage, whole)) {
						if slices.Contains(closed, code) {
							t.Errorf("a %s may %s %s for %s while %s", role, act, code, p.Code, stage)
						}
					}
				}
			}
		}
	}
	for _, to := range []string{"transport team", "transport firms"} {
		for _, i := range h.table.Shareable(to, "enable") {
			if slices.Contains(closed, h.Items[i].Code) {
				t.Errorf("%s may go to %s", h.Items[i].Code, to)
			}
		}
	}
	h.opens(t,
		deed{"cleared social worker", policy.See, "safeguard", "help", []string{"child offences"}},
		deed{"social worker", policy.See, "support", "assessment", []string{"child story", "child health"}},
		deed{"business support", policy.See, "enable", "help", []string{"journey needs"}},
	)
	h.tells(t, "CS-08", "Specialist services, for special educational needs", "higher needs, like special educational needs")
}

func TestWhatOthersSayOfAFamilyIsTakenWithWhoSaidIt(t *testing.T) {
	promise.Kept(t, "CS-30")
	h := children(t)
	for _, item := range []string{
		"child.name", "child.address", "child.telephone", "child.email", "parent.name", "parent.address", "parent.telephone", "parent.email",
	} {
		for _, from := range []string{"public bodies", "organisations"} {
			h.takes(t, h.heard("social worker", "assessment", from, "email", item))
		}
	}
	h.tells(t, "CS-30", "other public bodies", "organisations that help the family")
	i := slices.IndexFunc(h.Clocks, func(c notice.Clock) bool { return slices.Contains(c.Clause.Cites, "CS-30") })
	if i < 0 || h.Clocks[i].Months != 1 {
		t.Error("no clock of one month runs for telling them")
	}
}

// sameHelp holds that a table for somebody who said no to everything lets staff
// help as one for somebody who said yes does.
func (h house) sameHelp(t *testing.T, no *policy.Table) {
	t.Helper()
	for _, d := range []deed{
		{"social worker", policy.Record, "assess", "assessment", nil}, {"social worker", policy.Record, "services", "help", nil},
		{"duty worker", policy.See, "safeguard", "help", nil}, {"public form", policy.Record, "safeguard", "front door", nil},
	} {
		f := h.at(d.stage, whole)
		refused, agreed := house{h.Pack, no}, house{h.Pack, policy.CompileFor(h.Pack, []string{"pictures", "feedback", "news"})}
		without := refused.may(d.by, d.act, d.purpose, f)
		if len(without) == 0 || !slices.Equal(without, agreed.may(d.by, d.act, d.purpose, f)) {
			t.Errorf("a no changes what a %s may do for %s", d.by, d.purpose)
		}
	}
}

func TestAUsefulUseIsOffUntilAYesAndHelpGoesOn(t *testing.T) {
	promise.Kept(t, "CS-35")
	h := children(t)
	no := policy.CompileFor(h.Pack, nil)
	lines := map[string]struct {
		purpose, by, act string
		sets             []string
	}{
		"pictures": {"publicity", "social worker", policy.See, []string{"pictures"}},
		"feedback": {"measure", "business support", policy.See, []string{"child feedback", "parent feedback"}},
		"news":     {"marketing", "business support", policy.See, []string{"news"}},
	}
	for line, l := range lines {
		with := func(given ...string) []string {
			return house{h.Pack, policy.CompileFor(h.Pack, given)}.may(l.by, l.act, l.purpose, h.at("help", whole))
		}
		// Given a useful use, when there is no consent, then it is blocked,
		// and a yes to another line does not open it.
		for other := range lines {
			if got := with(other); other != line && len(got) > 0 {
				t.Errorf("with a yes to %s alone, %s opens %v", other, line, got)
			}
		}
		if got := with(); len(got) > 0 {
			t.Errorf("with no yes, %s opens %v", line, got)
		}
		if got := with(line); !slices.Equal(got, h.codes(l.sets...)) || len(got) == 0 {
			t.Errorf("with a yes, %s opens %v", line, got)
		}
		i := slices.IndexFunc(h.Consents, func(c notice.Consent) bool { return c.Code == line })
		if i < 0 || h.Consents[i].Needed || h.Consents[i].Withdraw == "" {
			t.Errorf("%s is no line that may be refused and taken back by itself", line)
		}
	}
	h.sameHelp(t, no)
	if !slices.ContainsFunc(h.Rights.Grants, func(r notice.Right) bool { return slices.Contains(r.Clause.Cites, "CS-35") }) {
		t.Error("there is no right to take a yes back")
	}
	h.tells(t, "CS-35", "Help never hangs on it")
}

// Whoever arranges transport is shown a journey, and nothing else of the child.
// No run sheet is drawn up from it yet.
func TestAJourneyIsAllThatTransportIsShown(t *testing.T) {
	promise.Begun(t, "CS-10")
	h := children(t)
	want := h.codes("journey", "journey needs")
	for _, role := range append(slices.Clone(h.Roles), h.Actors...) {
		for _, code := range h.may(role.Code, policy.See, "enable", h.at("help", whole)) {
			if !slices.Contains(want, code) {
				t.Errorf("a %s sees %s for transport", role.Code, code)
			}
		}
	}
	h.opens(t, deed{"business support", policy.See, "enable", "help", []string{"journey", "journey needs"}})
}

// A number with a wrong check digit is no NHS number. Two children of one
// number are not brought to anybody's review yet.
func TestAnNHSNumberIsHeldToItsCheckDigit(t *testing.T) {
	promise.Begun(t, "CS-19")
	h := children(t)
	for _, item := range []string{"child.nhs-number", "parent.nhs-number"} {
		it := h.Items[h.item(t, item)]
		if _, problem := policy.ValidateAnswer(it, policy.Raw{Values: []string{"943 476 5919"}}); problem != "" {
			t.Errorf("%s: %s", item, problem)
		}
		if _, problem := policy.ValidateAnswer(it, policy.Raw{Values: []string{"943 476 5918"}}); problem == "" {
			t.Errorf("%s takes a number with a wrong check digit", item)
		}
	}
}
