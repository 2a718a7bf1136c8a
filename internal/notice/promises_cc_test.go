package notice_test

import (
	"errors"
	"io/fs"
	"slices"
	"strings"
	"testing"

	"candour/internal/notice"
	"candour/internal/promise"
)

const (
	norfolkFile            = "norfolk/controller.yaml"
	communitiesNoticeFile  = "norfolk/connecting-communities/notice.yaml"
	communitiesServiceFile = "norfolk/connecting-communities/service.yaml"
)

// refusedWith loads an edited pack of Norfolk's and wants a fault of this rule
// that speaks of this.
func refusedWith(t *testing.T, fsys fs.FS, service, rule, of string) {
	t.Helper()
	_, err := notice.Load(fsys, "norfolk", service)
	var list *notice.Faults
	if !errors.As(err, &list) {
		t.Errorf("%s loads although something is wrong with %q: %v", service, of, err)
		return
	}
	if !slices.ContainsFunc(list.List, func(f notice.Fault) bool { return f.Rule == rule && strings.Contains(f.Says, of) }) {
		t.Errorf("no fault %q of %s names %q:\n%v", rule, service, of, err)
	}
}

// renamed loads a service of Norfolk's under other names of the council and
// of the service.
func renamed(t *testing.T, service, file, title string) *notice.Pack {
	t.Helper()
	fsys := edited(t, file, "\ntitle: "+title+"\n", "\ntitle: Lanterns and Ladders\n")
	fsys[norfolkFile].Data = []byte(strings.Replace(string(fsys[norfolkFile].Data), "name: Norfolk County Council", "name: Quagga Moot", 1))
	p, err := notice.Load(fsys, "norfolk", service)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestOneCouncilAndOneServiceAreNamedFromThePack(t *testing.T) {
	promise.Kept(t, "CC-01")
	p := promise.PackOf(t, "norfolk", "connecting-communities")
	page := p.Page()
	if page.Council != "Norfolk County Council" || page.Title != "Connecting Communities" || page.Council != p.Controller.Name {
		t.Errorf("the notice is of %q about %q", page.Council, page.Title)
	}
	if !says(p, "CC-01", "Connecting Communities alone, and Norfolk County Council answers for it") {
		t.Error("the notice does not say what alone it is about, and who answers for it")
	}
	other := renamed(t, "connecting-communities", communitiesNoticeFile, "Connecting Communities").Page()
	if other.Council != "Quagga Moot" || other.Title != "Lanterns and Ladders" {
		t.Errorf("renamed, the notice is of %q about %q", other.Council, other.Title)
	}
	head, _, _ := strings.Cut(other.Text(), "\n\n")
	if strings.Contains(head, "Norfolk") || strings.Contains(head, "Connecting") {
		t.Errorf("renamed, the notice still begins %q", head)
	}
}

func TestTheCouncilsOwnNoticeHoldsItsFourPartsOrNothingLoads(t *testing.T) {
	promise.Kept(t, "CC-04")
	services := []string{"connecting-communities", "childrens-services", "parent-carers"}
	lines := map[string]string{
		"who we are": "who we are and how to reach us", "how long": "how long we use information",
		"your rights": "all about your rights", "using your rights": "more about using your rights",
	}
	source := string(edited(t, norfolkFile, "controller: norfolk\n", "controller: norfolk\n")[norfolkFile].Data)
	for part, words := range lines {
		for _, service := range services {
			if !says(promise.PackOf(t, "norfolk", service), "CC-04", words) {
				t.Errorf("the notice of %s does not lead on to %q", service, part)
			}
		}
		line := ""
		for _, l := range strings.SplitAfter(source, "\n") {
			if strings.HasPrefix(strings.TrimSpace(l), part+":") {
				line = l
			}
		}
		refusedWith(t, edited(t, norfolkFile, line, ""), "connecting-communities", "missing key", part)
	}
}

func TestNoRuleMaySetAnOutcome(t *testing.T) {
	promise.Kept(t, "CC-40")
	// Given a rule that refuses people by itself, when the pack is checked,
	// then it is refused: the language has no place for one.
	const rule = "auto-reject: {when: client.finances, outcome: refused}\n"
	for file, before := range map[string]string{communitiesNoticeFile: "\nbases:\n", communitiesServiceFile: "\nforms:\n"} {
		refusedWith(t, edited(t, file, before, "\n"+rule+before[1:]), "connecting-communities", "unknown key", "auto-reject")
	}
	refusedWith(t, edited(t, communitiesServiceFile, "client.finances:        {as: long text,", "client.finances: {as: long text, auto-reject: yes,"),
		"connecting-communities", "unknown key", "auto-reject")
	// Nor may the software do more than write down and find what people sent.
	refusedWith(t, edited(t, communitiesNoticeFile, "{by: public form, may: [record], for: notify", "{by: public form, may: [record, derive], for: notify"),
		"connecting-communities", "actor", "public form")
	p := promise.PackOf(t, "norfolk", "connecting-communities")
	if !says(p, "CC-40", "no automated decisions") || p.Automated.Says == "" {
		t.Error("the notice does not say that nothing is decided automatically")
	}
	if len(p.Measures) > 0 {
		t.Errorf("the service scores people by %v", p.Measures)
	}
}

// changes gives the lines on the notice's versions.
func changes(t *testing.T, p *notice.Pack) []notice.Line {
	t.Helper()
	all := p.Page().Sections
	i := slices.IndexFunc(all, func(s notice.Section) bool { return s.Key == "changes" })
	if i < 0 {
		t.Fatal("the notice has no history")
	}
	return all[i].Lines
}

func TestTheHistoryBeginsOnTheDayOfTheFirstNotice(t *testing.T) {
	promise.Kept(t, "CC-42")
	p := promise.PackOf(t, "norfolk", "connecting-communities")
	var dated []string
	for _, l := range changes(t, p) {
		if slices.ContainsFunc(l.Clauses, func(ref string) bool { return strings.HasPrefix(ref, "versions") }) {
			dated = append(dated, l.Says)
		}
	}
	if len(dated) == 0 || !strings.Contains(dated[0], "5 October 2022") || !says(p, "CC-42", "5 October 2022") {
		t.Errorf("the history is %q, want it to begin on 5 October 2022", dated)
	}
	if len(p.Versions) == 0 || p.Versions[0].Dated() != "5 October 2022" || p.Versions[0].As != "created" {
		t.Errorf("the versions are %v", p.Versions)
	}
}

func TestTheNoticeAsksConsentLineByLine(t *testing.T) {
	promise.Begun(t, "CC-30")
	p := promise.PackOf(t, "norfolk", "connecting-communities")
	for _, c := range p.Consents {
		if !says(p, "CC-30", c.Says) {
			t.Errorf("the notice does not show the line %q", c.Code)
		}
	}
}
