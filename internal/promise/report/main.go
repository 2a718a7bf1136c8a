// Command report runs `go test` and reads what its tests say about the
// promises. It prints what go test prints, writes the record that `candour
// promises` reads, and ends as go test ended.
//
//	go run ./internal/promise/report -timeout 20m ./...
//
// The record is written only when every package was tested (./...).
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"time"

	"candour/internal/promise"
)

func main() {
	code, err := run(os.Args[1:], os.Stdout)
	if err != nil {
		fmt.Fprintln(os.Stderr, "report:", err)
		os.Exit(1)
	}
	os.Exit(code)
}

// run tests and gives go test's exit code.
func run(args []string, out io.Writer) (int, error) {
	tree, err := promise.TreeAt(".")
	if err != nil {
		return 0, err
	}
	test := exec.Command("go", append([]string{"test", "-json"}, args...)...)
	test.Stderr = os.Stderr
	events, err := test.StdoutPipe()
	if err != nil {
		return 0, fmt.Errorf("starting go test: %w", err)
	}
	if err := test.Start(); err != nil {
		return 0, fmt.Errorf("starting go test: %w", err)
	}
	seen := &promise.Run{}
	if err := read(events, seen, newPrinter(out)); err != nil {
		return 0, err
	}
	code, err := exitCode(test.Wait())
	if err != nil || !slices.Contains(args, "./...") {
		return code, err
	}
	record := promise.Record{Tree: tree, At: time.Now().UTC().Format(time.RFC3339), Claims: seen.Claims()}
	if err := promise.Save(promise.RecordFile, record); err != nil {
		return 0, err
	}
	tally := promise.NewTally(record.Claims, nil)
	fmt.Fprintf(out, "%d of %d promises kept by passing tests (make promises lists them)\n", tally.CountKept(), len(promise.All()))
	return code, nil
}

func exitCode(err error) (int, error) {
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return exit.ExitCode(), nil
	}
	return 0, err
}

// read hands every event to the run and to the printer. A line that is no
// event is printed as it is.
func read(events io.Reader, seen *promise.Run, p *printer) error {
	lines := bufio.NewReader(events)
	for {
		line, err := lines.ReadBytes('\n')
		if len(line) > 0 {
			var e promise.Event
			if json.Unmarshal(line, &e) != nil {
				fmt.Fprintf(p.out, "%s", line)
			} else {
				seen.Add(e)
				p.print(e)
			}
		}
		if errors.Is(err, io.EOF) {
			p.close()
			return nil
		}
		if err != nil {
			return fmt.Errorf("reading what go test says: %w", err)
		}
	}
}
