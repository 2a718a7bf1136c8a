package demo_test

import (
	"path/filepath"
	"testing"
	"time"

	"candour/internal/access"
	"candour/internal/demo"
	"candour/internal/installation"
	"candour/internal/notice"
	"candour/internal/store"
	"candour/internal/storetest"
	"candour/packs"
)

func loader(t testing.TB, data, keys store.Config) (*installation.Node, *access.Desk) {
	t.Helper()
	all, err := notice.LoadAll(packs.FS)
	if err != nil {
		t.Fatal(err)
	}
	n, err := installation.Open(t.Context(), installation.Config{
		Dir: filepath.Join(storetest.Dir(t), "data"), Data: data.URL, Keys: keys.URL, Packs: all, Loads: true,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = n.Close() })
	a, err := access.New(n.Gate, time.Now, true)
	if err != nil {
		t.Fatal(err)
	}
	return n, a
}

func load(t testing.TB, n *installation.Node, a *access.Desk, people int) {
	t.Helper()
	ids, err := demo.Enrol(t.Context(), n.Gate, a)
	if err != nil {
		t.Fatal(err)
	}
	svc, err := n.Gate.Service(demo.Controller, demo.Service)
	if err != nil {
		t.Fatal(err)
	}
	if err := demo.Load(t.Context(), n.Gate, svc.Pack, ids, 1, people); err != nil {
		t.Fatal(err)
	}
}

func TestTheCaseloadLoads(t *testing.T) {
	storetest.EachDB(t, func(t *testing.T, data, keys store.Config) {
		n, a := loader(t, data, keys)
		load(t, n, a, 300)
	})
}

func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		b.StopTimer()
		data, keys := storetest.SQLite(b)
		n, a := loader(b, data, keys)
		b.StartTimer()
		load(b, n, a, 5000)
	}
	b.ReportMetric(float64(5000*b.N)/b.Elapsed().Seconds(), "people/s")
}
