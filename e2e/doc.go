// Package e2e tells whole stories through a real browser: a person is
// referred, met, helped and forgotten, on both databases, with JavaScript off.
// Along the way every page is held to what a page must stand, and after the
// story the invariants of the house are checked. It holds tests and nothing
// else.
package e2e
