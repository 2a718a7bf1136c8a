package standards

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"candour/internal/notice"
	"candour/internal/promise"

	"pgregory.net/rapid"
)

// documents are the JSON-LD documents of a pack.
var documents = map[string]func(*notice.Pack) []byte{"notice": Notice, "record": JSONLD, "consents": Consents}

func TestEveryKeyAndReferenceResolves(t *testing.T) {
	known := verified(t)
	for _, p := range append(promise.Packs(t).Services, withConsents()) {
		for name, write := range documents {
			for _, wrong := range wrongIn(write(p), known) {
				t.Errorf("%s/%s, %s: %s", p.Controller.Code, p.Service, name, wrong)
			}
		}
	}
}

func TestEveryKeyAndReferenceResolvesWhateverThePack(t *testing.T) {
	known := verified(t)
	rapid.Check(t, func(t *rapid.T) {
		p := drawPack(t)
		for name, write := range documents {
			if wrong := wrongIn(write(p), known); len(wrong) > 0 {
				t.Fatalf("%s: %s", name, strings.Join(wrong, "\n"))
			}
			first, again := write(p), write(p)
			if !bytes.Equal(first, again) {
				t.Fatalf("%s: two texts of one pack", name)
			}
		}
	})
}

func TestTermsAreThoseOfThePublishedVocabulary(t *testing.T) {
	known := verified(t)
	var used []string
	for _, table := range []map[string]string{acts, people, recipientKinds, sourceKinds, places, byName, bySpecial} {
		used = slices.AppendSeq(used, maps.Values(table))
	}
	used = slices.AppendSeq(used, maps.Values(byShape))
	for _, terms := range rights {
		used = append(used, terms...)
	}
	for _, letter := range "abcdefghijk" {
		used = append(used, lawful(notice.Basis{Article6: string(letter), Article9: string(letter)})...)
	}
	for _, term := range used {
		if !known[term] {
			t.Errorf("%s is not in the vocabulary as it was published", term)
		}
	}
}

func TestPlantedFaultsOfADocumentAreFound(t *testing.T) {
	known := verified(t)
	whole := string(JSONLD(promise.Pack(t)))
	for name, c := range map[string]struct{ old, with, want string }{
		"a bare key":         {`"dct:title"`, `"title"`, "title"},
		"an unknown prefix":  {`"dpv:hasPurpose"`, `"dvp:hasPurpose"`, "dvp:hasPurpose"},
		"an invented term":   {`"dpv:hasPurpose"`, `"dpv:hasReason"`, "dpv:hasReason"},
		"an invented type":   {`"dpv:Purpose"`, `"dpv:Reason"`, "dpv:Reason"},
		"a dangling pointer": {`"@id": "#purpose.join"`, `"@id": "#purpose.joins"`, "#purpose.join is pointed to"},
		"a lost prefix":      {`"skos": "`, `"skoz": "`, "skos:"},
	} {
		planted := strings.Replace(whole, c.old, c.with, 1)
		if planted == whole {
			t.Fatalf("%s: nothing to plant it in", name)
		}
		if got := strings.Join(wrongIn([]byte(planted), known), "\n"); !strings.Contains(got, c.want) {
			t.Errorf("%s: found %q, want %q in it", name, got, c.want)
		}
	}
}

// verified reads the terms that were looked up in the vocabulary's sources.
func verified(t *testing.T) map[string]bool {
	t.Helper()
	text, err := os.ReadFile("testdata/dpv-2.2-terms.txt")
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]bool{}
	for line := range strings.Lines(string(text)) {
		if !strings.HasPrefix(line, "#") {
			for _, term := range strings.Fields(line) {
				known[term] = true
			}
		}
	}
	return known
}

// A document is JSON-LD as it is parsed back: what its context declares, what
// it defines and points to.
type document struct {
	prefixes         map[string]any
	known            map[string]bool
	defined, pointed map[string]bool
	wrong            []string
}

// wrongIn lists every key, type and term that does not resolve, and every
// pointer into the document that leads nowhere.
func wrongIn(text []byte, known map[string]bool) []string {
	var top struct {
		Context map[string]any   `json:"@context"`
		Graph   []map[string]any `json:"@graph"`
	}
	if err := json.Unmarshal(text, &top); err != nil {
		return []string{"not JSON: " + err.Error()}
	}
	d := document{prefixes: top.Context, known: known, defined: map[string]bool{}, pointed: map[string]bool{}}
	for _, n := range top.Graph {
		id, _ := n["@id"].(string)
		if id == "" || d.defined[id] {
			d.wrong = append(d.wrong, fmt.Sprintf("node %q has no name of its own", id))
		}
		d.defined[id] = true
		d.node(n)
	}
	for id := range d.pointed {
		if !d.defined[id] {
			d.wrong = append(d.wrong, id+" is pointed to and not there")
		}
	}
	return d.wrong
}

func (d *document) node(n map[string]any) {
	for key, value := range n {
		switch key {
		case "@type":
			for _, term := range listed(value) {
				d.term(term)
			}
		case "@id":
			switch id := value.(string); {
			case strings.HasPrefix(id, "#"):
				d.pointed[id] = true
			case !strings.HasPrefix(id, "https://"):
				d.term(id)
			}
		case "@value":
			if len(n) != 2 || n["@type"] == nil {
				d.wrong = append(d.wrong, "a value with more than its type")
			}
		default:
			d.term(key)
			for _, inner := range listed(value) {
				if object, ok := inner.(map[string]any); ok {
					d.node(object)
				}
			}
		}
	}
}

func listed(value any) []any {
	if list, ok := value.([]any); ok {
		return list
	}
	return []any{value}
}

func (d *document) term(value any) {
	term, _ := value.(string)
	prefix, _, found := strings.Cut(term, ":")
	if _, declared := d.prefixes[prefix].(string); !found || !declared || !d.known[term] {
		d.wrong = append(d.wrong, fmt.Sprintf("%q resolves to no term", term))
	}
}
