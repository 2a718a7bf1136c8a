// Package house holds the tests of the house itself: which room may import
// which, how long a function may be, what nothing may be called. It has no
// code of its own.
package house
