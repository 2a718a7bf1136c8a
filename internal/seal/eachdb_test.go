package seal

import (
	"testing"

	"candour/internal/store"
	"candour/internal/storetest"
)

// eachDB runs a test on a new key database of each kind.
func eachDB(t *testing.T, f func(t *testing.T, db *store.KeyDB)) {
	t.Helper()
	storetest.EachDB(t, func(t *testing.T, _, keys store.Config) { f(t, storetest.OpenKeys(t, keys)) })
}
