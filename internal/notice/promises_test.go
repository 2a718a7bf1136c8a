package notice_test

import (
	"errors"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"candour/internal/notice"
	"candour/internal/promise"
)

// says reports whether a page has a line that holds text and is made from a
// clause that carries the promise.
func says(p *notice.Pack, id, text string) bool {
	for _, s := range p.Page().Sections {
		for _, l := range s.Lines {
			for _, c := range p.Citing(id) {
				if slices.Contains(l.Clauses, c.Ref) && strings.Contains(l.Says, text) {
					return true
				}
			}
		}
	}
	return false
}

func TestNoticeCarriesItsDate(t *testing.T) {
	promise.Kept(t, "PW-01")
	p := promise.Pack(t)
	if !says(p, "PW-01", "1 April 2022") {
		t.Error("the changes do not list 1 April 2022")
	}
	if head, _, _ := strings.Cut(p.Page().Text(), "\n\n"); !strings.Contains(head, "Last updated 1 April 2022") {
		t.Errorf("the notice begins %q", head)
	}
}

// without takes parts of the notice out of its file: keys and all under them.
func without(t *testing.T, keys ...string) fstest.MapFS {
	fsys := edited(t, noticeFile, "notice: positive-wellbeing\n", "notice: positive-wellbeing\n")
	text := string(fsys[noticeFile].Data)
	for _, key := range keys {
		part := regexp.MustCompile(`(?m)^` + key + `:.*\n((  .*)?\n)*`)
		if !part.MatchString(text) {
			t.Fatalf("the notice has no %s", key)
		}
		text = part.ReplaceAllString(text, "")
	}
	fsys[noticeFile] = &fstest.MapFile{Data: []byte(text)}
	return fsys
}

func TestNoticeMissingAPartIsRefusedByName(t *testing.T) {
	promise.Kept(t, "PW-02")
	for part, fsys := range map[string]fstest.MapFS{
		"what is held":                    without(t, "collect"),
		"how information is used":         without(t, "uses"),
		"with whom information is shared": without(t, "shares", "never share"),
		"how information is collected":    silentOnCollection(t),
	} {
		_, err := load(fsys)
		var list *notice.Faults
		if !errors.As(err, &list) {
			t.Errorf("a notice that does not say %s loads", part)
			continue
		}
		if !slices.ContainsFunc(list.List, func(f notice.Fault) bool { return f.Rule == "missing part" && strings.HasSuffix(f.Says, part) }) {
			t.Errorf("no fault names %q:\n%v", part, err)
		}
	}
	p := promise.Pack(t)
	for _, part := range []string{notice.PartHeld, notice.PartUsed, notice.PartShared} {
		if !slices.ContainsFunc(p.Page().Sections, func(s notice.Section) bool { return s.Part == part && len(s.Lines) > 1 }) {
			t.Errorf("the page does not say %s", part)
		}
	}
	if !says(p, "PW-02", "by law") {
		t.Error("the page does not say that the law requires it")
	}
}

// silentOnCollection is the notice with every source and channel left out.
func silentOnCollection(t *testing.T) fstest.MapFS {
	fsys := without(t)
	text := string(fsys[noticeFile].Data)
	text = regexp.MustCompile(`from: (\[[^\]]*\]|\w+), at`).ReplaceAllString(text, "at")
	text = regexp.MustCompile(`by: \[[^\]]*\], tier`).ReplaceAllString(text, "tier")
	fsys[noticeFile] = &fstest.MapFile{Data: []byte(text)}
	return fsys
}

func TestJoiningIsAPurposeThatItemsCiteAndThePageShows(t *testing.T) {
	promise.Kept(t, "PW-19")
	p := promise.Pack(t)
	join, ok := p.Purpose("join")
	if !ok || !slices.Contains(join.Clause.Cites, "PW-19") {
		t.Fatal("the pack has no purpose of joining")
	}
	name, _ := p.ItemByCode("client.name")
	if !slices.Contains(p.PurposesOf(name.Index), "join") {
		t.Error("no item is used to let people join")
	}
	if !says(p, "PW-19", join.Says) {
		t.Error("the page does not show the purpose")
	}
	line := strings.ToLower(join.Says[:1]) + join.Says[1:]
	if c, _ := p.Clause("collect.client.name"); !strings.Contains(c.Says, line) {
		t.Errorf("the line of the name does not show what it is for: %q", c.Says)
	}
}

func TestRecordIsKeptOnAnElectronicCaseSystem(t *testing.T) {
	promise.Kept(t, "PW-29")
	p := promise.Pack(t)
	if len(p.Places) != 1 || p.Places[0].System != "an electronic case system" {
		t.Fatalf("the pack stores in %v", p.Places)
	}
	if len(p.Items) == 0 {
		t.Error("no item is stored there")
	}
	if !says(p, "PW-29", "an electronic case system") {
		t.Error("the page does not show it")
	}
}

// rests counts the items used for a purpose that rests on a basis or, where it
// is a condition, the special category items.
func rests(p *notice.Pack, basis string) int {
	n := 0
	for _, it := range p.Items {
		for _, code := range p.PurposesOf(it.Index) {
			x, _ := p.Purpose(code)
			if x.Basis == basis || it.Special != "" && slices.Contains(x.Special, basis) {
				n++
				break
			}
		}
	}
	return n
}

func registered(t *testing.T, p *notice.Pack, id, basis, shown string) notice.Basis {
	t.Helper()
	b, ok := p.Basis(basis)
	if !ok || !slices.Contains(b.Clause.Cites, id) {
		t.Fatalf("no basis carries %s", id)
	}
	if rests(p, basis) == 0 {
		t.Errorf("no item rests on %q", basis)
	}
	if !says(p, id, shown) {
		t.Errorf("the page does not show %q", shown)
	}
	return b
}

func TestLegalObligationIsRegistered(t *testing.T) {
	promise.Kept(t, "PW-34")
	if b := registered(t, promise.Pack(t), "PW-34", "duty", "Article 6(1)(c)"); b.Article6 != "c" || b.Gap == "" {
		t.Errorf("got article %q, gap %q; want c, with the missing Act as a gap", b.Article6, b.Gap)
	}
}

func TestPublicTaskIsRegistered(t *testing.T) {
	promise.Kept(t, "PW-35")
	if b := registered(t, promise.Pack(t), "PW-35", "task", "Article 6(1)(e)"); b.Article6 != "e" {
		t.Errorf("got article %q, want e", b.Article6)
	}
}

func TestSubstantialPublicInterestIsRegistered(t *testing.T) {
	promise.Kept(t, "PW-38")
	b := registered(t, promise.Pack(t), "PW-38", "public interest", "Article 9(2)(g)")
	if b.Article9 != "g" || len(b.Schedule1) != 3 || b.PolicyDoc != "required" {
		t.Errorf("got article %q with paragraphs %v and policy document %q", b.Article9, b.Schedule1, b.PolicyDoc)
	}
}

func TestHealthOrSocialCareIsRegisteredWithSecrecy(t *testing.T) {
	promise.Kept(t, "PW-39")
	p := promise.Pack(t)
	b := registered(t, p, "PW-39", "care", "Article 9(2)(h)")
	if _, ok := p.Role(b.Secrecy); b.Article9 != "h" || !ok {
		t.Errorf("got article %q with the secrecy of %q", b.Article9, b.Secrecy)
	}
}

func TestDutiesAreRegistered(t *testing.T) {
	promise.Kept(t, "PW-41")
	p := promise.Pack(t)
	for _, act := range []string{"Care Act 2014", "Equality Act 2010"} {
		if b := registered(t, p, "PW-41", "task", act); !slices.Contains(b.Acts, act) {
			t.Errorf("the basis does not name the %s", act)
		}
	}
}

func TestDataProtectionOfficerIsPublished(t *testing.T) {
	promise.Kept(t, "PW-69")
	p := promise.Pack(t)
	if !says(p, "PW-69", "Data Protection Officer") || !says(p, "PW-69", "dpo@kent.gov.uk") {
		t.Error("the page does not give the officer's address")
	}
}

func TestRegulatorIsPublishedAsPrinted(t *testing.T) {
	promise.Kept(t, "PW-70")
	p := promise.Pack(t)
	if p.Controller.Regulator.Phone != "03031 231113" || !says(p, "PW-70", "03031 231113") {
		t.Error("the page does not give the regulator's number as printed")
	}
}

func TestItemWithoutRetentionIsRefused(t *testing.T) {
	promise.Kept(t, "CW-07")
	for name, fsys := range map[string]fstest.MapFS{
		"an item of no tier":       edited(t, noticeFile, "by: [visit, phone], tier: sensitive, cites: [PW-11]", "by: [visit, phone], cites: [PW-11]"),
		"a tier with no keep line": edited(t, noticeFile, "by: [visit, phone], tier: sensitive, cites: [PW-11]", "by: [visit, phone], tier: other, cites: [PW-11]"),
		"a keep line with no end":  edited(t, noticeFile, "called: Everything else, until: 2027-12-31,", "called: Everything else,"),
	} {
		if _, err := load(fsys); err == nil {
			t.Errorf("a pack with %s loads", name)
		}
	}
}
