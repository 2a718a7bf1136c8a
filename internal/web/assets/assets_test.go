package assets

import (
	"errors"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"path"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
)

func site() fstest.MapFS {
	return fstest.MapFS{
		"dist/manifest.json":     {Data: []byte(`{"candour.css":"candour.0a.css","mark.svg":"mark.1b.svg"}`)},
		"dist/candour.0a.css":    {Data: []byte("body{}")},
		"dist/candour.0a.css.gz": {Data: []byte("packed")},
		"dist/mark.1b.svg":       {Data: []byte("<svg/>")},
		"dist/sans.2c.woff2":     {Data: []byte("font")},
		"dist/.keep":             {},
		"secret/key.css":         {Data: []byte("outside")},
	}
}

func get(t *testing.T, method, target, accept string) *http.Response {
	t.Helper()
	r := httptest.NewRequest(method, target, nil)
	r.Header.Set("Accept-Encoding", accept)
	w := httptest.NewRecorder()
	handler(site()).ServeHTTP(w, r)
	return w.Result()
}

func TestHandlerKeepsAFileForAYear(t *testing.T) {
	r := get(t, "GET", "/assets/candour.0a.css", "")
	body, _ := io.ReadAll(r.Body)
	if r.StatusCode != 200 || string(body) != "body{}" {
		t.Errorf("got %d %q", r.StatusCode, body)
	}
	for name, want := range map[string]string{
		"Content-Type": "text/css; charset=utf-8", "Cache-Control": "public, max-age=31536000, immutable",
		"X-Content-Type-Options": "nosniff", "Vary": "Accept-Encoding", "Content-Encoding": "",
	} {
		if got := r.Header.Get(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
}

func TestHandlerPacksOnlyForThoseWhoTakeIt(t *testing.T) {
	for accept, want := range map[string]string{"gzip, br": "gzip", "br;q=1, GZIP;q=0.5": "gzip", "gzip;q=0": "", "gzip; q=0": "", "identity": ""} {
		r := get(t, "GET", "/assets/candour.0a.css", accept)
		body, _ := io.ReadAll(r.Body)
		if got := r.Header.Get("Content-Encoding"); got != want || (want == "gzip") != (string(body) == "packed") {
			t.Errorf("%q: coding %q, body %q", accept, got, body)
		}
	}
	if got := get(t, "GET", "/assets/sans.2c.woff2", "gzip").Header.Get("Content-Encoding"); got != "" {
		t.Errorf("a font is served %q", got)
	}
}

func TestHandlerServesNothingElse(t *testing.T) {
	for _, target := range []string{"/assets/", "/assets/.keep", "/assets/manifest.json", "/assets/nothing.css",
		"/assets/../secret/key.css", "/assets/%2e%2e/secret/key.css", "/assets//candour.0a.css/x", "/assets/candour.0a.css.gz"} {
		r := get(t, "GET", target, "gzip")
		if r.StatusCode != http.StatusNotFound {
			t.Errorf("%s gives %d", target, r.StatusCode)
		}
	}
	if body, _ := io.ReadAll(get(t, "HEAD", "/assets/candour.0a.css", "").Body); len(body) != 0 {
		t.Errorf("HEAD gives %q", body)
	}
}

func TestUnbuiltAssetsAreRefused(t *testing.T) {
	for name, files := range map[string]fstest.MapFS{
		"a fresh clone":  {"dist/.keep": {}},
		"a missing file": {"dist/manifest.json": {Data: []byte(`{"candour.css":"candour.0a.css","mark.svg":"mark.1b.svg"}`)}},
		"a missing name": {"dist/manifest.json": {Data: []byte(`{"mark.svg":"mark.1b.svg"}`)}, "dist/mark.1b.svg": {}},
	} {
		if _, err := read(files); !errors.Is(err, ErrNotBuilt) {
			t.Errorf("%s: got %v, want ErrNotBuilt", name, err)
		}
	}
	if _, err := read(site()); err != nil {
		t.Errorf("a built folder is refused: %v", err)
	}
}

var asked = regexp.MustCompile(`url\(([^)]*)\)`)

// TestStylesheetAsksForNothingButOurFonts reads the stylesheet the program
// carries: no font or crest of GOV.UK, and every address in it is served.
func TestStylesheetAsksForNothingButOurFonts(t *testing.T) {
	if err := Ready(); err != nil {
		t.Fatal(err)
	}
	names, err := built()
	if err != nil {
		t.Fatal(err)
	}
	css, err := fs.ReadFile(dist, path.Join("dist", names[stylesheet]))
	if err != nil {
		t.Fatal(err)
	}
	for _, bad := range []string{"GDS Transport", "crest", "crown", "@import", "data:"} {
		if strings.Contains(string(css), bad) {
			t.Errorf("the stylesheet holds %q", bad)
		}
	}
	fonts := asked.FindAllStringSubmatch(string(css), -1)
	if len(fonts) != 4 {
		t.Errorf("the stylesheet asks for %d files, want the 4 fonts", len(fonts))
	}
	for _, f := range fonts {
		w := httptest.NewRecorder()
		Handler().ServeHTTP(w, httptest.NewRequest("GET", Prefix+f[1], nil))
		if w.Code != 200 || w.Header().Get("Content-Type") != "font/woff2" {
			t.Errorf("%s gives %d %s", f[1], w.Code, w.Header().Get("Content-Type"))
		}
	}
	for _, block := range []string{".govuk-button", ".govuk-radios__input", ".moj-sub-navigation__link", ".cd-life", ".cd-cert", ".govuk-visually-hidden", ".govuk-\\!-margin-bottom-0"} {
		if !strings.Contains(string(css), block) {
			t.Errorf("the stylesheet lost %s", block)
		}
	}
}
