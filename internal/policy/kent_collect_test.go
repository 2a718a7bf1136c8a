package policy_test

import (
	"slices"
	"testing"

	"candour/internal/calendar"
	"candour/internal/care"
	"candour/internal/notice"
	"candour/internal/policy"
	"candour/internal/promise"
)

// posted is an answer that the public form sends.
func (h house) posted(form, from, item string) policy.Collect {
	return policy.Collect{
		By: "public form", Act: policy.Record, Purposes: []string{"join", "reach"}, Facts: h.at("application"),
		Item: item, From: from, Channel: "web", Form: form,
	}
}

// written is an answer that the Connector writes down at a visit.
func (h house) written(stage, item string) policy.Collect {
	return policy.Collect{
		By: "connector", Act: policy.Record, Purposes: []string{"join", "access", "plan", "manage"}, Facts: h.at(stage, mine),
		Item: item, From: "client", Channel: "visit", Relevance: "the plan has walking in it",
	}
}

func (h house) refuses(t *testing.T, c policy.Collect, why policy.Reason, cites string) {
	t.Helper()
	a := h.table.DecideCollect(c)
	_, against := h.table.Clauses(a)
	quoted := slices.ContainsFunc(against, func(cl notice.Clause) bool { return slices.Contains(cl.Cites, cites) })
	if a.Allowed || a.Why != why || !quoted {
		t.Errorf("%s from %s by %s while %s: allowed %v, why %q, want %q quoting %s", c.Item, c.From, c.Channel, c.Facts.Stage, a.Allowed, a.Why, why, cites)
	}
}

func (h house) takes(t *testing.T, c policy.Collect) {
	t.Helper()
	if a := h.table.DecideCollect(c); !a.Allowed {
		t.Errorf("%s from %s by %s while %s is refused: %q", c.Item, c.From, c.Channel, c.Facts.Stage, a.Why)
	}
}

// laterOnly holds the promises of items that wait for the service to begin.
func laterOnly(t *testing.T, cites string, items ...string) {
	t.Helper()
	h := kent(t)
	for _, item := range items {
		for _, from := range []string{"client", "referrer"} {
			c := h.posted("refer-yourself", from, item)
			h.refuses(t, c, policy.NotAtThisStage, cites)
			c.Form = ""
			h.refuses(t, c, policy.NotAtThisStage, cites)
		}
		h.refuses(t, h.written("application", item), policy.NotAtThisStage, cites)
		h.takes(t, h.written("engaged", item))
		phone := h.written("engaged", item)
		phone.Channel = "phone"
		h.takes(t, phone)
		phone.Channel = "web"
		h.refuses(t, phone, policy.NotByThisChannel, cites)
	}
}

func TestGenderWaitsForTheService(t *testing.T) {
	promise.Kept(t, "PW-11")
	laterOnly(t, "PW-11", "client.gender")
}

func TestMaritalStatusWaitsForTheService(t *testing.T) {
	promise.Kept(t, "PW-12")
	laterOnly(t, "PW-12", "client.marital-status")
}

func TestEducationHousingAndEmploymentWaitForTheService(t *testing.T) {
	promise.Kept(t, "PW-13")
	laterOnly(t, "PW-13", "client.education", "client.housing", "client.employment")
}

func TestMedicalInformationOnlyWhereRelevant(t *testing.T) {
	promise.Kept(t, "PW-14")
	h := kent(t)
	for _, item := range []string{"client.medical", "client.gp-practice"} {
		// Given no relevance reason, when a health value is posted, then it is
		// refused, whoever posts it; with one, it is taken.
		c := h.written("engaged", item)
		c.Relevance = " "
		h.refuses(t, c, policy.NeedsRelevance, "PW-14")
		h.takes(t, h.written("engaged", item))
		h.refuses(t, h.written("application", item), policy.NotAtThisStage, "PW-14")
		h.refuses(t, h.posted("refer-yourself", "client", item), policy.NotAtThisStage, "PW-14")
	}
}

func TestTheReferrerFormIsClosedToThreeItems(t *testing.T) {
	h := kent(t)
	var about []string
	for _, it := range h.Items {
		if it.About == "referrer" {
			about = append(about, it.Code)
		}
	}
	if want := []string{"referrer.name", "referrer.telephone", "referrer.email"}; !slices.Equal(about, want) {
		t.Errorf("the notice takes %v about the referrer, want %v", about, want)
	}
	for _, code := range about {
		h.takes(t, h.posted("refer-someone", "referrer", code))
	}
	for _, code := range []string{"referrer.address", "referrer.age", "referrer.relationship"} {
		if a := h.table.DecideCollect(h.posted("refer-someone", "referrer", code)); a.Allowed || a.Why != policy.NotInNotice {
			t.Errorf("%s: allowed %v, why %q", code, a.Allowed, a.Why)
		}
	}
}

func TestADateOfBirthIsNeverTakenAndAnAgeKeepsItsDay(t *testing.T) {
	h := kent(t)
	for _, code := range []string{"client.date-of-birth", "date-of-birth"} {
		h.refuses(t, h.posted("refer-yourself", "client", code), policy.NeverCollected, "PW-09")
		h.refuses(t, h.written("engaged", code), policy.NeverCollected, "PW-09")
	}
	h.takes(t, h.posted("refer-yourself", "client", "client.age"))
	asked := calendar.Date(2026, 11, 23)
	v, problem := policy.ValidateAnswer(h.Items[h.item(t, "client.age")], policy.Raw{Values: []string{"84"}, Asked: asked})
	if problem != "" || v.Number != 84 || v.AsAt != asked {
		t.Errorf("an age was read as %d on %v with the problem %q", v.Number, v.AsAt, problem)
	}
	for _, birth := range []string{"1942", "3/12/1942", "03-12-42", "3 December 1942"} {
		if _, problem := policy.ValidateAnswer(h.Items[h.item(t, "client.age")], policy.Raw{Values: []string{birth}, Asked: asked}); problem == "" {
			t.Errorf("%q was taken for an age", birth)
		}
	}
}

func TestSpecialItemsAreTakenFaceToFaceOrByPhoneWithAReason(t *testing.T) {
	promise.Kept(t, "PW-37")
	h := kent(t)
	special := 0
	for _, it := range h.Items {
		if it.Special == "" {
			continue
		}
		special++
		h.takes(t, h.written("engaged", it.Code))
		phone := h.written("engaged", it.Code)
		phone.Channel = "phone"
		h.refuses(t, phone, policy.NeedsReason, "PW-37")
		phone.ChannelWhy = "She is in hospital"
		h.takes(t, phone)
		for _, channel := range []string{"web", "post", ""} {
			c := h.written("engaged", it.Code)
			c.Channel = channel
			h.refuses(t, c, policy.NotByThisChannel, "PW-37")
		}
	}
	if special != 8 {
		t.Errorf("%d items are special, want the eight that the notice speaks of", special)
	}
	// A web form has none: neither those of the pack nor any that could be.
	for _, f := range h.Forms {
		if !slices.Contains(f.Channel, "web") {
			continue
		}
		for _, g := range f.Groups {
			for _, i := range g.Items {
				if h.Items[i].Special != "" {
					t.Errorf("the form %s asks %s", f.Code, h.Items[i].Code)
				}
			}
		}
	}
	for _, stage := range kentStages {
		for _, by := range []string{"public form", "connector", "triage"} {
			c := h.written(stage, "")
			c.By, c.Channel = by, "web"
			for _, i := range h.table.Collectable(c) {
				if h.Items[i].Special != "" {
					t.Errorf("a web form for %s could ask %s while %s", by, h.Items[i].Code, stage)
				}
			}
		}
	}
}

// What the person is asked to share is asked so that everybody can answer.
func TestEveryAnswerOfTheFormsIsReadByItsShape(t *testing.T) {
	h := kent(t)
	good := map[notice.ShapeKind]string{
		notice.Text: "Margaret Ashdown", notice.LongText: "Whom she sees", notice.Address: "14 Orchard Row, Tonbridge TN9 1QD",
		notice.Phone: "01632 960 833", notice.Email: "margaret@example.org", notice.Age: "about 81",
	}
	for _, f := range h.Forms {
		for _, g := range f.Groups {
			for _, i := range g.Items {
				it := h.Items[i]
				typed := good[it.Shape.Kind]
				if typed == "" {
					typed = it.Shape.Choices[0].Code
				}
				v, problem := policy.ValidateAnswer(it, policy.Raw{Values: []string{typed}, Asked: calendar.Date(2026, 11, 23)})
				if problem != "" || !v.Given() || v.Empty != care.Answered {
					t.Errorf("%s on %s: %q is not read: %s", it.Code, f.Code, typed, problem)
				}
			}
		}
	}
}
