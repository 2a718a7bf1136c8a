package web_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"candour/internal/ledger"
	"candour/internal/webtest"
)

var entryOnPage = regexp.MustCompile(`Opening this page was recorded\. <a class="govuk-link" href="(/ledger/[0-9a-f-]{36})"`)

func TestAnEntryIsPendingThenProved(t *testing.T) {
	webtest.Each(t, func(t *testing.T, s *webtest.Site) {
		c := engaged(t, s, nil)
		page := c.priya.Get(c.path(""))
		at := entryOnPage.FindStringSubmatch(page.Body)
		if at == nil {
			t.Fatal("the page does not link to the entry that opening it made")
		}
		if got := held(c.priya.Get(at[1]), "waits for its place", "episode overview", "Pending"); len(got) != 3 {
			t.Errorf("before it has a place the entry says only %q", got)
		}
		if r := c.priya.Get(at[1] + "/proof"); r.Status != http.StatusSeeOther {
			t.Errorf("the proof of a pending entry gave %d", r.Status)
		}
		if _, err := s.Node.Logs["kent"].Integrate(t.Context(), s.Clock.Now()); err != nil {
			t.Fatal(err)
		}
		if got := held(c.priya.Get(at[1]), "Download the proof", "Number "); len(got) != 2 {
			t.Errorf("once it has a place the entry says only %q", got)
		}
		proof := c.priya.Get(at[1] + "/proof")
		if d := proof.Header.Get("Content-Disposition"); !strings.HasPrefix(d, "attachment") || !strings.HasPrefix(proof.Header.Get("Content-Type"), "text/plain") {
			t.Errorf("the proof comes as %q", d)
		}
		e, in, err := ledger.VerifyProof([]byte(proof.Body), s.Node.Logs["kent"].VerifierKey())
		if err != nil {
			t.Fatalf("the downloaded proof does not verify: %v", err)
		}
		if "/ledger/"+e.ID != at[1] || e.Screen != "episode overview" || in.Position < 0 {
			t.Errorf("the proof is of %s, %s", e.ID, e.Screen)
		}
		if _, _, err := ledger.VerifyProof([]byte(strings.Replace(proof.Body, "extra ", "extra A", 1)), s.Node.Logs["kent"].VerifierKey()); err == nil {
			t.Error("a changed proof verifies")
		}
	})
}

func TestTheLedgerNamesNobodyAndIsItselfLookedAtOnRecord(t *testing.T) {
	webtest.Each(t, func(t *testing.T, s *webtest.Site) {
		c := engaged(t, s, nil)
		if _, err := s.Node.Logs["kent"].Integrate(t.Context(), s.Clock.Now()); err != nil {
			t.Fatal(err)
		}
		for _, who := range []string{"priya", "denise", "howard", "sofie"} {
			r := s.SignIn(who).Get("/ledger")
			if r.Status != http.StatusOK || len(held(r, "Newest checkpoint", "candour audit verify", s.Node.Logs["kent"].VerifierKey()[:20])) != 3 {
				t.Errorf("%s gets %d, or a ledger without its checkpoint", who, r.Status)
			}
			if got := held(r, "Arthur", "Mavis", "Orchard", "01632 960", "960 833", "+441632960"); len(got) > 0 {
				t.Errorf("the ledger shows %q", got)
			}
		}
		looks := looksAt(s, "ledger", "released")
		if len(looks) != 4 || strings.Contains(looks[0], "subjects") {
			t.Errorf("four looks at the ledger are recorded as %q", looks)
		}
		if r := s.Visitor().Get("/ledger"); r.Status != http.StatusSeeOther {
			t.Errorf("without signing in the ledger gives %d", r.Status)
		}
		if r := c.priya.Get("/ledger/" + c.id); r.Status != http.StatusNotFound {
			t.Errorf("an entry that is not there gives %d", r.Status)
		}
		first, older := c.priya.Get("/ledger"), c.priya.Get("/ledger?before=3")
		if !strings.Contains(older.Body, "No. 2<") || strings.Contains(older.Body, "No. 3<") || !strings.Contains(first.Body, "No. ") {
			t.Error("a page below number 3 does not begin at number 2")
		}
	})
}

func TestWhatWeHoldSaysWhyAndWhoLooked(t *testing.T) {
	webtest.Each(t, func(t *testing.T, s *webtest.Site) {
		c := engaged(t, s, nil)
		s.SignIn("denise").Get(c.path(""))
		r := c.priya.Get(c.path("/held"))
		for _, want := range []string{
			"Arthur Penfold", "Not asked", "Hidden from you.", "Public task, Article 6(1)(e)", "Article 9(2)(h)",
			"To let you join the scheme", "/notices/kent/positive-wellbeing#s3-1", "Special category: health",
			"Kept to the end of 31 December 2027", "You: looked", "Team manager: looked", "To check the work of the team", "Public referral form: wrote",
		} {
			if !strings.Contains(r.Body, want) {
				t.Errorf("the page does not say %q", want)
			}
		}
		chronology := c.priya.Get(c.path("/chronology"))
		if i, j := strings.Index(chronology.Body, "Referral received"), strings.Index(chronology.Body, "spoke to the person themselves"); i < 0 || j < i {
			t.Errorf("the referral stands at %d and the first talk at %d", i, j)
		}
	})
}

func TestTheHeaderWarnsWhereItIsNotSafeToRing(t *testing.T) {
	webtest.Each(t, func(t *testing.T, s *webtest.Site) {
		c := newCase(t, s, map[string][]string{"client.safe-to-contact": {"no"}})
		for _, under := range []string{"", "/held", "/ends", "/chronology", "/contacts"} {
			r := c.priya.Get(c.path(under))
			if got := held(r, "not safe to ring", "Do not ring"); len(got) != 2 {
				t.Errorf("the header of %q says only %q", under, got)
			}
			if title := r.Body[strings.Index(r.Body, "<title>"):strings.Index(r.Body, "</title>")]; strings.Contains(title, "Arthur") {
				t.Errorf("the title of %q names him", under)
			}
		}
	})
}

func TestHomeAndWorryAreOpen(t *testing.T) {
	webtest.Each(t, func(t *testing.T, s *webtest.Site) {
		home := s.Visitor().Get("/")
		if got := held(home, "Kent County Council", "Norfolk County Council", noticeAt+`"`, referSomeone, "/services/kent/positive-wellbeing/refer-yourself", "/sign-in"); len(got) != 6 {
			t.Errorf("home shows only %q", got)
		}
		for _, who := range []string{"priya", "denise", "howard", "sofie", "martin"} {
			r := s.SignIn(who).Get("/worried")
			if r.Status != http.StatusOK || len(held(r, "999", "give no number for adult social care")) != 2 {
				t.Errorf("%s gets %d, or advice without 999 or the gap", who, r.Status)
			}
		}
	})
}
