package web_test

import (
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"candour/internal/webtest"
)

const noticeOf = "/governance/positive-wellbeing"

// An officer is the data protection officer's browser.
type officer struct {
	*webtest.Client
	t    *testing.T
	site *webtest.Site
}

func newOfficer(t *testing.T, s *webtest.Site) officer { return officer{s.SignIn("howard"), t, s} }

// send opens a page, fills its first form and sends it.
func (o officer) send(page, to string, fill url.Values) webtest.Reply {
	o.t.Helper()
	return o.Post(to, filled(o.Get(page).Form(), fill))
}

var actLink = regexp.MustCompile(`action="(` + noticeOf + `/versions/[0-9a-f-]{36}/[a-z]+)"`)

// act presses the one button the newest version offers.
func (o officer) act(fill url.Values) webtest.Reply {
	o.t.Helper()
	r := o.Get(noticeOf)
	m := actLink.FindStringSubmatch(r.Body)
	if m == nil {
		o.t.Fatalf("the page offers no act on a version")
	}
	return o.Post(m[1], filled(r.Form(), fill))
}

func (o officer) approve() {
	o.t.Helper()
	for _, r := range []webtest.Reply{o.send(noticeOf, noticeOf+"/versions", nil), o.act(nil), o.act(nil)} {
		if r.Status != http.StatusSeeOther {
			o.t.Fatalf("an act on a version gave %d: %s", r.Status, faults(r))
		}
	}
}

func TestANoticeIsPublishedFromItsPage(t *testing.T) {
	webtest.Each(t, func(t *testing.T, s *webtest.Site) {
		o := newOfficer(t, s)
		if r := o.Get("/governance"); len(held(r, "not published", "No version was ever published", "things are missing before it goes live")) != 3 {
			t.Errorf("the list shows a notice that nobody published as %d %s", r.Status, r.Body)
		}
		o.approve()
		before := s.Stored()
		live := filled(dated("from", webtest.FirstDay), url.Values{"how": {"live"}})
		if r := o.act(live); r.Status != http.StatusUnprocessableEntity || len(held(r, "It cannot go live yet", "Reading R1 is not accepted", "There is no telephone number to ring")) != 3 {
			t.Errorf("going live gave %d: %s", r.Status, faults(r))
		}
		for name, fill := range map[string]url.Values{
			"no day": {"how": {"sample"}}, "yesterday": filled(dated("from", webtest.FirstDay.AddDays(-1)), url.Values{"how": {"sample"}}),
			"no kind": dated("from", webtest.FirstDay), "another kind": filled(dated("from", webtest.FirstDay), url.Values{"how": {"maybe"}}),
			"a strange field": filled(live, url.Values{"state": {"published"}}),
		} {
			if r := o.act(fill); r.Status != http.StatusUnprocessableEntity {
				t.Errorf("%s gave %d", name, r.Status)
			}
		}
		same(t, "refused publications", before, s.Stored())
		if r := o.act(filled(dated("from", webtest.FirstDay), url.Values{"how": {"sample"}})); r.Status != http.StatusSeeOther {
			t.Fatalf("publishing gave %d: %s", r.Status, faults(r))
		}
		if r := o.Get(noticeOf); len(held(r, "sample, not live", "in force", "Version 1 runs as a sample, dated 23 November 2026")) != 3 {
			t.Error("the page does not show the version in force")
		}
		public := s.Visitor().Get("/notices/kent/positive-wellbeing")
		if len(held(public, "Last updated 23 November 2026", "This is a sample, not a live service.")) != 2 {
			t.Error("the public page does not bear the new date, or does not say that it is a sample")
		}
	})
}

const phoneGap = "The print gives no telephone number for the public"

var gapLink = regexp.MustCompile(`href="` + noticeOf + `/gaps/([0-9a-f]{64})">[^<]*<span class="govuk-visually-hidden"> (?:what fills )?the gap: ([^<]*)`)

// gapOf is where a gap is filled, by its words.
func gapOf(s *webtest.Site, login, says string) string {
	for _, m := range gapLink.FindAllStringSubmatch(s.SignIn(login).Get(noticeOf+"/gaps").Body, -1) {
		if html.UnescapeString(m[2]) == says {
			return m[1]
		}
	}
	return ""
}

func TestReadingsAreDecidedAndGapsFilledFromTheirPages(t *testing.T) {
	webtest.Each(t, func(t *testing.T, s *webtest.Site) {
		o := newOfficer(t, s)
		form := o.Get(noticeOf + "/readings").Form()
		if r := o.Post(noticeOf+"/readings", filled(form, url.Values{"decision": {"accepted"}, "words": {strings.Repeat("0", 64)}})); r.Status != http.StatusUnprocessableEntity || len(held(r, "has changed since the page was shown")) != 1 {
			t.Errorf("accepting other words gave %d: %s", r.Status, faults(r))
		}
		if r := o.Post(noticeOf+"/readings", form); r.Status != http.StatusUnprocessableEntity {
			t.Errorf("deciding nothing gave %d", r.Status)
		}
		for range 2 { // the second is the same form again
			if r := o.Post(noticeOf+"/readings", filled(form, url.Values{"decision": {"accepted"}})); r.Status != http.StatusSeeOther {
				t.Fatalf("accepting gave %d: %s", r.Status, faults(r))
			}
		}
		if rows := s.Rows("SELECT about, state FROM register WHERE kind = 'reading'"); len(rows) != 1 || rows[0][1] != "accepted" {
			t.Errorf("the register holds %q", rows)
		}
		if r := o.Get(noticeOf + "/readings"); len(held(r, "Accepted on 23 November 2026 by Howard Finch")) != 1 {
			t.Error("the page does not say who accepted it")
		}

		at := noticeOf + "/gaps/" + gapOf(s, "howard", phoneGap)
		if r := o.send(at, at, url.Values{"how": {"phone"}, "value": {"ring us"}}); r.Status != http.StatusUnprocessableEntity || len(held(r, `value="ring us"`, "Write a telephone number in figures")) != 2 {
			t.Errorf("words for a number gave %d: %s", r.Status, faults(r))
		}
		if r := o.send(at, at, url.Values{"how": {"phone"}, "value": {"01632 960 140"}}); r.Status != http.StatusSeeOther {
			t.Fatalf("filling the gap gave %d: %s", r.Status, faults(r))
		}
		public := s.Visitor().Get("/notices/kent/positive-wellbeing")
		if len(held(public, "Questions? Ring <b>01632 960 140</b>", "The council filled this in on 23 November 2026: 01632 960 140")) != 2 {
			t.Error("the number is not on the public page")
		}
	})
}

func TestRegistersAreKeptFromTheirPages(t *testing.T) {
	webtest.Each(t, func(t *testing.T, s *webtest.Site) {
		o := newOfficer(t, s)
		office := noticeOf + "/registers/office/data%20protection%20officer"
		if r := o.send(office, office, filled(dated("from", webtest.FirstDay), url.Values{"state": {"held"}})); r.Status != http.StatusUnprocessableEntity || len(held(r, "Choose who holds the office", `value="2026"`)) != 2 {
			t.Errorf("an office held by nobody gave %d: %s", r.Status, faults(r))
		}
		fill := filled(dated("from", webtest.FirstDay), url.Values{"state": {"held"}, "holder": {string(s.Staff["howard"])}})
		if r := o.send(office, office, fill); r.Status != http.StatusSeeOther {
			t.Fatalf("entering a holder gave %d: %s", r.Status, faults(r))
		}
		agreement := noticeOf + "/registers/agreement/activity%20provider"
		if r := o.send(agreement, agreement, filled(dated("from", webtest.FirstDay), url.Values{"state": {"in force"}, "where": {"file 12"}})); r.Status != http.StatusUnprocessableEntity || len(held(r, "Write the day it is to be reviewed by", `value="file 12"`)) != 2 {
			t.Errorf("an agreement without a review gave %d: %s", r.Status, faults(r))
		}
		if r := o.Get(noticeOf + "/registers"); len(held(r, "Held by Howard Finch from 23 November 2026", "in date", "missing")) != 3 {
			t.Error("the registers do not show the holder and what is missing")
		}
		if rows := s.Rows("SELECT value FROM register UNION ALL SELECT about FROM register"); strings.Contains(strings.ToLower(strings.Join(flat(rows), " ")), "howard") {
			t.Error("the name of a holder stands in the register in the clear")
		}
		for _, path := range []string{"/registers/office/mayor", "/registers/secrets/x", "/gaps/" + strings.Repeat("0", 64)} {
			if r := o.Get(noticeOf + path); r.Status != http.StatusNotFound {
				t.Errorf("%s gave %d", path, r.Status)
			}
		}
	})
}

func flat(rows [][]string) []string {
	var out []string
	for _, r := range rows {
		out = append(out, r...)
	}
	return out
}

func TestOnlyTheOfficerSeesHowNoticesAreGoverned(t *testing.T) {
	webtest.Each(t, func(t *testing.T, s *webtest.Site) {
		for _, who := range []string{"denise", "priya", "sofie", "ingrid"} {
			c := s.SignIn(who)
			for _, path := range []string{"/governance", noticeOf, noticeOf + "/readings", noticeOf + "/gaps", noticeOf + "/registers", noticeOf + "/registers/impact%20assessment/the%20service"} {
				r := c.Get(path)
				if who == "ingrid" && path == "/governance" { // another council's officer sees her own
					if r.Status != http.StatusOK || len(held(r, "Positive Wellbeing")) != 0 {
						t.Errorf("Norfolk's officer got %d and Kent's notice", r.Status)
					}
					continue
				}
				if r.Status != http.StatusNotFound {
					t.Errorf("%s got %d at %s", who, r.Status, path)
				}
			}
		}
	})
}
