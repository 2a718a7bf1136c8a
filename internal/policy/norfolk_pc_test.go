package policy_test

import (
	"slices"
	"testing"

	"candour/internal/care"
	"candour/internal/notice"
	"candour/internal/policy"
	"candour/internal/promise"
)

func carers(t *testing.T) house { return norfolk(t, "parent-carers") }

// assessed is an answer that an assessor writes down at a visit.
func (h house) assessed(item, from, form, purpose string) policy.Collect {
	return policy.Collect{
		By: "assessor", Act: policy.Record, Purposes: []string{purpose}, Facts: h.at("assessing", mine),
		Item: item, From: from, Channel: "visit", Form: form,
	}
}

func TestHealthOfAParentCarerIsRefusedWithoutRelevance(t *testing.T) {
	promise.Kept(t, "PC-17")
	h := carers(t)
	for _, item := range []string{"client.health", "client.disability"} {
		c := h.assessed(item, "client", "assessment", "assess")
		h.refuses(t, c, policy.NeedsRelevance, "PC-17")
		h.refuses(t, why(c, "\t "), policy.NeedsRelevance, "PC-17")
		h.takes(t, why(c, "Lifting at night"))
		web := why(c, "Lifting at night")
		web.By, web.Form, web.Channel, web.Facts = "public form", "ask-for-assessment", "web", h.at("asking")
		h.refuses(t, web, policy.NotAtThisStage, "PC-17")
	}
	h.recordedBy(t, "assessor", "assess", mine, []string{"assessing"}, "client.health", "client.disability")
}

// special are the special items of people whom the notice speaks about, with
// the purposes each is used for.
var specialOfCarers = map[string][]string{
	"client.ethnicity": {"reach"}, "client.health": {"assess"}, "client.disability": {"assess"}, "client.assessment": {"assess", "support"},
	"client.support": {"assess", "support"}, "client.earlier": {"assess"}, "child.health": {"household"}, "adult.health": {"household"},
}

func TestSpecialInformationOfParentCarersServesItsPurposesAlone(t *testing.T) {
	promise.Kept(t, "PC-20")
	h := carers(t)
	if b, ok := h.Basis("function"); !ok || b.Article9 != "g" {
		t.Error("special information rests on no condition")
	}
	for _, it := range h.Items {
		if want, ok := specialOfCarers[it.Code]; ok != (it.Special != "") || ok && !slices.Equal(slices.Sorted(slices.Values(h.PurposesOf(it.Index))), want) {
			t.Errorf("%s (%s) is used for %v, want %v", it.Code, it.Special, h.PurposesOf(it.Index), want)
		}
	}
	// Only when relevant: health is refused with no reason, whoever it is of.
	for item, form := range map[string]string{"client.health": "assessment", "client.disability": "assessment", "child.health": "household", "adult.health": "household"} {
		purpose := specialOfCarers[item][0]
		c := h.assessed(item, "client", form, purpose)
		h.refuses(t, c, policy.NeedsRelevance, "PC-20")
		h.takes(t, why(c, "Lifting at night"))
		h.recordedBy(t, "assessor", purpose, mine, []string{"assessing"}, item)
	}
	h.takes(t, h.assessed("client.ethnicity", "client", "assessment", "reach"))
	for _, role := range []string{"assessor", "coordinator", "assessments manager"} {
		if slices.Contains(h.may(role, policy.See, "reach", h.at("assessing", mine, inTeam)), "client.ethnicity") {
			t.Errorf("a %s sees an ethnic group", role)
		}
	}
	// Given the improvement extract, when it runs, then no special column is in
	// it; what is counted of whom the service reaches is counted and no more.
	if x, ok := h.Purpose("improve"); !ok || x.Output != "counts" || len(x.Special) > 0 {
		t.Errorf("the extract gives %+v", x)
	}
	if x, ok := h.Purpose("reach"); !ok || x.Output != "counts" {
		t.Errorf("whom it reaches is given as %+v", x)
	}
	if got := h.may("assessments manager", policy.Derive, "improve", h.at("assessing")); !slices.Equal(got, h.codes("facts")) {
		t.Errorf("the extract has %v", got)
	}
	if !slices.ContainsFunc(h.aboutUse(), func(ref string) bool {
		c, ok := h.Clause(ref)
		return ok && slices.Contains(c.Cites, "PC-20")
	}) {
		t.Error("the notice does not say that special information is for these purposes alone")
	}
}

func TestAHouseholdIsAClosedList(t *testing.T) {
	promise.Begun(t, "PC-19")
	h := carers(t)
	var of []string
	for _, it := range h.Items {
		if it.About != "client" {
			of = append(of, it.Code)
			form, purpose := "household", "household"
			h.refuses(t, h.assessed(it.Code, "client", form, purpose), policy.NeedsRelevance, "PC-19")
			h.takes(t, why(h.assessed(it.Code, "client", form, purpose), "She lifts him at night"))
		}
	}
	if want := []string{"child.name", "child.health", "adult.name", "adult.tie", "adult.health"}; !slices.Equal(of, want) {
		t.Errorf("of others at home the notice takes %v, want %v", of, want)
	}
	for _, item := range []string{"child.school", "child.school-report", "adult.employment"} {
		if a := h.table.DecideCollect(h.assessed(item, "client", "household", "household")); a.Allowed || a.Why != policy.NotInNotice {
			t.Errorf("%s: allowed %v, why %q", item, a.Allowed, a.Why)
		}
	}
}

func TestTheParentsOwnDetailsAreHeldToTheirCodes(t *testing.T) {
	h := carers(t)
	for id, items := range map[string]map[string][2]string{
		"PC-11": {"client.date-of-birth": {"1984-03-02", "2084-03-02"}},
		"PC-12": {"client.gender": {"woman", "quagga"}},
		"PC-13": {"client.language": {"pt", "quagga"}},
		"PC-15": {"client.living": {"shared-care", "quagga"}},
		"PC-16": {"client.ethnicity": {"other-arab", "quagga"}},
	} {
		t.Run(id, func(t *testing.T) {
			promise.Begun(t, id)
			for item, answers := range items {
				purpose := "assess"
				if item == "client.ethnicity" {
					purpose = "reach"
				}
				h.takes(t, h.assessed(item, "client", "assessment", purpose))
				if v, problem := h.answered(t, item, answers[0]); problem != "" || !v.Given() {
					t.Errorf("%s of %q has the problem %q", item, answers[0], problem)
				}
				if _, problem := h.answered(t, item, answers[1]); problem == "" {
					t.Errorf("%s of %q is taken", item, answers[1])
				}
				if v, problem := h.answered(t, item, "declined"); item == "client.ethnicity" && (problem != "" || v.Empty != care.Declined) {
					t.Errorf("%s declined has the problem %q", item, problem)
				}
			}
		})
	}
}

// A share that picks one of several bodies, or rests on a line of consent, is
// refused until that can be shown. One that rests on the need to know opens
// for what it lists and for nothing else.
func TestSharesOpenForWhatTheyListAndNoFurther(t *testing.T) {
	for id, c := range map[string]struct{ service, by, to, purpose, listed, other string }{
		"CC-25": {"connecting-communities", "caseworker", "district council", "notify", "client.name", "client.name"},
		"CC-26": {"connecting-communities", "caseworker", "district council", "notify", "client.support", "client.support"},
		"CC-27": {"connecting-communities", "caseworker", "district council", "notify", "client.health", "client.health"},
		"CC-28": {"connecting-communities", "caseworker", "companies", "notify", "client.name", "client.talk-notes"},
		"PC-09": {"parent-carers", "coordinator", "family teams", "family", "client.assessment-facts", "client.assessment"},
		"PC-24": {"parent-carers", "coordinator", "kids", "assess", "client.name", "client.health"},
		"PC-27": {"parent-carers", "coordinator", "companies", "assess", "client.name", "child.health"},
	} {
		t.Run(id, func(t *testing.T) {
			promise.Begun(t, id)
			h := norfolk(t, c.service, everyLine...)
			stage := h.Stages[1].Code
			for _, when := range []string{"", "need to know"} {
				r := policy.ShareRequest{By: c.by, To: c.to, Purpose: c.purpose, When: when, Items: []int{h.item(t, c.other)}, Facts: h.at(stage, mine, inTeam)}
				if d := h.table.DecideShare(r); d.Allowed {
					t.Errorf("%s goes to %s", c.other, c.to)
				}
			}
			if !slices.Contains(h.table.Shareable(c.to, c.purpose), h.item(t, c.listed)) {
				t.Errorf("the notice does not say that %s may go to %s", c.listed, c.to)
			}
		})
	}
}

func TestKidsGetsAnEarlierAssessmentAndNothingElseOfTheCase(t *testing.T) {
	promise.Kept(t, "PC-25")
	h := carers(t)
	if !slices.ContainsFunc(h.Sources, func(s notice.Source) bool { return s.Code == "our records" }) {
		t.Error("the council's own records are no source")
	}
	// A council worker brings the earlier assessment, and says why it matters.
	c := policy.Collect{
		By: "coordinator", Act: policy.Record, Purposes: []string{"assess"}, Facts: h.at("asking", inTeam),
		Item: "client.earlier", From: "our records", Channel: "system",
	}
	h.refuses(t, c, policy.NeedsRelevance, "PC-25")
	h.takes(t, why(c, "The same child, a year on"))
	if !slices.Contains(h.may("coordinator", policy.See, "assess", h.at("asking", inTeam)), "client.earlier") ||
		!slices.Contains(h.may("assessor", policy.See, "assess", h.at("assessing", mine)), "client.earlier") {
		t.Error("the earlier assessment is not there for who works with the parent")
	}
	// Given that and notes on a child, when the package is put together, then
	// the earlier assessment goes, and nothing else of the case can.
	var offered []string
	for _, i := range h.table.Shareable("kids", "assess") {
		offered = append(offered, h.Items[i].Code)
	}
	slices.Sort(offered)
	if !slices.Equal(offered, h.codes("contact", "earlier")) {
		t.Errorf("Kids may be sent %v", offered)
	}
	send := func(items ...string) policy.ShareDecision {
		r := policy.ShareRequest{By: "coordinator", To: "kids", Purpose: "assess", When: "need to know", Facts: h.at("asking", inTeam)}
		for _, code := range items {
			r.Items = append(r.Items, h.item(t, code))
		}
		return h.table.DecideShare(r)
	}
	if d := send("client.name", "client.earlier"); !d.Allowed {
		t.Errorf("the earlier assessment does not go: %q", d.Why)
	}
	for _, it := range h.Items {
		if !slices.Contains(offered, it.Code) && send("client.earlier", it.Code).Allowed {
			t.Errorf("%s goes with the earlier assessment", it.Code)
		}
	}
	for _, notes := range []string{"child.protection-notes", "client.social-care"} {
		c.Item = notes
		if a := h.table.DecideCollect(why(c, "Same")); a.Allowed || a.Why != policy.NotInNotice {
			t.Errorf("%s are brought along: %q", notes, a.Why)
		}
	}
}

// Further uses open nothing, and bettering the service takes counts alone.
func TestFurtherUsesOpenNothingAndImprovingTakesCounts(t *testing.T) {
	for id, c := range map[string]struct{ service, purpose, manager string }{
		"CC-08": {"connecting-communities", "improve", "communities manager"}, "CC-09": {"connecting-communities", "other", "communities manager"},
		"PC-06": {"parent-carers", "improve", "assessments manager"}, "PC-08": {"parent-carers", "other", "assessments manager"},
	} {
		t.Run(id, func(t *testing.T) {
			promise.Begun(t, id)
			h := norfolk(t, c.service, everyLine...)
			for _, act := range []string{policy.See, policy.Record, policy.Correct, policy.Share, policy.Export, policy.Derive} {
				for _, stage := range h.Stages {
					got := h.may(c.manager, act, c.purpose, h.at(stage.Code, mine, inTeam))
					if derives := act == policy.Derive && c.purpose == "improve"; derives != (len(got) > 0) {
						t.Errorf("for %s a %s may %s %v", c.purpose, c.manager, act, got)
					}
				}
			}
		})
	}
}
