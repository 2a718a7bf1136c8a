package notice

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"candour/packs"

	"github.com/goccy/go-yaml"
)

const unheard = "zzz" // no key and no word of the language

// schemaFiles are the house's packs, the pack that says everything once, the
// tutorial's, and a test's council with a statement in place of a notice.
func schemaFiles(t *testing.T) fstest.MapFS {
	t.Helper()
	out := fstest.MapFS{}
	for _, from := range []fs.FS{packs.FS, os.DirFS("testdata/whole"), os.DirFS("../../docs/tutorial"), os.DirFS("../webtest/testdata/packs")} {
		err := fs.WalkDir(from, ".", func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || path.Ext(name) != ".yaml" {
				return err
			}
			text, err := fs.ReadFile(from, name)
			out[name] = &fstest.MapFile{Data: text}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return out
}

func kindOf(file string) string { return strings.TrimSuffix(path.Base(file), ".yaml") }

func decode(t *testing.T, text []byte) any {
	t.Helper()
	var out any
	if err := yaml.Unmarshal(text, &out); err != nil {
		t.Fatal(err)
	}
	return out
}

func readSchema(t *testing.T, file string) map[string]any {
	t.Helper()
	text, err := Schema(file)
	if err != nil {
		t.Fatal(err)
	}
	var out map[string]any
	if err := json.Unmarshal(text, &out); err != nil {
		t.Fatal(err)
	}
	return out
}

func TestEveryPackKeepsTheSchema(t *testing.T) {
	files := schemaFiles(t)
	if len(files) < 15 {
		t.Fatalf("only %d files were found", len(files))
	}
	for name, file := range files {
		root := readSchema(t, kindOf(name))
		for _, wrong := range (judge{root}).wrong(root, decode(t, file.Data), name) {
			t.Error(wrong)
		}
	}
}

func TestTheSchemaRefusesWhatIsNotOfTheLanguage(t *testing.T) {
	for text, want := range map[string]string{
		"service: x\nroles: {a: {title: A}}\nasked: {}\nforms: []\nfroms: []":                          "froms",
		"service: x\nroles: {a: {called: A}}\nasked: {}\nforms: []":                                    "title",
		"service: x\nroles: {a: {title: A, sees: all}}\nasked: {}\nforms: []":                          "sees",
		"service: x\nlive: perhaps\nroles: {a: {title: A}}\nasked: {}\nforms: []":                      "live",
		"service: x\nroles: {A B: {title: A}}\nasked: {}\nforms: []":                                   "A B",
		"service: x\nroles: {a: {title: A}}\nasked: {client: {as: text, label: A, why: B}}\nforms: []": "client",
		"service: ''\nroles: {a: {title: A}}\nasked: {}\nforms: []":                                    "service",
	} {
		root := readSchema(t, "service")
		if got := fmt.Sprint((judge{root}).wrong(root, decode(t, []byte(text)), "it")); !strings.Contains(got, want) {
			t.Errorf("%q gave %s, want a complaint of %q", text, got, want)
		}
	}
}

// TestTheSchemaIsTheParser plants an unheard key and an unheard word at every
// mapping of the language, and holds what the parser says it would have taken
// to what the schema says.
func TestTheSchemaIsTheParser(t *testing.T) {
	p := prober{t: t, files: schemaFiles(t), seen: map[string]bool{}}
	whole := []string{"testshire/everything/notice.yaml", "testshire/everything/service.yaml", "testshire/controller.yaml"} // small, so first
	for _, name := range append(whole, slices.Sorted(maps.Keys(p.files))...) {
		p.file, p.root = name, readSchema(t, kindOf(name))
		p.tree = decode(t, p.files[name].Data)
		p.walk(kindOf(name), p.root, &p.tree)
	}
	for _, m := range slices.Concat(noticeKeys, serviceKeys, controllerKeys) {
		if !p.seen[m.name] {
			t.Errorf("no pack has a mapping %q, so the parser was not asked", m.name)
		}
		for _, row := range m.rows() {
			if !regexp.MustCompile(`^\S.{6,}[.”)]$`).MatchString(row.says) {
				t.Errorf("%s.%s has no sentence to show: %q", m.name, row.name, row.says)
			}
		}
	}
}

type prober struct {
	t     *testing.T
	files fstest.MapFS
	file  string
	root  map[string]any
	tree  any
	seen  map[string]bool
}

// walk probes the mapping at place, and everything in it.
func (p *prober) walk(name string, schema map[string]any, place *any) {
	if ref, ok := schema["$ref"].(string); ok {
		name = strings.TrimPrefix(ref, refTo)
		p.walk(name, p.root["$defs"].(map[string]any)[name].(map[string]any), place)
		return
	}
	for _, branch := range branches(schema) {
		_, ref := branch["$ref"]
		_, items := branch["items"]
		switch (*place).(type) {
		case map[string]any:
			if ref {
				p.walk(name, branch, place)
			}
		case []any:
			if items {
				p.walk(name, branch, place)
			}
		}
	}
	switch v := (*place).(type) {
	case []any:
		if items, ok := schema["items"].(map[string]any); ok {
			for i := range v {
				p.walk(name, items, &v[i])
			}
		}
	case map[string]any:
		known, closed := schema["properties"].(map[string]any)
		if closed && !p.seen[name] {
			p.seen[name] = true
			p.keys(name, schema, place)
			p.words(name, known, v)
		}
		for key := range v {
			below, ok := known[key].(map[string]any)
			if !ok {
				below, ok = schema["additionalProperties"].(map[string]any)
			}
			if ok {
				child := v[key]
				p.into(v, key, func() { p.walk(name, below, &child) }, &child)
			}
		}
	}
}

// into lets f change the value of key through at: the tree holds it meanwhile.
func (p *prober) into(v map[string]any, key string, f func(), at *any) {
	held := v[key]
	v[key] = at
	f()
	v[key] = held
}

// load gives the faults of the packs with the tree as it stands.
func (p *prober) load() []Fault {
	p.t.Helper()
	text, err := json.Marshal(p.tree)
	if err != nil {
		p.t.Fatal(err)
	}
	files := maps.Clone(p.files)
	files[p.file] = &fstest.MapFile{Data: text}
	faults := &Faults{}
	known := readFacts(files, faults)
	dir := path.Dir(p.file)
	if dir == "." {
		return faults.List
	}
	controller, service, _ := strings.Cut(dir, "/")
	c, raw := loadController(files, controller, faults)
	if service != "" {
		loadService(files, known, c, raw, service, faults)
	}
	return faults.List
}

// keys puts a mapping of one unheard key in place of one: the parser names the
// keys it knows and those it misses.
func (p *prober) keys(name string, schema map[string]any, place *any) {
	held := *place
	*place = map[string]any{unheard: "x"}
	faults := p.load()
	*place = held
	var known, must []string
	for _, f := range faults {
		list, one := strings.CutPrefix(f.Mend, "use one of: ")
		if one && strings.HasSuffix(f.Says, fmt.Sprintf("%q", unheard)) {
			known = strings.Split(list, ", ")
		}
		if key, ok := strings.CutPrefix(f.Mend, "add "); ok && f.Rule == "missing key" && !strings.ContainsAny(key, ",") && !strings.Contains(key, " or ") {
			must = append(must, key)
		}
	}
	p.same(name+": its keys", slices.Collect(maps.Keys(schema["properties"].(map[string]any))), known)
	p.same(name+": what must be there", texts(required(schema)), must)
}

// words puts an unheard word at every key of a mapping: the parser names the
// words it knows, or takes any.
func (p *prober) words(name string, known map[string]any, v map[string]any) {
	for key, is := range known {
		held, had := v[key]
		v[key] = unheard
		faults := p.load()
		if delete(v, key); had {
			v[key] = held
		}
		var said []string
		for _, f := range faults {
			_, list, ok := strings.Cut(f.Mend, "of: ")
			if ok && f.Rule == "unknown word" && strings.HasSuffix(f.Says, fmt.Sprintf("says %q", unheard)) {
				list, _, _ = strings.Cut(list, ";")
				said = strings.Split(list, ", ")
			}
		}
		listed := slices.DeleteFunc(enumOf(is.(map[string]any)), func(w string) bool { return strings.HasSuffix(w, withReason) })
		p.same(name+"."+key+": its words", listed, said)
	}
}

func (p *prober) same(what string, schema, parser []string) {
	p.t.Helper()
	slices.Sort(schema)
	slices.Sort(parser)
	if !slices.Equal(schema, slices.Compact(parser)) {
		p.t.Errorf("%s: the schema has %q and the parser %q", what, schema, parser)
	}
}

func required(schema map[string]any) any {
	if list, ok := schema["required"]; ok {
		return list
	}
	for _, b := range branches(schema) {
		return b["required"]
	}
	return nil
}

func branches(schema map[string]any) []map[string]any {
	var out []map[string]any
	list, _ := schema["anyOf"].([]any)
	for _, one := range list {
		out = append(out, one.(map[string]any))
	}
	return out
}

func enumOf(is map[string]any) []string {
	if out := texts(is["enum"]); len(out) > 0 {
		return out
	}
	for _, b := range branches(is) {
		if out := texts(b["enum"]); len(out) > 0 {
			return out
		}
	}
	return nil
}

func texts(of any) []string {
	var out []string
	list, _ := of.([]any)
	for _, one := range list {
		out = append(out, one.(string))
	}
	return out
}
