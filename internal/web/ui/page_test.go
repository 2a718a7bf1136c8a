package ui

import (
	"context"
	"io"
	"strings"
	"testing"
)

func TestStaffPageEndsItsNavigationWithTheWorriedLink(t *testing.T) {
	page := rendered(t, under(staff("My work", "My work", nil), Text("x")))
	items := strings.Split(page, `<li class="moj-primary-navigation__item`)
	last := items[len(items)-1]
	if !strings.Contains(last, `href="`+WorriedHref+`">Worried about someone?</a>`) {
		t.Errorf("the last place is %s", last)
	}
	if !strings.Contains(page, `Opening this page was recorded. <a class="govuk-link" href="/entry/1">See the entry</a>`) {
		t.Error("the page does not lead to its entry")
	}
	if !strings.Contains(page, `<form class="cd-mast__me" method="post" action="/out">`) {
		t.Error("signing out is not a form that is posted")
	}
}

func TestStaffPageBeforeSigningInHasNoNavigation(t *testing.T) {
	page := rendered(t, under(StaffPage{Title: "Sign in"}, Text("x")))
	if strings.Contains(page, "moj-primary-navigation") || strings.Contains(page, "Sign out") || strings.Contains(page, "recorded") {
		t.Error("a page nobody is signed in to offers navigation, or says it recorded a look")
	}
}

func TestPublicPageShowsThePhoneOrItsGap(t *testing.T) {
	with := rendered(t, PublicPage{Title: "x", Controller: "Kent County Council", Phone: "01632 960 140"})
	if !strings.Contains(with, "Questions? Ring <b>01632 960 140</b>") {
		t.Error("the masthead lacks the number")
	}
	without := rendered(t, PublicPage{Title: "x", Controller: "Kent County Council"})
	if !strings.Contains(without, "No phone number published yet") {
		t.Error("the gap is not shown")
	}
	if strings.Contains(without, "Ring <b>") {
		t.Error("the page offers a number it does not have")
	}
}

func TestTitleSaysErrorFirstAndNeverNamesThePerson(t *testing.T) {
	p := staff("Overview of an episode", "", peggy())
	p.Faulty = true
	page := rendered(t, p)
	if !strings.Contains(page, "<title>Error: Overview of an episode – Candour</title>") {
		t.Error("the title does not begin with Error")
	}
}

func TestNoPlaceOfAPageRunsAScript(t *testing.T) {
	page := rendered(t, under(staff("x", "", nil), Link{Text: "a", Href: "javascript:alert(1)"}, Link{Text: "<script>", Href: `/"><script>`},
		Button{Text: "b", Href: "JavaScript:alert(1)"}, Clause{Says: "</a><script>", Href: "data:text/html,x"}))
	for _, bad := range []string{"<script", "javascript:", "JavaScript:", "data:text"} {
		if strings.Contains(page, bad) {
			t.Errorf("the page holds %q", bad)
		}
	}
}

// BenchmarkRecordOfThirty renders an episode page of thirty items, each with
// its provenance, as workers open all day.
func BenchmarkRecordOfThirty(b *testing.B) {
	told, checked := &Provenance{Said: "She told you at home, 19 Feb"}, &Provenance{Said: "She told you at home, 19 Feb", Checked: "post"}
	rows := make([]Item, 30)
	for i := range rows {
		rows[i] = Item{Name: "Lives with", Text: "On her own since 2024", Said: told}
		if i%3 == 0 {
			rows[i].Said = checked
		}
	}
	page := under(staff("Overview of an episode", "My people", peggy()), subnav("Overview"), Items{Rows: rows})
	b.ReportAllocs()
	for b.Loop() {
		if err := page.Render(context.Background(), io.Discard); err != nil {
			b.Fatal(err)
		}
	}
}
