package main

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"candour/internal/promise"
)

const here = "candour/internal/promise/prove"

// TestWatchful and TestBlind are what the prover is tried on: both look at
// the clause behind PW-42, one notices when it is gone.
func TestWatchful(t *testing.T) {
	if len(promise.Pack(t).NeverShare) == 0 {
		t.Error("the pack has no clause that keeps the referrer's details in")
	}
}

func TestBlind(t *testing.T) { promise.Pack(t) }

func record(tests ...string) promise.Record {
	var r promise.Record
	for _, name := range tests {
		r.Claims = append(r.Claims, promise.Claim{ID: "PW-42", Package: here, Test: name, Passed: true})
	}
	return r
}

func TestABreakIsNoticedOrItIsNot(t *testing.T) {
	b, err := newBench()
	if err != nil {
		t.Fatal(err)
	}
	defer b.close()
	for _, c := range []struct {
		name      string
		tests     []string
		caught    []string
		unnoticed int
	}{
		{"a watchful test", []string{"TestWatchful/sqlite"}, []string{here + ".TestWatchful"}, 0},
		{"a blind test", []string{"TestBlind"}, nil, 1},
		{"one of each", []string{"TestBlind", "TestWatchful"}, []string{here + ".TestWatchful"}, 0},
	} {
		plan, missing, err := planFor(record(c.tests...), []string{"PW-42"})
		if err != nil || len(missing) > 0 {
			t.Fatalf("planning gave %v, missing %q", err, missing)
		}
		proofs, err := b.breakAll(plan, &bytes.Buffer{})
		if err != nil {
			t.Fatal(err)
		}
		i := slices.IndexFunc(proofs, func(p promise.Proof) bool { return strings.Contains(p.Clause, "never share") })
		if i < 0 || !slices.Equal(proofs[i].Caught, c.caught) {
			t.Errorf("%s: proofs %+v, want the clause caught by %q", c.name, proofs, c.caught)
		}
		var out strings.Builder
		if got := summarise(proofs, &out); got < c.unnoticed || (c.unnoticed == 0 && strings.Contains(out.String(), "never share")) {
			t.Errorf("%s: %d unnoticed, said %q", c.name, got, out.String())
		}
	}
}

func TestAPromiseThatNobodyKeepsIsMissing(t *testing.T) {
	failing := record("TestBlind")
	failing.Claims[0].Passed = false
	for _, c := range []struct {
		record promise.Record
		only   string
	}{{record("TestBlind"), "PW-31"}, {failing, "PW-42"}} {
		plan, missing, err := planFor(c.record, []string{c.only})
		if err != nil || len(plan) != 0 || !slices.Equal(missing, []string{c.only}) {
			t.Errorf("asking for %s planned %v, missing %q, %v; want it missing", c.only, plan, missing, err)
		}
	}
}

func TestATestThatNeverEndedIsAFailure(t *testing.T) {
	said := "=== RUN   TestA\n--- PASS: TestA (0.00s)\n=== RUN   TestAB\n=== RUN   TestC\n--- FAIL: TestC (0.00s)\n"
	if got := failures([]byte(said), []string{"TestA", "TestAB", "TestC", "TestD"}); !slices.Equal(got, []string{"TestAB", "TestC"}) {
		t.Errorf("got %q, want TestAB and TestC", got)
	}
}
