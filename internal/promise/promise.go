// Package promise ties tests to the promises of the notices, and says which
// promises are kept. It is proof, not product: only tests and the promises
// command import it.
//
// A test that asserts a promise's given, when and then names it:
//
//	promise.Kept(t, "PW-27")
//
// The name travels as a test attribute. The report beside this package runs
// the tests, reads the attributes and writes what it saw as a Record. The
// prover beside it breaks the clause behind each promise in turn and requires
// a test naming that promise to fail.
package promise

// The test attributes that name a promise.
const (
	keptAttribute  = "promise"
	begunAttribute = "promise-begun"
)

// TB is the part of testing.TB that naming a promise needs. Asking for no
// more keeps the testing package out of the programs that print the tally.
type TB interface {
	Helper()
	Attr(key, value string)
	Fatalf(format string, args ...any)
}

// Kept declares that the running test asserts the given, when and then of one
// promise. The promise counts as kept when every test naming it passed, on
// both databases where the test runs on databases.
func Kept(t TB, id string) {
	t.Helper()
	name(t, keptAttribute, id)
}

// Begun declares that the running test asserts a part of a promise whose rest
// is later work. A begun promise is listed, and does not count as kept.
func Begun(t TB, id string) {
	t.Helper()
	name(t, begunAttribute, id)
}

func name(t TB, attribute, id string) {
	t.Helper()
	if !Known(id) {
		t.Fatalf("no promise has the id %q", id)
	}
	t.Attr(attribute, id)
}
