package web_test

import (
	"flag"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"candour/internal/calendar"
	"candour/internal/promise"
	"candour/internal/web/assets"
	"candour/internal/webtest"
)

var rewrite = flag.Bool("rewrite", false, "write the golden files again")

// golden compares what was made with the file that people reviewed.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *rewrite {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s:\n%s\nwant\n%s", name, got, want)
	}
}

var tags = regexp.MustCompile(`<[^>]*>`)

// article is the printed part of a page, as text with its markup.
func article(t *testing.T, r webtest.Reply) (open, text string) {
	t.Helper()
	from, to := strings.Index(r.Body, "<article"), strings.Index(r.Body, "</article>")
	if from < 0 || to < 0 {
		t.Fatalf("there is no letter on the page: %d", r.Status)
	}
	html := r.Body[from:to]
	open, html, _ = strings.Cut(html, ">")
	html = strings.NewReplacer("<br>", "\n", "<br/>", "\n", "</p>", "\n\n").Replace(html)
	lines := strings.Split(tags.ReplaceAllString(html, ""), "\n")
	for i := range lines {
		lines[i] = strings.TrimSpace(lines[i])
	}
	return open + ">", strings.TrimSpace(strings.Join(lines, "\n")) + "\n"
}

var letterVisit = calendar.Date(2026, 12, 3)

func TestTheVisitLetterReadsAsReviewed(t *testing.T) {
	webtest.Each(t, func(t *testing.T, s *webtest.Site) {
		c := engaged(t, s, url.Values{"client.address": {"14 Orchard Row\nTonbridge\nTN9 1QD"}})
		if r := c.priya.Get(c.path("/letter")); strings.Contains(r.Body, "<article") || !strings.Contains(r.Body, "No visit at home with a time is planned") {
			t.Error("a letter about no visit was written")
		}
		c.visits(letterVisit)
		open, text := article(t, c.priya.Get(c.path("/letter")))
		if strings.Contains(open, "large") {
			t.Error("the letter is in large print for somebody who did not ask for it")
		}
		golden(t, "visit-letter.txt", text)
	})
}

func TestWhoeverNeedsLargePrintGetsTheLetterInSixteenPointsOrMore(t *testing.T) {
	webtest.Each(t, func(t *testing.T, s *webtest.Site) {
		promise.Kept(t, "PW-20")
		c := engaged(t, s, url.Values{"client.address": {"14 Orchard Row\nTonbridge\nTN9 1QD"}})
		c.visit(url.Values{"channel": {"visit"}, "client.access-needs": {"large-print"}})
		c.visits(letterVisit)
		r := c.priya.Get(c.path("/letter"))
		open, text := article(t, r)
		golden(t, "visit-letter.txt", text)
		if !strings.Contains(open, `class="cd-letter cd-letter--large"`) || !strings.Contains(r.Body, "cd-large") {
			t.Errorf("the letter opens with %s", open)
		}
		css := c.priya.Get(assets.Stylesheet()).Body
		size := regexp.MustCompile(`\.cd-letter--large\s*\{[^}]*font-size:\s*([0-9.]+)pt`).FindStringSubmatch(css)
		if size == nil {
			t.Fatal("the stylesheet gives large print no size in points")
		}
		if points, err := strconv.ParseFloat(size[1], 64); err != nil || points < 16 {
			t.Errorf("large print is %s points, want 16 or more", size[1])
		}
	})
}
