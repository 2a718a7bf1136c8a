// Package assets carries the stylesheet, fonts and mark that every page
// needs, and serves them. `npm run assets` builds them into dist, which a
// fresh clone does not hold. It imports nothing of the house.
package assets

import (
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"path"
	"strings"
	"sync"
)

//go:embed all:dist
var dist embed.FS

// Prefix is the path under which the files are served.
const Prefix = "/assets/"

// ErrNotBuilt says that the binary was compiled before the assets were built.
var ErrNotBuilt = errors.New("the stylesheet and fonts are not in this program: run `npm ci && npm run assets`, then build it again")

// built reads the manifest once: the plain name of each file and the name it
// has, which changes with its content.
var built = sync.OnceValues(func() (map[string]string, error) {
	return read(dist)
})

func read(files fs.FS) (map[string]string, error) {
	raw, err := fs.ReadFile(files, "dist/manifest.json")
	if errors.Is(err, fs.ErrNotExist) {
		return nil, ErrNotBuilt
	}
	if err != nil {
		return nil, fmt.Errorf("reading the assets' manifest: %w", err)
	}
	var names map[string]string
	if err := json.Unmarshal(raw, &names); err != nil {
		return nil, fmt.Errorf("reading the assets' manifest: %w", err)
	}
	for _, needed := range []string{stylesheet, icon} {
		if names[needed] == "" {
			return nil, fmt.Errorf("%s is missing: %w", needed, ErrNotBuilt)
		}
	}
	for _, name := range names {
		if _, err := fs.Stat(files, path.Join("dist", name)); err != nil {
			return nil, fmt.Errorf("%s is missing: %w", name, ErrNotBuilt)
		}
	}
	return names, nil
}

const (
	stylesheet = "candour.css"
	icon       = "mark.svg"
)

// Ready reports whether the program holds what its pages need. A server asks
// before it listens.
func Ready() error {
	_, err := built()
	return err
}

// Stylesheet is the address of the one stylesheet.
func Stylesheet() string { return address(stylesheet) }

// Icon is the address of the mark that a browser shows beside the title.
func Icon() string { return address(icon) }

func address(plain string) string {
	names, _ := built()
	if name := names[plain]; name != "" {
		return Prefix + name
	}
	return Prefix + plain
}

var types = map[string]string{
	".css":   "text/css; charset=utf-8",
	".svg":   "image/svg+xml",
	".woff2": "font/woff2",
}

// Handler serves the files under Prefix. A name changes with its content, so
// browsers keep a file for a year and never ask again.
func Handler() http.Handler { return handler(dist) }

func handler(files fs.FS) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name := strings.TrimPrefix(r.URL.Path, Prefix)
		kind, known := types[path.Ext(name)]
		body, err := fs.ReadFile(files, path.Join("dist", name))
		if !known || err != nil || strings.Contains(name, "..") {
			http.NotFound(w, r)
			return
		}
		h := w.Header()
		h.Set("Content-Type", kind)
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Vary", "Accept-Encoding")
		if packed, err := fs.ReadFile(files, path.Join("dist", name+".gz")); err == nil && accepts(r, "gzip") {
			h.Set("Content-Encoding", "gzip")
			body = packed
		}
		if r.Method != http.MethodHead {
			_, _ = w.Write(body) // a reader who went away is no fault of ours
		}
	})
}

// accepts reports whether the browser takes the coding (RFC 9110, 12.5.3).
func accepts(r *http.Request, coding string) bool {
	for part := range strings.SplitSeq(r.Header.Get("Accept-Encoding"), ",") {
		name, q, _ := strings.Cut(strings.TrimSpace(part), ";")
		q = strings.ReplaceAll(q, " ", "")
		if strings.EqualFold(strings.TrimSpace(name), coding) && q != "q=0" && q != "q=0.0" {
			return true
		}
	}
	return false
}
