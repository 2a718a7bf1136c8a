package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"sync"
	"time"
)

// A target is one page asked for again and again, as one person who is signed
// in already.
type target struct {
	name      string
	url       string
	header    http.Header
	processes []*process // that answer it
}

// A round is what one target did for a span at a number of connections.
type round struct {
	requests  int
	took      time.Duration
	latencies []time.Duration // sorted
	bytes     int64           // of the bodies read
	spent     time.Duration   // processor time of the servers
}

func (r round) perSecond() float64 { return float64(r.requests) / r.took.Seconds() }

// each is the servers' processor time for one request.
func (r round) each() time.Duration { return r.spent / time.Duration(max(r.requests, 1)) }

// at gives a quantile of the latencies: at(0.99).
func (r round) at(quantile float64) time.Duration {
	if len(r.latencies) == 0 {
		return 0
	}
	return r.latencies[min(int(quantile*float64(len(r.latencies))), len(r.latencies)-1)]
}

// load asks for the target over that many connections kept open, each asking
// again as soon as it has its answer, for a span of time. An answer that is
// not 200 ends the round with an error: only whole answers are counted.
func load(ctx context.Context, t target, connections int, span time.Duration) (round, error) {
	client := &http.Client{
		Transport:     &http.Transport{MaxIdleConnsPerHost: connections, MaxConnsPerHost: connections, DisableCompression: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	defer client.CloseIdleConnections()
	results := make([]round, connections)
	failures := make([]error, connections)
	before, start := spent(t.processes...), time.Now()
	var all sync.WaitGroup
	for i := range connections {
		all.Go(func() { results[i], failures[i] = ask(ctx, client, t, start.Add(span)) })
	}
	all.Wait()
	total := round{took: time.Since(start), spent: spent(t.processes...) - before}
	for _, r := range results {
		total.requests += r.requests
		total.bytes += r.bytes
		total.latencies = append(total.latencies, r.latencies...)
	}
	slices.Sort(total.latencies)
	return total, errors.Join(failures...)
}

// ask is one connection's part of a round. What was asked before the end is
// waited for.
func ask(ctx context.Context, client *http.Client, t target, end time.Time) (round, error) {
	var r round
	for time.Now().Before(end) {
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, t.url, nil)
		if err != nil {
			return r, fmt.Errorf("asking %s: %w", t.name, err)
		}
		request.Header = t.header
		start := time.Now()
		n, err := answer(client, request)
		if err != nil {
			return r, fmt.Errorf("asking %s: %w", t.name, err)
		}
		r.requests++
		r.bytes += n
		r.latencies = append(r.latencies, time.Since(start))
	}
	return r, nil
}

func answer(client *http.Client, request *http.Request) (int64, error) {
	response, err := client.Do(request)
	if err != nil {
		return 0, err
	}
	defer response.Body.Close()
	n, err := io.Copy(io.Discard, response.Body)
	if err == nil && response.StatusCode != http.StatusOK {
		err = fmt.Errorf("answered %s", response.Status)
	}
	return n, err
}
