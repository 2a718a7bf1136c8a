package ledger

import (
	"context"
	"testing"
	"time"

	"candour/internal/store"
	"candour/internal/storetest"
)

// BenchmarkIntegrate places, signs and archives entries that wait in a real
// database, a thousand at a time.
func BenchmarkIntegrate(b *testing.B) {
	for name, open := range map[string]func(testing.TB) (data, keys store.Config){
		"sqlite": storetest.SQLite, "postgres": storetest.Postgres,
	} {
		b.Run(name, func(b *testing.B) {
			conf, _ := open(b)
			h := newHouse(b, conf)
			var placed int
			var spent time.Duration
			for b.Loop() {
				b.StopTimer()
				h.add(1000)
				b.StartTimer()
				began := time.Now()
				in, err := h.Integrate(context.Background(), machineTime.Add(time.Hour))
				if err != nil {
					b.Fatal(err)
				}
				spent += time.Since(began)
				placed += in.Placed
			}
			b.ReportMetric(float64(placed)/spent.Seconds(), "entries/s")
		})
	}
}

// BenchmarkEncode encodes the entry of a screen of 30 items, as every audited
// view does.
func BenchmarkEncode(b *testing.B) {
	e := entryNo(1)
	e.Items = nil
	for range 15 {
		e.Items = append(e.Items, "client.safe-to-contact", "client.address")
	}
	for b.Loop() {
		if _, err := e.Encode(); err != nil {
			b.Fatal(err)
		}
	}
}
