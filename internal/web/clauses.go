package web

import (
	"strings"

	"candour/internal/notice"
	"candour/internal/web/ui"
)

// noticeHref is the address of a published notice.
func noticeHref(p *notice.Pack) string { return "/notices/" + p.Controller.Code + "/" + p.Service }

// serviceHref is under what address a service's forms are.
func serviceHref(p *notice.Pack) string { return "/services/" + p.Controller.Code + "/" + p.Service }

// lineID is the anchor of a line of the published notice: "s6-2".
func lineID(section, line int) string { return "s" + itoa(section) + "-" + itoa(line) }

// placeHref is the address of a place as a clause names it, "section 6, line
// 2", on the published notice.
func placeHref(p *notice.Pack, place string) string {
	section, line, ok := strings.Cut(strings.TrimPrefix(place, "section "), ", line ")
	if !ok {
		return noticeHref(p)
	}
	return noticeHref(p) + "#s" + section + "-" + line
}

// clauseOf is the mark of a clause, linked to its line.
func clauseOf(p *notice.Pack, c notice.Clause) ui.Clause {
	if c.Says == "" {
		return ui.Clause{}
	}
	return ui.Clause{Says: c.Says, Place: c.Place, Href: placeHref(p, c.Place)}
}

// briefClause is clauseOf cut to the first sentence, where the whole line would
// drown what it stands beside.
func briefClause(p *notice.Pack, c notice.Clause) ui.Clause {
	out := clauseOf(p, c)
	if first, rest, ok := strings.Cut(out.Says, ". "); ok && rest != "" {
		out.Says = first + " …"
	}
	return out
}

// partCalled names a part of a record to those who work with it: the notice
// calls the referrer's part by what it is to the person.
func partCalled(p *notice.Pack, t notice.Tier) string {
	for i := range p.Items {
		if p.Items[i].Tier == t.Code && p.Items[i].About == "referrer" {
			return "Whoever referred them"
		}
	}
	return t.Called
}

// quoteOf is a longer piece of the notice, linked to its line.
func quoteOf(p *notice.Pack, c notice.Clause) ui.Quote {
	return ui.Quote{Says: c.Says, Place: c.Place, Href: placeHref(p, c.Place)}
}

// articleNames are the bases of UK GDPR Art 6(1) as people in councils say
// them.
var articleNames = map[string]string{
	"a": "Consent", "b": "Contract", "c": "Legal obligation", "d": "Vital interests", "e": "Public task", "f": "Legitimate interests",
}

// basisWords names a basis with its article.
func basisWords(b notice.Basis) string {
	if b.Article6 == "" {
		return "UK GDPR Article 9(2)(" + b.Article9 + ")"
	}
	return articleNames[b.Article6] + ", Article 6(1)(" + b.Article6 + ")"
}
