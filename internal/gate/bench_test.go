package gate_test

import (
	"fmt"
	"iter"
	"log/slog"
	"runtime"
	"testing"
	"time"

	"candour/internal/calendar"
	"candour/internal/care"
	"candour/internal/gate"
	"candour/internal/installation"
	"candour/internal/promise"
	"candour/internal/store"
	"candour/internal/storetest"
)

// benchNode is an installation that takes loads, on each database in turn.
func benchNode(b *testing.B, f func(b *testing.B, n *installation.Node)) {
	for name, config := range map[string]func(testing.TB) (store.Config, store.Config){
		"sqlite": storetest.SQLite, "postgres": storetest.Postgres,
	} {
		b.Run(name, func(b *testing.B) {
			data, keys := config(b)
			n, err := installation.Open(b.Context(), installation.Config{
				Dir: storetest.Dir(b) + "/data", Data: data.URL, Keys: keys.URL, Packs: promise.Packs(b), Loads: true,
				Log: slog.New(slog.DiscardHandler),
			})
			if err != nil {
				b.Fatal(err)
			}
			b.Cleanup(func() { _ = n.Close() })
			f(b, n)
		})
	}
}

var firstDay = calendar.Date(2026, time.November, 23)

// crowd is that many people with their contact details, a note of gender, and
// a part in a statistic, a thousand at a time.
func crowd(people int) iter.Seq[[]gate.Loaded] {
	first := []string{"Arthur", "Mavis", "Denzil", "Ottoline", "Siân", "Priya", "Kwame", "Agnieszka"}
	last := []string{"Penfold", "Cole", "Marlowe", "O'Hara", "Ashby", "Okafor", "Nair", "Kowalska", "Finch"}
	answer := func(item, text string) gate.Answer {
		return gate.Answer{Item: item, Value: care.Value{Text: text, From: "client", Channel: "web", On: firstDay}}
	}
	return func(yield func([]gate.Loaded) bool) {
		for from := 0; from < people; from += 1000 {
			batch := make([]gate.Loaded, 0, 1000)
			for n := from; n < min(people, from+1000); n++ {
				batch = append(batch, gate.Loaded{
					NewEpisode: gate.NewEpisode{Service: "positive-wellbeing", Origin: "themselves", Team: team, Tiers: []string{"record", "sensitive"}, ReceivedOn: firstDay},
					Events:     []gate.LoadedEvent{{Event: "referred", On: firstDay}},
					Answers: []gate.Answer{
						answer("client.name", fmt.Sprintf("%s %s-%d", first[n%len(first)], last[n%len(last)], n)),
						answer("client.address", fmt.Sprintf("%d Orchard Row, Tonbridge", n)), answer("client.telephone", "01632 960118"),
						{Item: "client.gender", Value: care.Value{Codes: []string{"woman"}, From: "client", Channel: "visit", On: firstDay}},
					},
					Counts: []gate.LoadedCount{{Tier: "record", Count: "referrals", Cell: "2026-11|themselves|Tonbridge and Malling"}},
				})
			}
			if !yield(batch) {
				return
			}
		}
	}
}

var loader = gate.Reader{Controller: "kent", Role: "timetable"}

func bring(b *testing.B, n *installation.Node, people int) {
	b.Helper()
	if err := n.Gate.HoldCalendar(b.Context(), "kent", firstDay); err != nil {
		b.Fatal(err)
	}
	if err := n.Gate.Load(b.Context(), loader, crowd(people)); err != nil {
		b.Fatal(err)
	}
}

// BenchmarkDestroy destroys 10,000 tiers of 5,000 people, all due on one day:
// intents, statistics frozen, keys deleted, rows purged, ends recorded.
func BenchmarkDestroy(b *testing.B) {
	benchNode(b, func(b *testing.B, n *installation.Node) {
		const people = 5000
		for b.Loop() {
			b.StopTimer()
			bring(b, n, people)
			if err := n.Gate.HoldCalendar(b.Context(), "kent", calendar.Date(2028, time.January, 1)); err != nil {
				b.Fatal(err)
			}
			b.StartTimer()
			for {
				dooms, err := n.Gate.DueOn(b.Context(), "kent", calendar.Date(2028, time.January, 1), 500)
				if err != nil {
					b.Fatal(err)
				}
				if len(dooms) == 0 {
					break
				}
				if _, err := n.Gate.Destroy(b.Context(), "kent", dooms); err != nil {
					b.Fatal(err)
				}
			}
		}
		b.ReportMetric(float64(people*b.N)/b.Elapsed().Seconds(), "subjects/s")
		b.ReportMetric(float64(2*people*b.N)/b.Elapsed().Seconds(), "tiers/s")
	})
}

// BenchmarkIndex builds the name index over 100,000 people, as a node does
// when it starts.
func BenchmarkIndex(b *testing.B) {
	benchNode(b, func(b *testing.B, n *installation.Node) {
		const people = 100_000
		bring(b, n, people)
		runtime.GC()
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		for b.Loop() {
			if got, err := n.Gate.BuildIndex(b.Context(), "kent"); err != nil || got != people {
				b.Fatalf("%d of %d people are in the index: %v", got, people, err)
			}
		}
		runtime.GC()
		runtime.ReadMemStats(&after)
		b.ReportMetric(float64(people*b.N)/b.Elapsed().Seconds(), "people/s")
		b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/1e6, "MB")
	})
}
