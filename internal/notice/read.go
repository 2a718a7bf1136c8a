package notice

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
)

const (
	maxSource = 1 << 20 // bytes of one file
	maxParts  = 20_000  // lines and colons of one file: the parser's time grows with their square
	maxDepth  = 12      // mappings and lists within each other
)

// A source is one file of a pack being read.
type source struct {
	file   string
	faults *Faults
}

// theFile is the name of a file's root value.
const theFile = "the file"

// under names the value of a key for a fault: collect[0].by.
func under(name, key string) string {
	if name == theFile {
		return key
	}
	return name + "." + key
}

// A value is one node of a file, with the words for it in a fault.
type value struct {
	src  *source
	node ast.Node
	at   Pos
	name string
}

// read parses text into its root value. The language is plain YAML: one
// document of mappings, lists and scalars, with no anchors, aliases, tags or
// merge keys. ok is false when a fault was found.
func (s *source) read(text []byte) (root value, ok bool) {
	top := Pos{s.file, 1, 1}
	if bytes.Count(text, []byte("\n"))+bytes.Count(text, []byte(":")) > maxParts {
		s.faults.add(top, "too long", "split the service in two", "the file has more than %d lines and keys", maxParts)
		return value{}, false
	}
	if len(text) > maxSource {
		s.faults.add(top, "too long", "split the service in two", "the file is longer than %d bytes", maxSource)
		return value{}, false
	}
	if at, deep := tooDeep(text); deep {
		s.faults.add(Pos{s.file, at, 1}, "too deep", "flatten it", "the file nests deeper than %d levels", maxDepth)
		return value{}, false
	}
	file, err := parse(text)
	if err != nil {
		at, what := syntax(err, top)
		s.faults.add(at, "not YAML", "write the line as the language shows it", "%s", what)
		return value{}, false
	}
	if len(file.Docs) != 1 || file.Docs[0].Body == nil {
		s.faults.add(top, "one document", "write one document in each file", "the file holds %d documents", len(file.Docs))
		return value{}, false
	}
	root = value{s, file.Docs[0].Body, top, theFile}
	before := len(s.faults.List)
	s.plain(root.node, 0)
	return root, len(s.faults.List) == before
}

// maxOpen is how many brackets may stand open, and how many marks begin a
// line, before the parser is not even asked: it takes too long over more.
const maxOpen = 100

// tooDeep gives the line on which text begins to nest beyond all reason.
func tooDeep(text []byte) (line int, deep bool) {
	open, marks := 0, 0
	line = 1
	begins := true // nothing but marks of lists and keys on this line yet
	for _, c := range text {
		switch c {
		case '\n':
			line, marks, begins = line+1, 0, true
			continue
		case '[', '{':
			open++
		case ']', '}':
			open = max(open-1, 0)
		case '-', '?', ':':
			marks++
		case ' ', '\t':
		default:
			begins = false
		}
		if open > maxOpen || begins && marks > maxOpen {
			return line, true
		}
	}
	return 0, false
}

// parse calls the YAML parser. Its panics on odd bytes are faults of the text
// to us, not of the program.
func parse(text []byte) (file *ast.File, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("the parser gave up: %v", r)
		}
	}()
	return parser.ParseBytes(text, 0, parser.AllowDuplicateMapKey())
}

func syntax(err error, top Pos) (Pos, string) {
	var with interface {
		GetToken() *token.Token
		GetMessage() string
	}
	if errors.As(err, &with) && with.GetToken() != nil {
		return place(top.File, with.GetToken()), with.GetMessage()
	}
	return top, strings.SplitN(err.Error(), "\n", 2)[0]
}

func place(file string, t *token.Token) Pos {
	if t == nil || t.Position == nil {
		return Pos{file, 1, 1}
	}
	return Pos{file, t.Position.Line, t.Position.Column}
}

// plain refuses what the language leaves out of YAML, and depth.
func (s *source) plain(n ast.Node, depth int) {
	if n == nil {
		return
	}
	if depth > maxDepth {
		s.faults.add(place(s.file, n.GetToken()), "too deep", "flatten it", "the file nests deeper than %d levels", maxDepth)
		return
	}
	switch n := n.(type) {
	case *ast.MappingNode:
		for _, v := range n.Values {
			s.plain(v.Key, depth+1)
			s.plain(v.Value, depth+1)
		}
	case *ast.MappingValueNode:
		s.plain(n.Key, depth+1)
		s.plain(n.Value, depth+1)
	case *ast.SequenceNode:
		for _, v := range n.Values {
			s.plain(v, depth+1)
		}
	case *ast.StringNode, *ast.LiteralNode, *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode, *ast.NullNode:
	default:
		s.faults.add(place(s.file, n.GetToken()), "plain YAML", "write the words out",
			"anchors, aliases, tags, merge keys and special numbers are not part of the language")
	}
}

func (v value) fault(rule, mend, says string, args ...any) {
	v.src.faults.add(v.at, rule, mend, says, args...)
}

func (v value) child(n ast.Node, name string) value {
	at := v.at
	if n != nil {
		at = place(v.src.file, n.GetToken())
		if pairs := pairsOf(n); len(pairs) > 0 {
			if key := place(v.src.file, pairs[0].Key.GetToken()); key.Line > at.Line || !flow(n) {
				at = key
			}
		}
	}
	return value{v.src, n, at, name}
}

func flow(n ast.Node) bool {
	m, ok := n.(*ast.MappingNode)
	return ok && m.IsFlowStyle
}

func pairsOf(n ast.Node) []*ast.MappingValueNode {
	switch n := n.(type) {
	case *ast.MappingNode:
		return n.Values
	case *ast.MappingValueNode:
		return []*ast.MappingValueNode{n}
	}
	return nil
}

// An entry is one key of a mapping with its value.
type entry struct {
	key   string
	at    Pos // of the key
	value value
}

// entries gives the keys of an open mapping in order, each once. ok is false
// when v is no mapping.
func (v value) entries() (list []entry, ok bool) {
	if m, ok := v.node.(*ast.MappingNode); ok && len(m.Values) == 0 {
		return nil, true
	}
	pairs := pairsOf(v.node)
	if pairs == nil {
		v.fault("wrong type", "write keys and values, like {name: value}", "%s is not a mapping", v.name)
		return nil, false
	}
	seen := map[string]bool{}
	var out []entry
	for _, p := range pairs {
		at := place(v.src.file, p.Key.GetToken())
		key, ok := scalar(p.Key)
		if !ok {
			v.src.faults.add(at, "wrong type", "write the key as words, in quotes if it looks like a number", "a key of %s is not words", v.name)
			continue
		}
		if seen[key] {
			v.src.faults.add(at, "duplicate", "keep one of them", "%s has the key %q twice", v.name, key)
			continue
		}
		seen[key] = true
		child := v.child(p.Value, under(v.name, key))
		if _, null := p.Value.(*ast.NullNode); null || p.Value == nil {
			child.at = at
		}
		out = append(out, entry{key, at, child})
	}
	return out, true
}

func scalar(n ast.Node) (string, bool) {
	switch n := n.(type) {
	case *ast.StringNode:
		return n.Value, true
	case *ast.LiteralNode:
		return strings.TrimSpace(n.Value.Value), true
	}
	return "", false
}
