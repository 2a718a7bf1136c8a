package policy_test

import (
	"slices"
	"testing"

	"candour/internal/notice"
	"candour/internal/policy"
	"candour/internal/promise"

	"github.com/google/go-cmp/cmp"
)

// city is the council-wide pack with its table, for somebody who has said yes
// to these lines of consent.
func city(t *testing.T, agreed ...string) house {
	p := promise.PackOf(t, "city", "council-wide")
	return house{p, policy.CompileFor(p, agreed)}
}

// reach gives every "role for purpose" that may do an act with an item at any
// stage at all, to somebody of whose work the record is.
func (h house) reach(t *testing.T, act, item string) []string {
	t.Helper()
	i, out := h.item(t, item), []string{}
	for _, role := range slices.Concat(h.Roles, h.Actors) {
		for _, purpose := range h.Purposes {
			if slices.ContainsFunc(h.Stages, func(s notice.Stage) bool {
				f := h.at(s.Code, mine, inTeam, supervised)
				return h.table.Decide(policy.Request{By: role.Code, Act: act, Purposes: []string{purpose.Code}, Facts: f}).Answers[i].Allowed
			}) {
				out = append(out, role.Code+" for "+purpose.Code)
			}
		}
	}
	return out
}

// reached holds an act with some items to just these roles and purposes.
func (h house) reached(t *testing.T, act string, items []string, want ...string) {
	t.Helper()
	for _, item := range items {
		if got := h.reach(t, act, item); !slices.Equal(got, want) {
			t.Errorf("%s may %s: %v, want %v", item, act, got, want)
		}
	}
}

var outward = []string{policy.Share, policy.Export, policy.Derive, policy.Index, policy.Allocate}

// everyItem gives what one role may do an act with for whatever purposes it
// says at once: joining purposes opens nothing that each alone does not.
func (h house) everyItem(act, role, stage string) []string {
	var purposes []string
	for _, x := range h.Purposes {
		purposes = append(purposes, x.Code)
	}
	codes := []string{}
	for _, i := range h.table.Decide(policy.Request{By: role, Act: act, Purposes: purposes, Facts: h.at(stage, mine, inTeam)}).Allowed() {
		codes = append(codes, h.Items[i].Code)
	}
	slices.Sort(codes)
	return codes
}

// said is an answer that somebody of the council writes down.
func (h house) said(by, purpose, stage, item, from, channel string) policy.Collect {
	return policy.Collect{
		By: by, Act: policy.Record, Purposes: []string{purpose}, Facts: h.at(stage, mine),
		Item: item, From: from, Channel: channel, Relevance: "the home is chosen by it",
	}
}

func TestSensitiveDetailsWaitForTheYesThatTheyRestOn(t *testing.T) {
	promise.Kept(t, "CW-18")
	for _, item := range []string{"resident.ethnicity", "resident.religion", "resident.criminal-record"} {
		// Given an item that rests on consent, when there is no evidence of one, then refused.
		for _, agreed := range [][]string{nil, {"consulting"}, {"marketing"}} {
			h := city(t, agreed...)
			if a := h.table.DecideCollect(h.said("housing officer", "sensitive", "open", item, "resident", "visit")); a.Allowed {
				t.Errorf("%s is kept with a yes to %v only", item, agreed)
			}
			h.reached(t, policy.See, []string{item})
		}
		h := city(t, "sensitive")
		h.takes(t, h.said("housing officer", "sensitive", "open", item, "resident", "visit"))
		if a := h.table.DecideCollect(h.said("housing officer", "services", "open", item, "resident", "visit")); a.Allowed {
			t.Errorf("%s is kept for council services at large", item)
		}
	}
}

func TestSensitiveDetailsGoToNobodyWithoutAYesOrALaw(t *testing.T) {
	promise.Begun(t, "CW-23")
	h := city(t, "sensitive") // a yes to holding is none to passing on
	for _, item := range h.codes("sensitive") {
		h.reached(t, policy.Share, []string{item}, "housing officer for sensitive")
		for to, way := range map[string]struct {
			purpose, when string
			why           policy.Reason
		}{"providers": {"sensitive", "", policy.NotProven}, "public bodies": {"comply", "law requires", policy.NeedsOnRecord}} {
			d := h.table.DecideShare(policy.ShareRequest{By: "housing officer", To: to, Purpose: way.purpose, When: way.when, Items: []int{h.item(t, item)}, Facts: h.at("open", mine)})
			if d.Allowed || d.Why != way.why || !citing(d.Against, "CW-23") {
				t.Errorf("%s to %s: allowed %v, why %q", item, to, d.Allowed, d.Why)
			}
		}
	}
	line := slices.IndexFunc(h.Consents, func(c notice.Consent) bool { return slices.Contains(c.Clause.Cites, "CW-23") })
	if line < 0 || !slices.ContainsFunc(h.Shares, func(s notice.Share) bool { return s.On == h.Consents[line].Code && s.To == "providers" }) {
		t.Error("no line of consent of its own opens passing sensitive details on")
	}
}

func citing(list []notice.Clause, id string) bool {
	return slices.ContainsFunc(list, func(c notice.Clause) bool { return slices.Contains(c.Cites, id) })
}

func TestNobodyIsAskedForTheirOpinionWhoDidNotAgree(t *testing.T) {
	promise.Begun(t, "CW-28")
	items := []string{"resident.opinion", "resident.consult-contact"}
	for _, agreed := range [][]string{nil, {"marketing", "sensitive", "pass on"}} {
		h := city(t, agreed...)
		h.reached(t, policy.See, items)
		h.reached(t, policy.Record, items)
	}
	h := city(t, "consulting")
	h.reached(t, policy.See, items, "contact centre adviser for consult")
	for _, item := range items {
		c := h.said("public form", "consult", "standing", item, "resident", "web")
		c.Form = "opinion"
		h.takes(t, c)
	}
}

func TestHealthProgrammesAreGivenNothingWithoutAYes(t *testing.T) {
	promise.Kept(t, "CW-49")
	h := city(t)
	for _, code := range h.codes("core", "health number", "care") {
		item := []int{h.item(t, code)}
		r := policy.ShareRequest{By: "social worker", To: "health partners", Purpose: "better care", Items: item, Facts: h.at("open", mine), OnRecord: []string{"reason", "approver"}}
		if d := h.table.DecideShare(r); d.Allowed || d.Why != policy.NoPermission || !citing(d.Against, "CW-49") {
			t.Errorf("%s without a yes: allowed %v, why %q", code, d.Allowed, d.Why)
		}
		r.Permission = &policy.Permission{To: r.To, Items: item}
		if d := h.table.DecideShare(r); !d.Allowed {
			t.Errorf("%s with a yes is refused: %q", code, d.Why)
		}
		r.Permission.Withdrawn = true
		if d := h.table.DecideShare(r); d.Allowed || d.Why != policy.PermissionWithdrawn {
			t.Errorf("%s after the yes was taken back: allowed %v, why %q", code, d.Allowed, d.Why)
		}
	}
}

func TestServicesIsAPurposeThatTheWorkUses(t *testing.T) {
	promise.Kept(t, "CW-24")
	h := city(t)
	x, ok := h.Purpose("services")
	if !ok || !slices.Contains(x.Clause.Cites, "CW-24") {
		t.Fatal("the pack has no purpose of council services")
	}
	for _, act := range []string{policy.See, policy.Record, policy.Correct} {
		got := h.may("housing officer", act, "services", h.at("open", mine))
		if diff := cmp.Diff(h.codes("core", "contact", "request", "file", "reported"), got); diff != "" {
			t.Errorf("a housing officer may %s (-want +got):\n%s", act, diff)
		}
	}
	if c, _ := h.Clause("collect.resident.request"); !slices.Contains(h.PurposesOf(h.item(t, "resident.request")), "services") || c.Says == "" {
		t.Error("no item says that it is for council services")
	}
}

func TestLicensingFindsNothingOfCare(t *testing.T) {
	promise.Kept(t, "CW-25")
	h := city(t, "sensitive", "consulting")
	x, _ := h.Purpose("regulate")
	if base, _ := h.Basis(x.Basis); base.Article6 != "c" {
		t.Errorf("licensing rests on article %q", base.Article6)
	}
	// Given a licensing officer, when they look for care, then there is nothing.
	for _, stage := range h.Stages {
		want := []string{}
		if stage.Code == "open" {
			want = h.codes("core", "request")
		}
		if diff := cmp.Diff(want, h.everyItem(policy.See, "licensing officer", stage.Code)); diff != "" {
			t.Errorf("while %s (-want +got):\n%s", stage.Code, diff)
		}
	}
	for _, code := range h.codes("health number", "care", "protection", "public health", "sensitive") {
		if got := h.reach(t, policy.See, code); slices.Contains(got, "licensing officer for regulate") {
			t.Errorf("licensing sees %s", code)
		}
	}
}

func TestPaymentsHoldNothingOfCare(t *testing.T) {
	promise.Begun(t, "CW-26")
	h := city(t, "sensitive")
	for _, act := range []string{policy.See, policy.Record, policy.Correct} {
		if diff := cmp.Diff(h.codes("core", "contact", "money"), h.may("council tax officer", act, "money", h.at("open", mine))); diff != "" {
			t.Errorf("a council tax officer may %s (-want +got):\n%s", act, diff)
		}
	}
	h.takes(t, h.said("council tax officer", "money", "open", "resident.benefits", "resident", "phone"))
	for _, act := range outward {
		for _, code := range h.codes("care", "file", "health number") {
			if got := h.reach(t, act, code); slices.Contains(got, "council tax officer for money") {
				t.Errorf("for payments a council tax officer may %s %s", act, code)
			}
		}
	}
}

func TestHospitalDataIsJoinedToNoCase(t *testing.T) {
	promise.Kept(t, "CW-52")
	h := city(t, "sensitive", "consulting")
	h.reached(t, policy.See, []string{"counted.hospital-data"}, "public health analyst for public health")
	h.takes(t, h.said("public health analyst", "public health", "standing", "counted.hospital-data", "hospitals", "system"))
	// Given an analyst, when they join it to cases, then refused, whatever
	// purposes they say.
	for _, stage := range h.Stages {
		for _, act := range append([]string{policy.See, policy.Record, policy.Correct}, outward...) {
			for _, code := range h.everyItem(act, "public health analyst", stage.Code) {
				if it, _ := h.ItemByCode(code); it.About != "counted" {
					t.Errorf("an analyst may %s %s", act, code)
				}
			}
		}
	}
	h.reached(t, policy.Share, h.codes("public health"))
}

func TestACaseworkerCannotLookUpADeath(t *testing.T) {
	promise.Kept(t, "CW-53")
	h := city(t, "sensitive", "consulting")
	item := []string{"counted.births-deaths"}
	h.takes(t, h.said("public health analyst", "public health", "standing", item[0], "national statistics", "system"))
	h.reached(t, policy.See, item, "public health analyst for public health")
	for _, act := range []string{policy.Share, policy.Export, policy.Index} {
		h.reached(t, act, item)
	}
	for _, stage := range h.Stages {
		if got := h.everyItem(policy.See, "social worker", stage.Code); slices.Contains(got, item[0]) {
			t.Errorf("a social worker sees deaths while %s", stage.Code)
		}
	}
}

func TestSignInDetailsOpenNothingButSigningIn(t *testing.T) {
	promise.Kept(t, "CW-61")
	h := city(t, "consulting", "marketing", "sensitive", "pass on")
	item := []string{"resident.sign-in"}
	h.reached(t, policy.See, item, "contact centre adviser for sign in")
	// Given a newsletter, when it reads accounts, then refused.
	for _, act := range append([]string{policy.Correct}, outward...) {
		h.reached(t, act, item)
	}
	for _, to := range h.Recipients {
		for _, x := range h.Purposes {
			if slices.Contains(h.table.Shareable(to.Code, x.Code), h.item(t, item[0])) {
				t.Errorf("%s may have it for %s", to.Code, x.Code)
			}
		}
	}
}

func TestRecordingsOpenForCrimeAndMisuseAlone(t *testing.T) {
	promise.Kept(t, "CW-72")
	h := city(t, "consulting", "marketing", "sensitive", "pass on")
	item := []string{"resident.communications"}
	// Given whoever wants to rate an adviser, when they open a call, then refused.
	h.reached(t, policy.See, item, "fraud investigator for crime", "fraud investigator for misuse")
	for _, act := range append([]string{policy.Correct}, outward...) {
		h.reached(t, act, item)
	}
	h.reached(t, policy.Record, item, "recorder for crime")
	for _, x := range []string{"crime", "misuse"} {
		purpose, _ := h.Purpose(x)
		if b, ok := h.Basis(purpose.Basis); !ok || !slices.Contains(b.Clause.Cites, "CW-72") || len(b.Acts) != 2 {
			t.Errorf("%s does not rest on the regulations of 2000", x)
		}
		if got := h.may("fraud investigator", policy.See, x, h.at("open")); len(got) > 0 {
			t.Errorf("an investigator to whom it is not given sees %v for %s", got, x)
		}
	}
}

func TestAnswersForCountingAreSeenByNobody(t *testing.T) {
	promise.Kept(t, "CW-29")
	h := city(t, "sensitive", "consulting")
	item := []string{"resident.equality-group"}
	c := h.said("public form", "equality", "standing", item[0], "resident", "web")
	c.Form = "equality"
	h.takes(t, c)
	h.reached(t, policy.Record, item, "public form for equality")
	for _, act := range append([]string{policy.See, policy.Correct}, outward...) {
		h.reached(t, act, item)
	}
	if x, _ := h.Purpose("equality"); x.Output != "counts" {
		t.Errorf("the purpose gives %q, want counts", x.Output)
	}
	if it, _ := h.ItemByCode(item[0]); slices.ContainsFunc(h.Items, func(o notice.Item) bool { return o.Tier == it.Tier && o.Code != it.Code }) {
		t.Error("it is kept in one tier with what belongs to the case")
	}
}

func TestAMatchIsALeadThatTheFrontlineDoesNotSee(t *testing.T) {
	promise.Kept(t, "CW-44")
	h := city(t, "sensitive", "consulting")
	item := []string{"resident.match"}
	// Given an open lead, when a housing officer opens the person, then there
	// is no marker; only a person who looks into it writes what it was.
	h.reached(t, policy.See, item, "fraud investigator for protect")
	h.reached(t, policy.Record, item, "fraud investigator for protect")
	h.reached(t, policy.Correct, item, "fraud investigator for protect")
	for _, act := range outward {
		h.reached(t, act, item)
	}
	h.takes(t, h.said("fraud investigator", "protect", "standing", item[0], "worker", "system"))
	if c, ok := h.Clause("decides automatically"); !ok || !slices.Contains(c.Cites, "CW-44") || h.Automated.Says == "" {
		t.Error("the notice does not say that a match is a lead for a person")
	}
	if it, ok := h.ItemByCode(item[0]); !ok || len(it.Shape.Choices) > 0 {
		t.Error("what a match showed is one of a list of verdicts")
	}
}

func TestNobodyElseIsTalkedToAboutAPerson(t *testing.T) {
	promise.Kept(t, "CW-66")
	h := city(t)
	// Whoever takes the call of somebody else writes down and reads nothing.
	for _, code := range h.codes("core", "reported") {
		h.takes(t, h.said("contact centre adviser", "calls", "open", code, "caller", "phone"))
	}
	for _, code := range h.codes("caller") {
		h.takes(t, h.said("contact centre adviser", "calls", "open", code, "caller", "phone"))
	}
	for _, x := range h.Purposes {
		if got := h.may("contact centre adviser", policy.See, x.Code, h.at("open")); len(got) > 0 && x.Code != "sign in" {
			t.Errorf("for %s an adviser to whom it is not given sees %v", x.Code, got)
		}
	}
	if diff := cmp.Diff(h.codes("core", "contact", "request", "file"), h.may("contact centre adviser", policy.See, "services", h.at("open", mine))); diff != "" {
		t.Errorf("an adviser sees (-want +got):\n%s", diff)
	}
	// Nor does a report go to anybody, or the rest to a helper without a yes.
	r := h.passing(t, "housing officer", "your helper", "services", "", "resident.name")
	h.passes(t, r, policy.NoPermission, "CW-66")
	r.Permission = &policy.Permission{To: "your helper", Items: r.Items}
	h.passes(t, r, policy.Permitted, "CW-66")
	r.Items = []int{h.item(t, "resident.reported")}
	h.passes(t, r, policy.NeverShared, "CW-66")
}
