package ui

import (
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
	"testing"

	"github.com/a-h/templ"
	"github.com/google/go-cmp/cmp"
)

// The Ministry of Justice publishes no fixtures, only the templates. The
// expected documents below were read from these versions of them; a changed
// template must be read again.
var navigationTemplates = map[string]string{
	"primary-navigation": "749e17bda8544659",
	"sub-navigation":     "961547de5bf4b82c",
}

func TestNavigationFollowsTheTemplatesWeRead(t *testing.T) {
	for name, want := range navigationTemplates {
		raw, err := os.ReadFile(filepath.Join(modules, "@ministryofjustice/frontend/moj/components", name, "template.njk"))
		if err != nil {
			t.Fatalf("the packages' templates are not here: run `npm ci` at the root of the repository: %v", err)
		}
		sum := sha256.Sum256(raw)
		if got := hex.EncodeToString(sum[:8]); got != want {
			t.Errorf("%s changed: read its template again, then write %s here", name, got)
		}
	}
}

func TestNavigationGivesThePackagesMarkup(t *testing.T) {
	items := []NavItem{{Text: "My work", Href: "/work", Current: true}, {Text: "My people", Href: "/people"}}
	for name, c := range map[string]struct {
		ours   templ.Component
		theirs string
	}{
		"primary navigation": {PrimaryNav{Items: items, Label: "Main"}, `
			<div class="moj-primary-navigation"><div class="moj-primary-navigation__container"><div class="moj-primary-navigation__nav">
			<nav class="moj-primary-navigation" aria-label="Main"><ul class="moj-primary-navigation__list">
			<li class="moj-primary-navigation__item"><a class="moj-primary-navigation__link" aria-current="page" href="/work">My work</a></li>
			<li class="moj-primary-navigation__item"><a class="moj-primary-navigation__link" href="/people">My people</a></li>
			</ul></nav></div></div></div>`},
		"sub navigation": {SubNav{Items: items, Label: "This episode"}, `
			<nav class="moj-sub-navigation" aria-label="This episode"><ul class="moj-sub-navigation__list">
			<li class="moj-sub-navigation__item"><a class="moj-sub-navigation__link" aria-current="page" href="/work">My work</a></li>
			<li class="moj-sub-navigation__item"><a class="moj-sub-navigation__link" href="/people">My people</a></li>
			</ul></nav>`},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(outline(t, c.theirs), outline(t, rendered(t, c.ours))); diff != "" {
				t.Errorf("(-theirs +ours)\n%s", diff)
			}
		})
	}
}
