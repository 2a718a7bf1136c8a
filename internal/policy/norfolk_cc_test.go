package policy_test

import (
	"slices"
	"testing"

	"candour/internal/calendar"
	"candour/internal/care"
	"candour/internal/notice"
	"candour/internal/policy"
	"candour/internal/promise"

	"github.com/google/go-cmp/cmp"
)

// norfolk is a service of Norfolk's, for somebody who said yes to some lines
// of consent.
func norfolk(t *testing.T, service string, yes ...string) house {
	p := promise.PackOf(t, "norfolk", service)
	return house{p, policy.CompileFor(p, yes)}
}

// everyLine is each line of consent that Connecting Communities asks.
var everyLine = []string{"tell", "health", "orientation", "records", "improve", "talks"}

func communities(t *testing.T) house { return norfolk(t, "connecting-communities", everyLine...) }

// talked is an answer that a caseworker writes down at a visit.
func (h house) talked(item string) policy.Collect {
	return policy.Collect{
		By: "caseworker", Act: policy.Record, Purposes: []string{"notify"}, Facts: h.at("agreed", mine),
		Item: item, From: "client", Channel: "visit", Form: "talk-it-through",
	}
}

func why(c policy.Collect, reason string) policy.Collect {
	c.Relevance = reason
	return c
}

// answered reads what somebody wrote for an item, on the first day.
func (h house) answered(t *testing.T, item string, values ...string) (care.Value, string) {
	t.Helper()
	return policy.ValidateAnswer(h.Items[h.item(t, item)], policy.Raw{Values: values, Asked: calendar.Date(2026, 11, 23)})
}

// recordedBy wants a role to see, record and correct these items for a purpose
// at the stages given, of whoever is theirs, and nobody else's.
func (h house) recordedBy(t *testing.T, role, purpose string, who func(*policy.Facts), stages []string, items ...string) {
	t.Helper()
	for _, act := range []string{policy.See, policy.Record, policy.Correct} {
		for _, stage := range stages {
			got := h.may(role, act, purpose, h.at(stage, who))
			for _, item := range items {
				if !slices.Contains(got, item) {
					t.Errorf("while %s a %s may not %s %s", stage, role, act, item)
				}
			}
			for _, item := range h.may(role, act, purpose, h.at(stage)) {
				if slices.Contains(items, item) {
					t.Errorf("while %s a %s may %s %s of anybody", stage, role, act, item)
				}
			}
		}
	}
}

// The one purpose by which anything leaves is to tell the local council.
func TestNothingLeavesButToTellTheLocalCouncil(t *testing.T) {
	promise.Kept(t, "CC-06")
	h := communities(t)
	// Given a request, when it is to go to the NHS, then it is refused: the
	// notice has no such purpose.
	for _, to := range []string{"nhs", "police", "district council"} {
		for _, purpose := range []string{"notify", "care", "improve", "study", "ties", "look up", "other"} {
			if to == "district council" && purpose == "notify" {
				continue
			}
			r := policy.ShareRequest{By: "caseworker", To: to, Purpose: purpose, Items: []int{h.item(t, "client.name")}, Facts: h.at("agreed", mine)}
			if d := h.table.DecideShare(r); d.Allowed || d.Why != policy.NoShare {
				t.Errorf("to %s for %s: allowed %v, why %q", to, purpose, d.Allowed, d.Why)
			}
		}
	}
	// What may go to the district is what the notice lists, under the yes it names.
	for sets, yes := range map[[3]string]string{
		{"contact", "need"}: "tell", {"about you", "people", "means"}: "tell", {"health"}: "health", {"orientation"}: "orientation",
	} {
		want := slices.DeleteFunc(slices.Clone(sets[:]), func(s string) bool { return s == "" })
		if !slices.ContainsFunc(h.Shares, func(s notice.Share) bool {
			return s.To == "district council" && s.Purpose == "notify" && s.On == yes && slices.Equal(s.Sets, want)
		}) {
			t.Errorf("%v may not go to the district on %q", want, yes)
		}
	}
	if got := h.table.PurposesOf("caseworker", policy.Share); !slices.Equal(got, []string{"notify"}) {
		t.Errorf("a caseworker may share for %v", got)
	}
	if diff := cmp.Diff(h.codes("contact", "need", "facts"), h.may("communities manager", policy.See, "notify", h.at("agreed", inTeam))); diff != "" {
		t.Errorf("a manager sees (-want +got):\n%s", diff)
	}
	if e, ok := h.Event("told"); !ok || e.Kind != notice.Recorded {
		t.Error("that the council was told is no event to record")
	}
}

func TestADateOfBirthThatLiesAheadIsNotSaved(t *testing.T) {
	promise.Kept(t, "CC-11")
	h := communities(t)
	h.takes(t, h.talked("client.date-of-birth"))
	h.recordedBy(t, "caseworker", "notify", mine, []string{"asking", "agreed"}, "client.date-of-birth")
	for _, day := range []string{"2026-11-24", "2027", "2026-12", "2031-02-01"} {
		if _, problem := h.answered(t, "client.date-of-birth", day); problem == "" {
			t.Errorf("%s is taken for a date of birth", day)
		}
	}
	for _, day := range []string{"1961-05-09", "1961-05", "1961", "2026-11-23"} {
		if v, problem := h.answered(t, "client.date-of-birth", day); problem != "" || !v.Given() {
			t.Errorf("%s is refused: %s", day, problem)
		}
	}
}

func TestAMaritalStatusMayBeLeftBlank(t *testing.T) {
	promise.Kept(t, "CC-12")
	h := communities(t)
	h.takes(t, h.talked("client.marital-status"))
	h.recordedBy(t, "caseworker", "notify", mine, []string{"asking", "agreed"}, "client.marital-status")
	v, problem := h.answered(t, "client.marital-status", "")
	if problem != "" || v.Given() {
		t.Errorf("left blank, it is %+v with the problem %q", v, problem)
	}
	if v, problem := h.answered(t, "client.marital-status", "declined"); problem != "" || v.Empty != care.Declined {
		t.Errorf("preferring not to say is %+v with the problem %q", v, problem)
	}
	if v, problem := h.answered(t, "client.marital-status", "widowed"); problem != "" || !slices.Equal(v.Codes, []string{"widowed"}) {
		t.Errorf("a code of the list is %+v with the problem %q", v, problem)
	}
	if _, problem := h.answered(t, "client.marital-status", "quagga"); problem == "" {
		t.Error("a word that is no code is taken")
	}
}

func TestADistrictOfficerDoesNotSeeMoney(t *testing.T) {
	promise.Kept(t, "CC-17")
	h := communities(t)
	told := func(f *policy.Facts) { f.Happened["told"] = true }
	for _, item := range []string{"client.employment", "client.finances"} {
		h.takes(t, h.talked(item))
		h.recordedBy(t, "caseworker", "notify", mine, []string{"asking", "agreed"}, item)
	}
	for _, purpose := range append(h.table.PurposesOf("district officer", policy.See), "notify", "improve", "look up") {
		got := h.may("district officer", policy.See, purpose, h.at("agreed", inTeam, mine, covering, supervised, told))
		if slices.Contains(got, "client.finances") || slices.Contains(got, "client.employment") {
			t.Errorf("for %s a district officer sees %v", purpose, got)
		}
	}
	if got := h.may("district officer", policy.See, "notify", h.at("agreed", inTeam, told)); !slices.Equal(got, h.codes("contact", "need")) {
		t.Errorf("once told, a district officer sees %v", got)
	}
}

func TestHealthOfARequestIsRefusedWithoutRelevance(t *testing.T) {
	promise.Kept(t, "CC-18")
	h := communities(t)
	for _, item := range []string{"client.health", "client.social-care"} {
		h.refuses(t, h.talked(item), policy.NeedsRelevance, "CC-18")
		h.refuses(t, why(h.talked(item), " \n"), policy.NeedsRelevance, "CC-18")
		h.takes(t, why(h.talked(item), "Stairs to the flat"))
		web := why(h.talked(item), "Stairs to the flat")
		web.By, web.Form, web.Channel, web.Facts = "public form", "ask-for-support", "web", h.at("asking")
		h.refuses(t, web, policy.NotAtThisStage, "CC-18")
	}
	h.recordedBy(t, "caseworker", "notify", mine, []string{"agreed"}, "client.health", "client.social-care")
	// A yes to the council being told is no yes to health.
	for _, item := range []string{"client.health", "client.social-care"} {
		if a := norfolk(t, "connecting-communities", "tell").table.DecideCollect(why(h.talked(item), "Stairs")); a.Allowed {
			t.Errorf("%s is taken without a yes to it", item)
		}
	}
}

func TestAReasonForHealthIsNoneForOrientation(t *testing.T) {
	promise.Kept(t, "CC-19")
	h := communities(t)
	// Given relevance for health only, when both are posted, then health is
	// taken and orientation refused.
	h.takes(t, why(h.talked("client.health"), "Stairs to the flat"))
	h.refuses(t, h.talked("client.orientation"), policy.NeedsRelevance, "CC-19")
	h.takes(t, why(h.talked("client.orientation"), "A group to join"))
	h.recordedBy(t, "caseworker", "notify", mine, []string{"agreed"}, "client.orientation")
	only := norfolk(t, "connecting-communities", "tell", "health")
	only.takes(t, why(only.talked("client.health"), "Stairs to the flat"))
	if a := only.table.DecideCollect(why(only.talked("client.orientation"), "A group to join")); a.Allowed {
		t.Error("an orientation is taken on a yes to health")
	}
}

func TestSpecialInformationIsInNoExtract(t *testing.T) {
	promise.Kept(t, "CC-20")
	h := communities(t)
	special := []string{"client.health", "client.orientation", "client.social-care"}
	for _, code := range special {
		if it := h.Items[h.item(t, code)]; it.Special == "" || !it.Relevant {
			t.Errorf("%s is not held to be special", code)
		}
	}
	// Given the improvement extract, when it runs, then it has no special
	// column, and it gives counts alone.
	x, ok := h.Purpose("improve")
	if !ok || x.Output != "counts" {
		t.Fatalf("the extract gives %q", x.Output)
	}
	for _, role := range []string{"communities manager", "caseworker", "call handler", "district officer"} {
		for _, act := range []string{policy.See, policy.Derive, policy.Export, policy.Share} {
			for _, code := range h.may(role, act, "improve", h.at("agreed", mine, inTeam)) {
				if act != policy.Derive || slices.Contains(special, code) {
					t.Errorf("a %s may %s %s for the extract", role, act, code)
				}
			}
		}
	}
	if got := h.may("communities manager", policy.Derive, "improve", h.at("agreed")); !slices.Equal(got, h.codes("counted")) {
		t.Errorf("the extract has %v", got)
	}
	for _, c := range h.Counts {
		for _, i := range c.From {
			if h.Items[i].Special != "" {
				t.Errorf("%s is counted in %s", h.Items[i].Code, c.Code)
			}
		}
	}
	h.specialOnlyFor(t, special, "notify", "look up")
}

// specialOnlyFor wants special items used and shared for these purposes, each
// with a condition of its own, and for no other.
func (h house) specialOnlyFor(t *testing.T, special []string, purposes ...string) {
	t.Helper()
	for _, x := range h.Purposes {
		if got := slices.Contains(purposes, x.Code); got != (len(x.Special) > 0) {
			t.Errorf("%s has the conditions %v", x.Code, x.Special)
		}
	}
	for _, code := range special {
		for _, of := range h.PurposesOf(h.item(t, code)) {
			if !slices.Contains(purposes, of) {
				t.Errorf("%s is used for %s", code, of)
			}
		}
	}
	for _, purpose := range purposes {
		if _, ok := h.Purpose(purpose); !ok {
			t.Errorf("there is no purpose %q", purpose)
		}
	}
	if got := h.may("caseworker", policy.Correct, "notify", h.at("agreed", mine)); !slices.Contains(got, "client.orientation") || !slices.Contains(got, "client.health") {
		t.Errorf("a caseworker may correct %v", got)
	}
	for _, yes := range []string{"health", "orientation"} {
		if !slices.ContainsFunc(h.Shares, func(s notice.Share) bool {
			return s.On == yes && s.When == "need to know" && slices.Equal(s.Items, policy.ItemsOf(h.Pack, []string{yes}))
		}) {
			t.Errorf("%s has no way to the district of its own", yes)
		}
	}
	if !slices.ContainsFunc(h.Citing("CC-20"), func(c notice.Clause) bool { return slices.Contains(h.aboutUse(), c.Ref) }) {
		t.Error("the notice does not say that special information is for these purposes alone")
	}
}

// aboutUse are the undertakings on how information is used.
func (h house) aboutUse() []string {
	var out []string
	for _, s := range h.Statements {
		if s.About == "use" {
			out = append(out, s.Clause.Ref)
		}
	}
	return out
}

// Consent is the one basis, and health and orientation have lines of their own.
func TestNothingOpensWithoutItsOwnYes(t *testing.T) {
	promise.Kept(t, "CC-29")
	p := promise.PackOf(t, "norfolk", "connecting-communities")
	if b, ok := p.Basis("consent"); !ok || b.Article6 != "a" {
		t.Error("the service does not rest on consent")
	}
	if b, ok := p.Basis("explicit"); !ok || b.Article9 != "a" {
		t.Error("special information does not rest on explicit consent")
	}
	// Given no consent, then the request is stuck while asking, and nothing but
	// how to reach the person is kept or seen.
	none := house{p, policy.CompileFor(p, nil)}
	if e, ok := p.Event("agreed"); !ok || e.Kind != notice.Recorded || p.StageAfter("agreed") != "agreed" {
		t.Error("nothing but the consent itself ends the asking")
	}
	for _, stage := range []string{"asking", "agreed"} {
		for _, role := range []string{"call handler", "caseworker", "communities manager", "public form", "district officer"} {
			for _, act := range []string{policy.See, policy.Record, policy.Correct, policy.Share, policy.Derive} {
				for _, x := range p.Purposes {
					for _, code := range none.may(role, act, x.Code, none.at(stage, mine, inTeam)) {
						if act == policy.Share || act == policy.Derive || !slices.Contains(none.codes("contact"), code) {
							t.Errorf("without consent a %s may %s %s for %s", role, act, code, x.Code)
						}
					}
				}
			}
		}
	}
	// Each line opens what it is for and nothing else.
	for _, c := range []struct{ line, by, act, purpose, item string }{
		{"tell", "caseworker", policy.Record, "notify", "client.finances"},
		{"health", "caseworker", policy.Record, "notify", "client.health"},
		{"orientation", "caseworker", policy.Record, "notify", "client.orientation"},
		{"records", "caseworker", policy.Record, "look up", "client.health"},
		{"improve", "communities manager", policy.Derive, "improve", "client.housing"},
		{"talks", "caseworker", policy.Record, "study", "client.talk-notes"},
	} {
		with := house{p, policy.CompileFor(p, everyLine)}
		rest := slices.DeleteFunc(slices.Clone(everyLine), func(l string) bool { return l == c.line })
		but := house{p, policy.CompileFor(p, rest)}
		if !slices.Contains(with.may(c.by, c.act, c.purpose, with.at("agreed", mine)), c.item) {
			t.Errorf("with every yes a %s may not %s %s", c.by, c.act, c.item)
		}
		if slices.Contains(but.may(c.by, c.act, c.purpose, but.at("agreed", mine)), c.item) {
			t.Errorf("without the yes to %q a %s may %s %s", c.line, c.by, c.act, c.item)
		}
		if !slices.ContainsFunc(p.Consents, func(x notice.Consent) bool { return x.Code == c.line }) {
			t.Errorf("there is no line %q", c.line)
		}
	}
}
