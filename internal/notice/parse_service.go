package notice

import (
	"strings"

	"github.com/goccy/go-yaml/ast"
)

// shapes of an answer and the longest answer in characters unless the pack
// says less.
var shapes = map[ShapeKind]int{
	Text: 200, LongText: 8000, Address: 500, Phone: 40, Email: 254, Age: 3, Choice: 0, Multi: 0, Facts: 0,
	Date: 10, Number: 12, Language: 35,
}

// service reads service.yaml into the build, after the notice.
func (b *build) service(root value, service string) {
	o := root.object("service!", "live", "roles!", "actors", "contacts", "activities", "codes", "asked!", "forms!", "measures", "clocks", "letters", "providers")
	if s := o.text("service"); s != service && s != "" {
		o.get("service").fault("wrong folder", "write service: "+service, "the service calls itself %q in the folder %q", s, service)
	}
	b.p.Live = o.yes("live")
	b.roles(o)
	b.p.Outcomes = b.options(o, "contacts", anOutcome)
	b.p.Activities = b.options(o, "activities", anActivity)
	b.codeLists(o)
	b.asked(o)
	b.forms(o)
	b.measures(o)
	b.clocks(o)
	b.letters(o)
	b.providers(o)
}

func (b *build) roles(o object) {
	read := func(e entry) Role {
		v := e.value.object("title!", "called", "sees")
		r := Role{Code: e.key, Title: v.text("title"), Called: v.text("called"), Sees: b.one(v, "sees", "dates only")}
		if r.Called == "" && r.Title != "" {
			r.Called = strings.ToLower(r.Title[:1]) + r.Title[1:]
		}
		if r.Sees != "" {
			b.refer(aRole, word{e.key, e.at})
		}
		return r
	}
	b.declarations(o, "roles", aRole, func(e entry) { b.p.Roles = append(b.p.Roles, read(e)) })
	b.declarations(o, "actors", aRole, func(e entry) { b.p.Actors = append(b.p.Actors, read(e)) })
}

// options reads a code list: code and the words shown.
func (b *build) options(o object, key, kind string) []Option {
	var out []Option
	b.declarations(o, key, kind, func(e entry) {
		out = append(out, Option{Code: e.key, Label: e.value.text()})
	})
	return out
}

func (b *build) codeLists(o object) {
	b.declarations(o, "codes", aCodeList, func(e entry) {
		list, _ := e.value.entries()
		for _, c := range list {
			if c.key == "declined" || c.key == "unknown" {
				b.faults.add(c.at, "not an answer", "take it out: declined and unknown are kept apart from every code list", "code list %q lists %q", e.key, c.key)
				continue
			}
			if !codeForm.MatchString(c.key) {
				b.faults.add(c.at, "odd name", "use lower-case words of letters, digits and hyphens", "code %q is not a name", c.key)
			}
			b.codes[e.key] = append(b.codes[e.key], Option{Code: c.key, Label: c.value.text()})
		}
		if len(list) == 0 {
			e.value.fault("empty list", "list its answers, or take it out", "code list %q is empty", e.key)
		}
	})
}

func (b *build) asked(o object) {
	if !o.given("asked") {
		return
	}
	list, _ := o.get("asked").entries()
	for _, e := range list {
		b.refer(anItem, word{e.key, e.at})
		v := e.value.object("as!", "label!", "hint", "why!", "max", "codes", "partial", "of")
		sh := Shape{Kind: ShapeKind(b.one(v, "as", "text", "long text", "address", "phone", "email", "age", "choice", "multi", "facts", "date", "number", "language")),
			Partial: v.yes("partial"), Of: b.one(v, "of", nhsNumber),
			Label: v.text("label"), Hint: v.text("hint"), Why: v.text("why"), Max: shapes[ShapeKind(v.textQuiet("as"))]}
		if v.given("max") {
			n := v.number("max")
			if n < 1 || n > sh.Max {
				v.get("max").fault("longest answer", "write a number from 1 to the shape's own limit", "the longest %s is %d characters, not %d", sh.Kind, sh.Max, n)
			}
			sh.Max = n
		}
		if v.given("partial") && sh.Kind != Date || v.given("of") != (sh.Kind == Number) {
			v.fault("shape", "give of to a number, partial to a date, and neither to anything else", "item %q is asked as %q", e.key, sh.Kind)
		}
		listed := sh.Kind == Choice || sh.Kind == Multi
		if listed != v.given("codes") {
			v.fault("code list", "give codes to a choice or multi, and to nothing else", "item %q is asked as %q", e.key, sh.Kind)
		}
		if code := b.ref(v, "codes", aCodeList); code != "" {
			sh.Choices = b.codes[code]
		}
		for i := range b.p.Items {
			if b.p.Items[i].Code == e.key {
				b.p.Items[i].Shape = sh
			}
		}
	}
}

// textQuiet is the text of key without a fault where it is not words.
func (o object) textQuiet(key string) string {
	s, _ := scalar(o.get(key).node)
	return s
}

func (b *build) forms(o object) {
	if !o.given("forms") {
		return
	}
	for _, one := range o.get("forms").list() {
		v := one.object("form!", "title!", "by!", "channel!", "stage!", "from!", "groups!")
		f := Form{
			Code: v.text("form"), Title: v.text("title"), By: b.ref(v, "by", aRole), Channel: b.each(v, "channel", channels...),
			Stage: b.ref(v, "stage", aStage), From: v.text("from"),
		}
		b.declare(aForm, f.Code, v.get("form").at)
		if f.From != "" {
			b.source(word{f.From, v.get("from").at})
		}
		if v.given("groups") {
			for _, g := range v.get("groups").list() {
				group := g.object("title!", "items!")
				f.Groups = append(f.Groups, FormGroup{Title: group.text("title"), Items: b.items(group, "items")})
				b.fieldPlaces(f.Code, group)
			}
		}
		b.at["form."+f.Code] = v.at
		b.p.Forms = append(b.p.Forms, f)
	}
}

// fieldPlaces notes where each field of a form stands, for checking.
func (b *build) fieldPlaces(form string, group object) {
	items := group.get("items")
	list, _ := items.node.(*ast.SequenceNode)
	if list == nil {
		b.at["form."+form+"."+group.textQuiet("items")] = items.at
		return
	}
	for _, v := range items.elements(list) {
		if s, ok := scalar(v.node); ok {
			b.at["form."+form+"."+s] = v.at
		}
	}
}
