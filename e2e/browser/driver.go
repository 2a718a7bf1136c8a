// Package browser drives a real Chromium from a Go test, the way a person
// would: by the names on the page. It is test support; only tests import it.
//
//	b := browser.Start(t, server.URL)
//	b.Goto("/refer")
//	b.Fill("Your name", "Pat Example")
//	b.Choose("Do they know?", "Yes")
//	b.Click("Continue")
//	b.Axe()
//
// A test binary has one Chromium, started by the first Start; each Start has
// its own cookies. What goes wrong fails the test at once, with a picture in
// .cache/shots. When a test ends it also fails if any page asked another
// origin for anything, missed an asset, threw a script error or broke its
// content security policy.
package browser

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
)

// A command is one line to run.mjs.
type command struct {
	ID     int64    `json:"id"`
	Page   string   `json:"page"`
	Do     string   `json:"do"`
	Base   string   `json:"base,omitempty"`
	Path   string   `json:"path,omitempty"`
	Group  string   `json:"group,omitempty"`
	Label  string   `json:"label,omitempty"`
	Name   string   `json:"name,omitempty"`
	Value  string   `json:"value"`
	File   string   `json:"file,omitempty"`
	Within []string `json:"within,omitempty"`
	Width  int      `json:"width,omitempty"`
	Height int      `json:"height,omitempty"`
	Script bool     `json:"script"`
	On     bool     `json:"on"`
	Full   bool     `json:"full"`
	Going  bool     `json:"going"`
}

// An answer is one line from run.mjs.
type answer struct {
	ID    int64           `json:"id"`
	Value json.RawMessage `json:"value"`
	Error string          `json:"error"`
}

// A driver is the running run.mjs with its Chromium. It is safe for
// concurrent use. It ends with the test binary, when its input closes.
type driver struct {
	root string // the repository's root

	mu      sync.Mutex
	in      io.Writer
	last    int64
	waiting map[int64]chan answer
	gone    error // set once the program has ended
}

var shared = sync.OnceValues(startDriver)

func startDriver() (*driver, error) {
	root, err := repositoryRoot()
	if err != nil {
		return nil, err
	}
	if _, err := os.Stat(filepath.Join(root, "node_modules", "playwright-core")); err != nil {
		return nil, errors.New("the browser driver is not installed: run `make setup`")
	}
	run := exec.Command("node", filepath.Join(root, "e2e", "browser", "run.mjs"))
	in, err := run.StdinPipe()
	if err != nil {
		return nil, fmt.Errorf("starting the browser: %w", err)
	}
	out, err := run.StdoutPipe()
	if err != nil {
		return nil, fmt.Errorf("starting the browser: %w", err)
	}
	var complaint bytes.Buffer
	run.Stderr = &complaint
	if err := run.Start(); err != nil {
		return nil, fmt.Errorf("starting the browser: %w", err)
	}
	d := &driver{root: root, in: in, waiting: map[int64]chan answer{}}
	go func() {
		d.listen(out)
		err := run.Wait()
		d.end(fmt.Errorf("the browser ended: %v: %s", err, complaint.Bytes()))
	}()
	return d, nil
}

// listen hands each answer to whoever waits for it.
func (d *driver) listen(out io.Reader) {
	lines := bufio.NewReader(out)
	for {
		line, err := lines.ReadBytes('\n')
		if err != nil {
			return
		}
		var a answer
		if err := json.Unmarshal(line, &a); err != nil {
			continue
		}
		d.mu.Lock()
		wait := d.waiting[a.ID]
		delete(d.waiting, a.ID)
		d.mu.Unlock()
		if wait != nil {
			wait <- a
		}
	}
}

// end tells everybody who waits that no answer will come.
func (d *driver) end(err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.gone = err
	for id, wait := range d.waiting {
		wait <- answer{ID: id, Error: err.Error()}
		delete(d.waiting, id)
	}
}

// ask sends one command, waits for its answer and decodes it into value,
// which may be nil.
func (d *driver) ask(c command, value any) error {
	wait := make(chan answer, 1)
	if err := d.send(c, wait); err != nil {
		return err
	}
	a := <-wait
	if a.Error != "" {
		return errors.New(a.Error)
	}
	if value == nil {
		return nil
	}
	if err := json.Unmarshal(a.Value, value); err != nil {
		return fmt.Errorf("reading the answer to %s: %w", c.Do, err)
	}
	return nil
}

func (d *driver) send(c command, wait chan answer) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.gone != nil {
		return d.gone
	}
	d.last++
	c.ID = d.last
	line, err := json.Marshal(c)
	if err != nil {
		return fmt.Errorf("writing the command %s: %w", c.Do, err)
	}
	d.waiting[c.ID] = wait
	if _, err := d.in.Write(append(line, '\n')); err != nil {
		delete(d.waiting, c.ID)
		return fmt.Errorf("sending the command %s: %w", c.Do, err)
	}
	return nil
}

// repositoryRoot finds the folder of go.mod, at or above the working folder.
func repositoryRoot() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", fmt.Errorf("finding the repository: %w", err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir, nil
		}
		up := filepath.Dir(dir)
		if up == dir {
			return "", errors.New("finding the repository: no go.mod above the working folder")
		}
		dir = up
	}
}
