package policy

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"candour/internal/notice"
)

// Cedar writes the pack's table as policies of the Cedar language
// (docs.cedarpolicy.com), for reading by other tools and for checking this
// package against another engine. The vocabulary:
//
//	principal  Actor::"connector"
//	action     Action::"see"
//	resource   Item::"client.name"
//	context    purposes, happened, living: sets of codes; stage, ground:
//	           strings; allocated, covering, inTeam, supervised, restricted:
//	           booleans
//
// Each permit is one use, with the items its purpose has a basis for. No
// entities are needed beyond the names.
func Cedar(p *notice.Pack) string {
	var b strings.Builder
	fmt.Fprintf(&b, "// %s: who may do what with which items for which purpose.\n", oneLine(p.Title))
	for i := range p.Uses {
		writeUse(&b, p, i)
	}
	t := Compile(p)
	for i := range p.Never {
		t.writeNever(&b, i)
	}
	writeTiers(&b, p)
	t.writeShares(&b)
	b.WriteString(`
@id("restricted")
forbid (principal, action, resource)
when { context.restricted && context.ground == "" };
`)
	return b.String()
}

func writeUse(b *strings.Builder, p *notice.Pack, i int) {
	u := &p.Uses[i]
	var codes []string
	for _, item := range lawful(p, u) {
		codes = append(codes, p.Items[item].Code)
	}
	fmt.Fprintf(b, "\n@id(%s)\n", cedarString("uses["+strconv.Itoa(i)+"]"))
	if u.Clause.Says != "" {
		fmt.Fprintf(b, "@says(%s)\n", cedarString(u.Clause.Says))
	}
	if len(u.Clause.Cites) > 0 {
		fmt.Fprintf(b, "@cites(%s)\n", cedarString(strings.Join(u.Clause.Cites, " ")))
	}
	conditions := []string{
		cedarEntities("Actor", u.By) + ".contains(principal)",
		"context.purposes.contains(" + cedarString(u.Purpose) + ")",
	}
	if len(u.At) > 0 {
		conditions = append(conditions, cedarStrings(u.At)+".contains(context.stage)")
	}
	if len(u.After) > 0 {
		conditions = append(conditions, "context.happened.containsAll("+cedarStrings(u.After)+")")
	}
	conditions = append(conditions, cedarWho(u.Who), cedarHow(u.How))
	conditions = slices.DeleteFunc(conditions, func(c string) bool { return c == "" })
	fmt.Fprintf(b, "permit (principal, action in %s, resource)\nwhen {\n\t%s &&\n\t%s\n};\n",
		cedarEntities("Action", u.May), among(codes), strings.Join(conditions, " &&\n\t"))
}

func cedarWho(who string) string {
	switch who {
	case "":
		return ""
	case AllocatedOrCovering:
		return "(context.allocated || context.covering)"
	case InTeam:
		return "context.inTeam"
	}
	return "false"
}

func cedarHow(how string) string {
	switch how {
	case "":
		return ""
	case OnPremises:
		return "context.supervised"
	}
	return "false"
}

// writeNever forbids an item by its bare name and about every person, or
// every item of a category.
func (t *Table) writeNever(b *strings.Builder, i int) {
	var codes []string
	if item := t.pack.Never[i].Item; item != "" {
		codes = append(codes, item)
	}
	for item, n := range t.never {
		if code := t.pack.Items[item].Code; n == i && !slices.Contains(codes, code) {
			codes = append(codes, code)
		}
	}
	fmt.Fprintf(b, "\n@id(%s)\nforbid (principal, action, resource)\nwhen { %s };\n",
		cedarString("never["+strconv.Itoa(i)+"]"), among(codes))
}

// writeTiers forbids the items of each tier unless the tier is living, and
// items of no tier always.
func writeTiers(b *strings.Builder, p *notice.Pack) {
	byTier := map[string][]string{}
	for _, item := range p.Items {
		byTier[item.Tier] = append(byTier[item.Tier], item.Code)
	}
	write := func(id, tier, unless string) {
		if len(byTier[tier]) > 0 {
			fmt.Fprintf(b, "\n@id(%s)\nforbid (principal, action, resource)\nwhen { %s }%s;\n",
				cedarString(id), among(byTier[tier]), unless)
		}
		delete(byTier, tier)
	}
	for _, tier := range p.Tiers {
		write("tier."+tier.Code, tier.Code, "\nunless { context.living.contains("+cedarString(tier.Code)+") }")
	}
	for _, tier := range undeclared(byTier) {
		write("no tier."+tier, tier, "")
	}
}

// writeShares forbids sharing what no share could let out to anybody.
func (t *Table) writeShares(b *strings.Builder) {
	var codes []string
	for item, leaves := range t.leave {
		if leaves {
			codes = append(codes, t.pack.Items[item].Code)
		}
	}
	fmt.Fprintf(b, "\n@id(\"shares\")\nforbid (principal, action == Action::\"share\", resource)\nunless { %s };\n", among(codes))
}

// among says that the resource is one of some items. Cedar's own validator
// refuses an empty set, so none of none is false.
func among(items []string) string {
	if len(items) == 0 {
		return "false"
	}
	return cedarEntities("Item", items) + ".contains(resource)"
}

func undeclared(byTier map[string][]string) []string {
	var tiers []string
	for tier := range byTier {
		tiers = append(tiers, tier)
	}
	slices.Sort(tiers)
	return tiers
}

func cedarEntities(kind string, codes []string) string {
	quoted := make([]string, len(codes))
	for i, code := range codes {
		quoted[i] = kind + "::" + cedarString(code)
	}
	return "[" + strings.Join(quoted, ", ") + "]"
}

func cedarStrings(codes []string) string {
	quoted := make([]string, len(codes))
	for i, code := range codes {
		quoted[i] = cedarString(code)
	}
	return "[" + strings.Join(quoted, ", ") + "]"
}

// cedarString quotes s as Cedar does: printable ASCII as it is, everything
// else as \u{…}.
func cedarString(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r >= ' ' && r < utf8.RuneSelf && r != 0x7f:
			b.WriteRune(r)
		default:
			fmt.Fprintf(&b, `\u{%x}`, r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
