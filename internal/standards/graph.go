package standards

import (
	"bytes"
	"encoding/json"
	"net/url"
	"strings"
)

// A node is one JSON-LD node object. Keys are keywords or compact IRIs;
// encoding/json writes them in order, so that a pack has one text.
type node map[string]any

// refTo points to another node or to a term.
func refTo(id string) node { return node{"@id": id} }

func refsTo(ids []string) []node {
	list := make([]node, len(ids))
	for i, id := range ids {
		list[i] = refTo(id)
	}
	return list
}

// set puts a property unless there is nothing to say.
func (n node) set(key string, value any) {
	switch v := value.(type) {
	case string:
		if v == "" {
			return
		}
	case []string:
		if len(v) == 0 {
			return
		}
	case []node:
		if len(v) == 0 {
			return
		}
	case node:
		if v == nil {
			return
		}
	}
	n[key] = value
}

// iri names a node of this document: relative, so that it resolves against
// wherever the document is published. Codes have no underscore.
func iri(kind string, codes ...string) string {
	name := "#" + kind
	for _, code := range codes {
		name += "." + url.PathEscape(strings.ReplaceAll(code, " ", "_"))
	}
	return name
}

// A graph is the nodes that documents of a pack are made from.
type graph struct {
	nodes []node
	index map[string]int // by @id
}

// add puts a node into the graph and gives its name.
func (g *graph) add(id string, n node) string {
	n["@id"] = id
	if _, ok := g.index[id]; ok {
		return id
	}
	g.index[id] = len(g.nodes)
	g.nodes = append(g.nodes, n)
	return id
}

// write gives the document of some nodes and of every node they lead to.
func (g *graph) write(roots ...string) []byte {
	wanted := map[string]bool{}
	for _, root := range roots {
		g.reach(refTo(root), wanted)
	}
	list := []node{}
	for _, n := range g.nodes {
		if wanted[n["@id"].(string)] {
			list = append(list, n)
		}
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(node{"@context": prefixes, "@graph": list}); err != nil {
		panic("standards: writing JSON-LD: " + err.Error()) // strings, lists and maps always encode
	}
	return b.Bytes()
}

// reach marks every node of the graph that a value leads to.
func (g *graph) reach(value any, wanted map[string]bool) {
	switch v := value.(type) {
	case []node:
		for _, n := range v {
			g.reach(n, wanted)
		}
	case node:
		if id, ok := v["@id"].(string); ok {
			i, here := g.index[id]
			if !here || wanted[id] {
				return
			}
			wanted[id] = true
			v = g.nodes[i]
		}
		for _, inner := range v {
			g.reach(inner, wanted)
		}
	}
}
