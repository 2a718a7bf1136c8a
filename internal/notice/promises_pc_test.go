package notice_test

import (
	"slices"
	"strings"
	"testing"

	"candour/internal/promise"
)

const (
	carersNoticeFile  = "norfolk/parent-carers/notice.yaml"
	carersServiceFile = "norfolk/parent-carers/service.yaml"
)

func TestTheNoticeIsAboutAssessmentsOfParentCarers(t *testing.T) {
	promise.Kept(t, "PC-01")
	p := promise.PackOf(t, "norfolk", "parent-carers")
	page := p.Page()
	if page.Title != "Parent Carer Needs Assessments" || page.Council != "Norfolk County Council" {
		t.Errorf("the notice is of %q about %q", page.Council, page.Title)
	}
	if !says(p, "PC-01", "Parent Carer Needs Assessments and the support that goes with them") {
		t.Error("the notice does not say that it is about assessments and support")
	}
}

func TestTheTaskIsThatOfSection97(t *testing.T) {
	promise.Kept(t, "PC-29")
	p := promise.PackOf(t, "norfolk", "parent-carers")
	b := registered(t, p, "PC-29", "task", "Children and Families Act 2014, section 97")
	if b.Article6 != "e" || !slices.Equal(b.Acts, []string{"Children and Families Act 2014"}) {
		t.Errorf("got article %q of %v", b.Article6, b.Acts)
	}
	for code, words := range map[string]string{"assess": "complete your Parent Carer Needs Assessment", "support": "arrange support for the needs"} {
		if x, ok := p.Purpose(code); !ok || x.Basis != "task" || !says(p, "PC-29", words) {
			t.Errorf("%s does not rest on the task, or the notice does not show it", code)
		}
	}
}

func TestANoticeWithNoWordOnHowLongIsRefused(t *testing.T) {
	promise.Kept(t, "PC-32")
	p := promise.PackOf(t, "norfolk", "parent-carers")
	text := string(edited(t, carersNoticeFile, "notice: parent-carers\n", "notice: parent-carers\n")[carersNoticeFile].Data)
	_, text, _ = strings.Cut(text, "\nkeep:")
	for tier, gap := range map[string]string{
		"record": "for your details", "sensitive": "for assessments", "child": "for what is held about a child", "adult": "for what is held about another adult",
	} {
		// Given a tier with no rule, when the pack is checked, then it fails.
		_, line, _ := strings.Cut(text, "\n  "+tier+":")
		line, _, _ = strings.Cut(line, "\n")
		refusedWith(t, edited(t, carersNoticeFile, line, " {called: Whatever it is}"), "parent-carers", "missing key", tier)
		// The rule there is has its trigger and its period, and is published.
		k, ok := p.Tier(tier)
		if !ok || k.Review.Months != 12 || k.Review.After != "left" || !says(p, "PC-32", gap) {
			t.Errorf("of %s the notice does not say that somebody looks each year and that the print gives no period: %+v", tier, k.Review)
		}
	}
	if !says(p, "PC-32", "Nobody can bring it back") {
		t.Error("the notice does not say that what is no longer needed is destroyed")
	}
}

// A firm abroad needs a mechanism by name, or the notice does not load.
func TestAFirmAbroadWithNoMechanismIsRefused(t *testing.T) {
	for id, c := range map[string]struct{ service, file, firms, where string }{
		"CC-39": {"connecting-communities", communitiesNoticeFile, "(a processor), kind: processor, where: ", "IE"},
		"PC-28": {"parent-carers", carersNoticeFile, "(Microsoft with IT, for example)\", kind: processor, where: ", "US"},
	} {
		t.Run(id, func(t *testing.T) {
			promise.Begun(t, id)
			refusedWith(t, edited(t, c.file, c.firms+"UK", c.firms+c.where), c.service, "transfer without mechanism", c.where)
			if p := promise.PackOf(t, "norfolk", c.service); len(p.Places) != 1 || p.Places[0].Where[0] != "UK" {
				t.Errorf("the notice stores in %v", p.Places)
			}
		})
	}
}

func TestNoScoreHasAPlaceInTheLanguage(t *testing.T) {
	promise.Begun(t, "PC-36")
	refusedWith(t, edited(t, carersServiceFile, "client.health:          {as: long text,", "client.health: {as: long text, score: 10,"), "parent-carers", "unknown key", "score")
	p := promise.PackOf(t, "norfolk", "parent-carers")
	if len(p.Measures) > 0 || !says(p, "PC-36", "we do no profiling") {
		t.Errorf("the service measures people by %v, or does not say that it does not", p.Measures)
	}
}

func TestTheMonthIsPublishedAsItIsPrinted(t *testing.T) {
	promise.Begun(t, "PC-37")
	p := promise.PackOf(t, "norfolk", "parent-carers")
	if page := p.Page(); page.Dated != "April 2025" || !says(p, "PC-37", "April 2025") {
		t.Errorf("the notice is dated %q", page.Dated)
	}
}

func TestAnAnswerMayBeLeftOut(t *testing.T) {
	promise.Begun(t, "PC-31")
	p := promise.PackOf(t, "norfolk", "parent-carers")
	if !says(p, "PC-31", "You do not have to tell us anything") {
		t.Error("the notice does not say that answers may be left out")
	}
	for _, it := range p.Items {
		if it.Required && it.Code != "client.name" {
			t.Errorf("%s has to be given", it.Code)
		}
	}
}
