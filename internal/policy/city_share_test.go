package policy_test

import (
	"slices"
	"testing"

	"candour/internal/notice"
	"candour/internal/policy"
	"candour/internal/promise"

	"github.com/google/go-cmp/cmp"
)

// passing is what one role would pass on, by the way that the pack opens.
func (h house) passing(t *testing.T, by, to, purpose, when string, codes ...string) policy.ShareRequest {
	t.Helper()
	r := policy.ShareRequest{By: by, To: to, Purpose: purpose, When: when, Facts: h.at("open", mine)}
	for _, code := range codes {
		r.Items = append(r.Items, h.item(t, code))
	}
	return r
}

// passes requires one answer to a share, with a clause that carries a promise.
func (h house) passes(t *testing.T, r policy.ShareRequest, why policy.Reason, id string) {
	t.Helper()
	d := h.table.DecideShare(r)
	quoted := d.Against
	if why == policy.Permitted {
		quoted = d.For
	}
	if d.Allowed != (why == policy.Permitted) || d.Why != why || !citing(quoted, id) {
		t.Errorf("%s to %s for %s: allowed %v, why %q, want %q quoting %s", r.By, r.To, r.Purpose, d.Allowed, d.Why, why, id)
	}
}

func TestTheGovernmentsMatchingTakesAClosedListOfColumns(t *testing.T) {
	promise.Begun(t, "CW-40")
	h := city(t, "sensitive", "consulting")
	var spec []string
	for _, i := range h.table.Shareable("cabinet office", "matching") {
		spec = append(spec, h.Items[i].Code)
	}
	slices.Sort(spec)
	if diff := cmp.Diff(h.codes("core", "money", "electors"), spec); diff != "" {
		t.Errorf("the columns (-want +got):\n%s", diff)
	}
	// Given one column more, when it is sent, then refused.
	for _, it := range h.Items {
		if slices.Contains(spec, it.Code) {
			if !slices.Contains(h.reach(t, policy.Share, it.Code), "fraud investigator for matching") {
				t.Errorf("nobody may send %s", it.Code)
			}
			continue
		}
		r := h.passing(t, "fraud investigator", "cabinet office", "matching", "law requires", it.Code)
		r.OnRecord = []string{"order or power", "approver"}
		if d := h.table.DecideShare(r); d.Allowed {
			t.Errorf("%s goes too", it.Code)
		}
	}
	r := h.passing(t, "fraud investigator", "cabinet office", "matching", "law requires", "resident.care")
	r.OnRecord = []string{"order or power", "approver"}
	h.passes(t, r, policy.NotAmongThese, "CW-40")
	if x, _ := h.Purpose("matching"); x.Basis != "matching" {
		t.Error("the duty to give the data is not what the purpose rests on")
	}
}

func TestMatchingRestsOnTheActAndOnNoConsent(t *testing.T) {
	promise.Begun(t, "CW-41")
	h := city(t)
	x, ok := h.Purpose("matching")
	base, based := h.Basis(x.Basis)
	if !ok || !based || base.Article6 != "c" || !slices.Contains(base.Acts, "Local Audit and Accountability Act 2014") {
		t.Errorf("matching rests on %q by %v", base.Article6, base.Acts)
	}
	h.reached(t, policy.See, []string{"resident.electors"}, "fraud investigator for protect", "fraud investigator for matching")
}

func TestSharingAgainstHarmNeedsItsReason(t *testing.T) {
	promise.Begun(t, "CW-04")
	h := city(t)
	r := h.passing(t, "social worker", "public bodies", "prevent harm", "need to know", "resident.name", "resident.care")
	h.passes(t, r, policy.NeedsOnRecord, "CW-04")
	r.OnRecord = []string{"approver", "review"}
	h.passes(t, r, policy.NeedsOnRecord, "CW-04")
	r.OnRecord = []string{"reason", "approver", "review"}
	h.passes(t, r, policy.Permitted, "CW-04")
}

func TestWhatIsPassedOnToFulfilARequestEndsWithIt(t *testing.T) {
	promise.Begun(t, "CW-22")
	h := city(t)
	r := h.passing(t, "housing officer", "providers", "services", "need to know", h.codes("reach", "request")...)
	h.passes(t, r, policy.Permitted, "CW-22")
	r.Facts = h.at("left", mine)
	h.passes(t, r, policy.WrongStage, "CW-22")
}

func TestThoseWhoWorkForTheCouncilAreGivenWhatTheWorkNeeds(t *testing.T) {
	promise.Begun(t, "CW-02")
	h := city(t)
	h.passes(t, h.passing(t, "housing officer", "contractors", "services", "need to know", "resident.address"), policy.Permitted, "CW-02")
	h.passes(t, h.passing(t, "housing officer", "contractors", "services", "need to know", "resident.notes"), policy.NotAmongThese, "CW-02")
	for _, x := range h.Recipients {
		if x.Code == "contractors" && x.Kind != "processor" {
			t.Errorf("whoever works for the council is a %s", x.Kind)
		}
	}
}

func TestAPowerOfTheLawIsOnRecordBeforeAnythingGoes(t *testing.T) {
	promise.Begun(t, "CW-38")
	h := city(t, "sensitive")
	r := h.passing(t, "housing officer", "public bodies", "comply", "law requires", "resident.name")
	h.passes(t, r, policy.NeedsOnRecord, "CW-38")
	r.OnRecord = []string{"order or power"}
	h.passes(t, r, policy.NeedsOnRecord, "CW-38")
}

func TestOtherServicesAreGivenNameAndAddressAtMost(t *testing.T) {
	promise.Begun(t, "CW-32")
	h := city(t, "sensitive")
	// Given somebody whose care is another's work, when housing looks, then
	// there is a name and an address and nothing else.
	for _, by := range []string{"housing officer", "council tax officer"} {
		if diff := cmp.Diff(h.codes("core"), h.may(by, policy.See, "joined up", h.at("open"))); diff != "" {
			t.Errorf("a %s sees (-want +got):\n%s", by, diff)
		}
	}
	for _, x := range h.Purposes {
		if got := h.may("housing officer", policy.See, x.Code, h.at("open")); x.Code != "joined up" && len(got) > 0 {
			t.Errorf("for %s housing sees %v", x.Code, got)
		}
	}
	if got := h.table.Shareable("our services", "joined up"); !slices.Equal(got, policy.ItemsOf(h.Pack, []string{"core"})) {
		t.Errorf("other services may be given %v", got)
	}
	h.takes(t, h.said("contact centre adviser", "services", "open", "resident.address", "our other services", "phone"))
}

func TestCareIsForWhoeverIsInTheTeamToday(t *testing.T) {
	promise.Begun(t, "CW-50")
	h := city(t)
	if diff := cmp.Diff(h.codes("core", "contact", "health number", "care"), h.may("social worker", policy.See, "care", h.at("standing", mine))); diff != "" {
		t.Errorf("a social worker sees (-want +got):\n%s", diff)
	}
	if got := h.may("social worker", policy.See, "care", h.at("standing")); len(got) > 0 {
		t.Errorf("a social worker who has left the team sees %v", got)
	}
	h.passes(t, h.passing(t, "social worker", "health partners", "care", "need to know", "resident.care"), policy.Permitted, "CW-50")
}

func TestTheHealthNumberGoesWithAHealthShare(t *testing.T) {
	promise.Begun(t, "CW-45")
	h := city(t)
	h.passes(t, h.passing(t, "social worker", "health partners", "care", "need to know", "resident.nhs-number", "resident.name"), policy.Permitted, "CW-45")
	if it, _ := h.ItemByCode("resident.nhs-number"); it.Shape.Of != "nhs number" {
		t.Error("no check digit holds the number")
	}
}

func TestSharingWithoutTellingNeedsAnApproverAndAReview(t *testing.T) {
	promise.Begun(t, "CW-51")
	h := city(t)
	r := h.passing(t, "social worker", "health partners", "vital", "vital interests", "resident.care")
	for _, onRecord := range [][]string{nil, {"reason"}, {"reason", "approver"}} {
		r.OnRecord = onRecord
		h.passes(t, r, policy.NeedsOnRecord, "CW-51")
	}
	r.OnRecord = []string{"reason", "approver", "review"}
	h.passes(t, r, policy.Permitted, "CW-51")
}

func TestTheHealthServiceIsToldOfAPlanAndNoMore(t *testing.T) {
	promise.Begun(t, "CW-56")
	h := city(t)
	var got []string
	for _, i := range h.table.Shareable("nhs", "child protection") {
		got = append(got, h.Items[i].Code)
	}
	slices.Sort(got)
	if diff := cmp.Diff([]string{"child.name", "child.nhs-number", "child.plan"}, got); diff != "" {
		t.Errorf("the protocol (-want +got):\n%s", diff)
	}
}

func TestNothingIsSoldAndMarketingNeedsAYes(t *testing.T) {
	promise.Begun(t, "CW-59")
	h := city(t, "marketing")
	h.passes(t, h.passing(t, "contact centre adviser", "marketer", "marketing", "", "resident.marketing-contact"), policy.NotProven, "CW-59")
	for _, it := range h.Items {
		if it.Code == "resident.marketing-contact" {
			continue
		}
		if slices.Contains(h.table.Shareable("marketer", "marketing"), it.Index) {
			t.Errorf("a marketer may be given %s", it.Code)
		}
	}
	without := city(t)
	without.reached(t, policy.Share, []string{"resident.marketing-contact"})
	if slices.ContainsFunc(h.Purposes, func(x notice.Purpose) bool { return x.Code == "sale" }) {
		t.Error("sale is a purpose")
	}
}

func TestFraudIsAPurposeWithARoleOfItsOwn(t *testing.T) {
	promise.Begun(t, "CW-27")
	promise.Begun(t, "CW-36")
	h := city(t, "sensitive")
	for _, role := range h.Roles {
		got := h.may(role.Code, policy.See, "protect", h.at("open", mine))
		switch want := h.codes("core", "money", "electors", "matches"); {
		case role.Code == "fraud investigator" && !slices.Equal(got, want):
			t.Errorf("an investigator sees %v, want %v", got, want)
		case role.Code != "fraud investigator" && len(got) > 0:
			t.Errorf("a %s sees %v for fraud", role.Code, got)
		}
	}
	if got := h.may("fraud investigator", policy.See, "protect", h.at("open")); len(got) > 0 {
		t.Errorf("an investigator to whom it is not given sees %v", got)
	}
}

func TestACallIsRecordedByTheRecorderAlone(t *testing.T) {
	promise.Begun(t, "CW-70")
	h := city(t)
	h.takes(t, h.said("recorder", "crime", "open", "resident.communications", "resident", "system"))
	h.reached(t, policy.Record, []string{"resident.communications"}, "recorder for crime")
}

func TestWhatIsAskedHasItsPurpose(t *testing.T) {
	promise.Kept(t, "CW-20")
	h := city(t)
	for _, it := range h.Items {
		if len(h.PurposesOf(it.Index)) == 0 {
			t.Errorf("%s is collected for nothing", it.Code)
		}
	}
	// To get in touch and to give the service: by the form and by an adviser.
	for _, code := range h.codes("core", "contact", "request") {
		c := h.said("public form", "services", "open", code, "resident", "web")
		c.Form = "change-my-details"
		h.takes(t, c)
		h.takes(t, h.said("contact centre adviser", "services", "open", code, "resident", "phone"))
		if code != "resident.address-protected" && !slices.Contains(h.Items[h.item(t, code)].Clause.Cites, "CW-20") {
			t.Errorf("%s does not carry the promise", code)
		}
	}
}
