package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"candour/internal/promise"
)

// longest is how long the tests of one package may take over one break. A
// test that hangs on a broken clause has noticed it.
const longest = 10 * time.Minute

// A bench holds the compiled tests of each package, so that breaking a clause
// costs a run and not a build.
type bench struct {
	dir   string
	built map[string]program // by import path
}

type program struct{ file, folder string }

func newBench() (*bench, error) {
	dir, err := os.MkdirTemp("", "prove-")
	if err != nil {
		return nil, fmt.Errorf("making room for the tests: %w", err)
	}
	return &bench{dir, map[string]program{}}, nil
}

func (b *bench) close() { os.RemoveAll(b.dir) }

// breakAll runs every trial and gives what each promise's tests did. A clause
// that was noticed missing for a promise is not loosened for it too.
func (b *bench) breakAll(plan []trial, out io.Writer) ([]promise.Proof, error) {
	var proofs []promise.Proof
	for _, one := range plan {
		ids := one.ids
		for _, breaking := range one.breaks {
			if len(ids) == 0 {
				break
			}
			failed, err := b.run(breaking, ids, one.tests)
			if err != nil {
				return nil, fmt.Errorf("breaking %s (%s): %w", breaking, strings.Join(ids, " "), err)
			}
			var unnoticed []string
			for _, id := range ids {
				proof := promise.Proof{ID: id, Clause: one.clause, How: breaking.How, Caught: caught(one.tests[id], failed)}
				if len(proof.Caught) == 0 {
					unnoticed = append(unnoticed, id)
				}
				proofs = append(proofs, proof)
				fmt.Fprintf(out, "%s %s: %s\n", id, breaking, verdict(proof))
			}
			ids = unnoticed
		}
	}
	return proofs, nil
}

// caught gives the tests naming a promise that are among those that failed.
func caught(claims []promise.Claim, failed map[string]bool) []string {
	var list []string
	for _, c := range claims {
		if name := c.Package + "." + top(c.Test); failed[name] && !slices.Contains(list, name) {
			list = append(list, name)
		}
	}
	return list
}

func verdict(p promise.Proof) string {
	if len(p.Caught) == 0 {
		return "no test naming it failed"
	}
	return "caught by " + strings.Join(p.Caught, ", ")
}

// run runs the tests that name any of some promises with a clause broken and
// gives those that failed, as "package.Test".
func (b *bench) run(breaking promise.Break, ids []string, named map[string][]promise.Claim) (map[string]bool, error) {
	names := map[string][]string{}
	for _, id := range ids {
		for _, c := range named[id] {
			if !slices.Contains(names[c.Package], top(c.Test)) {
				names[c.Package] = append(names[c.Package], top(c.Test))
			}
		}
	}
	failed := map[string]bool{}
	for pkg, tests := range names {
		built, err := b.build(pkg)
		if err != nil {
			return nil, err
		}
		said, err := built.run(breaking, tests)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", pkg, err)
		}
		for _, name := range failures(said, tests) {
			failed[pkg+"."+name] = true
		}
	}
	return failed, nil
}

// build compiles a package's tests, once.
func (b *bench) build(pkg string) (program, error) {
	if built, ok := b.built[pkg]; ok {
		return built, nil
	}
	folder, err := exec.Command("go", "list", "-f", "{{.Dir}}", pkg).Output()
	if err != nil {
		return program{}, fmt.Errorf("finding %s: %w", pkg, err)
	}
	built := program{
		file:   filepath.Join(b.dir, fmt.Sprintf("%d.test", len(b.built))),
		folder: strings.TrimSpace(string(folder)),
	}
	if said, err := exec.Command("go", "test", "-c", "-o", built.file, pkg).CombinedOutput(); err != nil {
		return program{}, fmt.Errorf("building the tests of %s: %w: %s", pkg, err, said)
	}
	b.built[pkg] = built
	return built, nil
}

// run gives what the tests said. A failing test is no error here; a clause
// that could not be broken is.
func (p program) run(b promise.Break, tests []string) ([]byte, error) {
	ctx, stop := context.WithTimeout(context.Background(), longest)
	defer stop()
	run := exec.CommandContext(ctx, p.file, "-test.v", "-test.run", "^("+strings.Join(tests, "|")+")$")
	run.Dir = p.folder
	run.Env = append(os.Environ(), promise.BreakVariable+"="+b.String())
	said, err := run.CombinedOutput()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		return nil, fmt.Errorf("running the tests: %w", err)
	}
	if _, why, found := bytes.Cut(said, []byte(promise.CannotBreak)); found {
		line, _, _ := bytes.Cut(why, []byte("\n"))
		return nil, fmt.Errorf("%s%s", promise.CannotBreak, line)
	}
	return said, nil
}

// failures gives the tests that began and did not pass.
func failures(said []byte, tests []string) []string {
	var failed []string
	for _, name := range tests {
		began := bytes.Contains(said, []byte("=== RUN   "+name+"\n"))
		if began && !bytes.Contains(said, []byte("--- PASS: "+name+" (")) {
			failed = append(failed, name)
		}
	}
	return failed
}

// top gives the name of the test function of a test or subtest.
func top(test string) string {
	name, _, _ := strings.Cut(test, "/")
	return name
}
