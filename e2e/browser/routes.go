package browser

import (
	"net/http"
	"net/url"
	"slices"
)

// Unscanned gives the routes, as http.ServeMux patterns such as "GET
// /episodes/{id}", of which no visit was held to axe. A POST route counts once
// a page that it answered on the spot was: a form sent back with its errors.
func Unscanned(patterns []string, visits []Visit) []string {
	mux := http.NewServeMux()
	for _, pattern := range patterns {
		mux.HandleFunc(pattern, http.NotFound)
	}
	scanned := map[string]bool{}
	for _, v := range visits {
		at, err := url.Parse(v.Path)
		if err != nil || !v.Axed {
			continue
		}
		_, pattern := mux.Handler(&http.Request{Method: v.Method, URL: at})
		scanned[pattern] = true
	}
	return slices.DeleteFunc(slices.Clone(patterns), func(pattern string) bool { return scanned[pattern] })
}
