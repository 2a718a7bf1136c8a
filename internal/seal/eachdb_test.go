package seal

import (
	"path/filepath"
	"testing"

	"candour/internal/store"
)

func eachDB(t *testing.T, f func(t *testing.T, db *store.KeyDB)) {
	t.Run("sqlite", func(t *testing.T) {
		db, err := store.OpenKeys(t.Context(), store.Config{URL: "sqlite:" + filepath.Join(t.TempDir(), "keys.db")})
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		f(t, db)
	})
}
