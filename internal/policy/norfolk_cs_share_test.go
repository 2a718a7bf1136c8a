package policy_test

import (
	"slices"
	"testing"

	"candour/internal/notice"
	"candour/internal/policy"
	"candour/internal/promise"
)

// outward is a social worker's share of a child they are given, with whatever
// is on record.
func (h house) outward(to, purpose string, onRecord []string, items ...int) policy.ShareRequest {
	return policy.ShareRequest{
		By: "social worker", To: to, Purpose: purpose, When: "need to know", Items: items, Facts: h.at("help", whole), OnRecord: onRecord,
	}
}

// declared holds that a recipient may be offered the items of some sets and no
// other, for one purpose and no other, and is who the notice says they are.
func (h house) declared(t *testing.T, to, purpose string, sets ...string) {
	t.Helper()
	if _, ok := h.Recipient(to); !ok {
		t.Errorf("the notice names no %s", to)
	}
	want := h.codes(sets...)
	for _, p := range h.Purposes {
		got := []string{}
		for _, i := range h.table.Shareable(to, p.Code) {
			got = append(got, h.Items[i].Code)
		}
		slices.Sort(got)
		if p.Code == purpose && !slices.Equal(got, want) || p.Code != purpose && len(got) > 0 {
			t.Errorf("%s may be offered %v for %s, want %v for %s", to, got, p.Code, want, purpose)
		}
	}
	if len(want) == 0 {
		t.Errorf("nothing is declared for %s", to)
	}
}

// onlyThese holds that what is declared goes, and that every other item is
// refused with all of it.
func (h house) onlyThese(t *testing.T, to, purpose string, sets ...string) {
	t.Helper()
	h.declared(t, to, purpose, sets...)
	may := h.may("social worker", policy.Share, purpose, h.at("help", whole))
	for i, it := range h.Items {
		d := h.table.DecideShare(h.outward(to, purpose, nil, i))
		listed := slices.Contains(h.codes(sets...), it.Code)
		if d.Allowed != (listed && slices.Contains(may, it.Code)) {
			t.Errorf("%s to %s: allowed %v, why %q", it.Code, to, d.Allowed, d.Why)
		}
		if listed {
			continue
		}
		with := append(h.table.Shareable(to, purpose), i)
		if d := h.table.DecideShare(h.outward(to, purpose, nil, with...)); d.Allowed {
			t.Errorf("%s goes to %s among what is declared", it.Code, to)
		}
	}
	r := h.outward(to, purpose, nil, h.table.Shareable(to, purpose)...)
	if d := h.table.DecideShare(r); !d.Allowed {
		t.Errorf("what is declared for %s is refused: %q", to, d.Why)
	}
	if r.When = ""; h.table.DecideShare(r).Allowed {
		t.Errorf("%s is told with nobody needing to know", to)
	}
}

func TestOtherDepartmentsGetTheirDeclaredSetAlone(t *testing.T) {
	promise.Kept(t, "CS-39")
	h := children(t)
	h.onlyThese(t, "adult services", "services", "child details", "child dealings", "child health")
	h.onlyThese(t, "education", "services", "child details", "child numbers", "child story", "child dealings", "child health")
	h.declared(t, "transport team", "enable", "journey", "journey needs")
	// Nobody of theirs reads the case: they have no place in it.
	for _, role := range []string{"adult services", "education", "transport team", "coordinator", "caseworker", ""} {
		for _, p := range h.Purposes {
			if got := h.may(role, policy.See, p.Code, h.at("help", whole)); len(got) > 0 {
				t.Errorf("%q reads %v", role, got)
			}
		}
	}
}

func TestAHealthVisitorGetsTheDeclaredFieldsAlone(t *testing.T) {
	promise.Kept(t, "CS-40")
	h := children(t)
	h.onlyThese(t, "health", "services", "child details", "child numbers", "child health", "child words")
	if !slices.Contains(h.codes("child numbers"), "child.nhs-number") {
		t.Error("the NHS number does not go with them")
	}
}

// held holds that a share waits for all of what it needs, and goes with it.
func (h house) waitsFor(t *testing.T, to, code string, needs ...string) {
	t.Helper()
	for n := range 1 << len(needs) {
		var have []string
		for i, need := range needs {
			if n&(1<<i) != 0 {
				have = append(have, need)
			}
		}
		d := h.table.DecideShare(h.outward(to, "safeguard", have, h.item(t, code)))
		if complete := len(have) == len(needs); d.Allowed != complete || !complete && d.Why != policy.NeedsOnRecord {
			t.Errorf("to %s with %v on record: allowed %v, why %q", to, have, d.Allowed, d.Why)
		}
	}
}

func TestNothingIsReleasedToAnOfficerWithoutAPower(t *testing.T) {
	promise.Kept(t, "CS-46")
	h := children(t)
	h.declared(t, "police", "safeguard", "child details", "child dealings", "concern")
	for _, code := range []string{"child.name", "child.address", "child.dealings", "child.concern"} {
		h.waitsFor(t, "police", code, "order or power", "approver")
	}
}

func TestAnyOtherAuthorityNeedsASecondApprover(t *testing.T) {
	promise.Begun(t, "CS-50")
	h := children(t)
	h.declared(t, "other authorities", "safeguard", "child details")
	for _, code := range h.codes("child details") {
		h.waitsFor(t, "other authorities", code, "order or power", "approver")
	}
}

func TestTheDepartmentForWorkAndPensionsGetsNoExtractForAnotherPurpose(t *testing.T) {
	promise.Kept(t, "CS-54")
	h := children(t)
	if r, ok := h.Recipient("work and pensions"); !ok || r.Gets != "no personal data" {
		t.Errorf("the department gets %q", r.Gets)
	}
	for _, p := range h.Purposes {
		if got := h.table.Shareable("work and pensions", p.Code); len(got) > 0 {
			t.Errorf("for %s it may be offered %v", p.Code, got)
		}
		for i := range h.Items {
			for _, when := range []string{"", "need to know", "law requires"} {
				r := h.outward("work and pensions", p.Code, []string{"order or power", "approver"}, i)
				r.When = when
				d := h.table.DecideShare(r)
				if d.Allowed {
					t.Errorf("%s goes for %s, with %q", h.Items[i].Code, p.Code, when)
				}
				anonymous := p.Code == "fund" && when == "" && h.Items[i].Code == "child.name"
				if anonymous && d.Why != policy.OnlyAnonymous {
					t.Errorf("for what it paid for, a name is refused because %q", d.Why)
				}
			}
		}
	}
}

func TestNobodyOutsideTheCountryReceivesAnything(t *testing.T) {
	promise.Kept(t, "CS-68")
	h := children(t)
	var abroad []string
	for _, r := range h.Recipients {
		if r.Where != "UK" {
			abroad = append(abroad, r.Code+" "+r.Where)
		}
	}
	if !slices.Equal(abroad, []string{"imagination library US"}) {
		t.Errorf("abroad are %v, want the one exception", abroad)
	}
	if len(h.Places) != 1 || !slices.Equal(h.Places[0].Where, []string{"UK"}) {
		t.Errorf("it is stored in %v", h.Places)
	}
	h.declared(t, "imagination library", "books", "books")
	// Given any other recipient who is abroad, when something is shared, then
	// it is refused.
	given := []string{"order or power", "approver", "review"}
	for n, r := range h.Recipients {
		for _, s := range h.Shares {
			if s.To != r.Code || len(s.Items) == 0 {
				continue
			}
			moved := *h.Pack
			moved.Recipients = slices.Clone(h.Recipients)
			moved.Recipients[n].Where = "IE"
			ask := h.outward(s.To, s.Purpose, given, s.Items...)
			ask.When = s.When
			if d := policy.Compile(&moved).DecideShare(ask); d.Allowed || d.Why != policy.NotProven && h.table.DecideShare(ask).Allowed {
				t.Errorf("%s in Ireland: allowed %v, why %q", r.Code, d.Allowed, d.Why)
			}
		}
	}
	h.tells(t, "CS-68", "We send nothing outside the United Kingdom", "Dolly Parton's Imagination Library")
}

// Each recipient is offered what its line lists, whatever else its promise
// asks of agreements, feeds and forms.
func TestEachRecipientIsOfferedWhatItsLineLists(t *testing.T) {
	h := children(t)
	for _, c := range []struct {
		id, to, purpose string
		sets            []string
	}{
		{"CS-38", "family", "services", []string{"child details", "child story", "child dealings", "child health", "child words"}},
		{"CS-41", "safeguarding board", "safeguard", []string{"child details", "child dealings", "child words"}},
		{"CS-42", "schools", "safeguard", []string{"child details", "child dealings"}},
		{"CS-43", "district council", "support", []string{"child details"}},
		{"CS-44", "charities", "support", []string{"child details", "child story"}},
		{"CS-45", "companies", "services", []string{"child details", "child story", "child health"}},
		{"CS-48", "probation", "safeguard", []string{"child details", "child dealings"}},
		{"CS-49", "youth offending", "safeguard", []string{"child details", "child story", "child offences"}},
		{"CS-58", "noda", "projects", []string{"child dealings"}},
		{"CS-59", "reported family", "safeguard", []string{"reporter"}},
		{"CS-61", "transport firms", "enable", []string{"journey", "journey needs"}},
		{"CS-69", "imagination library", "books", []string{"books"}},
	} {
		t.Run(c.id, func(t *testing.T) {
			promise.Begun(t, c.id)
			h.declared(t, c.to, c.purpose, c.sets...)
		})
	}
}

func TestACourtGetsNothingWithoutItsOrder(t *testing.T) {
	promise.Begun(t, "CS-47")
	h := children(t)
	r := h.outward("courts", "safeguard", nil, h.item(t, "child.name"))
	r.When = "law requires"
	if d := h.table.DecideShare(r); d.Allowed {
		t.Error("with no order on record it goes to a court")
	}
	if r.OnRecord = []string{"order or power", "approver"}; !h.table.DecideShare(r).Allowed {
		t.Error("with its order on record it is refused")
	}
}

// With no proof that the charity is listed, nothing is sent: neither its four
// details nor a fifth.
func TestNothingGoesToTheUnitedStatesWhileNothingProvesThatItMay(t *testing.T) {
	promise.Begun(t, "CS-51")
	promise.Begun(t, "CS-71")
	promise.Begun(t, "CS-72")
	h := children(t)
	r, _ := h.Recipient("imagination library")
	if r.Where != "US" || r.Transfer.Mechanism == "" || r.Transfer.Evidence != "" || r.Transfer.Check != 12 {
		t.Errorf("the transfer is %+v in %s", r.Transfer, r.Where)
	}
	for _, code := range append(h.codes("books"), "child.nhs-number") {
		ask := h.outward("imagination library", "books", nil, h.item(t, code))
		ask.By = "business support"
		if d := h.table.DecideShare(ask); d.Allowed {
			t.Errorf("%s goes abroad", code)
		}
	}
}

// What would be other uses opens nothing, and those who paid get no person.
func TestOtherUsesAndThoseWhoPaidGetNobody(t *testing.T) {
	promise.Begun(t, "CS-09")
	promise.Begun(t, "CS-12")
	promise.Begun(t, "CS-13")
	promise.Begun(t, "CS-53")
	promise.Begun(t, "CS-55")
	h := children(t)
	for _, role := range append(slices.Clone(h.Roles), h.Actors...) {
		for _, purpose := range []string{"other", "fund", "quality"} {
			for _, act := range []string{policy.See, policy.Record, policy.Correct, policy.Share, "export"} {
				if got := h.may(role.Code, act, purpose, h.at("help", whole)); len(got) > 0 {
					t.Errorf("a %s may %s %v for %s", role.Code, act, got, purpose)
				}
			}
		}
	}
	for i := range h.Items {
		for _, to := range []string{"a new body", "levelling up", "work and pensions"} {
			for _, purpose := range []string{"other", "fund"} {
				if d := h.table.DecideShare(h.outward(to, purpose, nil, i)); d.Allowed {
					t.Errorf("%s goes to %s for %s", h.Items[i].Code, to, purpose)
				}
			}
		}
	}
}

// What goes without a yes goes only where somebody needs to know or the law
// says so. Why it was necessary is not written down yet.
func TestNothingGoesWithoutAYesToWhoeverNeedNotKnow(t *testing.T) {
	promise.Begun(t, "CS-63")
	h := children(t)
	for _, s := range h.Shares {
		for _, i := range s.Items {
			r := h.outward(s.To, s.Purpose, []string{"order or power", "approver", "review"}, i)
			r.When = ""
			if d := h.table.DecideShare(r); d.Allowed {
				t.Errorf("%s goes to %s for no reason", h.Items[i].Code, s.To)
			}
		}
	}
	h.tells(t, "CS-63", "we share without asking you for a yes")
}

// Only whoever is cleared sees offences, and only an adoption worker who a
// child was; neither can be searched for.
func TestOffencesAndAdoptionAreForTheirOwnRoles(t *testing.T) {
	promise.Begun(t, "CS-23")
	promise.Begun(t, "CS-27")
	h := children(t)
	for role, closed := range map[string][]string{"cleared social worker": h.codes("child offences", "parent offences"), "adoption worker": h.codes("adoption")} {
		for _, other := range append(slices.Clone(h.Roles), h.Actors...) {
			for _, p := range h.Purposes {
				for _, act := range []string{policy.See, policy.Record, policy.Index, policy.Share} {
					for _, code := range h.may(other.Code, act, p.Code, h.at("help", whole)) {
						if other.Code != role && slices.Contains(closed, code) {
							t.Errorf("a %s may %s %s for %s", other.Code, act, code, p.Code)
						}
					}
				}
			}
		}
	}
	h.opens(t, deed{"cleared social worker", policy.See, "safeguard", "help", []string{"child offences"}}, deed{"adoption worker", policy.See, "adopt", "help", []string{"adoption"}})
	for _, it := range h.Items {
		if it.Special != "" || it.Offences {
			for _, code := range h.may("name index", policy.Index, "safeguard", h.at("help", whole)) {
				if code == it.Code {
					t.Errorf("%s can be searched by", code)
				}
			}
		}
	}
}

// A yes comes first: for pictures, feedback and news alike.
func TestNoPictureOrFeedbackIsSeenWithoutAYes(t *testing.T) {
	promise.Begun(t, "CS-36")
	promise.Begun(t, "CS-37")
	p := promise.PackOf(t, "norfolk", "childrens-services")
	h := house{p, policy.CompileFor(p, nil)}
	for _, purpose := range []string{"publicity", "measure"} {
		for _, role := range append(slices.Clone(h.Roles), notice.Role{Code: "public form"}) {
			for _, act := range []string{policy.See, policy.Record, policy.Share} {
				if got := h.may(role.Code, act, purpose, h.at("help", whole)); len(got) > 0 {
					t.Errorf("a %s may %s %v", role.Code, act, got)
				}
			}
		}
	}
}
