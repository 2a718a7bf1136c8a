// Package governance is how a notice comes to the public and stays true to
// what the council decided: versions from draft to published, the version in
// force that a node runs, readings accepted and gaps filled by office holders,
// the registers kept beside a notice, and the list of what is missing before a
// service goes live. It holds nothing about anybody a service helps. It
// imports gate and the meaning rooms.
package governance
