// Package promise is test support: it ties tests to the promises of the
// notices and prints which promises are kept. Only tests and the promises
// command import it.
package promise

import "testing"

// Attribute is the test attribute that names a promise.
const Attribute = "promise"

// Kept declares that the running test asserts the given, when and then of one
// promise. The id counts as kept when every test naming it passed.
func Kept(t testing.TB, id string) {
	t.Helper()
	t.Attr(Attribute, id)
}
