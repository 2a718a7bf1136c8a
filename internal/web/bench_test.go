package web_test

import (
	"context"
	"io"
	"iter"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"candour/internal/access"
	"candour/internal/casework"
	"candour/internal/demo"
	"candour/internal/installation"
	"candour/internal/promise"
	"candour/internal/retention"
	"candour/internal/store"
	"candour/internal/storetest"
	"candour/internal/web"
)

// BenchmarkRecordPage is the whole of one audited view inside one process: the
// session, the decision, the opening, the page, and its entry durable before
// the page is given out. scripts/bench.sh measures the same over HTTP, between
// processes, on a disk.
func BenchmarkRecordPage(b *testing.B) {
	for name, config := range map[string]func(testing.TB) (store.Config, store.Config){
		"sqlite": storetest.SQLite, "postgres": storetest.Postgres,
	} {
		b.Run(name, func(b *testing.B) {
			data, keys := config(b)
			pages := benchSite(b, data, keys)
			cookie := benchSignIn(b, pages)
			path := fullest(b, pages, cookie)
			b.ReportAllocs()
			b.SetParallelism(8)
			before := processor(b)
			b.ResetTimer()
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					if w := benchAsk(pages, cookie, path); w.Code != http.StatusOK {
						b.Errorf("the page gave %d", w.Code)
						return
					}
				}
			})
			b.ReportMetric(float64((processor(b)-before).Microseconds())/float64(b.N), "processor-µs/op")
		})
	}
}

// processor is the processor time this process took: what a page costs on a
// machine that others use too. PostgreSQL's is not in it.
func processor(b *testing.B) time.Duration {
	b.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// benchSite is the demonstration with 100 people.
func benchSite(b *testing.B, data, keys store.Config) http.Handler {
	b.Helper()
	node, err := installation.Open(b.Context(), installation.Config{
		Dir: storetest.Dir(b) + "/data", Data: data.URL, Keys: keys.URL, Packs: promise.Packs(b), Loads: true,
	})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = node.Close() })
	desk, err := access.New(node.Gate, time.Now, true)
	if err != nil {
		b.Fatal(err)
	}
	ids, err := demo.Enrol(b.Context(), node.Gate, desk)
	if err != nil {
		b.Fatal(err)
	}
	svc, err := node.Gate.Service(demo.Controller, demo.Service)
	if err != nil {
		b.Fatal(err)
	}
	if err := node.Gate.HoldCalendar(b.Context(), demo.Controller, demo.Today); err != nil {
		b.Fatal(err)
	}
	if err := demo.Load(b.Context(), node.Gate, svc.Pack, ids, 1, 100); err != nil {
		b.Fatal(err)
	}
	placing := make(chan struct{})
	ctx, stop := context.WithCancel(context.Background())
	go func() {
		defer close(placing)
		for range tick(ctx, time.Second) { // as the timetable of a node does
			if err := node.Integrate(ctx); err != nil && ctx.Err() == nil {
				b.Error(err)
			}
		}
	}()
	b.Cleanup(func() { stop(); <-placing })
	pages, err := web.New(web.Config{
		Access: desk, Cases: casework.New(node.Gate), Retention: retention.New(node.Gate), Governance: node.Governance,
		Demo: &web.Demo{}, Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
	})
	if err != nil {
		b.Fatal(err)
	}
	return pages
}

// tick yields until ctx ends.
func tick(ctx context.Context, every time.Duration) iter.Seq[time.Time] {
	return func(yield func(time.Time) bool) {
		t := time.NewTicker(every)
		defer t.Stop()
		for {
			select {
			case at := <-t.C:
				if !yield(at) {
					return
				}
			case <-ctx.Done():
				return
			}
		}
	}
}

func benchSignIn(b *testing.B, pages http.Handler) string {
	b.Helper()
	form := url.Values{"council": {demo.Controller}, "user": {"priya"}, "password": {"hop-garden-41"}}
	r := httptest.NewRequest(http.MethodPost, "/sign-in", strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	pages.ServeHTTP(w, r)
	if w.Code != http.StatusSeeOther {
		b.Fatalf("signing in gave %d", w.Code)
	}
	cookie, _, _ := strings.Cut(w.Header().Get("Set-Cookie"), ";")
	return cookie
}

var episodePath = regexp.MustCompile(`/episodes/[0-9a-f-]{36}`)

// fullest is the longest of the records in a Connector's work.
func fullest(b *testing.B, pages http.Handler, cookie string) string {
	b.Helper()
	paths := episodePath.FindAllString(benchAsk(pages, cookie, "/work").Body.String(), -1)
	if len(paths) == 0 {
		b.Fatal("a Connector's work lists no episode")
	}
	return slices.MaxFunc(paths, func(x, y string) int {
		return benchAsk(pages, cookie, x).Body.Len() - benchAsk(pages, cookie, y).Body.Len()
	})
}

func benchAsk(pages http.Handler, cookie, path string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodGet, path, nil)
	r.Header.Set("Cookie", cookie)
	w := httptest.NewRecorder()
	pages.ServeHTTP(w, r)
	return w
}
