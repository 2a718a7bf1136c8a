package ui

import (
	"bytes"
	"context"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"candour/internal/calendar"
	"candour/internal/web/assets"

	"github.com/a-h/templ"
)

var gallery = flag.String("gallery", "", "folder to write the gallery's pages to, to be looked at in a browser")

// page is one page of the gallery: real screens made of every part, with
// made-up people.
type page struct {
	name string
	part templ.Component
}

func galleryPages() []page {
	return []page{
		{"notice", With(galleryPublic(false))},
		{"large", With(galleryPublic(true))},
		{"refer", galleryRefer()},
		{"work", galleryWork()},
		{"episode", galleryEpisode()},
		{"contacts", galleryContacts()},
		{"plan", galleryPlan()},
		{"certificate", galleryCertificate()},
		{"time", galleryTime()},
		{"team", galleryTeam()},
		{"parts", galleryParts()},
	}
}

// under puts parts one after another inside another part.
func under(wrap templ.Component, parts ...templ.Component) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w writer) error {
		return wrap.Render(templ.WithChildren(ctx, templ.Join(parts...)), w)
	})
}

func markup(s string) templ.Component { return templ.Raw(s) }

func cols(main, aside []templ.Component) templ.Component {
	all := []templ.Component{markup(`<div class="cd-cols"><div>`)}
	all = append(all, main...)
	all = append(all, markup(`</div><aside aria-label="Beside">`))
	all = append(all, aside...)
	return templ.Join(append(all, markup(`</aside></div>`))...)
}

func rendered(t testing.TB, c templ.Component) string {
	t.Helper()
	var b bytes.Buffer
	if err := c.Render(context.Background(), &b); err != nil {
		t.Fatalf("rendering: %v", err)
	}
	return b.String()
}

// TestPagesHoldNoStyleNorScript renders every part on the gallery's pages and
// holds each page to what our Content-Security-Policy allows.
func TestPagesHoldNoStyleNorScript(t *testing.T) {
	for _, p := range galleryPages() {
		t.Run(p.name, func(t *testing.T) {
			got := rendered(t, p.part)
			for _, bad := range []string{" style=", "<style", "<script", " onclick=", "javascript:", "http:", "https://", "%!"} {
				if strings.Contains(strings.ReplaceAll(got, `xmlns="http://www.w3.org/2000/svg"`, ""), bad) {
					t.Errorf("the page holds %q", bad)
				}
			}
			if n := strings.Count(got, "<h1"); n != 1 {
				t.Errorf("the page has %d first headings, want 1", n)
			}
			write(t, p.name, got)
		})
	}
}

// write keeps the page for a browser when a folder was named. Addresses are
// made relative so that it opens from a file.
func write(t *testing.T, name, page string) {
	if *gallery == "" {
		return
	}
	page = strings.ReplaceAll(page, assets.Prefix, "assets/")
	if err := os.WriteFile(filepath.Join(*gallery, name+".html"), []byte(page), 0o644); err != nil {
		t.Fatal(err)
	}
}

func day(s string) calendar.Day {
	d, err := calendar.Parse(s)
	if err != nil {
		panic(err)
	}
	return d
}
