package standards

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"flag"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"candour/internal/notice"
	"candour/internal/promise"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

var update = flag.Bool("update", false, "write the golden files anew")

func golden(t *testing.T, file string, got []byte) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), string(got)); d != "" {
		t.Errorf("%s differs; if that is meant, run go test -update here and read the change (-want +got):\n%s", file, d)
	}
}

// The goldens leave out the hash of the pack's source, which every edit of a
// comment moves, and the wording, which is the page's.
func TestDocumentsAsPublished(t *testing.T) {
	p := *promise.Pack(t)
	p.Hash = "hash of the source"
	golden(t, "testdata/positive-wellbeing-record.csv", RecordOf(&p).CSV())
	golden(t, "testdata/positive-wellbeing-record.jsonld", JSONLD(&p))
	d := describe(&p)
	notice := d.nodes[d.index[d.notice()]]
	delete(notice, "dpv:hasNoticeLayer")
	golden(t, "testdata/positive-wellbeing-notice.jsonld", d.write("#notice"))
}

func TestTheNoticeCarriesItsWordingWhole(t *testing.T) {
	for _, p := range promise.Packs(t).Services {
		text := string(Notice(p))
		for _, s := range p.Page().Sections {
			for _, l := range s.Lines {
				quoted, err := json.Marshal(l.Says)
				if err != nil {
					t.Fatal(err)
				}
				if !strings.Contains(text, string(quoted)) {
					t.Errorf("%s/%s: section %d, line %d is not in the notice", p.Controller.Code, p.Service, s.Number, l.Number)
				}
			}
		}
	}
}

func TestTheRecordNamesEverythingOfEveryPack(t *testing.T) {
	for _, p := range append(promise.Packs(t).Services, withConsents()) {
		for _, missing := range unnamed(p) {
			t.Errorf("%s/%s: %s", p.Controller.Code, p.Service, missing)
		}
	}
}

func TestTheRecordNamesEverythingWhateverThePack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		if missing := unnamed(drawPack(t)); len(missing) > 0 {
			t.Fatal(strings.Join(missing, "\n"))
		}
	})
}

// unnamed lists what a pack declares and its record does not name, as a value,
// as CSV and as JSON-LD.
func unnamed(p *notice.Pack) []string {
	var missing []string
	r := RecordOf(p)
	items, purposes, recipients, tiers := r.Named()
	sheet, linked := string(r.CSV()), string(JSONLD(p))
	want := func(kind, code, words string, codes []string) {
		if !slices.Contains(codes, code) || !strings.Contains(sheet, strings.ReplaceAll(words, `"`, `""`)) {
			missing = append(missing, kind+" "+code+" is not in the record")
		}
		if !strings.Contains(linked, `"@id": "`+iri(kind, code)+`"`) {
			missing = append(missing, kind+" "+code+" is not in the JSON-LD")
		}
	}
	for _, it := range p.Items {
		want("item", it.Code, it.Words, items)
	}
	for _, x := range p.Purposes {
		want("purpose", x.Code, x.Says, purposes)
	}
	for _, to := range p.Recipients {
		want("recipient", to.Code, to.Says, recipients)
	}
	for _, tier := range p.Tiers {
		want("keep", tier.Code, tier.Called, tiers)
	}
	return missing
}

// One row for each purpose and category of people, and nothing in it that no
// use or share of that purpose covers.
func TestARowIsAPurposeAndACategoryOfPeople(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawPack(t)
		seen := map[[2]string]bool{}
		for _, a := range RecordOf(p).Activities {
			key := [2]string{a.Purpose, a.Person}
			if seen[key] {
				t.Fatalf("two rows for %q", key)
			}
			seen[key] = true
			for _, it := range a.Items {
				held, _ := p.ItemByCode(it.Code)
				covered := p.PurposesOf(held.Index)
				if held.About != a.Person || a.Purpose != "" && !slices.Contains(covered, a.Purpose) || a.Purpose == "" && len(covered) > 0 {
					t.Fatalf("%s stands in the row %q and is for %q", it.Code, key, covered)
				}
				if !slices.ContainsFunc(a.Keep, func(k Keep) bool { return k.Tier == it.Tier }) {
					t.Fatalf("%s stands in the row %q and nothing says how long", it.Code, key)
				}
			}
			for i, to := range a.Recipients {
				if slices.ContainsFunc(a.Recipients[:i], func(r Recipient) bool { return r.Code == to.Code }) {
					t.Fatalf("%s stands twice in the row %q", to.Code, key)
				}
				if _, shared := p.ShareTo(to.Code, a.Purpose); a.Purpose != "" && !shared {
					t.Fatalf("%s receives for %q and no share says so", to.Code, a.Purpose)
				}
			}
		}
	})
}

func TestCSVIsRFC4180(t *testing.T) {
	p := withConsents()
	p.Purposes[0].Says = "To \"help\", and\nto ask"
	text := RecordOf(p).CSV()
	if !bytes.HasSuffix(text, []byte("\r\n")) || bytes.Count(text, []byte("\n")) != bytes.Count(text, []byte("\r\n")) {
		t.Error("a line does not end in CRLF")
	}
	rows, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if len(rows) != 1+len(RecordOf(p).Activities) || rows[1][slices.Index(columns, "purpose (b)")] != p.Purposes[0].Says {
		t.Errorf("read back as %q", rows)
	}
}

func TestATransferIsNamedWithItsSafeguardOrWithItsLack(t *testing.T) {
	p := withConsents()
	rows, err := csv.NewReader(bytes.NewReader(RecordOf(p).CSV())).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	abroad := slices.Index(columns, "transfers abroad (e)")
	if got := rows[1][abroad]; got != "a book charity: US, the UK-US data bridge" {
		t.Errorf("the transfer is told as %q", got)
	}
	p.Recipients[0].Transfer = notice.Transfer{}
	if got := each(RecordOf(p).Activities[0].Recipients, transferText); !strings.Contains(got, "names no safeguard") {
		t.Errorf("a transfer without a safeguard is told as %q", got)
	}
	p.Recipients[0].Gets = "no personal data"
	if RecordOf(p).Activities[0].Recipients[0].Abroad() {
		t.Error("what holds no personal data is told as a transfer")
	}
}

func TestAGapStandsWhereItMatters(t *testing.T) {
	p := withConsents()
	gaps := map[string]string{"controller.regulator": "c", "keep.feed": "k", "keep.file": "f", "recipients.library.branch": "r", "bases.consent": "b", "purposes.photos": "p"}
	for _, ref := range slices.Sorted(maps.Keys(gaps)) {
		p.Gaps = append(p.Gaps, notice.Gap{Ref: ref, Says: gaps[ref]})
	}
	r := RecordOf(p)
	var got []string
	for _, a := range r.Activities {
		got = append(got, a.Purpose+": "+each(r.openOf(a), func(g Gap) string { return g.Says }))
	}
	if d := cmp.Diff([]string{"post: b; c; k; r", "photos: b; c; p", ": c; f"}, got); d != "" {
		t.Errorf("gaps by row (-want +got):\n%s", d)
	}
}
