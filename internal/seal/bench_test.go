package seal

import (
	"testing"
	"time"

	"candour/internal/care"
	"candour/internal/store"
	"candour/internal/storetest"
)

func benchVault(b *testing.B, config store.Config, n int) (*Embedded, []care.ID) {
	b.Helper()
	dir := storetest.Dir(b)
	if err := CreateEscrow(dir+"/escrow", dir+"/identity.txt", ""); err != nil {
		b.Fatal(err)
	}
	e := must(OpenEmbedded(b.Context(), storetest.OpenKeys(b, config), dir+"/kek", Options{
		Controllers: []string{"kent"}, Escrow: must(OpenEscrow(dir+"/escrow", "")),
	}))
	return e, must(e.Create(b.Context(), "kent", n))
}

func eachKeyDB(b *testing.B, f func(b *testing.B, config store.Config)) {
	b.Run("sqlite", func(b *testing.B) {
		_, config := storetest.SQLite(b)
		f(b, config)
	})
	b.Run("postgres", func(b *testing.B) {
		_, config := storetest.Postgres(b)
		f(b, config)
	})
}

// BenchmarkRewrap wraps 10,000 keys anew: keys/s is what counts.
func BenchmarkRewrap(b *testing.B) {
	eachKeyDB(b, func(b *testing.B, config store.Config) {
		const n = 10_000
		e, _ := benchVault(b, config, n)
		var spent time.Duration
		for b.Loop() {
			r := e.Rotation("kent", everyNode)
			must(r.Publish(b.Context()))
			began := time.Now()
			for must(r.RewrapBatch(b.Context(), batch)) > 0 {
			}
			spent += time.Since(began)
			if err := r.BackUp(b.Context()); err != nil {
				b.Fatal(err)
			}
			if err := r.DestroyOld(b.Context()); err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(float64(n*b.N)/spent.Seconds(), "keys/s")
	})
}

// BenchmarkBackUp copies 10,000 keys to escrow and reads the copy back.
func BenchmarkBackUp(b *testing.B) {
	eachKeyDB(b, func(b *testing.B, config store.Config) {
		const n = 10_000
		e, _ := benchVault(b, config, n)
		for b.Loop() {
			must(e.BackUp(b.Context(), "kent"))
		}
		b.ReportMetric(float64(n*b.N)/b.Elapsed().Seconds(), "keys/s")
	})
}

// BenchmarkCreate makes keys a thousand at a time.
func BenchmarkCreate(b *testing.B) {
	eachKeyDB(b, func(b *testing.B, config store.Config) {
		e, _ := benchVault(b, config, 1)
		for b.Loop() {
			must(e.Create(b.Context(), "kent", batch))
		}
		b.ReportMetric(float64(batch*b.N)/b.Elapsed().Seconds(), "keys/s")
	})
}

// BenchmarkOpen opens the three keys of one record, with their statement.
func BenchmarkOpen(b *testing.B) {
	eachKeyDB(b, func(b *testing.B, config store.Config) {
		e, ids := benchVault(b, config, 3)
		for b.Loop() {
			WipeAll(must(e.Open(b.Context(), "kent", ids...)))
		}
	})
}

// BenchmarkUnwrap unwraps three keys: what seal adds to the statement.
func BenchmarkUnwrap(b *testing.B) {
	_, config := storetest.SQLite(b)
	e, ids := benchVault(b, config, 3)
	var found []store.KeyRow
	read := func(tx *store.KeyTx) (err error) {
		if found, err = tx.Keys(b.Context(), "kent", ids...); err != nil {
			return err
		}
		for b.Loop() {
			keys := make(map[care.ID]*Key, 3)
			if err := e.unwrapInto(b.Context(), tx, "kent", found, keys); err != nil {
				return err
			}
			WipeAll(keys)
		}
		return nil
	}
	if err := e.db.View(b.Context(), read); err != nil {
		b.Fatal(err)
	}
}

// BenchmarkSection seals and opens a section of 2 KB in its place.
func BenchmarkSection(b *testing.B) {
	k, plaintext := NewKey(), make([]byte, 2048)
	p := Place{Controller: "kent", Service: "pw", Subject: "0193", Tier: "sensitive", Section: "0194", Kind: "items", Version: 3}
	sealed := k.Seal(plaintext, p.AD())
	b.Run("seal", func(b *testing.B) {
		for b.Loop() {
			k.Seal(plaintext, p.AD())
		}
	})
	b.Run("open", func(b *testing.B) {
		for b.Loop() {
			must(k.Open(sealed, p.AD()))
		}
	})
}
