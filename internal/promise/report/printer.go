package main

import (
	"fmt"
	"io"
	"strings"

	"candour/internal/promise"
)

// A printer turns events back into what `go test` prints without -v: a line a
// package, and everything a failing test said. At the end it adds one line of
// counts.
type printer struct {
	out            io.Writer
	said           map[test]*strings.Builder // by running tests
	passed, failed int                       // top-level tests
	skipped        int
}

type test struct{ pkg, name string }

func newPrinter(out io.Writer) *printer {
	return &printer{out: out, said: map[test]*strings.Builder{}}
}

func (p *printer) print(e promise.Event) {
	at := test{e.Package, e.Test}
	switch {
	case e.Action == "build-output":
		fmt.Fprint(p.out, e.Output)
	case e.Action == "output" && e.Test == "":
		if e.Output != "PASS\n" {
			fmt.Fprint(p.out, e.Output)
		}
	case e.Action == "output":
		if p.said[at] == nil {
			p.said[at] = &strings.Builder{}
		}
		if !strings.HasPrefix(e.Output, "=== ") {
			p.said[at].WriteString(e.Output)
		}
	case e.Test == "" && e.Action == "fail":
		p.flush(e.Package)
	case e.Action == "fail":
		p.show(at)
		p.count(e, &p.failed)
	case e.Action == "pass":
		delete(p.said, at)
		p.count(e, &p.passed)
	case e.Action == "skip":
		delete(p.said, at)
		p.count(e, &p.skipped)
	}
}

func (p *printer) count(e promise.Event, n *int) {
	if e.Test != "" && !strings.Contains(e.Test, "/") {
		*n++
	}
}

func (p *printer) show(at test) {
	if said := p.said[at]; said != nil {
		fmt.Fprint(p.out, said.String())
	}
	delete(p.said, at)
}

// flush shows what the tests of a package said that never ended: the package
// panicked or ran out of time.
func (p *printer) flush(pkg string) {
	for at := range p.said {
		if at.pkg == pkg {
			p.show(at)
		}
	}
}

func (p *printer) close() {
	fmt.Fprintf(p.out, "%d passed, %d failed, %d skipped\n", p.passed, p.failed, p.skipped)
}
