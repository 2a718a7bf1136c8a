package notice

import (
	"regexp"
	"slices"
	"strings"
)

var itemForm = regexp.MustCompile(`^[a-z][a-z0-9-]*\.[a-z][a-z0-9-]*$`)

// specials are the categories of UK GDPR Art 9(1).
var specials = []string{"ethnicity", "politics", "religion", "union", "genetic", "biometric", "health", "sex life", "orientation"}

// offences marks information on criminal convictions and offences (UK GDPR
// Art 10).
const offences = "offences"

var channels = []string{"web", "phone", "visit", "post", "email", "system", "partner"}

// Later is what an item says that may be collected some day and is not yet.
const Later = "later"

const (
	withReason = " with a reason"
	worker     = "worker" // the source of what staff write down themselves
)

func (b *build) collect(o object) {
	if !o.given("collect") {
		return
	}
	for _, block := range o.get("collect").list() {
		b.block(block)
	}
}

// block reads one block of collect: items that share everything but a name.
func (b *build) block(block value) {
	v := block.said("about!", "from!", "at!", "by!", "tier!", "special", "offences", "when", "require", "ask")
	like := Item{
		About: b.ref(v, "about", aPerson), From: b.itemSources(v), At: b.referAll(aStage, v.texts("at")),
		By: b.channels(v), Tier: b.ref(v, "tier", aTier), Special: b.one(v, "special", specials...),
		Offences: v.yes("offences"), When: b.one(v, "when", "relevant", "necessary", Later),
	}
	like.Relevant = like.When == "relevant" || like.When == "necessary"
	if !v.given("require") && !v.given("ask") {
		v.fault("missing key", "add require or ask, with the items", "%s names no item", v.name)
	}
	for _, key := range []string{"require", "ask"} {
		if !v.given(key) {
			continue
		}
		list, _ := v.get(key).entries()
		for _, e := range list {
			it := like
			it.Index, it.Code, it.Required = len(b.p.Items), like.About+"."+e.key, key == "require"
			it.Words = e.value.text()
			if strings.Contains(e.key, "*") {
				b.faults.add(e.at, "no wildcards", "name each item", "%q is a wildcard", e.key)
				continue
			}
			b.declare(anItem, it.Code, e.at)
			it.Clause = b.clauseOnce(v, "collect."+it.Code, key == "ask" && v.given("require"))
			it.Clause.Pos = e.at
			b.p.Items = append(b.p.Items, it)
		}
	}
}

// clauseOnce is clause, without reporting the same fault for every item of a
// block.
func (b *build) clauseOnce(o object, ref string, again bool) Clause {
	n := len(b.faults.List)
	c := b.clause(o, ref)
	if again || b.at["block:"+o.name] != (Pos{}) {
		b.faults.List = b.faults.List[:n]
	}
	b.at["block:"+o.name] = o.at
	return c
}

func (b *build) itemSources(v object) []string {
	var out []string
	for _, w := range v.texts("from") {
		b.source(w)
		if slices.Contains(out, w.text) {
			b.faults.add(w.at, "duplicate", "keep one of them", "source %q is listed twice", w.text)
			continue
		}
		out = append(out, w.text)
	}
	return out
}

// source refers to whoever or whatever information comes from: a person, a
// declared source, or the worker who writes it down.
func (b *build) source(w word) {
	if w.text == worker {
		return
	}
	if _, ok := b.declared[aSource][w.text]; ok {
		b.refer(aSource, w)
		return
	}
	b.refer(aPerson, w)
}

func (b *build) channels(v object) []Channel {
	var out []Channel
	for _, w := range v.texts("by") {
		code, reason := strings.CutSuffix(w.text, withReason)
		switch {
		case strings.Contains(code, "*"):
			b.faults.add(w.at, "no wildcards", "write one or more of: "+strings.Join(channels, ", "), "%q is a wildcard", w.text)
		case !slices.Contains(channels, code):
			b.faults.add(w.at, "unknown word", "write one or more of: "+strings.Join(channels, ", ")+"; add “with a reason” where it is the exception", "%s says %q", v.get("by").name, w.text)
		default:
			out = append(out, Channel{Code: code, Reason: reason})
		}
	}
	return out
}

func (b *build) neverCollect(o object) {
	if !o.given("never collect") {
		return
	}
	list, _ := o.get("never collect").entries()
	for _, e := range list {
		v := e.value.said("says!", "category", "in free text too")
		n := NeverCollect{
			Item: e.key, Says: v.text("says"), Category: b.one(v, "category", append(specials, offences)...),
			FreeText: v.yes("in free text too"), Clause: b.clause(v, "never collect."+e.key),
		}
		switch {
		case v.given("category"):
			n.Item = ""
		case !itemForm.MatchString(e.key):
			b.faults.add(e.at, "odd name", "write person.item, like client.date-of-birth, or give a category", "%q is not an item", e.key)
		}
		n.Clause.Pos = e.at
		b.p.Never = append(b.p.Never, n)
	}
}

func (b *build) sets(o object) {
	b.declarations(o, "sets", aSet, func(e entry) {
		v := e.value.object("says!", "items!")
		set := Set{Code: e.key, Says: v.text("says"), Items: b.items(v, "items")}
		if v.given("items") && len(set.Items) == 0 {
			v.get("items").fault("empty set", "list its items, or take it out", "set %q holds nothing that is declared", e.key)
		}
		b.p.Sets = append(b.p.Sets, set)
	})
}

// items reads item codes as indexes. What is undeclared is left to resolve.
func (b *build) items(o object, key string) []int {
	var out []int
	for _, w := range o.texts(key) {
		b.refer(anItem, w)
		i := slices.IndexFunc(b.p.Items, func(it Item) bool { return it.Code == w.text })
		if i < 0 {
			continue
		}
		if slices.Contains(out, i) {
			b.faults.add(w.at, "duplicate", "keep one of them", "item %q is listed twice", w.text)
			continue
		}
		out = append(out, i)
	}
	return out
}
