package notice

import (
	"slices"
	"strings"

	"candour/internal/calendar"

	"github.com/goccy/go-yaml/ast"
)

// An object is a closed mapping: only its known keys may appear.
type object struct {
	value
	has map[string]entry
}

// object reads v as a mapping of known keys. A key marked with ! must be there.
func (v value) object(keys ...string) object {
	o := object{v, map[string]entry{}}
	var known, must []string
	for _, k := range keys {
		name, needed := strings.CutSuffix(k, "!")
		known = append(known, name)
		if needed {
			must = append(must, name)
		}
	}
	list, ok := v.entries()
	if !ok {
		return o
	}
	for _, e := range list {
		if !slices.Contains(known, e.key) {
			v.src.faults.add(e.at, "unknown key", "use one of: "+strings.Join(known, ", "), "%s has no key %q", v.name, e.key)
			continue
		}
		o.has[e.key] = e
	}
	for _, k := range must {
		if _, ok := o.has[k]; !ok {
			v.fault("missing key", "add "+k, "%s does not give %q", v.name, k)
		}
	}
	return o
}

// said reads v as a declaration: besides its own keys it may cite promises,
// rest on a reading and say what the print lost.
func (v value) said(keys ...string) object {
	return v.object(append(keys, "cites", "reading", "gap")...)
}

// lost is said where a gap may stand in place of any key that must be there.
func (v value) lost(keys ...string) object {
	if list, ok := v.quiet().entries(); ok && slices.ContainsFunc(list, func(e entry) bool { return e.key == "gap" }) {
		for i, k := range keys {
			keys[i] = strings.TrimSuffix(k, "!")
		}
	}
	return v.said(keys...)
}

// quiet is v for looking ahead: its faults go nowhere.
func (v value) quiet() value {
	v.src = &source{v.src.file, &Faults{}}
	return v
}

// given reports whether key is there.
func (o object) given(key string) bool { _, ok := o.has[key]; return ok }

// get is the value of key; its node is nil when the key is absent.
func (o object) get(key string) value {
	if e, ok := o.has[key]; ok {
		return e.value
	}
	return value{src: o.src, at: o.at, name: under(o.name, key)}
}

// keyAt is the place of key itself, or of the object.
func (o object) keyAt(key string) Pos {
	if e, ok := o.has[key]; ok {
		return e.at
	}
	return o.at
}

func (o object) text(key string) string {
	if !o.given(key) {
		return ""
	}
	return o.get(key).text()
}

func (o object) texts(key string) []word {
	if !o.given(key) {
		return nil
	}
	return o.get(key).texts()
}

func (o object) yes(key string) bool {
	if !o.given(key) {
		return false
	}
	b, ok := o.get(key).node.(*ast.BoolNode)
	if !ok {
		o.get(key).fault("wrong type", "write true or false", "%s is neither true nor false", o.get(key).name)
		return false
	}
	return b.Value
}

func (o object) number(key string) int {
	if !o.given(key) {
		return 0
	}
	return o.get(key).number()
}

func (v value) number() int {
	n, ok := v.node.(*ast.IntegerNode)
	if !ok {
		v.fault("wrong type", "write a whole number", "%s is not a whole number", v.name)
		return 0
	}
	switch x := n.Value.(type) {
	case uint64:
		if x < 1<<31 {
			return int(x)
		}
	case int64:
		if x > -1<<31 && x < 1<<31 {
			return int(x)
		}
	}
	v.fault("wrong type", "write a smaller number", "%s is out of range", v.name)
	return 0
}

// text reads words on one line or folded; never empty.
func (v value) text() string {
	s, ok := scalar(v.node)
	if !ok {
		v.fault("wrong type", "write words, in quotes if they look like a number or hold a comma or colon", "%s is not words", v.name)
		return ""
	}
	s = strings.Join(strings.Fields(s), " ")
	if s == "" {
		v.fault("missing words", "say it, or leave the key out", "%s is empty", v.name)
	}
	return s
}

// A word is a text with its place.
type word struct {
	text string
	at   Pos
}

// texts reads one text or a list of them.
func (v value) texts() []word {
	seq, ok := v.node.(*ast.SequenceNode)
	if !ok {
		if s := v.text(); s != "" {
			return []word{{s, v.at}}
		}
		return nil
	}
	var out []word
	for _, one := range v.elements(seq) {
		if s := one.text(); s != "" {
			out = append(out, word{s, one.at})
		}
	}
	return out
}

// list reads a list.
func (v value) list() []value {
	seq, ok := v.node.(*ast.SequenceNode)
	if !ok {
		v.fault("wrong type", "write a list, like [a, b]", "%s is not a list", v.name)
		return nil
	}
	return v.elements(seq)
}

func (v value) elements(seq *ast.SequenceNode) []value {
	out := make([]value, len(seq.Values))
	for i, n := range seq.Values {
		out[i] = v.child(n, index(v.name, i))
	}
	return out
}

// day reads a date written 2022-04-01.
func (v value) day() calendar.Day {
	s := v.text()
	d, err := calendar.Parse(s)
	if s != "" && err != nil {
		v.fault("bad date", "write the day as year-month-day, like 2022-04-01", "%s says %q, which is no day", v.name, s)
	}
	return d
}

func plainTexts(ws []word) []string {
	var out []string
	for _, w := range ws {
		out = append(out, w.text)
	}
	return out
}
