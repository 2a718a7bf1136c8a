package main

import (
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"
)

func TestLoadCountsWholeAnswersOnly(t *testing.T) {
	var asked atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		if r.Header.Get("Cookie") != "session=made-up" {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		w.Write([]byte("0123456789"))
	}))
	defer server.Close()
	signedIn := target{name: "a page", url: server.URL, header: http.Header{"Cookie": {"session=made-up"}}}
	r, err := load(t.Context(), signedIn, 4, 200*time.Millisecond)
	if err != nil {
		t.Fatal(err)
	}
	if r.requests == 0 || int64(r.requests) > asked.Load() || len(r.latencies) != r.requests || r.bytes != int64(10*r.requests) {
		t.Errorf("counted %d requests, %d latencies, %d bytes of %d asked", r.requests, len(r.latencies), r.bytes, asked.Load())
	}
	if r.at(0.5) > r.at(0.99) || r.at(0.99) > r.took {
		t.Errorf("p50 %s, p99 %s in %s", r.at(0.5), r.at(0.99), r.took)
	}
	if _, err := load(t.Context(), target{name: "a page", url: server.URL}, 1, time.Second); err == nil {
		t.Error("a page that refuses was measured as if it had answered")
	}
}

func TestMiddleIsTheMedianRate(t *testing.T) {
	rounds := []round{{requests: 30, took: time.Second}, {requests: 10, took: time.Second}, {requests: 20, took: time.Second}}
	if got := middle(rounds).requests; got != 20 {
		t.Errorf("got the round with %d requests, want 20", got)
	}
}
