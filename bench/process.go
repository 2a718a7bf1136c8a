package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// A process is a server that this program started. It ends when it is stopped
// or when this program dies.
type process struct{ *exec.Cmd }

func start(run *exec.Cmd) (*process, error) {
	if run.SysProcAttr == nil {
		run.SysProcAttr = &syscall.SysProcAttr{}
	}
	run.SysProcAttr.Pdeathsig = syscall.SIGKILL
	if run.Stderr == nil {
		run.Stderr = os.Stderr
	}
	if err := run.Start(); err != nil {
		return nil, fmt.Errorf("starting %s: %w", filepath.Base(run.Path), err)
	}
	return &process{run}, nil
}

func (p *process) stop() {
	p.Process.Kill()
	p.Wait() // it ends as killed, which is what was asked
}

// tick is the unit of processor time in proc(5) on every Linux that Go runs on.
const tick = 10 * time.Millisecond

// spent is the processor time that processes and the children they have now,
// or had, took so far. It says how dear a request is on a machine that others
// use too.
func spent(processes ...*process) time.Duration {
	stats := map[int][]string{}
	paths, _ := filepath.Glob("/proc/[0-9]*/stat")
	for _, path := range paths {
		text, _ := os.ReadFile(path)
		_, after, ok := strings.Cut(string(text), ") ")
		pid, err := strconv.Atoi(filepath.Base(filepath.Dir(path)))
		if fields := strings.Fields(after); ok && err == nil && len(fields) > 14 {
			stats[pid] = fields
		}
	}
	var ticks int64
	for pid, fields := range stats {
		for _, p := range processes {
			switch strconv.Itoa(p.Process.Pid) {
			case strconv.Itoa(pid):
				ticks += number(fields[11]) + number(fields[12]) + number(fields[13]) + number(fields[14]) // its own, and its dead children's
			case fields[1]:
				ticks += number(fields[11]) + number(fields[12])
			}
		}
	}
	return time.Duration(ticks) * tick
}

func number(text string) int64 {
	n, _ := strconv.ParseInt(text, 10, 64)
	return n
}
