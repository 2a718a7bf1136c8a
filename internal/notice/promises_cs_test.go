package notice_test

import (
	"errors"
	"io/fs"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"candour/internal/notice"
	"candour/internal/promise"
	"candour/packs"
)

const (
	childrensNotice = "norfolk/childrens-services/notice.yaml"
	norfolkCouncil  = "norfolk/controller.yaml"
)

func childrensServices(t *testing.T) *notice.Pack {
	return promise.PackOf(t, "norfolk", "childrens-services")
}

// tells fails unless the page says each text in a line that carries the promise.
func tells(t *testing.T, p *notice.Pack, id string, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if !says(p, id, text) {
			t.Errorf("the page does not say %q for %s", text, id)
		}
	}
}

// childrensFaults loads the pack with places of one file changed, and gives
// what is wrong with it.
func childrensFaults(t *testing.T, file string, changes ...string) []notice.Fault {
	t.Helper()
	fsys := fstest.MapFS{}
	for _, name := range []string{notice.InstrumentsFile, norfolkCouncil, childrensNotice, "norfolk/childrens-services/service.yaml"} {
		text, err := fs.ReadFile(packs.FS, name)
		if err != nil {
			t.Fatal(err)
		}
		fsys[name] = &fstest.MapFile{Data: text}
	}
	for i := 0; i < len(changes); i += 2 {
		change(t, fsys, file, changes[i], changes[i+1])
	}
	_, err := notice.Load(fsys, "norfolk", "childrens-services")
	var list *notice.Faults
	if err != nil && !errors.As(err, &list) {
		t.Fatal(err)
	}
	if list == nil {
		return nil
	}
	return list.List
}

func faulty(list []notice.Fault, rule, says string) bool {
	return slices.ContainsFunc(list, func(f notice.Fault) bool { return f.Rule == rule && strings.Contains(f.Says, says) })
}

func TestTheNoticeNamesTheDepartmentOfNorfolk(t *testing.T) {
	promise.Kept(t, "CS-01")
	p := childrensServices(t)
	head, _, _ := strings.Cut(p.Page().Text(), "\n\n")
	for _, want := range []string{"Children's Services (Social Care)", "Norfolk County Council"} {
		if !strings.Contains(head, want) {
			t.Errorf("the notice begins %q, without %q", head, want)
		}
	}
	tells(t, p, "CS-01", "Children's Services (Social Care), a department of Norfolk County Council", "storing, reading and sharing too")
}

func TestTheNoticeIsDatedByItsMonth(t *testing.T) {
	promise.Kept(t, "CS-74")
	p := childrensServices(t)
	if head, _, _ := strings.Cut(p.Page().Text(), "\n\n"); !strings.Contains(head, "Last updated November 2024") || strings.Contains(head, "1 November") {
		t.Errorf("the notice begins %q", head)
	}
	if page := p.Page(); page.Dated != "November 2024" {
		t.Errorf("the page is dated %q", page.Dated)
	}
	tells(t, p, "CS-74", "November 2024", "We may change this notice at any time, and the date changes with it")
}

// eleven are the instruments of the printed notice, in its order.
var eleven = []string{
	"Children Act 1989", "Children (Leaving Care) Act 2000", "Adoption and Children Act 2002", "Childcare Act 2006", "Children and Families Act 2014",
	"Children and Social Work Act 2017", "Transport Act 1985", "SEND Code of Practice 2014", "Care Act 2014",
	"Chronically Sick and Disabled Persons Act 1970", "Local Government Act 1972",
}

func TestElevenInstrumentsAndNoneOrphaned(t *testing.T) {
	promise.Kept(t, "CS-33")
	p := childrensServices(t)
	var cited []string
	for _, b := range p.Bases {
		rested := slices.ContainsFunc(p.Purposes, func(x notice.Purpose) bool { return x.Basis == b.Code || slices.Contains(x.Special, b.Code) })
		if len(b.Acts) > 0 && !rested {
			t.Errorf("nothing rests on %v", b.Acts)
		}
		cited = append(cited, b.Acts...)
	}
	if !slices.Equal(cited, eleven) {
		t.Errorf("the pack cites %q, want the eleven", cited)
	}
	for _, act := range eleven {
		tells(t, p, "CS-33", act)
	}
	for _, x := range p.Purposes {
		if b, _ := p.Basis(x.Basis); len(b.Acts) == 0 && b.Article6 != "a" {
			t.Errorf("%s cites no instrument", x.Code)
		}
	}
	// One that the register does not know is refused.
	if got := childrensFaults(t, childrensNotice, "Care Act 2014, Chronically", "Care Deed 2014, Chronically"); len(got) == 0 {
		t.Error("an instrument that the register does not have is taken")
	}
}

func TestAGuardedFieldWithoutAConditionIsRefused(t *testing.T) {
	promise.Kept(t, "CS-34")
	for name, c := range map[string]struct{ old, with, says string }{
		"special category": {"basis: task, special: [statutory, offence task], cites: [CS-03]}\n  services", "basis: task, cites: [CS-03]}\n  services", "has no Article 9 condition"},
		"offences":         {"special: [statutory, offence task], cites: [CS-03]}\n  enable", "special: [statutory], cites: [CS-03]}\n  enable", "has no Article 10 condition"},
	} {
		if got := childrensFaults(t, childrensNotice, c.old, c.with); !faulty(got, "special without condition", c.says) {
			t.Errorf("%s without its condition: %v", name, got)
		}
	}
	if got := childrensFaults(t, childrensNotice, "schedule 1: [6], policy document: required, cites: [CS-34], reading: R12}", "policy document: required, cites: [CS-34], reading: R12}"); !faulty(got, "condition", "Schedule 1") {
		t.Errorf("a condition of no paragraph: %v", got)
	}
	// As the pack stands each guarded field has its own.
	p := childrensServices(t)
	for _, it := range p.Items {
		if it.Special == "" && !it.Offences {
			continue
		}
		article9, article10 := false, false
		for _, code := range p.PurposesOf(it.Index) {
			for _, b := range p.SpecialOf(code) {
				six := slices.Equal(b.Schedule1, []int{6}) && b.PolicyDoc == "required"
				article9 = article9 || six && b.Article9 == "g"
				article10 = article10 || six && b.Article10 == "schedule 1"
			}
		}
		if it.Offences && !article10 || it.Special != "" && !article9 {
			t.Errorf("%s rests on no condition", it.Code)
		}
	}
}

// The general notice holds four parts, and a copy can be asked for. The
// sending of a copy, with its log, is another matter.
func TestTheGeneralNoticeHasItsFourParts(t *testing.T) {
	promise.Begun(t, "CS-02")
	tells(t, childrensServices(t), "CS-02", "who we are", "how long we use information", "your rights under UK GDPR", "using your rights", "copy of the general notice")
	for _, part := range []string{"who we are", "how long", "your rights", "using your rights"} {
		text, err := fs.ReadFile(packs.FS, norfolkCouncil)
		if err != nil {
			t.Fatal(err)
		}
		i := strings.Index(string(text), "    "+part+":")
		line, _, _ := strings.Cut(string(text)[i:], "\n")
		if got := childrensFaults(t, norfolkCouncil, line+"\n", ""); !slices.ContainsFunc(got, func(f notice.Fault) bool { return strings.Contains(f.Says+f.Mend, part) }) {
			t.Errorf("without %q: %v", part, got)
		}
	}
}

// The policy document is named, and guarded information is refused without
// one. Its review has no clock yet.
func TestGuardedInformationNeedsThePolicyDocument(t *testing.T) {
	promise.Begun(t, "CS-28")
	tells(t, childrensServices(t), "CS-28", "Special category data and criminal offences data policy")
	if got := childrensFaults(t, norfolkCouncil, "covers: [special, offences]", "covers: [offences]"); !faulty(got, "policy document", "no policy document") {
		t.Errorf("with no document for special category information: %v", got)
	}
}

// An eleventh birthday ends the list for books within a year; nothing asks the
// charity to confirm yet.
func TestTheListForBooksEndsAYearAfterTheEleventhBirthday(t *testing.T) {
	promise.Begun(t, "CS-52")
	p := childrensServices(t)
	tells(t, p, "CS-52", "Anything personal is gone within 12 months")
	if got := p.Events; !slices.ContainsFunc(got, func(e notice.Event) bool { return e.Code == "eleventh birthday" && e.Age == 11 }) {
		t.Error("no event is the eleventh birthday")
	}
}

// What nobody needs any more waits for a person; nothing ends by itself.
func TestNoRecordOfAChildEndsWithoutAPerson(t *testing.T) {
	promise.Begun(t, "CS-66")
	p := childrensServices(t)
	for _, tier := range p.Tiers {
		if slices.Contains([]string{"feed", "pictures", "feedback", "parent feedback", "news"}, tier.Code) {
			continue
		}
		if len(tier.Limits) != 0 || tier.Review.Months != 12 {
			t.Errorf("%s ends by %v, with a review every %d months", tier.Code, tier.Limits, tier.Review.Months)
		}
	}
	tells(t, p, "CS-66", "Nothing goes by itself")
}

// The software may decide nothing: a use that lets it is refused, and so is a
// score that the notice does not name.
func TestNoPartOfTheSoftwareDecidesAboutAFamily(t *testing.T) {
	promise.Begun(t, "CS-73")
	p := childrensServices(t)
	tells(t, p, "CS-73", "automated decisions about you, or about anyone in your family")
	got := childrensFaults(t, childrensNotice, "{by: [public form, front door worker], may: [record], for: safeguard, sets: [concern, child details]", "{by: [public form, front door worker], may: [record, allocate], for: safeguard, sets: [concern, child details]")
	if !faulty(got, "actor", "public form") {
		t.Errorf("a public form that decides: %v", got)
	}
	for _, it := range p.Items {
		if strings.Contains(it.Code, "score") {
			t.Errorf("the notice takes %s", it.Code)
		}
	}
}
