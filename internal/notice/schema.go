package notice

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// SchemaFiles are the files of the language that have a schema.
var SchemaFiles = []string{"notice", "service", "controller", "instruments"}

// Schema is the JSON Schema (draft 2020-12) of one kind of file, from which an
// editor completes keys and words and shows what each is for. It knows how
// things are written; only checking knows whether they fit together.
func Schema(file string) ([]byte, error) {
	if !slices.Contains(SchemaFiles, file) {
		return nil, errors.New("choosing a schema: there is one for each of " + strings.Join(SchemaFiles, ", "))
	}
	root := schemaOf(file).fragment()
	defs := fragment{}
	reach(root, defs)
	root["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	root["title"] = "Candour: " + file + ".yaml"
	if len(defs) > 0 {
		root["$defs"] = defs
	}
	var out bytes.Buffer
	w := json.NewEncoder(&out)
	w.SetEscapeHTML(false)
	w.SetIndent("", " ")
	if err := w.Encode(root); err != nil {
		return nil, fmt.Errorf("writing the schema of %s: %w", file, err)
	}
	return out.Bytes(), nil
}

// A fragment is a part of a schema.
type fragment map[string]any

// A mapping is one closed mapping of the language, as the parser reads it.
type mapping struct {
	name string
	also flavour
	keys []keyRow
}

// A keyRow is one key of a mapping: a name with ! must be there.
type keyRow struct {
	name string
	is   fragment
	says string // what an editor shows
}

// A flavour says what a mapping takes besides its own keys.
type flavour int

const (
	plainly flavour = iota // nothing
	clausal                // cites, reading and gap
	losable                // the same, and a gap stands in place of any key
)

const refTo = "#/$defs/"

func schemaOf(name string) mapping {
	for _, m := range slices.Concat(noticeKeys, serviceKeys, controllerKeys) {
		if m.name == name {
			return m
		}
	}
	return mapping{}
}

// rows are the keys of a mapping, with those that go with any clause.
func (m mapping) rows() []keyRow {
	if m.also == plainly {
		return m.keys
	}
	return append(slices.Clone(m.keys), clauseKeys...)
}

func (m mapping) fragment() fragment {
	keys, must := fragment{}, []string{}
	for _, row := range m.rows() {
		name, needed := strings.CutSuffix(row.name, "!")
		if needed {
			must = append(must, name)
		}
		is := fragment{"description": row.says}
		for k, v := range row.is {
			is[k] = v
		}
		keys[name] = is
	}
	out := fragment{"type": "object", "properties": keys, "additionalProperties": false}
	switch {
	case len(must) == 0:
	case m.also == losable:
		out["anyOf"] = []fragment{{"required": must}, {"required": []string{"gap"}}}
	default:
		out["required"] = must
	}
	return out
}

// reach adds to defs every mapping that a fragment refers to.
func reach(part any, defs fragment) {
	switch part := part.(type) {
	case fragment:
		if ref, ok := part["$ref"].(string); ok {
			name := strings.TrimPrefix(ref, refTo)
			if _, done := defs[name]; !done {
				defs[name] = schemaOf(name).fragment()
				reach(defs[name], defs)
			}
		}
		for _, p := range part {
			reach(p, defs)
		}
	case []fragment:
		for _, p := range part {
			reach(p, defs)
		}
	}
}

// The forms of a value. The parser folds words and refuses none at all.
var (
	words     = fragment{"type": "string", "pattern": `\S`}
	number    = fragment{"type": "integer"}
	yes       = fragment{"type": "boolean"}
	aDay      = fragment{"type": "string", "pattern": `^[0-9]{4}-[0-9]{2}-[0-9]{2}$`}
	dayMonth  = fragment{"type": "string", "pattern": `^[0-9]{4}-[0-9]{2}(-[0-9]{2})?$`}
	reading   = fragment{"type": "string", "pattern": readingForm.String()}
	promises  = oneOrList(fragment{"type": "string", "pattern": promiseForm.String()})
	wordList  = oneOrList(words)
	itemName  = fragment{"type": "string", "pattern": itemForm.String()}
	itemNames = oneOrList(itemName)
)

func oneOrList(of fragment) fragment { return either(of, list(of)) }

func list(of fragment) fragment { return fragment{"type": "array", "items": of} }

func either(of ...fragment) fragment { return fragment{"anyOf": of} }

func oneOf(of ...string) fragment { return fragment{"enum": of} }

func someOf(of ...string) fragment { return oneOrList(oneOf(of...)) }

func a(mapping string) fragment { return fragment{"$ref": refTo + mapping} }

// named is an open mapping: names of our own, each with the same form.
func named(of fragment) fragment { return matching(codeForm.String(), of) }

func matching(form string, of fragment) fragment {
	return fragment{"type": "object", "propertyNames": fragment{"pattern": form}, "additionalProperties": of}
}
