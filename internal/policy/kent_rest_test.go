package policy_test

import (
	"slices"
	"strings"
	"testing"

	"candour/internal/notice"
	"candour/internal/policy"
	"candour/internal/promise"
)

func TestSpecialItemsServeTheServiceAlone(t *testing.T) {
	promise.Kept(t, "PW-36")
	h := kent(t)
	for _, it := range h.Items {
		if it.Special == "" {
			continue
		}
		// Given whoever improves, manages or reports, when they draw an extract,
		// then no special item is in it.
		for _, act := range outward {
			if got := h.reach(t, act, it.Code); slices.ContainsFunc(got, func(who string) bool { return who != "connector for plan" || act != policy.Share }) {
				t.Errorf("%s may %s: %v", it.Code, act, got)
			}
		}
		seen, written := h.reach(t, policy.See, it.Code), h.reach(t, policy.Record, it.Code)
		if it.Special == "ethnicity" {
			if len(seen) > 0 || !slices.Equal(written, []string{"connector for manage"}) {
				t.Errorf("%s is seen by %v and written by %v", it.Code, seen, written)
			}
			continue
		}
		if len(seen) == 0 || slices.ContainsFunc(seen, func(who string) bool { return who != "connector for access" && who != "connector for plan" }) {
			t.Errorf("%s is seen by %v", it.Code, seen)
		}
	}
	for _, code := range []string{"access", "plan"} {
		if x, ok := h.Purpose(code); !ok || len(h.SpecialOf(code)) == 0 || x.Output != "" {
			t.Errorf("special items are not for %s", code)
		}
	}
	for _, set := range []string{"needs", "health"} {
		for _, code := range h.codes(set) {
			if len(h.reach(t, policy.See, code)) == 0 {
				t.Errorf("%s serves nobody", code)
			}
		}
	}
}

func TestStatisticsShowNoRow(t *testing.T) {
	promise.Kept(t, "PW-40")
	h := kent(t)
	for purpose, output := range map[string]string{"manage": "counts", "report": "anonymous"} {
		x, ok := h.Purpose(purpose)
		if !ok || x.Output != output || !slices.ContainsFunc(h.SpecialOf(purpose), func(b notice.Basis) bool { return b.Article9 == "j" }) {
			t.Errorf("%s gives %q", purpose, x.Output)
		}
		// Given whoever makes statistics, when they ask for a row, then refused.
		for _, it := range h.Items {
			for _, act := range append([]string{policy.See, policy.Correct}, outward...) {
				for _, who := range h.reach(t, act, it.Code) {
					if strings.HasSuffix(who, " for "+purpose) {
						t.Errorf("%s may %s %s", who, act, it.Code)
					}
				}
			}
		}
	}
	r := policy.ShareRequest{By: "team manager", To: "interreg", Purpose: "report", Items: []int{h.item(t, "client.address")}, Facts: h.at("engaged", inTeam)}
	if d := h.table.DecideShare(r); d.Allowed || d.Why != policy.OnlyAnonymous {
		t.Errorf("a row to the partners: allowed %v, why %q", d.Allowed, d.Why)
	}
	if got := h.reach(t, policy.Record, "client.ethnicity"); !slices.Equal(got, []string{"connector for manage"}) {
		t.Errorf("what is counted is written down by %v", got)
	}
}

func TestAClubIsGivenNothingWithoutAYes(t *testing.T) {
	promise.Kept(t, "PW-07")
	h := kent(t)
	club := slices.IndexFunc(h.Recipients, func(x notice.Recipient) bool { return x.Code == "activity provider" })
	if club < 0 || h.Recipients[club].Kind != "independent" {
		t.Fatal("no club stands on its own feet")
	}
	for _, code := range h.codes("passed on") {
		r := h.onward(t, code)
		if d := h.table.DecideShare(r); !d.Allowed {
			t.Errorf("%s with a yes is refused: %q", code, d.Why)
		}
		r.Permission = nil
		if d := h.table.DecideShare(r); d.Allowed || d.Why != policy.NoPermission {
			t.Errorf("%s without a yes: allowed %v, why %q", code, d.Allowed, d.Why)
		}
	}
}

func TestTheAuditorTakesNothingAway(t *testing.T) {
	promise.Begun(t, "PW-46")
	h := kent(t)
	for _, it := range h.Items {
		for _, act := range append([]string{policy.Record, policy.Correct}, outward...) {
			if got := h.reach(t, act, it.Code); slices.Contains(got, "auditor for audit") {
				t.Errorf("an auditor may %s %s", act, it.Code)
			}
		}
	}
	if got := h.may("auditor", policy.See, "audit", h.at("left", inTeam)); len(got) > 0 {
		t.Errorf("away from the council's premises an auditor sees %v", got)
	}
	if got := h.may("auditor", policy.See, "audit", h.at("left", supervised)); len(got) == 0 {
		t.Error("a supervised auditor sees nothing")
	}
}

func TestWhatTheLawRequiresWaitsForItsPower(t *testing.T) {
	promise.Begun(t, "PW-47")
	h := kent(t)
	r := policy.ShareRequest{By: "connector", To: "authorities", Purpose: "comply", When: "law requires", Items: []int{h.item(t, "client.name")}, Facts: h.at("engaged", mine)}
	for _, onRecord := range [][]string{nil, {"order or power"}, {"approver"}} {
		r.OnRecord = onRecord
		if d := h.table.DecideShare(r); d.Allowed || d.Why != policy.NeedsOnRecord || !citing(d.Against, "PW-47") {
			t.Errorf("with %v on record: allowed %v, why %q", onRecord, d.Allowed, d.Why)
		}
	}
}
