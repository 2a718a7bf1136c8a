// Package rehearsal holds proof and nothing else: tests of a whole
// installation at its worst hour.
//
// A story of referrals, looks, suspensions, sweeps and closures runs on two
// nodes under the simulator of internal/simulation; the installation dies at
// every statement of both databases and a fresh node resumes; seeds decide who
// goes first; and what was planted wrong in the gate must be caught. Beside
// it: a power cut under a whole node, a scan of everything on disk for
// personal values, an attacker with yesterday's copies and today's keys, and
// the real program killed under load.
//
// CANDOUR_PROVE=1 asks for the large counts; CANDOUR_SEED=n for one seed.
package rehearsal
